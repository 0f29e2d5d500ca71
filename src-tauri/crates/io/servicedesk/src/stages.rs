//! What a ticket system calls its states, and what they mean for a report.

use std::collections::BTreeMap;

use faults::{Stage, Trouble, TroubleKind};

/// Names of states, in whatever case, and the stage that each stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stages(BTreeMap<String, Stage>);

impl Stages {
    /// What a ticket system ships with, overruled by what its owners made of it: names of states
    /// with the code of a stage each.
    ///
    /// # Errors
    /// Tells a code that no stage has.
    pub fn new(shipped: &[(&str, Stage)], own: &BTreeMap<String, String>) -> Result<Self, Trouble> {
        let mut stages: BTreeMap<String, Stage> =
            shipped.iter().map(|(name, stage)| (folded(name), *stage)).collect();
        for (name, code) in own {
            let stage = Stage::from_code(code).ok_or_else(|| {
                Trouble::new(TroubleKind::Misconfigured).saying(&format!("{name} = {code}?"))
            })?;
            stages.insert(folded(name), stage);
        }
        Ok(Self(stages))
    }

    /// The stage of a state; a name that nobody explained tells nothing.
    #[must_use]
    pub fn stage(&self, name: &str) -> Option<Stage> {
        self.0.get(&folded(name)).copied()
    }
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use faults::PauseReason;

    use super::*;

    #[test]
    fn owners_overrule_what_is_shipped_and_the_case_of_a_name_does_not_matter() {
        let own = [("Wartet auf Kunde", "waiting-customer"), ("open", "received")]
            .map(|(name, code)| (name.to_owned(), code.to_owned()))
            .into();
        let shipped = [("open", Stage::InWork), ("resolved", Stage::Restored)];

        let stages = Stages::new(&shipped, &own).unwrap();

        assert_eq!(stages.stage(" wartet AUF kunde"), Some(Stage::Waiting(PauseReason::Customer)));
        assert_eq!(stages.stage("Open"), Some(Stage::Received));
        assert_eq!(stages.stage("RESOLVED"), Some(Stage::Restored));
        assert_eq!(stages.stage("elsewhere"), None);
    }

    #[test]
    fn a_stage_that_does_not_exist_is_told() {
        let own = [("open".to_owned(), "somewhere".to_owned())].into();

        let trouble = Stages::new(&[], &own).unwrap_err();

        assert_eq!(trouble.kind, TroubleKind::Misconfigured);
        assert_eq!(trouble.words.as_deref(), Some("open = somewhere?"));
    }
}

//! Which class of a provider a fault has: at most six neutral questions, and one rule that is named.
//!
//! ```text
//! Answers ──rule──▶ Rule ──the profile's `takes`──▶ class, kind, what is doubtful
//! ```
//!
//! | rule, the first that holds | neutral | source |
//! |---|---|---|
//! | a change is wished for; nothing is broken | FK4 | S0-17, S3-13, S3-14 |
//! | a legal duty such as emergency calls is hit | FK1 | S0-14 |
//! | more than 60 % fails | FK1 | S0-14 |
//! | nothing works for everyone or a site | FK1 | S0-14 |
//! | more than 30 % fails; redundancy is lost | FK2 | S0-15 |
//! | everyone or a site is impaired; several are out | FK2 | S0-15 |
//! | several are impaired; one place is out or impaired | FK3 | S0-16 |
//!
//! Exactly 60 % and exactly 30 % are not "more than".

use clock::Timestamp;

use crate::class::coded;
use crate::{Affects, Class, Kind, Provider, Rule, Works};

/// What a person answers; the program fills in what it knows.
#[derive(Debug, Clone, PartialEq)]
pub struct Answers {
    /// What is asked of the provider.
    pub kind: Kind,
    /// Whom it affects.
    pub affects: Affects,
    /// What still works.
    pub works: Works,
    /// Whether it happens again and again; where nobody said, it is absent.
    pub repeats: Option<bool>,
    /// Whether emergency calls or another legal duty are hit.
    pub legal_duty: bool,
    /// Share of calls, capacity or traffic that fails, in per cent.
    pub failing_percent: Option<f64>,
    /// Whether what stands by in case of a failure is gone.
    pub redundancy_lost: bool,
    /// Since when; a fact for the ticket, not for the class.
    pub since: Option<Timestamp>,
    /// What was changed lately, in the person's words. Source: S3-38.
    pub what_changed: String,
}

impl Answers {
    /// The questions as a person sees them: each code has words `question-` in the catalogues.
    /// `failing` asks for percentage and redundancy, `changed` for since when and what changed.
    pub const QUESTIONS: [&'static str; 6] =
        ["affects", "works", "repeats", "legal-duty", "failing", "changed"];

    /// Answers to the two questions that nobody can leave out.
    #[must_use]
    pub const fn new(affects: Affects, works: Works) -> Self {
        Self {
            kind: Kind::Incident,
            affects,
            works,
            repeats: None,
            legal_duty: false,
            failing_percent: None,
            redundancy_lost: false,
            since: None,
            what_changed: String::new(),
        }
    }

    /// What is asked of the provider: where nothing is broken it is no incident.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match (self.kind, self.works) {
            (Kind::Incident, Works::Question) => Kind::Support,
            (kind, _) => kind,
        }
    }

    /// The first rule that holds.
    #[must_use]
    pub fn rule(&self) -> Rule {
        let more_than = |limit: f64| self.failing().is_some_and(|percent| percent > limit);
        let is_broad = match self.affects {
            Affects::Everyone | Affects::Site => true,
            Affects::Several | Affects::OnlyMe => false,
        };
        match self.kind() {
            Kind::Change => return Rule::ChangeRequest,
            Kind::Support => return Rule::Question,
            Kind::Incident => {}
        }
        if self.legal_duty {
            Rule::LegalDuty
        } else if more_than(60.0) {
            Rule::OverSixty
        } else if is_broad && self.works == Works::Nothing {
            Rule::TotalOutage
        } else if more_than(30.0) {
            Rule::OverThirty
        } else if self.redundancy_lost {
            Rule::RedundancyLost
        } else {
            match (self.affects, self.works) {
                (Affects::Everyone | Affects::Site, _) => Rule::BroadImpairment,
                (Affects::Several, Works::Nothing) => Rule::OutageForSeveral,
                (Affects::Several, Works::Partly | Works::Question) => Rule::ImpairmentForSeveral,
                (Affects::OnlyMe, _) => Rule::OnePlace,
            }
        }
    }

    /// The percentage, if it is one.
    fn failing(&self) -> Option<f64> {
        self.failing_percent.filter(|percent| (0.0..=100.0).contains(percent))
    }
}

coded! {
    /// Why a class is doubted; it is asked about and never blocked.
    Questioned {
        /// The gravest class, and one person alone is affected.
        SingleUser = "single-user",
        /// Planned maintenance is under way.
        PlannedMaintenance = "planned-maintenance",
    }
}

/// The class of a fault at a provider, with its reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// The class by the provider's code.
    pub class: String,
    /// The neutral class.
    pub neutral: Class,
    /// What is asked of the provider.
    pub kind: Kind,
    /// The rule that gave the class; its sentence is `rule-` with its code.
    pub rule: Rule,
    /// Values of the sentence: `percent` where a percentage decided.
    pub values: Vec<(&'static str, String)>,
    /// Why the class is doubted.
    pub questioned: Option<Questioned>,
    /// The person chose another class than the rule, and why.
    pub overruled: Option<Overrule>,
}

/// The person knows better; goes into the ticket with its comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overrule {
    /// The class that it shall be, as the provider's classes are typed.
    pub class: String,
    /// Why, in the person's words.
    pub comment: String,
}

/// Why a class cannot be overruled so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OverruleError {
    /// It needs a word why.
    #[error("a class is overruled only with a comment")]
    NoComment,
    /// The provider has no such class.
    #[error("the provider has no such class")]
    UnknownClass,
}

/// The neutral class by the two answers that nobody can leave out, and the rule that gave it.
#[must_use]
pub fn classify(affects: Affects, works: Works) -> (Class, Rule) {
    let rule = Answers::new(affects, works).rule();
    (rule.neutral(), rule)
}

/// Finds the provider's class for what was answered.
#[must_use]
pub fn assess(provider: &Provider, answers: &Answers) -> Assessment {
    let assessment = Assessment::without_contract(answers);
    match provider.class_by_rule(assessment.rule) {
        Some(class) => Assessment { class: class.code.clone(), ..assessment },
        None => assessment,
    }
}

impl Assessment {
    /// The neutral class for what was answered, where no contract is in force.
    #[must_use]
    pub fn without_contract(answers: &Answers) -> Self {
        let rule = answers.rule();
        let neutral = rule.neutral();
        let values = match (rule, answers.failing()) {
            (Rule::OverSixty | Rule::OverThirty, Some(percent)) => {
                vec![("percent", shortened(percent))]
            }
            _ => Vec::new(),
        };
        Self {
            class: neutral.code().to_owned(),
            neutral,
            kind: answers.kind(),
            rule,
            values,
            questioned: doubt(neutral, answers.affects),
            overruled: None,
        }
    }

    /// The class that the person chose, with the rule's class beside it in the ticket.
    ///
    /// # Errors
    /// Demands a comment and a class that the provider has.
    pub fn overrule(
        mut self,
        provider: &Provider,
        affects: Affects,
        overrule: Overrule,
    ) -> Result<Self, OverruleError> {
        if overrule.comment.trim().is_empty() {
            return Err(OverruleError::NoComment);
        }
        let (class, kind) = provider.class(&overrule.class).ok_or(OverruleError::UnknownClass)?;
        self.class.clone_from(&class.code);
        self.neutral = class.neutral;
        self.kind = kind.unwrap_or(self.kind);
        self.questioned = doubt(class.neutral, affects);
        self.overruled = Some(overrule);
        Ok(self)
    }
}

fn doubt(class: Class, affects: Affects) -> Option<Questioned> {
    (class == Class::Fk1 && affects == Affects::OnlyMe).then_some(Questioned::SingleUser)
}

/// One digit after the point where there is something to say; never rounded onto a limit that the
/// percentage is beyond.
fn shortened(percent: f64) -> String {
    let text = format!("{percent:.1}");
    match text.parse::<f64>() {
        Ok(short) if short == 60.0 || short == 30.0 => format!("{percent}"),
        _ => text.strip_suffix(".0").unwrap_or(&text).to_owned(),
    }
}

#[cfg(test)]
mod tests;

//! A colleague whose telephone is watched.

use std::fmt;

use model::{AccountId, Number};
use serde::{Deserialize, Serialize};

/// A colleague whose telephone is watched. What it is outlives the program.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Colleague {
    /// Number at the telephone system.
    pub number: Number,
    /// Name to show; empty: the number.
    #[serde(default)]
    pub name: String,
    /// Account that watches.
    pub account: AccountId,
}

impl Colleague {
    /// Most that are watched.
    pub const MOST: usize = 200;

    /// What is kept of all of them between two runs of the program, as one line of JSON.
    #[must_use]
    pub fn list_to_json(colleagues: &[Self]) -> String {
        serde_json::to_string(colleagues).expect("its keys are text and its values have no errors")
    }

    /// Reads what [`Colleague::list_to_json`] wrote; those beyond [`Colleague::MOST`] are left out.
    ///
    /// # Errors
    /// When the text is something else.
    pub fn list_from_json(text: &str) -> Result<Vec<Self>, serde_json::Error> {
        let mut colleagues: Vec<Self> = serde_json::from_str(text)?;
        colleagues.truncate(Self::MOST);
        Ok(colleagues)
    }
}

impl fmt::Debug for Colleague {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Colleague").field("account", &self.account).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colleague(number: &str) -> Colleague {
        Colleague {
            number: Number::read(number).unwrap(),
            name: "Anna".to_owned(),
            account: AccountId::from_random_bytes([1; 16]),
        }
    }

    #[test]
    fn colleagues_outlive_the_program_in_their_order() {
        let before = vec![colleague("42"), colleague("41")];
        let kept = Colleague::list_to_json(&before);
        assert_eq!(Colleague::list_from_json(&kept).unwrap(), before);
        assert!(Colleague::list_from_json("{}").is_err());
    }

    #[test]
    fn more_than_can_be_watched_are_left_out() {
        let many = vec![colleague("42"); Colleague::MOST + 1];
        let read = Colleague::list_from_json(&Colleague::list_to_json(&many)).unwrap();
        assert_eq!(read.len(), Colleague::MOST);
    }

    #[test]
    fn a_colleague_in_a_log_is_nobody() {
        let printed = format!("{:?}", colleague("42"));
        assert!(!printed.contains("42") && !printed.contains("Anna"));
    }
}

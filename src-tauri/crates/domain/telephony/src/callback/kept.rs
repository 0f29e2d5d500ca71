//! What of a call-back outlives the program.

use jiff::Timestamp;

use super::{CallBack, Means, State, after, pause};

impl CallBack {
    /// What is kept between two runs of the program.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("its keys are text and its values have no errors")
    }

    /// Reads what [`CallBack::to_json`] wrote. A call that was dialled then is over now, and is tried
    /// again.
    ///
    /// # Errors
    /// When the text is something else.
    pub fn from_json(text: &str, now: Timestamp) -> Result<Self, serde_json::Error> {
        let mut read: Self = serde_json::from_str(text)?;
        read.state = match (read.state, read.means) {
            (State::Calling | State::Free { .. }, Means::Watch) => {
                State::Waiting { was_used: true }
            }
            (State::Calling | State::Free { .. }, Means::Repeat | Means::System) => {
                State::Pausing { at: after(now, pause(read.attempts)) }
            }
            (state @ (State::Waiting { .. } | State::Pausing { .. }), _)
            | (state @ (State::AtSystem | State::Ended { .. }), _) => state,
        };
        Ok(read)
    }
}

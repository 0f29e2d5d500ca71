//! The way of a comment from a person's word to the ticket.
//!
//! ```text
//! Queued ──Send──▶ Sending ──Sent──▶ Sent
//!    ▲ Failed         ▲ │ Failed
//!    └─┘              └─┘
//! ```
//!
//! In *Sending* the comment may stand at the ticket without our knowing: it carries a mark of its
//! own and is added only when the mark is not there, and not before whatever was sent last must have
//! had its effect ([`crate::SETTLE`]).

use clock::Timestamp;

use crate::{Effort, Refusal, Trouble, TroubleKind};

/// Where a comment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommentState {
    /// Written; waits until its report is filed and those written before it are sent.
    Queued(Effort),
    /// The ticket system was or is being asked to add it.
    Sending(Effort),
    /// It stands at the ticket.
    Sent,
}

/// What can happen to a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommentStep {
    /// The ticket system is about to be asked to add it.
    Send {
        /// When an attempt that nobody saw the end of is certain to have had its effect or none.
        settled_at: Timestamp,
    },
    /// It stands at the ticket.
    Sent,
    /// An attempt failed.
    Failed {
        /// What stood in the way.
        trouble: Trouble,
        /// When to try again.
        retry_at: Timestamp,
    },
    /// A person, or a change of settings, wants it tried at once.
    Hurry,
}

impl CommentState {
    /// The word for databases, command lines and catalogues of words.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Queued(_) => "queued",
            Self::Sending(_) => "sending",
            Self::Sent => "sent",
        }
    }

    /// How sending fares, while it is under way.
    #[must_use]
    pub const fn effort(&self) -> Option<&Effort> {
        match self {
            Self::Queued(effort) | Self::Sending(effort) => Some(effort),
            Self::Sent => None,
        }
    }

    /// Whether those written after it wait for it, so that they arrive in order: one that the ticket
    /// system does not take holds up nothing.
    #[must_use]
    pub fn holds_up(&self) -> bool {
        let trouble = self.effort().map(|effort| &effort.trouble);
        match trouble {
            Some(Some(trouble)) => {
                !matches!(trouble.kind, TroubleKind::Rejected | TroubleKind::TooLarge)
            }
            Some(None) => true,
            None => false,
        }
    }

    /// Takes one step.
    ///
    /// # Errors
    /// Refuses a step that does not fit, leaving `self` as it was.
    pub fn take(&mut self, step: CommentStep) -> Result<(), Refusal> {
        *self = self.clone().after(step)?;
        Ok(())
    }

    fn after(self, step: CommentStep) -> Result<Self, Refusal> {
        match (self, step) {
            (Self::Queued(effort) | Self::Sending(effort), CommentStep::Send { settled_at }) => {
                Ok(Self::Sending(effort.under_way(settled_at)))
            }
            (Self::Sending(_), CommentStep::Sent) => Ok(Self::Sent),
            (Self::Queued(effort), CommentStep::Failed { trouble, retry_at }) => {
                Ok(Self::Queued(effort.failed(trouble, retry_at)))
            }
            (Self::Sending(effort), CommentStep::Failed { trouble, retry_at }) => {
                Ok(Self::Sending(effort.failed(trouble, retry_at)))
            }
            (Self::Queued(effort), CommentStep::Hurry) => Ok(Self::Queued(effort.at_once())),
            (Self::Sending(effort), CommentStep::Hurry) => {
                Ok(Self::Sending(if effort.is_in_doubt() { effort } else { effort.at_once() }))
            }
            (Self::Queued(_) | Self::Sent, CommentStep::Sent)
            | (
                Self::Sent,
                CommentStep::Send { .. } | CommentStep::Failed { .. } | CommentStep::Hurry,
            ) => Err(Refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_goes_from_queued_to_sent_and_no_further() {
        let mut state = CommentState::Queued(Effort::default());

        for (step, code) in [
            (CommentStep::Send { settled_at: second(20) }, "sending"),
            (failed(TroubleKind::TimedOut), "sending"),
            (CommentStep::Send { settled_at: second(90) }, "sending"),
            (CommentStep::Sent, "sent"),
        ] {
            state.take(step).unwrap();
            assert_eq!(state.code(), code);
        }

        for step in [CommentStep::Sent, CommentStep::Hurry, failed(TroubleKind::TimedOut)] {
            assert_eq!(state.take(step), Err(Refusal));
        }
        let mut unsent = CommentState::Queued(Effort::default());
        assert_eq!(unsent.take(CommentStep::Sent), Err(Refusal), "nobody was asked yet");
    }

    #[test]
    fn no_hurry_repeats_what_the_server_may_still_be_at() {
        let mut state = CommentState::Queued(Effort::default());

        state.take(CommentStep::Send { settled_at: second(20) }).unwrap();
        state.take(CommentStep::Hurry).unwrap();
        assert_eq!(state.effort().unwrap().retry_at, Some(second(20)));

        state.take(failed(TroubleKind::SignIn)).unwrap();
        state.take(CommentStep::Hurry).unwrap();
        assert_eq!(state.effort().unwrap().retry_at, None);
    }

    #[test]
    fn what_a_ticket_system_does_not_take_holds_up_nothing() {
        for (kind, holds_up) in [
            (TroubleKind::Rejected, false),
            (TroubleKind::TooLarge, false),
            (TroubleKind::Unreachable, true),
            (TroubleKind::SignIn, true),
        ] {
            let mut state = CommentState::Sending(Effort::default());
            assert!(state.holds_up());
            state.take(failed(kind)).unwrap();
            assert_eq!(state.holds_up(), holds_up, "{kind:?}");
        }
        assert!(!CommentState::Sent.holds_up());
    }

    fn failed(kind: TroubleKind) -> CommentStep {
        CommentStep::Failed { trouble: Trouble::new(kind), retry_at: second(60) }
    }

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }
}

//! What the call list keeps of a call.

use jiff::Timestamp;
use model::{AccountId, RecordId};

use crate::{Cause, Codec, Direction, End, EndedBy, Party, Quality};

/// How a call in the list ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// People talked.
    Answered,
    /// Incoming, and nobody here answered.
    Missed,
    /// Incoming, rejected here.
    Rejected,
    /// Incoming, answered on another device; not missed. Source: RFC 3326.
    AnsweredElsewhere,
    /// Outgoing, and given up or not answered.
    NotAnswered,
    /// Outgoing, and the far end was busy.
    Busy,
    /// Outgoing, and it could not be connected.
    Failed,
    /// Incoming, and sent to somebody else from here.
    Forwarded,
}

impl Outcome {
    /// What a call that ended so stands as.
    #[must_use]
    pub const fn of(direction: Direction, answered: bool, end: End) -> Self {
        if answered {
            return Self::Answered;
        }
        match direction {
            Direction::Incoming => match end.cause {
                Cause::AnsweredElsewhere => Self::AnsweredElsewhere,
                Cause::TakenOver => Self::AnsweredElsewhere,
                // By a rule of this program, and nobody has seen it.
                Cause::Declined | Cause::Busy if is_by_network(end.by) => Self::Missed,
                Cause::Declined | Cause::Busy => Self::Rejected,
                Cause::Forwarded | Cause::Transferred | Cause::Parked => Self::Forwarded,
                Cause::HungUp
                | Cause::NoAnswer
                | Cause::Cancelled
                | Cause::UnknownNumber
                | Cause::IncompleteNumber
                | Cause::NotReachable
                | Cause::Forbidden
                | Cause::WrongPassword
                | Cause::NoCommonCodec
                | Cause::ServerUnreachable
                | Cause::ServerFailed
                | Cause::ConnectionLost
                | Cause::Failed => Self::Missed,
            },
            Direction::Outgoing => match end.cause {
                Cause::Busy => Self::Busy,
                Cause::HungUp
                | Cause::Declined
                | Cause::NoAnswer
                | Cause::Cancelled
                | Cause::Transferred
                | Cause::Forwarded
                | Cause::Parked
                | Cause::TakenOver
                | Cause::AnsweredElsewhere => Self::NotAnswered,
                Cause::UnknownNumber
                | Cause::IncompleteNumber
                | Cause::NotReachable
                | Cause::Forbidden
                | Cause::WrongPassword
                | Cause::NoCommonCodec
                | Cause::ServerUnreachable
                | Cause::ServerFailed
                | Cause::ConnectionLost
                | Cause::Failed => Self::Failed,
            },
        }
    }
}

const fn is_by_network(by: EndedBy) -> bool {
    match by {
        EndedBy::Network => true,
        EndedBy::Me | EndedBy::Them => false,
    }
}

/// One line of the call list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRecord {
    /// Stable id.
    pub id: RecordId,
    /// Account that carried it; the account may be gone.
    pub account: AccountId,
    /// Which side began it.
    pub direction: Direction,
    /// Who was at the other end.
    pub remote: Party,
    /// Whom the caller wanted, where that is somebody else: a group, a forwarding colleague.
    pub called: Option<Party>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Timestamp,
    /// How it ended.
    pub outcome: Outcome,
    /// Why, and by whom.
    pub end: End,
    /// Codec that was used.
    pub codec: Option<Codec>,
    /// Last measured sound.
    pub quality: Option<Quality>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_was_turned_away_unseen_is_missed() {
        let end = End { cause: Cause::Busy, by: EndedBy::Network, status: Some(486) };

        assert_eq!(Outcome::of(Direction::Incoming, false, end), Outcome::Missed);
        let end = End { by: EndedBy::Me, ..end };
        assert_eq!(Outcome::of(Direction::Incoming, false, end), Outcome::Rejected);
    }

    #[test]
    fn only_what_nobody_answered_anywhere_is_missed() {
        let end = |cause| End { cause, by: EndedBy::Them, status: None };
        let table = [
            (Direction::Incoming, false, Cause::Cancelled, Outcome::Missed),
            (Direction::Incoming, false, Cause::AnsweredElsewhere, Outcome::AnsweredElsewhere),
            (Direction::Incoming, false, Cause::Declined, Outcome::Rejected),
            (Direction::Incoming, true, Cause::HungUp, Outcome::Answered),
            (Direction::Outgoing, false, Cause::Busy, Outcome::Busy),
            (Direction::Outgoing, false, Cause::Cancelled, Outcome::NotAnswered),
            (Direction::Outgoing, false, Cause::UnknownNumber, Outcome::Failed),
            (Direction::Outgoing, true, Cause::ConnectionLost, Outcome::Answered),
        ];
        for (direction, answered, cause, outcome) in table {
            assert_eq!(
                Outcome::of(direction, answered, end(cause)),
                outcome,
                "{direction:?} {cause:?}"
            );
        }
    }
}

//! What happens when the far end of a call wants to connect us with somebody else.
//!
//! ```text
//!                                          ask       follow    refuse
//! into a call that stands there already    followed  followed  refused
//! to a number of the far end's choosing    asked     followed  refused
//! to an order or an emergency number       asked     asked     refused
//! out of an emergency call, anywhere       followed  followed  followed
//! ```
//!
//! Whoever sends us on makes this telephone dial, at this line's cost. Who takes a place in a call that
//! stands dials nothing new: the request demands that it be replaced, and fails where there is none.
//! An order, such as one that forwards every call, and an emergency call are nobody's to ask for; but
//! the emergency centre itself may join us with whom it wants, and nothing delays that.
//!
//! Source: RFC 3515 §2.4.2 (the person's approval), §5; RFC 3891 §4 (`Require: replaces`); RFC 6443 §11
//! (emergency centres send callers on).

use serde::{Deserialize, Serialize};

/// What is done with a wish of the far end to connect us with somebody else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TransferRequests {
    /// The person is asked.
    #[default]
    Ask,
    /// It is done.
    Follow,
    /// It is not done.
    Refuse,
}

/// Where the far end wants us to go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Proposed {
    /// Into a call that stands there already. Source: RFC 3891.
    pub is_into_call: bool,
    /// An order to the telephone system, or an emergency number.
    pub is_grave: bool,
    /// It is the far end of an emergency call that wants it.
    pub is_by_emergency_centre: bool,
}

impl TransferRequests {
    /// What is done with this one.
    #[must_use]
    pub const fn concerning(self, proposed: Proposed) -> Self {
        if proposed.is_by_emergency_centre {
            return Self::Follow;
        }
        match self {
            Self::Refuse => Self::Refuse,
            Self::Ask | Self::Follow if proposed.is_grave => Self::Ask,
            Self::Ask if proposed.is_into_call => Self::Follow,
            Self::Ask => Self::Ask,
            Self::Follow => Self::Follow,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table() {
        use TransferRequests::{Ask, Follow, Refuse};
        let number = Proposed::default();
        let call = Proposed { is_into_call: true, ..number };
        let order = Proposed { is_grave: true, ..number };
        let order_in_a_call = Proposed { is_into_call: true, ..order };
        let centre = Proposed { is_by_emergency_centre: true, ..order };

        for (proposed, expected) in [
            (call, [Follow, Follow, Refuse]),
            (number, [Ask, Follow, Refuse]),
            (order, [Ask, Ask, Refuse]),
            (order_in_a_call, [Ask, Ask, Refuse]),
            (centre, [Follow, Follow, Follow]),
        ] {
            let done = [Ask, Follow, Refuse].map(|set| set.concerning(proposed));
            assert_eq!(done, expected, "{proposed:?}");
        }
    }
}

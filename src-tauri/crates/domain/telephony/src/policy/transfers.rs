//! What happens when the far end of a call wants to connect us with somebody else.
//!
//! ```text
//!                                          ask       askOutside  follow    refuse
//! into a call that stands there already    followed  followed    followed  refused
//! to somebody in the house, or by a name   asked     followed    followed  refused
//! to a number outside                      asked     asked       followed  refused
//! to an order or an emergency number       asked     asked       asked     refused
//! out of an emergency call, anywhere       followed  followed    followed  followed
//! ```
//!
//! Whoever sends us on makes this telephone dial, at this line's cost where it leads out of the house:
//! an extension costs nothing, and neither does an address that is no telephone number. Who takes a place in a call that
//! stands dials nothing new: the request demands that it be replaced, and fails where there is none.
//! An order, such as one that forwards every call, and an emergency call are nobody's to ask for; but
//! the emergency centre itself may join us with whom it wants, and nothing delays that: whoever carries
//! a wish out does not ask here then.
//!
//! Source: RFC 3515 §2.4.2 (the person's approval), §5; RFC 3891 §4 (`Require: replaces`); RFC 6443 §11
//! (emergency centres send callers on).

use serde::{Deserialize, Serialize};

/// What is done with a wish of the far end to connect us with somebody else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TransferRequests {
    /// The person is asked.
    Ask,
    /// The person is asked where it may cost something.
    #[default]
    AskOutside,
    /// It is done.
    Follow,
    /// It is not done.
    Refuse,
}

/// Where the far end wants us to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// An order to the telephone system, or an emergency number.
    Grave,
    /// A call that stands there already. Source: RFC 3891.
    Call,
    /// A telephone number outside the house.
    Outside,
    /// An extension, or an address that is no telephone number.
    House,
}

impl TransferRequests {
    /// What is done with one that leads there: `Ask`, `Follow` or `Refuse`.
    #[must_use]
    pub const fn concerning(self, destination: Destination) -> Self {
        match (self, destination) {
            (Self::Refuse, _) => Self::Refuse,
            (Self::Ask | Self::AskOutside | Self::Follow, Destination::Grave)
            | (Self::Ask | Self::AskOutside, Destination::Outside)
            | (Self::Ask, Destination::House) => Self::Ask,
            (Self::Ask | Self::AskOutside | Self::Follow, Destination::Call)
            | (Self::AskOutside | Self::Follow, Destination::House)
            | (Self::Follow, Destination::Outside) => Self::Follow,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table() {
        use TransferRequests::{Ask, AskOutside, Follow, Refuse};
        for (destination, expected) in [
            (Destination::Call, [Follow, Follow, Follow, Refuse]),
            (Destination::House, [Ask, Follow, Follow, Refuse]),
            (Destination::Outside, [Ask, Ask, Follow, Refuse]),
            (Destination::Grave, [Ask, Ask, Ask, Refuse]),
        ] {
            let done = [Ask, AskOutside, Follow, Refuse].map(|set| set.concerning(destination));
            assert_eq!(done, expected, "{destination:?}");
        }
    }
}

//! What a person may wish of the switchboard.

use model::{AccountId, CallId};
use telephony::{Account, Codec};

use crate::Password;

/// Which call is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallChoice {
    /// This one.
    This(CallId),
    /// The only one to which the wish can apply.
    Only,
}

/// A wish.
#[derive(Debug)]
pub enum Command {
    /// Adds an account, or replaces the one of the same id.
    PutAccount {
        /// As it shall be.
        account: Box<Account>,
        /// What answers challenges.
        password: Password,
    },
    /// Switches an account on or off.
    EnableAccount {
        /// Which.
        account: AccountId,
        /// On or off.
        enabled: bool,
    },
    /// Forgets an account; its calls end.
    RemoveAccount {
        /// Which.
        account: AccountId,
    },
    /// Registers at once.
    RegisterNow {
        /// Which.
        account: AccountId,
    },
    /// Dials by this account when none is named.
    PreferAccount {
        /// Which; none: the first that can.
        account: Option<AccountId>,
    },
    /// Offers these codecs, best first, from the next call on.
    OfferCodecs {
        /// At least one.
        codecs: Vec<Codec>,
    },
    /// Calls at once.
    Dial {
        /// Number as written, or a URI.
        target: String,
        /// By id, label or address.
        account: Option<String>,
    },
    /// Puts a target into the number field.
    Prepare {
        /// Number as written, or a URI.
        target: String,
    },
    /// Answers an offered call.
    Answer {
        /// Which.
        call: CallChoice,
    },
    /// Rejects an offered call.
    Reject {
        /// Which.
        call: CallChoice,
    },
    /// Ends or gives up a call.
    HangUp {
        /// Which.
        call: CallChoice,
    },
    /// Holds a call.
    Hold {
        /// Which.
        call: CallChoice,
    },
    /// Takes a call off hold.
    Resume {
        /// Which.
        call: CallChoice,
    },
    /// Switches the microphone off or on for a call.
    Mute {
        /// Which.
        call: CallChoice,
        /// Off or on.
        muted: bool,
    },
    /// Sends telephone events. Source: RFC 4733.
    SendDigits {
        /// Which.
        call: CallChoice,
        /// 0–9, *, #, A–D.
        digits: String,
    },
    /// Ends calls and bindings; [`crate::Switchboard::is_idle`] tells when that is done.
    ShutDown,
}

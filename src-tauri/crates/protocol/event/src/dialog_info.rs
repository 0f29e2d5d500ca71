//! Who is in a call, rings or is being called: the dialogs of somebody else's telephone.
//!
//! ```text
//! NOTIFY body ─▶ read ─▶ DialogInfo ─▶ DialogStates ─▶ what is known now
//! ```
//!
//! Source: RFC 4235.

mod reader;
mod states;
mod writer;

use std::fmt;

use redact::Redacted;
use sip_message::{NameAddr, Replaces, SipUri, Uri};

pub use self::reader::read;
pub use self::states::{DialogStates, Taken};
pub use crate::xml::ReadError;

/// What Content-Type and Accept say of these documents.
pub const CONTENT_TYPE: &str = "application/dialog-info+xml";

/// What Event says of these subscriptions.
pub const PACKAGE: &str = "dialog";

/// Most dialogs kept of one telephone; those beyond are left out.
pub const MAX_DIALOGS: usize = 64;

/// One document: all dialogs of somebody, or those that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialogInfo {
    /// Whom it is about. Kamailio adds parameters that nobody subscribed to: compare with
    /// [`DialogInfo::is_about`].
    pub entity: Uri,
    /// Counts the documents of one subscription; 0 where it is missing or no number.
    pub version: u32,
    /// All dialogs, so that those not named are over.
    pub is_full: bool,
    /// At most [`MAX_DIALOGS`], in the order of the document.
    pub dialogs: Vec<Dialog>,
}

/// One dialog, seen from the telephone that it is about.
#[derive(Clone, PartialEq, Eq)]
pub struct Dialog {
    /// Names it among the dialogs of its subscription; empty where the document lacks it.
    pub id: String,
    pub call_id: Option<String>,
    /// The tag of the telephone that the document is about.
    pub local_tag: Option<String>,
    /// The tag of the other side.
    pub remote_tag: Option<String>,
    pub direction: Option<Direction>,
    pub state: State,
    /// Why it came to its state, as far as it is told.
    pub reason: Option<Reason>,
    /// The status that ended it or answers it, 100..=699.
    pub code: Option<u16>,
    /// Seconds since it began.
    pub seconds: Option<u32>,
    /// The telephone that the document is about.
    pub local: Option<Party>,
    /// The other side.
    pub remote: Option<Party>,
}

/// Who began a dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The telephone that the document is about calls.
    Initiator,
    /// It is called.
    Recipient,
}

/// How far a dialog is. Source: RFC 4235 §3.7.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Called, and nobody has answered in any way.
    Trying,
    /// Somebody is at it, without a tag.
    Proceeding,
    /// It rings.
    Early,
    /// They talk.
    Confirmed,
    /// It is over, or never was: an idle telephone may name one to have something to say.
    Terminated,
}

impl State {
    /// Its place in their order, which no dialog goes back in. Source: RFC 4235 §3.7.1.
    const fn rank(self) -> u8 {
        match self {
            Self::Trying => 0,
            Self::Proceeding => 1,
            Self::Early => 2,
            Self::Confirmed => 3,
            Self::Terminated => 4,
        }
    }
}

/// Why a dialog is in its state. Source: RFC 4235 §4.1.3 (`event`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    Cancelled,
    Rejected,
    Replaced,
    LocalBye,
    RemoteBye,
    Error,
    TimedOut,
}

/// One side of a dialog.
#[derive(Clone, PartialEq, Eq)]
pub struct Party {
    /// Who it is.
    pub identity: Option<Uri>,
    /// The name beside the identity; never empty.
    pub display: Option<String>,
    /// Where it is reached, often its Contact.
    pub target: Option<Uri>,
    /// Whether it plays what it hears (`+sip.rendering`): `Some(false)` is on hold.
    pub is_rendering: Option<bool>,
}

impl DialogInfo {
    /// Whether it is about this address: user and host alone count, since servers add parameters
    /// and ports.
    #[must_use]
    pub fn is_about(&self, address: &SipUri) -> bool {
        match &self.entity {
            Uri::Sip(entity) => {
                let same_user = match (entity.user(), address.user()) {
                    (Some(one), Some(two)) => one == two,
                    (None, None) => true,
                    (Some(_), None) | (None, Some(_)) => false,
                };
                same_user && entity.host == address.host
            }
            Uri::Tel(_) | Uri::Other(_) => false,
        }
    }
}

impl Dialog {
    /// A dialog of which nothing but name and state is known.
    #[must_use]
    pub fn new(id: &str, state: State) -> Self {
        Self {
            id: id.to_owned(),
            call_id: None,
            local_tag: None,
            remote_tag: None,
            direction: None,
            state,
            reason: None,
            code: None,
            seconds: None,
            local: None,
            remote: None,
        }
    }

    /// Whether the telephone rings now: it is called and somebody could pick the call up.
    #[must_use]
    pub fn is_ringing(&self) -> bool {
        match self.state {
            State::Trying | State::Proceeding | State::Early => {
                self.direction != Some(Direction::Initiator)
            }
            State::Confirmed | State::Terminated => false,
        }
    }

    /// The Replaces that takes this dialog's place at the telephone itself (a call that is talked
    /// on). Source: RFC 3891 §3.
    #[must_use]
    pub fn replaces_there(&self) -> Option<Replaces> {
        self.replaces(&self.local_tag, &self.remote_tag)
    }

    /// The Replaces that takes this dialog's place at the other side: an early dialog can be
    /// replaced only by whoever began it, so that is where a ringing call is picked up.
    /// Source: RFC 3891 §3.
    #[must_use]
    pub fn replaces_at_caller(&self) -> Option<Replaces> {
        self.replaces(&self.remote_tag, &self.local_tag)
    }

    fn replaces(&self, to_tag: &Option<String>, from_tag: &Option<String>) -> Option<Replaces> {
        Some(Replaces {
            call_id: self.call_id.clone()?,
            to_tag: to_tag.clone()?,
            from_tag: from_tag.clone()?,
            early_only: match self.state {
                State::Trying | State::Proceeding | State::Early => true,
                State::Confirmed => false,
                State::Terminated => return None,
            },
        })
    }
}

impl Party {
    /// A side of which only its identity is known.
    #[must_use]
    pub const fn new(identity: Uri) -> Self {
        Self { identity: Some(identity), display: None, target: None, is_rendering: None }
    }

    /// Identity and name, as a call carries them.
    #[must_use]
    pub fn address(&self) -> Option<NameAddr> {
        let address = NameAddr::new(self.identity.clone()?);
        Some(address.with_name(self.display.as_deref().unwrap_or_default()))
    }
}

impl fmt::Debug for Dialog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialog")
            .field("id", &Redacted(&self.id))
            .field("call_id", &self.call_id.as_ref().map(Redacted))
            .field("direction", &self.direction)
            .field("state", &self.state)
            .field("reason", &self.reason)
            .field("local", &self.local)
            .field("remote", &self.remote)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Party")
            .field("identity", &self.identity)
            .field("display", &self.display.as_ref().map(Redacted))
            .field("target", &self.target)
            .field("is_rendering", &self.is_rendering)
            .finish()
    }
}

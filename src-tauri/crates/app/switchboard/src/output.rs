//! Work for the rim, and what a window must look at again.

use std::net::IpAddr;

use bytes::Bytes;
use model::{AccountId, CallId};
use redact::Redacted;
use sip_agent::wire::{Flow, QueryId, Route, SendId, Target};
use telephony::callback::{CallBack, Done};
use telephony::services::Services;
use telephony::{CallRecord, Cause, Colleague, Party};

/// Work for the transport.
#[derive(Debug, Clone, PartialEq)]
pub enum Wire {
    /// Find addresses.
    Resolve {
        /// Names the question.
        query: QueryId,
        /// What to find.
        target: Target,
    },
    /// Send one message.
    Send {
        /// Names the message.
        id: SendId,
        /// The way to take.
        route: Route,
        /// The message.
        bytes: Bytes,
    },
    /// Keep a flow alive.
    Ping {
        /// Which.
        flow: Flow,
    },
}

/// Where a call's sound will go, so that the right local address is bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Toward {
    /// The far end's own address.
    Address(IpAddr),
    /// The server that will carry the signalling.
    Server(Target),
}

/// A call-progress tone. Source: ITU-T E.180.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It rings there.
    Ringback,
    /// The far end is busy.
    Busy,
    /// The call cannot be connected.
    Congestion,
}

/// For what kind of call it rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ringing {
    /// From outside the house.
    Outside,
    /// From an extension.
    Inside,
    /// To a group.
    Group,
}

/// Something the person should know that belongs to no view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A transfer did not work; the other person is back.
    TransferFailed {
        /// Where it should go.
        target: Party,
        /// Why.
        cause: Cause,
    },
    /// The far end of a call wants to connect the person with somebody else, who says yes or no.
    TransferProposed {
        /// Who wants it.
        by: Party,
        /// With whom.
        target: Party,
    },
    /// The telephone system did not do what a code asked for.
    ServiceRefused {
        /// What was dialled.
        dialled: Redacted<String>,
        /// Why.
        cause: Cause,
        /// SIP status, when there was one.
        status: Option<u16>,
    },
    /// Somebody who is to be called back is free now.
    CallBackFree {
        /// Which call-back.
        id: String,
        /// Who.
        party: Party,
    },
    /// Somebody was to be called back and is not any more.
    CallBackOver {
        /// Which call-back.
        id: String,
        /// Who.
        party: Party,
        /// Why.
        why: Done,
    },
    /// An emergency call goes out by an account that is not registered: it may not get through.
    EmergencyTried {
        /// What the person calls the account.
        account: String,
    },
    /// A call was turned away because the person does not want to be disturbed.
    Undisturbed {
        /// Who called.
        party: Party,
    },
}

/// Something to do, or to look at again.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// For the transport.
    Wire(Wire),
    /// Bind a port and answer with `MediaOpened` or `MediaRefused`. For a call that has one: nothing
    /// is to be done unless its sound has to leave from another address now.
    OpenMedia {
        /// For whom.
        call: CallId,
        /// Where its sound will go.
        toward: Toward,
    },
    /// Begin to send and receive sound on the call's port, or go on by other terms.
    CarryMedia {
        /// Whose.
        call: CallId,
        /// What offer and answer came to.
        agreed: Box<sdp::Agreed>,
    },
    /// Close the call's port and its sound.
    CloseMedia {
        /// Whose.
        call: CallId,
    },
    /// Microphone off or on.
    Mute {
        /// Whose.
        call: CallId,
        /// Off or on.
        muted: bool,
    },
    /// Send telephone events.
    SendDigits {
        /// Whose.
        call: CallId,
        /// Checked: 0–9, *, #, A–D.
        digits: String,
    },
    /// The call that microphone and loudspeaker belong to.
    Focus {
        /// Which.
        call: Option<CallId>,
    },
    /// Play a tone until told otherwise.
    Tone {
        /// Which.
        tone: Option<Tone>,
    },
    /// Ring until told otherwise.
    Ring {
        /// For what kind of call; none stops.
        ring: Option<Ringing>,
    },
    /// Tell within a call that somebody else calls, until told otherwise.
    Waiting {
        /// On or off.
        is_waiting: bool,
    },
    /// These calls hear each other and the microphone; none: no conference.
    Mix {
        /// Two, or none.
        calls: Vec<CallId>,
    },
    /// Keep what was dialled last.
    KeepDialled {
        /// By what account.
        account: AccountId,
        /// As typed.
        target: Redacted<String>,
    },
    /// Something the person should know that belongs to no view.
    Notice(Notice),
    /// Put this into the call list.
    Keep {
        /// The call that is over.
        call: CallId,
        /// Its line.
        record: Box<CallRecord>,
    },
    /// Keep what an account's telephone system does.
    KeepServices {
        /// Whose.
        account: AccountId,
        /// As it is known.
        services: Box<Services>,
    },
    /// Keep the watched colleagues, all of them.
    KeepColleagues {
        /// In the person's order.
        colleagues: Vec<Colleague>,
    },
    /// Keep the call-backs, all of them.
    KeepCallBacks {
        /// Those that are not over.
        call_backs: Vec<CallBack>,
    },
    /// Look at this again.
    Changed(Changed),
}

/// What is different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// An account or its standing.
    Account(AccountId),
    /// An account is gone.
    AccountRemoved(AccountId),
    /// A call.
    Call(CallId),
    /// A call is gone.
    CallRemoved(CallId),
    /// The number field was filled.
    Prepared(String),
    /// What an account's telephone system does.
    Services(AccountId),
    /// The watched colleagues.
    Colleagues,
    /// The places to park.
    Places,
    /// The calls on one's own other devices.
    Elsewhere,
    /// The call-backs.
    CallBacks,
    /// What happens to calls.
    Disturb,
}

//! From the words of SIP to those of telephony.

use redact::Redacted;
use sip_agent::invitation::{Cause as SipCause, Ending, Side};
use sip_agent::registration::{Event, Problem};
use sip_agent::wire::{ResolveError, TransportError};
use sip_message::{NameAddr, Uri};
use telephony::{Cause, Codec, End, EndedBy, Party, Registration, Trouble, TroubleCode};

/// What a registration's event means to a person.
pub(crate) fn registration(event: Event, server: Option<String>) -> Registration {
    match event {
        Event::Registering => Registration::Registering,
        Event::Registered(binding) => Registration::Registered {
            until: binding.until,
            server: format!("{} {}", binding.flow.peer, binding.flow.transport),
        },
        Event::Waiting { problem, retry_at } => {
            Registration::Waiting { retry_at: Some(retry_at), trouble: trouble(problem, server) }
        }
        Event::Refused { problem } => {
            Registration::Waiting { retry_at: None, trouble: trouble(problem, server) }
        }
        Event::Unregistered => Registration::Disabled,
    }
}

fn trouble(problem: Problem, subject: Option<String>) -> Trouble {
    let (code, status) = match problem {
        Problem::WrongPassword => (TroubleCode::WrongPassword, None),
        Problem::NoCredentials => (TroubleCode::PasswordMissing, None),
        Problem::UnknownUser => (TroubleCode::UnknownUser, Some(404)),
        Problem::Forbidden(status) => (TroubleCode::Forbidden, Some(status.value())),
        Problem::NoAnswer => (TroubleCode::NoAnswer, None),
        Problem::ServerNotFound(why) => (not_found(why), None),
        Problem::Unreachable(why) => (unreachable(why), None),
        Problem::ServerTrouble(status) => (TroubleCode::ServerBusy, Some(status.value())),
        Problem::Refused(status) => (TroubleCode::Refused, Some(status.value())),
        Problem::NotBound | Problem::Redirected => (TroubleCode::Refused, None),
        Problem::FlowLost => (TroubleCode::ServerUnreachable, None),
    };
    Trouble { code, status, subject }
}

const fn not_found(why: ResolveError) -> TroubleCode {
    match why {
        ResolveError::NotFound => TroubleCode::ServerNotFound,
        ResolveError::NoAnswer | ResolveError::NoTransport => TroubleCode::NetworkDown,
    }
}

const fn unreachable(why: TransportError) -> TroubleCode {
    match why {
        TransportError::CertificateExpired => TroubleCode::CertificateExpired,
        TransportError::CertificateName => TroubleCode::CertificateWrongName,
        TransportError::CertificateUnknown => TroubleCode::CertificateUnknown,
        TransportError::Handshake => TroubleCode::TlsFailed,
        TransportError::Unreachable | TransportError::Unavailable => TroubleCode::NetworkDown,
        TransportError::TimedOut => TroubleCode::NoAnswer,
        TransportError::Refused
        | TransportError::Closed
        | TransportError::TooLarge
        | TransportError::QueueFull => TroubleCode::ServerUnreachable,
    }
}

/// What the end of an invitation means to a person. `rang`: the far end had rung.
pub(crate) fn end(ending: &Ending, rang: bool) -> End {
    let by_side = match ending.by {
        Side::Near => EndedBy::Me,
        Side::Far => EndedBy::Them,
    };
    let network = |cause| End { cause, by: EndedBy::Network, status: None };
    match ending.cause {
        SipCause::HungUp | SipCause::Replaced => {
            End { cause: Cause::HungUp, by: by_side, status: None }
        }
        SipCause::Cancelled => End { cause: Cause::Cancelled, by: by_side, status: Some(487) },
        SipCause::AnsweredElsewhere => network(Cause::AnsweredElsewhere),
        SipCause::RejectedElsewhere => End { cause: Cause::Declined, by: by_side, status: None },
        SipCause::Refused(status) => {
            let cause = Cause::from_status(status.value(), rang);
            let by = if ending.by == Side::Far && status.value() / 100 == 5 {
                EndedBy::Network
            } else {
                by_side
            };
            End { cause, by, status: Some(status.value()) }
        }
        SipCause::Redirected => network(Cause::NotReachable),
        SipCause::WrongPassword | SipCause::NoCredentials => network(Cause::WrongPassword),
        SipCause::NoAnswer | SipCause::ServerNotFound(_) | SipCause::Unreachable(_) => {
            network(Cause::ServerUnreachable)
        }
        SipCause::NotTaken => End { cause: Cause::NoAnswer, by: EndedBy::Me, status: None },
        SipCause::NoSession => network(Cause::NoCommonCodec),
        SipCause::NotConfirmed | SipCause::Lost => network(Cause::ConnectionLost),
        SipCause::ShutDown => End { cause: Cause::HungUp, by: EndedBy::Me, status: None },
    }
}

/// Who an address names, as people read it.
pub(crate) fn party(address: &NameAddr) -> Party {
    let number = match &address.uri {
        Uri::Sip(uri) => match uri.user() {
            Some(user) if !user.eq_ignore_ascii_case("anonymous") => user.into_owned(),
            Some(_) => String::new(),
            None => uri.host.to_string(),
        },
        Uri::Tel(uri) => uri.number().to_owned(),
        Uri::Other(uri) => uri.as_str().to_owned(),
    };
    let name =
        address.display_name.clone().filter(|name| !name.trim().is_empty() && *name != number);
    let uri = match &address.uri {
        Uri::Sip(uri) => uri.address_of_record().to_string(),
        Uri::Tel(_) | Uri::Other(_) => address.uri.to_string(),
    };
    Party { name: name.map(Redacted), number: Redacted(number), uri: Redacted(uri) }
}

/// The codec as the session description knows it.
pub(crate) const fn to_sdp(codec: Codec) -> sdp::Codec {
    match codec {
        Codec::Opus => sdp::Codec::Opus,
        Codec::G722 => sdp::Codec::G722,
        Codec::Pcma => sdp::Codec::Pcma,
        Codec::Pcmu => sdp::Codec::Pcmu,
    }
}

/// The codec as people know it.
pub(crate) const fn from_sdp(codec: sdp::Codec) -> Codec {
    match codec {
        sdp::Codec::Opus => Codec::Opus,
        sdp::Codec::G722 => Codec::G722,
        sdp::Codec::Pcma => Codec::Pcma,
        sdp::Codec::Pcmu => Codec::Pcmu,
    }
}

//! What a final answer to REGISTER means.
//!
//! Source: RFC 3261 §10.2.4, §10.2.8, §10.3 (step 8); RFC 5626 §4.2.1 (outbound), RFC 5627 §5.2 (GRUU).

use std::net::SocketAddr;
use std::time::Duration;

use sip_message::{NameAddr, Rport, StatusCode, Uri};

use super::Problem;
use crate::exchange::Heard;
use crate::request::Failure;
use crate::wire::TransportKind;

/// The longest lifetime that is believed.
const LIFETIME_MAX: Duration = Duration::from_secs(7 * 24 * 3600);

/// What a final answer means.
#[derive(Debug)]
pub(super) enum Outcome {
    Granted(Box<Grant>),
    /// 423: ask for this much or more. Source: RFC 3261 §10.2.8.
    TooBrief(Duration),
    /// 439: ask without Outbound. Source: RFC 5626 §11.6.
    NoOutbound,
    /// Worth another try by itself, after the seconds that the server named.
    Trouble(Problem, Option<u32>),
    /// Hopeless unless somebody mends it; whether to look again some day.
    Refused {
        problem: Problem,
        may_mend: bool,
    },
    /// Given up by us.
    Abandoned,
}

/// What the registrar granted.
#[derive(Debug)]
pub(super) struct Grant {
    pub(super) lifetime: Duration,
    /// Ours, as the registrar holds it.
    pub(super) contact: NameAddr,
    pub(super) contacts: Vec<NameAddr>,
    /// Bindings of ours from an earlier life, at another address.
    pub(super) stale: Vec<NameAddr>,
    pub(super) service_route: Vec<NameAddr>,
    pub(super) gruu: Option<Uri>,
    pub(super) outbound: bool,
    pub(super) flow_timer: Option<Duration>,
    /// Our address as the server sees it, if that is another than our own.
    pub(super) seen: Option<SocketAddr>,
}

/// Reads the end of an exchange. `asked` is the lifetime that was asked for, `user` our contact's.
pub(super) fn read(end: &Result<Box<Heard>, Failure>, asked: Duration, user: &str) -> Outcome {
    let heard = match end {
        Ok(heard) => heard,
        Err(why) => return of_failure(*why),
    };
    let headers = &heard.response.headers;
    let status = heard.response.status;
    if status.is_success() {
        return granted(heard, asked, user)
            .map_or(Outcome::Trouble(Problem::NotBound, None), |grant| {
                Outcome::Granted(Box::new(grant))
            });
    }
    let retry_after = headers.retry_after().map(|retry| retry.seconds);
    if status == StatusCode::INTERVAL_TOO_BRIEF {
        let least = headers.min_expires().map(|seconds| Duration::from_secs(seconds.into()));
        return match least.filter(|least| *least > asked && *least <= LIFETIME_MAX) {
            Some(least) => Outcome::TooBrief(least),
            None => Outcome::Trouble(Problem::Refused(status), retry_after),
        };
    }
    if status == StatusCode::FIRST_HOP_LACKS_OUTBOUND_SUPPORT {
        return Outcome::NoOutbound;
    }
    let passing = [
        StatusCode::REQUEST_TIMEOUT,
        StatusCode::FLOW_FAILED,
        StatusCode::TEMPORARILY_UNAVAILABLE,
        StatusCode::REQUEST_PENDING,
    ];
    match status.class() {
        3 => Outcome::Trouble(Problem::Redirected, retry_after),
        5 => Outcome::Trouble(Problem::ServerTrouble(status), retry_after),
        _ if passing.contains(&status) || retry_after.is_some() => {
            Outcome::Trouble(Problem::Refused(status), retry_after)
        }
        _ => Outcome::Refused { problem: of_status(status), may_mend: true },
    }
}

fn of_status(status: StatusCode) -> Problem {
    match status {
        StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::DOES_NOT_EXIST_ANYWHERE => {
            Problem::UnknownUser
        }
        StatusCode::FORBIDDEN | StatusCode::PAYMENT_REQUIRED | StatusCode::DECLINE => {
            Problem::Forbidden(status)
        }
        other => Problem::Refused(other),
    }
}

fn of_failure(why: Failure) -> Outcome {
    match why {
        Failure::NoAnswer | Failure::Full => Outcome::Trouble(Problem::NoAnswer, None),
        Failure::NotResolved(why) => Outcome::Trouble(Problem::ServerNotFound(why), None),
        Failure::Transport(why) => Outcome::Trouble(Problem::Unreachable(why), None),
        Failure::WrongPassword => {
            Outcome::Refused { problem: Problem::WrongPassword, may_mend: false }
        }
        Failure::NoCredentials => {
            Outcome::Refused { problem: Problem::NoCredentials, may_mend: false }
        }
        Failure::Redirected => Outcome::Trouble(Problem::Redirected, None),
        Failure::Abandoned => Outcome::Abandoned,
    }
}

/// What a 2xx grants; `None` when our binding is not in it.
fn granted(heard: &Heard, asked: Duration, user: &str) -> Option<Grant> {
    let headers = &heard.response.headers;
    let sent = heard.request.headers.contacts().ok()?.list().first()?.clone();
    let contacts = headers.contacts().map(|contacts| contacts.list().to_vec()).unwrap_or_default();
    let is_ours =
        |contact: &&NameAddr| contact.uri.sip().and_then(|uri| uri.user()).as_deref() == Some(user);
    let exact = contacts.iter().find(|contact| contact.uri.is_equivalent(&sent.uri));
    // A registrar may write the address it sees in place of the one we sent.
    let ours =
        exact.or_else(|| contacts.iter().filter(is_ours).max_by_key(|contact| contact.expires()));
    if ours.is_none() && !contacts.is_empty() {
        return None;
    }
    let stale = if exact.is_some() {
        contacts
            .iter()
            .filter(is_ours)
            .filter(|contact| !contact.uri.is_equivalent(&sent.uri))
            .cloned()
            .collect()
    } else {
        Vec::new()
    };
    let seconds = ours.and_then(NameAddr::expires).or_else(|| headers.expires()).map(u64::from);
    let lifetime = seconds.map_or(asked, Duration::from_secs).min(LIFETIME_MAX);
    if lifetime.is_zero() {
        return None;
    }
    Some(Grant {
        lifetime,
        gruu: ours
            .and_then(|contact| contact.params.get("pub-gruu"))
            .and_then(|text| text.parse().ok()),
        contact: sent,
        stale,
        service_route: headers.service_routes().unwrap_or_default(),
        outbound: headers.require().iter().any(|tag| tag == "outbound"),
        flow_timer: headers.flow_timer().map(|seconds| Duration::from_secs(seconds.into())),
        seen: seen(heard),
        contacts,
    })
}

/// Our address as the server sees it, where it differs from our own.
///
/// For TLS that is the address of our end of the connection: we do not listen for TLS, so a server
/// finds us only by the connection that stands. A TCP connection's own port matters only behind a
/// translator; else we listen at the port that we name. Source: RFC 3581 §4.
fn seen(heard: &Heard) -> Option<SocketAddr> {
    let local = heard.hop.candidate.local;
    let via = heard.response.headers.top_via().ok()?;
    let port = match via.rport() {
        Rport::Seen(port) => port,
        Rport::Asked | Rport::Absent => local.port(),
    };
    let seen = SocketAddr::new(via.received().unwrap_or(local.ip()), port);
    let is_other = match heard.hop.candidate.transport {
        TransportKind::Udp | TransportKind::Tls => seen != local,
        TransportKind::Tcp => seen.ip() != local.ip(),
    };
    (is_other && seen.is_ipv4() == local.is_ipv4()).then_some(seen)
}

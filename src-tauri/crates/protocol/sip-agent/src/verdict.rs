//! What the end of a SUBSCRIBE or PUBLISH means for whoever asked.
//!
//! Source: RFC 6665 §4.1.2, RFC 3903 §4.3, RFC 3261 §8.1.3, §21.

use std::time::Duration;

use sip_message::StatusCode;

use crate::exchange::Heard;
use crate::registration::Problem;
use crate::request::Failure;

/// The longest lifetime that is asked for because a server wants it.
const LIFETIME_MAX: Duration = Duration::from_secs(7 * 24 * 3600);

/// What the end of an exchange means.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// 2xx, and the lifetime granted.
    Accepted(Duration),
    /// 423: ask for this much or more.
    TooBrief(Duration),
    /// 481, 412: the server has forgotten what stood; begin anew.
    Forgotten,
    /// Worth another try by itself, after the seconds that the server named.
    Trouble(Problem, Option<u32>),
    /// Hopeless.
    Refused(StatusCode),
    /// Given up by us.
    Abandoned,
}

/// Reads the end of an exchange that asked for a lifetime.
pub(crate) fn read(end: &Result<Box<Heard>, Failure>, asked: Duration) -> Verdict {
    match end {
        Ok(heard) => of_response(heard, asked),
        Err(Failure::NoAnswer | Failure::Full) => Verdict::Trouble(Problem::NoAnswer, None),
        Err(Failure::NotResolved(why)) => Verdict::Trouble(Problem::ServerNotFound(*why), None),
        Err(Failure::Transport(why)) => Verdict::Trouble(Problem::Unreachable(*why), None),
        Err(Failure::Redirected) => Verdict::Trouble(Problem::Redirected, None),
        Err(Failure::WrongPassword | Failure::NoCredentials) => {
            Verdict::Refused(StatusCode::UNAUTHORIZED)
        }
        Err(Failure::Abandoned) => Verdict::Abandoned,
    }
}

fn of_response(heard: &Heard, asked: Duration) -> Verdict {
    let (status, headers) = (heard.response.status, &heard.response.headers);
    let span = |seconds: u32| Duration::from_secs(seconds.into());
    if status.is_success() {
        return Verdict::Accepted(headers.expires().map_or(asked, span).min(LIFETIME_MAX));
    }
    let retry_after = headers.retry_after().map(|retry| retry.seconds);
    let least =
        headers.min_expires().map(span).filter(|least| *least > asked && *least <= LIFETIME_MAX);
    match (status, least) {
        (StatusCode::INTERVAL_TOO_BRIEF, Some(least)) => Verdict::TooBrief(least),
        (StatusCode::CALL_DOES_NOT_EXIST | StatusCode::CONDITIONAL_REQUEST_FAILED, _) => {
            Verdict::Forgotten
        }
        (
            StatusCode::REQUEST_TIMEOUT
            | StatusCode::FLOW_FAILED
            | StatusCode::TEMPORARILY_UNAVAILABLE
            | StatusCode::REQUEST_PENDING,
            _,
        ) => Verdict::Trouble(Problem::Refused(status), retry_after),
        (StatusCode::NOT_IMPLEMENTED | StatusCode::VERSION_NOT_SUPPORTED, _) => {
            Verdict::Refused(status)
        }
        _ if status.class() == 3 => Verdict::Trouble(Problem::Redirected, retry_after),
        _ if status.class() == 5 => Verdict::Trouble(Problem::ServerTrouble(status), retry_after),
        _ if retry_after.is_some() => Verdict::Trouble(Problem::Refused(status), retry_after),
        _ => Verdict::Refused(status),
    }
}

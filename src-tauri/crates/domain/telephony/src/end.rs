//! Why a call ended, as a person understands it.

/// Who ended a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndedBy {
    /// This person.
    Me,
    /// The far end.
    Them,
    /// A server or the network between.
    Network,
}

/// What a person can be told of the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Hung up after talking.
    HungUp,
    /// The other person is on another call.
    Busy,
    /// Rejected.
    Declined,
    /// Nobody answered in time.
    NoAnswer,
    /// Given up before it was answered.
    Cancelled,
    /// Another device of the same person answered. Source: RFC 3326 §2.
    AnsweredElsewhere,
    /// No such number.
    UnknownNumber,
    /// The number is too short.
    IncompleteNumber,
    /// The number exists, but no device is there.
    NotReachable,
    /// Not allowed.
    Forbidden,
    /// Credentials were not accepted.
    WrongPassword,
    /// No common way to carry sound.
    NoCommonCodec,
    /// The server was not found, not reached or silent.
    ServerUnreachable,
    /// The server failed.
    ServerFailed,
    /// The connection went away during the call.
    ConnectionLost,
    /// Something else; the status says what.
    Failed,
    /// The other person was sent to somebody else. Source: RFC 3515.
    Transferred,
    /// Sent to somebody else before it was answered. Source: RFC 3261 §21.3.
    Forwarded,
    /// Parked in the telephone system.
    Parked,
    /// Taken over by another telephone. Source: RFC 3891 §3.
    TakenOver,
}

/// The end of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// Why.
    pub cause: Cause,
    /// By whom.
    pub by: EndedBy,
    /// SIP status, when there was one. Source: RFC 3261 §21.
    pub status: Option<u16>,
}

impl Cause {
    /// What a final SIP status says about a call that was not answered.
    ///
    /// `rang` tells a person who did not answer from a device that is not there: both come as 480.
    /// Source: RFC 3261 §21.
    #[must_use]
    pub const fn from_status(status: u16, rang: bool) -> Self {
        match status {
            401 | 407 => Self::WrongPassword,
            403 => Self::Forbidden,
            404 | 410 | 604 => Self::UnknownNumber,
            408 if rang => Self::NoAnswer,
            408 | 502 | 504 => Self::ServerUnreachable,
            480 if rang => Self::NoAnswer,
            480 | 430 => Self::NotReachable,
            484 | 416 => Self::IncompleteNumber,
            486 | 600 => Self::Busy,
            487 => Self::Cancelled,
            488 | 606 | 415 => Self::NoCommonCodec,
            603 | 607 | 608 => Self::Declined,
            500 | 501 | 503 | 505..=599 => Self::ServerFailed,
            _ => Self::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_status_means_another_thing_after_ringing() {
        assert_eq!(Cause::from_status(480, true), Cause::NoAnswer);
        assert_eq!(Cause::from_status(480, false), Cause::NotReachable);
        assert_eq!(Cause::from_status(408, true), Cause::NoAnswer);
        assert_eq!(Cause::from_status(408, false), Cause::ServerUnreachable);
    }

    #[test]
    fn every_status_has_a_cause() {
        let table = [
            (486, Cause::Busy),
            (600, Cause::Busy),
            (603, Cause::Declined),
            (404, Cause::UnknownNumber),
            (484, Cause::IncompleteNumber),
            (488, Cause::NoCommonCodec),
            (503, Cause::ServerFailed),
            (403, Cause::Forbidden),
            (420, Cause::Failed),
        ];
        for (status, cause) in table {
            assert_eq!(Cause::from_status(status, false), cause, "{status}");
        }
    }
}

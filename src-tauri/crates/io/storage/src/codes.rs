//! The words by which the enums of the domain stand in the database.
//!
//! A word that was ever released stays: databases outlive programs.

use rusqlite::types::Type;
use telephony::{Cause, Codec, Direction, EndedBy, Outcome, Wire};

use crate::error::UnknownCode;

/// An enum that stands in the database as a word.
pub(crate) trait Code: Sized + Copy + 'static {
    fn code(self) -> &'static str;
    fn from_code(code: &str) -> Option<Self>;
}

macro_rules! codes {
    ($($name:ident { $($variant:ident = $code:literal,)* })*) => {$(
        impl Code for $name {
            fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            fn from_code(code: &str) -> Option<Self> {
                [$(Self::$variant,)*].into_iter().find(|one| one.code() == code)
            }
        }
    )*};
}

codes! {
    Direction {
        Incoming = "incoming",
        Outgoing = "outgoing",
    }
    Outcome {
        Answered = "answered",
        Missed = "missed",
        Rejected = "rejected",
        AnsweredElsewhere = "answered-elsewhere",
        NotAnswered = "not-answered",
        Busy = "busy",
        Failed = "failed",
        Forwarded = "forwarded",
    }
    Cause {
        HungUp = "hung-up",
        Busy = "busy",
        Declined = "declined",
        NoAnswer = "no-answer",
        Cancelled = "cancelled",
        AnsweredElsewhere = "answered-elsewhere",
        UnknownNumber = "unknown-number",
        IncompleteNumber = "incomplete-number",
        NotReachable = "not-reachable",
        Forbidden = "forbidden",
        WrongPassword = "wrong-password",
        NoCommonCodec = "no-common-codec",
        ServerUnreachable = "server-unreachable",
        ServerFailed = "server-failed",
        ConnectionLost = "connection-lost",
        Failed = "failed",
        Transferred = "transferred",
        Forwarded = "forwarded",
        Parked = "parked",
        TakenOver = "taken-over",
    }
    EndedBy {
        Me = "me",
        Them = "them",
        Network = "network",
    }
    Codec {
        Opus = "opus",
        G722 = "g722",
        Pcma = "pcma",
        Pcmu = "pcmu",
    }
    Wire {
        Automatic = "automatic",
        Udp = "udp",
        Tcp = "tcp",
        Tls = "tls",
    }
}

/// Reads a column that holds a word.
pub(crate) fn coded<T: Code>(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<T> {
    known(T::from_code(&row.get::<_, String>(column)?))
}

/// The value behind a word, or the complaint that there is none.
pub(crate) fn known<T>(value: Option<T>) -> rusqlite::Result<T> {
    value.ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(UnknownCode))
    })
}

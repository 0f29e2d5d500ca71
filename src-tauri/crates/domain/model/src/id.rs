//! Ids as types of their own, so that a call's is never taken for an account's.
//!
//! An id is made of sixteen bytes that the rim drew by chance; nothing in here draws them.
//!
//! Source: RFC 9562 §5.4 (version 4).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// Makes an id of sixteen random bytes.
            #[must_use]
            pub const fn from_random_bytes(bytes: [u8; 16]) -> Self {
                Self(Builder::from_random_bytes(bytes).into_uuid())
            }

            /// The id as it stands in a database.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID.
            #[must_use]
            pub const fn as_uuid(&self) -> &Uuid {
                &self.0
            }

            /// The first eight hexadecimal digits: enough for a person to tell two apart.
            #[must_use]
            pub fn short(&self) -> String {
                let (head, ..) = self.0.as_fields();
                format!("{head:08x}")
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                text.parse().map(Self).map_err(|_| IdError)
            }
        }
    )*};
}

ids! {
    /// An account at one PBX.
    AccountId;
    /// A call in progress, through holds and transfers.
    CallId;
    /// An entry of the call list.
    RecordId;
    /// A call-back that waits, or a number that is dialled again and again.
    CallBackId;
    /// A fault report, and the word by which its ticket is found again.
    ReportId;
    /// Something that a person adds to a report, and the word by which it is found at its ticket.
    CommentId;
}

/// The text is not a UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct IdError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_its_text() {
        let id = ReportId::from_random_bytes([0xa5; 16]);

        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.short(), "a5a5a5a5");
        assert_eq!(id.to_string(), "a5a5a5a5-a5a5-45a5-a5a5-a5a5a5a5a5a5", "version 4");
    }

    #[test]
    fn other_text_is_no_id() {
        assert_eq!("17".parse::<CallId>(), Err(IdError));
    }
}

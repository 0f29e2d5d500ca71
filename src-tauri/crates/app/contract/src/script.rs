//! What goes over the scripting socket: one JSON object per line, in both directions.
//!
//! A script sends [`Request`]s; each is answered by exactly one [`Reply`], in order. After
//! [`Request::Watch`] the reply is followed by the same [`Change`](crate::Change)s that a window gets, one per line, until
//! the connection ends.

use serde::{Deserialize, Serialize};

use crate::{Command, EvidencePage, EvidenceQuery, RecordPage, RecordQuery, Refusal, Snapshot};

/// Longest line in either direction, in bytes. A longer one is answered as malformed.
pub const LINE_BYTES: usize = 1024 * 1024;

/// One line of a script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Request {
    /// Grants a wish.
    Perform {
        /// Which.
        command: Command,
    },
    /// Brings the window to the front; opens it where it is closed.
    Show,
    /// Asks for everything at once.
    Status,
    /// Asks for everything, and then for every change.
    Watch,
    /// Asks for a page of the call list.
    History {
        /// Which.
        query: RecordQuery,
    },
    /// Asks for lines of a file of a report.
    Evidence {
        /// Which.
        query: EvidenceQuery,
    },
}

/// The answer to one line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Reply {
    /// The wish is granted.
    Done,
    /// It is not.
    Refused {
        /// Why not.
        refusal: Refusal,
    },
    /// Everything.
    Status {
        /// The state.
        snapshot: Box<Snapshot>,
    },
    /// Changes follow, one per line, the first of them a snapshot.
    Watching,
    /// A page of the call list.
    History {
        /// The page.
        page: RecordPage,
    },
    /// Lines of a file of a report.
    Evidence {
        /// The lines.
        page: EvidencePage,
    },
}

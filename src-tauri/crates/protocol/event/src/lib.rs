//! Reads and writes the documents of event packages.
//!
//! An event package (RFC 6665) is a kind of news that one subscribes to; each has a document that a
//! NOTIFY carries. Here they are values: read tolerantly, since every telephone system writes them
//! its own way, and within bounds, since they come from outside.
//!
//! | Module | Package | Document |
//! |---|---|---|
//! | [`dialog_info`] | `dialog` | `application/dialog-info+xml` (RFC 4235) |
//! | [`message_summary`] | `message-summary` | `application/simple-message-summary` (RFC 3842) |
//! | [`presence`] | `presence` | `application/pidf+xml` (RFC 3863, RFC 4480) |
//! | [`sipfrag`] | `refer` | `message/sipfrag` (RFC 3420, RFC 3515) |
//! | [`digit`] | none, INFO | `application/dtmf-relay`, `application/dtmf` |

pub mod dialog_info;
pub mod digit;
pub mod message_summary;
pub mod presence;
pub mod sipfrag;
pub mod xml;

//! Offer and answer over a tolerant reader.
//!
//! [`read`] understands what real telephones write and [`Description`] holds it typed; [`offer`],
//! [`reoffer`], [`answer`] and [`agree`] are the four steps of the offer/answer model for one audio
//! stream. Whatever else a description names (video, fax, data) is carried in order and refused
//! with port 0.
//!
//! ```text
//! offer()  ──▶ far end ──▶ its answer ──▶ agree()  ──▶ Agreed
//! its offer ─────────────▶ answer() ──▶ our answer and Agreed
//! ```
//!
//! Source: RFC 8866 (SDP), RFC 3264 (offer/answer), RFC 3551, RFC 7587 (Opus), RFC 4733 (telephone
//! events), RFC 3605 (`a=rtcp`), RFC 5761 (`a=rtcp-mux`).

mod agreement;
mod capabilities;
mod description;
mod negotiation;
mod reader;

pub use agreement::{Agreed, NoAgreement};
pub use capabilities::{Capabilities, Codec, Direction};
pub use description::{Attribute, Connection, Description, Media, MediaKind, Origin, Protocol};
pub use negotiation::{agree, answer, answer_again, offer, reoffer};
pub use reader::{MAX_BYTES, ReadError, read};

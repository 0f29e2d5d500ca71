//! Faults, their classes and reports, and the states of a ticket.
//!
//! ```text
//! person's words + evidence ──▶ Draft ──redaction, classify──▶ Report ──▶ TicketState (machine)
//! ```
//!
//! Everything here is a value or a rule; the durable outbox stands behind [`Shelf`], the ticket
//! systems stand in `io/servicedesk`.

mod class;
mod effort;
mod redaction;
mod report;
mod shelf;
mod ticket;
mod trouble;

pub use class::{Affects, Class, Rule, Works, classify};
pub use effort::{Effort, SETTLE};
pub use redaction::{Cast, Redaction};
pub use report::{Draft, DraftError, Evidence, Report};
pub use shelf::Shelf;
pub use ticket::{PauseReason, Refusal, Step, Ticket, TicketState};
pub use trouble::{Trouble, TroubleKind, wait_after};

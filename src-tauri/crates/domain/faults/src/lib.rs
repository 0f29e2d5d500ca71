//! Faults, their classes and reports, and the states of a ticket.
//!
//! ```text
//! person's words + evidence ──▶ Draft ──redaction, classify──▶ Report ──▶ TicketState (machine)
//! ```
//!
//! Everything here is a value or a rule; the durable outbox stands behind [`Shelf`], the ticket
//! systems stand in `io/servicedesk`.

mod channel;
mod class;
mod comment;
mod diagnosis;
mod effort;
mod follow;
mod history;
mod news;
mod promise;
mod redaction;
mod report;
mod shelf;
mod ticket;
mod trouble;

pub use channel::{Channel, ChannelKind, Chargeable, Kind};
pub use class::{Affects, Class, Rule, Works, classify};
pub use comment::{CommentState, CommentStep};
pub use diagnosis::{Finding, Outcome, Side, Verdict};
pub use effort::{Effort, SETTLE};
pub use follow::follow;
pub use history::{Event, Happening};
pub use news::{Attachment, Comment, News, Stage, Update};
pub use promise::{ClockKind, Promise, PromiseKind, Standing};
pub use redaction::{Cast, Redaction};
pub use report::{Draft, DraftError, Evidence, Report};
pub use shelf::{FOLLOWED_AFTER_CLOSE, Followed, Look, Shelf, WaitingComment};
pub use ticket::{PauseReason, Refusal, Step, Ticket, TicketState};
pub use trouble::{Trouble, TroubleKind, wait_after};

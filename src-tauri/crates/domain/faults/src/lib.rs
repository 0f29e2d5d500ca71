//! Faults, their classes and reports, and the states of a ticket.
//!
//! ```text
//! person's words + evidence ──▶ Draft ──redaction, classify──▶ Report ──▶ TicketState (machine)
//! ```
//!
//! Everything here is a value or a rule; the durable outbox stands behind [`Shelf`], the ticket
//! systems stand in `io/servicedesk`.

mod assessment;
mod availability;
pub mod black_box;
mod bundle;
mod channel;
mod class;
mod comment;
mod contract;
mod diagnosis;
mod effort;
pub mod emodel;
mod fingerprint;
mod follow;
mod history;
mod holidays;
mod hours;
mod ical;
mod maintenance;
mod news;
pub mod preview;
mod profiles;
mod promise;
pub mod provider;
mod redaction;
mod region;
mod report;
mod schedule;
mod shelf;
mod standing;
mod term;
mod ticket;
mod trouble;
mod verdict;
mod writing;

pub use assessment::{Answers, Assessment, Overrule, OverruleError, Questioned, assess, classify};
pub use availability::{
    Availability, AvailabilityTerm, Incident, NoPercent, Percent, Period, availability,
};
pub use black_box::BlackBox;
pub use bundle::{Note, free_name, trim_middle};
pub use channel::{Channel, ChannelKind, Chargeable, Kind};
pub use class::{Affects, Class, Rule, Works};
pub use comment::{CommentState, CommentStep};
pub use contract::{
    Contract, Hotline, InvalidSetting, InvalidWhy, JudgeError, Judgement, Line, Opening, ReadOut,
    SettingsError,
};
pub use diagnosis::{Finding, Outcome, Owner, Peer, Says, Side, Verdict};
pub use effort::{Effort, SETTLE};
pub use fingerprint::{Fingerprint, NoFingerprint};
pub use follow::follow;
pub use history::{Event, Happening};
pub use holidays::{Holiday, HolidayName, Holidays};
pub use hours::{HoursError, ServiceHours};
pub use ical::{CALENDAR_BYTES, CalendarEntry, CalendarError, CalendarFault, When, read_calendar};
pub use maintenance::{
    Announcement, Covered, Maintenance, MaintenanceRule, MaintenanceTime, Notice, Planned,
};
pub use news::{Attachment, Comment, News, Stage, Update};
pub use preview::Preview;
pub use profiles::Profiles;
pub use promise::{ClockKind, Promise, PromiseKind, Standing};
pub use provider::{ProfileError, Provider, ProviderClass, ProviderId, SettingSpec, Words};
pub use redaction::{Cast, Counts, Keep, Place, Redaction, SecretKind, find_secrets};
pub use region::{Country, Municipality, Region, RegionError, State};
pub use report::{Draft, DraftError, Evidence, Facts, Judged, Report, Told};
pub use schedule::{FAR_DAYS, Schedule, UnknownZone, WorkingDay, berlin, time_zone};
pub use shelf::{FOLLOWED_AFTER_CLOSE, Followed, Look, Shelf, WaitingComment};
pub use standing::{Reading, WARNING, standing, warning_at};
pub use term::{Span, Term};
pub use ticket::{PauseReason, Refusal, Step, Ticket, TicketState};
pub use trouble::{Trouble, TroubleKind, wait_after};
pub use verdict::judge;
pub use writing::{Material, Prefilled, SendError, Writing, neutral_class};

//! The way of a report from a draft to a closed ticket.
//!
//! ```text
//! Drafted ─Queue─▶ Queued ─Create─▶ Creating ─Located─▶ Attaching ─Attached─▶ Filed
//!                                     │  ▲ Failed          │  ▲ Failed          │ Acknowledge
//!                                     └──┘                 └──┘                 ▼
//!                                                                         Acknowledged
//!                                                                             │ StartWork
//!          Closed ◀─Close─ Restored ◀─Restore─ Paused(why) ◀─Pause/Resume─▶ InWork
//!             └────────────────── Reopen ─────────────────────────────────────▲
//! ```
//!
//! In *Creating* a ticket may exist at the server without our knowing, so it is looked for by the
//! report's id before it is asked for again. Looking too early could miss a ticket that the server is
//! still making for a program that was killed meanwhile: so the moment from which not finding it
//! means that it is not there is kept before the create is sent ([`crate::SETTLE`]), and no hurry shortens it. In *Attaching* the ticket
//! does exist; what of the evidence is there is looked up in the same way and with the same patience.
//! The states after *Filed* are the provider's to tell.

use clock::Timestamp;

use crate::class::coded;
use crate::{Effort, Trouble};

/// Where a report stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TicketState {
    /// Not yet released by the person.
    Drafted,
    /// Released; no ticket system has been asked to create anything.
    Queued(Effort),
    /// A create was or is being sent.
    Creating(Effort),
    /// The ticket exists; evidence is on its way.
    Attaching {
        /// The provider's ticket.
        ticket: Ticket,
        /// How attaching fares.
        effort: Effort,
    },
    /// The ticket is complete at the provider.
    Filed(Ticket),
    /// The provider has said that it knows.
    Acknowledged(Ticket),
    /// Somebody works on it.
    InWork(Ticket),
    /// The clock stands still, for a reason.
    Paused {
        /// The provider's ticket.
        ticket: Ticket,
        /// Why.
        why: PauseReason,
    },
    /// It works again, says the provider.
    Restored(Ticket),
    /// Nothing more is to come.
    Closed(Ticket),
}

/// A ticket at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Number as people say it.
    pub reference: String,
    /// Where a person can look at it: an address for a browser, or a folder.
    pub link: Option<String>,
}

coded! {
    /// Why a promise's clock stands still.
    PauseReason {
        /// The provider waits for the customer.
        Customer = "customer",
        /// The provider waits for somebody else.
        ThirdParty = "third-party",
        /// A moment was agreed on.
        Appointment = "appointment",
    }
}

/// What can happen to a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The person released it.
    Queue,
    /// The ticket system is about to be asked to create it.
    Create {
        /// When a create that nobody saw the end of is certain to have had its effect or none.
        settled_at: Timestamp,
    },
    /// The ticket was created, or found by the report's id.
    Located(Ticket),
    /// The ticket system is about to be given the evidence.
    Attach {
        /// As with `Create`.
        settled_at: Timestamp,
    },
    /// All evidence is at the ticket.
    Attached,
    /// An attempt failed.
    Failed {
        /// What stood in the way.
        trouble: Trouble,
        /// When to try again.
        retry_at: Timestamp,
    },
    /// A person, or a change of settings, wants it tried at once.
    Hurry,
    /// The provider knows.
    Acknowledge,
    /// The provider works on it, or again.
    StartWork,
    /// The clock stops.
    Pause(PauseReason),
    /// It works again.
    Restore,
    /// Nothing more is to come.
    Close,
    /// It does not work after all.
    Reopen,
}

/// The step does not fit the state; nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the report does not stand where this can happen")]
pub struct Refusal;

impl TicketState {
    /// The word for databases, command lines and catalogues of words.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Queued(_) => "queued",
            Self::Creating(_) => "creating",
            Self::Attaching { .. } => "attaching",
            Self::Filed(_) => "filed",
            Self::Acknowledged(_) => "acknowledged",
            Self::InWork(_) => "in-work",
            Self::Paused { .. } => "paused",
            Self::Restored(_) => "restored",
            Self::Closed(_) => "closed",
        }
    }

    /// The provider's ticket, once there is one.
    #[must_use]
    pub const fn ticket(&self) -> Option<&Ticket> {
        match self {
            Self::Drafted | Self::Queued(_) | Self::Creating(_) => None,
            Self::Attaching { ticket, .. }
            | Self::Filed(ticket)
            | Self::Acknowledged(ticket)
            | Self::InWork(ticket)
            | Self::Paused { ticket, .. }
            | Self::Restored(ticket)
            | Self::Closed(ticket) => Some(ticket),
        }
    }

    /// How filing fares, while it is under way.
    #[must_use]
    pub const fn effort(&self) -> Option<&Effort> {
        match self {
            Self::Queued(effort) | Self::Creating(effort) | Self::Attaching { effort, .. } => {
                Some(effort)
            }
            Self::Drafted
            | Self::Filed(_)
            | Self::Acknowledged(_)
            | Self::InWork(_)
            | Self::Paused { .. }
            | Self::Restored(_)
            | Self::Closed(_) => None,
        }
    }

    /// Takes one step.
    ///
    /// # Errors
    /// Refuses a step that does not fit, leaving `self` as it was.
    pub fn take(&mut self, step: Step) -> Result<(), Refusal> {
        *self = self.clone().after(step)?;
        Ok(())
    }

    fn after(self, step: Step) -> Result<Self, Refusal> {
        match step {
            Step::Queue => match self {
                Self::Drafted => Ok(Self::Queued(Effort::default())),
                Self::Queued(_)
                | Self::Creating(_)
                | Self::Attaching { .. }
                | Self::Filed(_)
                | Self::Acknowledged(_)
                | Self::InWork(_)
                | Self::Paused { .. }
                | Self::Restored(_)
                | Self::Closed(_) => Err(Refusal),
            },
            Step::Create { settled_at } => match self {
                Self::Queued(effort) | Self::Creating(effort) => {
                    Ok(Self::Creating(effort.under_way(settled_at)))
                }
                Self::Drafted
                | Self::Attaching { .. }
                | Self::Filed(_)
                | Self::Acknowledged(_)
                | Self::InWork(_)
                | Self::Paused { .. }
                | Self::Restored(_)
                | Self::Closed(_) => Err(Refusal),
            },
            Step::Located(ticket) => match self {
                Self::Creating(_) => Ok(Self::Attaching { ticket, effort: Effort::default() }),
                Self::Drafted
                | Self::Queued(_)
                | Self::Attaching { .. }
                | Self::Filed(_)
                | Self::Acknowledged(_)
                | Self::InWork(_)
                | Self::Paused { .. }
                | Self::Restored(_)
                | Self::Closed(_) => Err(Refusal),
            },
            Step::Attach { settled_at } => match self {
                Self::Attaching { ticket, effort } => {
                    Ok(Self::Attaching { ticket, effort: effort.under_way(settled_at) })
                }
                Self::Drafted
                | Self::Queued(_)
                | Self::Creating(_)
                | Self::Filed(_)
                | Self::Acknowledged(_)
                | Self::InWork(_)
                | Self::Paused { .. }
                | Self::Restored(_)
                | Self::Closed(_) => Err(Refusal),
            },
            Step::Attached => match self {
                Self::Attaching { ticket, .. } => Ok(Self::Filed(ticket)),
                Self::Drafted
                | Self::Queued(_)
                | Self::Creating(_)
                | Self::Filed(_)
                | Self::Acknowledged(_)
                | Self::InWork(_)
                | Self::Paused { .. }
                | Self::Restored(_)
                | Self::Closed(_) => Err(Refusal),
            },
            Step::Failed { trouble, retry_at } => {
                self.with_effort(|effort| effort.failed(trouble, retry_at))
            }
            Step::Hurry => match self {
                Self::Creating(ref effort) | Self::Attaching { ref effort, .. }
                    if effort.is_in_doubt() =>
                {
                    Ok(self)
                }
                Self::Drafted
                | Self::Queued(_)
                | Self::Creating(_)
                | Self::Attaching { .. }
                | Self::Filed(_)
                | Self::Acknowledged(_)
                | Self::InWork(_)
                | Self::Paused { .. }
                | Self::Restored(_)
                | Self::Closed(_) => self.with_effort(Effort::at_once),
            },
            Step::Acknowledge => match self {
                Self::Filed(ticket) => Ok(Self::Acknowledged(ticket)),
                Self::Drafted
                | Self::Queued(_)
                | Self::Creating(_)
                | Self::Attaching { .. }
                | Self::Acknowledged(_)
                | Self::InWork(_)
                | Self::Paused { .. }
                | Self::Restored(_)
                | Self::Closed(_) => Err(Refusal),
            },
            Step::StartWork => match self {
                Self::Filed(ticket) | Self::Acknowledged(ticket) | Self::Paused { ticket, .. } => {
                    Ok(Self::InWork(ticket))
                }
                Self::Drafted
                | Self::Queued(_)
                | Self::Creating(_)
                | Self::Attaching { .. }
                | Self::InWork(_)
                | Self::Restored(_)
                | Self::Closed(_) => Err(Refusal),
            },
            Step::Pause(why) => match self {
                Self::Filed(ticket) | Self::Acknowledged(ticket) | Self::InWork(ticket) => {
                    Ok(Self::Paused { ticket, why })
                }
                Self::Drafted
                | Self::Queued(_)
                | Self::Creating(_)
                | Self::Attaching { .. }
                | Self::Paused { .. }
                | Self::Restored(_)
                | Self::Closed(_) => Err(Refusal),
            },
            Step::Restore => match self {
                Self::Filed(ticket)
                | Self::Acknowledged(ticket)
                | Self::InWork(ticket)
                | Self::Paused { ticket, .. } => Ok(Self::Restored(ticket)),
                Self::Drafted
                | Self::Queued(_)
                | Self::Creating(_)
                | Self::Attaching { .. }
                | Self::Restored(_)
                | Self::Closed(_) => Err(Refusal),
            },
            Step::Close => match self {
                Self::Filed(ticket)
                | Self::Acknowledged(ticket)
                | Self::InWork(ticket)
                | Self::Paused { ticket, .. }
                | Self::Restored(ticket) => Ok(Self::Closed(ticket)),
                Self::Drafted
                | Self::Queued(_)
                | Self::Creating(_)
                | Self::Attaching { .. }
                | Self::Closed(_) => Err(Refusal),
            },
            Step::Reopen => match self {
                Self::Restored(ticket) | Self::Closed(ticket) => Ok(Self::InWork(ticket)),
                Self::Drafted
                | Self::Queued(_)
                | Self::Creating(_)
                | Self::Attaching { .. }
                | Self::Filed(_)
                | Self::Acknowledged(_)
                | Self::InWork(_)
                | Self::Paused { .. } => Err(Refusal),
            },
        }
    }

    fn with_effort(self, change: impl FnOnce(Effort) -> Effort) -> Result<Self, Refusal> {
        match self {
            Self::Queued(effort) => Ok(Self::Queued(change(effort))),
            Self::Creating(effort) => Ok(Self::Creating(change(effort))),
            Self::Attaching { ticket, effort } => {
                Ok(Self::Attaching { ticket, effort: change(effort) })
            }
            Self::Drafted
            | Self::Filed(_)
            | Self::Acknowledged(_)
            | Self::InWork(_)
            | Self::Paused { .. }
            | Self::Restored(_)
            | Self::Closed(_) => Err(Refusal),
        }
    }
}

#[cfg(test)]
mod tests;

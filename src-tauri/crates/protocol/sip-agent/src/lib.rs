//! Transactions, dialogs, registrations, invitations, subscriptions and publications as machines that are told the time.

mod agent;
mod body;
mod chance;
mod core;
mod dialog;
mod exchange;
mod identity;
mod inspection;
mod pending;
mod reply;
mod request;
mod schedule;
mod settings;

pub mod invitation;
pub mod publication;
pub mod registration;
pub mod subscription;
pub mod transaction;
pub mod wire;

pub use agent::{Agent, Census, Input, Output, Refusal};
pub use identity::{Identity, IdentityId};
pub use request::{Failure, IncomingRequest, Outcome, OutgoingRequest, Reply, RequestId};
pub use settings::{Limits, Settings, Timers};

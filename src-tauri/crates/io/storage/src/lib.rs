//! The local database, settings, and secrets in the system's keyring.
//!
//! A profile is a folder with one SQLite file and a lock; one process has it at a time. The
//! [`Store`] is a handle to the thread that owns the connection. [`Secrets`] are never in the
//! database: they live in the system's keyring, or in memory for the life of the process.

mod codes;
mod error;
mod profile;
mod schema;
mod secrets;
mod settings;
mod store;

pub use error::{OpenError, StoreError};
pub use profile::DATABASE_FILE;
pub use secrets::{SecretError, SecretName, Secrets};
pub use settings::{Dialled, Language, MailSecurity, Settings, Theme, TicketDesk, WindowPlace};
pub use store::Store;
pub use store::history::{KeptReport, KeptUpdate};
pub use store::records::{Cursor, CursorError, Filter, Listed, Page, Query};

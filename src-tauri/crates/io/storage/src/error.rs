//! Why the database does not open, and why it does not answer.

use std::io;

use rusqlite::ErrorCode;

/// Why a profile cannot be opened. Nothing was changed in it.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has the profile.
    #[error("another program uses this profile")]
    InUse,
    /// A later version of the program wrote the database.
    #[error("the database has version {found}, this program knows up to {known}")]
    Newer {
        /// Version in the file.
        found: u32,
        /// Latest version known here.
        known: u32,
    },
    /// The file is no database, or a damaged one.
    #[error("the database is damaged")]
    Damaged,
    /// The file is a database of another program.
    #[error("the database belongs to another program")]
    Foreign,
    /// The folder or a file in it cannot be read or written.
    #[error("the profile folder cannot be used")]
    Folder(#[source] io::Error),
    /// The database cannot be used for another reason.
    #[error("the database cannot be used")]
    Database(#[source] rusqlite::Error),
}

/// Why a read or a write failed. What had been answered before is still on the disk.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store was closed.
    #[error("the database is closed")]
    Closed,
    /// No room on the disk.
    #[error("the disk is full")]
    DiskFull,
    /// The file cannot be written.
    #[error("the database cannot be written")]
    ReadOnly,
    /// The file was damaged while it was open.
    #[error("the database is damaged")]
    Damaged,
    /// No row has this id.
    #[error("no such entry")]
    Missing,
    /// Anything else.
    #[error("the database failed")]
    Database(#[source] rusqlite::Error),
}

/// A stored word that this version does not know.
#[derive(Debug, thiserror::Error)]
#[error("unknown word in the database")]
pub(crate) struct UnknownCode;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        if let rusqlite::Error::FromSqlConversionFailure(..) = error {
            return Self::Damaged;
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            Some(_) | None => Self::Database(error),
        }
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            Some(_) | None => Self::Database(error),
        }
    }
}

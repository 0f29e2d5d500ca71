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
    /// No room on the disk for what an open database needs.
    #[error("the disk is full")]
    DiskFull,
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
            Some(_) if is_disk_full(&error) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            Some(_) | None => Self::Database(error),
        }
    }
}

/// Whether there was no room: for the database, or for the index of its log, which is a file of its
/// own. Source: SQLite, "Result and Extended Result Codes".
fn is_disk_full(error: &rusqlite::Error) -> bool {
    let extended = error.sqlite_error().map(|error| error.extended_code);
    error.sqlite_error_code() == Some(ErrorCode::DiskFull)
        || extended == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(_) if is_disk_full(&error) => Self::DiskFull,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            Some(_) | None => Self::Database(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_called_so_whatever_had_no_room() {
        use rusqlite::ffi::{self, SQLITE_FULL, SQLITE_IOERR, SQLITE_IOERR_SHMSIZE};

        let error = |code| rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
        for code in [SQLITE_FULL, SQLITE_IOERR_SHMSIZE] {
            assert!(matches!(StoreError::from(error(code)), StoreError::DiskFull));
            assert!(matches!(OpenError::from(error(code)), OpenError::DiskFull));
        }
        assert!(matches!(StoreError::from(error(SQLITE_IOERR)), StoreError::Database(_)));
        assert!(matches!(OpenError::from(error(SQLITE_IOERR)), OpenError::Database(_)));
    }
}

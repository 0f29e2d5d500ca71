//! The folder of one instance of the program, and the lock that keeps others out.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use clock::Timestamp;

use crate::OpenError;

/// Name of the database within a profile.
pub const DATABASE_FILE: &str = "rufbereit.db";

const LOCK_FILE: &str = "profile.lock";

/// Keeps other processes out of a profile for as long as it lives.
///
/// The lock is the operating system's, so that it ends with the process however that ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Makes the folder when it is not there, readable by its owner alone, and locks it.
    pub(crate) fn take(profile: &Path) -> Result<Self, OpenError> {
        create_private_folder(profile)?;
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(profile.join(LOCK_FILE)).map_err(OpenError::Folder)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(OpenError::InUse),
            Err(TryLockError::Error(error)) => Err(OpenError::Folder(error)),
        }
    }
}

fn create_private_folder(profile: &Path) -> Result<(), OpenError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(profile).map_err(OpenError::Folder)
}

/// Puts a database that does not open beside, under a name with the moment, and gives that name.
///
/// Only on a person's explicit wish: the next start begins with an empty database.
///
/// # Errors
/// Fails when another process has the profile, or a file cannot be renamed.
pub fn move_aside(profile: &Path, now: Timestamp) -> Result<PathBuf, OpenError> {
    let _lock = Lock::take(profile)?;
    let moment = now.strftime("%Y%m%dT%H%M%SZ");
    let kept = profile.join(format!("{DATABASE_FILE}.{moment}"));
    if kept.exists() {
        return Err(OpenError::Folder(std::io::ErrorKind::AlreadyExists.into()));
    }
    // The log goes first: should the program end in between, the database is still found with it gone
    // aside under the same moment, and never a new database with an old log.
    for ending in ["-wal", "-shm", ""] {
        let from = profile.join(format!("{DATABASE_FILE}{ending}"));
        let to = profile.join(format!("{DATABASE_FILE}.{moment}{ending}"));
        if from.exists() {
            fs::rename(from, to).map_err(OpenError::Folder)?;
        }
    }
    Ok(kept)
}

//! The folder of one instance of the program, and the lock that keeps others out.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::Path;

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

//! Where an instance of the program keeps what is its own.

use std::path::{Path, PathBuf};

/// The folder of the profile: the one that is named, else the person's own.
///
/// # Errors
/// When the person has no home folder and none is named.
pub(crate) fn folder(named: Option<PathBuf>) -> Result<PathBuf, NoHome> {
    if let Some(folder) = named {
        return Ok(std::path::absolute(&folder).unwrap_or(folder));
    }
    directories::ProjectDirs::from("de", "Rufbereit", "Rufbereit")
        .map(|folders| folders.data_dir().to_owned())
        .ok_or(NoHome)
}

/// Makes the folder and its log folder where they are not there, for this person's eyes alone.
///
/// # Errors
/// When the place cannot be written.
pub(crate) fn make(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder.join("logs"))
}

/// There is no folder to keep anything in.
#[derive(Debug, thiserror::Error)]
#[error("no home folder: name a folder with --profile")]
pub(crate) struct NoHome;

//! Reads IT's own provider profiles: each `*.toml` of one folder, for [`faults::Profiles`].

pub(crate) mod last_good;

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use faults::{ProfileError, Profiles};

/// Most profiles of one folder; a folder with more is not one of profiles.
const MOST_FILES: usize = 200;
/// Most of a file that is read: one byte more than a profile may have, so that it is refused.
const MOST_BYTES: u64 = 256 * 1024 + 1;

/// Setting that names an iCalendar file of further days off.
pub(crate) const HOLIDAYS_FILE: &str = "holidays_file";
/// Setting that names an iCalendar file of planned work.
pub(crate) const MAINTENANCE_FILE: &str = "maintenance_file";
/// Settings of every provider that are the program's own and no profile's.
pub(crate) const CALENDARS: [&str; 2] = [HOLIDAYS_FILE, MAINTENANCE_FILE];

/// What a folder holds.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// File names and texts, by name.
    pub(crate) texts: Vec<(String, String)>,
    /// What could not be read, with the system's words.
    pub(crate) unread: Vec<(PathBuf, std::io::Error)>,
    /// Whether the folder itself could not be read, so that nobody knows which files there are.
    pub(crate) is_closed: bool,
}

impl Files {
    /// File names and texts as [`faults::Profiles`] takes them.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

/// The profiles in force, and what stood in the way of others.
#[derive(Debug)]
pub(crate) struct InForce {
    pub(crate) profiles: Profiles,
    /// Files that are no profiles.
    pub(crate) errors: Vec<ProfileError>,
    /// Files that could not be read, with the system's words.
    pub(crate) unread: Vec<(PathBuf, std::io::Error)>,
    /// Names and texts of the files that were read and are good; nothing where nobody knows.
    good: Option<Vec<(String, String)>>,
}

impl InForce {
    /// Reads IT's profiles over those that were in force: of a file that broke, and of a folder that
    /// cannot be read, the last good ones stay.
    pub(crate) fn read(before: Profiles, folder: &Path) -> Self {
        let files = read(folder);
        let mut profiles = before;
        if files.is_closed {
            return Self { profiles, errors: Vec::new(), unread: files.unread, good: None };
        }
        let unread: Vec<_> = files.unread.iter().map(|(path, _)| name(path)).collect();
        let errors = profiles.reload(files.texts(), unread.iter().map(String::as_str));
        let is_good = |file: &str| !errors.iter().any(|error| error.file == file);
        let good = files.texts.into_iter().filter(|(name, _)| is_good(name)).collect();
        Self { profiles, errors, unread: files.unread, good: Some(good) }
    }

    /// The profiles as a program that starts now has them.
    pub(crate) fn at_start(folder: &Path, profile: &Path) -> Self {
        let kept = last_good::read(profile);
        let (before, errors) = Profiles::load(kept.texts());
        let mut in_force = Self::read(before, folder);
        // What was kept by another version may be none for this one.
        let place = last_good::folder(profile);
        let errors = errors.into_iter().map(|error| ProfileError {
            file: place.join(&error.file).display().to_string(),
            ..error
        });
        in_force.errors.extend(errors);
        in_force.unread.extend(kept.unread);
        in_force
    }

    /// Keeps what is good for the next start.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn keep(&self, profile: &Path) -> std::io::Result<()> {
        let Some(good) = &self.good else { return Ok(()) };
        let broken = self.errors.iter().map(|error| error.file.clone());
        let unread = self.unread.iter().map(|(path, _)| name(path));
        last_good::keep(profile, good, &broken.chain(unread).collect::<BTreeSet<_>>())
    }
}

/// The folder of IT's own profiles within the profile of this instance.
pub(crate) fn folder(profile: &Path) -> PathBuf {
    profile.join("providers")
}

/// Reads a folder. One that is not there has no files.
pub(crate) fn read(folder: &Path) -> Files {
    let mut files = Files::default();
    let mut paths = match paths(folder) {
        Ok(paths) => paths,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return files,
        Err(error) => {
            files.unread.push((folder.to_owned(), error));
            files.is_closed = true;
            return files;
        }
    };
    paths.sort();
    if paths.len() > MOST_FILES {
        let error = format!("{} profiles, at most {MOST_FILES}", paths.len());
        files.unread.push((folder.to_owned(), std::io::Error::other(error)));
        paths.truncate(MOST_FILES);
    }
    for path in paths {
        match text(&path) {
            Ok(text) => files.texts.push((name(&path), text)),
            Err(error) => files.unread.push((path, error)),
        }
    }
    files
}

/// The name of a file, by which its profile is known.
pub(crate) fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn paths(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
            paths.push(path);
        }
    }
    Ok(paths)
}

/// The text of a file; what is no UTF-8 becomes a sign that no profile has, and is refused there.
fn text(path: &Path) -> std::io::Result<String> {
    // Opening a pipe would wait for whoever writes to it.
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::Error::other("not a file"));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_profiles_are_read_and_by_name() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("b.toml", "b"), ("a.TOML", "a"), ("notes.txt", "no")] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }

        let files = read(folder.path());

        assert_eq!(files.texts().collect::<Vec<_>>(), [("a.TOML", "a"), ("b.toml", "b")]);
        assert!(files.unread.is_empty());
    }

    #[test]
    fn a_folder_that_is_not_there_has_no_profiles_and_one_that_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("x.toml")).unwrap();

        let files = read(folder.path());

        assert!(files.texts.is_empty() && !files.is_closed);
        assert_eq!(files.unread.len(), 1);
        assert!(read(&folder.path().join("none")).unread.is_empty());
    }

    #[test]
    fn a_folder_that_is_none_is_closed() {
        let file = tempfile::NamedTempFile::new().unwrap();

        let files = read(file.path());

        assert!(files.is_closed);
        assert_eq!(files.unread[0].0, file.path());
    }
}

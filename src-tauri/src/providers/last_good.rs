//! Keeps the last good text of each of IT's own profiles, so that it stays in force across a restart
//! when its file breaks.
//!
//! The running program alone writes here, which has the profile's lock; verbs without one read.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::Files;

/// The folder of what is kept within the profile of this instance.
pub(crate) fn folder(profile: &Path) -> PathBuf {
    profile.join("last-good-providers")
}

/// What is kept, by file name.
pub(crate) fn read(profile: &Path) -> Files {
    super::read(&folder(profile))
}

/// Keeps what is good now, and forgets all files but those and the ones that still `stay`.
///
/// # Errors
/// When the disk refuses; what was kept before is still there then.
pub(crate) fn keep(
    profile: &Path,
    good: &[(String, String)],
    stay: &BTreeSet<String>,
) -> io::Result<()> {
    let folder = folder(profile);
    let before = super::read(&folder);
    let is_kept = |one: &&(String, String)| before.texts.contains(one);
    let fresh: Vec<_> = good.iter().filter(|one| !is_kept(one)).collect();
    let gone: Vec<_> = before
        .texts
        .iter()
        .map(|(name, _)| name)
        .filter(|name| !stay.contains(*name) && !good.iter().any(|(good, _)| good == *name))
        .collect();
    if fresh.is_empty() && gone.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(&folder)?;
    for (name, text) in fresh {
        replace(&folder, name, text)?;
    }
    for name in gone {
        fs::remove_file(folder.join(name))?;
    }
    sync(&folder)
}

/// Puts a whole file in the place of another, or nothing at all.
fn replace(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    // Another ending, so that half a file is never read.
    let draft = folder.join(format!("{name}.part"));
    let written = File::create(&draft)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&draft, folder.join(name)));
    if written.is_err() {
        // A full disk need not be made fuller; what cannot be removed is written over next time.
        let _left_behind = fs::remove_file(&draft);
    }
    written
}

/// Forces the names in a folder to the disk; Windows does so by itself.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_good_is_kept_and_what_neither_is_nor_stays_is_forgotten() {
        let profile = tempfile::tempdir().unwrap();
        let text = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let kept = || read(profile.path()).texts;
        let nothing = BTreeSet::new();

        keep(profile.path(), &[], &nothing).unwrap();
        assert!(!folder(profile.path()).exists(), "nothing is made for nothing");
        keep(profile.path(), &[text("a.toml", "1"), text("b.toml", "2")], &nothing).unwrap();
        keep(profile.path(), &[text("a.toml", "3")], &["b.toml".to_owned()].into()).unwrap();
        assert_eq!(kept(), [text("a.toml", "3"), text("b.toml", "2")]);
        keep(profile.path(), &[text("b.toml", "2")], &nothing).unwrap();
        assert_eq!(kept(), [text("b.toml", "2")]);
    }

    #[test]
    fn a_write_that_fails_or_was_cut_off_leaves_what_was_kept() {
        let profile = tempfile::tempdir().unwrap();
        let good = |text: &str| vec![("a.toml".to_owned(), text.to_owned())];
        keep(profile.path(), &good("1"), &BTreeSet::new()).unwrap();
        // Half a file of a program that was killed; it cannot be written over.
        fs::create_dir(folder(profile.path()).join("a.toml.part")).unwrap();

        assert!(keep(profile.path(), &good("2"), &BTreeSet::new()).is_err());

        assert_eq!(read(profile.path()).texts, good("1"));
    }
}

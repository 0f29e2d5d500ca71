//! Reports as folders on a disk that is full, and on one that cannot be written to.

use std::path::Path;
use std::process::Command;

use faults::TroubleKind;
use servicedesk::{Desk, Folder, Wording};

use crate::filing;

#[tokio::test]
async fn a_full_disk_and_one_that_is_read_only_are_told_and_leave_nothing_half_written() {
    let disk = Disk::of_kilobytes(256);
    let reports = disk.path().join("reports");
    let desk = Folder::new(&reports, Wording::default());
    let small = filing::report(1);

    let ticket = desk.create(&small).await.unwrap();
    let trouble = desk.create(&filing::large_report(2, 1_000_000)).await.unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::Disk);
    assert!(trouble.words.is_some_and(|words| words.contains("No space left")));
    let left: Vec<_> = std::fs::read_dir(&reports).unwrap().flatten().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(desk.find(&small).await, Ok(Some(ticket.clone())));

    disk.forbid_writing();
    for trouble in [
        desk.create(&filing::report(3)).await.unwrap_err(),
        desk.comment(&ticket, &small, &filing::comment(9)).await.unwrap_err(),
    ] {
        assert_eq!(trouble.kind, TroubleKind::Disk);
        assert!(trouble.words.is_some_and(|words| words.contains("Read-only")));
    }
    assert_eq!(desk.find(&small).await, Ok(Some(ticket)));
}

/// A disk in memory. Dropping it takes it away.
struct Disk(tempfile::TempDir);

impl Disk {
    fn of_kilobytes(size: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = format!("size={size}k");
        mount(&["-t", "tmpfs", "-o", &options, "none"], folder.path());
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn forbid_writing(&self) {
        mount(&["-o", "remount,ro"], self.path());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let gone = Command::new("umount").arg(self.path()).status();
        assert!(gone.is_ok_and(|status| status.success()), "the disk cannot be taken away");
    }
}

fn mount(words: &[&str], place: &Path) {
    let done = Command::new("mount").args(words).arg(place).status().unwrap();
    assert!(done.success(), "mount {words:?}: the lab needs root");
}

//! A folder per report, for those who have no ticket system: readable by people and programs.
//!
//! The folder appears whole or not at all: it is written under another name, forced to the disk and
//! then renamed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use faults::{Comment, Evidence, News, Report, Ticket, Trouble, TroubleKind};
use serde::Serialize;

use crate::{Capabilities, Desk, Wording};

/// Writes reports as folders below one folder.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
    wording: Wording,
}

impl Folder {
    /// A desk that writes below `root`, which is made when needed.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>, wording: Wording) -> Self {
        Self { root: root.into(), wording }
    }

    fn place(&self, report: &Report) -> PathBuf {
        self.root.join(name(report))
    }
}

impl Desk for Folder {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            most_bytes: None,
            tells_state: false,
            takes_comments: true,
            takes_files: true,
        }
    }

    async fn create(&self, report: &Report) -> Result<Ticket, Trouble> {
        let place = self.place(report);
        let letter = self.wording.write(report);
        let summary = serde_json::to_vec_pretty(&Summary::of(report)).unwrap_or_default();
        let mut files = vec![
            ("summary.txt".to_owned(), format!("{}\n\n{}", letter.subject, letter.text).into()),
            ("summary.json".to_owned(), summary),
        ];
        for Evidence { name, text } in &report.evidence {
            files.push((format!("evidence/{name}"), text.clone().into_bytes()));
        }
        let written = place.clone();
        on_disk(move || write_whole(&written, &files)).await?;
        Ok(ticket(&place))
    }

    async fn find(&self, report: &Report) -> Result<Option<Ticket>, Trouble> {
        let place = self.place(report);
        let looked_at = place.clone();
        let exists = on_disk(move || looked_at.try_exists()).await?;
        Ok(exists.then(|| ticket(&place)))
    }

    /// Nothing is left to do: the evidence came with the folder.
    async fn attach(&self, _: &Ticket, _: &Report) -> Result<(), Trouble> {
        Ok(())
    }

    /// Another folder within the report's.
    async fn comment(&self, _: &Ticket, report: &Report, comment: &Comment) -> Result<(), Trouble> {
        let place = self.place(report).join("comments").join(comment.id.short());
        let mut files = vec![("comment.txt".to_owned(), comment.text.clone().into_bytes())];
        for (number, file) in comment.files.iter().enumerate() {
            let name = format!("files/{}-{}", number + 1, safe_name(&file.name));
            files.push((name, file.bytes.clone()));
        }
        on_disk(move || write_whole(&place, &files)).await
    }

    /// Nobody answers in a folder.
    async fn state(&self, _: &Ticket, _: &Report) -> Result<News, Trouble> {
        Ok(News::default())
    }
}

/// `summary.json`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary<'report> {
    schema: u32,
    report: String,
    reported_at: String,
    what: &'report str,
    affects: &'static str,
    works: &'static str,
    class: &'static str,
    rule: &'static str,
    evidence: Vec<&'report str>,
}

impl<'report> Summary<'report> {
    fn of(report: &'report Report) -> Self {
        Self {
            schema: 1,
            report: report.id.to_string(),
            reported_at: report.created_at.to_string(),
            what: &report.what,
            affects: report.affects.code(),
            works: report.works.code(),
            class: report.class.code(),
            rule: report.rule.code(),
            evidence: report.evidence.iter().map(|piece| piece.name.as_str()).collect(),
        }
    }
}

/// `20261122-1042-a5a5a5a5`: sorts by time, and is the same whenever it is asked for.
fn name(report: &Report) -> String {
    format!("{}-{}", report.created_at.strftime("%Y%m%d-%H%M"), report.id.short())
}

/// A name that stays in its folder on every system.
fn safe_name(name: &str) -> String {
    let safe = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
    name.chars().map(|letter| if safe(letter) { letter } else { '-' }).take(80).collect()
}

fn ticket(place: &Path) -> Ticket {
    Ticket {
        reference: place.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        link: Some(place.display().to_string()),
    }
}

async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Trouble> {
    let failed =
        |error: &dyn std::fmt::Display| Trouble::new(TroubleKind::Disk).saying(&error.to_string());
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(failed(&error)),
        Err(error) => Err(failed(&error)),
    }
}

fn write_whole(place: &Path, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    if place.try_exists()? {
        return Ok(());
    }
    let root = place.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::create_dir_all(root)?;
    let draft = place.with_added_extension("part");
    if draft.try_exists()? {
        fs::remove_dir_all(&draft)?;
    }
    fs::create_dir(&draft)?;
    for (name, bytes) in files {
        let path = draft.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = File::create_new(path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
    }
    sync_folder(&draft.join("evidence"))?;
    sync_folder(&draft)?;
    fs::rename(&draft, place)?;
    sync_folder(root)
}

/// Forces the names in a folder to the disk; Windows does so by itself.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) && folder.is_dir() { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use clock::Timestamp;
    use faults::{Affects, Cast, Draft, Works};
    use model::ReportId;

    use super::*;

    #[tokio::test]
    async fn a_report_becomes_a_folder_that_people_and_programs_can_read() {
        let root = tempfile::tempdir().unwrap();
        let desk = Folder::new(root.path().join("reports"), Wording::default());
        assert_eq!(desk.find(&report()).await, Ok(None));

        let ticket = desk.create(&report()).await.unwrap();
        desk.attach(&ticket, &report()).await.unwrap();

        assert_eq!(ticket.reference, "19700101-0000-07070707");
        assert_eq!(desk.find(&report()).await, Ok(Some(ticket.clone())));
        let place = PathBuf::from(ticket.link.unwrap());
        let text = fs::read_to_string(place.join("summary.txt")).unwrap();
        assert!(
            text.starts_with("FK3: no sound [#07070707]\n\nno sound\n\nclass: FK3\n"),
            "{text}"
        );
        let json = fs::read(place.join("summary.json")).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(json["report"], report().id.to_string());
        assert_eq!(json["evidence"][0], "calls.txt");
        assert_eq!(fs::read_to_string(place.join("evidence/calls.txt")).unwrap(), "none: ü\r\n");
    }

    #[tokio::test]
    async fn a_second_create_changes_nothing_and_a_half_written_one_is_written_anew() {
        let root = tempfile::tempdir().unwrap();
        let desk = Folder::new(root.path(), Wording::default());
        let half = root.path().join("19700101-0000-07070707.part");
        fs::create_dir(&half).unwrap();
        fs::write(half.join("summary.txt"), "hal").unwrap();
        assert_eq!(desk.find(&report()).await, Ok(None));

        let ticket = desk.create(&report()).await.unwrap();
        let kept = PathBuf::from(ticket.link.clone().unwrap()).join("kept.txt");
        fs::write(&kept, "a person's note").unwrap();

        assert_eq!(desk.create(&report()).await, Ok(ticket));
        assert!(kept.exists() && !half.exists());
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_told() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        fs::write(&file, "in the way").unwrap();

        let trouble = Folder::new(file, Wording::default()).create(&report()).await.unwrap_err();

        assert_eq!(trouble.kind, TroubleKind::Disk);
        assert!(trouble.words.is_some());
    }

    fn report() -> Report {
        Draft {
            what: "no sound".to_owned(),
            affects: Affects::OnlyMe,
            works: Works::Partly,
            evidence: vec![Evidence { name: "calls.txt".into(), text: "none: ü\r\n".into() }],
            cast: Cast::default(),
        }
        .finish(ReportId::from_random_bytes([7; 16]), Timestamp::UNIX_EPOCH)
        .unwrap()
    }
}

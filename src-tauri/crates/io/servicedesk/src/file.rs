//! A folder per report, for those who have no ticket system: readable by people and programs, and
//! ready to be sent with any mail program.
//!
//! | File | What it is |
//! |---|---|
//! | `report.eml` | the whole report as a mail without a receiver (RFC 5322, RFC 2045) |
//! | `summary.txt`, `summary.json` | what is wrong, for people and for programs |
//! | `rufbereit-a5a5a5a5.zip` | the bundle with all evidence |
//! | `comments/…` | what was added later, each as words, files and mail |
//!
//! The folder appears whole or not at all: it is written under another name, forced to the disk and
//! then renamed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use faults::{Comment, News, Report, Ticket, Trouble, TroubleKind};
use lettre::message::Mailbox;

use crate::desk::packed;
use crate::mail::message::Sheet;
use crate::summary::Summary;
use crate::{Capabilities, Desk, Wording, parcel};

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
        let (bundle, notes) = packed(report, &self.wording, u64::MAX).await?;
        let summary = Summary::of(report, std::slice::from_ref(&bundle.name), &notes).to_json();
        let sender = sender()?;
        let sheet = Sheet { report, from: &sender, to: None, wording: &self.wording };
        let files = vec![
            ("summary.txt".to_owned(), format!("{}\n\n{}", letter.subject, letter.text).into()),
            ("summary.json".to_owned(), summary.into_bytes()),
            ("report.eml".to_owned(), sheet.report_mail(bundle.clone(), &notes)?),
            (bundle.name, bundle.bytes),
        ];
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
        let sender = sender()?;
        let sheet = Sheet { report, from: &sender, to: None, wording: &self.wording };
        let mut files = vec![
            ("comment.txt".to_owned(), format!("{}\n", comment.text.trim_end()).into_bytes()),
            ("comment.eml".to_owned(), sheet.comment_mail(comment, &parcel::whole(comment))?),
        ];
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

/// `20261122-1042-a5a5a5a5`: sorts by time, and is the same whenever it is asked for.
fn name(report: &Report) -> String {
    format!("{}-{}", report.created_at.strftime("%Y%m%d-%H%M"), report.id.short())
}

/// Nobody's address: the person who sends the mail has one. Source: RFC 2606.
fn sender() -> Result<Mailbox, Trouble> {
    "Rufbereit <rufbereit@localhost.invalid>"
        .parse()
        .map_err(|_| Trouble::new(TroubleKind::Misconfigured))
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
    if let Err(error) = write_draft(&draft, files) {
        // A full disk need not be made fuller; what cannot be removed is written over next time.
        let _left_behind = fs::remove_dir_all(&draft);
        return Err(error);
    }
    fs::rename(&draft, place)?;
    sync_folder(root)
}

fn write_draft(draft: &Path, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    fs::create_dir(draft)?;
    for (name, bytes) in files {
        let path = draft.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = File::create_new(path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
    }
    sync_folder(&draft.join("files"))?;
    sync_folder(draft)
}

/// Forces the names in a folder to the disk; Windows does so by itself.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) && folder.is_dir() { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use clock::Timestamp;
    use faults::{Affects, Attachment, Cast, Draft, Evidence, Works};
    use model::{CommentId, ReportId};

    use super::*;
    use crate::bundle;

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
        let bundle = bundle::write(&report(), &Wording::default(), None).unwrap().bytes;
        assert!(fs::read(place.join("rufbereit-07070707.zip")).unwrap() == bundle);
        let mail = fs::read_to_string(place.join("report.eml")).unwrap();
        assert!(mail.contains("Subject: [FK3][#07070707] no sound\r\n") && !mail.contains("\nTo:"));
    }

    #[tokio::test]
    async fn what_is_added_later_stands_beside_the_report() {
        let root = tempfile::tempdir().unwrap();
        let desk = Folder::new(root.path(), Wording::default());
        let ticket = desk.create(&report()).await.unwrap();
        let comment = Comment {
            id: CommentId::from_random_bytes([9; 16]),
            at: Timestamp::UNIX_EPOCH,
            text: "still no sound".to_owned(),
            files: vec![Attachment { name: "../../photo.jpg".to_owned(), bytes: vec![0, 255] }],
        };

        desk.comment(&ticket, &report(), &comment).await.unwrap();
        desk.comment(&ticket, &report(), &comment).await.unwrap();

        let place = root.path().join("19700101-0000-07070707/comments/09090909");
        assert_eq!(fs::read_to_string(place.join("comment.txt")).unwrap(), "still no sound\n");
        assert!(
            fs::read_to_string(place.join("comment.eml")).unwrap().contains("In-Reply-To: <0707")
        );
        assert_eq!(fs::read(place.join("files/1-..-..-photo.jpg")).unwrap(), [0, 255]);
        assert_eq!(desk.state(&ticket, &report()).await, Ok(News::default()));
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

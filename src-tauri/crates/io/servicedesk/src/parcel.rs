//! What goes to a ticket after it was made: the report's bundle, the person's words and files; cut
//! to what the ticket system takes, with a note of what was left out.
//!
//! How much a server takes is known only roughly. One that says "too large" is offered a quarter,
//! and again, until only the words are left: they arrive whatever happens to the files.

use std::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use faults::{Attachment, Comment, Note, Report, Ticket, Trouble, TroubleKind};

use crate::{BundleError, Wording, bundle};

/// Words and files that belong together.
#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    /// One line, for systems whose messages have a subject.
    pub(crate) subject: String,
    /// The words, notes and mark included.
    pub(crate) text: String,
    /// What was left out, a line each.
    pub(crate) notes: String,
    /// Whether it is the report's bundle, and not a person's words.
    pub(crate) is_bundle: bool,
    /// Files, empty ones left out.
    pub(crate) files: Vec<Attachment>,
}

/// A ticket system to which words and files go in one message.
pub(crate) trait Carrier: Sync {
    /// Whether something that came from here and holds `mark` stands at the ticket.
    fn has(
        &self,
        ticket: &Ticket,
        mark: &str,
    ) -> impl Future<Output = Result<bool, Trouble>> + Send;

    /// Adds a message that the provider and the customer can read.
    fn carry(
        &self,
        ticket: &Ticket,
        parcel: &Parcel,
    ) -> impl Future<Output = Result<(), Trouble>> + Send;
}

/// Adds the report's bundle, if it is not there; its name is its mark.
pub(crate) async fn attach(
    carrier: &impl Carrier,
    ticket: &Ticket,
    report: &Report,
    wording: &Wording,
    most_bytes: u64,
) -> Result<(), Trouble> {
    if carrier.has(ticket, &bundle::file_name(report)).await? {
        return Ok(());
    }
    let mut most_bytes = most_bytes;
    loop {
        let parcel = of_report(report, wording, most_bytes).await?;
        match carrier.carry(ticket, &parcel).await {
            Err(trouble) if trouble.kind == TroubleKind::TooLarge && parcel.bytes() > 0 => {
                most_bytes = smaller(most_bytes, &parcel);
            }
            carried => return carried,
        }
    }
}

/// Adds a comment, if it is not there.
pub(crate) async fn comment(
    carrier: &impl Carrier,
    ticket: &Ticket,
    comment: &Comment,
    most_bytes: u64,
) -> Result<(), Trouble> {
    if carrier.has(ticket, &comment.mark()).await? {
        return Ok(());
    }
    let mut most_bytes = most_bytes;
    loop {
        let parcel = of_comment(comment, most_bytes);
        match carrier.carry(ticket, &parcel).await {
            Err(trouble) if trouble.kind == TroubleKind::TooLarge && parcel.bytes() > 0 => {
                most_bytes = smaller(most_bytes, &parcel);
            }
            carried => return carried,
        }
    }
}

/// Files as they travel in JSON.
pub(crate) fn encoded(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

impl Parcel {
    pub(crate) fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes.len() as u64).sum()
    }
}

/// What to offer next to a server that found a parcel too large; at last nothing.
fn smaller(most_bytes: u64, refused: &Parcel) -> u64 {
    let quarter = most_bytes.min(refused.bytes()) / 4;
    if quarter < LEAST_BYTES { 0 } else { quarter }
}

async fn of_report(report: &Report, wording: &Wording, most_bytes: u64) -> Result<Parcel, Trouble> {
    let name = bundle::file_name(report);
    let (packed, words) = (report.clone(), wording.clone());
    let write = move || bundle::write(&packed, &words, Some(most_bytes));
    let (notes, files) = match tokio::task::spawn_blocking(write).await {
        Ok(Ok(bundle)) => {
            (bundle.notes, vec![Attachment { name: name.clone(), bytes: bundle.bytes }])
        }
        Ok(Err(BundleError::NoRoom(_))) => (vec![Note::LeftOut { name: name.clone() }], Vec::new()),
        Ok(Err(BundleError::Zip(error))) => {
            return Err(Trouble::new(TroubleKind::Disk).saying(&error.to_string()));
        }
        Err(error) => return Err(Trouble::new(TroubleKind::Disk).saying(&error.to_string())),
    };
    let notes = lines(&notes);
    Ok(Parcel { text: format!("{name}\n{notes}"), subject: name, notes, is_bundle: true, files })
}

/// A comment with all that it holds.
pub(crate) fn whole(comment: &Comment) -> Parcel {
    of_comment(comment, u64::MAX)
}

fn of_comment(comment: &Comment, most_bytes: u64) -> Parcel {
    let (mut files, mut notes, mut bytes) = (Vec::new(), Vec::new(), 0_u64);
    for file in comment.files.iter().filter(|file| !file.bytes.is_empty()) {
        let after = bytes.saturating_add(file.bytes.len() as u64);
        if after <= most_bytes {
            bytes = after;
            files.push(file.clone());
        } else {
            notes.push(Note::LeftOut { name: file.name.clone() });
        }
    }
    let (mark, words, notes) = (comment.mark(), comment.text.trim_end(), lines(&notes));
    let text = format!("{words}\n\n{notes}{mark}\n");
    Parcel { text, subject: mark, notes, is_bundle: false, files }
}

/// Notes as people read them.
pub(crate) fn lines(notes: &[Note]) -> String {
    notes.iter().fold(String::new(), |mut lines, note| {
        let _a_string_takes_all = writeln!(lines, "{note}");
        lines
    })
}

/// Less than this is not worth an offer of its own.
const LEAST_BYTES: u64 = 64 * 1024;

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use faults::Evidence;

    use super::*;
    use crate::fakes::{comment as said, queued, ticket};

    #[tokio::test]
    async fn a_bundle_that_is_too_large_is_trimmed_and_the_ticket_says_so() {
        let server = Server { takes: 100_000, ..Server::default() };
        let mut report = queued(7);
        // Noise that does not pack.
        let noise = (0_u64..60_000)
            .map(|n| format!("{:x} ", n.wrapping_mul(n).wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        report.evidence = vec![Evidence { name: "call.txt".into(), text: noise.collect() }];

        attach(&server, &ticket(1), &report, &Wording::default(), 400_000).await.unwrap();
        attach(&server, &ticket(1), &report, &Wording::default(), 400_000).await.unwrap();

        let carried = server.carried.lock().unwrap();
        let [parcel] = &carried[..] else { panic!("{carried:?}") };
        assert!(parcel.text.starts_with("rufbereit-07070707.zip\ncall.txt: "), "{}", parcel.text);
        assert!(parcel.text.ends_with(" bytes left out\n"), "{}", parcel.text);
        assert!(parcel.files[0].bytes.len() <= 100_000);
        assert!(parcel.files[0].bytes.starts_with(b"PK"));
    }

    #[tokio::test]
    async fn a_server_that_takes_no_file_is_told_that_there_is_one() {
        let server = Server::default();

        attach(&server, &ticket(1), &queued(7), &Wording::default(), 400_000).await.unwrap();

        let carried = server.carried.lock().unwrap();
        let [parcel] = &carried[..] else { panic!("{carried:?}") };
        let name = "rufbereit-07070707.zip";
        assert_eq!(parcel.text, format!("{name}\n{name}: left out, no room\n"));
        assert!(parcel.files.is_empty());
    }

    #[tokio::test]
    async fn words_arrive_even_where_no_file_is_taken() {
        let server = Server::default();
        let mut words = said(5, "see the picture\n");
        words.files = [("a.png", 90_000_usize), ("empty.txt", 0), ("b.txt", 9)]
            .map(|(name, length)| Attachment { name: name.into(), bytes: vec![7; length] })
            .into();

        comment(&server, &ticket(1), &words, 100_000).await.unwrap();
        comment(&server, &ticket(1), &words, 100_000).await.unwrap();

        let carried = server.carried.lock().unwrap();
        let [parcel] = &carried[..] else { panic!("{carried:?}") };
        assert_eq!(
            parcel.text,
            "see the picture\n\na.png: left out, no room\nb.txt: left out, no room\n[+05050505]\n"
        );
        assert!(parcel.files.is_empty());
    }

    #[tokio::test]
    async fn a_file_too_many_makes_room_for_those_that_fit() {
        let server = Server { takes: 1_000_000, ..Server::default() };
        let mut words = said(5, "see both");
        words.files = [("large.bin", 90_000_usize), ("small.bin", 30_000)]
            .map(|(name, length)| Attachment { name: name.into(), bytes: vec![7; length] })
            .into();

        comment(&server, &ticket(1), &words, 70_000).await.unwrap();

        let carried = server.carried.lock().unwrap();
        assert_eq!(carried[0].files.len(), 1);
        assert_eq!(carried[0].text, "see both\n\nlarge.bin: left out, no room\n[+05050505]\n");
    }

    #[tokio::test]
    async fn what_fails_for_another_reason_is_not_tried_smaller() {
        let server = Server { fails: Some(TroubleKind::Forbidden), ..Server::default() };

        let trouble = comment(&server, &ticket(1), &said(5, "well"), 100_000).await.unwrap_err();

        assert_eq!(trouble.kind, TroubleKind::Forbidden);
        assert_eq!(*server.asked.lock().unwrap(), 1);
    }

    #[derive(Default)]
    struct Server {
        takes: usize,
        fails: Option<TroubleKind>,
        asked: Mutex<u32>,
        carried: Mutex<Vec<Parcel>>,
    }

    impl Carrier for Server {
        async fn has(&self, _: &Ticket, mark: &str) -> Result<bool, Trouble> {
            Ok(self.carried.lock().unwrap().iter().any(|parcel| parcel.text.contains(mark)))
        }

        async fn carry(&self, _: &Ticket, parcel: &Parcel) -> Result<(), Trouble> {
            *self.asked.lock().unwrap() += 1;
            if let Some(kind) = self.fails {
                return Err(Trouble::new(kind));
            }
            if parcel.files.iter().map(|file| file.bytes.len()).sum::<usize>() > self.takes {
                return Err(Trouble::new(TroubleKind::TooLarge));
            }
            self.carried.lock().unwrap().push(parcel.clone());
            Ok(())
        }
    }
}

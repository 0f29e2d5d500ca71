//! What a report and a comment look like as mail; the same report gives the same mail.

use std::time::SystemTime;

use clock::Timestamp;
use faults::{Attachment, Comment, Note, Report, Trouble, TroubleKind};
use lettre::Message;
use lettre::message::header::{ContentDisposition, ContentTransferEncoding, ContentType};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};

use crate::parcel::Parcel;
use crate::summary::Summary;
use crate::{Wording, parcel};

/// Who writes about what to whom.
pub(crate) struct Sheet<'a> {
    pub(crate) report: &'a Report,
    pub(crate) from: &'a Mailbox,
    /// Nobody yet in a file that a person sends by a mail program.
    pub(crate) to: Option<&'a Mailbox>,
    pub(crate) wording: &'a Wording,
}

/// The word for the ticket until the provider gives it a number.
pub(crate) fn reference(report: &Report) -> String {
    format!("#{}", report.id.short())
}

/// Largest file that fits into a mail of so many bytes: base64 in lines makes four of three and
/// some, and the words need room too.
pub(crate) fn room_for_file(mail_bytes: u64) -> u64 {
    mail_bytes.saturating_sub(WORDS_BYTES) / 100 * 72
}

impl Sheet<'_> {
    /// The report with its bundle, and what had no room in it.
    pub(crate) fn report_mail(
        &self,
        bundle: Attachment,
        notes: &[Note],
    ) -> Result<Vec<u8>, Trouble> {
        let report = self.report;
        let letter = self.wording.write(report);
        let names = [bundle.name.clone()];
        let json = Summary::of(report, &names, notes).to_json();
        let words = letter.text.trim_end();
        let text = format!("{words}\n{}\n{json}\n", parcel::lines(notes));
        let files = [(bundle, "application/zip")];
        self.mail(&self.report_id(), self.subject(), report.created_at, text, files)
    }

    /// Words and files that follow a report.
    pub(crate) fn comment_mail(
        &self,
        comment: &Comment,
        parcel: &Parcel,
    ) -> Result<Vec<u8>, Trouble> {
        let id = format!("<{}@{}>", comment.id, self.from.email.domain());
        let files = parcel.files.iter().map(|file| (file.clone(), "application/octet-stream"));
        let subject = format!("Re: {}", self.subject());
        self.mail(&id, subject, comment.at, parcel.text.clone(), files)
    }

    /// `[FK2][#a5a5a5a5] no sound`: what the provider's people sort by comes first.
    fn subject(&self) -> String {
        let (mark, neutral) = (self.report.mark(), self.report.class.code());
        let grade = self.report.judged.grade.trim();
        let class = if grade.is_empty() { neutral } else { grade };
        let subject = self.wording.write(self.report).subject;
        let subject = subject.strip_suffix(&mark).unwrap_or(&subject).trim();
        let subject = subject.strip_prefix(&format!("{class}:")).unwrap_or(subject).trim();
        format!("[{class}]{mark} {subject}")
    }

    /// The mail's id: whoever sees it twice knows that it is the same.
    fn report_id(&self) -> String {
        format!("<{}@{}>", self.report.id, self.from.email.domain())
    }

    fn mail(
        &self,
        id: &str,
        subject: String,
        at: Timestamp,
        text: String,
        files: impl IntoIterator<Item = (Attachment, &'static str)>,
    ) -> Result<Vec<u8>, Trouble> {
        let unusable = |error: &dyn std::fmt::Display| {
            Trouble::new(TroubleKind::Misconfigured).saying(&error.to_string())
        };
        // A boundary of its own would make another mail of it each time.
        let boundary = format!("rufbereit-{}", id.trim_matches(['<', '>']).replace('@', "-"));
        let words = SinglePart::builder()
            .header(ContentType::TEXT_PLAIN)
            .header(ContentTransferEncoding::Base64)
            .body(text.replace("\r\n", "\n").replace('\n', "\r\n"));
        let mut parts = MultiPart::mixed()
            .boundary(boundary.chars().take(70).collect::<String>())
            .singlepart(words);
        for (file, kind) in files {
            let kind = ContentType::parse(kind).map_err(|error| unusable(&error))?;
            // Base64 whatever is in it: the bytes arrive as they left.
            let body = Body::new_with_encoding(file.bytes, ContentTransferEncoding::Base64)
                .map_err(|_| unusable(&"base64"))?;
            let part = SinglePart::builder()
                .header(kind)
                .header(ContentDisposition::attachment(&file_name(&file.name)))
                .body(body);
            parts = parts.singlepart(part);
        }
        let mut builder = Message::builder()
            .message_id(Some(id.to_owned()))
            .from(self.from.clone())
            .subject(subject)
            .date(SystemTime::from(at));
        if id != self.report_id() {
            builder = builder.in_reply_to(self.report_id()).references(self.report_id());
        }
        builder = match self.to {
            Some(to) => builder.to(to.clone()),
            None => {
                let sender = self.from.email.clone();
                let envelope = lettre::address::Envelope::new(Some(sender.clone()), vec![sender]);
                builder.envelope(envelope.map_err(|error| unusable(&error))?)
            }
        };
        let message = builder.multipart(parts).map_err(|error| unusable(&error))?;
        Ok(message.formatted())
    }
}

/// A name that stays one within its header.
fn file_name(name: &str) -> String {
    let safe = |letter: char| !letter.is_control() && !"\"\\/".contains(letter);
    name.chars().map(|letter| if safe(letter) { letter } else { '-' }).take(120).collect()
}

/// Room for headers and words.
const WORDS_BYTES: u64 = 64 * 1024;

//! A report as one file: a zip that people and programs can read, the same bytes each time.
//!
//! | Entry | What it is |
//! |---|---|
//! | `summary.txt` | subject, words, facts, and the list of files, as people read it |
//! | `summary.json` | the same for programs, see [`Summary`] |
//! | `logs/…` | the pieces of evidence |
//! | `notes.txt` | what was trimmed or left out, when something was |
//!
//! Entries carry the moment of the report, so that a retry sends the same bytes and a ticket system
//! that compares files finds them equal.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::io::{Cursor, Write as _};

use faults::{Note, Report, free_name, trim_middle};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::summary::Summary;
use crate::{Letter, Wording};

/// A report as it leaves or is saved.
#[derive(Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The zip.
    pub bytes: Vec<u8>,
    /// What is different from the report.
    pub notes: Vec<Note>,
}

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// Not even the summary fits.
    #[error("{0} bytes have no room for a summary")]
    NoRoom(u64),
    /// The zip cannot be written.
    #[error("the zip cannot be written: {0}")]
    Zip(#[from] zip::result::ZipError),
}

/// One piece of evidence on its way into the zip.
struct Piece<'report> {
    name: String,
    /// As it was.
    whole: &'report str,
    /// As it fits; nothing when it is left out.
    text: Option<Cow<'report, str>>,
}

/// Name of the bundle as a file: `rufbereit-a5a5a5a5.zip`.
#[must_use]
pub fn file_name(report: &Report) -> String {
    format!("rufbereit-{}.zip", report.id.short())
}

/// Packs a report; trims its largest pieces until it is at most `most_bytes` long.
///
/// # Errors
/// Says so when not even the summary fits.
pub fn write(
    report: &Report,
    wording: &Wording,
    most_bytes: Option<u64>,
) -> Result<Bundle, BundleError> {
    let mut taken = BTreeSet::new();
    let mut pieces: Vec<Piece<'_>> = report
        .evidence
        .iter()
        .map(|piece| Piece {
            name: free_name(&piece.name, &mut taken),
            whole: &piece.text,
            text: Some(piece.text.as_str().into()),
        })
        .collect();
    let most = most_bytes.unwrap_or(u64::MAX);
    loop {
        let notes = notes(&pieces);
        let bytes = pack(report, wording, &pieces, &notes)?;
        let excess = (bytes.len() as u64).saturating_sub(most);
        if excess == 0 {
            return Ok(Bundle { bytes, notes });
        }
        let (piece, packed) = largest(&bytes, &mut pieces)?.ok_or(BundleError::NoRoom(most))?;
        piece.shrink(packed, excess);
    }
}

impl Piece<'_> {
    /// Smaller than this, a trimmed piece tells nothing.
    const LEAST_BYTES: usize = 2_048;

    fn entry(&self) -> String {
        format!("logs/{}", self.name)
    }

    /// Makes it about `excess` packed bytes smaller, or leaves it out.
    fn shrink(&mut self, packed: u64, excess: u64) {
        let Some(text) = &self.text else { return };
        // Some more than asked for, because what is left may pack worse than what went; by what is
        // left, so that much to shrink is no reason to leave all of it out.
        let left = packed.saturating_sub(excess);
        let wanted = left.saturating_sub((left / 8).max(256));
        let share = u128::from(wanted) * text.len() as u128 / u128::from(packed.max(1));
        let most = usize::try_from(share).unwrap_or(usize::MAX);
        self.text = (most >= Self::LEAST_BYTES && most < text.len())
            .then(|| trim_middle(self.whole, most).into());
    }
}

/// The piece that takes most room in the zip, with its size there.
fn largest<'pieces, 'report>(
    bytes: &[u8],
    pieces: &'pieces mut [Piece<'report>],
) -> Result<Option<(&'pieces mut Piece<'report>, u64)>, BundleError> {
    let mut zip = ZipArchive::new(Cursor::new(bytes))?;
    let mut largest = None;
    for piece in pieces.iter_mut().filter(|piece| piece.text.is_some()) {
        let packed = zip.by_name(&piece.entry())?.compressed_size();
        if largest.as_ref().is_none_or(|(_, most)| packed > *most) {
            largest = Some((piece, packed));
        }
    }
    Ok(largest)
}

fn notes(pieces: &[Piece<'_>]) -> Vec<Note> {
    let note = |piece: &Piece<'_>| match &piece.text {
        None => Some(Note::LeftOut { name: piece.name.clone() }),
        Some(text) if text.len() < piece.whole.len() => {
            let left_out = (piece.whole.len() - text.len()) as u64;
            Some(Note::Trimmed { name: piece.name.clone(), left_out })
        }
        Some(_) => None,
    };
    pieces.iter().filter_map(note).collect()
}

fn pack(
    report: &Report,
    wording: &Wording,
    pieces: &[Piece<'_>],
    notes: &[Note],
) -> Result<Vec<u8>, BundleError> {
    let files: Vec<String> =
        pieces.iter().filter(|piece| piece.text.is_some()).map(Piece::entry).collect();
    let summary = readable(report, &wording.write(report), &files, notes);
    let facts = Summary::of(report, &files, notes).to_json();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, text: &str| {
        zip.start_file(name, options(report))?;
        zip.write_all(text.as_bytes()).map_err(zip::result::ZipError::Io)
    };
    put("summary.txt", &summary)?;
    put("summary.json", &facts)?;
    for piece in pieces {
        if let Some(text) = &piece.text {
            put(&piece.entry(), text)?;
        }
    }
    if !notes.is_empty() {
        put("notes.txt", &notes.iter().map(|note| format!("{note}\n")).collect::<String>())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn options(report: &Report) -> SimpleFileOptions {
    let at = report.created_at.to_zoned(jiff::tz::TimeZone::UTC);
    let part = |part: i8| u8::try_from(part).unwrap_or_default();
    let year = u16::try_from(at.year()).unwrap_or_default();
    let moment = DateTime::from_date_and_time(
        year,
        part(at.month()),
        part(at.day()),
        part(at.hour()),
        part(at.minute()),
        part(at.second()),
    );
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        // A zip knows no year before 1980.
        .last_modified_time(moment.unwrap_or_default())
        .unix_permissions(0o644)
}

/// `summary.txt`: the ticket's own text, who can read it, the files, and what became of them. Keys
/// are the same in every language, as below the ticket's text.
fn readable(report: &Report, letter: &Letter, files: &[String], notes: &[Note]) -> String {
    let mut lines = vec![letter.subject.clone(), String::new(), letter.text.clone()];
    lines.extend(report.judged.provider.iter().map(|provider| format!("provider: {provider}")));
    lines.extend(report.judged.channels.iter().map(|channel| {
        let demanded = if channel.demanded { ", demanded" } else { "" };
        let way = format!("{} {}", channel.kind.code(), channel.target);
        format!("readable by: {}{demanded}", way.trim_end())
    }));
    lines.extend(
        report.verdict.iter().map(|told| format!("verdict: {}, {}", told.side.code(), told.says)),
    );
    lines.extend(files.iter().cloned());
    lines.extend(notes.iter().map(ToString::to_string));
    lines.push(String::new());
    lines.join("\n")
}

impl fmt::Debug for Bundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bundle")
            .field("bytes", &self.bytes.len())
            .field("notes", &self.notes)
            .finish()
    }
}

/// The quickest that still packs a log to a tenth: who reports a fault waits for it.
const LEVEL: i64 = 1;

#[cfg(test)]
mod tests;

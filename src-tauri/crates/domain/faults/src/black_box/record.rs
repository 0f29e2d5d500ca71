//! One record: its pieces, what was dropped between them, and how people read it.

use std::collections::VecDeque;
use std::fmt::Write as _;

use clock::Timestamp;
use model::{AccountId, RecordId};

use crate::Evidence;

/// Names a record for as long as it is kept, on the disk too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordKey(pub i64);

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A call.
    Call {
        /// Account that carried it.
        account: AccountId,
        /// Its line in the call list, once it is over.
        record: Option<RecordId>,
    },
    /// What an account's registration said within a day.
    Registration {
        /// Which account.
        account: AccountId,
    },
    /// Signalling that became no call of ours; never written to the disk.
    Stranger,
}

/// A part of a record's text, in whole entries.
#[derive(Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its place; some in the middle may be missing.
    pub number: u32,
    /// Lines, each with its end.
    pub text: String,
}

/// What the disk does not have yet of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// Which record.
    pub key: RecordKey,
    /// What it is about.
    pub subject: Subject,
    /// Its first entry.
    pub started_at: Timestamp,
    /// Absent while it goes on.
    pub ended_at: Option<Timestamp>,
    /// Entries that were dropped from its middle.
    pub dropped: u64,
    /// Pieces that are new or grew, in order.
    pub pieces: Vec<Piece>,
    /// Pieces from here up to `dropped_to` are gone.
    pub dropped_from: u32,
    /// See `dropped_from`.
    pub dropped_to: u32,
}

/// A record as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// What it is about.
    pub subject: Subject,
    /// Its first entry.
    pub started_at: Timestamp,
    /// Absent when it goes on or was cut off by the end of the program.
    pub ended_at: Option<Timestamp>,
    /// Entries that were dropped from its middle.
    pub dropped: u64,
    /// What is left, in order.
    pub pieces: Vec<Piece>,
}

impl Stored {
    /// As a file of a report: first the ladder, then everything.
    #[must_use]
    pub fn evidence(&self, name: &str) -> Evidence {
        let ended = self.ended_at.map_or_else(|| "not told".to_owned(), super::moment);
        let mut text = format!("from {} to {ended}\n\n", super::moment(self.started_at));
        text.push_str(&self.ladder());
        text.push_str("\nin full:\n");
        text.push_str(&self.text());
        Evidence { name: name.to_owned(), text }
    }

    /// Messages and events a line each, without what is measured each second.
    #[must_use]
    pub fn ladder(&self) -> String {
        let mut ladder = String::new();
        for line in self.text().lines() {
            let what = line.split_once("  ").map_or("", |(_, what)| what);
            if !line.starts_with(' ') && !what.starts_with("sound ") {
                ladder.push_str(line);
                ladder.push('\n');
            }
        }
        ladder
    }

    /// Everything, with a note where entries are missing.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut next = 0;
        for piece in &self.pieces {
            if piece.number != next {
                // Writing to a string cannot fail.
                let entries = if self.dropped == 1 { "entry" } else { "entries" };
                _ = writeln!(text, "[{} {entries} left out]", self.dropped);
            }
            text.push_str(&piece.text);
            next = piece.number + 1;
        }
        text
    }
}

/// One record as it grows.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) subject: Subject,
    /// Whether it is worth keeping on the disk.
    pub(super) is_ours: bool,
    pub(super) started_at: Timestamp,
    pub(super) last_at: Timestamp,
    pub(super) ended_at: Option<Timestamp>,
    head: Vec<Part>,
    tail: VecDeque<Part>,
    next: u32,
    dropped: u64,
    dropped_from: u32,
    dropped_to: u32,
    is_changed: bool,
}

#[derive(Debug)]
struct Part {
    piece: Piece,
    entries: u64,
    is_changed: bool,
}

impl Record {
    /// Bytes after which a piece is full.
    const PIECE_BYTES: usize = 16 * 1024;
    /// Entries after which a piece is full.
    const PIECE_ENTRIES: u64 = 200;
    /// Pieces of the start that are never dropped.
    const HEAD_PIECES: usize = 8;
    /// Pieces of the end that are kept: with the head about 512 KiB, an hour and more of a call.
    const TAIL_PIECES: usize = 24;

    pub(super) fn new(subject: Subject, at: Timestamp) -> Self {
        Self {
            is_ours: subject != Subject::Stranger,
            subject,
            started_at: at,
            last_at: at,
            ended_at: None,
            head: Vec::new(),
            tail: VecDeque::new(),
            next: 0,
            dropped: 0,
            dropped_from: 0,
            dropped_to: 0,
            is_changed: false,
        }
    }

    pub(super) const fn touch(&mut self) {
        self.is_changed = true;
    }

    pub(super) fn add(&mut self, at: Timestamp, entry: &str) {
        self.last_at = at;
        let is_full = self.last().is_none_or(|part| {
            part.piece.text.len() + entry.len() > Self::PIECE_BYTES
                || part.entries >= Self::PIECE_ENTRIES
        });
        if is_full {
            self.begin_piece();
        }
        if let Some(part) = self.last() {
            part.piece.text.push_str(entry);
            part.entries += 1;
            part.is_changed = true;
        }
        self.is_changed = true;
    }

    pub(super) fn take_write(&mut self, key: RecordKey) -> Option<Write> {
        if !std::mem::take(&mut self.is_changed) {
            return None;
        }
        let pieces = self
            .head
            .iter_mut()
            .chain(&mut self.tail)
            .filter_map(|part| std::mem::take(&mut part.is_changed).then(|| part.piece.clone()))
            .collect();
        Some(Write {
            key,
            subject: self.subject,
            started_at: self.started_at,
            ended_at: self.ended_at,
            dropped: self.dropped,
            pieces,
            dropped_from: self.dropped_from,
            dropped_to: self.dropped_to,
        })
    }

    fn last(&mut self) -> Option<&mut Part> {
        self.tail.back_mut().or_else(|| self.head.last_mut())
    }

    fn begin_piece(&mut self) {
        let piece = Piece { number: self.next, text: String::new() };
        self.next += 1;
        let part = Part { piece, entries: 0, is_changed: false };
        if self.head.len() < Self::HEAD_PIECES {
            self.head.push(part);
            return;
        }
        self.tail.push_back(part);
        if self.tail.len() > Self::TAIL_PIECES
            && let Some(gone) = self.tail.pop_front()
        {
            self.dropped += gone.entries;
            self.dropped_from = u32::try_from(Self::HEAD_PIECES).unwrap_or(u32::MAX);
            self.dropped_to = gone.piece.number + 1;
        }
    }
}

impl std::fmt::Debug for Piece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({} bytes)", self.number, self.text.len())
    }
}

//! How the pieces of a report become files that fit where they go, and what is said about it.

use std::collections::BTreeSet;
use std::fmt;

/// What is different in a bundle from what was collected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The middle of a file was left out.
    Trimmed {
        /// Its name.
        name: String,
        /// Bytes that were left out.
        left_out: u64,
    },
    /// There was no room for a file at all.
    LeftOut {
        /// Its name.
        name: String,
    },
}

/// For technicians, as they stand in `notes.txt`.
impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trimmed { name, left_out } => write!(f, "{name}: {left_out} bytes left out"),
            Self::LeftOut { name } => write!(f, "{name}: left out, no room"),
        }
    }
}

/// Keeps the first quarter and as much of the end as fits, in whole lines, with a note between.
#[must_use]
pub fn trim_middle(text: &str, most_bytes: usize) -> String {
    if text.len() <= most_bytes {
        return text.to_owned();
    }
    let (head, _) = text.split_at(text.floor_char_boundary(most_bytes / 4));
    let (head, rest) = text.split_at(head.rfind('\n').map_or(head.len(), |end| end + 1));
    let tail_at = rest.ceil_char_boundary(rest.len().saturating_sub(most_bytes / 4 * 3));
    let (_, tail) = rest.split_at(tail_at);
    let tail = tail.find('\n').map_or(tail, |end| tail.split_at(end + 1).1);
    format!("{head}[{} bytes left out]\n{tail}", text.len() - head.len() - tail.len())
}

/// A file name that is safe everywhere and not yet taken.
#[must_use]
pub fn free_name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let safe: String = wanted
        .chars()
        .flat_map(char::to_lowercase)
        .map(|letter| if letter.is_alphanumeric() || "-_.".contains(letter) { letter } else { '-' })
        .take(64)
        .collect();
    let safe = match safe.trim_matches(['.', '-']) {
        "" => "evidence.txt".to_owned(),
        safe => safe.to_owned(),
    };
    let mut name = safe.clone();
    let mut number = 1_u32;
    while !taken.insert(name.clone()) {
        number += 1;
        name = format!("{number}-{safe}");
    }
    name
}

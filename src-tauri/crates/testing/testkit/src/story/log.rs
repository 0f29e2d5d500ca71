//! What a story leaves behind: the ladder and the changes, to be read and to be compared.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;

use super::{Story, Telephone};

/// Something that a window would show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// When, counted from the beginning.
    pub at: Duration,
    /// Whose.
    pub who: String,
    /// What, in a few words.
    pub what: String,
}

/// A datagram of sound that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    /// When, counted from the beginning.
    pub at: Duration,
    /// Where from.
    pub from: SocketAddr,
    /// Where to.
    pub to: SocketAddr,
    /// The datagram.
    pub bytes: Bytes,
}

impl<T: Telephone> Story<T> {
    /// The changes of one telephone, without their moments.
    #[must_use]
    pub fn changes_of(&self, who: &str) -> Vec<&str> {
        let own = self.changes.iter().filter(|change| change.who == who);
        own.map(|change| change.what.as_str()).collect()
    }

    /// Ladder and changes in one text, the same for the same seed: for snapshots.
    #[must_use]
    pub fn transcript(&self) -> String {
        let mut text = String::new();
        let mut changes = self.changes.iter().peekable();
        for rung in self.ladder.rungs() {
            while let Some(change) = changes.next_if(|change| change.at <= rung.at) {
                write_change(&mut text, change);
            }
            let at_s = rung.at.as_secs_f64();
            let line = format!(
                "{at_s:>9.3}  {:>8} ──▶ {:<8} {} {}",
                rung.from, rung.to, rung.words, rung.fate
            );
            // Writing to a text cannot fail.
            let _ = writeln!(text, "{}", line.trim_end());
        }
        for change in changes {
            write_change(&mut text, change);
        }
        text
    }

    /// Sound that arrived at an address since `since`, the RTCP left out.
    pub fn heard_at(&self, to: SocketAddr, since: Duration) -> impl Iterator<Item = &Sound> {
        self.sound.iter().filter(move |sound| {
            let is_rtp = sound.bytes.get(1).is_some_and(|kind| !(192..=223).contains(kind));
            sound.to == to && sound.at >= since && is_rtp
        })
    }
}

fn write_change(text: &mut String, change: &Change) {
    let at_s = change.at.as_secs_f64();
    // Writing to a text cannot fail.
    let _ = writeln!(text, "{at_s:>9.3}  {:>8}  ·  {}", change.who, change.what);
}

/// A story that failed is told.
impl<T: Telephone> Drop for Story<T> {
    #[expect(clippy::print_stderr, reason = "a failed test says what happened")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the story of seed {}:\n{}", self.seed, self.transcript());
        }
    }
}

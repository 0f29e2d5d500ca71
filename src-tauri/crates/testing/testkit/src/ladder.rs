//! Who said what to whom: remembered for a test that fails, drawn as a ladder.

use std::fmt;
use std::time::Duration;

use sip_message::Message;

/// One message on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// When it was sent, counted from the beginning.
    pub at: Duration,
    /// Who sent it.
    pub from: String,
    /// Whom it was for.
    pub to: String,
    /// Its first words: `INVITE`, `180 (INVITE)`.
    pub words: String,
    /// How it fared, if not well: `lost`, `doubled`.
    pub fate: &'static str,
}

/// Who said what to whom.
#[derive(Debug, Clone, Default)]
pub struct Ladder {
    rungs: Vec<Rung>,
}

impl Ladder {
    /// Remembers one message.
    pub fn add(&mut self, rung: Rung) {
        self.rungs.push(rung);
    }

    /// All rungs, oldest first.
    #[must_use]
    pub fn rungs(&self) -> &[Rung] {
        &self.rungs
    }

    /// The words alone, such as `anna → bert: INVITE`.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.rungs.iter().map(|r| format!("{} → {}: {}", r.from, r.to, r.words)).collect()
    }
}

impl fmt::Display for Ladder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for rung in &self.rungs {
            let Rung { at, from, to, words, fate } = rung;
            let at_s = at.as_secs_f64();
            writeln!(f, "{at_s:>9.3}  {from:>8} ──▶ {to:<8} {words} {fate}")?;
        }
        Ok(())
    }
}

/// What a message is, in a few words.
#[must_use]
pub(crate) fn words(message: &Message) -> String {
    match message {
        Message::Request(request) => request.method.to_string(),
        Message::Response(response) => {
            let method = response.headers.cseq().map(|cseq| cseq.method.to_string());
            format!("{} ({})", response.status, method.unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ladder_shows_who_said_what_when_and_what_was_lost() {
        let mut ladder = Ladder::default();
        let mut add = |ms, from: &str, to: &str, words: &str, fate| {
            let (from, to, words) = (from.to_owned(), to.to_owned(), words.to_owned());
            ladder.add(Rung { at: Duration::from_millis(ms), from, to, words, fate });
        };

        add(0, "anna", "bert", "INVITE", "(lost)");
        add(500, "anna", "bert", "INVITE", "");
        add(520, "bert", "anna", "180 (INVITE)", "");

        assert_eq!(
            ladder.to_string(),
            "    0.000      anna ──▶ bert     INVITE (lost)\n    \
             0.500      anna ──▶ bert     INVITE \n    \
             0.520      bert ──▶ anna     180 (INVITE) \n"
        );
        assert_eq!(ladder.lines().first().map(String::as_str), Some("anna → bert: INVITE"));
    }
}

//! Why an attempt to file a report failed, and how long to wait before the next.

use std::time::Duration;

use crate::class::coded;

coded! {
    /// What kind of obstacle it was; the window has a sentence and an advice for each.
    TroubleKind {
        /// No connection: offline, name not found, refused.
        Unreachable = "unreachable",
        /// Connected, but no complete answer, or none in time.
        TimedOut = "timed-out",
        /// The server's certificate is not trusted or not its own.
        Certificate = "certificate",
        /// The server does not accept the token (401).
        SignIn = "sign-in",
        /// The token's owner may not do this (403).
        Forbidden = "forbidden",
        /// Wrong address or wrong queue (404, or a redirect to somewhere else).
        NotFound = "not-found",
        /// The server understood and said no (400, 409, 422 and other 4xx).
        Rejected = "rejected",
        /// The report is too large for the server (413).
        TooLarge = "too-large",
        /// The server has trouble of its own (429, 5xx).
        ServerFailed = "server-failed",
        /// The answer was not what a ticket system says.
        Garbled = "garbled",
        /// No token is stored, or the keyring does not give it out.
        NoToken = "no-token",
        /// The service desk's address is missing or not `https`.
        Misconfigured = "misconfigured",
        /// A folder or file could not be written here.
        Disk = "disk",
    }
}

impl TroubleKind {
    /// Whether it lasts until a person changes something.
    #[must_use]
    pub const fn is_lasting(self) -> bool {
        match self {
            Self::Certificate
            | Self::SignIn
            | Self::Forbidden
            | Self::NotFound
            | Self::Rejected
            | Self::TooLarge
            | Self::NoToken
            | Self::Misconfigured
            | Self::Disk => true,
            Self::Unreachable | Self::TimedOut | Self::ServerFailed | Self::Garbled => false,
        }
    }

    /// Whether a create that ended so may have had its effect all the same.
    #[must_use]
    pub const fn leaves_doubt(self) -> bool {
        match self {
            Self::TimedOut | Self::ServerFailed | Self::Garbled => true,
            Self::Unreachable
            | Self::Certificate
            | Self::SignIn
            | Self::Forbidden
            | Self::NotFound
            | Self::Rejected
            | Self::TooLarge
            | Self::NoToken
            | Self::Misconfigured
            | Self::Disk => false,
        }
    }
}

/// A failed attempt, in our terms and in the server's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What kind of obstacle.
    pub kind: TroubleKind,
    /// HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// The server's own words, cut to [`Trouble::WORDS_CHARS`] and freed of control characters.
    pub words: Option<String>,
    /// How long the server asks us to wait.
    pub retry_after: Option<Duration>,
}

impl Trouble {
    /// Longest text kept of what a server says.
    pub const WORDS_CHARS: usize = 300;

    /// Trouble of which only the kind is known.
    #[must_use]
    pub const fn new(kind: TroubleKind) -> Self {
        Self { kind, status: None, words: None, retry_after: None }
    }

    /// The same with the server's own words, made harmless.
    #[must_use]
    pub fn saying(mut self, words: &str) -> Self {
        let words: String = words
            .chars()
            .map(|letter| if letter.is_control() { ' ' } else { letter })
            .take(Self::WORDS_CHARS)
            .collect();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        self.words = (!words.is_empty()).then_some(words);
        self
    }
}

/// The wait before the next attempt after `failures` in a row, by the chance drawn in `0.0..1.0`.
///
/// A doubling bound from 5 s to 15 min, of which 50–100 % is waited, so that a floor of telephones
/// does not return to a restarted server in one moment. What lasts until a person changes something
/// is asked every 15 minutes; a server's own wish is kept up to an hour.
#[must_use]
pub fn wait_after(failures: u32, trouble: &Trouble, chance: f64) -> Duration {
    let bound = if trouble.kind.is_lasting() {
        WAIT_MAX
    } else {
        WAIT_BASE.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1))).min(WAIT_MAX)
    };
    let wait = bound.mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0);
    trouble.retry_after.map_or(wait, |asked| wait.max(asked.min(ASKED_MAX)))
}

/// First wait after a failure.
const WAIT_BASE: Duration = Duration::from_secs(5);
/// Longest wait of our own.
const WAIT_MAX: Duration = Duration::from_secs(15 * 60);
/// Longest wait a server may ask for.
const ASKED_MAX: Duration = Duration::from_secs(60 * 60);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour() {
        let trouble = Trouble::new(TroubleKind::Unreachable);

        let waits: Vec<u64> = [1, 2, 3, 8, 9, 60]
            .map(|failures| wait_after(failures, &trouble, 1.0).as_secs())
            .into();

        assert_eq!(waits, [5, 10, 20, 640, 900, 900]);
    }

    #[test]
    fn a_server_may_ask_for_more_but_not_for_ever() {
        let mut trouble = Trouble::new(TroubleKind::ServerFailed);

        trouble.retry_after = Some(Duration::from_secs(120));
        assert_eq!(wait_after(1, &trouble, 0.0), Duration::from_secs(120));
        trouble.retry_after = Some(Duration::MAX);
        assert_eq!(wait_after(1, &trouble, 0.0), Duration::from_secs(3600));
    }

    #[test]
    fn a_servers_words_are_cut_and_cleaned() {
        let trouble =
            Trouble::new(TroubleKind::Rejected).saying(&"no\r\n\u{1b}[31m queue ".repeat(99));

        let words = trouble.words.unwrap();
        assert!(words.starts_with("no [31m queue no"), "{words}");
        assert!(words.chars().count() <= Trouble::WORDS_CHARS && !words.contains(char::is_control));
    }

    proptest! {
        #[test]
        fn every_wait_lies_between_half_the_base_and_the_longest(
            failures in 0..u32::MAX, chance in 0.0..1.0_f64
        ) {
            for kind in TroubleKind::ALL {
                let wait = wait_after(failures, &Trouble::new(*kind), chance);
                prop_assert!(wait >= WAIT_BASE / 2 && wait <= WAIT_MAX);
            }
        }
    }
}

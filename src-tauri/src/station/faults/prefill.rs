//! What the program answers by itself from what it knows, so that a good report is two clicks.

use faults::{Affects, Answers, Prefilled, Works};
use telephony::{CallRecord, Outcome};

/// What is known when the button is pressed.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// Accounts that should be registered.
    pub(super) registering: usize,
    /// Those of them that are.
    pub(super) registered: usize,
    /// Calls of the last day that were tried.
    pub(super) calls: u32,
    /// Those of them that failed through no doing of a person.
    pub(super) failed: u32,
    /// The call that the report is about.
    pub(super) call: Option<CallRecord>,
}

/// What is filled in, with the key of a sentence for the person's words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Filled {
    pub(super) answers: Answers,
    pub(super) prefilled: Vec<Prefilled>,
    /// Key in the program's catalogue; absent where there is nothing to say.
    pub(super) words: Option<&'static str>,
}

/// Fewest calls from which a share says something.
const CALLS_LEAST: u32 = 4;
/// Loss from which a call counts as bad, in per mille. Source: S1-143.
const LOSS_PERMILLE: u64 = 10;
/// Jitter from which a call counts as bad. Source: S1-142.
const JITTER_MS: u32 = 20;

/// Answers by what is known; what nobody can know stays as it is asked.
pub(super) fn fill(known: &Known) -> Filled {
    let mut answers = Answers::new(Affects::OnlyMe, Works::Partly);
    let mut prefilled = Vec::new();
    let mut words = None;
    if let Some(call) = &known.call {
        answers.since = Some(call.started_at);
        if failed(call) {
            words = Some("prefill-call-failed");
        } else if sounded_bad(call) {
            words = Some("prefill-call-bad");
        }
    }
    if words.is_some() {
        prefilled.extend([Prefilled("what"), Prefilled("works"), Prefilled("since")]);
    } else {
        answers.since = None;
    }
    if known.registering > 0 && known.registered == 0 {
        answers.works = Works::Nothing;
        words = Some("prefill-not-registered");
        if !prefilled.contains(&Prefilled("works")) {
            prefilled.extend([Prefilled("what"), Prefilled("works")]);
        }
    }
    if known.calls >= CALLS_LEAST && known.failed > 0 {
        let share = f64::from(known.failed) * 100.0 / f64::from(known.calls);
        answers.failing_percent = Some((share * 10.0).round() / 10.0);
        prefilled.push(Prefilled("failingPercent"));
    }
    Filled { answers, prefilled, words }
}

/// Whether a call failed through no doing of a person.
pub(super) fn failed(call: &CallRecord) -> bool {
    use telephony::Cause;
    match call.end.cause {
        Cause::ServerUnreachable
        | Cause::ServerFailed
        | Cause::ConnectionLost
        | Cause::NoCommonCodec
        | Cause::WrongPassword
        | Cause::Forbidden
        | Cause::Failed => true,
        Cause::HungUp
        | Cause::Busy
        | Cause::Declined
        | Cause::NoAnswer
        | Cause::Cancelled
        | Cause::AnsweredElsewhere
        | Cause::UnknownNumber
        | Cause::IncompleteNumber
        | Cause::NotReachable
        | Cause::Transferred
        | Cause::Forwarded
        | Cause::Parked
        | Cause::TakenOver => false,
    }
}

fn sounded_bad(call: &CallRecord) -> bool {
    let Some(quality) = call.quality.as_ref().filter(|_| call.outcome == Outcome::Answered) else {
        return false;
    };
    let received = u64::from(quality.received);
    let lost = u64::from(quality.lost);
    let is_one_way = received == 0 && quality.sent > 0;
    let is_lossy = lost * 1_000 >= (received + lost).max(1) * LOSS_PERMILLE && lost > 0;
    is_one_way || is_lossy || quality.jitter_ms > JITTER_MS
}

#[cfg(test)]
mod tests {
    use clock::Timestamp;
    use model::{AccountId, RecordId};
    use redact::Redacted;
    use telephony::{Cause, Direction, End, EndedBy, Party, Quality};

    use super::*;

    #[test]
    fn nothing_known_fills_in_nothing() {
        let filled = fill(&Known::default());

        assert_eq!((filled.prefilled, filled.words), (vec![], None));
        assert_eq!(filled.answers, Answers::new(Affects::OnlyMe, Works::Partly));
    }

    #[test]
    fn no_account_registered_means_that_nothing_works() {
        let filled = fill(&Known { registering: 2, registered: 0, ..Known::default() });
        assert_eq!(filled.answers.works, Works::Nothing);
        assert_eq!(filled.words, Some("prefill-not-registered"));

        let one = fill(&Known { registering: 2, registered: 1, ..Known::default() });
        assert_eq!((one.answers.works, one.words), (Works::Partly, None));
        let none_should = fill(&Known::default());
        assert_eq!(none_should.answers.works, Works::Partly);
    }

    #[test]
    fn a_bad_or_failed_call_gives_a_sentence_and_since_when() {
        let bad = Quality { sent: 900, received: 800, lost: 90, ..Quality::default() };
        let silent = Quality { sent: 900, ..Quality::default() };
        let jittery = Quality { sent: 9, received: 9, jitter_ms: 21, ..Quality::default() };
        for quality in [bad, silent, jittery] {
            let call = Some(record(Cause::HungUp, Some(quality)));
            let filled = fill(&Known { call, ..Known::default() });
            assert_eq!(filled.words, Some("prefill-call-bad"));
            assert_eq!(filled.answers.since, Some(Timestamp::UNIX_EPOCH));
        }
        let failed = Some(record(Cause::ServerFailed, None));
        let filled = fill(&Known { call: failed, ..Known::default() });
        assert_eq!(filled.words, Some("prefill-call-failed"));

        let good = Quality { sent: 9, received: 900, jitter_ms: 20, ..Quality::default() };
        let fine = Some(record(Cause::HungUp, Some(good)));
        let filled = fill(&Known { call: fine, ..Known::default() });
        assert_eq!((filled.words, filled.answers.since), (None, None));
    }

    #[test]
    fn a_share_is_told_only_of_enough_calls() {
        let few = fill(&Known { calls: 3, failed: 3, ..Known::default() });
        assert_eq!(few.answers.failing_percent, None);

        let many = fill(&Known { calls: 6, failed: 4, ..Known::default() });
        assert_eq!(many.answers.failing_percent, Some(66.7));
        let none = fill(&Known { calls: 6, failed: 0, ..Known::default() });
        assert_eq!(none.answers.failing_percent, None);
    }

    fn record(cause: Cause, quality: Option<Quality>) -> CallRecord {
        CallRecord {
            id: RecordId::from_random_bytes([1; 16]),
            account: AccountId::from_random_bytes([1; 16]),
            direction: Direction::Outgoing,
            remote: Party {
                name: None,
                number: Redacted("1".to_owned()),
                uri: Redacted("sip:1@pbx.example".to_owned()),
            },
            called: None,
            started_at: Timestamp::UNIX_EPOCH,
            answered_at: Some(Timestamp::UNIX_EPOCH),
            ended_at: Timestamp::UNIX_EPOCH,
            outcome: Outcome::Answered,
            end: End { cause, by: EndedBy::Network, status: None },
            codec: None,
            quality,
        }
    }
}

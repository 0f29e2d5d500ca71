//! How the last calls sounded: packets, loss, jitter, and what the E-model makes of them.

use faults::emodel::{self, Way};
use faults::{Finding, Outcome, Says};

use crate::Call;

/// There were no calls.
pub(crate) fn none() -> Finding {
    Finding::new("calls", "", Outcome::Skipped, Says::CallsNone)
}

pub(crate) fn finding(call: &Call) -> Finding {
    let expected = call.received.saturating_add(call.lost);
    if expected == 0 {
        // A call without sound to us was perhaps never answered: that is not its sound's fault.
        return Finding::new("calls", &call.started_at, Outcome::Skipped, Says::CallsNone);
    }
    #[expect(clippy::cast_precision_loss, reason = "packet counts stay far below 2^53")]
    let loss = call.lost as f64 / expected as f64;
    let delay = call.round_trip.unwrap_or_default() / 2;
    let rating = emodel::rate(call.speech, Way { delay, jitter: call.jitter, loss });
    let (outcome, says) = if rating.mos >= SATISFIED {
        (Outcome::Good, Says::CallsGood)
    } else if call.is_recent {
        (Outcome::Bad, Says::CallsPoor)
    } else {
        // Of long ago: worth knowing, and no fault of now.
        (Outcome::Remark, Says::CallsWerePoor)
    };
    let finding = Finding::new("calls", &call.started_at, outcome, says)
        .with("mos", format!("{:.1}", rating.mos))
        .with("packets", call.received.to_string())
        .with("loss", format!("{:.2} %", loss * 100.0))
        .with("jitter", format!("{} ms", call.jitter.as_millis()))
        .within(format!("MOS {SATISFIED} (ITU-T G.107 Annex B)"));
    match call.round_trip {
        Some(round_trip) => finding.with("round-trip", format!("{} ms", round_trip.as_millis())),
        None => finding,
    }
}

/// Below it many people are dissatisfied. Source: ITU-T G.107 Annex B, Table B.1 (R = 70).
const SATISFIED: f64 = 3.6;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use faults::emodel::Speech;

    use super::*;

    fn call(lost: u64, is_recent: bool) -> Call {
        Call {
            started_at: "2026-03-02T09:00:00Z".to_owned(),
            is_recent,
            speech: Speech::G711,
            received: 1000 - lost,
            lost,
            jitter: Duration::from_millis(3),
            round_trip: Some(Duration::from_millis(40)),
        }
    }

    #[test]
    fn a_call_is_judged_by_the_e_model() {
        let good = finding(&call(0, true));
        assert_eq!((good.outcome, good.measured[0].1.as_str()), (Outcome::Good, "4.4"));
        assert_eq!(finding(&call(150, true)).says, Says::CallsPoor);
        assert_eq!(finding(&call(150, false)).outcome, Outcome::Remark);
    }

    #[test]
    fn a_call_without_packets_says_nothing() {
        let mut silent = call(0, true);
        silent.received = 0;

        assert_eq!(finding(&silent).outcome, Outcome::Skipped);
    }
}

//! How good a call sounds, estimated from delay, loss and jitter: the E-model.
//!
//! ```text
//! R = Ro − Is − Idd(delay) − Ie-eff(codec, loss)          MOS = f(R)
//! ```
//!
//! What is assumed, because nothing here measures it:
//! - all other parameters have their default values, so that Ro − Is is 93.2 in the narrowband model
//!   and 129 in the wideband one (G.107 Table 1, G.107.1 Table 1);
//! - echo is cancelled, so the only impairment by delay is Idd (G.107 §7.4, eq. 7-27);
//! - G.711 plays with concealment of lost packets: Ie = 0, Bpl = 25.1 (G.113 Appendix I);
//! - G.722 at 64 kbit/s: Ie,wb = 13 (G.113 Appendix IV). Its robustness to loss is not tabulated there
//!   for the concealment used here; it is taken to be that of G.711 with concealment;
//! - Opus is in no table of the ITU: it is taken for a wideband codec without impairment of its own
//!   (Ie,wb = 0) that bears loss no better than G.711 with concealment, which its in-band correction
//!   surpasses, so the estimate is on the safe side;
//! - losses come at random (`BurstR` = 1).
//!
//! Source: ITU-T G.107 (06/2015) §7, Annex B; G.107.1 (06/2019); G.113 Appendices I and IV.

use std::time::Duration;

/// A codec as far as it decides how a call sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speech {
    /// ITU-T G.711, A-law or µ-law.
    G711,
    /// ITU-T G.722 at 64 kbit/s.
    G722,
    /// RFC 6716.
    Opus,
}

/// What was measured of the way that the sound takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    /// One way through the network.
    pub delay: Duration,
    /// Interarrival jitter. Source: RFC 3550 §6.4.1.
    pub jitter: Duration,
    /// Part of the packets that was lost, 0–1.
    pub loss: f64,
}

/// How a call is rated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rating {
    /// Transmission rating factor; 0–93.2 for narrowband, 0–129 for wideband.
    pub r: f64,
    /// Mean opinion score, 1–4.5.
    pub mos: f64,
}

/// Rates a call with this codec over this way.
#[must_use]
pub fn rate(speech: Speech, way: Way) -> Rating {
    let mouth_to_ear = way.delay + codec_delay(speech) + hold_back(way.jitter);
    let loss_percent = (way.loss * 100.0).clamp(0.0, 100.0);
    let (best, own, robustness) = match speech {
        Speech::G711 => (NARROWBAND, 0.0, 25.1),
        Speech::G722 => (WIDEBAND, 13.0, 25.1),
        Speech::Opus => (WIDEBAND, 0.0, 25.1),
    };
    let equipment = equipment_impairment(own, loss_percent, robustness);
    let r = (best - delay_impairment(mouth_to_ear) - equipment).clamp(0.0, best);
    let narrow = if best > NARROWBAND { r * 100.0 / WIDEBAND } else { r };
    Rating { r, mos: opinion(narrow) }
}

/// Mean opinion score for a rating on the narrowband scale. Source: G.107 Annex B, eq. B-4.
#[must_use]
pub fn opinion(r: f64) -> f64 {
    if r <= 0.0 {
        1.0
    } else if r >= 100.0 {
        4.5
    } else {
        (1.0 + 0.035 * r + r * (r - 60.0) * (100.0 - r) * 7.0e-6).clamp(1.0, 4.5)
    }
}

/// Idd: impairment by delay alone. Source: G.107 eq. 7-27 and 7-28, default delay sensitivity.
#[must_use]
pub fn delay_impairment(delay: Duration) -> f64 {
    let milliseconds = delay.as_secs_f64() * 1000.0;
    if milliseconds <= 100.0 {
        return 0.0;
    }
    let x = (milliseconds / 100.0).log2();
    let part = |value: f64| (1.0 + value.powi(6)).powf(1.0 / 6.0);
    25.0 * (part(x) - 3.0 * part(x / 3.0) + 2.0)
}

/// Ie-eff: impairment by codec and loss; the same form in both models, with `BurstR` = 1.
///
/// Source: G.107 eq. 7-29; G.107.1 §7.5.
fn equipment_impairment(own: f64, loss_percent: f64, robustness: f64) -> f64 {
    own + (95.0 - own) * loss_percent / (loss_percent + robustness)
}

/// Packet of 20 ms and what the codec looks ahead. Source: G.114 Annex A; RFC 6716 §2.
const fn codec_delay(speech: Speech) -> Duration {
    match speech {
        Speech::G711 => Duration::from_millis(20),
        Speech::G722 => Duration::from_micros(21_500),
        Speech::Opus => Duration::from_micros(26_500),
    }
}

/// What a jitter buffer holds back so that nearly no packet comes too late: twice the jitter.
fn hold_back(jitter: Duration) -> Duration {
    jitter.saturating_mul(2)
}

/// Source: G.107 Table 1 (all defaults).
const NARROWBAND: f64 = 93.2;
/// Source: G.107.1 Table 1 (all defaults).
const WIDEBAND: f64 = 129.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, published: f64, within: f64) -> bool {
        (found - published).abs() <= within
    }

    #[test]
    fn opinions_are_those_of_the_published_table() {
        // Source: G.107 Annex B, Table B.1, and §7.7 (defaults give R = 93.2, MOS 4.41).
        for (r, mos) in
            [(93.2, 4.41), (90.0, 4.34), (80.0, 4.03), (70.0, 3.60), (60.0, 3.10), (50.0, 2.58)]
        {
            assert!(close(opinion(r), mos, 0.01), "R {r}: {}", opinion(r));
        }
        assert!(close(opinion(-5.0), 1.0, 0.0));
        assert!(close(opinion(100.0), 4.5, 0.0));
        assert!(opinion(3.0) >= 1.0);
    }

    #[test]
    fn delay_hurts_as_published() {
        // Source: G.114 Figure 1 (R over mouth-to-ear delay): flat to 150 ms, about 90 at 200 ms,
        // 80 at 300 ms, 70 at 400 ms.
        for (milliseconds, r, within) in [
            (0, 93.2, 0.0),
            (100, 93.2, 0.0),
            (150, 93.0, 0.5),
            (200, 90.2, 0.5),
            (300, 79.0, 2.0),
            (400, 69.1, 0.5),
        ] {
            let found = NARROWBAND - delay_impairment(Duration::from_millis(milliseconds));
            assert!(close(found, r, within), "{milliseconds} ms: {found}");
        }
    }

    #[test]
    fn loss_hurts_as_published() {
        // Source: G.113 Appendix I with G.107 eq. 7-29: 95 · Ppl / (Ppl + 25.1).
        for (percent, impairment) in
            [(0.0, 0.0), (1.0, 3.64), (2.0, 7.01), (5.0, 15.78), (10.0, 27.07)]
        {
            let found = equipment_impairment(0.0, percent, 25.1);
            assert!(close(found, impairment, 0.01), "{percent} %: {found}");
        }
    }

    #[test]
    fn a_call_within_all_limits_satisfies() {
        let limits =
            Way { delay: Duration::from_millis(100), jitter: Duration::from_millis(5), loss: 0.0 };
        for speech in [Speech::G711, Speech::G722, Speech::Opus] {
            let rating = rate(speech, limits);
            assert!(rating.mos > 4.3, "{speech:?}: {rating:?}");
        }
        let bad = Way {
            delay: Duration::from_millis(150),
            jitter: Duration::from_millis(60),
            loss: 0.05,
        };
        assert!(rate(Speech::G711, bad).mos < 3.6);
    }

    #[test]
    fn nothing_measured_leads_out_of_the_scale() {
        for loss in [-1.0, 0.0, 0.5, 1.0, 7.0, f64::INFINITY] {
            for seconds in [0, 1, 1_000_000] {
                let delay = Duration::from_secs(seconds);
                let rating = rate(Speech::Opus, Way { delay, jitter: delay, loss });
                assert!((1.0..=4.5).contains(&rating.mos), "{loss} {seconds}: {rating:?}");
            }
        }
    }
}

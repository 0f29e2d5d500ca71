//! Where packets come from and go to: follows the far end through address translation, no one else.
//!
//! ```text
//!          anyone speaks             the agreed address, a new SSRC in order,
//! Unheard ───────────────▶ Heard ──┐ or another address after silence
//!                          ▲   │ ◀─┘
//!      anyone but the old, │   │ new terms bring another address
//!      or it after silence │   ▼
//!                         Awaited
//! ```
//!
//! Whoever speaks first is believed, for behind a translating router the agreed address is often
//! wrong; but the agreed address wins as soon as it speaks, and a source that speaks is not
//! displaced by another. A new SSRC from the right address is believed after two packets in order.
//!
//! Source: RFC 4961 (symmetric RTP), RFC 3550 §8.2 and appendix A.1 (probation).

use std::net::SocketAddr;

use crate::rtp::RtpPacket;

/// A source counts as silent after this, and may be displaced.
const SILENT_US: i64 = 1_000_000;
/// Packets in order that a displacing address must show.
const ADDRESS_PROBATION: u32 = 5;
/// Packets in order that a new SSRC from the same address must show.
const SSRC_PROBATION: u32 = 2;

/// What is to be done with a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It belongs to the stream we hear.
    Accept,
    /// It begins a new stream that replaces the one we heard.
    AcceptNew,
    /// It is someone else's, or not yet believed.
    Reject,
}

/// Watches one RTP port.
#[derive(Debug)]
pub(crate) struct Source {
    /// The address of the agreement.
    agreed: Option<SocketAddr>,
    /// The last one there was: a hold may have taken it away for a while.
    known: Option<SocketAddr>,
    state: State,
    candidate: Option<Candidate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Unheard,
    Heard {
        from: SocketAddr,
        ssrc: u32,
        at_us: i64,
    },
    /// New terms brought another address: what still comes from the old one must prove itself.
    Awaited {
        old: Option<SocketAddr>,
        since_us: i64,
    },
}

#[derive(Debug, Clone, Copy)]
struct Candidate {
    from: SocketAddr,
    ssrc: u32,
    next_sequence: u16,
    in_order: u32,
}

impl Source {
    pub(crate) const fn new(agreed: Option<SocketAddr>) -> Self {
        Self { agreed, known: agreed, state: State::Unheard, candidate: None }
    }

    /// Where our packets go: to whom we hear, else to the agreed address.
    pub(crate) const fn target(&self) -> Option<SocketAddr> {
        match self.state {
            State::Heard { from, .. } => Some(from),
            State::Unheard | State::Awaited { .. } => self.agreed,
        }
    }

    /// The address that packets come from.
    pub(crate) const fn heard(&self) -> Option<SocketAddr> {
        match self.state {
            State::Heard { from, .. } => Some(from),
            State::Unheard | State::Awaited { .. } => None,
        }
    }

    pub(crate) const fn agreed(&self) -> Option<SocketAddr> {
        self.agreed
    }

    /// Takes the address of new terms.
    pub(crate) fn agree(&mut self, agreed: Option<SocketAddr>, now_us: i64) {
        if agreed.is_some() && agreed != self.known {
            self.state = State::Awaited { old: self.heard(), since_us: now_us };
            self.candidate = None;
            self.known = agreed;
        }
        self.agreed = agreed;
    }

    /// Judges a packet that is RTP of a known payload type.
    pub(crate) fn judge(
        &mut self,
        from: SocketAddr,
        packet: &RtpPacket<'_>,
        now_us: i64,
    ) -> Verdict {
        let verdict = self.verdict(from, packet, now_us);
        match verdict {
            Verdict::Accept | Verdict::AcceptNew => {
                self.state = State::Heard { from, ssrc: packet.ssrc, at_us: now_us };
                self.candidate = None;
            }
            Verdict::Reject => {}
        }
        verdict
    }

    fn verdict(&mut self, from: SocketAddr, packet: &RtpPacket<'_>, now_us: i64) -> Verdict {
        let is_agreed = self.agreed == Some(from);
        match self.state {
            State::Unheard => Verdict::AcceptNew,
            State::Awaited { old, since_us } if old == Some(from) && !is_agreed => {
                self.displace(now_us - since_us, from, packet)
            }
            State::Awaited { .. } => Verdict::AcceptNew,
            State::Heard { from: current, ssrc, .. } if current == from => {
                if ssrc == packet.ssrc {
                    Verdict::Accept
                } else {
                    self.probe(from, packet, SSRC_PROBATION)
                }
            }
            // The agreed address moves in at once, even under the same SSRC.
            State::Heard { .. } if is_agreed => Verdict::AcceptNew,
            State::Heard { at_us, .. } => self.displace(now_us - at_us, from, packet),
        }
    }

    fn displace(&mut self, silent_us: i64, from: SocketAddr, packet: &RtpPacket<'_>) -> Verdict {
        let verdict = self.probe(from, packet, ADDRESS_PROBATION);
        if silent_us >= SILENT_US { verdict } else { Verdict::Reject }
    }

    /// Counts packets in order of one candidate; a second candidate takes the first one's place.
    fn probe(&mut self, from: SocketAddr, packet: &RtpPacket<'_>, wanted: u32) -> Verdict {
        let in_order = match self.candidate {
            Some(known) if known.from == from && known.ssrc == packet.ssrc => {
                if known.next_sequence == packet.sequence {
                    known.in_order.saturating_add(1)
                } else {
                    1
                }
            }
            Some(_) | None => 1,
        };
        let next_sequence = packet.sequence.wrapping_add(1);
        self.candidate = Some(Candidate { from, ssrc: packet.ssrc, next_sequence, in_order });
        if in_order >= wanted { Verdict::AcceptNew } else { Verdict::Reject }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGREED: &str = "192.0.2.1:4000";
    const OTHER: &str = "198.51.100.9:5555";
    const THIRD: &str = "203.0.113.7:6666";

    #[test]
    fn the_first_to_speak_is_believed_until_the_agreed_address_speaks() {
        let mut bench = Bench::new();

        assert_eq!(bench.packet(OTHER, 1, 1, 0), Verdict::AcceptNew);
        assert_eq!(bench.target(), OTHER);
        assert_eq!(bench.packet(AGREED, 1, 2, 20), Verdict::AcceptNew);
        assert_eq!(bench.target(), AGREED);
        assert_eq!(bench.packet(OTHER, 1, 3, 40), Verdict::Reject);
    }

    #[test]
    fn a_speaking_source_is_not_displaced_by_any_number_of_packets() {
        let mut bench = Bench::new();
        bench.packet(AGREED, 1, 1, 0);

        for step in 0..200_u16 {
            assert_eq!(bench.packet(OTHER, 1, step, i64::from(step) * 20), Verdict::Reject);
            bench.packet(AGREED, 1, step + 2, i64::from(step) * 20);
        }

        assert_eq!(bench.target(), AGREED);
    }

    #[test]
    fn a_silent_source_is_displaced_by_a_steady_one() {
        let mut bench = Bench::new();
        bench.packet(AGREED, 1, 1, 0);

        let verdicts: Vec<_> =
            (0..6).map(|n| bench.packet(OTHER, 2, 100 + n, 1000 + 20 * i64::from(n))).collect();

        assert_eq!(verdicts[..4], [Verdict::Reject; 4]);
        assert_eq!(verdicts[4..], [Verdict::AcceptNew, Verdict::Accept]);
    }

    #[test]
    fn guesses_out_of_order_never_displace() {
        let mut bench = Bench::new();
        bench.packet(AGREED, 1, 1, 0);

        for step in 0..100_u16 {
            assert_eq!(bench.packet(OTHER, 2, step.wrapping_mul(777), 5000), Verdict::Reject);
        }
    }

    #[test]
    fn a_new_ssrc_from_the_same_address_needs_two_packets() {
        let mut bench = Bench::new();
        bench.packet(AGREED, 1, 1, 0);

        assert_eq!(bench.packet(AGREED, 9, 500, 20), Verdict::Reject);
        assert_eq!(
            bench.packet(AGREED, 1, 2, 20),
            Verdict::Accept,
            "the old one goes on meanwhile"
        );
        assert_eq!(bench.packet(AGREED, 9, 501, 40), Verdict::Reject, "and is asked again");
        assert_eq!(bench.packet(AGREED, 9, 502, 60), Verdict::AcceptNew);
    }

    #[test]
    fn after_new_terms_the_old_address_must_prove_itself_and_the_new_one_not() {
        let mut bench = Bench::new();
        bench.packet(AGREED, 1, 1, 0);

        bench.source.agree(Some(THIRD.parse().unwrap()), 100_000);

        assert_eq!(bench.target(), THIRD);
        assert_eq!(bench.packet(AGREED, 1, 2, 120), Verdict::Reject);
        assert_eq!(bench.target(), THIRD);
        assert_eq!(bench.packet(THIRD, 5, 1, 140), Verdict::AcceptNew);
    }

    #[test]
    fn after_new_terms_a_translated_address_is_learnt_at_once() {
        let mut bench = Bench::new();
        bench.packet(AGREED, 1, 1, 0);

        bench.source.agree(Some(THIRD.parse().unwrap()), 100_000);

        assert_eq!(bench.packet(OTHER, 5, 1, 140), Verdict::AcceptNew);
        assert_eq!(bench.target(), OTHER);
    }

    #[test]
    fn an_address_that_a_hold_took_away_and_gave_back_changes_nothing() {
        let mut bench = Bench::new();
        bench.packet(OTHER, 1, 1, 0);

        bench.source.agree(None, 100_000);
        bench.source.agree(Some(AGREED.parse().unwrap()), 200_000);

        assert_eq!(bench.target(), OTHER);
        assert_eq!(bench.packet(OTHER, 1, 2, 220), Verdict::Accept);
    }

    struct Bench {
        source: Source,
    }

    impl Bench {
        fn new() -> Self {
            Self { source: Source::new(Some(AGREED.parse().unwrap())) }
        }

        fn packet(&mut self, from: &str, ssrc: u32, sequence: u16, at_ms: i64) -> Verdict {
            let packet = RtpPacket {
                has_marker: false,
                payload_type: 8,
                sequence,
                timestamp: 0,
                ssrc,
                payload: &[],
            };
            self.source.judge(from.parse().unwrap(), &packet, at_ms * 1000)
        }

        fn target(&self) -> String {
            self.source.target().unwrap().to_string()
        }
    }
}

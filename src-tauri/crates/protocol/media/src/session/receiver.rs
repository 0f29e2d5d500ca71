//! The receiving half: from packets of the right source to the jitter buffer and to key presses.

use std::net::SocketAddr;

use codec::CodecError;

use crate::buffer::{Playout, PlayoutCounters};
use crate::digits::{DigitReceiver, EventPayload};
use crate::reception::{Arrival, Reception};
use crate::rtcp::ReportBlock;
use crate::rtp::RtpPacket;
use crate::source::{Source, Verdict};
use crate::{Digit, JitterLimits, Statistics, Terms};

/// Comfort noise. Source: RFC 3389 §4.
const COMFORT_NOISE: u8 = 13;

/// What a packet was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// None of ours: dropped.
    Nothing,
    Voice,
    /// The far end is silent on purpose.
    ComfortNoise,
    /// An event; the key if it is a new press.
    Event(Option<Digit>),
}

#[derive(Debug)]
pub(super) struct Receiver {
    source: Source,
    playout: Playout,
    digits: DigitReceiver,
    reception: Option<Reception>,
    timeline: Option<Timeline>,
    rtcp_heard: Option<SocketAddr>,
    packets: u64,
    bytes: u64,
    refused: u64,
    is_first_told: bool,
    earlier: Earlier,
}

/// Counts of sources and codecs that are no more, so that the sums only grow.
#[derive(Debug, Clone, Copy, Default)]
struct Earlier {
    lost: u64,
    duplicates: u64,
    late: u64,
    refused: u64,
    played_ms: u64,
    concealed_ms: u64,
    repaired_ms: u64,
    stretched_ms: u64,
}

/// RTP timestamps without their roll-over.
#[derive(Debug, Clone, Copy)]
struct Timeline {
    last: u32,
    extended: i64,
}

impl Receiver {
    pub(super) fn new(terms: &Terms, jitter: JitterLimits) -> Result<Self, CodecError> {
        Ok(Self {
            source: Source::new(terms.remote),
            playout: Playout::new(terms.codec, jitter)?,
            digits: DigitReceiver::default(),
            reception: None,
            timeline: None,
            rtcp_heard: None,
            packets: 0,
            bytes: 0,
            refused: 0,
            is_first_told: false,
            earlier: Earlier::default(),
        })
    }

    /// Takes the place of an earlier receiver of the same session: another codec, the same far end.
    pub(super) fn follow(&mut self, next: Self) {
        let kind = self.playout.kind();
        let counters = self.playout.counters();
        self.earlier.add_playout(counters, kind.sample_rate_hz());
        self.playout = next.playout;
        self.timeline = None;
        if let Some(reception) = &mut self.reception {
            reception.forget_transit();
        }
    }

    pub(super) fn agree(&mut self, terms: &Terms, now_us: i64) {
        if terms.remote != self.source.agreed() {
            self.rtcp_heard = None;
        }
        self.source.agree(terms.remote, now_us);
    }

    /// Where our RTP goes.
    pub(super) const fn target(&self) -> Option<SocketAddr> {
        self.source.target()
    }

    /// Where our RTCP goes when it has a port of its own.
    pub(super) fn rtcp_target(&self, terms: &Terms) -> Option<SocketAddr> {
        if self.rtcp_heard.is_some() {
            return self.rtcp_heard;
        }
        match self.source.heard() {
            // The far end is not where it said: its RTCP is most likely beside its RTP.
            Some(heard) if terms.remote.is_none_or(|agreed| agreed.ip() != heard.ip()) => {
                heard.port().checked_add(1).map(|port| SocketAddr::new(heard.ip(), port))
            }
            Some(_) | None => terms.remote_rtcp,
        }
    }

    /// Whether RTCP from there may be believed: from the host that RTP comes from or is agreed on.
    pub(super) fn is_rtcp_source(&self, from: SocketAddr, terms: &Terms) -> bool {
        let hosts = [self.source.heard(), terms.remote, terms.remote_rtcp];
        hosts.into_iter().flatten().any(|host| host.ip() == from.ip())
    }

    /// RTCP came in on its own port: ours goes back there. Source: RFC 4961 §4.
    pub(super) const fn note_rtcp_from(&mut self, from: SocketAddr) {
        self.rtcp_heard = Some(from);
    }

    pub(super) fn ssrc(&self) -> Option<u32> {
        self.reception.as_ref().map(Reception::ssrc)
    }

    pub(super) fn take_sender_report(&mut self, middle_of_ntp: u32, now_us: i64) {
        if let Some(reception) = &mut self.reception {
            reception.take_sender_report(middle_of_ntp, now_us);
        }
    }

    pub(super) fn report(&mut self, now_us: i64) -> Option<ReportBlock> {
        self.reception.as_mut().map(|reception| reception.report(now_us))
    }

    /// True once, after the first packet.
    pub(super) const fn take_first(&mut self) -> bool {
        let is_first = !self.is_first_told && self.packets > 0;
        self.is_first_told |= is_first;
        is_first
    }

    /// Nothing is to be heard from now on.
    pub(super) fn pause(&mut self) {
        self.playout.reset();
        self.digits.reset();
        if let Some(reception) = &mut self.reception {
            reception.forget_transit();
        }
    }

    pub(super) fn play(&mut self, pcm: &mut [i16], now_us: i64) {
        self.playout.play(pcm, now_us);
    }

    /// Takes a packet that is RTP by its form.
    pub(super) fn take(
        &mut self,
        from: SocketAddr,
        packet: &RtpPacket<'_>,
        terms: &Terms,
        now_us: i64,
    ) -> Heard {
        let is_voice = terms.receive_payload_types.contains(&packet.payload_type);
        let is_event = terms.event_receive_payload_types.contains(&packet.payload_type);
        let is_noise = packet.payload_type == COMFORT_NOISE;
        if !(is_voice || is_event || is_noise) || (is_voice && packet.payload.is_empty()) {
            return Heard::Nothing;
        }
        match self.source.judge(from, packet, now_us) {
            Verdict::Reject => return Heard::Nothing,
            Verdict::AcceptNew => self.begin(packet),
            Verdict::Accept => {}
        }
        let mut arrival = self.count(packet);
        if arrival == Arrival::Stray {
            return Heard::Nothing;
        }
        if arrival == Arrival::Restart {
            self.begin_anew(packet);
            arrival = self.count(packet);
        }
        self.packets += 1;
        self.bytes += packet.payload.len() as u64;
        if is_voice {
            match arrival {
                Arrival::Next => self.take_voice(packet, true, terms, now_us),
                Arrival::Fresh => self.take_voice(packet, false, terms, now_us),
                Arrival::Duplicate | Arrival::Stray | Arrival::Restart => {}
            }
            Heard::Voice
        } else if is_event {
            let event = EventPayload::read(packet.payload);
            Heard::Event(event.and_then(|event| {
                self.digits.take(packet.timestamp, packet.has_marker, event, now_us)
            }))
        } else {
            self.playout.hush();
            Heard::ComfortNoise
        }
    }

    /// A source that is new or came back: the same SSRC goes on being counted.
    fn begin(&mut self, packet: &RtpPacket<'_>) {
        if self.ssrc() != Some(packet.ssrc) {
            self.begin_anew(packet);
        }
    }

    fn begin_anew(&mut self, packet: &RtpPacket<'_>) {
        if let Some(reception) = self.reception.take() {
            self.earlier.lost += reception.lost();
            self.earlier.duplicates += reception.duplicates();
            self.playout.reset();
        }
        self.timeline = None;
        self.digits.reset();
        self.reception = Some(Reception::new(packet.ssrc, packet.sequence));
    }

    fn count(&mut self, packet: &RtpPacket<'_>) -> Arrival {
        match &mut self.reception {
            Some(reception) => reception.count(packet.sequence),
            None => Arrival::Restart,
        }
    }

    fn take_voice(&mut self, packet: &RtpPacket<'_>, is_next: bool, terms: &Terms, now_us: i64) {
        let is_new_timeline = self.timeline.is_none();
        let ticks = self.extend(packet.timestamp);
        let clock_hz = i64::from(terms.codec.rtp_clock_hz());
        let sample_hz = i64::from(terms.codec.sample_rate_hz());
        let at = ticks.saturating_mul(sample_hz / clock_hz);
        if let Some(reception) = &mut self.reception {
            let arrival_ticks = now_us as f64 * clock_hz as f64 / 1e6;
            reception.take_transit(arrival_ticks - ticks as f64);
        }
        if !terms.direction.is_receiving() {
            return;
        }
        if is_new_timeline {
            let transit_us = now_us - at.saturating_mul(1_000_000) / sample_hz;
            self.playout.restart(transit_us, now_us);
        }
        self.playout.take(at, packet.payload, is_next, now_us);
    }

    fn extend(&mut self, timestamp: u32) -> i64 {
        let extended = match self.timeline {
            Some(known) => {
                let step = timestamp.wrapping_sub(known.last).cast_signed();
                known.extended + i64::from(step)
            }
            None => i64::from(timestamp),
        };
        self.timeline = Some(Timeline { last: timestamp, extended });
        extended
    }

    pub(super) fn write_statistics(&self, statistics: &mut Statistics) {
        let kind = self.playout.kind();
        let mut sums = self.earlier;
        sums.add_playout(self.playout.counters(), kind.sample_rate_hz());
        let (lost, duplicates, jitter_ticks) =
            self.reception.as_ref().map_or((0, 0, 0.0), |reception| {
                (reception.lost(), reception.duplicates(), reception.jitter_ticks())
            });
        statistics.received_packets = self.packets;
        statistics.received_bytes = self.bytes;
        statistics.lost_packets = sums.lost + lost;
        statistics.duplicate_packets = sums.duplicates + duplicates;
        statistics.late_packets = sums.late;
        statistics.discarded_packets = sums.refused + self.refused;
        statistics.jitter_ms = (jitter_ticks * 1000.0 / f64::from(kind.rtp_clock_hz())) as f32;
        statistics.buffer_ms = self.playout.level_us() as f32 / 1000.0;
        statistics.buffer_target_ms = self.playout.target_us() as f32 / 1000.0;
        statistics.played_ms = sums.played_ms;
        statistics.concealed_ms = sums.concealed_ms;
        statistics.repaired_ms = sums.repaired_ms;
        statistics.stretched_ms = sums.stretched_ms;
    }
}

impl Earlier {
    fn add_playout(&mut self, counters: PlayoutCounters, sample_rate_hz: u32) {
        let ms = |samples: u64| samples * 1000 / u64::from(sample_rate_hz);
        self.late += counters.late_packets;
        self.refused += counters.refused_packets;
        self.played_ms += ms(counters.played);
        self.concealed_ms += ms(counters.concealed);
        self.repaired_ms += ms(counters.repaired);
        self.stretched_ms += ms(counters.stretched);
    }
}

//! The sending half: from the microphone's frames to packets.
//!
//! The timestamp counts every frame, sent or not, so that the far end can tell a pause from a
//! loss; a packet after a pause carries the marker. Source: RFC 3550 §5.1, RFC 3551 §4.1.

use std::time::Duration;

use codec::{CodecError, CodecKind, Encoder, MAX_FRAME_SAMPLES};
use rand::Rng;

use super::Channel;
use super::outbox::Outbox;
use crate::digits::{DigitSender, EventClock, EventFrame, EventPayload};
use crate::rtcp::SenderInfo;
use crate::rtp::{HEADER_BYTES, RtpPacket};
use crate::{Digit, Settings, Statistics, Terms};

#[derive(Debug)]
pub(super) struct Sender {
    encoder: Encoder,
    digits: DigitSender,
    ssrc: u32,
    sequence: u16,
    timestamp: u32,
    /// When the frame at `timestamp` was captured.
    timestamp_us: i64,
    is_muted: bool,
    /// The next voice packet begins a talk spurt.
    is_fresh: bool,
    silence: Box<[i16]>,
    packets: u64,
    bytes: u64,
    /// Packets and bytes under the SSRC in use, for its reports.
    stream: (u32, u32),
    packets_at_report: u32,
}

impl Sender {
    pub(super) fn new(settings: &Settings, chance: &mut impl Rng) -> Result<Self, CodecError> {
        Ok(Self {
            encoder: encoder(settings.terms.codec, settings.bitrate_bps)?,
            digits: DigitSender::new(),
            ssrc: chance.next_u32(),
            // Not near its end: some receivers stumble over an early roll-over.
            sequence: (chance.next_u32() & 0x7fff) as u16,
            timestamp: chance.next_u32(),
            timestamp_us: 0,
            is_muted: false,
            is_fresh: true,
            silence: vec![0; MAX_FRAME_SAMPLES].into_boxed_slice(),
            packets: 0,
            bytes: 0,
            stream: (0, 0),
            packets_at_report: 0,
        })
    }

    pub(super) const fn ssrc(&self) -> u32 {
        self.ssrc
    }

    pub(super) const fn set_muted(&mut self, is_muted: bool) {
        self.is_muted = is_muted;
    }

    pub(super) fn push_digit(&mut self, digit: Digit, duration: Duration) -> bool {
        self.digits.push(digit, duration)
    }

    /// Nothing is sent from now on: what was to be said by keys is void.
    pub(super) fn pause(&mut self) {
        self.digits.clear();
        self.is_fresh = true;
    }

    pub(super) fn change_codec(
        &mut self,
        terms: &Terms,
        bitrate_bps: Option<u32>,
    ) -> Result<(), CodecError> {
        self.encoder = encoder(terms.codec, bitrate_bps)?;
        self.digits.clear();
        self.is_fresh = true;
        Ok(())
    }

    pub(super) fn change_ssrc(&mut self, chance: &mut impl Rng) {
        self.ssrc = chance.next_u32();
        self.stream = (0, 0);
        self.packets_at_report = 0;
        self.is_fresh = true;
    }

    /// The far end's losses, 0.0..=1.0, as far as it told.
    pub(super) fn expect_loss(&mut self, share: Option<f32>) {
        if let Some(share) = share {
            self.encoder.set_expected_loss((share * 100.0).clamp(0.0, 100.0) as u8);
        }
    }

    /// Sends one frame, or a key press in its place; the timestamp moves on in any case.
    pub(super) fn capture(
        &mut self,
        pcm: &[i16],
        terms: &Terms,
        can_send: bool,
        outbox: &mut Outbox,
        now_us: i64,
    ) {
        self.timestamp_us = now_us;
        let ticks = terms.codec.ticks_for(pcm.len());
        if can_send && terms.direction.is_sending() {
            let event = match terms.event_send_payload_type {
                Some(payload_type) => {
                    let rtp_hz = terms.codec.rtp_clock_hz();
                    let clock =
                        EventClock { event_hz: terms.event_clock_hz, rtp_hz, frame: terms.frame };
                    self.digits.next_frame(self.timestamp, clock).map(|event| (payload_type, event))
                }
                None => None,
            };
            match event {
                Some((payload_type, event)) => self.send_event(payload_type, event, outbox),
                None => self.send_voice(pcm, terms.send_payload_type, outbox),
            }
        } else {
            self.is_fresh = true;
        }
        self.timestamp = self.timestamp.wrapping_add(ticks);
    }

    fn send_voice(&mut self, pcm: &[i16], payload_type: u8, outbox: &mut Outbox) {
        let pcm = if self.is_muted { self.silence.get(..pcm.len()).unwrap_or(pcm) } else { pcm };
        let header = self.header(payload_type, self.timestamp, self.is_fresh);
        let encoder = &mut self.encoder;
        let mut payload_bytes = 0;
        let is_sent = outbox.push_with(Channel::Rtp, |buffer| {
            header.write_header(buffer);
            payload_bytes = encoder.encode(pcm, buffer.get_mut(HEADER_BYTES..)?).ok()?;
            Some(HEADER_BYTES + payload_bytes)
        });
        if is_sent {
            self.count(payload_bytes);
            self.is_fresh = false;
        }
    }

    fn send_event(&mut self, payload_type: u8, event: EventFrame, outbox: &mut Outbox) {
        let header = self.header(payload_type, event.timestamp, event.has_marker);
        let is_sent = outbox.push_with(Channel::Rtp, |buffer| {
            header.write_header(buffer);
            let length = HEADER_BYTES + EventPayload::BYTES;
            buffer.get_mut(HEADER_BYTES..length)?.copy_from_slice(&event.payload.write());
            Some(length)
        });
        if is_sent {
            self.count(EventPayload::BYTES);
        }
    }

    const fn header(
        &self,
        payload_type: u8,
        timestamp: u32,
        has_marker: bool,
    ) -> RtpPacket<'static> {
        RtpPacket {
            has_marker,
            payload_type,
            sequence: self.sequence,
            timestamp,
            ssrc: self.ssrc,
            payload: &[],
        }
    }

    fn count(&mut self, payload_bytes: usize) {
        self.sequence = self.sequence.wrapping_add(1);
        self.packets += 1;
        self.bytes += payload_bytes as u64;
        let (packets, bytes) = self.stream;
        self.stream = (packets.wrapping_add(1), bytes.wrapping_add(payload_bytes as u32));
    }

    /// Our figures for a report, if we sent since the last one. Source: RFC 3550 §6.4.1.
    pub(super) fn report(&mut self, ntp: u64, terms: &Terms, now_us: i64) -> Option<SenderInfo> {
        let (packets, bytes) = self.stream;
        if packets == self.packets_at_report {
            return None;
        }
        self.packets_at_report = packets;
        // The next frame's timestamp belongs to the moment after the last frame; both clocks go on.
        let clock_hz = i64::from(terms.codec.rtp_clock_hz());
        let since_us = (now_us - self.timestamp_us).clamp(0, 60_000_000);
        let ticks = since_us * clock_hz / 1_000_000;
        let rtp_timestamp = self.timestamp.wrapping_add(u32::try_from(ticks).unwrap_or(0));
        Some(SenderInfo { ntp, rtp_timestamp, packets, bytes })
    }

    pub(super) const fn write_statistics(&self, statistics: &mut Statistics) {
        statistics.sent_packets = self.packets;
        statistics.sent_bytes = self.bytes;
    }
}

fn encoder(kind: CodecKind, bitrate_bps: Option<u32>) -> Result<Encoder, CodecError> {
    let mut encoder = Encoder::new(kind)?;
    if let Some(bitrate_bps) = bitrate_bps {
        encoder.set_bitrate_bps(bitrate_bps);
    }
    Ok(encoder)
}

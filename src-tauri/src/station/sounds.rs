//! Calls' sound: ports, streams, tones, and what is measured of them.

use std::collections::BTreeMap;
use std::net::IpAddr;

use media::{Digit, Statistics, Terms};
use model::CallId;
use sound::{Choice, MediaPort, PortError, Sound, StreamId};
use switchboard::Tone;
use telephony::Quality;

/// The sound, and which stream belongs to which call.
#[derive(Debug)]
pub(super) struct Sounds {
    sound: Sound,
    /// Bound and not yet carrying.
    ports: BTreeMap<CallId, MediaPort>,
    /// The address that each call's sound leaves from.
    places: BTreeMap<CallId, IpAddr>,
    streams: BTreeMap<CallId, StreamId>,
    next_stream: u64,
}

impl Sounds {
    pub(super) const fn new(sound: Sound) -> Self {
        Self {
            sound,
            ports: BTreeMap::new(),
            places: BTreeMap::new(),
            streams: BTreeMap::new(),
            next_stream: 1,
        }
    }

    /// The address that a call's sound leaves from, once it has a port.
    pub(super) fn place(&self, call: CallId) -> Option<IpAddr> {
        self.places.get(&call).copied()
    }

    /// Binds a port for a call, in place of the one that it may have.
    pub(super) fn bind(&mut self, call: CallId, address: IpAddr) -> Result<u16, PortError> {
        let port = MediaPort::bind(address)?;
        let number = port.port();
        self.ports.insert(call, port);
        self.places.insert(call, address);
        self.sound.prepare();
        Ok(number)
    }

    /// Begins to carry a call's sound, or goes on by other terms.
    pub(super) fn carry(&mut self, call: CallId, agreed: &sdp::Agreed) {
        let terms = terms(agreed);
        let done = if let Some(stream) = self.streams.get(&call) {
            let moved = match self.ports.remove(&call) {
                Some(port) => self.sound.change_port(*stream, port),
                None => Ok(()),
            };
            moved.and_then(|()| self.sound.update(*stream, terms))
        } else if let Some(port) = self.ports.remove(&call) {
            let stream = StreamId(self.next_stream);
            self.next_stream += 1;
            self.streams.insert(call, stream);
            // Chance from the operating system; the canonical name says nothing about the person.
            let cname = uuid::Uuid::new_v4().simple().to_string();
            self.sound.open(stream, port, media::Settings::new(terms, random_seed(), cname))
        } else {
            return;
        };
        if let Err(error) = done {
            tracing::error!(%error, %call, "the call has no sound");
        }
    }

    pub(super) fn close(&mut self, call: CallId) {
        self.ports.remove(&call);
        self.places.remove(&call);
        if let Some(stream) = self.streams.remove(&call) {
            self.sound.close(stream);
        }
    }

    pub(super) fn mute(&self, call: CallId, muted: bool) {
        if let Some(stream) = self.streams.get(&call) {
            self.sound.mute(*stream, muted);
        }
    }

    pub(super) fn send_digits(&self, call: CallId, digits: &str) {
        let digits: Vec<Digit> = digits.chars().filter_map(Digit::from_char).collect();
        // One key is a finger's; several are a script's, and nobody wants to hear those.
        if let [digit] = digits.as_slice() {
            self.sound.key_tone(*digit);
        }
        if let Some(stream) = self.streams.get(&call) {
            self.sound.send_digits(*stream, &digits);
        }
    }

    pub(super) fn focus(&self, call: Option<CallId>) {
        self.sound.focus(call.and_then(|call| self.streams.get(&call).copied()));
    }

    pub(super) fn tone(&self, tone: Option<Tone>) {
        self.sound.tone(tone.map(|tone| match tone {
            Tone::Ringback => sound::Tone::Ringback,
            Tone::Busy => sound::Tone::Busy,
            Tone::Congestion => sound::Tone::Congestion,
        }));
    }

    /// Tells within a call that somebody else calls.
    pub(super) fn waiting(&self, is_waiting: bool) {
        self.sound.waiting(is_waiting);
    }

    pub(super) fn ring(&self, ring: Option<sound::Ring>) {
        self.sound.ring(ring);
    }

    pub(super) fn preview(&self, ring: sound::Ring) {
        self.sound.preview(ring);
    }

    /// These calls hear each other; none: no conference.
    pub(super) fn join(&self, calls: &[CallId]) {
        let streams: Vec<StreamId> =
            calls.iter().filter_map(|call| self.streams.get(call).copied()).collect();
        self.sound.join(&streams);
    }

    pub(super) fn set_country(&self, country: sound::Country) {
        self.sound.set_country(country);
    }

    pub(super) fn set_volumes(&self, volumes: sound::Volumes) {
        self.sound.set_volumes(volumes);
    }

    pub(super) fn choose(&self, choice: Choice) -> Result<(), sound::SoundError> {
        self.sound.choose(choice)
    }

    pub(super) fn devices(&self) -> Vec<sound::Device> {
        self.sound.devices()
    }

    pub(super) fn choice(&self) -> Choice {
        self.sound.choice()
    }

    /// The call that a stream belongs to.
    pub(super) fn call_of(&self, stream: StreamId) -> Option<CallId> {
        self.streams.iter().find(|(_, known)| **known == stream).map(|(call, _)| *call)
    }
}

/// A session's counters as people see them.
pub(super) fn quality(statistics: &Statistics) -> Quality {
    Quality {
        sent: count(statistics.sent_packets),
        received: count(statistics.received_packets),
        lost: count(statistics.lost_packets),
        jitter_ms: whole(statistics.jitter_ms),
        round_trip_ms: statistics.round_trip_ms.map(whole),
        buffer_ms: whole(statistics.buffer_ms),
        remote_loss_permille: statistics.remote_loss.map(|share| whole(share * 1000.0)),
    }
}

fn count(packets: u64) -> u32 {
    u32::try_from(packets).unwrap_or(u32::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range before"
)]
fn whole(value: f32) -> u32 {
    if value.is_finite() { value.round().clamp(0.0, 1_000_000.0) as u32 } else { 0 }
}

fn terms(agreed: &sdp::Agreed) -> Terms {
    Terms {
        codec: match agreed.codec {
            sdp::Codec::Opus => codec::CodecKind::Opus,
            sdp::Codec::G722 => codec::CodecKind::G722,
            sdp::Codec::Pcma => codec::CodecKind::Pcma,
            sdp::Codec::Pcmu => codec::CodecKind::Pcmu,
        },
        send_payload_type: agreed.send_payload_type,
        receive_payload_types: agreed.receive_payload_types.clone(),
        event_send_payload_type: agreed.event_send_payload_type,
        event_receive_payload_types: agreed.event_receive_payload_types.clone(),
        event_clock_hz: agreed.event_clock_hz,
        remote: agreed.remote,
        remote_rtcp: agreed.remote_rtcp,
        is_rtcp_muxed: agreed.is_rtcp_muxed,
        frame: std::time::Duration::from_millis(u64::from(agreed.ptime_ms)),
        direction: match agreed.direction {
            sdp::Direction::SendReceive => media::Direction::SendReceive,
            sdp::Direction::SendOnly => media::Direction::SendOnly,
            sdp::Direction::ReceiveOnly => media::Direction::ReceiveOnly,
            sdp::Direction::Inactive => media::Direction::Inactive,
        },
    }
}

/// Thirty-two bytes of chance from the operating system.
pub(super) fn random_seed() -> [u8; 32] {
    let (one, other) = (uuid::Uuid::new_v4(), uuid::Uuid::new_v4());
    let mut seed = [0; 32];
    let (left, right) = seed.split_at_mut(16);
    left.copy_from_slice(one.as_bytes());
    right.copy_from_slice(other.as_bytes());
    seed
}

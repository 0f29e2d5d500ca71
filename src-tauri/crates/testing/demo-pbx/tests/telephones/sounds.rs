//! What telephones send and hear: packets made and read by hand.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use codec::{CodecKind, Decoder};

/// An RTP packet as a test needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Packet {
    pub(crate) payload_type: u8,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    pub(crate) payload: Vec<u8>,
}

impl Packet {
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut bytes = vec![0x80, self.payload_type];
        bytes.extend(self.sequence.to_be_bytes());
        bytes.extend(self.timestamp.to_be_bytes());
        bytes.extend(self.ssrc.to_be_bytes());
        bytes.extend(&self.payload);
        bytes
    }

    /// Reads what is RTP; RTCP is none.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let (head, payload) = bytes.split_first_chunk::<12>()?;
        let [first, second, s0, s1, t0, t1, t2, t3, a, b, c, d] = *head;
        let is_rtp = first >> 6 == 2 && !(192..=223).contains(&second);
        is_rtp.then(|| Self {
            payload_type: second & 0x7f,
            sequence: u16::from_be_bytes([s0, s1]),
            timestamp: u32::from_be_bytes([t0, t1, t2, t3]),
            ssrc: u32::from_be_bytes([a, b, c, d]),
            payload: payload.to_vec(),
        })
    }
}

/// What was sent to one address, in the order it was sent.
pub(crate) fn heard_at<Id>(
    sound: &[(Instant, Id, SocketAddr, Bytes)],
    address: SocketAddr,
) -> Vec<(Instant, Packet)> {
    let there = sound.iter().filter(|(_, _, to, _)| *to == address);
    there.filter_map(|(at, _, _, bytes)| Some((*at, Packet::read(bytes)?))).collect()
}

/// Root mean square of each stretch of sound, for G.711.
pub(crate) fn loudness(packets: &[(Instant, Packet)], stretch: Duration) -> Vec<f64> {
    let kind = match packets.first().map(|(_, packet)| packet.payload_type) {
        Some(0) => CodecKind::Pcmu,
        Some(8) => CodecKind::Pcma,
        other => panic!("G.711, not {other:?}"),
    };
    let mut decoder = Decoder::new(kind).expect("there is G.711");
    let mut samples = Vec::new();
    for (_, packet) in packets {
        let mut pcm = [0; 960];
        let length = decoder.decode(&packet.payload, &mut pcm).expect("a frame");
        samples.extend_from_slice(&pcm[..length]);
    }
    let square = |sample: &i16| f64::from(*sample).powi(2);
    samples
        .chunks(kind.samples_in(stretch))
        .map(|chunk| (chunk.iter().map(square).sum::<f64>() / chunk.len() as f64).sqrt())
        .collect()
}

//! One session, a clock turned by hand, and a far end of bytes.

pub(crate) use std::time::Duration;

pub(crate) use codec::CodecKind;
pub(crate) use media::{Channel, Digit, Direction, Event, MAX_DATAGRAM_BYTES, Session, Terms};

use std::net::SocketAddr;
use std::time::Instant;

use media::{Outgoing, Settings};

pub(crate) use crate::hand::address;
use crate::hand::now;

pub(crate) const REMOTE: &str = "192.0.2.1:4000";
pub(crate) const STRANGER: &str = "198.51.100.66:6666";

/// One session, its clock, and a far end of bytes.
pub(crate) struct Bench {
    pub(crate) session: Session,
    pub(crate) now: Instant,
}

/// An RTP packet that was sent.
pub(crate) struct Sent {
    pub(crate) to: SocketAddr,
    pub(crate) bytes: Vec<u8>,
    pub(crate) has_marker: bool,
    pub(crate) payload_type: u8,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    pub(crate) payload: Vec<u8>,
}

impl Bench {
    pub(crate) fn new(terms: Terms) -> Self {
        let now = now();
        let session = Session::new(Settings::new(terms, [7; 32], "cname".to_owned()), now).unwrap();
        Self { session, now: now.instant }
    }

    pub(crate) fn pass(&mut self, ms: u64) {
        self.now += Duration::from_millis(ms);
    }

    pub(crate) fn receive(&mut self, from: &str, bytes: &[u8]) {
        self.session.handle_datagram(Channel::Rtp, address(from), bytes, self.now);
    }

    /// Captures frames of a loud square wave, one each 20 ms, and gives the RTP packets sent.
    pub(crate) fn capture_frames(&mut self, count: usize) -> Vec<Sent> {
        let pcm: Vec<i16> = (0..self.session.frame_samples())
            .map(|n| if n % 20 < 10 { 8000 } else { -8000 })
            .collect();
        let mut sent = Vec::new();
        for _ in 0..count {
            self.session.capture(&pcm, self.now);
            sent.extend(self.drain_all().1);
            self.pass(20);
        }
        sent
    }

    pub(crate) fn play(&mut self, pulls: usize) {
        for _ in 0..pulls {
            self.session.play(&mut [0; 80], self.now);
            self.pass(10);
        }
    }

    /// Everything that waits to be sent, and what of it is RTP.
    pub(crate) fn drain_all(&mut self) -> (Vec<(Channel, Vec<u8>)>, Vec<Sent>) {
        let mut buffer = [0; MAX_DATAGRAM_BYTES];
        let (mut datagrams, mut sent) = (Vec::new(), Vec::new());
        while let Some(Outgoing { channel, to, bytes }) = self.session.poll_datagram(&mut buffer) {
            let bytes = buffer[..bytes].to_vec();
            datagrams.push((channel, bytes.clone()));
            if channel == Channel::Rtp && !(200..=207).contains(&bytes[1]) {
                sent.push(Sent {
                    to,
                    has_marker: bytes[1] & 0x80 != 0,
                    payload_type: bytes[1] & 0x7f,
                    sequence: u16::from_be_bytes([bytes[2], bytes[3]]),
                    timestamp: u32::from_be_bytes(bytes[4..8].try_into().unwrap()),
                    ssrc: u32::from_be_bytes(bytes[8..12].try_into().unwrap()),
                    payload: bytes[12..].to_vec(),
                    bytes,
                });
            }
        }
        (datagrams, sent)
    }

    pub(crate) fn events(&mut self) -> Vec<Event> {
        std::iter::from_fn(|| self.session.poll_event()).collect()
    }

    pub(crate) fn keys(&mut self) -> String {
        let digit = |event: &Event| {
            if let Event::DigitReceived(digit) = event { Some(digit.to_char()) } else { None }
        };
        self.events().iter().filter_map(digit).collect()
    }
}

pub(crate) fn terms() -> Terms {
    Terms::new(CodecKind::Pcma, 8, address(REMOTE))
}

pub(crate) fn voice(sequence: u16, timestamp: u32, ssrc: u32) -> Vec<u8> {
    rtp(8, sequence, timestamp, ssrc, &[0x55; 160])
}

pub(crate) fn rtp(
    payload_type: u8,
    sequence: u16,
    timestamp: u32,
    ssrc: u32,
    payload: &[u8],
) -> Vec<u8> {
    let mut bytes = vec![0x80, payload_type];
    bytes.extend_from_slice(&sequence.to_be_bytes());
    bytes.extend_from_slice(&timestamp.to_be_bytes());
    bytes.extend_from_slice(&ssrc.to_be_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

pub(crate) fn says_goodbye(compound: &[u8]) -> bool {
    compound.windows(2).any(|pair| pair == [0x81, 203])
}

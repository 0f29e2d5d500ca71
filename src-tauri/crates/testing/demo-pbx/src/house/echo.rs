//! Sends back what it hears, packet by packet, whatever the codec.
//!
//! A reflected packet keeps its payload, its number and its timestamp and gets an SSRC of its own,
//! so that it does not look like a loop (RFC 3550 §8.2). Sender reports are answered by a receiver
//! report, which tells the caller the round trip (RFC 3550 §6.4.1).

use std::collections::VecDeque;
use std::net::SocketAddr;

use bytes::{BufMut, Bytes, BytesMut};
use media::Terms;

/// Packets that may wait to be taken; beyond, they are lost.
const WAITING: usize = 32;

/// One echo in one call.
#[derive(Debug)]
pub(super) struct Echo {
    /// Turns the caller's SSRC into ours.
    mask: u32,
    payload_types: Vec<u8>,
    is_sending: bool,
    heard: Option<Heard>,
    waiting: VecDeque<(SocketAddr, Bytes)>,
}

/// The stream that is being reflected.
#[derive(Debug, Clone, Copy)]
struct Heard {
    ssrc: u32,
    cycles: u32,
    sequence: u16,
}

impl Echo {
    pub(super) fn new(terms: &Terms, seed: [u8; 32]) -> Self {
        let [.., a, b, c, d] = seed;
        let mut echo = Self {
            mask: u32::from_be_bytes([a, b, c, d]) | 1,
            payload_types: Vec::new(),
            is_sending: false,
            heard: None,
            waiting: VecDeque::new(),
        };
        echo.update(terms);
        echo
    }

    pub(super) fn update(&mut self, terms: &Terms) {
        let numbers = terms.receive_payload_types.iter().chain(&terms.event_receive_payload_types);
        self.payload_types = numbers.copied().collect();
        self.is_sending = terms.direction.is_sending();
    }

    pub(super) fn handle_datagram(&mut self, from: SocketAddr, bytes: &[u8]) {
        let Some(([first, second, ..], _)) = bytes.split_first_chunk::<2>() else { return };
        if first >> 6 != 2 {
            return;
        }
        let back = if (192..=223).contains(second) {
            self.report(bytes)
        } else if self.is_sending && self.payload_types.contains(&(second & 0x7f)) {
            self.reflect(bytes)
        } else {
            None
        };
        if let Some(back) = back.filter(|_| self.waiting.len() < WAITING) {
            self.waiting.push_back((from, back));
        }
    }

    pub(super) fn poll_datagram(&mut self) -> Option<(SocketAddr, Bytes)> {
        self.waiting.pop_front()
    }

    fn reflect(&mut self, bytes: &[u8]) -> Option<Bytes> {
        let (head, payload) = bytes.split_first_chunk::<12>()?;
        let [zero, one, s0, s1, t0, t1, t2, t3, a, b, c, d] = *head;
        let ssrc = u32::from_be_bytes([a, b, c, d]);
        self.note(ssrc, u16::from_be_bytes([s0, s1]));
        let mut back = BytesMut::with_capacity(bytes.len());
        back.put_slice(&[zero, one, s0, s1, t0, t1, t2, t3]);
        back.put_u32(ssrc ^ self.mask);
        back.put_slice(payload);
        Some(back.freeze())
    }

    fn note(&mut self, ssrc: u32, sequence: u16) {
        let cycles = match self.heard {
            Some(last) if last.ssrc == ssrc => {
                let is_newer = sequence.wrapping_sub(last.sequence) < 0x8000;
                if !is_newer {
                    return;
                }
                last.cycles + u32::from(sequence < last.sequence)
            }
            Some(_) | None => 0,
        };
        self.heard = Some(Heard { ssrc, cycles: cycles & 0xffff, sequence });
    }

    /// A receiver report and our name, sent at once: the delay since the last report is none.
    fn report(&self, bytes: &[u8]) -> Option<Bytes> {
        const SENDER_REPORT: u8 = 200;
        const RECEIVER_REPORT: u8 = 201;
        const SOURCE_DESCRIPTION: u8 = 202;
        let heard = self.heard?;
        let (head, _) = bytes.split_first_chunk::<28>()?;
        let [_, kind, _, _, a, b, c, d, _, _, n0, n1, n2, n3, ..] = *head;
        if kind != SENDER_REPORT || u32::from_be_bytes([a, b, c, d]) != heard.ssrc {
            return None;
        }
        let ours = heard.ssrc ^ self.mask;
        let mut report = BytesMut::with_capacity(52);
        report.put_slice(&[0x81, RECEIVER_REPORT, 0, 7]);
        report.put_u32(ours);
        report.put_u32(heard.ssrc);
        report.put_u32(0);
        report.put_u32(heard.cycles << 16 | u32::from(heard.sequence));
        report.put_u32(0);
        report.put_slice(&[n0, n1, n2, n3]);
        report.put_u32(0);
        report.put_slice(&[0x81, SOURCE_DESCRIPTION, 0, 3]);
        report.put_u32(ours);
        report.put_slice(&[1, 4]);
        report.put_slice(b"echo\0\0");
        Some(report.freeze())
    }
}

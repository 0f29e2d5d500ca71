//! Walks over a compound and gives its parts of interest.

use super::{GOODBYE, RECEIVER_REPORT, ReportBlock, SENDER_REPORT, SenderInfo};

/// One thing a compound says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A sender's figures.
    Sender { ssrc: u32, info: SenderInfo },
    /// What `from` says about a stream.
    Block { from: u32, block: ReportBlock },
    /// A source leaves.
    Goodbye { ssrc: u32 },
}

/// Gives each part to `take`; false when the datagram is no compound or breaks off.
pub(crate) fn read(mut bytes: &[u8], mut take: impl FnMut(Part)) -> bool {
    if bytes.is_empty() {
        return false;
    }
    while !bytes.is_empty() {
        let Some((kind, count, body, rest)) = next_packet(bytes) else { return false };
        let is_understood = match kind {
            SENDER_REPORT => read_sender(body, count, &mut take),
            RECEIVER_REPORT => read_receiver(body, count, &mut take),
            GOODBYE => read_goodbye(body, count, &mut take),
            192..=223 => true,
            _no_rtcp => false,
        };
        if !is_understood {
            return false;
        }
        bytes = rest;
    }
    true
}

/// Type, count, body and what follows.
fn next_packet(bytes: &[u8]) -> Option<(u8, u8, &[u8], &[u8])> {
    let ([first, kind, high, low], rest) = bytes.split_first_chunk::<4>()?;
    if first >> 6 != 2 {
        return None;
    }
    let length = 4 * usize::from(u16::from_be_bytes([*high, *low]));
    let (body, rest) = rest.split_at_checked(length)?;
    Some((*kind, first & 0x1f, body, rest))
}

fn read_sender(body: &[u8], count: u8, take: &mut impl FnMut(Part)) -> bool {
    let mut words = Words(body);
    let (Some(ssrc), Some(high), Some(low)) = (words.next(), words.next(), words.next()) else {
        return false;
    };
    let (Some(rtp_timestamp), Some(packets), Some(bytes)) =
        (words.next(), words.next(), words.next())
    else {
        return false;
    };
    let ntp = u64::from(high) << 32 | u64::from(low);
    take(Part::Sender { ssrc, info: SenderInfo { ntp, rtp_timestamp, packets, bytes } });
    read_blocks(words, ssrc, count, take)
}

fn read_receiver(body: &[u8], count: u8, take: &mut impl FnMut(Part)) -> bool {
    let mut words = Words(body);
    let Some(ssrc) = words.next() else { return false };
    read_blocks(words, ssrc, count, take)
}

fn read_blocks(mut words: Words<'_>, from: u32, count: u8, take: &mut impl FnMut(Part)) -> bool {
    (0..count).all(|_| match read_block(&mut words) {
        Some(block) => {
            take(Part::Block { from, block });
            true
        }
        None => false,
    })
}

fn read_block(words: &mut Words<'_>) -> Option<ReportBlock> {
    let ssrc = words.next()?;
    let losses = words.next()?;
    let [fraction_lost, ..] = losses.to_be_bytes();
    Some(ReportBlock {
        ssrc,
        fraction_lost,
        // The lower 24 bits carry their own sign.
        total_lost: (losses << 8).cast_signed() >> 8,
        highest_sequence: words.next()?,
        jitter: words.next()?,
        last_report: words.next()?,
        delay_since: words.next()?,
    })
}

fn read_goodbye(body: &[u8], count: u8, take: &mut impl FnMut(Part)) -> bool {
    let mut words = Words(body);
    (0..count).all(|_| match words.next() {
        Some(ssrc) => {
            take(Part::Goodbye { ssrc });
            true
        }
        None => false,
    })
}

/// 32-bit words in network order.
struct Words<'a>(&'a [u8]);

impl Words<'_> {
    fn next(&mut self) -> Option<u32> {
        let (word, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(u32::from_be_bytes(*word))
    }
}

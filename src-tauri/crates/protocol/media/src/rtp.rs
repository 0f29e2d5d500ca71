//! RTP packets, read in place and written in place.
//!
//! Our own because the library at hand keeps contributors and extensions in fresh vectors, which
//! the real-time thread may not have; the tests compare the two.
//!
//! Source: RFC 3550 §5.1.

/// Bytes of a header without contributors and extensions.
pub(crate) const HEADER_BYTES: usize = 12;

/// What a packet says; the payload is without extension and padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RtpPacket<'a> {
    pub(crate) has_marker: bool,
    pub(crate) payload_type: u8,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    pub(crate) payload: &'a [u8],
}

impl<'a> RtpPacket<'a> {
    /// Reads a datagram; nothing if it is no RTP of version 2 or its lengths do not add up.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Self> {
        let (header, mut rest) = bytes.split_first_chunk::<HEADER_BYTES>()?;
        let [first, second, s0, s1, t0, t1, t2, t3, r0, r1, r2, r3] = *header;
        if first >> 6 != 2 {
            return None;
        }
        let (has_padding, has_extension) = (first & 0x20 != 0, first & 0x10 != 0);
        let contributors = usize::from(first & 0x0f);
        rest = rest.get(4 * contributors..)?;
        if has_extension {
            let ([_, _, high, low], behind) = rest.split_first_chunk::<4>()?;
            let words = usize::from(u16::from_be_bytes([*high, *low]));
            rest = behind.get(4 * words..)?;
        }
        if has_padding {
            let padding = usize::from(*rest.last()?);
            let length = rest.len().checked_sub(padding).filter(|_| padding > 0)?;
            rest = rest.get(..length)?;
        }
        Some(Self {
            has_marker: second & 0x80 != 0,
            payload_type: second & 0x7f,
            sequence: u16::from_be_bytes([s0, s1]),
            timestamp: u32::from_be_bytes([t0, t1, t2, t3]),
            ssrc: u32::from_be_bytes([r0, r1, r2, r3]),
            payload: rest,
        })
    }

    /// Writes the header to the front of `buffer`; the payload is expected behind it.
    pub(crate) fn write_header(&self, buffer: &mut [u8]) {
        let marker = if self.has_marker { 0x80 } else { 0 };
        let [s0, s1] = self.sequence.to_be_bytes();
        let [t0, t1, t2, t3] = self.timestamp.to_be_bytes();
        let [r0, r1, r2, r3] = self.ssrc.to_be_bytes();
        let header =
            [0x80, marker | self.payload_type & 0x7f, s0, s1, t0, t1, t2, t3, r0, r1, r2, r3];
        if let Some(front) = buffer.first_chunk_mut::<HEADER_BYTES>() {
            *front = header;
        }
    }
}

/// Whether a datagram on a shared port is RTCP. Source: RFC 5761 §4.
pub(crate) fn is_rtcp(bytes: &[u8]) -> bool {
    match bytes {
        [first, kind, ..] => first >> 6 == 2 && (192..=223).contains(kind),
        [_] | [] => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rtc_shared::marshal::Unmarshal as _;

    use super::*;

    #[test]
    fn packets_that_do_not_add_up_are_none() {
        assert_eq!(RtpPacket::read(&[]), None);
        assert_eq!(RtpPacket::read(&[0x80; 11]), None, "tiny");
        assert_eq!(RtpPacket::read(&[0x40; 40]), None, "version 1");
        assert_eq!(RtpPacket::read(&with_first(0x8f, 20)), None, "15 contributors in 8 bytes");
        assert_eq!(RtpPacket::read(&with_first(0x90, 14)), None, "extension without its header");
        let mut huge_extension = with_first(0x90, 20);
        huge_extension[14..16].copy_from_slice(&[0xff, 0xff]);
        assert_eq!(RtpPacket::read(&huge_extension), None);
        let mut padding_bomb = with_first(0xa0, 20);
        padding_bomb[19] = 200;
        assert_eq!(RtpPacket::read(&padding_bomb), None);
        padding_bomb[19] = 0;
        assert_eq!(RtpPacket::read(&padding_bomb), None, "padding of nothing");
        assert_eq!(
            RtpPacket::read(&with_first(0xa0, 12)),
            None,
            "padding without a byte to say so"
        );
    }

    #[test]
    fn rtcp_is_told_from_rtp_by_its_type() {
        assert!(is_rtcp(&[0x80, 200, 0, 6]));
        assert!(is_rtcp(&[0x81, 203]));
        assert!(!is_rtcp(&[0x80, 0x80 | 8]), "RTP with marker, payload type 8");
        assert!(!is_rtcp(&[0x00, 200]), "STUN");
        assert!(!is_rtcp(&[0x80]));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_the_same_and_by_the_library_too(
            has_marker: bool, payload_type in 0_u8..128, sequence: u16, timestamp: u32, ssrc: u32,
            payload in prop::collection::vec(any::<u8>(), 0..300),
        ) {
            let packet = RtpPacket { has_marker, payload_type, sequence, timestamp, ssrc, payload: &payload };
            let mut bytes = vec![0; HEADER_BYTES];
            packet.write_header(&mut bytes);
            bytes.extend_from_slice(&payload);

            prop_assert_eq!(RtpPacket::read(&bytes), Some(packet));
            let theirs = rtc_rtp::Packet::unmarshal(&mut bytes.as_slice()).unwrap();
            prop_assert_eq!(theirs.header.sequence_number, sequence);
            prop_assert_eq!(theirs.header.ssrc, ssrc);
            prop_assert_eq!(theirs.payload.as_ref(), payload.as_slice());
        }

        #[test]
        fn any_bytes_are_read_like_the_library_does(mut bytes in prop::collection::vec(any::<u8>(), 0..80), first in 0x80_u8..0xc0) {
            if let Some(byte) = bytes.first_mut() {
                *byte = first;
            }
            // The library reads inside extensions and refuses odd ones; we only step over them.
            if let (Some(ours), Ok(theirs)) = (RtpPacket::read(&bytes), rtc_rtp::Packet::unmarshal(&mut bytes.as_slice())) {
                prop_assert_eq!(ours.payload_type, theirs.header.payload_type);
                prop_assert_eq!(ours.timestamp, theirs.header.timestamp);
                if theirs.header.extensions.is_empty() && !theirs.header.extension {
                    prop_assert_eq!(ours.payload, theirs.payload.as_ref());
                }
            }
        }
    }

    fn with_first(first: u8, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        bytes[0] = first;
        bytes
    }
}

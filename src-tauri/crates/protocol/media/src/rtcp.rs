//! RTCP: reports of sender and receiver, names, goodbyes.
//!
//! Our own for the same reason as RTP's: reports leave from and arrive at the real-time thread.
//! Whatever else a compound holds (extended reports, feedback, private packets) is stepped over.
//!
//! Source: RFC 3550 §6.4–§6.6.

mod reader;
mod writer;

pub(crate) use reader::{Part, read};
pub(crate) use writer::{Compound, write};

/// What one receiver says about one stream. Source: RFC 3550 §6.4.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct ReportBlock {
    pub(crate) ssrc: u32,
    /// Share lost since the last report, in 256ths.
    pub(crate) fraction_lost: u8,
    /// Lost since the beginning, 24 bit; negative when duplicates outnumber losses.
    pub(crate) total_lost: i32,
    pub(crate) highest_sequence: u32,
    /// In RTP clock ticks.
    pub(crate) jitter: u32,
    /// Middle of the NTP time of the last sender report, 0 when none came.
    pub(crate) last_report: u32,
    /// Time since that report, in 1/65536 s.
    pub(crate) delay_since: u32,
}

/// What a sender says about itself. Source: RFC 3550 §6.4.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SenderInfo {
    /// 32.32 fixed-point seconds since 1900.
    pub(crate) ntp: u64,
    pub(crate) rtp_timestamp: u32,
    pub(crate) packets: u32,
    pub(crate) bytes: u32,
}

impl SenderInfo {
    /// The part of the NTP time that reports echo.
    pub(crate) const fn middle_of_ntp(&self) -> u32 {
        (self.ntp >> 16) as u32
    }
}

const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const SOURCE_DESCRIPTION: u8 = 202;
const GOODBYE: u8 = 203;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rtc_rtcp::goodbye::Goodbye;
    use rtc_rtcp::sender_report::SenderReport;
    use rtc_rtcp::source_description::SourceDescription;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_the_same_and_by_the_library_too(
            ssrc: u32, other: u32, ntp: u64, rtp_timestamp: u32, packets: u32, bytes: u32, fraction_lost: u8,
            total_lost in -0x80_0000..0x80_0000_i32, highest_sequence: u32, jitter: u32, cname in "[a-z0-9]{0,40}",
        ) {
            let sender = SenderInfo { ntp, rtp_timestamp, packets, bytes };
            let block = ReportBlock { ssrc: other, fraction_lost, total_lost, highest_sequence, jitter, last_report: 1, delay_since: 2 };
            let compound = Compound { ssrc, sender: Some(sender), block: Some(block), cname: &cname, is_goodbye: true };
            let mut buffer = [0; 256];

            let length = write(&compound, &mut buffer).unwrap();

            let mut parts = Vec::new();
            prop_assert!(read(&buffer[..length], |part| parts.push(part)));
            prop_assert_eq!(&parts[..], [
                Part::Sender { ssrc, info: sender },
                Part::Block { from: ssrc, block },
                Part::Goodbye { ssrc },
            ]);
            let theirs = rtc_rtcp::packet::unmarshal(&mut &buffer[..length]).unwrap();
            let report = theirs[0].as_any().downcast_ref::<SenderReport>().unwrap();
            prop_assert_eq!((report.ssrc, report.ntp_time, report.packet_count), (ssrc, ntp, packets));
            prop_assert_eq!(report.reports[0].jitter, jitter);
            let names = theirs[1].as_any().downcast_ref::<SourceDescription>().unwrap();
            prop_assert_eq!(names.chunks[0].items[0].text.as_ref(), cname.as_bytes());
            prop_assert_eq!(&theirs[2].as_any().downcast_ref::<Goodbye>().unwrap().sources, &[ssrc]);
        }

        #[test]
        fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            read(&bytes, |_| {});
        }
    }

    #[test]
    fn a_receiver_without_a_source_reports_nothing_but_its_name() {
        let mut buffer = [0; 64];
        let compound =
            Compound { ssrc: 9, sender: None, block: None, cname: "x", is_goodbye: false };

        let length = write(&compound, &mut buffer).unwrap();

        assert_eq!(buffer[..8], [0x80, 201, 0, 1, 0, 0, 0, 9]);
        assert_eq!(buffer[8..length], [0x81, 202, 0, 2, 0, 0, 0, 9, 1, 1, b'x', 0]);
        assert_eq!(write(&compound, &mut [0; 19]), None, "no room");
    }

    #[test]
    fn a_compound_that_does_not_add_up_is_refused() {
        let nothing = |_| {};
        assert!(!read(&[], nothing));
        assert!(!read(&[0x80, 201, 0, 9, 0, 0, 0, 1], nothing), "longer than it is");
        assert!(!read(&[0x40, 201, 0, 1, 0, 0, 0, 1], nothing), "version 1");
        assert!(!read(&[0x80, 96, 0, 1, 0, 0, 0, 1], nothing), "no RTCP");
        assert!(!read(&[0x9f, 201, 0, 1, 0, 0, 0, 1], nothing), "31 blocks in no room");
        assert!(!read(&[0x80, 200, 0, 1, 0, 0, 0, 1], nothing), "sender without its figures");
    }
}

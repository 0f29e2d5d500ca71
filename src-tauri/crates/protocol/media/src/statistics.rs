//! The figures of one session, as they are shown, logged and put into a ticket.

use codec::CodecKind;

/// A reading of all counters at one moment. Counters only grow, but for `lost_packets`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Statistics {
    /// The codec in use.
    pub codec: CodecKind,
    /// RTP packets sent.
    pub sent_packets: u64,
    /// RTP payload bytes sent.
    pub sent_bytes: u64,
    /// RTP packets received and understood, duplicates and late ones included.
    pub received_packets: u64,
    /// RTP payload bytes received.
    pub received_bytes: u64,
    /// Expected by sequence number and not seen; falls when one comes late after all.
    ///
    /// Source: RFC 3550 §6.4.1.
    pub lost_packets: u64,
    /// Seen twice.
    pub duplicate_packets: u64,
    /// Came after their moment to be heard.
    pub late_packets: u64,
    /// Dropped unread: no RTP, wrong version, unknown payload type, foreign source, too long.
    pub discarded_packets: u64,
    /// Interarrival jitter. Source: RFC 3550 §6.4.1.
    pub jitter_ms: f32,
    /// From our sender report to its echo, absent until RTCP brought one.
    pub round_trip_ms: Option<f32>,
    /// Sound waiting in the jitter buffer, as a mean over the last second or so.
    pub buffer_ms: f32,
    /// The delay the jitter buffer aims for.
    pub buffer_target_ms: f32,
    /// Sound invented because packets were missing.
    pub concealed_ms: u64,
    /// Sound recovered from the next packet's copy (Opus FEC).
    pub repaired_ms: u64,
    /// Sound given out by `play`.
    pub played_ms: u64,
    /// Removed and inserted by time-stretching to move the delay.
    pub stretched_ms: u64,
    /// Share of our packets the far end lost of late, 0.0..=1.0; absent until it said so.
    pub remote_loss: Option<f32>,
    /// Packets of ours the far end never saw; absent until it said so.
    pub remote_lost_packets: Option<u64>,
    /// Jitter the far end sees; absent until it said so.
    pub remote_jitter_ms: Option<f32>,
}

impl Statistics {
    pub(crate) const fn empty(codec: CodecKind) -> Self {
        Self {
            codec,
            sent_packets: 0,
            sent_bytes: 0,
            received_packets: 0,
            received_bytes: 0,
            lost_packets: 0,
            duplicate_packets: 0,
            late_packets: 0,
            discarded_packets: 0,
            jitter_ms: 0.0,
            round_trip_ms: None,
            buffer_ms: 0.0,
            buffer_target_ms: 0.0,
            concealed_ms: 0,
            repaired_ms: 0,
            played_ms: 0,
            stretched_ms: 0,
            remote_loss: None,
            remote_lost_packets: None,
            remote_jitter_ms: None,
        }
    }
}

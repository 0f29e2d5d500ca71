//! One media session from its first packet to its goodbye.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clock::{Deadline, Now};
use codec::{CodecError, CodecKind};

use crate::{Digit, Direction, Settings, Statistics, Terms};

/// Which of the two sockets a datagram belongs to; with RTCP on RTP's port all use [`Channel::Rtp`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// The even port.
    Rtp,
    /// The odd port.
    Rtcp,
}

/// A datagram to send: `bytes` of the buffer given to [`Session::poll_datagram`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outgoing {
    /// The socket to send from.
    pub channel: Channel,
    /// Where it goes.
    pub to: SocketAddr,
    /// How many bytes were written.
    pub bytes: usize,
}

/// What the session has to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The first valid RTP packet came in.
    FirstPacket,
    /// A key was pressed at the far end.
    DigitReceived(Digit),
    /// Packets should come and have not for this long.
    Silent(Duration),
    /// Packets came again after [`Event::Silent`].
    Resumed,
    /// The far end's packets come from another address now; ours follow.
    RemoteMoved,
    /// The far end said BYE by RTCP.
    Goodbye,
}

/// One session. See the crate for the picture.
#[derive(Debug)]
pub struct Session {
    settings: Settings,
}

impl Session {
    /// A session ready to send and receive; `now` anchors the wall clock of its sender reports.
    pub fn new(settings: Settings, now: Now) -> Result<Self, CodecError> {
        let _unused = now;
        Ok(Self { settings })
    }

    /// The codec in use.
    #[must_use]
    pub const fn codec(&self) -> CodecKind {
        self.settings.terms.codec
    }

    /// Samples per captured frame.
    #[must_use]
    pub const fn frame_samples(&self) -> usize {
        self.settings.terms.codec.samples_in(self.settings.terms.frame)
    }

    /// Brings new terms from a new offer. Allocates only when the codec changes.
    pub fn update(&mut self, terms: Terms, now: Instant) -> Result<(), CodecError> {
        let _unused = now;
        self.settings.terms = terms;
        Ok(())
    }

    /// Changes which way sound flows.
    pub fn set_direction(&mut self, direction: Direction, now: Instant) {
        let _unused = now;
        self.settings.terms.direction = direction;
    }

    /// Muted, silence is sent in place of the microphone; timing goes on.
    pub fn set_muted(&mut self, is_muted: bool) {
        let _unused = is_muted;
    }

    /// Takes a datagram from the network; nothing it contains can do harm.
    pub fn handle_datagram(
        &mut self,
        channel: Channel,
        from: SocketAddr,
        bytes: &[u8],
        now: Instant,
    ) {
        let _unused = (channel, from, bytes, now);
    }

    /// Takes one frame ([`Session::frame_samples`]) from the microphone and queues its packet.
    pub fn capture(&mut self, pcm: &[i16], now: Instant) {
        let _unused = (pcm, now);
    }

    /// Fills `pcm` with the next samples to be heard, at the codec's rate; any length up to 60 ms.
    pub fn play(&mut self, pcm: &mut [i16], now: Instant) {
        let _unused = now;
        pcm.fill(0);
    }

    /// Writes the next datagram to send into `buffer` (at least [`MAX_DATAGRAM_BYTES`](crate::MAX_DATAGRAM_BYTES)).
    pub fn poll_datagram(&mut self, buffer: &mut [u8]) -> Option<Outgoing> {
        let _unused = buffer;
        None
    }

    /// Queues a key press of `duration`; false when the far end takes no events or the queue is full.
    pub fn send_digit(&mut self, digit: Digit, duration: Duration) -> bool {
        let _unused = (digit, duration);
        false
    }

    /// The next thing to tell, until there is none.
    pub fn poll_event(&mut self) -> Option<Event> {
        None
    }

    /// When [`Session::handle_timeout`] wants to be called next.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Deadline> {
        None
    }

    /// Does what is due: reports by RTCP, watching for silence. Cheap: may be called each frame.
    pub fn handle_timeout(&mut self, now: Instant) {
        let _unused = now;
    }

    /// Ends the session: queues an RTCP BYE as its last datagram.
    pub fn close(&mut self, now: Instant) {
        let _unused = now;
    }

    /// A reading of all counters.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        Statistics {
            codec: self.codec(),
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

//! One media session from its first packet to its goodbye.

mod incoming;
mod outbox;
mod receiver;
mod reporter;
mod sender;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clock::{Deadline, Now};
use codec::{CodecError, CodecKind};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use self::outbox::Outbox;
use self::receiver::Receiver;
use self::reporter::Reporter;
use self::sender::Sender;
use crate::{Digit, Direction, Settings, Statistics, Terms, rtcp, rtp};

/// Events that may wait to be polled; the oldest are forgotten when nobody asks.
const MAX_EVENTS: usize = 64;

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
    started: Now,
    sender: Sender,
    receiver: Receiver,
    reporter: Reporter,
    outbox: Outbox,
    events: VecDeque<Event>,
    chance: ChaCha8Rng,
    discarded: u64,
    /// Own packets seen coming in; after a change of SSRC they are taken for an echo service's.
    collisions: u32,
    silence: Silence,
}

/// Whether packets are missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Silence {
    /// The last packet, or the moment from which packets are expected.
    Since(i64),
    /// It was told; the next packet ends it.
    Told,
    /// None are expected: on hold, or the far end suppresses its silence.
    Wanted,
}

impl Session {
    /// A session ready to send and receive; `now` anchors the wall clock of its sender reports.
    pub fn new(settings: Settings, now: Now) -> Result<Self, CodecError> {
        let mut chance = ChaCha8Rng::from_seed(settings.seed);
        let sender = Sender::new(&settings, &mut chance)?;
        let receiver = Receiver::new(&settings.terms, settings.jitter)?;
        let reporter = Reporter::new(now, &mut chance);
        let silence = if settings.terms.direction.is_receiving() {
            Silence::Since(0)
        } else {
            Silence::Wanted
        };
        Ok(Self {
            started: now,
            sender,
            receiver,
            reporter,
            outbox: Outbox::new(),
            events: VecDeque::with_capacity(MAX_EVENTS),
            chance,
            discarded: 0,
            collisions: 0,
            silence,
            settings,
        })
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

    /// The terms in force.
    #[must_use]
    pub const fn terms(&self) -> &Terms {
        &self.settings.terms
    }

    /// Brings new terms from a new offer. Allocates only when the codec changes; refused terms
    /// leave the session as it was.
    pub fn update(&mut self, terms: Terms, now: Instant) -> Result<(), CodecError> {
        let now_us = self.micros(now);
        if terms.codec != self.settings.terms.codec {
            let receiver = Receiver::new(&terms, self.settings.jitter)?;
            self.sender.change_codec(&terms, self.settings.bitrate_bps)?;
            self.receiver.follow(receiver);
        }
        self.receiver.agree(&terms, now_us);
        let direction = terms.direction;
        let before = self.settings.terms.direction;
        self.settings.terms = Terms { direction: before, ..terms };
        self.set_direction(direction, now);
        Ok(())
    }

    /// Changes which way sound flows.
    pub fn set_direction(&mut self, direction: Direction, now: Instant) {
        let before = self.settings.terms.direction;
        self.settings.terms.direction = direction;
        if before.is_sending() && !direction.is_sending() {
            self.sender.pause();
        }
        match (before.is_receiving(), direction.is_receiving()) {
            (false, true) => self.silence = Silence::Since(self.micros(now)),
            (true, false) => {
                self.silence = Silence::Wanted;
                self.receiver.pause();
            }
            (true, true) | (false, false) => {}
        }
    }

    /// Muted, silence is sent in place of the microphone; timing goes on.
    pub const fn set_muted(&mut self, is_muted: bool) {
        self.sender.set_muted(is_muted);
    }

    /// Takes a datagram from the network; nothing it contains can do harm.
    pub fn handle_datagram(
        &mut self,
        channel: Channel,
        from: SocketAddr,
        bytes: &[u8],
        now: Instant,
    ) {
        let now_us = self.micros(now);
        let is_taken = match channel {
            Channel::Rtp if !rtp::is_rtcp(bytes) => self.handle_rtp(from, bytes, now_us),
            Channel::Rtp | Channel::Rtcp => self.handle_rtcp(channel, from, bytes, now_us),
        };
        if !is_taken {
            self.discarded += 1;
        }
    }

    /// Takes one frame ([`Session::frame_samples`]) from the microphone and queues its packet.
    pub fn capture(&mut self, pcm: &[i16], now: Instant) {
        let now_us = self.micros(now);
        let can_send = self.receiver.target().is_some();
        self.sender.capture(pcm, &self.settings.terms, can_send, &mut self.outbox, now_us);
        self.handle_timeout(now);
    }

    /// Fills `pcm` with the next samples to be heard, at the codec's rate; any length up to 60 ms.
    pub fn play(&mut self, pcm: &mut [i16], now: Instant) {
        if self.settings.terms.direction.is_receiving() {
            let now_us = self.micros(now);
            self.receiver.play(pcm, now_us);
        } else {
            pcm.fill(0);
        }
    }

    /// Writes the next datagram to send into `buffer` (at least [`MAX_DATAGRAM_BYTES`](crate::MAX_DATAGRAM_BYTES)).
    pub fn poll_datagram(&mut self, buffer: &mut [u8]) -> Option<Outgoing> {
        loop {
            let (kind, bytes) = self.outbox.pop(buffer)?;
            let is_muxed = self.settings.terms.is_rtcp_muxed;
            let (channel, to) = match kind {
                Channel::Rtcp if !is_muxed => {
                    (Channel::Rtcp, self.receiver.rtcp_target(&self.settings.terms))
                }
                Channel::Rtp | Channel::Rtcp => (Channel::Rtp, self.receiver.target()),
            };
            // Without an address there is nobody to miss it.
            if let Some(to) = to {
                return Some(Outgoing { channel, to, bytes });
            }
        }
    }

    /// Queues a key press of `duration`; false when the far end takes no events, we are not
    /// sending, or too many wait.
    pub fn send_digit(&mut self, digit: Digit, duration: Duration) -> bool {
        let terms = &self.settings.terms;
        let can_send = terms.event_send_payload_type.is_some() && terms.direction.is_sending();
        can_send && self.sender.push_digit(digit, duration)
    }

    /// The next thing to tell, until there is none.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// When [`Session::handle_timeout`] wants to be called next.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Deadline> {
        let after = |micros: i64| {
            self.started.instant + Duration::from_micros(micros.max(0).unsigned_abs())
        };
        let report = Deadline::new(after(self.reporter.due_us()), "RTCP report");
        let silence = match self.silence {
            Silence::Since(since_us) => {
                Some(Deadline::new(after(since_us + self.silent_after_us()), "no RTP"))
            }
            Silence::Told | Silence::Wanted => None,
        };
        Deadline::earlier(Some(report), silence)
    }

    /// Does what is due: reports by RTCP, watching for silence. Cheap: may be called each frame.
    pub fn handle_timeout(&mut self, now: Instant) {
        let now_us = self.micros(now);
        if now_us >= self.reporter.due_us() {
            self.report(false, now_us);
            self.reporter.schedule(now_us, &mut self.chance);
            self.sender.expect_loss(self.reporter.remote_loss());
        }
        if let Silence::Since(since_us) = self.silence {
            let silent_us = now_us - since_us;
            if silent_us >= self.silent_after_us() {
                self.silence = Silence::Told;
                self.tell(Event::Silent(Duration::from_micros(silent_us.unsigned_abs())));
            }
        }
    }

    /// Ends the session: queues an RTCP BYE as its last datagram.
    pub fn close(&mut self, now: Instant) {
        let now_us = self.micros(now);
        self.report(true, now_us);
    }

    /// A reading of all counters.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        let mut statistics = Statistics::empty(self.codec());
        self.sender.write_statistics(&mut statistics);
        self.receiver.write_statistics(&mut statistics);
        self.reporter.write_statistics(&mut statistics, self.codec().rtp_clock_hz());
        statistics.discarded_packets += self.discarded;
        statistics
    }

    fn report(&mut self, is_goodbye: bool, now_us: i64) {
        let compound = rtcp::Compound {
            ssrc: self.sender.ssrc(),
            sender: self.sender.report(self.reporter.ntp_at(now_us), &self.settings.terms, now_us),
            block: self.receiver.report(now_us),
            cname: &self.settings.cname,
            is_goodbye,
        };
        let mut buffer = [0; 512];
        if let Some(part) =
            rtcp::write(&compound, &mut buffer).and_then(|length| buffer.get(..length))
        {
            self.outbox.push(Channel::Rtcp, part);
        }
    }

    fn tell(&mut self, event: Event) {
        if self.events.len() >= MAX_EVENTS {
            self.events.pop_front();
        }
        self.events.push_back(event);
    }

    fn silent_after_us(&self) -> i64 {
        i64::try_from(self.settings.silent_after.as_micros()).unwrap_or(i64::MAX / 2)
    }

    /// Microseconds since the session began.
    fn micros(&self, now: Instant) -> i64 {
        let span = now.saturating_duration_since(self.started.instant);
        i64::try_from(span.as_micros()).unwrap_or(i64::MAX / 2)
    }
}

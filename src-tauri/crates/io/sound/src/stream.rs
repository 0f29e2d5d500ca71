//! One media stream on the real-time thread: its session, its converters, its rings to the network.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use media::{Channel, CodecKind, Direction, MAX_DATAGRAM_BYTES, Session, Terms};
use rtrb::{Consumer, Producer};

use crate::bridge::Bridge;
use crate::fader::Fader;
use crate::hub::{BLOCK, Block, RATE_HZ, SILENCE, from_i16, to_i16};
use crate::limiter::Limiter;
use crate::resample::Resampler;
use crate::{Event, StreamId, Timing};

/// How often statistics are told.
const REPORT: Duration = Duration::from_secs(1);

/// The longest frame of any terms, and the block that may stand before it: samples at 48 kHz.
const FRAME_CAPACITY: usize = 60 * 48 + 2 * BLOCK;

/// One datagram on its way between the network and the real-time thread.
pub(crate) struct Datagram {
    pub(crate) channel: Channel,
    /// Where it came from or goes to.
    pub(crate) peer: SocketAddr,
    /// When it came in or was made.
    pub(crate) at: Instant,
    pub(crate) length: usize,
    pub(crate) bytes: [u8; MAX_DATAGRAM_BYTES],
}

/// What the network thread notes for [`Timing`].
#[derive(Debug)]
pub(crate) struct Marks {
    opened_at: Instant,
    /// Microseconds from opening to the first packet sent, plus one; zero before.
    first_sent: AtomicU64,
}

impl Marks {
    pub(crate) const fn new(opened_at: Instant) -> Self {
        Self { opened_at, first_sent: AtomicU64::new(0) }
    }

    /// An RTP packet was handed to the network.
    pub(crate) fn note_sent(&self) {
        if self.first_sent.load(Ordering::Relaxed) == 0 {
            let span = u64::try_from(self.opened_at.elapsed().as_micros()).unwrap_or(u64::MAX - 1);
            self.first_sent.store(span + 1, Ordering::Relaxed);
        }
    }

    fn open_to_first_sent(&self) -> Option<Duration> {
        let span = self.first_sent.load(Ordering::Relaxed).checked_sub(1)?;
        Some(Duration::from_micros(span))
    }
}

/// Both converters between the hub and a codec's rate.
#[derive(Debug)]
pub(crate) struct Converters {
    /// Codec to hub.
    up: Resampler,
    /// Hub to codec.
    down: Resampler,
    /// Samples of 10 ms at the codec's rate.
    block_samples: usize,
}

impl Converters {
    pub(crate) fn new(codec: CodecKind) -> Self {
        let rate_hz = codec.sample_rate_hz();
        Self {
            up: Resampler::new(rate_hz, RATE_HZ),
            down: Resampler::new(RATE_HZ, rate_hz),
            block_samples: codec.samples_in(crate::pace::BEAT).min(BLOCK),
        }
    }
}

/// New terms with all that must be allocated for them.
#[derive(Debug)]
pub(crate) struct Update {
    pub(crate) stream: StreamId,
    /// Taken when it is applied.
    pub(crate) terms: Option<Terms>,
    pub(crate) converters: Converters,
}

/// One open stream.
pub(crate) struct Stream {
    pub(crate) id: StreamId,
    session: Session,
    incoming: Consumer<Datagram>,
    outgoing: Producer<Datagram>,
    converters: Converters,
    /// Played by the session, not yet heard.
    heard: VecDeque<f32>,
    /// Captured, not yet a whole frame.
    frame: Vec<i16>,
    marks: Arc<Marks>,
    first_received_at: Option<Instant>,
    first_received_to_first_played: Option<Duration>,
    report_at: Instant,
    /// Sends silence in place of the microphone.
    pub(crate) is_muted: bool,
    /// Belongs to the conference.
    pub(crate) is_joined: bool,
    /// Hears the microphone and is heard.
    pub(crate) is_in_focus: bool,
    /// Hears the others of the conference and is heard by them, where it takes part.
    party: Party,
    microphone: Fader,
    loudspeaker: Fader,
}

/// What a stream needs as a party of a conference.
struct Party {
    is_conferring: bool,
    /// What it says, on the way to the others.
    bridge: Bridge,
    /// What it said in the block that is being mixed.
    said: Block,
    limiter: Limiter,
}

impl Stream {
    pub(crate) fn new(
        id: StreamId,
        session: Session,
        incoming: Consumer<Datagram>,
        outgoing: Producer<Datagram>,
        marks: Arc<Marks>,
    ) -> Self {
        let report_at = marks.opened_at + REPORT;
        let converters = Converters::new(session.codec());
        let mut stream = Self {
            id,
            session,
            incoming,
            outgoing,
            converters,
            heard: VecDeque::with_capacity(4 * BLOCK),
            frame: Vec::with_capacity(FRAME_CAPACITY),
            marks,
            first_received_at: None,
            first_received_to_first_played: None,
            report_at,
            is_muted: false,
            is_joined: false,
            is_in_focus: false,
            party: Party {
                is_conferring: false,
                bridge: Bridge::new(),
                said: SILENCE,
                limiter: Limiter::new(),
            },
            microphone: Fader::at(0.0),
            loudspeaker: Fader::at(0.0),
        };
        stream.lead_in();
        stream
    }

    /// Brings new terms; what they replace is left in `update`.
    pub(crate) fn update(&mut self, update: &mut Update, now: Instant) {
        let codec = self.session.codec();
        let Some(terms) = update.terms.take() else { return };
        if let Err(error) = self.session.update(terms, now) {
            tracing::warn!(%error, "new terms not taken");
        }
        if codec != self.session.codec() {
            std::mem::swap(&mut self.converters, &mut update.converters);
            self.heard.clear();
            self.frame.clear();
            self.lead_in();
        }
    }

    /// The samples by which the converters come late, as silence: so blocks and frames become whole
    /// with the block that completes them and not one later.
    fn lead_in(&mut self) {
        let lead = |delay: usize| if delay > 0 { delay.min(BLOCK) + 2 } else { 0 };
        self.heard.extend(std::iter::repeat_n(0.0, lead(self.converters.up.delay())));
        self.frame.extend(std::iter::repeat_n(0, lead(self.converters.down.delay())));
    }

    pub(crate) const fn session(&mut self) -> &mut Session {
        &mut self.session
    }

    /// Takes what the network brought.
    pub(crate) fn receive(&mut self, mut tell: impl FnMut(Event)) {
        while let Ok(datagram) = self.incoming.peek() {
            let bytes = datagram.bytes.get(..datagram.length).unwrap_or(&[]);
            self.session.handle_datagram(datagram.channel, datagram.peer, bytes, datagram.at);
            let at = datagram.at;
            self.drop_received();
            self.tell_events(at, &mut tell);
        }
    }

    /// Moves past the datagram that was peeked at, without copying it.
    fn drop_received(&mut self) {
        if let Ok(chunk) = self.incoming.read_chunk(1) {
            chunk.commit_all();
        }
    }

    /// Does what is due: RTCP, watching, statistics.
    pub(crate) fn handle_timeout(&mut self, now: Instant, mut tell: impl FnMut(Event)) {
        self.session.handle_timeout(now);
        self.tell_events(now, &mut tell);
        if now >= self.report_at {
            self.report_at = now.max(self.report_at + REPORT);
            tell(Event::Statistics {
                stream: self.id,
                statistics: self.session.statistics(),
                timing: self.timing(),
            });
        }
    }

    fn tell_events(&mut self, at: Instant, tell: &mut impl FnMut(Event)) {
        let stream = self.id;
        while let Some(event) = self.session.poll_event() {
            tell(match event {
                media::Event::FirstPacket => {
                    self.first_received_at = Some(at);
                    Event::FirstPacket { stream }
                }
                media::Event::DigitReceived(digit) => Event::Digit { stream, digit },
                media::Event::Silent(span) => Event::Silent { stream, span },
                media::Event::Resumed => Event::Resumed { stream },
                media::Event::RemoteMoved => Event::RemoteMoved { stream },
                media::Event::Goodbye => Event::Goodbye { stream },
            });
        }
    }

    /// Whether sound flows both ways: neither side holds the other.
    pub(crate) fn is_both_ways(&self) -> bool {
        self.session.terms().direction == Direction::SendReceive
    }

    pub(crate) const fn is_conferring(&self) -> bool {
        self.party.is_conferring
    }

    /// Begins or ends to take part in the conference.
    pub(crate) fn confer(&mut self, is_conferring: bool) {
        if self.party.is_conferring != is_conferring {
            self.party.is_conferring = is_conferring;
            self.party.bridge.clear();
            self.party.said = SILENCE;
        }
    }

    /// Adds what it says next to what all parties say.
    pub(crate) fn say_to(&mut self, all: &mut Block) {
        if self.party.is_conferring {
            self.party.said = self.party.bridge.pull();
            for (sum, sample) in all.iter_mut().zip(&self.party.said) {
                *sum += *sample;
            }
        }
    }

    /// Sends 10 ms: the microphone where it may be heard, and what all parties but this one say.
    pub(crate) fn hear(&mut self, microphone: &Block, all: &Block, now: Instant) {
        let may_hear = self.is_in_focus && !self.is_muted;
        let mut block = *microphone;
        self.microphone.step(if may_hear { 1.0 } else { 0.0 }).apply(&mut block);
        if self.party.is_conferring {
            for ((sum, all), own) in block.iter_mut().zip(all).zip(&self.party.said) {
                *sum += all - own;
            }
            self.party.limiter.apply(&mut block);
        }
        self.capture(&block, now);
    }

    /// Adds the next 10 ms to the loudspeaker, if it is heard, and takes them to the conference.
    pub(crate) fn speak(&mut self, mix: &mut Block, now: Instant) {
        let mut block = SILENCE;
        self.play(&mut block, now);
        if self.party.is_conferring {
            self.party.bridge.push(&block);
        }
        self.loudspeaker.step(if self.is_in_focus { 1.0 } else { 0.0 }).add(mix, &block);
    }

    /// Takes 10 ms that are to be sent.
    fn capture(&mut self, block: &Block, now: Instant) {
        let frame = &mut self.frame;
        self.converters.down.push(block, |samples| {
            let free = frame.capacity() - frame.len();
            frame.extend(samples.iter().copied().map(to_i16).take(free));
        });
        let whole = self.session.frame_samples().max(1);
        while let Some(samples) = self.frame.get(..whole) {
            self.session.capture(samples, now);
            self.frame.drain(..whole);
        }
    }

    /// Gives the 10 ms that are to be heard next.
    fn play(&mut self, block: &mut Block, now: Instant) {
        let mut pcm = [0_i16; BLOCK];
        let mut samples = SILENCE;
        let (Some(pcm), Some(samples)) = (
            pcm.get_mut(..self.converters.block_samples),
            samples.get_mut(..self.converters.block_samples),
        ) else {
            return;
        };
        self.session.play(pcm, now);
        self.note_played(pcm, now);
        for (sample, value) in samples.iter_mut().zip(pcm.iter()) {
            *sample = from_i16(*value);
        }
        let heard = &mut self.heard;
        self.converters.up.push(samples, |converted| {
            let free = heard.capacity() - heard.len();
            heard.extend(converted.iter().take(free));
        });
        let ready = self.heard.len().min(BLOCK);
        for (place, sample) in block.iter_mut().zip(self.heard.drain(..ready)) {
            *place = sample;
        }
        if let Some(rest) = block.get_mut(ready..) {
            rest.fill(0.0);
        }
    }

    /// Notes when received sound, which may be silence, is given out for the first time: then the
    /// jitter buffer says how long sound waits in it.
    fn note_played(&mut self, pcm: &[i16], now: Instant) {
        if let (Some(received_at), None) =
            (self.first_received_at, self.first_received_to_first_played)
            && (pcm.iter().any(|sample| *sample != 0) || self.session.statistics().buffer_ms > 0.0)
        {
            let span = now.saturating_duration_since(received_at);
            self.first_received_to_first_played = Some(span);
        }
    }

    /// Hands all datagrams that are ready to the network; true if there were any.
    pub(crate) fn send(&mut self, now: Instant) -> bool {
        let mut is_any = false;
        while self.outgoing.slots() > 0 {
            let mut bytes = [0; MAX_DATAGRAM_BYTES];
            let Some(outgoing) = self.session.poll_datagram(&mut bytes) else { break };
            let datagram = Datagram {
                channel: outgoing.channel,
                peer: outgoing.to,
                at: now,
                length: outgoing.bytes,
                bytes,
            };
            is_any |= self.outgoing.push(datagram).is_ok();
        }
        is_any
    }

    /// Says goodbye; the stream is of no use afterwards.
    pub(crate) fn close(&mut self, now: Instant) -> Event {
        self.session.close(now);
        self.send(now);
        Event::Ended {
            stream: self.id,
            statistics: self.session.statistics(),
            timing: self.timing(),
        }
    }

    fn timing(&self) -> Timing {
        Timing {
            open_to_first_sent: self.marks.open_to_first_sent(),
            first_received_to_first_played: self.first_received_to_first_played,
        }
    }
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stream").field("id", &self.id).finish_non_exhaustive()
    }
}

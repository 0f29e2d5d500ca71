//! The handle through which the rest of the program speaks with the sound.

use std::collections::BTreeSet;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use clock::{Now, Timestamp};
use media::{Digit, Session, Settings, Terms};
use mio::Waker;
use rtrb::{Producer, RingBuffer};
use tokio::sync::mpsc;

use crate::bell::Bell;
use crate::device::Kind;
use crate::engine::{Command, Engine, Joints, MAX_STREAMS};
use crate::keeper::{Files, Keeper, Listing, Needs, Order, Parts};
use crate::network::{Line, Network, Outbox};
use crate::stream::{Converters, Marks, Stream, Update};
use crate::tone::TonePlayer;
use crate::wav::{Loop, Recorder};
use crate::{
    Choice, Country, Device, DeviceId, Event, MediaPort, OpenError, Ring, SoundError, StreamId,
    Tone, Volumes,
};

/// Datagrams that wait in either direction at most: more than a second of the shortest frames.
const DATAGRAMS: usize = 128;

/// Commands, devices and notices that wait at most.
const MESSAGES: usize = 512;

/// How long the first look at the devices may take.
const FIRST_LOOK: Duration = Duration::from_secs(1);

/// How long devices get to close when the program ends.
const FAREWELL: Duration = Duration::from_secs(1);

/// The running sound; dropping it closes streams, devices and files.
#[derive(Debug)]
pub struct Sound {
    desk: Mutex<Desk>,
    lines: Sender<Line>,
    orders: Sender<Order>,
    network: Arc<Waker>,
    listing: Arc<Listing>,
    stop: Arc<AtomicBool>,
    engine_thread: Option<JoinHandle<()>>,
    network_thread: Option<JoinHandle<()>>,
    keeper_thread: Option<JoinHandle<()>>,
}

/// What callers on several threads share.
#[derive(Debug)]
struct Desk {
    commands: Producer<Command>,
    choice: Choice,
    streams: BTreeSet<StreamId>,
    is_toning: bool,
    ring: Option<Ring>,
    country: Country,
    needs: Needs,
    recorders: Vec<JoinHandle<()>>,
}

impl Sound {
    /// Starts the threads; devices are opened when they are needed.
    pub fn start(choice: Choice, events: mpsc::Sender<Event>) -> Result<Self, SoundError> {
        let (files, recorders) = open_files(None, &choice)?;
        let stop = Arc::new(AtomicBool::new(false));
        let (commands, commands_taken) = RingBuffer::new(MESSAGES);
        let (fits, fits_taken) = RingBuffer::new(MESSAGES);
        let (notices, notices_taken) = RingBuffer::new(MESSAGES);
        let (lines, lines_taken) = std::sync::mpsc::channel();
        let (orders, orders_taken) = std::sync::mpsc::channel();
        let listing = Arc::new(Listing::default());

        let (network, waker) =
            Network::new(lines_taken, notices_taken, events.clone(), Arc::clone(&stop))?;
        let network_waker = Arc::new(waker);
        let network_thread = spawn("sound-net", move || network.run())?;
        let joints = Joints {
            commands: commands_taken,
            fits: fits_taken,
            notices,
            network: Arc::clone(&network_waker),
            stop: Arc::clone(&stop),
        };
        let engine = Engine::new(joints, Instant::now());
        let engine_thread = spawn("sound", move || engine.run())?;
        let keeper = Keeper::new(Parts {
            orders: orders_taken,
            order: orders.clone(),
            fits,
            engine: engine_thread.thread().clone(),
            outbox: Outbox::new(events),
            listing: Arc::clone(&listing),
        });
        let keeper_thread = spawn("sound-devices", move || keeper.run())?;

        let desk = Desk {
            commands,
            choice: choice.clone(),
            streams: BTreeSet::new(),
            is_toning: false,
            ring: None,
            country: Country::default(),
            needs: Needs::default(),
            recorders,
        };
        let sound = Self {
            desk: Mutex::new(desk),
            lines,
            orders,
            network: network_waker,
            listing,
            stop,
            engine_thread: Some(engine_thread),
            network_thread: Some(network_thread),
            keeper_thread: Some(keeper_thread),
        };
        sound.order(Order::Choose(choice, files));
        Ok(sound)
    }

    /// The devices of this machine; waits up to a second only when asked right after the start.
    #[must_use]
    pub fn devices(&self) -> Vec<Device> {
        self.listing.read(FIRST_LOOK)
    }

    /// The devices chosen last.
    #[must_use]
    pub fn choice(&self) -> Choice {
        self.desk().choice.clone()
    }

    /// Changes devices, also during a call.
    pub fn choose(&self, choice: Choice) -> Result<(), SoundError> {
        let mut desk = self.desk();
        let (files, recorders) = open_files(Some(&desk.choice), &choice)?;
        desk.recorders.retain(|recorder| !recorder.is_finished());
        desk.recorders.extend(recorders);
        desk.choice = choice.clone();
        self.order(Order::Choose(choice, files));
        self.follow_needs(&mut desk);
        Ok(())
    }

    /// Opens the loudspeaker for a call that is about to come; it closes after a while. The
    /// microphone stays closed until a stream is open: nobody listens before a call.
    pub fn prepare(&self) {
        self.order(Order::Prepare);
    }

    /// Opens a stream. It hears the microphone and is heard at once unless another one is
    /// ([`Sound::focus`]).
    pub fn open(
        &self,
        stream: StreamId,
        port: MediaPort,
        settings: Settings,
    ) -> Result<(), OpenError> {
        let opened_at = Instant::now();
        let mut desk = self.desk();
        if desk.streams.contains(&stream) {
            return Err(OpenError::AlreadyOpen);
        }
        if desk.streams.len() == MAX_STREAMS {
            return Err(OpenError::TooMany);
        }
        let now = Now { instant: opened_at, timestamp: Timestamp::now() };
        let session = Session::new(settings, now)?;
        let (incoming, incoming_taken) = RingBuffer::new(DATAGRAMS);
        let (outgoing, outgoing_taken) = RingBuffer::new(DATAGRAMS);
        let marks = Arc::new(Marks::new(opened_at));
        let line = Line::new(port, incoming, outgoing_taken, Arc::clone(&marks));
        if self.lines.send(line).is_err() {
            tracing::error!("the network thread is gone");
        }
        self.wake_network();
        let opened = Stream::new(stream, session, incoming_taken, outgoing, marks);
        self.command(&mut desk, Command::Open(Box::new(opened)));
        desk.streams.insert(stream);
        self.follow_needs(&mut desk);
        Ok(())
    }

    /// Brings new terms from a new offer.
    pub fn update(&self, stream: StreamId, terms: Terms) -> Result<(), OpenError> {
        let mut desk = self.desk();
        if !desk.streams.contains(&stream) {
            return Err(OpenError::Unknown);
        }
        let converters = Converters::new(terms.codec);
        let update = Update { stream, terms: Some(terms), converters };
        self.command(&mut desk, Command::Update(Box::new(update)));
        Ok(())
    }

    /// Closes a stream; [`Event::Ended`] brings its last counters.
    pub fn close(&self, stream: StreamId) {
        let mut desk = self.desk();
        if desk.streams.remove(&stream) {
            self.command(&mut desk, Command::Close(stream));
            self.follow_needs(&mut desk);
        }
    }

    /// Chooses the stream that hears the microphone and is heard; the others send silence. Without
    /// a choice the next stream that is opened gets it.
    pub fn focus(&self, stream: Option<StreamId>) {
        self.command(&mut self.desk(), Command::Focus(stream));
    }

    /// Joins streams in a conference: each hears the microphone and all others, the loudspeaker plays
    /// all of them. Replaces the conference before it; fewer than two streams are none. While the
    /// stream in focus is one of them, all of them are in focus; focus moves to the first of them
    /// unless it is one of them already.
    ///
    /// A stream that is closed leaves; one on hold (any direction but both) is left out until it is
    /// back. With the focus elsewhere the joined ones go on hearing each other without the person.
    pub fn join(&self, streams: &[StreamId]) {
        let joined = streams.iter().copied().take(MAX_STREAMS).collect();
        self.command(&mut self.desk(), Command::Join(joined));
    }

    /// Sends silence in place of the microphone to all streams, also those opened later, or the
    /// microphone again to those that are not muted by themselves.
    pub fn mute_all(&self, is_muted: bool) {
        self.command(&mut self.desk(), Command::MuteAll(is_muted));
    }

    /// Sends silence in place of the microphone, or the microphone again. In a conference a muted
    /// stream still hears the others.
    pub fn mute(&self, stream: StreamId, is_muted: bool) {
        self.command(&mut self.desk(), Command::Mute(stream, is_muted));
    }

    /// Queues key presses (RFC 4733); a stream whose far end takes none ignores them.
    pub fn send_digits(&self, stream: StreamId, digits: &[Digit]) {
        let mut desk = self.desk();
        for digit in digits {
            self.command(&mut desk, Command::Digit(stream, *digit));
        }
    }

    /// Plays a tone in the loudspeaker until told otherwise.
    pub fn tone(&self, tone: Option<Tone>) {
        let mut desk = self.desk();
        let player = tone.map(|tone| TonePlayer::new(desk.country, tone));
        self.command(&mut desk, Command::Tone(player));
        desk.is_toning = tone.is_some();
        self.follow_needs(&mut desk);
    }

    /// Plays the call waiting tone softly into the call, in its country's cadence, until told
    /// otherwise; [`Volumes::waiting`] says how softly. It opens no device: without a stream nothing
    /// is heard.
    pub fn waiting(&self, is_waiting: bool) {
        let mut desk = self.desk();
        let player = is_waiting.then(|| TonePlayer::new(desk.country, Tone::Waiting));
        self.command(&mut desk, Command::Waiting(player));
    }

    /// Plays the short sound of a key at the talking device, as loud as [`Volumes::keys`] says: an
    /// answer to the finger, nothing is sent. Call [`Sound::prepare`] when the key pad is shown, so
    /// that the first key is heard.
    pub fn key_tone(&self, digit: Digit) {
        self.order(Order::Prepare);
        self.command(&mut self.desk(), Command::Key(digit));
    }

    /// Chooses whose network's tones are played from now on.
    pub fn set_country(&self, country: Country) {
        self.desk().country = country;
    }

    /// Sets how loud speech, tones and keys are, also during a call.
    pub fn set_volumes(&self, volumes: Volumes) {
        self.command(&mut self.desk(), Command::Volumes(volumes));
    }

    /// Rings until told otherwise, at all places of [`Choice::rings`]. The same melody again only
    /// changes its volume.
    pub fn ring(&self, ring: Option<Ring>) {
        let mut desk = self.desk();
        if desk.ring == ring {
            return;
        }
        self.command(&mut desk, Command::Ring(ring.is_some().then(Bell::new)));
        desk.ring = ring;
        self.follow_needs(&mut desk);
    }

    /// Plays a melody once where it rings; stops at [`Sound::ring`], also at `ring(None)`, and does
    /// nothing while it rings.
    pub fn preview(&self, ring: Ring) {
        let mut desk = self.desk();
        if desk.ring.is_none() {
            self.command(&mut desk, Command::Ring((!ring.volume.is_off()).then(Bell::new)));
        }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the keeper when other devices are in use than before.
    fn follow_needs(&self, desk: &mut Desk) {
        let is_open = !desk.streams.is_empty();
        let rings_in_output = desk.ring.is_some() && *desk.choice.ring() == desk.choice.output;
        let needs = Needs {
            input: is_open,
            output: is_open || desk.is_toning || rings_in_output,
            ring: desk.ring.is_some() && !rings_in_output,
        };
        if needs != desk.needs {
            desk.needs = needs;
            self.order(Order::Need(needs));
        }
    }

    fn order(&self, order: Order) {
        if self.orders.send(order).is_err() {
            tracing::error!("the device thread is gone");
        }
    }

    /// Waits a moment where more commands come than the engine takes in one turn.
    fn command(&self, desk: &mut Desk, mut command: Command) {
        for _ in 0..200 {
            match desk.commands.push(command) {
                Ok(()) => {
                    self.wake_engine();
                    return;
                }
                Err(rtrb::PushError::Full(back)) => command = back,
            }
            self.wake_engine();
            thread::sleep(Duration::from_millis(5));
        }
        tracing::error!("the real-time thread takes no commands");
    }

    fn wake_engine(&self) {
        if let Some(engine) = &self.engine_thread {
            engine.thread().unpark();
        }
    }

    fn wake_network(&self) {
        if let Err(error) = self.network.wake() {
            tracing::debug!(%error, "network thread not woken");
        }
    }
}

impl Drop for Sound {
    /// Streams say goodbye, files are completed; a device that hangs is left behind.
    fn drop(&mut self) {
        self.order(Order::Stop);
        self.stop.store(true, Ordering::Release);
        self.wake_engine();
        join(self.engine_thread.take());
        self.wake_network();
        join(self.network_thread.take());
        if let Some(keeper) = self.keeper_thread.take() {
            let until = Instant::now() + FAREWELL;
            while !keeper.is_finished() && Instant::now() < until {
                thread::sleep(Duration::from_millis(2));
            }
            if keeper.is_finished() {
                join(Some(keeper));
            }
        }
        let recorders = std::mem::take(&mut self.desk().recorders);
        for recorder in recorders {
            join(Some(recorder));
        }
    }
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name(name.to_owned()).spawn(run)
}

fn join(thread: Option<JoinHandle<()>>) {
    if thread.is_some_and(|thread| thread.join().is_err()) {
        tracing::error!("a sound thread panicked");
    }
}

/// Opens the files that a choice names and the choice before it did not.
fn open_files(
    before: Option<&Choice>,
    choice: &Choice,
) -> Result<(Files, Vec<JoinHandle<()>>), SoundError> {
    let is_new = |device: &DeviceId, old: fn(&Choice) -> &DeviceId| {
        before.is_none_or(|before| old(before) != device)
    };
    let was_shared = before.is_some_and(|before| *before.ring() == before.output);
    let mut files = Files::default();
    let mut recorders = Vec::new();
    if let Kind::Wav(path) = choice.input.kind()
        && is_new(&choice.input, |before| &before.input)
    {
        files.input = Some(Loop::open(&path)?);
    }
    if let Kind::Wav(path) = choice.output.kind()
        && is_new(&choice.output, |before| &before.output)
    {
        let (recorder, thread) = Recorder::create(&path)?;
        files.output = Some(recorder);
        recorders.push(thread);
    }
    if let Kind::Wav(path) = choice.ring().kind()
        && *choice.ring() != choice.output
        && (was_shared || is_new(choice.ring(), |before| before.ring()))
    {
        let (recorder, thread) = Recorder::create(&path)?;
        files.ring = Some(recorder);
        recorders.push(thread);
    }
    Ok((files, recorders))
}

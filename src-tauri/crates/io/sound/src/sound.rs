//! The handle through which the rest of the program speaks with the sound.

mod files;
mod signals;
mod streams;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;

use std::collections::BTreeSet;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use mio::Waker;
use rtrb::{Producer, RingBuffer};
use tokio::sync::mpsc;

use self::files::open_files;
use crate::engine::{Command, Engine, Joints};
use crate::keeper::{Keeper, Listing, Needs, Order, Parts};
use crate::network::{Brought, Network, Outbox};
use crate::{Choice, Country, Device, Event, Ring, SoundError, StreamId, Tone, Volumes};

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
    lines: Sender<Brought>,
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
    tone: Option<Tone>,
    is_waiting: bool,
    ring: Option<Ring>,
    is_previewing: bool,
    country: Country,
    volumes: Volumes,
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
            tone: None,
            is_waiting: false,
            ring: None,
            is_previewing: false,
            country: Country::default(),
            volumes: Volumes::default(),
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

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the keeper when other devices are in use than before.
    fn follow_needs(&self, desk: &mut Desk) {
        let is_open = !desk.streams.is_empty();
        let needs =
            Needs { input: is_open, output: is_open || desk.is_toning(), ring: desk.is_ringing() };
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

//! Opens the machine's sound devices: on Linux through its sound server, elsewhere and without one
//! through `cpal`.
//!
//! Every question is given up after a while: a system that hangs must not hang us.

mod alsa;
mod callback;
mod library;
#[cfg(target_os = "linux")]
mod server;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::Thread;
use std::time::Duration;
#[cfg(target_os = "linux")]
use std::time::Instant;

use cpal::SampleFormat;

pub(crate) use self::alsa::is_alias;
#[cfg(target_os = "linux")]
use self::callback::{Ear, Mouth, ring};
use self::library::{Leaving, bounded, find, list, lost_by, open_input, open_output, start};
use crate::device::Kind;
use crate::sink::{Demand, Loudspeaker};
use crate::source::Microphone;
use crate::{Device, DeviceId, Role};

/// How long a sound server may take for an answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Why a device could not be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HardwareError {
    /// No device of this name, or none at all.
    #[error("no such device")]
    Missing,
    /// The sound server did not answer in time.
    #[error("no answer from the sound server")]
    Silent,
    /// A sample format nobody has seen in a sound card.
    #[error("samples of type {0} are not understood")]
    Format(SampleFormat),
    /// What `cpal` says.
    #[error("{0}")]
    Device(#[from] cpal::Error),
    /// What the sound server says.
    #[cfg(target_os = "linux")]
    #[error(transparent)]
    Server(#[from] server::ServerError),
}

impl HardwareError {
    /// Whether the sound system itself failed, and not only this device.
    pub(crate) const fn is_systems_fault(&self) -> bool {
        match self {
            Self::Missing | Self::Format(_) => false,
            Self::Silent | Self::Device(_) => true,
            #[cfg(target_os = "linux")]
            Self::Server(_) => true,
        }
    }
}

/// A running device: dropping it stops it.
pub(crate) struct Opened {
    running: Running,
    /// The device that was really opened.
    pub(crate) id: DeviceId,
    /// Grows with each callback.
    beats: Beats,
}

enum Beats {
    Input(Arc<AtomicU32>),
    Output(Arc<Demand>),
}

impl Opened {
    fn library_stream(&self) -> Option<Arc<cpal::Stream>> {
        match &self.running {
            Running::Library(Leaving(stream)) => stream.clone(),
            #[cfg(target_os = "linux")]
            Running::Server { .. } => None,
        }
    }

    /// Whether the device is in the list as long as it works. ALSA may leave out a device because it
    /// is open; a sound server may move a stream from a device that went to another one.
    pub(crate) const fn is_listed_while_open(&self) -> bool {
        match &self.running {
            Running::Library(_) => false,
            #[cfg(target_os = "linux")]
            Running::Server { .. } => true,
        }
    }

    /// How often the device called so far.
    pub(crate) fn beats(&self) -> u32 {
        match &self.beats {
            Beats::Input(beats) => beats.load(Ordering::Relaxed),
            Beats::Output(demand) => demand.beats.load(Ordering::Relaxed),
        }
    }
}

/// What keeps a device at work.
enum Running {
    Library(Leaving),
    #[cfg(target_os = "linux")]
    Server {
        _running: server::Running,
    },
}

/// The machine's sound system.
pub(crate) struct Hardware {
    #[cfg(target_os = "linux")]
    server: Option<server::Server>,
    host: Option<Arc<cpal::Host>>,
    /// The cards and devices ALSA had when it was last asked.
    alsa: Option<(String, Vec<Device>)>,
    engine: Thread,
}

impl Hardware {
    pub(crate) const fn new(engine: Thread) -> Self {
        Self {
            #[cfg(target_os = "linux")]
            server: None,
            host: None,
            alsa: None,
            engine,
        }
    }

    /// Forgets the connection to the sound system; the next question makes a new one.
    pub(crate) fn reconnect(&mut self) {
        #[cfg(target_os = "linux")]
        {
            self.server = None;
        }
        self.host = None;
    }

    /// All devices there are now; empty when there is no sound system.
    pub(crate) fn list(&mut self) -> Vec<Device> {
        #[cfg(target_os = "linux")]
        if let Some(server) = self.server() {
            match server.list() {
                Ok(entries) => return entries.into_iter().map(|entry| entry.device).collect(),
                Err(error) => {
                    tracing::debug!(%error, "devices cannot be listed");
                    self.reconnect();
                    return Vec::new();
                }
            }
        }
        let Some(host) = self.host() else { return Vec::new() };
        let cards = alsa::cards_of(&host);
        if let (Some(cards), Some((known, devices))) = (&cards, &self.alsa)
            && cards == known
        {
            return devices.clone();
        }
        let devices = match bounded(move |answer| answer(list(&host))) {
            Ok(Ok(devices)) => devices,
            Ok(Err(error)) => {
                tracing::debug!(%error, "devices cannot be listed");
                self.reconnect();
                Vec::new()
            }
            Err(_) => {
                self.reconnect();
                Vec::new()
            }
        };
        self.alsa = cards.map(|cards| (cards, devices.clone()));
        devices
    }

    /// Opens a microphone; `lost` is called from any thread when it stops working.
    pub(crate) fn open_input(
        &mut self,
        wanted: &Kind<'_>,
        lost: impl FnOnce() + Send + 'static,
    ) -> Result<(Opened, Microphone), HardwareError> {
        let engine = self.engine.clone();
        let name = name_of(wanted);
        #[cfg(target_os = "linux")]
        if let Some(server) = self.server() {
            return open_server_input(server, name.as_deref(), engine, lost);
        }
        let host = self.host().ok_or(HardwareError::Missing)?;
        start(move || {
            let device = find(&host, name.as_deref(), Role::Input)?;
            open_input(&device, engine, lost_by(lost))
        })
    }

    /// Opens a loudspeaker; `lost` is called from any thread when it stops working.
    pub(crate) fn open_output(
        &mut self,
        wanted: &Kind<'_>,
        lost: impl FnOnce() + Send + 'static,
    ) -> Result<(Opened, Loudspeaker), HardwareError> {
        let engine = self.engine.clone();
        let name = name_of(wanted);
        #[cfg(target_os = "linux")]
        if let Some(server) = self.server() {
            return open_server_output(server, name.as_deref(), engine, lost);
        }
        let host = self.host().ok_or(HardwareError::Missing)?;
        start(move || {
            let device = find(&host, name.as_deref(), Role::Output)?;
            open_output(&device, engine, lost_by(lost))
        })
    }

    /// The sound server; asked for again as long as there is none.
    #[cfg(target_os = "linux")]
    fn server(&mut self) -> Option<&mut server::Server> {
        if self.server.is_none() {
            self.server = server::Server::find().unwrap_or_else(|error| {
                tracing::debug!(%error, "no sound server");
                None
            });
        }
        self.server.as_mut()
    }

    fn host(&mut self) -> Option<Arc<cpal::Host>> {
        if self.host.is_none() && !alsa::is_futile() {
            self.host = bounded(|answer| answer(Arc::new(cpal::default_host()))).ok();
        }
        self.host.clone()
    }
}

fn name_of(wanted: &Kind<'_>) -> Option<String> {
    match wanted {
        Kind::Named(name) => Some((*name).to_owned()),
        Kind::Default | Kind::Null | Kind::Wav(_) => None,
    }
}

#[cfg(target_os = "linux")]
fn open_server_input(
    server: &mut server::Server,
    name: Option<&str>,
    engine: Thread,
    lost: impl FnOnce() + Send + 'static,
) -> Result<(Opened, Microphone), HardwareError> {
    let entry = server.device(name, Role::Input)?.ok_or(HardwareError::Missing)?;
    let beats = Arc::new(AtomicU32::new(0));
    let mut microphone = None;
    let make = |rate_hz| {
        let (samples, consumer) = ring(rate_hz);
        microphone = Some(Microphone::new(consumer, rate_hz, Instant::now()));
        Ear { samples, beats: Arc::clone(&beats), engine }
    };
    let running = Running::Server { _running: server::listen(server, &entry, make, lost)? };
    let opened = Opened { running, id: entry.device.id, beats: Beats::Input(beats) };
    Ok((opened, microphone.ok_or(HardwareError::Missing)?))
}

#[cfg(target_os = "linux")]
fn open_server_output(
    server: &mut server::Server,
    name: Option<&str>,
    engine: Thread,
    lost: impl FnOnce() + Send + 'static,
) -> Result<(Opened, Loudspeaker), HardwareError> {
    let entry = server.device(name, Role::Output)?.ok_or(HardwareError::Missing)?;
    let demand = Arc::new(Demand::default());
    let mut loudspeaker = None;
    let make = |rate_hz| {
        let (producer, samples) = ring(rate_hz);
        let now = Instant::now();
        loudspeaker = Some(Loudspeaker::new(producer, rate_hz, Arc::clone(&demand), now));
        Mouth { samples, demand: Arc::clone(&demand), engine }
    };
    let running = Running::Server { _running: server::speak(server, &entry, make, lost)? };
    let opened = Opened { running, id: entry.device.id, beats: Beats::Output(demand) };
    Ok((opened, loudspeaker.ok_or(HardwareError::Missing)?))
}

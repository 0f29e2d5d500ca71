//! Opens the machine's sound devices: on Linux through its sound server, elsewhere and without one
//! through `cpal`.
//!
//! Every question is given up after a while: a system that hangs must not hang us.

mod alsa;
mod callback;
#[cfg(target_os = "linux")]
mod server;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{BufferSize, ErrorKind, SampleFormat, StreamConfig};
use cpal::{SupportedBufferSize, SupportedStreamConfig};

use self::callback::{Ear, Mouth, listen, ring, speak};
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

/// A stream of `cpal`. Stopping it can take for ever, so nobody waits for it.
struct Leaving(Option<Arc<cpal::Stream>>);

impl Drop for Leaving {
    fn drop(&mut self) {
        if let Some(stream) = self.0.take() {
            drop(thread::Builder::new().name("sound-stop".to_owned()).spawn(|| drop(stream)));
        }
    }
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

/// Waits for an answer no longer than [`PATIENCE`]; the thread that hangs is left behind.
fn bounded<T: Send + 'static>(
    ask: impl FnOnce(&dyn Fn(T)) + Send + 'static,
) -> Result<T, HardwareError> {
    let (answer, answered) = sync_channel(1);
    let asking = thread::Builder::new().name("sound-ask".to_owned()).spawn(move || {
        ask(&move |found| drop(answer.try_send(found)));
    });
    if asking.is_err() {
        return Err(HardwareError::Silent);
    }
    answered.recv_timeout(PATIENCE).map_err(|error| match error {
        RecvTimeoutError::Timeout => HardwareError::Silent,
        RecvTimeoutError::Disconnected => HardwareError::Missing,
    })
}

/// Builds a stream and lets it run. Answers as soon as it is built: a microphone may take long until
/// its first sample.
fn start<E: Send + 'static>(
    open: impl FnOnce() -> Result<(Opened, E, Lost), HardwareError> + Send + 'static,
) -> Result<(Opened, E), HardwareError> {
    bounded(move |answer| match open() {
        Ok((opened, end, lost)) => {
            let stream = opened.library_stream();
            answer(Ok((opened, end)));
            if let Some(Err(error)) = stream.map(|stream| stream.play()) {
                tracing::debug!(%error, "device does not start");
                call_out(&lost);
            }
        }
        Err(error) => answer(Err(error)),
    })?
}

fn name_of(wanted: &Kind<'_>) -> Option<String> {
    match wanted {
        Kind::Named(name) => Some((*name).to_owned()),
        Kind::Default | Kind::Null | Kind::Wav(_) => None,
    }
}

fn list(host: &cpal::Host) -> Result<Vec<Device>, cpal::Error> {
    let default_input = host.default_input_device().and_then(|device| device.id().ok());
    let default_output = host.default_output_device().and_then(|device| device.id().ok());
    let mut devices = Vec::new();
    for device in host.devices()? {
        let Ok(id) = device.id() else { continue };
        if id.id() == "null" {
            continue;
        }
        let name =
            device.description().map_or_else(|_| id.to_string(), |text| text.name().to_owned());
        let mut add = |role, is_default| {
            let id = DeviceId::from(id.to_string());
            devices.push(Device { id, name: name.clone(), role, is_default });
        };
        if device.supports_input() {
            add(Role::Input, default_input.as_ref() == Some(&id));
        }
        if device.supports_output() {
            add(Role::Output, default_output.as_ref() == Some(&id));
        }
    }
    Ok(devices)
}

/// The device with this id or name, the default where no name is given.
fn find(host: &cpal::Host, name: Option<&str>, role: Role) -> Result<cpal::Device, HardwareError> {
    let Some(name) = name else {
        let default = match role {
            Role::Input => host.default_input_device(),
            Role::Output | Role::Ring => host.default_output_device(),
        };
        return default.ok_or(HardwareError::Missing);
    };
    let has_role = |device: &cpal::Device| match role {
        Role::Input => device.supports_input(),
        Role::Output | Role::Ring => device.supports_output(),
    };
    let is_meant = |device: &cpal::Device| {
        device.id().is_ok_and(|id| id.id() == name || id.to_string() == name)
            || device.description().is_ok_and(|text| text.name() == name)
    };
    host.devices()?
        .find(|device| is_meant(device) && has_role(device))
        .ok_or(HardwareError::Missing)
}

/// Periods of 10 ms where the device takes a wish. With the server's own choice sound came in bursts
/// that left gaps (PulseAudio 16).
fn stream_config(supported: &SupportedStreamConfig) -> StreamConfig {
    let period = supported.sample_rate() / 100;
    let buffer_size = match supported.buffer_size() {
        SupportedBufferSize::Range { min, max } => BufferSize::Fixed(period.clamp(*min, *max)),
        SupportedBufferSize::Unknown => BufferSize::Fixed(period),
    };
    StreamConfig {
        channels: supported.channels(),
        sample_rate: supported.sample_rate(),
        buffer_size,
    }
}

/// Runs `build` with periods of 10 ms and, where the device refuses them, with its own choice.
fn with_buffer_of_choice(
    mut config: StreamConfig,
    mut build: impl FnMut(StreamConfig) -> Result<cpal::Stream, HardwareError>,
) -> Result<cpal::Stream, HardwareError> {
    match build(config) {
        Err(HardwareError::Device(error)) if error.kind() == ErrorKind::UnsupportedConfig => {
            config.buffer_size = BufferSize::Default;
            build(config)
        }
        built => built,
    }
}

/// Calls `lost` once when an error ends the stream; lesser ones are only noted. A stream that failed
/// may go on failing thousands of times a second until it is dropped (ALSA's plugins do).
#[expect(clippy::wildcard_enum_match_arm, reason = "the list of errors is open")]
fn watch(lost: &Lost) -> impl FnMut(cpal::Error) + Send + 'static {
    let lost = Arc::clone(lost);
    move |error| match error.kind() {
        ErrorKind::Xrun | ErrorKind::RealtimeDenied | ErrorKind::DeviceChanged => {
            tracing::debug!(%error, "sound device");
        }
        _ => {
            if call_out(&lost) {
                tracing::debug!(%error, "sound device stopped working");
            }
        }
    }
}

/// What is called once when a device stops working.
type Lost = Arc<Mutex<Option<Box<dyn FnOnce() + Send>>>>;

fn lost_by(lost: impl FnOnce() + Send + 'static) -> Lost {
    Arc::new(Mutex::new(Some(Box::new(lost))))
}

/// True when it had not been called before.
fn call_out(lost: &Lost) -> bool {
    let lost = lost.lock().unwrap_or_else(PoisonError::into_inner).take();
    lost.map(|lost| lost()).is_some()
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the list of formats is open")]
fn open_input(
    device: &cpal::Device,
    engine: Thread,
    lost: Lost,
) -> Result<(Opened, Microphone, Lost), HardwareError> {
    let supported = device.default_input_config()?;
    let rate_hz = supported.sample_rate();
    let beats = Arc::new(AtomicU32::new(0));
    let mut end = None;
    let stream = with_buffer_of_choice(stream_config(&supported), |config| {
        let (producer, consumer) = ring(rate_hz);
        end = Some(consumer);
        let ear = Ear { samples: producer, beats: Arc::clone(&beats), engine: engine.clone() };
        let watch = watch(&lost);
        Ok(match supported.sample_format() {
            SampleFormat::I8 => listen::<i8>(device, config, ear, watch)?,
            SampleFormat::I16 => listen::<i16>(device, config, ear, watch)?,
            SampleFormat::I24 => listen::<cpal::I24>(device, config, ear, watch)?,
            SampleFormat::I32 => listen::<i32>(device, config, ear, watch)?,
            SampleFormat::U8 => listen::<u8>(device, config, ear, watch)?,
            SampleFormat::U16 => listen::<u16>(device, config, ear, watch)?,
            SampleFormat::U24 => listen::<cpal::U24>(device, config, ear, watch)?,
            SampleFormat::U32 => listen::<u32>(device, config, ear, watch)?,
            SampleFormat::F32 => listen::<f32>(device, config, ear, watch)?,
            SampleFormat::F64 => listen::<f64>(device, config, ear, watch)?,
            other => return Err(HardwareError::Format(other)),
        })
    })?;
    let consumer = end.ok_or(HardwareError::Missing)?;
    let id = DeviceId::from(device.id()?.to_string());
    let microphone = Microphone::new(consumer, rate_hz, Instant::now());
    let running = Running::Library(Leaving(Some(Arc::new(stream))));
    Ok((Opened { running, id, beats: Beats::Input(beats) }, microphone, lost))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the list of formats is open")]
fn open_output(
    device: &cpal::Device,
    engine: Thread,
    lost: Lost,
) -> Result<(Opened, Loudspeaker, Lost), HardwareError> {
    let supported = device.default_output_config()?;
    let rate_hz = supported.sample_rate();
    let demand = Arc::new(Demand::default());
    let mut end = None;
    let stream = with_buffer_of_choice(stream_config(&supported), |config| {
        let (producer, consumer) = ring(rate_hz);
        end = Some(producer);
        let mouth =
            Mouth { samples: consumer, demand: Arc::clone(&demand), engine: engine.clone() };
        let watch = watch(&lost);
        Ok(match supported.sample_format() {
            SampleFormat::I8 => speak::<i8>(device, config, mouth, watch)?,
            SampleFormat::I16 => speak::<i16>(device, config, mouth, watch)?,
            SampleFormat::I24 => speak::<cpal::I24>(device, config, mouth, watch)?,
            SampleFormat::I32 => speak::<i32>(device, config, mouth, watch)?,
            SampleFormat::U8 => speak::<u8>(device, config, mouth, watch)?,
            SampleFormat::U16 => speak::<u16>(device, config, mouth, watch)?,
            SampleFormat::U24 => speak::<cpal::U24>(device, config, mouth, watch)?,
            SampleFormat::U32 => speak::<u32>(device, config, mouth, watch)?,
            SampleFormat::F32 => speak::<f32>(device, config, mouth, watch)?,
            SampleFormat::F64 => speak::<f64>(device, config, mouth, watch)?,
            other => return Err(HardwareError::Format(other)),
        })
    })?;
    let producer = end.ok_or(HardwareError::Missing)?;
    let id = DeviceId::from(device.id()?.to_string());
    let loudspeaker = Loudspeaker::new(producer, rate_hz, Arc::clone(&demand), Instant::now());
    let running = Running::Library(Leaving(Some(Arc::new(stream))));
    Ok((Opened { running, id, beats: Beats::Output(demand) }, loudspeaker, lost))
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

//! Devices through `cpal`: all there is on Windows and macOS, and ALSA on Linux.

use std::sync::atomic::AtomicU32;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Thread};
use std::time::Instant;

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{BufferSize, ErrorKind, SampleFormat, StreamConfig};
use cpal::{SupportedBufferSize, SupportedStreamConfig};

use super::callback::{Ear, Mouth, listen, ring, speak};
use super::{Beats, HardwareError, Opened, PATIENCE, Running};
use crate::sink::{Demand, Loudspeaker};
use crate::source::Microphone;
use crate::{Device, DeviceId, Role};

/// A stream of `cpal`. Stopping it can take for ever, so nobody waits for it.
pub(super) struct Leaving(pub(super) Option<Arc<cpal::Stream>>);

impl Drop for Leaving {
    fn drop(&mut self) {
        if let Some(stream) = self.0.take() {
            drop(thread::Builder::new().name("sound-stop".to_owned()).spawn(|| drop(stream)));
        }
    }
}

/// Waits for an answer no longer than [`PATIENCE`]; the thread that hangs is left behind.
pub(super) fn bounded<T: Send + 'static>(
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
pub(super) fn start<E: Send + 'static>(
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

pub(super) fn list(host: &cpal::Host) -> Result<Vec<Device>, cpal::Error> {
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
pub(super) fn find(
    host: &cpal::Host,
    name: Option<&str>,
    role: Role,
) -> Result<cpal::Device, HardwareError> {
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
pub(super) type Lost = Arc<Mutex<Option<Box<dyn FnOnce() + Send>>>>;

pub(super) fn lost_by(lost: impl FnOnce() + Send + 'static) -> Lost {
    Arc::new(Mutex::new(Some(Box::new(lost))))
}

/// True when it had not been called before.
fn call_out(lost: &Lost) -> bool {
    let lost = lost.lock().unwrap_or_else(PoisonError::into_inner).take();
    lost.map(|lost| lost()).is_some()
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the list of formats is open")]
pub(super) fn open_input(
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
pub(super) fn open_output(
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

//! An open device of a sound server: a connection and the thread that serves it.

use std::io;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use pulseaudio::protocol::{
    ChannelMap, Command, CreatePlaybackStreamReply, CreateRecordStreamReply, DESCRIPTOR_SIZE,
    Descriptor, DescriptorFlags, PlaybackStreamParams, Prop, Props, RecordStreamParams,
    SampleFormat, SampleSpec, SetPlaybackStreamBufferAttrParams, encode_descriptor,
    stream::{BufferAttr, StreamFlags},
};

use super::connection::{COMMANDS, Connection};
use super::{Entry, Server, ServerError};
use crate::hardware::callback::{Ear, Mouth};
use crate::priority;

/// Mono samples of 32 bits: the server brings them to the device's channels and back.
const FRAME_BYTES: u32 = 4;

/// Periods of 10 ms in a second.
const PERIODS_PER_SECOND: u32 = 100;

/// Periods that wait in the server: one is played while the next is fetched.
const PERIODS: u32 = 2;

/// As many may wait after the server ran dry again and again.
const MOST_PERIODS: u32 = 6;

/// The server runs dry at most this often before one more period waits in it.
const EASE: Duration = Duration::from_millis(500);

/// What the server may ask for at once.
const MAX_REQUEST_BYTES: u32 = 256 * 1024;

/// A device at work: dropping it stops it.
#[derive(Debug)]
pub(crate) struct Running {
    socket: UnixStream,
    is_closed: Arc<AtomicBool>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.is_closed.store(true, Ordering::Relaxed);
        if let Err(error) = self.socket.shutdown(Shutdown::Both) {
            tracing::debug!(%error, "connection to the sound server was closed before");
        }
    }
}

/// Starts a microphone; `lost` is called if it ends by itself.
pub(crate) fn listen(
    server: &Server,
    entry: &Entry,
    make: impl FnOnce(u32) -> Ear,
    lost: impl FnOnce() + Send + 'static,
) -> Result<Running, ServerError> {
    let mut connection = server.connect()?;
    let period = entry.rate_hz / PERIODS_PER_SECOND * FRAME_BYTES;
    let params = RecordStreamParams {
        sample_spec: spec(entry.rate_hz),
        channel_map: ChannelMap::mono(),
        source_index: Some(entry.index),
        buffer_attr: BufferAttr { fragment_size: period, ..BufferAttr::default() },
        flags: StreamFlags { adjust_latency: true, ..StreamFlags::default() },
        props: props(),
        ..RecordStreamParams::default()
    };
    let created: CreateRecordStreamReply = connection.ask(&Command::CreateRecordStream(params))?;
    let mut ear = make(created.sample_spec.sample_rate);
    serve("sound-in", connection, lost, move |connection| {
        loop {
            match connection.read()? {
                channel if channel == created.channel => {
                    let (samples, _) = connection.message().as_chunks();
                    ear.hear(samples.iter().copied().map(f32::from_le_bytes));
                }
                COMMANDS => {
                    if let Some(Command::RecordStreamKilled(_)) = connection.command() {
                        return Ok(());
                    }
                }
                _ => {}
            }
        }
    })
}

/// Starts a loudspeaker; `lost` is called if it ends by itself.
pub(crate) fn speak(
    server: &Server,
    entry: &Entry,
    make: impl FnOnce(u32) -> Mouth,
    lost: impl FnOnce() + Send + 'static,
) -> Result<Running, ServerError> {
    let mut connection = server.connect()?;
    let period = entry.rate_hz / PERIODS_PER_SECOND * FRAME_BYTES;
    let params = PlaybackStreamParams {
        sample_spec: spec(entry.rate_hz),
        channel_map: ChannelMap::mono(),
        sink_index: Some(entry.index),
        buffer_attr: playback_buffer(period, PERIODS),
        flags: StreamFlags { adjust_latency: true, ..StreamFlags::default() },
        props: props(),
        ..PlaybackStreamParams::default()
    };
    let created: CreatePlaybackStreamReply =
        connection.ask(&Command::CreatePlaybackStream(params))?;
    let mouth = make(created.sample_spec.sample_rate);
    let mut voice = Voice {
        mouth,
        channel: created.channel,
        message: Vec::with_capacity(DESCRIPTOR_SIZE + 8 * period as usize),
        period,
        periods: PERIODS,
        eased_at: Instant::now(),
    };
    serve("sound-out", connection, lost, move |connection| {
        voice.give(connection, created.requested_bytes)?;
        loop {
            if connection.read()? != COMMANDS {
                continue;
            }
            match connection.command() {
                Some(Command::Request(request)) => voice.give(connection, request.length)?,
                Some(Command::Underflow(_)) => voice.ease(connection)?,
                Some(Command::PlaybackStreamKilled(_)) => return Ok(()),
                Some(_) | None => {}
            }
        }
    })
}

/// What answers a server that asks for samples.
struct Voice {
    mouth: Mouth,
    channel: u32,
    message: Vec<u8>,
    /// Bytes of 10 ms.
    period: u32,
    periods: u32,
    eased_at: Instant,
}

impl Voice {
    fn give(&mut self, connection: &mut Connection, bytes: u32) -> io::Result<()> {
        let frames = bytes.min(MAX_REQUEST_BYTES) / FRAME_BYTES;
        let descriptor = Descriptor {
            length: frames * FRAME_BYTES,
            channel: self.channel,
            offset: 0,
            flags: DescriptorFlags::empty(),
        };
        let mut head = [0; DESCRIPTOR_SIZE];
        encode_descriptor(&mut head, &descriptor);
        let message = &mut self.message;
        message.clear();
        message.extend_from_slice(&head);
        self.mouth.speak(usize::try_from(frames).unwrap_or(0), |sample| {
            message.extend_from_slice(&sample.to_le_bytes());
        });
        connection.write(message)
    }

    /// Lets one more period wait in a server that ran dry: it or the machine is slow.
    fn ease(&mut self, connection: &mut Connection) -> Result<(), ServerError> {
        if self.periods == MOST_PERIODS || self.eased_at.elapsed() < EASE {
            return Ok(());
        }
        self.periods += 1;
        self.eased_at = Instant::now();
        tracing::debug!(periods = self.periods, "the sound server ran dry");
        let params = SetPlaybackStreamBufferAttrParams {
            index: self.channel,
            buffer_attr: playback_buffer(self.period, self.periods),
            adjust_latency: true,
            early_requests: false,
        };
        connection.tell(&Command::SetPlaybackStreamBufferAttr(params)).map(drop)
    }
}

/// Plays at once and goes on after running dry without waiting for more. The server gives its device
/// what is left of the target after two requests: half a period each leaves it one whole period.
fn playback_buffer(period: u32, periods: u32) -> BufferAttr {
    BufferAttr {
        target_length: period * periods,
        minimum_request_length: period / 2 / FRAME_BYTES * FRAME_BYTES,
        pre_buffering: 0,
        ..BufferAttr::default()
    }
}

fn spec(rate_hz: u32) -> SampleSpec {
    SampleSpec { format: SampleFormat::Float32Le, channels: 1, sample_rate: rate_hz }
}

fn props() -> Props {
    let mut props = Props::new();
    props.set(Prop::MediaName, c"Rufbereit");
    props.set(Prop::MediaRole, c"phone");
    props
}

fn serve(
    name: &str,
    mut connection: Connection,
    lost: impl FnOnce() + Send + 'static,
    mut run: impl FnMut(&mut Connection) -> Result<(), ServerError> + Send + 'static,
) -> Result<Running, ServerError> {
    connection.wait_for_ever()?;
    let socket = connection.socket()?;
    let is_closed = Arc::new(AtomicBool::new(false));
    let is_over = Arc::clone(&is_closed);
    thread::Builder::new().name(name.to_owned()).spawn(move || {
        priority::raise();
        let ended = run(&mut connection);
        if !is_over.load(Ordering::Relaxed) {
            tracing::debug!(?ended, "the sound server ended a stream");
            lost();
        }
    })?;
    Ok(Running { socket, is_closed })
}

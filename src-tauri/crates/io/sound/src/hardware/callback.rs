//! What runs on the devices' own threads: samples into a ring, samples out of a ring.
//!
//! It takes no lock and allocates nothing, and wakes the engine each time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::Thread;

use cpal::traits::DeviceTrait;
use cpal::{FromSample, SizedSample, StreamConfig};
use rtrb::{Consumer, Producer, RingBuffer};

use super::PATIENCE;
use crate::sink::Demand;

/// Parts of a second that wait between engine and device at most.
const RINGS_PER_SECOND: u32 = 2;

pub(super) fn ring(rate_hz: u32) -> (Producer<f32>, Consumer<f32>) {
    RingBuffer::new(usize::try_from(rate_hz / RINGS_PER_SECOND).expect("an audio rate").max(1))
}

/// The device's end of a microphone's ring.
pub(super) struct Ear {
    pub(super) samples: Producer<f32>,
    pub(super) beats: Arc<AtomicU32>,
    pub(super) engine: Thread,
}

impl Ear {
    /// Takes mono samples from the device; those for which there is no room are lost.
    pub(super) fn hear(&mut self, samples: impl ExactSizeIterator<Item = f32>) {
        let count = samples.len().min(self.samples.slots());
        if let Ok(room) = self.samples.write_chunk_uninit(count) {
            room.fill_from_iter(samples);
        }
        self.beats.fetch_add(1, Ordering::Relaxed);
        self.engine.unpark();
    }
}

/// The device's end of a loudspeaker's ring.
pub(super) struct Mouth {
    pub(super) samples: Consumer<f32>,
    pub(super) demand: Arc<Demand>,
    pub(super) engine: Thread,
}

impl Mouth {
    /// Gives as many mono samples as the device asks for, silence where there are none.
    pub(super) fn speak(&mut self, frames: usize, mut place: impl FnMut(f32)) {
        let ready = frames.min(self.samples.slots());
        if let Ok(chunk) = self.samples.read_chunk(ready) {
            chunk.into_iter().for_each(&mut place);
        }
        for _ in ready..frames {
            place(0.0);
        }
        self.demand.frames.store(u32::try_from(frames).unwrap_or(u32::MAX), Ordering::Relaxed);
        if ready < frames {
            self.demand.shortages.fetch_add(1, Ordering::Relaxed);
        }
        self.demand.beats.fetch_add(1, Ordering::Relaxed);
        self.engine.unpark();
    }
}

pub(super) fn listen<T>(
    device: &cpal::Device,
    config: StreamConfig,
    mut ear: Ear,
    watch: impl FnMut(cpal::Error) + Send + 'static,
) -> Result<cpal::Stream, cpal::Error>
where
    T: SizedSample,
    f32: FromSample<T>,
{
    let channels = usize::from(config.channels.max(1));
    let scale = 1.0 / f32::from(config.channels.max(1));
    let mix = move |frame: &[T]| {
        frame.iter().map(|sample| f32::from_sample_(*sample)).sum::<f32>() * scale
    };
    let take = move |data: &[T], _: &cpal::InputCallbackInfo| {
        ear.hear(data.chunks_exact(channels).map(mix));
    };
    device.build_input_stream(config, take, watch, Some(PATIENCE))
}

pub(super) fn speak<T>(
    device: &cpal::Device,
    config: StreamConfig,
    mut mouth: Mouth,
    watch: impl FnMut(cpal::Error) + Send + 'static,
) -> Result<cpal::Stream, cpal::Error>
where
    T: SizedSample + FromSample<f32>,
{
    let channels = usize::from(config.channels.max(1));
    let give = move |data: &mut [T], _: &cpal::OutputCallbackInfo| {
        let mut frames = data.chunks_exact_mut(channels);
        mouth.speak(frames.len(), |sample| {
            if let Some(frame) = frames.next() {
                fill_frame(frame, T::from_sample_(sample));
            }
        });
    };
    device.build_output_stream(config, give, watch, Some(PATIENCE))
}

/// Both front channels get the sound, further ones (surround, a headset's side tone) none.
fn fill_frame<T: SizedSample>(frame: &mut [T], value: T) {
    for (channel, place) in frame.iter_mut().enumerate() {
        *place = if channel < 2 { value } else { T::EQUILIBRIUM };
    }
}

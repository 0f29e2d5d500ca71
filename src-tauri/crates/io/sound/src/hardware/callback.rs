//! What runs on the devices' own threads: samples into a ring, samples out of a ring.
//!
//! The callbacks take no lock and allocate nothing; each wakes the engine.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::Thread;

use cpal::traits::DeviceTrait;
use cpal::{FromSample, SizedSample, StreamConfig};
use rtrb::{Consumer, Producer, RingBuffer};

use super::PATIENCE;
use crate::priority::OnFirstCall;
use crate::sink::Demand;

/// Parts of a second that wait between engine and device at most.
const RINGS_PER_SECOND: u32 = 2;

pub(super) fn ring(rate_hz: u32) -> (Producer<f32>, Consumer<f32>) {
    RingBuffer::new(usize::try_from(rate_hz / RINGS_PER_SECOND).expect("an audio rate").max(1))
}

/// The device's end of a microphone's ring.
pub(super) struct Ear {
    pub(super) samples: Producer<f32>,
    pub(super) channels: usize,
    pub(super) beats: Arc<AtomicU32>,
    pub(super) engine: Thread,
    pub(super) priority: OnFirstCall,
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
    let scale = 1.0 / ear.channels as f32;
    let take = move |data: &[T], _: &cpal::InputCallbackInfo| {
        ear.priority.raise();
        let frames = data.len() / ear.channels;
        let count = frames.min(ear.samples.slots());
        if let Ok(room) = ear.samples.write_chunk_uninit(count) {
            let mix = |frame: &[T]| {
                frame.iter().map(|sample| f32::from_sample_(*sample)).sum::<f32>() * scale
            };
            room.fill_from_iter(data.chunks_exact(ear.channels).map(mix));
        }
        ear.beats.fetch_add(1, Ordering::Relaxed);
        ear.engine.unpark();
    };
    device.build_input_stream(config, take, watch, Some(PATIENCE))
}

/// The device's end of a loudspeaker's ring.
pub(super) struct Mouth {
    pub(super) samples: Consumer<f32>,
    pub(super) channels: usize,
    pub(super) demand: Arc<Demand>,
    pub(super) engine: Thread,
    pub(super) priority: OnFirstCall,
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
    let give = move |data: &mut [T], _: &cpal::OutputCallbackInfo| {
        mouth.priority.raise();
        let frames = data.len() / mouth.channels;
        let ready = frames.min(mouth.samples.slots());
        let mut places = data.chunks_exact_mut(mouth.channels);
        if let Ok(chunk) = mouth.samples.read_chunk(ready) {
            for (sample, place) in chunk.into_iter().zip(&mut places) {
                fill_frame(place, T::from_sample_(sample));
            }
        }
        for place in places {
            place.fill(T::EQUILIBRIUM);
        }
        mouth.demand.frames.store(u32::try_from(frames).unwrap_or(u32::MAX), Ordering::Relaxed);
        if ready < frames {
            mouth.demand.shortages.fetch_add(1, Ordering::Relaxed);
        }
        mouth.demand.beats.fetch_add(1, Ordering::Relaxed);
        mouth.engine.unpark();
    };
    device.build_output_stream(config, give, watch, Some(PATIENCE))
}

/// Both front channels get the sound, further ones (surround, a headset's side tone) none.
fn fill_frame<T: SizedSample>(frame: &mut [T], value: T) {
    for (channel, place) in frame.iter_mut().enumerate() {
        *place = if channel < 2 { value } else { T::EQUILIBRIUM };
    }
}

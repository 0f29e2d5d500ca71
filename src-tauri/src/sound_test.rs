//! A short test of microphone, codec, network path and loudspeaker: a call of this program to itself.
//!
//! ```text
//! microphone ─▶ codec ─▶ RTP on 127.0.0.1 ─▶ second stream, which sends silence back ─▶ loudspeaker
//! ```
//!
//! Nothing of what the microphone hears is played or kept, so the test neither howls nor listens.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use codec::CodecKind;
use media::{Settings, Terms};
use probes::{LoopFuture, LoopResult, LoopTrouble};
use sound::{Choice, Event, MediaPort, Sound, StreamId};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

/// The stream that has the microphone and the loudspeaker.
const NEAR: StreamId = StreamId(1);
/// The one at the other end.
const FAR: StreamId = StreamId(2);
/// How long sound is carried.
const SPAN: Duration = Duration::from_secs(3);
/// Packets that show that sound comes through, of fifty a second.
const ENOUGH: u64 = 25;
const EVENTS: usize = 64;

/// Starts devices of its own; those of a running call are left alone.
pub(crate) fn loop_test(choice: Choice) -> LoopFuture {
    Box::pin(async move {
        let (events, mut news) = mpsc::channel(EVENTS);
        // Starting and dropping it joins threads, which must not hold up the runtime.
        let starting = tokio::task::spawn_blocking(move || start(choice, events));
        let sound = starting.await.map_err(|_broken| broken())??;
        let outcome = listen(&mut news).await;
        drop(tokio::task::spawn_blocking(move || drop(sound)));
        outcome
    })
}

fn start(choice: Choice, events: mpsc::Sender<Event>) -> Result<Sound, LoopTrouble> {
    let device = |error: &dyn std::fmt::Display| LoopTrouble::Device(error.to_string());
    let sound = Sound::start(choice, events).map_err(|error| device(&error))?;
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let near = MediaPort::bind(here).map_err(|error| device(&error))?;
    let far = MediaPort::bind(here).map_err(|error| device(&error))?;
    let (near_at, far_at) = (SocketAddr::new(here, near.port()), SocketAddr::new(here, far.port()));
    for (stream, port, remote) in [(NEAR, near, far_at), (FAR, far, near_at)] {
        let terms = Terms::new(CodecKind::Pcma, PCMA, remote);
        let settings = Settings::new(terms, random_seed(), "loop".to_owned());
        sound.open(stream, port, settings).map_err(|error| device(&error))?;
    }
    sound.focus(Some(NEAR));
    Ok(sound)
}

/// Source: RFC 3551 §6.
const PCMA: u8 = 8;

async fn listen(news: &mut mpsc::Receiver<Event>) -> Result<LoopResult, LoopTrouble> {
    let over = Instant::now() + SPAN;
    let (mut packets, mut is_played) = (0, false);
    while let Ok(event) = timeout_at(over, news.recv()).await {
        match event {
            None => return Err(broken()),
            Some(Event::DeviceLost { device, .. }) => {
                return Err(LoopTrouble::Device(device.as_str().to_owned()));
            }
            Some(Event::Statistics { stream, statistics, timing }) => {
                if stream == FAR {
                    packets = statistics.received_packets;
                } else {
                    is_played |= timing.first_received_to_first_played.is_some();
                }
                if packets >= ENOUGH && is_played {
                    break;
                }
            }
            Some(
                Event::FirstPacket { .. }
                | Event::Digit { .. }
                | Event::Silent { .. }
                | Event::Resumed { .. }
                | Event::RemoteMoved { .. }
                | Event::Goodbye { .. }
                | Event::Ended { .. }
                | Event::DeviceFound { .. }
                | Event::DevicesChanged { .. },
            ) => {}
        }
    }
    Ok(LoopResult { came_through: packets >= ENOUGH && is_played, packets })
}

/// Thirty-two bytes of chance from the operating system.
fn random_seed() -> [u8; 32] {
    let mut seed = [0; 32];
    for half in seed.chunks_exact_mut(16) {
        half.copy_from_slice(uuid::Uuid::new_v4().as_bytes());
    }
    seed
}

fn broken() -> LoopTrouble {
    LoopTrouble::Device("sound".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn silence_at_the_pace_of_a_timer_comes_through() {
        let result = loop_test(Choice::null()).await;

        assert!(result.as_ref().is_ok_and(|result| result.came_through), "{result:?}");
    }
}

//! After its start a session takes no memory, whatever the network does.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod hand;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::time::Duration;

use codec::CodecKind;
use hand::{Chance, LISTENER, SENDER, address};
use media::{Channel, Digit, MAX_DATAGRAM_BYTES, Session, Settings, Terms};

/// Counts what this thread takes while it is watched.
struct Counting;

thread_local! {
    static TAKEN: Cell<Option<usize>> = const { Cell::new(None) };
}

#[expect(unsafe_code, reason = "an allocator cannot be written without")]
// SAFETY: every call is handed on to the system's allocator unchanged; the counter allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        TAKEN.with(|taken| taken.set(taken.get().map(|count| count + 1)));
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn a_minute_of_call_takes_no_memory_after_its_start() {
    for codec in CodecKind::ALL {
        let started = hand::now();
        let payload_type = codec.static_payload_type().unwrap_or(96);
        let session = |remote, seed| {
            let terms = Terms {
                event_send_payload_type: Some(101),
                event_receive_payload_types: vec![101],
                ..Terms::new(codec, payload_type, address(remote))
            };
            Session::new(Settings::new(terms, [seed; 32], "cname".to_owned()), started).unwrap()
        };
        let mut one = session(LISTENER, 1);
        let mut other = session(SENDER, 2);
        let pcm: Vec<i16> =
            (0..one.frame_samples()).map(|n| if n % 70 < 35 { 5000 } else { -5000 }).collect();
        let mut heard = vec![0; one.frame_samples()];
        let mut buffer = [0; MAX_DATAGRAM_BYTES];
        let mut held_back = [0; MAX_DATAGRAM_BYTES];
        let mut held_back_bytes = 0;
        let mut chance = Chance(5);
        let (from_one, from_other) = (address(SENDER), address(LISTENER));
        let mut now = started.instant;

        TAKEN.set(Some(0));
        for turn in 0..3000 {
            one.capture(&pcm, now);
            other.capture(&pcm, now);
            if turn % 500 == 100 {
                one.send_digit(Digit::from_char('5').unwrap(), Duration::from_millis(100));
            }
            while let Some(outgoing) = one.poll_datagram(&mut buffer) {
                let bytes = &buffer[..outgoing.bytes];
                let fate = chance.share();
                if outgoing.channel == Channel::Rtcp || fate > 0.15 {
                    other.handle_datagram(outgoing.channel, from_one, bytes, now);
                } else if fate > 0.1 {
                    // Comes out of order, with the next one held back.
                    other.handle_datagram(
                        Channel::Rtp,
                        from_one,
                        &held_back[..held_back_bytes],
                        now,
                    );
                    held_back[..bytes.len()].copy_from_slice(bytes);
                    held_back_bytes = bytes.len();
                }
            }
            while let Some(outgoing) = other.poll_datagram(&mut buffer) {
                one.handle_datagram(outgoing.channel, from_other, &buffer[..outgoing.bytes], now);
            }
            other.play(&mut heard, now);
            one.play(&mut heard, now);
            while other.poll_event().is_some() || one.poll_event().is_some() {}
            other.handle_datagram(Channel::Rtp, from_one, &buffer[..(turn % 40) as usize], now);
            now += Duration::from_millis(20);
        }
        let taken = TAKEN.take();

        assert_eq!(taken, Some(0), "{codec:?}");
        assert!(other.statistics().concealed_ms > 500, "{codec:?}: the network was to be bad");
    }
}

//! Every codec from outside: what goes in comes out, losses stay quiet, garbage does no harm.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::time::Duration;

use codec::{CodecError, CodecKind, Decoder, Encoder, MAX_FRAME_SAMPLES, MAX_PAYLOAD_BYTES};
use proptest::prelude::*;

#[test]
fn a_tone_comes_back_with_little_noise() {
    for (kind, least_db) in [
        (CodecKind::Opus, 15.0),
        (CodecKind::G722, 25.0),
        (CodecKind::Pcma, 33.0),
        (CodecKind::Pcmu, 33.0),
    ] {
        let sent = tone(kind, 440.0, 50);
        let heard = through(kind, &sent, |_| false);

        let quality = best_signal_to_noise_db(kind, &sent, &heard);

        assert!(quality > least_db, "{kind:?}: {quality:.1} dB");
    }
}

#[test]
fn lost_frames_are_concealed_better_than_by_silence() {
    for kind in CodecKind::ALL {
        let sent = tone(kind, 200.0, 100);
        let whole = through(kind, &sent, |_| false);

        let concealed = through(kind, &sent, |index| index % 10 == 7);

        let frame = frame(kind);
        for index in [17, 27, 57, 87] {
            let lost = index * frame..(index + 1) * frame;
            let missing = signal_to_noise_db(&whole[lost.clone()], &concealed[lost]);
            assert!(missing > 4.0, "{kind:?} frame {index}: {missing:.1} dB, silence has 0");
        }
    }
}

#[test]
fn opus_repairs_a_lost_frame_from_the_next_one() {
    let kind = CodecKind::Opus;
    let sent = speech(kind, 150);
    let payloads = encode_all(kind, &sent);
    let frame = frame(kind);
    let mut whole = Decoder::new(kind).unwrap();
    let mut repairing = Decoder::new(kind).unwrap();
    let mut concealing = Decoder::new(kind).unwrap();
    let (mut error_repaired, mut error_concealed, mut repairs) = (0.0, 0.0, 0);

    for (index, payload) in payloads.iter().enumerate() {
        let mut original = vec![0; MAX_FRAME_SAMPLES];
        whole.decode(payload, &mut original).unwrap();
        let mut repaired = vec![0; MAX_FRAME_SAMPLES];
        let mut concealed = vec![0; MAX_FRAME_SAMPLES];
        if index % 10 == 9 && index + 1 < payloads.len() {
            let next = &payloads[index + 1];
            repairs += usize::from(repairing.has_repair(next));
            repairing.decode_repair(next, &mut repaired[..frame]).unwrap();
            concealing.conceal(&mut concealed[..frame]);
            error_repaired += distance(&original[..frame], &repaired[..frame]);
            error_concealed += distance(&original[..frame], &concealed[..frame]);
        } else {
            repairing.decode(payload, &mut repaired).unwrap();
            concealing.decode(payload, &mut concealed).unwrap();
        }
    }

    assert!(repairs >= 10, "{repairs} of 14 lost frames had a copy");
    assert!(
        error_repaired < 0.5 * error_concealed,
        "repaired {error_repaired:.0}, concealed {error_concealed:.0}"
    );
}

#[test]
fn frames_that_are_none_are_refused() {
    let mut payload = [0; MAX_PAYLOAD_BYTES];

    let mut opus = Encoder::new(CodecKind::Opus).unwrap();
    assert_eq!(opus.encode(&[0; 961], &mut payload), Err(CodecError::FrameLength(961)));
    let mut g722 = Encoder::new(CodecKind::G722).unwrap();
    assert_eq!(g722.encode(&[0; 3], &mut payload), Err(CodecError::FrameLength(3)));
    assert_eq!(g722.encode(&[0; 320], &mut payload[..10]), Err(CodecError::BufferTooSmall));
    for kind in CodecKind::ALL {
        let mut decoder = Decoder::new(kind).unwrap();
        assert_eq!(decoder.decode(&[], &mut [0; MAX_FRAME_SAMPLES]), Err(CodecError::Payload));
        assert_eq!(
            decoder.samples_in(&[0x0b; 1500]),
            Err(CodecError::Payload),
            "{kind:?}: more than 120 ms"
        );
    }
}

#[test]
fn concealment_of_any_length_fills_the_frame() {
    for kind in CodecKind::ALL {
        let mut decoder = Decoder::new(kind).unwrap();
        for length in [0, 1, 7, 119, 120, 121, 961, 2880] {
            decoder.conceal(&mut vec![1; length]);
        }
        decoder.reset();
        let mut pcm = vec![1; frame(kind)];
        decoder.conceal(&mut pcm);
        assert!(
            pcm.iter().all(|sample| sample.abs() <= 1),
            "{kind:?} remembers nothing after reset"
        );
    }
}

proptest! {
    #[test]
    fn no_payload_does_harm(kind in any_kind(), payloads in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..700), 1..12)) {
        let mut decoder = Decoder::new(kind).unwrap();
        let mut pcm = vec![0; MAX_FRAME_SAMPLES];
        for payload in payloads {
            let announced = decoder.samples_in(&payload);
            if decoder.has_repair(&payload) {
                decoder.decode_repair(&payload, &mut pcm[..960]).ok();
            }
            if let Ok(samples) = decoder.decode(&payload, &mut pcm) {
                prop_assert_eq!(announced, Ok(samples));
            }
            decoder.conceal(&mut pcm[..480]);
        }
    }

    #[test]
    fn every_frame_length_of_a_call_survives_the_round_trip(kind in any_kind(), frame_ms in prop::sample::select(vec![10_u64, 20, 40, 60]), loudness in 0_i16..=i16::MAX) {
        let samples = kind.samples_in(Duration::from_millis(frame_ms));
        let pcm: Vec<i16> = (0..samples).map(|at| if at % 40 < 20 { loudness } else { -loudness }).collect();
        let mut payload = [0; MAX_PAYLOAD_BYTES];

        let bytes = Encoder::new(kind).unwrap().encode(&pcm, &mut payload).unwrap();
        let heard = Decoder::new(kind).unwrap().decode(&payload[..bytes], &mut vec![0; MAX_FRAME_SAMPLES]);

        prop_assert_eq!(heard, Ok(samples));
    }
}

fn any_kind() -> impl Strategy<Value = CodecKind> {
    prop::sample::select(CodecKind::ALL.to_vec())
}

fn frame(kind: CodecKind) -> usize {
    kind.samples_in(Duration::from_millis(20))
}

fn encode_all(kind: CodecKind, sent: &[i16]) -> Vec<Vec<u8>> {
    let mut encoder = Encoder::new(kind).unwrap();
    let encode = |pcm: &[i16]| {
        let mut payload = vec![0; MAX_PAYLOAD_BYTES];
        let bytes = encoder.encode(pcm, &mut payload).unwrap();
        payload.truncate(bytes);
        payload
    };
    sent.chunks_exact(frame(kind)).map(encode).collect()
}

/// What is heard when the frames that `is_lost` names do not arrive.
fn through(kind: CodecKind, sent: &[i16], is_lost: impl Fn(usize) -> bool) -> Vec<i16> {
    let mut decoder = Decoder::new(kind).unwrap();
    let mut heard = Vec::new();
    for (index, payload) in encode_all(kind, sent).iter().enumerate() {
        let mut pcm = vec![0; MAX_FRAME_SAMPLES];
        if is_lost(index) {
            decoder.conceal(&mut pcm[..frame(kind)]);
        } else {
            assert_eq!(decoder.decode(payload, &mut pcm), Ok(frame(kind)));
        }
        heard.extend_from_slice(&pcm[..frame(kind)]);
    }
    heard
}

fn tone(kind: CodecKind, tone_hz: f64, frames: usize) -> Vec<i16> {
    let rate_hz = f64::from(kind.sample_rate_hz());
    let sample =
        |at: usize| ((std::f64::consts::TAU * tone_hz * at as f64 / rate_hz).sin() * 8000.0) as i16;
    (0..frames * frame(kind)).map(sample).collect()
}

/// Something voiced with a pitch and a loudness that move.
fn speech(kind: CodecKind, frames: usize) -> Vec<i16> {
    let rate_hz = f64::from(kind.sample_rate_hz());
    let mut phase = 0.0;
    let sample = |at: usize| {
        let time = at as f64 / rate_hz;
        phase += (130.0 + 50.0 * (time * 7.0).sin()) / rate_hz;
        let formants: f64 = (1..20)
            .map(|n| (std::f64::consts::TAU * phase * f64::from(n)).sin() / f64::from(n))
            .sum();
        (formants * 5000.0 * (0.3 + (time * 9.0).sin().abs())) as i16
    };
    (0..frames * frame(kind)).map(sample).collect()
}

/// At the delay of the codec, which is not known from outside: the best within 10 ms.
fn best_signal_to_noise_db(kind: CodecKind, sent: &[i16], heard: &[i16]) -> f64 {
    let settled = 5 * frame(kind);
    let longest = kind.samples_in(Duration::from_millis(10));
    let compare = |delay: usize| {
        signal_to_noise_db(&sent[settled - delay..sent.len() - delay], &heard[settled..])
    };
    (0..longest).map(compare).fold(f64::MIN, f64::max)
}

fn signal_to_noise_db(wanted: &[i16], heard: &[i16]) -> f64 {
    let signal: f64 = wanted.iter().map(|sample| f64::from(*sample).powi(2)).sum();
    10.0 * (signal / distance(wanted, heard).max(1.0)).log10()
}

fn distance(one: &[i16], other: &[i16]) -> f64 {
    one.iter().zip(other).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum()
}

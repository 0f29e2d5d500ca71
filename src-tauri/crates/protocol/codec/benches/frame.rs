//! What one frame of 20 ms costs, encoding, decoding and concealing.

use std::hint::black_box;
use std::time::Duration;

use codec::{CodecKind, Decoder, Encoder, MAX_FRAME_SAMPLES, MAX_PAYLOAD_BYTES};
use divan::Bencher;

fn main() {
    divan::main();
}

#[divan::bench(args = CodecKind::ALL)]
fn encode(bencher: Bencher<'_, '_>, kind: CodecKind) {
    let mut encoder = Encoder::new(kind).expect("every codec is built in");
    let frames = voice(kind);
    let mut frames = frames.iter().cycle();
    let mut payload = [0; MAX_PAYLOAD_BYTES];
    bencher.bench_local(|| {
        let frame = frames.next().expect("cycles");
        black_box(encoder.encode(frame, &mut payload)).expect("20 ms is a frame of every codec")
    });
}

#[divan::bench(args = CodecKind::ALL)]
fn decode(bencher: Bencher<'_, '_>, kind: CodecKind) {
    let payloads = payloads(kind);
    let mut payloads = payloads.iter().cycle();
    let mut decoder = Decoder::new(kind).expect("every codec is built in");
    let mut pcm = [0; MAX_FRAME_SAMPLES];
    bencher.bench_local(|| {
        let payload = payloads.next().expect("cycles");
        black_box(decoder.decode(payload, &mut pcm)).expect("our own payload decodes")
    });
}

/// Every fourth frame lost, so that each measure holds a beginning and an end of concealment.
#[divan::bench(args = CodecKind::ALL)]
fn conceal_one_of_four(bencher: Bencher<'_, '_>, kind: CodecKind) {
    let payloads = payloads(kind);
    let mut payloads = payloads.iter().enumerate().cycle();
    let mut decoder = Decoder::new(kind).expect("every codec is built in");
    let mut pcm = [0; MAX_FRAME_SAMPLES];
    let frame = kind.samples_in(Duration::from_millis(20));
    bencher.bench_local(|| {
        let (index, payload) = payloads.next().expect("cycles");
        if index % 4 == 3 {
            decoder.conceal(pcm.get_mut(..frame).expect("20 ms fit"));
        } else {
            decoder.decode(payload, &mut pcm).expect("our own payload decodes");
        }
        black_box(&pcm);
    });
}

fn payloads(kind: CodecKind) -> Vec<Vec<u8>> {
    let mut encoder = Encoder::new(kind).expect("every codec is built in");
    let encode = |frame: &Vec<i16>| {
        let mut payload = vec![0; MAX_PAYLOAD_BYTES];
        let bytes = encoder.encode(frame, &mut payload).expect("20 ms is a frame of every codec");
        payload.truncate(bytes);
        payload
    };
    voice(kind).iter().map(encode).collect()
}

/// Two seconds of something voiced: a pulse train with a moving pitch.
fn voice(kind: CodecKind) -> Vec<Vec<i16>> {
    let rate_hz = f64::from(kind.sample_rate_hz());
    let frame = kind.samples_in(Duration::from_millis(20));
    let sample = |at: usize| {
        let time = at as f64 / rate_hz;
        let pitch = 120.0 + 40.0 * (time * 3.0).sin();
        let place = (time * pitch).fract();
        ((-4.0 * place).exp() * (place * 30.0).sin() * 12_000.0) as i16
    };
    (0..100).map(|index| (index * frame..(index + 1) * frame).map(sample).collect()).collect()
}

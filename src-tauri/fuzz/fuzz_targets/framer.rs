//! However a stream is cut on its way, the same frames come out.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sip_message::{Frame, Framer};

fuzz_target!(|input: (Vec<u8>, Vec<u8>)| {
    let (sizes, stream) = input;
    let mut whole = Framer::default();
    whole.push(&stream);
    let expected: Vec<Frame> = whole.collect();

    let mut framer = Framer::default();
    let mut frames = Vec::new();
    let mut rest = stream.as_slice();
    for size in sizes.iter().map(|size| usize::from(*size)).chain(std::iter::once(usize::MAX)) {
        let (piece, after) = rest.split_at(size.min(rest.len()));
        framer.push(piece);
        frames.extend(framer.by_ref());
        rest = after;
    }

    assert_eq!(frames, expected);
});

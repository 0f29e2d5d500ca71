//! Whatever bytes come as a description: it is read or refused, answered or not, and never more
//! than one stream is accepted.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sdp::{Capabilities, agree, answer, answer_again, offer, read, reoffer};

fuzz_target!(|bytes: &[u8]| {
    let Ok(theirs) = read(bytes) else { return };
    assert_eq!(read(&theirs.to_bytes()).as_ref(), Ok(&theirs), "what we write we can read");
    let capabilities = Capabilities::new([192, 0, 2, 1].into(), 40_000, 7);
    let ours = offer(&capabilities);
    if let Ok(agreed) = agree(&ours, &theirs) {
        assert!(!agreed.receive_payload_types.is_empty());
    }
    if let Ok((answered, _)) = answer(&theirs, &capabilities) {
        assert_eq!(answered.media.len(), theirs.media.len());
        assert_eq!(answered.media.iter().filter(|media| media.port != 0).count(), 1);
        let next = reoffer(&answered, &capabilities);
        assert!(next.media.len() >= answered.media.len());
        assert!(answer_again(&answered, &theirs, &capabilities).is_ok());
    }
});

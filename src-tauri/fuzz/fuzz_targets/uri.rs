//! What reads as a URI writes as one that reads the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sip_message::{NameAddr, Uri};

fuzz_target!(|text: &str| {
    if let Ok(uri) = text.parse::<Uri>() {
        let again: Uri = uri.to_string().parse().expect("what we write we can read");
        assert_eq!(again, uri);
        assert!(again.is_equivalent(&uri));
    }
    if let Ok(address) = text.parse::<NameAddr>() {
        let again: NameAddr = address.to_string().parse().expect("what we write we can read");
        assert_eq!(again.uri, address.uri);
    }
});

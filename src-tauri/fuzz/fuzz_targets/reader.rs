//! Whatever bytes come, the reader answers; what it took can be written and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sip_message::{Message, StatusCode, read};

fuzz_target!(|bytes: &[u8]| {
    let Ok(reading) = read(bytes) else { return };
    let again = read(&reading.message.to_bytes()).expect("what we write we can read");
    assert_eq!(again.message.body(), reading.message.body());
    if let Message::Request(request) = &reading.message {
        let status = reading.rejection().map_or(StatusCode::OK, |(status, _)| status);
        assert!(read(&request.response(status).to_bytes()).is_ok());
    }
});

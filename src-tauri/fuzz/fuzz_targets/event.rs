//! Whatever bytes come as a document of an event package: they are read or refused, what is known
//! stays within its bounds, and what we write we can read.

#![no_main]

use event::dialog_info::{self, DialogStates, MAX_DIALOGS};
use event::digit::{Digit, PLAIN, RELAY};
use event::message_summary::MessageSummary;
use event::sipfrag::Fragment;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(document) = dialog_info::read(bytes) {
        let written = document.to_xml();
        let again = dialog_info::read(written.as_bytes()).expect("what we write we can read");
        assert_eq!(again.dialogs.len(), document.dialogs.len());
        let mut states = DialogStates::new();
        states.take(document);
        states.take(again);
        assert!(states.dialogs().len() <= MAX_DIALOGS);
    }
    if let Ok(summary) = MessageSummary::read(bytes) {
        let again = MessageSummary::read(summary.to_text().as_bytes());
        assert_eq!(again.map(|summary| summary.counts), Ok(summary.counts));
    }
    if let Some(fragment) = Fragment::read(bytes) {
        let again = Fragment::read(fragment.to_text().as_bytes());
        assert_eq!(again.map(|fragment| fragment.status), Some(fragment.status));
    }
    for kind in [RELAY, PLAIN] {
        if let Some(digit) = Digit::read(kind, bytes) {
            assert_eq!(Digit::read(RELAY, digit.to_relay().as_bytes()), Some(digit));
        }
    }
});

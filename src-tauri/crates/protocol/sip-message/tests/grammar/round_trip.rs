//! What is written reads back as it was.

use proptest::prelude::*;
use sip_message::{CSeq, Contacts, HeaderName, Message, Params, Uri, UriParams, read};

use crate::{generate, samples};

proptest! {
    #[test]
    fn messages(message in generate::message()) {
        let reading = read(&message.to_bytes()).unwrap();

        prop_assert_eq!(&reading.faults, &[]);
        let mut expected = message;
        let length = expected.body().len();
        expected.headers_mut().push(HeaderName::ContentLength, length);
        prop_assert_eq!(&reading.message, &expected);
        prop_assert_eq!(reading.message.to_bytes(), expected.to_bytes());
    }

    #[test]
    fn sip_uris(uri in generate::sip_uri()) {
        let read: Uri = uri.to_string().parse().unwrap();

        prop_assert_eq!(read.sip(), Some(&uri));
        prop_assert!(read.is_equivalent(&Uri::Sip(uri)));
    }

    #[test]
    fn names_with_addresses(address in generate::name_addr()) {
        prop_assert_eq!(address.to_string().parse(), Ok(address));
    }

    #[test]
    fn contacts_in_one_line_are_told_apart(addresses in prop::collection::vec(generate::name_addr(), 1..4)) {
        let mut headers = sip_message::Headers::new();
        let line: Vec<String> = addresses.iter().map(ToString::to_string).collect();
        headers.push(HeaderName::Contact, line.join(", "));

        prop_assert_eq!(headers.contacts(), Ok(Contacts::List(addresses)));
    }

    #[test]
    fn vias(via in generate::via()) {
        prop_assert_eq!(via.to_string().parse(), Ok(via));
    }

    #[test]
    fn numbers_of_requests(number in 0_u32..1 << 31, method in generate::method()) {
        let cseq = CSeq::new(number, method);

        prop_assert_eq!(cseq.to_string().parse(), Ok(cseq));
    }

    #[test]
    fn parameters(pairs in prop::collection::vec((generate::token(), prop::option::of("\\PC{1,12}")), 0..5)) {
        let (mut params, mut uri_params) = (Params::new(), UriParams::new());
        for (name, value) in &pairs {
            match value {
                Some(value) => { params.set(name, value); uri_params.set(name, value); }
                None => { params.set_flag(name); uri_params.set_flag(name); }
            }
        }

        let read: Params = params.to_string().parse().unwrap();
        let read_uri: UriParams = uri_params.to_string().parse().unwrap();

        prop_assert_eq!(&read, &params);
        prop_assert_eq!(&read_uri, &uri_params);
        if let Some((name, value)) = pairs.last() {
            let (one, other) = (read.get(name), read_uri.get(name));
            prop_assert_eq!(one.as_deref(), value.as_deref());
            prop_assert_eq!(other.as_deref(), value.as_deref());
        }
    }

    #[test]
    fn nothing_that_is_read_can_break_a_line(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        let Ok(reading) = read(&octets) else { return Ok(()) };
        let again = read(&reading.message.to_bytes());

        prop_assert!(again.is_ok());
    }
}

#[test]
fn torture_messages_keep_their_headers_when_written_and_read_again() {
    for (name, octets) in samples::all() {
        let Ok(first) = read(&octets) else { continue };
        // A reading of bytes beyond our version cannot be written: we write our own.
        let second = read(&first.message.to_bytes()).unwrap_or_else(|why| panic!("{name}: {why}"));

        let lines = |message: &Message| -> Vec<(HeaderName, String)> {
            let is_kept =
                |header: &&sip_message::Header| *header.name() != HeaderName::ContentLength;
            message
                .headers()
                .iter()
                .filter(is_kept)
                .map(|header| (header.name().clone(), header.value().to_owned()))
                .collect()
        };
        assert_eq!(lines(&second.message), lines(&first.message), "{name}");
        assert_eq!(second.message.body(), first.message.body(), "{name}");
    }
}

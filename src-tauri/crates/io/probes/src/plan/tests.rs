//! What is written, and how it is read into a plan.

use faults::Provider;

use super::*;

#[test]
fn an_endpoint_is_read_as_people_write_it() {
    for (text, host, port) in [
        ("pbx.example.org", "pbx.example.org", 5060),
        ("pbx.example.org:5070", "pbx.example.org", 5070),
        ("[2001:db8::1]:5070", "2001:db8::1", 5070),
        ("[2001:db8::1]", "2001:db8::1", 5060),
        ("2001:db8::1", "2001:db8::1", 5060),
    ] {
        let read = Endpoint::read(text, 5060);
        assert_eq!(read, Some(Endpoint::new(host, port)), "{text}");
        assert_eq!(Endpoint::read(&read.unwrap().to_string(), 1), Some(Endpoint::new(host, port)));
    }
    for text in ["", ":5060", "pbx:0", "pbx:seven", "[2001:db8::1", "pbx:70000"] {
        assert_eq!(Endpoint::read(text, 5060), None, "{text}");
    }
}

#[test]
fn s1_146_to_156_every_row_of_a_contract_is_tried_as_what_it_is() {
    let stimme = Provider::shipped()
        .iter()
        .find(|provider| provider.id.as_str() == "stimme")
        .expect("shipped");

    let rows: Vec<Row> = stimme.ports.iter().map(|port| Row::of(port, "192.0.2.1")).collect();

    let services: Vec<(&str, Service)> =
        rows.iter().map(|row| (row.row.as_str(), row.service)).collect();
    use Service::{Media, Sip, Stun, Tls};
    assert_eq!(
        services,
        [
            ("S1-146", Tls),
            ("S1-147", Tls),
            ("S1-148", Tls),
            ("S1-149", Tls),
            ("S1-150", Tls),
            ("S1-151", Tls),
            ("S1-152", Sip),
            ("S1-153", Stun),
            ("S1-154", Media),
            ("S1-155", Media),
            ("S1-156", Media),
        ]
    );
    let (limits, echo) = Limits::of(stimme.limits.as_ref().expect("S1-141 to S1-143"));
    assert_eq!((limits, echo), (Limits::default(), None));
}

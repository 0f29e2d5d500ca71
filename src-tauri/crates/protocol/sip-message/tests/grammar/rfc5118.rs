//! RFC 5118: messages with IPv6 addresses.

use std::net::{IpAddr, Ipv6Addr};

use sip_message::{Fault, Host, Request};

use crate::samples::{names, octets, request};

fn accepted(name: &str, faults: &[Fault]) -> Request {
    let reading =
        sip_message::read(&octets("rfc5118", name)).unwrap_or_else(|why| panic!("{name}: {why}"));
    assert_eq!(reading.rejection(), None, "{name}");
    assert_eq!(reading.faults, faults, "{name}");
    request(reading)
}

fn v6(text: &str) -> Ipv6Addr {
    text.parse().unwrap()
}

#[test]
fn every_sample_has_a_verdict() {
    assert_eq!(names("rfc5118").len(), 12);
}

#[test]
fn section_4_1_brackets_around_the_address() {
    let register = accepted("ipv6-good", &[]);

    assert_eq!(register.uri.sip().unwrap().host, Host::V6(v6("2001:db8::10")));
    assert_eq!(register.headers.top_via().unwrap().host, Host::V6(v6("2001:db8::9:1")));
    let contacts = register.headers.contacts().unwrap();
    assert_eq!(contacts.list()[0].uri.to_string(), "sip:caller@[2001:db8::1]");
}

#[test]
fn section_4_2_no_brackets_is_no_address() {
    let reading = sip_message::read(&octets("rfc5118", "ipv6-bad")).unwrap();

    let (status, words) = reading.rejection().unwrap();
    assert_eq!((status.value(), words), (400, "Bad Request - Malformed Request-URI"));
}

#[test]
fn section_4_3_a_port_inside_the_brackets_belongs_to_the_address() {
    let register = accepted("port-ambiguous", &[]);

    let uri = register.uri.sip().unwrap();
    assert_eq!((uri.host.clone(), uri.port), (Host::V6(v6("2001:db8::10:5070")), None));
}

#[test]
fn section_4_4_a_port_behind_the_brackets_is_a_port() {
    let register = accepted("port-unambiguous", &[]);

    let uri = register.uri.sip().unwrap();
    assert_eq!((uri.host.clone(), uri.port), (Host::V6(v6("2001:db8::10")), Some(5070)));
}

#[test]
fn section_4_5_received_is_read_with_brackets_and_without() {
    let seen = Some(IpAddr::V6(v6("2001:db8::9:255")));

    assert_eq!(
        accepted("via-received-param-with-delim", &[]).headers.top_via().unwrap().received(),
        seen
    );
    assert_eq!(
        accepted("via-received-param-no-delim", &[]).headers.top_via().unwrap().received(),
        seen
    );
}

#[test]
fn section_4_6_a_body_with_ipv6_addresses() {
    let invite = accepted("ipv6-in-sdp", &[Fault::BodyTooLong]);

    assert!(
        invite.body.starts_with(b"v=0\r\no=assistant 971731711378798081 0 IN IP6 2001:db8::20\r\n")
    );
}

#[test]
fn section_4_7_addresses_of_both_kinds_on_the_way() {
    let bye = accepted("mult-ip-in-header", &[]);

    let hosts: Vec<String> =
        bye.headers.vias().unwrap().iter().map(|via| via.host.to_string()).collect();
    assert_eq!(hosts, ["[2001:db8::9:1]", "192.0.2.1", "[2001:db8::9:255]"]);
    assert_eq!(bye.headers.vias().unwrap()[2].received(), Some("192.0.2.200".parse().unwrap()));
}

#[test]
fn section_4_8_addresses_of_both_kinds_in_a_body() {
    assert_eq!(accepted("mult-ip-in-sdp", &[Fault::BodyTooLong]).body.len(), 181);
}

#[test]
fn section_4_9_ipv4_mapped_addresses() {
    let invite = accepted("ipv4-mapped-ipv6", &[Fault::BodyTooLong]);

    let via = invite.headers.top_via().unwrap();
    assert_eq!((via.host, via.port), (Host::V6(v6("::ffff:192.0.2.10")), Some(19823)));
    let contacts = invite.headers.contacts().unwrap();
    assert_eq!(contacts.list()[0].uri.sip().unwrap().host, Host::V6(v6("::ffff:192.0.2.2")));
}

#[test]
fn section_4_10_three_colons_of_the_old_grammar_mean_two() {
    let right = accepted("ipv6-correct-abnf-2-colons", &[]);
    let wrong = accepted("ipv6-bug-abnf-3-colons", &[]);

    assert!(wrong.uri.is_equivalent(&right.uri));
    assert_eq!(wrong.uri.sip().unwrap().host, Host::V6(v6("2001:db8::192.0.2.1")));
}

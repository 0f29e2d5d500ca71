//! RFC 4475 §3.1.1: messages that look strange and are good.

use std::collections::BTreeSet;

use sip_message::{Contacts, Fault, HeaderName, Method, StatusCode, Uri, ViaTransport};

use crate::samples::{accepted, names, response};

#[test]
fn every_sample_has_a_verdict() {
    let valid = "wsinv intmeth esc01 escnull esc02 lwsdisp longreq dblreq semiuri transports mpart01 unreason noreason";
    let invalid = "badinv01 clerr ncl scalar02 scalarlg quotbal ltgtruri lwsruri lwsstart trws escruri baddate regbadct \
                   badaspec baddn badvers mismatch01 mismatch02 bigcode";
    let application = "badbranch insuf unkscm novelsc unksm2 bext01 invut regaut01 multi01 mcl01 bcast zeromf cparam01 \
                       cparam02 regescrt sdp01 inv2543 test";
    let judged: BTreeSet<String> = [valid, invalid, application]
        .iter()
        .flat_map(|list| list.split_whitespace())
        .map(|name| format!("{name}.dat"))
        .collect();

    assert_eq!(judged, names("rfc4475").into_iter().collect());
    assert_eq!(judged.len(), 50, "49 of the RFC and one more");
}

#[test]
fn section_3_1_1_1_a_short_tortuous_invite() {
    let invite = accepted("wsinv", &[]);

    assert_eq!(invite.method, Method::Invite);
    assert_eq!(invite.uri.to_string(), "sip:vivekg@chair-dnrc.example.com;unknownparam");
    assert_eq!(invite.headers.to().unwrap().tag().as_deref(), Some("1918181833n"));
    let from = invite.headers.from().unwrap();
    assert_eq!(from.display_name.as_deref(), Some("J Rosenberg \\\""));
    assert_eq!(from.tag().as_deref(), Some("98asjd8"));
    assert_eq!(invite.headers.max_forwards(), Some(68));
    assert_eq!(invite.headers.cseq().unwrap().to_string(), "9 INVITE");
    assert_eq!(invite.headers.get(&HeaderName::Subject), Some(""));
    assert_eq!(
        invite.headers.get(&HeaderName::new("NewFangledHeader")),
        Some("newfangled value continued newfangled value")
    );
    assert_eq!(
        invite.headers.get(&HeaderName::new("UnknownHeaderWithUnusualValue")),
        Some(";;,,;;,;")
    );
    let vias = invite.headers.vias().unwrap();
    assert_eq!(
        vias.iter().map(|via| via.branch().unwrap()).collect::<Vec<_>>(),
        ["390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239"]
    );
    assert_eq!(vias[1].transport, ViaTransport::Tcp);
    assert_eq!(vias[1].host.to_string(), "spindle.example.com");
    let routes = invite.headers.routes().unwrap();
    assert!(routes[0].uri.sip().unwrap().is_loose_router());
    let contacts = invite.headers.contacts().unwrap();
    let contact = &contacts.list()[0];
    assert_eq!(contact.display_name.as_deref(), Some("Quoted string \"\""));
    assert_eq!(contact.params.get("newparam").as_deref(), Some("newvalue"));
    assert!(contact.params.has("secondparam"));
    assert_eq!(contact.params.get("q").as_deref(), Some("0.33"));
    assert_eq!(invite.body.len(), 150);
}

#[test]
fn section_3_1_1_2_wide_range_of_valid_characters() {
    let request = accepted("intmeth", &[]);

    assert_eq!(request.method.as_str(), "!interesting-Method0123456789_*+`.%indeed'~");
    let uri = request.uri.sip().unwrap();
    assert_eq!(uri.user().as_deref(), Some("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*"));
    assert_eq!(uri.password().as_deref(), Some("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)"));
    assert_eq!(uri.host.to_string(), "example.com");
    let to = request.headers.to().unwrap();
    assert_eq!(to.display_name.as_deref(), Some("BEL:\u{7} NUL:\0 DEL:\u{7f}"));
    let from = request.headers.from().unwrap();
    assert_eq!(from.display_name.as_deref(), Some("token1~` token2'+_ token3*%!.-"));
    assert_eq!(from.uri.to_string(), "sip:mundane@example.com");
    assert!(from.params.get("fromParam''~+*_!.-%").is_some());
    assert_eq!(from.tag().as_deref(), Some("_token~1'+`*%!-."));
    assert_eq!(request.headers.cseq().unwrap().method, request.method);
}

#[test]
fn section_3_1_1_3_escapes_stand_for_characters_that_may_not_stand_there() {
    let invite = accepted("esc01", &[]);

    assert_eq!(invite.uri.sip().unwrap().user().as_deref(), Some("sips:user@example.com"));
    assert_eq!(invite.uri.sip().unwrap().host.to_string(), "example.net");
    assert_eq!(invite.uri.to_string(), "sip:sips%3Auser%40example.com@example.net", "as it came");
    assert_eq!(invite.headers.to().unwrap().uri.to_string(), "sip:%75se%72@example.com");
    let contacts = invite.headers.contacts().unwrap();
    let Uri::Sip(contact) = &contacts.list()[0].uri else { panic!("not sip") };
    assert_eq!(contact.user().as_deref(), Some("caller"));
    assert_eq!(contact.params.get("lr").as_deref(), None);
    assert!(contact.is_loose_router(), "the name of the parameter is escaped");
    assert_eq!(contact.params.get("name").as_deref(), Some("value%41"));
}

#[test]
fn section_3_1_1_4_an_escaped_nul_is_one_character_of_the_name() {
    let register = accepted("escnull", &[]);

    let contacts = register.headers.contacts().unwrap();
    let users: Vec<_> = contacts
        .list()
        .iter()
        .map(|contact| contact.uri.sip().unwrap().user().unwrap().into_owned())
        .collect();
    assert_eq!(users, ["\0", "\0\0"]);
    assert!(!contacts.list()[0].uri.is_equivalent(&contacts.list()[1].uri));
}

#[test]
fn section_3_1_1_5_percent_signs_that_are_no_escapes() {
    let request = accepted("esc02", &[]);

    assert_eq!(request.method, Method::Other("RE%47IST%45R".to_owned()), "not REGISTER");
    assert_eq!(request.headers.to().unwrap().display_name.as_deref(), Some("%Z%45"));
    assert_eq!(request.headers.from().unwrap().tag().as_deref(), Some("f232jadfj23"));
    assert_eq!(
        request.headers.contacts().unwrap().list().len(),
        2,
        "the line between is no Contact"
    );
    assert!(request.headers.contains(&HeaderName::new("C%6Fntact")));
}

#[test]
fn section_3_1_1_6_no_blank_between_name_and_bracket() {
    let options = accepted("lwsdisp", &[]);

    assert_eq!(options.headers.from().unwrap().display_name.as_deref(), Some("caller"));
}

#[test]
fn section_3_1_1_7_long_values_are_read_whole() {
    let invite = accepted("longreq", &[]);

    let to = invite.headers.to().unwrap();
    assert!(to.display_name.unwrap().len() > 70);
    assert_eq!(to.uri.sip().unwrap().port, Some(6000));
    assert!(invite.headers.from().unwrap().uri.sip().unwrap().user().unwrap().len() > 100);
    assert_eq!(invite.headers.vias().unwrap().len(), 34);
    assert!(invite.headers.call_id().unwrap().len() > 100);
    assert_eq!(invite.body.len(), 150);
}

#[test]
fn section_3_1_1_8_what_follows_the_body_in_a_datagram_is_left_out() {
    let register = accepted("dblreq", &[Fault::BodyTooLong]);

    assert_eq!(register.method, Method::Register);
    assert!(register.body.is_empty());
}

#[test]
fn section_3_1_1_9_a_semicolon_in_the_user_belongs_to_it() {
    let options = accepted("semiuri", &[]);

    let uri = options.uri.sip().unwrap();
    assert_eq!(uri.user().as_deref(), Some("user;par=u@example.net"));
    assert!(uri.params.is_empty());
}

#[test]
fn section_3_1_1_10_unknown_transports_in_via_are_read() {
    let options = accepted("transports", &[]);

    let vias = options.headers.vias().unwrap();
    assert_eq!(
        vias.into_iter().map(|via| via.transport).collect::<Vec<_>>(),
        [
            ViaTransport::Udp,
            ViaTransport::Sctp,
            ViaTransport::Tls,
            ViaTransport::Other("UNKNOWN".to_owned()),
            ViaTransport::Tcp
        ]
    );
}

#[test]
fn section_3_1_1_11_a_body_of_several_parts_keeps_its_octets() {
    let message = accepted("mpart01", &[]);

    assert_eq!(message.method, Method::Message);
    assert_eq!(message.headers.content_type().as_deref(), Some("multipart/mixed"));
    assert!(
        message.body.ends_with(b"--7a9cbec02ceef655--\r\n")
            || message.body.ends_with(b"--7a9cbec02ceef655--")
    );
    assert!(message.body.iter().any(|octet| *octet >= 0x80), "the signature is binary");
}

#[test]
fn section_3_1_1_12_a_reason_in_another_script() {
    let response = response("unreason");

    assert_eq!(response.status, StatusCode::OK);
    assert!(
        response.reason.starts_with("= 2**3 * 5**2 но сто девяносто девять"),
        "{}",
        response.reason
    );
    assert!(matches!(response.headers.contacts(), Ok(Contacts::List(list)) if list.len() == 1));
}

#[test]
fn section_3_1_1_13_an_empty_reason() {
    let response = response("noreason");

    assert_eq!(response.status, StatusCode::TRYING);
    assert_eq!(response.reason, "");
}

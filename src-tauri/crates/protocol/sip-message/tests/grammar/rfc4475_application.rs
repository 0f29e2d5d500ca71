//! RFC 4475 §3.2, §3.3, §3.4: messages that are good as text and hard for those who act on them.

use sip_message::{Contacts, Fault, HeaderName, Method, Uri};

use crate::samples::{accepted, refusal, response};

#[test]
fn section_3_2_1_a_branch_of_nothing_but_the_cookie_is_no_transaction_id() {
    let options = accepted("badbranch", &[]);

    assert_eq!(options.headers.top_via().unwrap().branch().as_deref(), Some("z9hG4bK"));
    assert!(!options.headers.top_via().unwrap().has_magic_branch());
}

#[test]
fn section_3_3_1_missing_required_headers() {
    assert_eq!(refusal("insuf"), (400, "Bad Request - Missing From"));
}

#[test]
fn section_3_3_2_an_unknown_scheme_is_left_to_the_agent() {
    let options = accepted("unkscm", &[]);

    let Uri::Other(uri) = &options.uri else { panic!("known") };
    assert_eq!(uri.scheme(), "nobodyknowsthisscheme");
    assert_eq!(uri.as_str(), "nobodyKnowsThisScheme:totallyopaquecontent");
}

#[test]
fn section_3_3_3_an_unusual_scheme_is_left_to_the_agent() {
    assert_eq!(accepted("novelsc", &[]).uri.scheme(), "soap.beep");
}

#[test]
fn section_3_3_4_unknown_schemes_in_headers_are_read() {
    let register = accepted("unksm2", &[]);

    assert_eq!(register.headers.to().unwrap().uri.scheme(), "isbn");
    assert_eq!(register.headers.from().unwrap().uri.scheme(), "http");
    assert_eq!(register.headers.contacts().unwrap().list()[0].uri.scheme(), "name");
}

#[test]
fn section_3_3_5_required_options_are_listed() {
    let options = accepted("bext01", &[]);

    assert_eq!(options.headers.require(), ["nothingsupportsthis", "nothingsupportsthiseither"]);
    assert_eq!(
        options.headers.proxy_require(),
        ["noproxiessupportthis", "nordoanyproxiessupportthis"]
    );
}

#[test]
fn section_3_3_6_an_unknown_content_type_is_told() {
    assert_eq!(
        accepted("invut", &[]).headers.content_type().as_deref(),
        Some("application/unknownformat")
    );
}

#[test]
fn section_3_3_7_an_unknown_authorization_scheme_is_no_proof() {
    let register = accepted("regaut01", &[]);

    assert!(register.headers.contains(&HeaderName::Authorization));
    assert_eq!(register.headers.authorizations(), []);
}

#[test]
fn section_3_3_8_several_values_where_one_is_allowed() {
    assert_eq!(refusal("multi01"), (400, "Bad Request - Single-Value Header Repeated"));
}

#[test]
fn section_3_3_9_several_content_lengths() {
    assert_eq!(refusal("mcl01"), (400, "Bad Request - Single-Value Header Repeated"));
}

#[test]
fn section_3_3_10_a_response_with_the_via_of_another_is_told_by_its_entries() {
    let response = response("bcast");

    assert_eq!(
        response.headers.vias().unwrap().len(),
        2,
        "the agent drops what does not end at its own Via"
    );
}

#[test]
fn section_3_3_11_max_forwards_of_zero_is_read() {
    assert_eq!(accepted("zeromf", &[]).headers.max_forwards(), Some(0));
}

#[test]
fn section_3_3_12_a_parameter_behind_a_bare_address_belongs_to_the_header() {
    let register = accepted("cparam01", &[]);

    let Contacts::List(contacts) = register.headers.contacts().unwrap() else { panic!("star") };
    assert!(contacts[0].params.has("unknownparam"));
    assert!(contacts[0].uri.sip().unwrap().params.is_empty());
}

#[test]
fn section_3_3_13_a_parameter_inside_the_brackets_belongs_to_the_uri() {
    let register = accepted("cparam02", &[]);

    let contacts = register.headers.contacts().unwrap();
    assert!(contacts.list()[0].params.is_empty());
    assert!(contacts.list()[0].uri.sip().unwrap().params.has("unknownparam"));
}

#[test]
fn section_3_3_14_escaped_headers_inside_the_brackets_belong_to_the_uri() {
    let register = accepted("regescrt", &[]);

    let contacts = register.headers.contacts().unwrap();
    let (name, value) = contacts.list()[0].uri.sip().unwrap().headers().next().unwrap();
    assert_eq!((name.as_ref(), value.as_ref()), ("Route", "<sip:sip.example.com>"));
}

#[test]
fn section_3_3_15_an_accept_nobody_can_serve_is_read() {
    let invite = accepted("sdp01", &[]);

    assert_eq!(
        invite.headers.all(&HeaderName::Accept).collect::<Vec<_>>(),
        ["text/nobodyKnowsThis"]
    );
}

#[test]
fn section_3_4_1_an_invite_of_rfc_2543_is_taken() {
    let invite = accepted("inv2543", &[Fault::Missing(HeaderName::MaxForwards)]);

    assert_eq!(invite.method, Method::Invite);
    assert_eq!(invite.headers.from().unwrap().tag(), None);
    assert!(!invite.headers.top_via().unwrap().has_magic_branch());
    assert_eq!(
        invite.headers.to().unwrap().params.get("user").as_deref(),
        Some("phone"),
        "a bare address: the header's"
    );
    assert!(invite.body.ends_with(b"RTP/AVP 0\r\n"), "no Content-Length: the body is all there is");
}

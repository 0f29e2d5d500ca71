//! RFC 3261 §19.1: SIP URIs, and RFC 3966: telephone numbers as URIs.

use sip_message::{Host, SipUri, SyntaxError, TelUri, Uri};

fn uri(text: &str) -> Uri {
    text.parse().unwrap_or_else(|why| panic!("{text}: {why}"))
}

#[test]
fn section_19_1_3_examples_read_as_the_parts_they_have() {
    let Uri::Sip(full) = uri("sip:alice:secretword@atlanta.com;transport=tcp") else { panic!() };
    assert_eq!(full.user().as_deref(), Some("alice"));
    assert_eq!(full.password().as_deref(), Some("secretword"));
    assert_eq!(full.transport().as_deref(), Some("tcp"));

    let Uri::Sip(mail) = uri("sips:alice@atlanta.com?subject=project%20x&priority=urgent") else {
        panic!()
    };
    assert!(mail.secure);
    assert_eq!(
        mail.headers().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>(),
        ["subject: project x", "priority: urgent"]
    );

    let Uri::Sip(phone) = uri("sip:+1-212-555-1212:1234@gateway.com;user=phone") else { panic!() };
    assert_eq!(phone.user().as_deref(), Some("+1-212-555-1212"));
    assert_eq!(phone.params.get("user").as_deref(), Some("phone"));

    let Uri::Sip(numeric) = uri("sip:alice@192.0.2.4") else { panic!() };
    assert_eq!(numeric.host, Host::V4("192.0.2.4".parse().unwrap()));

    let Uri::Sip(method) = uri("sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com") else {
        panic!()
    };
    assert_eq!(method.user(), None);
    assert_eq!(method.params.get("method").as_deref(), Some("REGISTER"));

    let Uri::Sip(day) = uri("sip:alice;day=tuesday@atlanta.com") else { panic!() };
    assert_eq!(day.user().as_deref(), Some("alice;day=tuesday"));
}

#[test]
fn section_19_1_4_these_are_equivalent() {
    for (one, other) in [
        ("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"),
        ("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"),
        ("sip:carol@chicago.com", "sip:carol@chicago.com;security=on"),
        ("sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on"),
        (
            "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
            "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
        ),
        (
            "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
            "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
        ),
        ("sip:bob@[2001:db8::1]", "sip:bob@[2001:0DB8:0::1]"),
        ("SIP:bob@biloxi.com", "sip:bob@biloxi.com"),
    ] {
        assert!(uri(one).is_equivalent(&uri(other)), "{one} and {other}");
        assert!(uri(other).is_equivalent(&uri(one)), "{other} and {one}");
    }
}

#[test]
fn section_19_1_4_these_are_not_equivalent() {
    for (one, other) in [
        ("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"),
        ("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"),
        ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"),
        ("sip:carol@chicago.com;security=off", "sip:carol@chicago.com;security=on"),
        ("sip:bob@biloxi.com", "sips:bob@biloxi.com"),
        ("sip:bob@biloxi.com", "sip:biloxi.com"),
        ("sip:bob:x@biloxi.com", "sip:bob@biloxi.com"),
        ("sip:bob@biloxi.com;user=ip", "sip:bob@biloxi.com"),
        ("sip:bob@biloxi.com;maddr=192.0.2.1", "sip:bob@biloxi.com"),
        ("sip:a%3Bb@biloxi.com", "sip:a;b@biloxi.com"),
        ("sip:bob@biloxi.com", "tel:+1234"),
    ] {
        assert!(!uri(one).is_equivalent(&uri(other)), "{one} and {other}");
        assert!(!uri(other).is_equivalent(&uri(one)), "{other} and {one}");
    }
}

#[test]
fn a_parameter_that_stands_twice_counts_once() {
    let twice = uri("sip:alice@atlanta.com;x=1;x=2");

    assert!(twice.is_equivalent(&twice.clone()));
    assert!(twice.is_equivalent(&uri("sip:alice@atlanta.com;x=1")));
}

#[test]
fn parameters_beyond_measure_are_no_address() {
    let many = |count| format!("sip:alice@atlanta.com{}", ";a=b".repeat(count)).parse::<Uri>();

    assert!(many(64).is_ok());
    assert_eq!(many(65), Err(SyntaxError::TooMany));
    assert_eq!(format!("sip:a@b?{}", "x=y&".repeat(65)).parse::<Uri>(), Err(SyntaxError::TooMany));
    assert_eq!(
        format!("<sip:a@b>{}", ";a".repeat(65)).parse::<sip_message::NameAddr>(),
        Err(SyntaxError::TooMany)
    );
}

#[test]
fn equivalence_is_not_transitive_where_a_parameter_is_missing() {
    let (on, none, off) = (uri("sip:c@d;security=on"), uri("sip:c@d"), uri("sip:c@d;security=off"));

    assert!(on.is_equivalent(&none) && none.is_equivalent(&off) && !on.is_equivalent(&off));
}

#[test]
fn section_19_1_2_what_is_built_is_escaped_where_it_must_be() {
    let uri = SipUri::new("example.com".parse().unwrap())
        .with_user("a b@c#%")
        .with_port(5070)
        .with_param("x", "1;2");

    assert_eq!(uri.to_string(), "sip:a%20b%40c%23%25@example.com:5070;x=1%3B2");
    let read: SipUri = uri.to_string().parse().unwrap();
    assert_eq!(read.user().as_deref(), Some("a b@c#%"));
    assert_eq!(read.params.get("x").as_deref(), Some("1;2"));
}

#[test]
fn what_is_no_uri_says_why() {
    for (text, why) in [
        ("", SyntaxError::Uri),
        ("alice", SyntaxError::Uri),
        ("sip:", SyntaxError::Uri),
        ("sip:alice@", SyntaxError::Host),
        ("sip:alice@exa mple.com", SyntaxError::Uri),
        ("sip:alice@example.com:port", SyntaxError::Port),
        ("sip:alice@example.com:65536", SyntaxError::Port),
        ("sip:alice@example.com:", SyntaxError::Port),
        ("sip:alice@[::1", SyntaxError::Host),
        ("sip:alice@exämple.com", SyntaxError::Host),
        ("sip:alice@2001:db8::1", SyntaxError::Port),
        ("sip:<alice>@example.com", SyntaxError::Uri),
        ("1a:b", SyntaxError::Uri),
        ("tel:", SyntaxError::Uri),
        ("tel:alice", SyntaxError::Uri),
        ("tel:+", SyntaxError::Uri),
    ] {
        assert_eq!(text.parse::<Uri>(), Err(why), "{text}");
    }
}

#[test]
fn an_address_of_record_has_neither_password_nor_parameters() {
    let Uri::Sip(uri) = uri("sips:alice:pw@example.com:5071;transport=tls?x=y") else { panic!() };

    assert_eq!(uri.address_of_record().to_string(), "sips:alice@example.com:5071");
}

#[test]
fn an_empty_user_is_nobody() {
    let Uri::Sip(uri) = uri("sip:@example.com") else { panic!() };

    assert_eq!(uri.user(), None);
    assert_eq!(uri.to_string(), "sip:@example.com", "it goes back as it came");
}

#[test]
fn rfc_3966_numbers_are_equal_without_their_separators() {
    let (one, other): (TelUri, TelUri) = (
        "tel:+1-(201)-555.0123;ext=22".parse().unwrap(),
        "TEL:+12015550123;EXT=22".parse().unwrap(),
    );

    assert!(one.is_equivalent(&other));
    assert_eq!(one.digits(), "+12015550123");
    assert_eq!(one.number(), "+1-(201)-555.0123");
    assert!(one.is_global());
    assert_eq!(one.to_string(), "tel:+1-(201)-555.0123;ext=22");
}

#[test]
fn rfc_3966_a_local_number_is_another_than_a_global_one() {
    let (local, global, elsewhere): (TelUri, TelUri, TelUri) = (
        "tel:7042;phone-context=example.com".parse().unwrap(),
        "tel:+7042".parse().unwrap(),
        "tel:7042;phone-context=example.org".parse().unwrap(),
    );

    assert!(
        !local.is_equivalent(&global)
            && !local.is_equivalent(&elsewhere)
            && local.is_equivalent(&local.clone())
    );
    assert!(!local.is_global());
}

#[test]
fn nothing_of_an_address_is_printed_for_debugging() {
    let printed = format!(
        "{:?} {:?} {:?}",
        uri("sip:alice@example.com"),
        uri("tel:+4930123456"),
        uri("im:alice@example.com")
    );

    for secret in ["alice", "example", "4930"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

//! Headers read as what they mean, named by the RFC that defines each.

use sip_message::{
    Contacts, Event, HeaderError, HeaderName, Headers, Method, NameAddr, Reason, Refresher, Rport,
    SubscriptionState, Substate, SyntaxError, Via, ViaTransport,
};

fn headers(lines: &[(HeaderName, &str)]) -> Headers {
    let mut headers = Headers::new();
    for (name, value) in lines {
        headers.push(name.clone(), value);
    }
    headers
}

fn address(text: &str) -> Result<NameAddr, SyntaxError> {
    text.parse()
}

#[test]
fn rfc_3261_section_20_10_addresses_in_all_their_forms() {
    for (text, name, uri, tag) in [
        (
            "\"Mr. Watson\" <sip:watson@worcester.bell-telephone.com>;q=0.7",
            Some("Mr. Watson"),
            "sip:watson@worcester.bell-telephone.com",
            None,
        ),
        ("sip:a@b;tag=x", None, "sip:a@b", Some("x")),
        ("<sip:a@b;lr>;tag=x", None, "sip:a@b;lr", Some("x")),
        (
            "Anonymous <sip:c8oqz84zk7z@privacy.org>;tag=hyh8",
            Some("Anonymous"),
            "sip:c8oqz84zk7z@privacy.org",
            Some("hyh8"),
        ),
        ("\"\" <sip:a@b> ; tag = x", None, "sip:a@b", Some("x")),
        ("\"a \\\"b\\\" <c>, d;e\" <sip:a@b>", Some("a \"b\" <c>, d;e"), "sip:a@b", None),
        ("<tel:+4930123456>;tag=x", None, "tel:+4930123456", Some("x")),
        ("sips:a@b", None, "sips:a@b", None),
        ("\"x\"<sip:a@b>;tag=\"x\";", Some("x"), "sip:a@b", Some("x")),
    ] {
        let read = address(text).unwrap_or_else(|why| panic!("{text}: {why}"));

        assert_eq!(read.display_name.as_deref(), name, "{text}");
        assert_eq!(read.uri.to_string(), uri, "{text}");
        assert_eq!(read.tag().as_deref(), tag, "{text}");
    }
}

#[test]
fn what_is_no_address_says_why() {
    for (text, why) in [
        ("", SyntaxError::Uri),
        ("\"Bob <sip:a@b>", SyntaxError::Quote),
        ("\"Bob\" sip:a@b", SyntaxError::Bracket),
        ("\"Bob\" x <sip:a@b>", SyntaxError::Trailing),
        ("<sip:a@b", SyntaxError::Bracket),
        ("<sip:a@b> x", SyntaxError::Trailing),
        ("<>", SyntaxError::Uri),
        ("sip:a@b?c=d", SyntaxError::Bracket),
        ("<sip:a@b>;=x", SyntaxError::Param),
        ("<sip:a@b>;tag=\"x", SyntaxError::Quote),
        ("<sip:a@b>;tag=x y", SyntaxError::Param),
        ("<sip:a@b>;tag=\"x\"y", SyntaxError::Trailing),
    ] {
        assert_eq!(address(text), Err(why), "{text}");
    }
}

#[test]
fn rfc_3261_section_20_10_the_star_is_every_contact() {
    assert_eq!(headers(&[(HeaderName::Contact, "*")]).contacts(), Ok(Contacts::Star));
    assert_eq!(headers(&[]).contacts(), Ok(Contacts::List(Vec::new())));
    let two = headers(&[
        (HeaderName::Contact, "<sip:a@b>;expires=5, <sip:c@d>"),
        (HeaderName::Contact, "sip:e@f"),
    ]);
    let Ok(Contacts::List(list)) = two.contacts() else { panic!() };
    assert_eq!(list.len(), 3);
    assert_eq!((list[0].expires(), list[1].expires()), (Some(5), None));
}

#[test]
fn single_headers_are_missed_and_told_when_repeated() {
    assert_eq!(headers(&[]).from(), Err(HeaderError::Missing(HeaderName::From)));
    assert_eq!(headers(&[]).top_via(), Err(HeaderError::Missing(HeaderName::Via)));
    let twice = headers(&[(HeaderName::To, "sip:a@b"), (HeaderName::To, "sip:a@b")]);
    assert_eq!(twice.to(), Err(HeaderError::Repeated(HeaderName::To)));
}

#[test]
fn rfc_3261_section_20_16_cseq() {
    let cseq = |text: &str| headers(&[(HeaderName::CSeq, text)]).cseq();

    assert_eq!(cseq("4711 INVITE").unwrap().to_string(), "4711 INVITE");
    assert_eq!(cseq("0009 \t INVITE").unwrap().number, 9);
    assert_eq!(cseq("2147483647 BYE").unwrap().method, Method::Bye);
    for wrong in ["2147483648 BYE", "-1 BYE", "+1 BYE", "1", "BYE", "", "1 B<E", "1 BYE x"] {
        assert!(cseq(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn rfc_3261_section_20_42_via() {
    let via: Via = "SIP / 2.0 / UDP first.example.com : 4000;ttl=16 ;maddr=224.2.0.1 ;branch=z9hG4bKa7c6a8dlze.1".parse().unwrap();

    assert_eq!(via.transport, ViaTransport::Udp);
    assert_eq!((via.host.to_string().as_str(), via.port), ("first.example.com", Some(4000)));
    assert_eq!(via.maddr().unwrap().to_string(), "224.2.0.1");
    assert!(via.has_magic_branch());
    assert_eq!(via.rport(), Rport::Absent);
    for wrong in [
        "",
        "SIP/2.0/UDP",
        "SIP/2.0 host",
        "SIP/2.0/UDP ho st",
        "SIP/2.0/UDP host;;branch=1",
        "SIP/2.0/UDP host;",
        "SIP/2.0/UDP host:port",
    ] {
        assert!(wrong.parse::<Via>().is_err(), "{wrong}");
    }
}

#[test]
fn rfc_3581_rport() {
    let rport = |text: &str| format!("SIP/2.0/UDP h;{text}").parse::<Via>().unwrap().rport();

    assert_eq!(rport("rport"), Rport::Asked);
    assert_eq!(rport("rport="), Rport::Asked);
    assert_eq!(rport("rport=9988"), Rport::Seen(9988));
    assert_eq!(
        Via::new(ViaTransport::Udp, "h".parse().unwrap(), None, "z9hG4bK1").rport(),
        Rport::Asked
    );
}

#[test]
fn rfc_3261_numbers_are_cut_at_their_bounds_and_nonsense_is_nothing() {
    let all = headers(&[
        (HeaderName::Expires, "99999999999999"),
        (HeaderName::MinExpires, "60"),
        (HeaderName::MaxForwards, "300"),
        (HeaderName::FlowTimer, "120"),
        (HeaderName::RSeq, "x"),
    ]);

    assert_eq!(all.expires(), Some(u32::MAX));
    assert_eq!(all.min_expires(), Some(60));
    assert_eq!(all.max_forwards(), Some(255));
    assert_eq!(all.flow_timer(), Some(120));
    assert_eq!(all.rseq(), None);
    assert_eq!(headers(&[(HeaderName::Expires, "soon")]).expires(), None);
    assert_eq!(headers(&[(HeaderName::Expires, "")]).expires(), None);
}

#[test]
fn rfc_3261_section_20_33_retry_after() {
    let retry = |text: &str| {
        headers(&[(HeaderName::RetryAfter, text)])
            .retry_after()
            .map(|r| (r.seconds, r.duration_seconds))
    };

    assert_eq!(retry("18000;duration=3600"), Some((18000, Some(3600))));
    assert_eq!(retry("120 (I'm in a meeting; back soon)"), Some((120, None)));
    assert_eq!(retry("120 (x) ;duration=7"), Some((120, Some(7))));
    assert_eq!(retry("later"), None);
}

#[test]
fn rfc_3261_section_20_43_warning() {
    let warnings = headers(&[(
        HeaderName::Warning,
        "307 isi.edu \"Session parameter 'foo', not understood\", 301 x \"y\"",
    )])
    .warnings();

    assert_eq!(warnings.len(), 2);
    assert_eq!((warnings[0].code, warnings[0].agent.as_str()), (307, "isi.edu"));
    assert_eq!(warnings[0].text, "Session parameter 'foo', not understood");
}

#[test]
fn rfc_3261_lists_of_words() {
    let all = headers(&[
        (HeaderName::Allow, "INVITE, ACK"),
        (HeaderName::Allow, "BYE,,CANCEL"),
        (HeaderName::Supported, "Path, 100rel"),
        (HeaderName::AllowEvents, "presence, dialog"),
        (HeaderName::ContentType, "Application / SDP ; charset=utf-8"),
    ]);

    assert_eq!(all.allow(), [Method::Invite, Method::Ack, Method::Bye, Method::Cancel]);
    assert_eq!(all.supported(), ["path", "100rel"]);
    assert_eq!(all.allow_events(), ["presence", "dialog"]);
    assert_eq!(all.content_type().as_deref(), Some("application/sdp"));
}

#[test]
fn rfc_3262_rack() {
    let rack = headers(&[(HeaderName::RAck, "776656 1 INVITE")]).rack().unwrap();

    assert_eq!((rack.rseq, rack.cseq.number, &rack.cseq.method), (776_656, 1, &Method::Invite));
    assert_eq!(rack.to_string(), "776656 1 INVITE");
}

#[test]
fn rfc_3326_reasons() {
    let reasons = headers(&[(
        HeaderName::Reason,
        "Q.850 ;cause=16 ;text=\"Terminated, by user\", SIP;cause=200",
    )])
    .reasons();

    assert_eq!(
        (reasons[0].cause(), reasons[0].text().as_deref()),
        (Some(16), Some("Terminated, by user"))
    );
    assert_eq!(
        (reasons[1].protocol.as_str(), reasons[1].cause(), reasons[1].text()),
        ("SIP", Some(200), None)
    );
    assert_eq!(
        Reason::new("SIP", 600, "Busy Everywhere").to_string(),
        "SIP;cause=600;text=\"Busy Everywhere\""
    );
}

#[test]
fn rfc_3515_refer_to_with_an_escaped_replaces() {
    let refer = headers(&[(
        HeaderName::ReferTo,
        "<sips:dave@denver.example.org?Replaces=12345%40192.168.118.3%3Bto-tag%3D12345%3Bfrom-tag%3D5FFE-3994>",
    )]);

    let target = refer.refer_to().unwrap();
    let (name, value) = target.uri.sip().unwrap().headers().next().unwrap();
    assert_eq!(name, "Replaces");
    let replaces: sip_message::Replaces = value.parse().unwrap();
    assert_eq!(
        (
            replaces.call_id.as_str(),
            replaces.to_tag.as_str(),
            replaces.from_tag.as_str(),
            replaces.early_only
        ),
        ("12345@192.168.118.3", "12345", "5FFE-3994", false)
    );
    assert_eq!(replaces.to_string(), "12345@192.168.118.3;to-tag=12345;from-tag=5FFE-3994");
}

#[test]
fn rfc_3891_replaces_must_be_whole_and_single() {
    let replaces = |text: &str| headers(&[(HeaderName::Replaces, text)]).replaces();

    assert!(
        replaces("98732@sip.example.com ;from-tag=r33th4x0r ;to-tag=ff87ff;early-only")
            .unwrap()
            .unwrap()
            .early_only
    );
    assert_eq!(headers(&[]).replaces(), Ok(None));
    assert!(replaces("98732@sip.example.com;from-tag=r33th4x0r").is_err());
    assert!(replaces("98732@sip.example.com").is_err());
    let twice = headers(&[
        (HeaderName::Replaces, "a;to-tag=1;from-tag=2"),
        (HeaderName::Replaces, "a;to-tag=1;from-tag=2"),
    ]);
    assert_eq!(twice.replaces(), Err(HeaderError::Repeated(HeaderName::Replaces)));
}

#[test]
fn rfc_3325_rfc_3892_identities() {
    let all = headers(&[
        (HeaderName::PAssertedIdentity, "\"Cullen\" <sip:fluffy@cisco.com>, tel:+14085264000"),
        (HeaderName::ReferredBy, "<sip:r@example.com>;cid=\"2UWQFN309shb3@referrer.example\""),
    ]);

    assert_eq!(all.p_asserted_identity().len(), 2);
    assert_eq!(all.p_asserted_identity()[1].uri.scheme(), "tel");
    assert_eq!(all.referred_by().unwrap().uri.to_string(), "sip:r@example.com");
}

#[test]
fn rfc_3327_rfc_3608_rfc_5626_ways() {
    let all = headers(&[
        (HeaderName::Path, "<sip:P3.EXAMPLEHOME.COM;lr>,<sip:P1.EXAMPLEVISITED.COM;lr>"),
        (HeaderName::ServiceRoute, "<sip:P2.HOME.EXAMPLE.COM;lr>"),
        (HeaderName::RecordRoute, "<sip:p1;lr;ftag=a>, <sip:p2;lr=on>"),
    ]);

    assert_eq!(all.paths().unwrap().len(), 2);
    assert_eq!(all.service_routes().unwrap()[0].to_string(), "<sip:P2.HOME.EXAMPLE.COM;lr>");
    let routes = all.record_routes().unwrap();
    assert!(routes.iter().all(|route| route.uri.sip().unwrap().is_loose_router()));
    assert_eq!(
        routes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["<sip:p1;lr;ftag=a>", "<sip:p2;lr=on>"],
        "as they came"
    );
}

#[test]
fn rfc_4028_session_expires() {
    let read = |text: &str| headers(&[(HeaderName::SessionExpires, text)]).session_expires();

    let session = read("4000;refresher=UAC").unwrap();
    assert_eq!((session.seconds, session.refresher), (4000, Some(Refresher::Uac)));
    assert_eq!(session.to_string(), "4000;refresher=uac");
    assert_eq!(read("1800").unwrap().refresher, None);
    assert_eq!(headers(&[(HeaderName::MinSe, "90")]).min_se().unwrap().seconds, 90);
}

#[test]
fn rfc_6665_event_and_subscription_state() {
    let all = headers(&[
        (HeaderName::Event, "presence;id=7;x=y"),
        (HeaderName::SubscriptionState, "Terminated;reason=Timeout;retry-after=5;expires=0"),
    ]);

    let event = all.event().unwrap();
    assert_eq!(event.package, "presence");
    assert!(event.is_same(&"presence;id=7".parse().unwrap()));
    assert!(!event.is_same(&Event::new("presence")));
    assert!(
        !event.is_same(&"Presence;id=7".parse().unwrap()),
        "packages are compared letter by letter"
    );
    let state = all.subscription_state().unwrap();
    assert_eq!(state.state, Substate::Terminated);
    assert_eq!(
        (state.reason().as_deref(), state.retry_after(), state.expires()),
        (Some("timeout"), Some(5), Some(0))
    );
    assert_eq!(SubscriptionState::new(Substate::Active).to_string(), "active");
}

#[test]
fn rfc_5806_rfc_7044_who_sent_a_call_on() {
    let all = headers(&[
        (HeaderName::Diversion, "\"Bob\" <sip:bob@a>;reason=User-Busy;counter=2;privacy=off"),
        (
            HeaderName::HistoryInfo,
            "<sip:bob@a?Reason=SIP%3Bcause%3D486>;index=1, <sip:carol@a;cause=486>;index=1.1;mp=1",
        ),
    ]);

    let diversion = &all.diversions()[0];
    assert_eq!((diversion.reason().as_deref(), diversion.counter()), (Some("user-busy"), Some(2)));
    let history = all.history_info();
    assert_eq!(history[0].reason().unwrap().cause(), Some(486));
    assert_eq!(history[1].index().as_deref(), Some("1.1"));
    assert_eq!(history[1].reason(), None);
}

#[test]
fn topmost_values_are_taken_and_put_whether_lines_are_shared_or_not() {
    let mut shared = headers(&[
        (HeaderName::Route, "<sip:a;lr>, <sip:b;lr>"),
        (HeaderName::Route, "<sip:c;lr>"),
    ]);

    assert_eq!(shared.remove_first(&HeaderName::Route).as_deref(), Some("<sip:a;lr>"));
    shared.replace_first(&HeaderName::Route, "<sip:x;lr>");
    shared.push_front(HeaderName::Route, "<sip:y;lr>");

    assert_eq!(
        shared.all(&HeaderName::Route).collect::<Vec<_>>(),
        ["<sip:y;lr>", "<sip:x;lr>", "<sip:c;lr>"]
    );
    shared.set(HeaderName::Route, "<sip:z>");
    assert_eq!(shared.lines(&HeaderName::Route).collect::<Vec<_>>(), ["<sip:z>"]);
    assert_eq!(shared.remove(&HeaderName::Route), 1);
    assert!(shared.is_empty());
}

//! What an INVITE tells beyond who calls (RFC 5373, RFC 5806, RFC 7044), and what a Refer-To asks for.

use std::time::Duration;

use sip_agent::invitation::{Alert, IncomingInvitation, InviteOptions, NotCallable, WhyDiverted};
use sip_message::{HeaderName, NameAddr};
use testkit::Bench;

use crate::support::incoming;

fn call_with(headers: &[(&str, &str)]) -> IncomingInvitation {
    let mut bench = Bench::default();
    let mut invite = bench.invite();
    for (name, value) in headers {
        invite.headers.push(HeaderName::new(name), value);
    }
    bench.receive(invite);
    incoming(&mut bench)
}

#[test]
fn rfc5373_a_call_says_when_it_wants_to_be_taken_by_itself() {
    for (name, value, expected) in [
        ("Answer-Mode", "Auto", Some(0)),
        ("Answer-Mode", "auto;require", Some(0)),
        ("Priv-Answer-Mode", "Auto", Some(0)),
        ("Answer-Mode", "Manual", None),
        ("Call-Info", "<sip:pbx.example.org>;answer-after=0", Some(0)),
        ("Call-Info", "<http://x/a.png>;purpose=icon, <sip:pbx>;answer-after=\"5\"", Some(5)),
        ("Call-Info", "answer-after=2", Some(2)),
        ("Call-Info", "<sip:pbx>\\;answer-after=3", Some(3)),
        ("Call-Info", "<sip:pbx>;answer-after=999999999999", Some(60)),
        ("Call-Info", "<sip:pbx>;answer-after=soon", None),
        ("Call-Info", "<http://x/a.png>;purpose=icon", None),
        ("Alert-Info", "<http://127.0.0.1>;info=alert-autoanswer;delay=1", Some(1)),
        ("Alert-Info", "info=alert-autoanswer", Some(0)),
        ("Alert-Info", "Auto Answer", Some(0)),
        ("Alert-Info", "Ring Answer", Some(0)),
        ("Alert-Info", "<http://www.notused.com>;info=\"Intercom\"", Some(0)),
        ("Alert-Info", "<http://127.0.0.1/Bellcore-dr2>", None),
        ("Alert-Info", "<urn:alert:source:internal>", None),
    ] {
        let call = call_with(&[(name, value)]);
        assert_eq!(call.answer_after(), expected.map(Duration::from_secs), "{name}: {value}");
    }
    assert_eq!(call_with(&[]).answer_after(), None);
}

#[test]
fn a_caller_who_wants_to_be_taken_by_hand_is_whatever_else_is_said() {
    let call = call_with(&[("Answer-Mode", "Manual"), ("Alert-Info", "info=alert-autoanswer")]);

    assert_eq!(call.answer_after(), None);
}

#[test]
fn a_call_names_the_ring_tones_it_wants() {
    let call = call_with(&[(
        "Alert-Info",
        "<http://127.0.0.1/Bellcore-dr2>;info=alert-group, <urn:alert:source:external>",
    )]);

    let alert = |tone: &str, info: Option<&str>| Alert {
        tone: tone.to_owned(),
        info: info.map(str::to_owned),
    };
    assert_eq!(
        call.alerts(),
        [
            alert("http://127.0.0.1/Bellcore-dr2", Some("alert-group")),
            alert("urn:alert:source:external", None)
        ]
    );
    assert_eq!(call_with(&[("Alert-Info", "bellcore-r3")]).alerts(), [alert("bellcore-r3", None)]);
}

#[test]
fn rfc5806_who_sent_a_call_on_is_told_the_latest_first() {
    let call = call_with(&[
        (
            "Diversion",
            "\"Zentrale\" <sip:0@pbx.example.org>;reason=no-answer;counter=1, nonsense, \
             <tel:+498912345>;reason=\"User-Busy\"",
        ),
        ("Diversion", "<sip:secret@pbx.example.org>;reason=unconditional;privacy=full"),
        ("Diversion", "sip:bare@pbx.example.org;reason=follow-me"),
    ]);

    let told: Vec<_> = call.diverted().into_iter().map(|d| (d.by.to_string(), d.why)).collect();

    let hidden = "\"Anonymous\" <sip:anonymous@anonymous.invalid>";
    assert_eq!(
        told,
        [
            ("\"Zentrale\" <sip:0@pbx.example.org>".to_owned(), WhyDiverted::NoAnswer),
            ("<tel:+498912345>".to_owned(), WhyDiverted::Busy),
            (hidden.to_owned(), WhyDiverted::Always),
            ("<sip:bare@pbx.example.org>".to_owned(), WhyDiverted::Always),
        ]
    );
}

#[test]
fn rfc7044_the_stops_of_a_calls_history_that_sent_it_on_are_told() {
    for (history, expected) in [
        (
            "<sip:10@pbx?Reason=SIP%3Bcause%3D486>;index=1, <sip:20@pbx>;index=1.1, <sip:anna@192.0.2.1>;index=1.1.1",
            vec![("<sip:10@pbx>", WhyDiverted::Busy)],
        ),
        (
            "<sip:10@pbx>;index=1, <sip:20@pbx;cause=408>;index=1.1;mp=1, <sip:30@pbx;cause=302>;index=1.2;mp=1.1",
            vec![("<sip:20@pbx>", WhyDiverted::Always), ("<sip:10@pbx>", WhyDiverted::NoAnswer)],
        ),
        ("<sip:10@pbx>;index=1, <sip:10@192.0.2.1>;index=1.1;rc=1", vec![]),
        ("<sip:10@pbx>;index=1", vec![]),
        (
            "<sip:10@pbx?Privacy=history>;index=1, <sip:20@pbx>;index=1.1;mp=1",
            vec![("\"Anonymous\" <sip:anonymous@anonymous.invalid>", WhyDiverted::Unknown)],
        ),
        ("garbage <<>>, ;;;", vec![]),
    ] {
        let call = call_with(&[("History-Info", history)]);
        let told: Vec<_> = call.diverted().into_iter().map(|d| (d.by.to_string(), d.why)).collect();
        let expected: Vec<_> = expected.into_iter().map(|(by, why)| (by.to_owned(), why)).collect();
        assert_eq!(told, expected, "{history}");
    }
}

#[test]
fn rfc7315_whom_a_call_was_for_is_told() {
    let call = call_with(&[("P-Called-Party-ID", "\"Sales\" <sip:sales@pbx.example.org>")]);
    assert_eq!(call.called().unwrap().display_name.as_deref(), Some("Sales"));

    let call = call_with(&[]);
    assert_eq!(call.called().unwrap().to_string(), "<sip:anna@example.org>");
}

#[test]
fn rfc3892_a_refer_to_becomes_a_call_with_its_replaces_and_who_asked_for_it() {
    let refer_to: NameAddr =
        "<sip:carla@example.org;method=INVITE?Replaces=a%40b%3Bto-tag%3Dc%3Bfrom-tag%3Dd&Subject=spam>"
            .parse()
            .unwrap();
    let by: NameAddr = "<sip:bert@example.org>;cid=\"1@x\"".parse().unwrap();

    let (target, options) = InviteOptions::of_referral(&refer_to, Some(&by)).unwrap();

    assert_eq!(target.to_string(), "sip:carla@example.org");
    assert_eq!(options.replaces_value.as_deref(), Some("a@b;to-tag=c;from-tag=d"));
    assert_eq!(options.headers, [(HeaderName::ReferredBy, by.to_string())]);
}

#[test]
fn rfc3515_what_is_no_call_is_not_made_one() {
    for (text, why) in [
        ("<sip:carla@example.org;method=BYE>", NotCallable::Method),
        ("<sip:carla@example.org;method=SUBSCRIBE>", NotCallable::Method),
        ("<http://example.org>", NotCallable::Scheme),
    ] {
        let refer_to: NameAddr = text.parse().unwrap();
        assert_eq!(InviteOptions::of_referral(&refer_to, None), Err(why), "{text}");
    }
}

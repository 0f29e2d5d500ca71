//! A cast of persons, numbers, hosts and secrets goes in; none of it comes out.

mod dresses;
mod properties;

use clock::Timestamp;
use model::ReportId;
use proptest::prelude::*;

use super::*;
use crate::{Affects, Draft, Evidence, Works};

#[test]
fn nothing_of_the_cast_is_found_in_a_finished_report() {
    let draft = Draft {
        what: "Ich kann Frau Müller (Durchwahl 7042, mobil 0171/1234567) nicht erreichen. \
               Passwort: hunter2!"
            .to_owned(),
        affects: Affects::OnlyMe,
        works: Works::Partly,
        evidence: vec![
            Evidence { name: "ladder.txt".to_owned(), text: LADDER.to_owned() },
            Evidence { name: "accounts.json".to_owned(), text: ACCOUNTS.to_owned() },
        ],
        cast: Cast {
            numbers: vec!["+49 89 1234567".to_owned(), "7042".to_owned()],
            names: vec!["Anna Müller".to_owned()],
            titles: vec!["Büro Süd".to_owned()],
            hosts: vec!["pbx".to_owned(), "sip.anbieter.example".to_owned()],
            secrets: vec![SecretString::from("correct horse")],
        },
    };

    let report = draft.finish(ReportId::from_random_bytes([1; 16]), Timestamp::UNIX_EPOCH).unwrap();

    let mut whole = report.what.clone();
    for piece in &report.evidence {
        whole.push_str(&piece.text);
    }
    let folded = whole.to_lowercase();
    for secret in [
        "müller",
        "anna",
        "ben",
        "büro süd",
        "7042",
        "1234567",
        "0171",
        "4989",
        "anbieter",
        "pbx",
        "10.1.2.3",
        "192.0.2.7",
        "2001:db8",
        "hunter2",
        "correct horse",
        "6629fae4",
        "0a4f113b",
        "dcd98b71",
        "wvnxpyfxvldrzg",
        "zmtw",
        "geheim",
        "1-17-abcdef",
    ] {
        assert!(!folded.contains(secret), "{secret:?} is left in:\n{whole}");
    }
}

#[test]
fn the_same_number_has_one_label_however_it_is_written() {
    let text = clean(
        "+49 89 1234567, 0049 (0)89 1234567, 089/1234567 and sip:+49891234567@a.example; not 089 7654321",
    );

    assert_eq!(text, "number-1, number-1, number-1 and sip:number-1@host-1; not number-2");
}

#[test]
fn the_same_host_has_one_label_wherever_it_stands() {
    let text = clean(
        "Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK776asdhds\r\nc=IN IP4 192.0.2.7\r\nsip:ben@PBX.example, pbx.example",
    );

    assert_eq!(
        text,
        "Via: SIP/2.0/UDP address-1:5060;branch=z9hG4bK776asdhds\r\nc=IN IP4 address-1\r\nsip:name-1@host-1, host-1"
    );
}

#[test]
fn what_helps_and_harms_nobody_stays() {
    for text in [
        "2026-11-22T10:43:21.123Z registered, expires in 3600 s",
        "22.11.2026 10:43 sent 152340 received 152112 lost 0.15 % jitter 12.5 ms rtt 31 ms",
        "m=audio 49170 RTP/AVP 0 8 101\r\na=rtpmap:101 telephone-event/8000",
        "SIP/2.0 404 Not Found\r\nCSeq: 102 INVITE\r\nContent-Length: 0",
        "branch=z9hG4bK00123456789, tag=as58f4201b",
        "see calls.txt and summary.json, Linux 6.1.0-28-amd64",
        "a5a5a5a5-1234-4567-8901-123456789012",
        "The basic telephony works. Kein Ton.Seit gestern, z.B. um 8 Uhr",
        "listens on 0.0.0.0 and ::, at 10:43:21",
    ] {
        assert_eq!(clean(text), text);
    }
}

#[test]
fn secrets_are_taken_out_wherever_they_hide() {
    for text in [
        "Authorization: Digest username=\"x\",\r\n response=\"SEKRIT\"\r\n",
        "log: response=\"SEKRIT\", uri=",
        "nonce=SEKRIT, qop=auth",
        "{\"password\": \"SEK\\\"RIT SEKRIT\"}",
        "authPassword=SEKRIT",
        "api-key: 'SEKRIT'",
        "\"token\":\"SEKRIT\"",
        "Bearer SEKRIT1234567",
        "Authorization: token 1-14-SEKRIT",
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEKRIT|2^20|1:4",
        "a=ice-pwd:SEKRIT",
        "sip:anna:SEKRIT@host.example",
        "https://anna:SEKRIT@host.example/",
        "PIN: SEKRIT",
        "Set-Cookie: session=SEKRIT",
    ] {
        let text = clean(text);
        assert!(!text.contains("SEKRIT"), "{text}");
    }
}

#[test]
fn a_known_secret_is_gone_wherever_it_begins() {
    for (secret, text, cleaned) in [
        ("//$+!0", "y://$+!0;", "y:[secret];"),
        ("2.0/UDP", "Via: SIP/2.0/UDP x", "Via: SIP/[secret] x"),
        ("b@pbx.ex", "<sip:b@pbx.example>", "<sip:[secret]ample>"),
        ("abc", "password=abcdef; pw=abc", "password=[secret]; pw=[secret]"),
        ("a/b c", "x=a%2fb%20c&y=A/B C", "x=[secret]&y=[secret]"),
    ] {
        let cast = Cast { secrets: vec![SecretString::from(secret)], ..Cast::default() };

        assert_eq!(Redaction::knowing(&cast).clean(text), cleaned);
    }
    let known = ["abcd", "cdef"].map(SecretString::from).into();
    let cast = Cast { secrets: known, ..Cast::default() };
    let mut redaction = Redaction::knowing(&cast);
    assert_eq!(redaction.clean("abcdef password=abcd"), "[secret] password=[secret]");
    assert_eq!(redaction.counts().secrets, 2);
}

#[test]
fn a_name_learnt_from_one_text_is_found_in_another() {
    let mut redaction = Redaction::knowing(&Cast::default());
    let texts = ["From: Carla Cruz <sip:c@x.example>", "I called CARLA CRUZ yesterday"];

    for text in texts {
        redaction.learn(text);
    }

    assert_eq!(redaction.clean(texts[1]), "I called name-1 yesterday");
    assert_eq!(redaction.clean(texts[0]), "From: name-1 <sip:name-2@host-1>");
}

#[test]
fn the_words_of_a_title_stay_where_they_stand_alone() {
    let cast = Cast { titles: vec!["Demo System".to_owned()], ..Cast::default() };

    let text = Redaction::knowing(&cast).clean("demo system: registered\nsystem: Debian");

    assert_eq!(text, "name-1: registered\nsystem: Debian");
}

#[test]
fn a_short_name_does_not_hit_longer_words() {
    let cast = Cast { names: vec!["Ben".to_owned()], ..Cast::default() };

    let text = Redaction::knowing(&cast).clean("Ben hat eben oben gerufen, sagt ben.");

    assert_eq!(text, "name-1 hat eben oben gerufen, sagt name-1.");
}

#[test]
fn a_hostile_line_of_many_names_and_numbers_takes_no_more_time_than_its_length() {
    let text: String = (0..4_000).map(|n| format!("\"Name {n}\" <sip:+4989{n:06}@h>,")).collect();

    let text = clean(&text);

    assert!(text.ends_with("sip:number-4000@host-1>,"), "{}", &text[text.len() - 60..]);
}

proptest! {
    #[test]
    fn no_written_number_survives(
        area in "[1-9][0-9]{1,3}", line in "[0-9]{4,8}", extension in "[0-9]{1,3}",
        head in prop_oneof![Just("+49 "), Just("+49 (0)"), Just("0049"), Just("0"), Just("(0"), Just("+49-")],
        gap in prop_oneof![Just(" "), Just("/"), Just("-"), Just(""), Just(" / "), Just(") ")],
        before in "[a-m]{0,6}[ :\"<=(]", after in "[ ,;>\"\n]"
    ) {
        let written = format!("{head}{area}{gap}{line}-{extension}");

        let text = clean(&format!("{before}{written}{after}"));

        prop_assert!(!text.contains(&line), "{}", text);
    }

    #[test]
    fn labels_are_not_labelled_again(
        labels in prop::collection::vec("(number|name|host|address)-[1-9][0-9]{0,3}", 1..5),
        between in prop_oneof![Just(" "), Just("@"), Just(":"), Just(", "), Just("/")],
    ) {
        let text = labels.join(between);

        prop_assert_eq!(clean(&text), text);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,200}") {
        drop(clean(&text));
    }
}

fn clean(text: &str) -> String {
    let mut redaction = Redaction::knowing(&Cast::default());
    redaction.learn(text);
    redaction.clean(text)
}

const LADDER: &str = "\
2026-11-22T10:43:21Z > 10.1.2.3:5060\r
INVITE sip:7042@sip.anbieter.example SIP/2.0\r
Via: SIP/2.0/UDP [2001:db8::17]:5060;branch=z9hG4bK776\r
Via: SIP/2.0/UDP pbx;received=192.0.2.7\r
From: \"Anna Müller\" <sip:+49891234567@sip.anbieter.example>;tag=1\r
To: Ben Beispiel <sip:ben@pbx>\r
P-Asserted-Identity: <tel:+49-89-1234567>\r
Authorization: Digest username=\"anna\", realm=\"x\", nonce=\"dcd98b71\",\r
 response=\"6629fae49393a05397450978507c4ef1\", cnonce=\"0a4f113b\"\r
\r
o=- 3987650001 3987650002 IN IP4 192.0.2.7\r
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNxPyFxVldRZG0nJTI1\r
a=ice-pwd:ZmtwQ2VyV3Q\r
later: ben beispiel did not answer on 089 / 1 23 45 67\r
";

const ACCOUNTS: &str = r#"{
  "label": "Büro Süd", "user": "anna", "aor": "sip:anna@sip.anbieter.example", "password": "geheim",
  "rt-token": "1-17-abcdef", "proxy": "sip:pbx:5060", "home": "/home/anna/.local/share",
  "note": "uses correct horse as its password"
}"#;

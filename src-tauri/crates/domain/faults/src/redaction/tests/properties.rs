//! Whatever the cast's things are written like, they do not come out; what is measured does.

use base64::Engine as _;

use super::*;

#[test]
fn what_a_person_keeps_stays_and_secrets_never_do() {
    let text = "Anna Müller +49 89 1234567 pbx.example 192.0.2.7 ben@pbx.example password=hunter2";
    let kept = |keep: Keep| {
        let cast = Cast { names: vec!["Anna Müller".to_owned()], ..Cast::default() };
        Redaction::knowing(&cast).keeping(keep).clean(text)
    };

    assert_eq!(
        kept(Keep::default()),
        "name-1 number-1 host-1 address-1 name-2@host-1 password=[secret]"
    );
    assert_eq!(
        kept(Keep { names: true, ..Keep::default() }),
        "Anna Müller number-1 host-1 address-1 ben@host-1 password=[secret]"
    );
    assert_eq!(
        kept(Keep { numbers: true, hosts: true, ..Keep::default() }),
        "name-1 +49 89 1234567 pbx.example address-1 name-2@pbx.example password=[secret]"
    );
    assert_eq!(
        kept(Keep { addresses: true, ..Keep::default() }),
        "name-1 number-1 host-1 192.0.2.7 ben@pbx.example password=[secret]"
    );
    let all = Keep { numbers: true, names: true, hosts: true, addresses: true };
    assert_eq!(kept(all), text.replace("hunter2", "[secret]"));
}

#[test]
fn what_was_replaced_is_counted_by_kind() {
    let mut redaction = Redaction::knowing(&Cast::default());

    redaction.clean(
        "sip:+49891234567@pbx.example sip:anna:x@192.0.2.7 ben@mail.example 089 7654321 \
         aa:bb:cc:dd:ee:ff token=abc",
    );

    assert_eq!(
        redaction.counts(),
        Counts { numbers: 2, names: 1, hosts: 2, addresses: 3, secrets: 2 }
    );
    assert_eq!(redaction.counts().total(), 10);
}

#[test]
fn addresses_of_all_kinds_are_found() {
    for (text, clean_text) in [
        ("from 10.1.2.3:5060 to [2001:db8::17]:5061", "from address-1:5060 to [address-2]:5061"),
        ("fe80::1%eth0 and ::ffff:192.0.2.7", "address-1%eth0 and address-2"),
        ("link/ether 00:1b:21:3c:4d:5e", "link/ether address-1"),
        ("00-1B-21-3C-4D-5E, 001b.213c.4d5e", "address-1, address-2"),
        ("mailto:Anna.Mueller@firma.example", "mailto:name-1@host-1"),
        ("https://anna:pw1@pbx.example:8443/x?a=1", "https://name-1@host-1:8443/x?a=1"),
        ("<tel:+49-89-1234567;ext=7>", "<tel:number-1;ext=7>"),
        ("sips:7042;phone-context=x@pbx", "sips:number-1@host-1"),
        ("Via: SIP/2.0/TLS pbx-a;rport", "Via: SIP/2.0/TLS host-1;rport"),
        ("o=anna 3912345678 1 IN IP4 10.0.0.1", "o=name-1 3912345678 1 IN IP4 address-1"),
        ("o=+49891234567 1 1 IN IP4 10.0.0.1", "o=number-1 1 1 IN IP4 address-1"),
        (r"C:\Users\anna\x, C:\\Users\\anna\\x", r"C:\Users\name-1\x, C:\\Users\\name-1\\x"),
        ("Anruf bei pbx.example.Seit gestern", "Anruf bei host-1.Seit gestern"),
    ] {
        assert_eq!(clean(text), clean_text);
    }
}

#[test]
fn measured_values_and_ids_survive() {
    for text in [
        "branch=z9hG4bK-524287-1---0123456789",
        "CSeq: 12345678 INVITE\r\nRSeq: 9876543\r\nContent-Length: 1234567",
        "10:43:00.123 sent_packets=1523400 lost=0.15 % jitter_ms=12.5",
        "8000000 bytes in 1234567 us, \"ssrc\": 3912345678, timestamp=3912345678",
        "2026/11/22 00:43:00.123456+01:00 x",
        "20261122T104321Z, 1763808201.123456",
        "sip_agent::transaction: deadline",
        "a=fingerprint:sha-256 AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89",
        "ping: 12 ms, pinned, passed=3, spinning",
    ] {
        assert_eq!(clean(text), text);
    }
}

#[test]
fn a_short_extension_is_found_and_spares_what_is_measured() {
    let cast = Cast { numbers: vec!["11".to_owned(), "180".to_owned()], ..Cast::default() };
    let text =
        "11 called 180: SIP/2.0 180 Ringing, 11 ms, 11.5 %, 10:11:11, h:11, v1.11.0, jitter=11";

    let text = Redaction::knowing(&cast).clean(text);

    assert_eq!(
        text,
        "number-1 called number-2: SIP/2.0 180 Ringing, 11 ms, 11.5 %, 10:11:11, h:11, v1.11.0, jitter=11"
    );
}

#[test]
fn a_record_of_our_own_keeps_what_signalling_counts() {
    let cast = || Cast {
        numbers: ["+49 89 1234567", "11", "16", "101", "8000", "102", "20"]
            .map(String::from)
            .into(),
        ..Cast::default()
    };
    for text in [
        "    o=- 3912345678 3912345679 IN IP4 0.0.0.0",
        "    m=audio 28322 RTP/AVP 96 9 8 0 101 102",
        "m=audio 28322 UDP/TLS/RTP/SAVPF 96 9 8 0 101 102",
        "    a=rtpmap:101 telephone-event/8000\r\n    a=rtpmap:96 opus/48000/2",
        "    a=fmtp:101 0-16\n    a=fmtp:102 0-11,16",
        "    a=ptime:20\n    a=maxptime:101",
        "    a=ssrc:3912345678 cname:x",
        "    CSeq: 101 INVITE\n    CSeq: 24100123 BYE\n    RSeq: 9876543\n    RAck: 7766561 102 INVITE",
        "    Expires: 8000\n    Session-Expires: 8000;refresher=uac\n    Min-SE: 101",
        "rtp ssrc 3912345678, rtptime=3912345679",
        "Contact: <sip:number-1@host-1>;+sip.instance=\"<urn:uuid:b70b633e-e7ae-4583-a30c-7abfe81aa493>\"",
    ] {
        assert_eq!(Redaction::knowing(&cast()).clean(text), text);
    }
    for (text, cleaned) in [
        ("    o=11 1 2 IN IP4 192.0.2.7", "    o=number-1 1 2 IN IP4 address-1"),
        ("    o=+49891234567 1 2", "    o=number-1 1 2"),
        (
            "o=- 491234567 498912345678\no=- 49891234567 1",
            "o=- 491234567 498912345678\no=- number-1 1",
        ),
        ("    CSeq: 49891234567 INVITE", "    CSeq: number-1 INVITE"),
        ("a=fmtp:101 0-49891234567", "a=fmtp:101 number-1"),
    ] {
        assert_eq!(Redaction::knowing(&cast()).clean(text), cleaned);
    }
}

#[test]
fn an_account_called_by_an_ordinary_word_hides_no_product() {
    let cast = || Cast { titles: vec!["Demo".to_owned()], ..Cast::default() };
    for text in ["    Server: Rufbereit Demo", "a demo of it", "Server: Demo PBX 1.0", "/demo/x"] {
        assert_eq!(Redaction::knowing(&cast()).clean(text), text);
    }
    for (text, cleaned) in [
        ("Demo: registered", "name-1: registered"),
        ("Demo", "name-1"),
        ("  account: Demo\r\n", "  account: name-1\r\n"),
        ("label=Demo state=on", "label=name-1 state=on"),
        ("{\"label\": \"Demo\"}", "{\"label\": \"name-1\"}"),
        ("From: \"DEMO\" <sip:a@h>", "From: \"name-1\" <sip:name-2@host-1>"),
        ("From: Demo <sip:a@h>", "From: name-1 <sip:name-2@host-1>"),
        ("das Konto „Demo“", "das Konto „name-1“"),
    ] {
        assert_eq!(Redaction::knowing(&cast()).clean(text), cleaned);
    }
    let cast = Cast { titles: vec!["Müller".to_owned()], ..Cast::default() };
    assert_eq!(Redaction::knowing(&cast).clean("Server: Frau Müller 1"), "Server: Frau name-1 1");
}

#[test]
fn secrets_that_a_person_typed_are_found_with_their_lines() {
    let text = "Kein Ton seit gestern.\nMein Passwort ist Hunter2!\nAuthorization: Bearer abcdefgh12345678\n\
        -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n\
        a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\n\
        response=\"6629fae49393a05397450978507c4ef1\"\n\
        EsTc LkLd 3xYz 9aBq Wm4P tR7s\n\
        eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlc2lnbmF0dXJl\nghp_abcdefghijklmnopqrst0123456789abcdef";

    let found: Vec<(&str, usize)> =
        find_secrets(text).iter().map(|place| (place.kind.code(), place.line)).collect();

    assert_eq!(
        found,
        [
            ("password", 2),
            ("token", 3),
            ("private-key", 4),
            ("media-key", 7),
            ("digest", 8),
            ("recovery-key", 9),
            ("token", 10),
            ("token", 11),
        ]
    );
}

#[test]
fn secrets_are_found_in_whatever_letters_they_are_written() {
    for (text, kind, line) in [
        ("Kein Ton.\nMein ｐａｓｓｗｏｒｔ ist Hunter2!", "password", 2),
        ("Pass\u{ad}wort: geheim", "password", 1),
        ("x\nMein Pass&#119;ort ist Hunter2!", "password", 2),
        (r"{\u0022password\u0022: \u0022geheim\u0022}", "password", 1),
        ("a\n=?utf-8?Q?Passwort:?=\r\n =?utf-8?Q?_geheim?=\nb", "password", 2),
        ("&quot;token&quot;: &quot;abc&quot;", "token", 1),
        (r"\u0041uthorization: Bearer abcdefgh12345678", "token", 1),
        ("response=&#34;6629fae49393a05397450978507c4ef1&#34;", "digest", 1),
    ] {
        let found: Vec<(&str, usize)> =
            find_secrets(text).iter().map(|place| (place.kind.code(), place.line)).collect();
        assert_eq!(found, [(kind, line)], "{text}");
    }
}

#[test]
fn what_speaks_of_secrets_is_none() {
    for text in [
        "Das Passwort ist falsch, sagt das Telefon.",
        "My password was changed. The PIN is unknown",
        "401 Unauthorized; the response was late",
        "basic functions work, digest authentication failed",
        "response=[secret], password=[secret], Authorization: [not recorded]",
        "this text here with some more than four word long ones",
        "4500 003c 1c46 4000 4006 b1e6 ac10 0a63 ac10 0a0c",
        "2026-11-22T10:43:21Z DEBUG token bucket full",
    ] {
        assert_eq!(find_secrets(text), [], "{text}");
    }
}

#[test]
fn a_cleaned_text_holds_no_announced_secret() {
    let text = clean(&LADDER.repeat(3)) + &clean(ACCOUNTS);

    assert_eq!(find_secrets(&text), []);
}

#[test]
fn letters_beyond_ascii_survive_the_edge_of_a_window() {
    for text in ["ü".repeat(70_000), format!("x{}", "ü ".repeat(50_000)), "日本".repeat(40_000)]
    {
        assert!(clean(&text) == text);
    }
}

#[test]
fn hostile_lines_take_no_more_time_than_their_length() {
    for (unit, times) in [
        ("a.", 200_000),
        ("sip:", 100_000),
        (":", 400_000),
        ("password", 50_000),
        ("01 .", 100_000),
        ("%41", 100_000),
        ("a@", 200_000),
        ("://x", 100_000),
        ("\"nonce", 60_000),
        ("-----BEGIN RSA PRIVATE KEY-----", 10_000),
        ("eyJ", 100_000),
        ("0123456789", 40_000),
        ("::1", 100_000),
        ("<sip:", 80_000),
        ("&amp;", 100_000),
        ("&amp;amp;#43;", 40_000),
        ("\\u00", 100_000),
        ("=?", 200_000),
        ("=?utf-8?Q?", 40_000),
        ("=?utf-8?Q?a?= ", 40_000),
        ("=2b1234567", 50_000),
    ] {
        let text = unit.repeat(times / 2);
        let cleaned = clean(&text);

        assert!(!cleaned.is_empty() && find_secrets(&text).len() <= times, "{unit}");
    }
}

proptest! {
    #[test]
    fn no_name_of_the_cast_survives_in_any_encoding(
        name in prop::sample::select(NAMES.to_vec()),
        way in 0..WAYS.len(),
        before in prop::sample::select(vec!["", " ", "\"", "<sip:", "name=", "/home/", "(", "\r\n ", "x: ", "«"]),
        after in prop::sample::select(vec!["", " ", "\"", "@pbx", ",", "\r\n", ")", ";x=1", ".", "»"]),
    ) {
        let cast = Cast { names: NAMES.iter().map(|name| (*name).to_owned()).collect(), ..Cast::default() };
        let written = WAYS[way](name);

        let text = Redaction::knowing(&cast).clean(&format!("{before}{written}{after}"));

        let folded = text.to_lowercase();
        for word in name.to_lowercase().split_whitespace().filter(|word| word.chars().count() >= 4) {
            prop_assert!(!folded.contains(word), "{}: {}", written, text);
        }
        prop_assert!(!text.contains(&written), "{}: {}", written, text);
    }

    #[test]
    fn no_number_of_the_cast_survives(
        area in "[1-9][0-9]{1,3}", line in "[1-9][0-9]{4,6}",
        way in 0..11_usize,
        before in prop::sample::select(vec!["", " ", "\"", "sip:", "tel:", "<sip:", "number=", "(", "x: ", "-"]),
        after in prop::sample::select(vec!["", " ", "\"", "@pbx", ",", "\r\n", ")", ";x=1", "."]),
    ) {
        let cast = Cast { numbers: vec![format!("+49 {area} {line}")], ..Cast::default() };
        let written = match way {
            0 => format!("+49{area}{line}"),
            1 => format!("%2B49{area}{line}"),
            2 => format!("0{area}/{line}"),
            3 => format!("0049 ({area}) {line}"),
            4 => format!("{area} {line}"),
            5 => format!("\\u002b49{area}{line}"),
            6 => format!("&#43;49&nbsp;{area}&#47;{line}"),
            7 => format!("&amp;#x2b;49{area}{line}"),
            8 => format!("=?utf-8?Q?=2B49_{area}_{line}?="),
            9 => format!("+49{area}{line}").chars().map(|digit| format!("\\x{:02x}", u32::from(digit))).collect(),
            _ => format!("+49\u{a0}(0){area}\u{2011}{line}"),
        };

        let text = Redaction::knowing(&cast).clean(&format!("{before}{written}{after}"));

        prop_assert!(!text.contains(&line), "{}: {}", written, text);
    }

    #[test]
    fn no_known_secret_or_host_survives(
        secret in "[a-zA-Z0-9!$/+]{6,20}",
        host in "[a-z]{3,12}",
        before in "[ :=\"(/]", after in "[ ,;\")/]",
        shout in any::<bool>(),
    ) {
        let cast = Cast {
            hosts: vec![host.clone()],
            secrets: vec![SecretString::from(secret.clone())],
            ..Cast::default()
        };
        let written = if shout { host.to_uppercase() } else { host.clone() };

        let text = Redaction::knowing(&cast)
            .clean(&format!("x{before}{written}{after}y{before}{secret}{after}{}", known::percent_encoded(&secret)));

        // A host called `ost` is gone, though the label that took its place holds its letters.
        let is_of_a_label = |word: &str| LABELS.iter().any(|label| label.contains(word));
        prop_assert!(!text.contains(&secret) || is_of_a_label(&secret), "{}", text);
        prop_assert!(!text.contains(&written) || is_of_a_label(&written), "{}", text);
    }

    #[test]
    fn every_measured_value_survives(
        value in 0..100_000_u32, fraction in 0..1_000_u32, unit in prop::sample::select(vec!["ms", "%", "s", "bytes", "kbit/s", "Hz"]),
        port in 1..65_535_u16, day in 1..29_u8, hour in 0..24_u8, minute in 0..60_u8,
        branch in "[0-9a-zA-Z]{8,32}",
    ) {
        let text = format!(
            "2026-11-{day:02}T{hour:02}:{minute:02}:00.{fraction:03}Z jitter {value}.{fraction} {unit}, rtt={value} {unit} \
             port {port} branch=z9hG4bK{branch}\r\nm=audio {port} RTP/AVP 8 0 101\r\n{hour:02}:{minute:02}:{day:02}.{fraction:06}"
        );

        prop_assert_eq!(clean(&text), text);
    }
}

/// What stands in the place of a host and of a secret.
const LABELS: &[&str] = &["host-1", "[secret]"];

const NAMES: &[&str] =
    &["Anna Müller", "Çağla Öztürk", "Jean-Luc Élève", "Bo Li", "Großmann", "Ben Beispiel"];

/// Ways in which software writes a name.
const WAYS: &[fn(&str) -> String] = &[
    str::to_owned,
    str::to_uppercase,
    str::to_lowercase,
    |name| name.replace(' ', "\r\n "),
    |name| name.replace(' ', "\n\t"),
    |name| name.replace(' ', "_"),
    |name| name.replace(' ', "\u{a0}"),
    |name| name.split(' ').rev().collect::<Vec<_>>().join(", "),
    known::percent_encoded,
    |name| known::percent_encoded(name).to_uppercase(),
    |name| name.bytes().map(|byte| format!("%{byte:02X}")).collect(),
    |name| known::percent_encoded(&known::percent_encoded(name)),
    |name| name.replace(' ', "+").chars().map(json).collect(),
    |name| name.chars().map(json).collect(),
    |name| name.replace(' ', "."),
    |name| name.chars().map(entity).collect(),
    |name| name.chars().map(entity).collect::<String>().replace('&', "&amp;"),
    |name| name.chars().map(|letter| format!("&#x{:X};", u32::from(letter))).collect(),
    |name| name.chars().map(|letter| format!("\\u{:04x}", u32::from(letter))).collect(),
    |name| name.chars().map(|letter| format!("\\\\u{{{:x}}}", u32::from(letter))).collect(),
    |name| format!("=?utf-8?Q?{}?=", quoted(name.as_bytes())),
    |name| {
        name.as_bytes()
            .chunks(3)
            .map(|bytes| format!("=?UTF-8?q?{}?=\r\n ", quoted(bytes)))
            .collect()
    },
    |name| format!("=?utf-8*de?b?{}?=", base64::engine::general_purpose::STANDARD.encode(name)),
];

fn entity(letter: char) -> String {
    format!("&#{};", u32::from(letter))
}

/// Source: RFC 2047 §4.2.
fn quoted(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("={byte:02X}")).collect()
}

fn json(letter: char) -> String {
    if letter.is_ascii() { letter.into() } else { format!("\\u{:04x}", u32::from(letter)) }
}

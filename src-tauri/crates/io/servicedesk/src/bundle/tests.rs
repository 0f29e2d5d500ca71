//! A report goes in; what comes out of the zip is whole, the same each time, and fits.

use std::io::Read as _;

use clock::Timestamp;
use faults::{Affects, Cast, Channel, ChannelKind, Draft, Evidence, Side, Told, Works};
use model::ReportId;
use secrecy::SecretString;

use super::*;

#[test]
fn a_bundle_holds_summaries_and_evidence() {
    let report = report(vec![piece("calls.txt", "none: ü\r\n")]);

    let bundle = write(&report, &Wording::default(), None).unwrap();

    assert_eq!(file_name(&report), "rufbereit-07070707.zip");
    let entries = unpack(&bundle);
    let names: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["summary.txt", "summary.json", "logs/calls.txt"]);
    assert!(
        entries[0].1.starts_with("FK3: no sound [#07070707]\n\nno sound\n"),
        "{}",
        entries[0].1
    );
    assert!(entries[0].1.ends_with("\nlogs/calls.txt\n"), "{}", entries[0].1);
    let json: serde_json::Value = serde_json::from_str(&entries[1].1).unwrap();
    assert_eq!(json["schema"], 1);
    assert_eq!(json["report"], report.id.to_string());
    assert_eq!(json["evidence"][0], "logs/calls.txt");
    assert_eq!(entries[2].1, "none: ü\r\n");
    assert_eq!(bundle.notes, []);
}

#[test]
fn the_same_report_makes_the_same_bytes() {
    let report = report(vec![piece("calls.txt", &noise(50_000)), piece("b.txt", "b")]);

    let once = write(&report, &Wording::default(), Some(20_000)).unwrap();

    assert_eq!(write(&report, &Wording::default(), Some(20_000)).unwrap(), once);
}

#[test]
fn the_largest_piece_is_trimmed_until_the_bundle_fits_and_a_note_says_so() {
    let report = report(vec![
        piece("small.txt", &noise(3_000)),
        piece("large.txt", &noise(400_000)),
        piece("middle.txt", &noise(60_000)),
    ]);
    let whole = write(&report, &Wording::default(), None).unwrap();

    for share in [99, 90, 60, 30, 10, 4] {
        let most = whole.bytes.len() as u64 * share / 100;
        let bundle = write(&report, &Wording::default(), Some(most)).unwrap();

        assert!(bundle.bytes.len() as u64 <= most, "{share} %: {bundle:?}");
        let entries = unpack(&bundle);
        let notes = &entries.last().unwrap().1;
        assert!(notes.contains("large.txt: "), "{share} %: {notes}");
        assert_eq!(notes.lines().count(), bundle.notes.len());
        if share > 30 {
            let large = &entries.iter().find(|(name, _)| name == "logs/large.txt").unwrap().1;
            assert!(large.starts_with("line 0 ") && large.contains(" bytes left out]\n"));
            assert!(
                entries.iter().any(|(name, text)| name == "logs/small.txt" && text.len() > 2_900)
            );
        }
    }
}

#[test]
fn a_bundle_that_has_no_room_for_a_summary_is_refused() {
    let report = report(vec![piece("calls.txt", &noise(10_000))]);

    let error = write(&report, &Wording::default(), Some(100)).unwrap_err();

    assert!(matches!(error, BundleError::NoRoom(100)), "{error}");
}

#[test]
fn names_never_lead_out_of_the_folder_that_a_bundle_is_unpacked_to() {
    let names =
        ["../../etc/passwd", "/etc/passwd", "C:\\x", "Störung.txt", "störung.txt", "a/b", ".."];
    let mut report = report(vec![]);
    report.evidence = names.map(|name| piece(name, "x")).into();

    let bundle = write(&report, &Wording::default(), None).unwrap();

    let mut zip = ZipArchive::new(Cursor::new(&bundle.bytes)).unwrap();
    let mut seen = BTreeSet::new();
    for index in 0..zip.len() {
        let entry = zip.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        assert!(entry.enclosed_name().is_some(), "{name}");
        assert!(!name.contains("..") && !name.contains('\\'), "{name}");
        assert!(seen.insert(name.to_lowercase()), "{name} twice");
    }
    assert!(seen.contains("logs/störung.txt"), "{seen:?}");
}

/// S3-19: reports must not carry secrets.
#[test]
fn nothing_of_the_cast_is_found_in_a_finished_bundle() {
    let cast = Cast {
        numbers: vec!["+49 89 1234567".to_owned(), "7042".to_owned()],
        names: vec!["Anna Müller".to_owned()],
        titles: vec!["Büro Süd".to_owned()],
        hosts: vec!["pbx".to_owned(), "sip.anbieter.example".to_owned()],
        secrets: vec![SecretString::from("correct horse")],
    };
    let log = "INVITE sip:7042@sip.anbieter.example SIP/2.0\r\n\
        Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK776\r\n\
        From: \"ANNA M\\u00dcLLER\" <sip:%2B49891234567@pbx>;tag=1\r\n\
        Authorization: Digest username=\"anna\",\r\n response=\"6629fae49393a053\"\r\n\r\n\
        a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNxPyFxVldRZG0n\r\n\
        <caller>&#43;49891234567 Anna M&#252;ller</caller> &amp;#43;49891234567\r\n\
        {\"from\": \"\\u002b49891234567\", \"host\": \"sip\\u002eanbieter.example\", \"key\": \"corre&#99;t h\\u006frse\"}\r\n\
        From: =?utf-8?Q?Anna_M=C3=BCller?= <=?utf-8?B?KzQ5ODkxMjM0NTY3?=>\r\n\
        To: =?utf-8?B?Y29ycmVjdCBob3JzZQ==?= %2B49891234567 %26%2343%3B49891234567\r\n\
        {\"label\": \"Büro Süd\", \"password\": \"geheim\", \"note\": \"correct%20horse\"}\r\n";
    let draft = Draft {
        what: "Frau Müller (089/1234567, Durchwahl 7042) hört nichts. Passwort ist Hunter2!".into(),
        affects: Affects::OnlyMe,
        works: Works::Partly,
        evidence: vec![piece("log.txt", &log.repeat(40))],
        cast,
    };
    let report = draft.finish(ReportId::from_random_bytes([7; 16]), Timestamp::UNIX_EPOCH).unwrap();

    for most in [None, Some(2_500)] {
        let bundle = write(&report, &Wording::default(), most).unwrap();

        let mut whole = String::from_utf8_lossy(&bundle.bytes).to_lowercase();
        for (name, text) in unpack(&bundle) {
            assert_eq!(faults::find_secrets(&text), [], "{name}");
            whole.push_str(&text.to_lowercase());
        }
        for secret in [
            "anna",
            "müller",
            "m\\u00dcller",
            "büro süd",
            "1234567",
            "7042",
            "anbieter",
            "pbx",
            "192.0.2.7",
            "6629fae4",
            "wvnxpyfxvldrzg0n",
            "geheim",
            "hunter2",
            "m&#252;ller",
            "qw5uys",
            "kzq5odk",
            "y29ycmvjd",
            "corre&#99;t",
            "correct",
            "horse",
        ] {
            assert!(!whole.contains(secret), "{secret:?} is left");
        }
    }
}

#[test]
fn who_can_read_it_and_what_was_promised_stand_in_both_summaries() {
    let mut report = report(vec![]);
    report.judged.provider = Some("spie-osmo".to_owned());
    report.judged.channels = vec![Channel {
        kind: ChannelKind::Telephone,
        demanded: true,
        target: "+498001234567".to_owned(),
        why: String::new(),
        rule: "fk1-outside-hours",
    }];
    report.verdict = Some(Told { side: Side::Provider, says: "no-answer".to_owned() });

    let entries = unpack(&write(&report, &Wording::default(), None).unwrap());

    assert!(
        entries[0].1.ends_with(
            "provider: spie-osmo\nreadable by: telephone +498001234567, demanded\n\
             verdict: provider, no-answer\n"
        ),
        "{}",
        entries[0].1
    );
    let json: serde_json::Value = serde_json::from_str(&entries[1].1).unwrap();
    assert_eq!(json["provider"], "spie-osmo");
    assert_eq!(json["channels"][0]["demanded"], true);
    assert_eq!(json["verdict"]["side"], "provider");
    assert_eq!(json["kind"], "incident");
    assert!(json["since"].is_null());
}

fn unpack(bundle: &Bundle) -> Vec<(String, String)> {
    let mut zip = ZipArchive::new(Cursor::new(&bundle.bytes)).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut entry = zip.by_index(index).unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            (entry.name().unwrap().into_owned(), text)
        })
        .collect()
}

/// Lines that differ enough to pack badly.
fn noise(bytes: usize) -> String {
    let mut text = String::new();
    let mut state = 1_u64;
    let mut line = 0;
    while text.len() < bytes {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push_str(&format!("line {line} {:016x}\n", state));
        line += 1;
    }
    text
}

fn piece(name: &str, text: &str) -> Evidence {
    Evidence { name: name.to_owned(), text: text.to_owned() }
}

fn report(evidence: Vec<Evidence>) -> Report {
    let draft = Draft {
        what: "no sound".to_owned(),
        affects: Affects::OnlyMe,
        works: Works::Partly,
        evidence: vec![],
        cast: Cast::default(),
    };
    let mut report =
        draft.finish(ReportId::from_random_bytes([7; 16]), Timestamp::UNIX_EPOCH).unwrap();
    report.evidence = evidence;
    report
}

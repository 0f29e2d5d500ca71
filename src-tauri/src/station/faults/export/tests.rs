//! Table and page say what was promised and kept.

use std::collections::BTreeMap;

use faults::{Affects, Answers, Provider, Works, Writing};
use model::ReportId;

use super::*;

#[test]
fn a_table_quotes_by_rfc_4180_and_runs_no_formula() {
    assert_eq!(quoted("a,b"), "\"a,b\"");
    assert_eq!(quoted("say \"hi\"\nthere"), "\"say \"\"hi\"\"\nthere\"");
    for (field, harmless) in [
        ("=1+1", "'=1+1"),
        ("+495401858339", "'+495401858339"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "\"'\r'=1\""),
        ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
        ("＝1+1", "'＝1+1"),
        // Where `;` parts the fields, quotes within one mean nothing.
        ("dead; =1+1;-2", "dead; '=1+1;'-2"),
        ("dead;\"=1\"", "\"dead;\"\"'=1\"\"\""),
        ("dead\r\n+1", "\"dead\r\n'+1\""),
        ("a-b = c; d", "a-b = c; d"),
    ] {
        assert_eq!(quoted(field), harmless);
    }
    assert_eq!(quoted("-42"), "-42", "a number is none");
    assert_eq!(quoted("plain"), "plain");
    assert_eq!(record(["a".to_owned(), String::new()].into_iter()), "a,\r\n");
}

#[test]
fn a_page_escapes_markup_and_what_turns_or_hides_text() {
    assert_eq!(
        escaped("<a href='x'>\"&amp;\"</a>\r\nnext"),
        "&lt;a href=&#39;x&#39;&gt;&quot;&amp;amp;&quot;&lt;/a&gt;<br>next"
    );
    assert_eq!(escaped("a\u{202e}b\u{2066}c\u{200f}d\u{0}e\u{1b}f\u{7f}\tg"), "abcdef g");
    assert_eq!(escaped("Größe – ü"), "Größe – ü");
}

#[test]
fn moments_in_the_table_are_whole_seconds() {
    assert_eq!(whole_seconds(at("2026-03-02T08:20:00.456918Z")), "2026-03-02T08:20:00Z");
}

#[test]
fn what_was_promised_and_kept_stands_in_table_and_page() {
    let contract = contract();
    let mut report = report(&contract, "<b>No</b> sound, \"at all\"");
    report.events.push(Event { at: at("2026-03-02T08:20:00Z"), what: Happening::Reacted });
    report.events.push(Event { at: at("2026-03-02T20:00:00Z"), what: Happening::Restored });
    let now = at("2026-03-10T00:00:00Z");
    let years = years(&contract, None, &[&report], 2026, now);
    let evidence = Evidence {
        rows: vec![Row { report: &report, contract: Some(contract.clone()) }],
        years,
        year: 2026,
        zone: contract.zone().clone(),
        now,
    };

    let table = csv(&evidence);
    let line = table.lines().nth(1).unwrap();
    assert_eq!(table.lines().next().unwrap().split(',').count(), COLUMNS.len());
    assert!(line.contains("\"<b>No</b> sound, \"\"at all\"\"\""), "{line}");
    assert!(line.contains(",kept,") && line.contains(",missed,-"), "{line}");

    for tongue in [Tongue::German, Tongue::English] {
        let page = page(&evidence, &Words::new(tongue), tongue);
        assert!(page.contains("&lt;b&gt;No&lt;/b&gt; sound"), "{page}");
        assert!(page.contains("98 %") && page.contains("2026-03"), "{page}");
        assert!(!page.contains("evidence-") && !page.contains("promise-"), "{page}");
        assert!(!page.contains("<script") && !page.contains("http"), "nothing from elsewhere");
    }
}

#[test]
fn an_outage_counts_from_since_when_until_it_works() {
    let contract = contract();
    let mut report = report(&contract, "no sound");
    report.facts.since = Some(at("2026-03-02T07:00:00Z"));
    report.events.push(Event { at: at("2026-03-02T09:00:00Z"), what: Happening::Restored });

    let year = years(&contract, None, &[&report], 2026, at("2026-03-10T00:00:00Z"));

    assert_eq!(year.len(), 2, "the year and its month");
    assert_eq!(year[0].is.down.as_secs(), 2 * 3_600);
    assert!(year[0].is.is_kept());
    report.events.push(Event { at: at("2026-03-02T09:30:00Z"), what: Happening::Reopened });
    assert_eq!(restored_at(&report), None);
}

fn contract() -> Contract {
    let spie = Provider::shipped().iter().find(|one| one.id.as_str() == "spie-osmo").unwrap();
    let settings =
        [("service_hours", "Mon-Fri 08:00-17:00"), ("state", "NI"), ("reporter", "authorised")];
    let settings: BTreeMap<String, String> =
        settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    Contract::new(spie.clone(), &settings).unwrap()
}

fn report(contract: &Contract, what: &str) -> Report {
    let id = ReportId::from_random_bytes([7; 16]);
    let mut writing = Writing::open(id, at("2026-03-02T08:00:00Z"));
    writing.what = what.to_owned();
    writing.answers = Answers::new(Affects::Everyone, Works::Nothing);
    let now = at("2026-03-02T08:00:00Z");
    writing.finish(Some(contract), &BTreeMap::new(), ("a", "b"), None, now).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

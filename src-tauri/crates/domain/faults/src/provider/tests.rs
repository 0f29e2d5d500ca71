//! Profiles that are read, and profiles that are refused by file, line, field and rule.

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::{ChannelKind, Span};

fn text(file: &str) -> String {
    SHIPPED.iter().find(|(name, _)| *name == file).unwrap().1.to_owned()
}

/// What is said of a shipped profile in which one text is another.
fn told(file: &str, from: &str, to: &str) -> String {
    let text = text(file);
    assert!(text.contains(from), "{file} has no `{from}`");
    let changed = text.replacen(from, to, 1);
    Provider::read("it.toml", &changed).unwrap_err().to_string()
}

#[test]
fn what_comes_with_the_program_is_read() {
    for (file, text) in SHIPPED {
        let provider = Provider::read(file, text).unwrap();

        assert_eq!(format!("{}.toml", provider.id), file);
        assert!(provider.classes.iter().all(|class| !class.source.is_empty()));
    }
}

#[test]
fn a_broken_profile_names_file_line_field_and_rule() {
    assert_eq!(
        told("traut.toml", "span = \"4 h\"", "span = \"four hours\""),
        "it.toml:55: class[2].promise[1].span: must be a span such as `30 min`, `8 h`, `14 days`, \
         `1 week`, `3 months` or `next working day`"
    );
}

#[test]
fn contradictions_are_found() {
    for (file, from, to, field, rule) in [
        (
            "spie-osmo.toml",
            "classes = [\"FK1\"]",
            "classes = [\"FK9\"]",
            "way[4].classes",
            "unknown-class",
        ),
        (
            "spie-osmo.toml",
            "counts = [\"FK1\", \"FK2\"]",
            "counts = [\"FK0\"]",
            "availability[1].counts",
            "unknown-class",
        ),
        ("traut.toml", "class = \"gering\"", "class = \"low\"", "alias[1].class", "unknown-class"),
        (
            "spie-osmo.toml",
            "span = \"8 h\"",
            "span = \"20 min\"",
            "class[1].promise",
            "reaction-after-restoration",
        ),
        (
            "spie-osmo.toml",
            "span = \"30 min\"",
            "span = \"2 h\"",
            "class[1].promise",
            "graver-later",
        ),
        (
            "traut.toml",
            "hours = \"Mon-Fri 08:00-18:00\"",
            "hours = \"open\"",
            "class[1].promise[1].clock",
            "business-without-hours",
        ),
        ("traut.toml", "percent = 98.5", "percent = 101", "availability[1].percent", "percent"),
        ("stimme.toml", "\"50000-50100\"", "\"50100-50000\"", "port[10].ports[1]", "reversed"),
        ("stimme.toml", "\"50000-50100\"", "\"30000-50100\"", "port[10].ports", "overlap"),
        ("stimme.toml", "row = \"S1-147\"", "row = \"S1-146\"", "port[2].row", "duplicate"),
        ("stimme.toml", "ports = [1300]", "ports = [0]", "port[4].ports[1]", "shape"),
        ("seitenbau.toml", "code = \"2\"", "code = \"1\"", "class[2].code", "duplicate"),
        ("traut.toml", "code = \"support\"", "code = \"HOCH\"", "alias[1].code", "duplicate"),
        ("seitenbau.toml", "kind = \"mail\"", "kind = \"ticket\"", "channel[2].kind", "duplicate"),
        ("seitenbau.toml", "\"question\", ", "", "class[1].takes", "rule-nowhere"),
        ("seitenbau.toml", "\"one-place\"", "\"total-outage\"", "class[3].takes", "rule-twice"),
        (
            "seitenbau.toml",
            "if = \"oncall=booked\"",
            "if = \"oncall=maybe\"",
            "class[1].promise[1].if",
            "condition",
        ),
        (
            "seitenbau.toml",
            "rule = \"oncall-not-booked\"",
            "rule = \"because\"",
            "way[2].rule",
            "one-of",
        ),
        ("seitenbau.toml", "state = \"BW\"", "state = \"Baden\"", "holidays.state", "one-of"),
        (
            "seitenbau.toml",
            "hours = \"Mon-Fri 09:00-17:00\"",
            "hours = \"Mon-Fri\"",
            "business.hours",
            "shape",
        ),
        (
            "traut.toml",
            "target = \"+49 (0)89 800 848 800\"",
            "target = \"call us\"",
            "channel[1].target",
            "shape",
        ),
        (
            "traut.toml",
            "target = \"service@trautoffice.de\"",
            "target = \"by mail\"",
            "channel[2].target",
            "shape",
        ),
        (
            "traut.toml",
            "window = \"18:01-07:59\"",
            "window = \"18:01-25:00\"",
            "maintenance[1].window",
            "shape",
        ),
        (
            "traut.toml",
            "name = \"TRAUT\"",
            "colour = \"red\"\nname = \"TRAUT\"",
            "colour",
            "unknown-field",
        ),
        (
            "traut.toml",
            "service = \"business\"",
            "service = \"business\"\nhours = 3",
            "class[1].hours",
            "unknown-field",
        ),
        ("traut.toml", "code = \"support\"", "code = \"sup port\"", "alias[1].code", "shape"),
        (
            "traut.toml",
            "neutral = \"FK1\"",
            "neutral = \"FK4\"",
            "class[1].neutral",
            "graver-lighter",
        ),
        ("traut.toml", "span = \"2 h\"", "span = \"5 h\"", "class[1].promise", "graver-later"),
        ("traut.toml", "country = \"DE\"", "country = \"AT\"", "holidays.state", "region"),
        (
            "stimme.toml",
            "target = \"46.189.64.186\"",
            "target = \"https://x/\"",
            "port[3].target",
            "shape",
        ),
        (
            "stimme.toml",
            "loss_below_percent = 1.0",
            "loss_below_percent = 0",
            "network.loss_below_percent",
            "shape",
        ),
        (
            "stimme.toml",
            "loss_below_percent = 1.0",
            "loss_below_percent = 1.0\necho = \"x\"",
            "network.echo",
            "shape",
        ),
        ("stimme.toml", "weeks = 4", "weeks = 0", "demo.weeks", "shape"),
        (
            "spie-osmo.toml",
            "max_per_year = 4",
            "max_per_year = 0",
            "maintenance[1].max_per_year",
            "shape",
        ),
        (
            "spie-osmo.toml",
            "span = \"3 months\"",
            "span = \"999 months\"",
            "class[4].promise[2].span",
            "shape",
        ),
        (
            "traut.toml",
            "kinds = [\"incident\"]",
            "kinds = []",
            "class[1].promise[1].kinds",
            "shape",
        ),
        ("traut.toml", "name = \"TRAUT\"\n", "", "name", "missing"),
        ("traut.toml", "id = \"traut\"", "id = \"TRAUT!\"", "id", "shape"),
        (
            "traut.toml",
            "id = \"traut\"",
            "id = \"traut\"\ntime_zone = \"Mars/Olympus\"",
            "time_zone",
            "shape",
        ),
        ("traut.toml", "id = \"traut\"", "id = \"traut\"\nid = \"twice\"", "", "syntax"),
    ] {
        let changed = text(file).replacen(from, to, 1);
        let error = Provider::read("it.toml", &changed).unwrap_err();

        assert_eq!(
            (error.field.as_str(), error.rule.code()),
            (field, rule),
            "{file}: {to}: {error}"
        );
        assert!(error.line > 1 || error.rule == ProfileRule::Missing, "{error}");
    }
}

#[test]
fn a_rule_behind_one_that_covers_it_never_holds() {
    for (file, before, added, field, why) in [
        (
            "voip-contract.toml",
            "[[charge]]\nkinds = [\"change\"]",
            "[[charge]]\ncause = \"third-party\"\nkinds = [\"support\"]\nhow = \"free\"\nsource = \"x\"\n\n",
            "charge[3].how",
            "charge[1] holds whenever it would",
        ),
        (
            "traut.toml",
            "# What costs something",
            "[[way]]\nchannel = \"mail\"\nrule = \"mail-offered\"\nwhen = \"inside\"\nsource = \"x\"\n\n",
            "way[6].channel",
            "way[4] holds whenever it would",
        ),
        (
            "seitenbau.toml",
            "[[class]]\ncode = \"2\"",
            "[[class.promise]]\nkind = \"reaction\"\nspan = \"2 h\"\nclock = \"wall\"\nsource = \"x\"\n\n",
            "class[1].promise[3].kind",
            "class[1].promise[2] holds whenever it would",
        ),
        (
            "spie-osmo.toml",
            "[[way]]\nchannel = \"ticket\"",
            "[[way]]\nchannel = \"ticket\"\nrule = \"written\"\nif = \"reporter=not\"\nunless = \"reporter=not\"\nsource = \"x\"\n\n",
            "way[2].unless",
            "`if` says the same",
        ),
    ] {
        let changed = text(file).replacen(before, &format!("{added}{before}"), 1);
        let error = Provider::read("it.toml", &changed).unwrap_err();

        assert_eq!(error.field, field);
        assert_eq!(error.rule, ProfileRule::NeverHolds(why.to_owned()));
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_by_their_line() {
    let changed = text("traut.toml").replacen("name = \"TRAUT\"", "name = \"TR\u{fffd}UT\"", 1);

    let error = Provider::read("it.toml", &changed).unwrap_err();

    assert_eq!(error.to_string(), "it.toml:5: not UTF-8: save the file with that encoding");
}

#[test]
fn a_telephone_is_demanded_only_where_there_is_one() {
    let text = text("traut.toml");
    let (before, rest) = text.split_once("[[channel]]\nkind = \"telephone\"").unwrap();
    let after = rest.split_once("[[channel]]").unwrap().1;

    let error = Provider::read("it.toml", &format!("{before}[[channel]]{after}")).unwrap_err();

    assert_eq!(error.field, "way[1].channel");
    assert_eq!(error.rule, ProfileRule::NoSuchReach("telephone".to_owned()));
}

#[test]
fn updates_are_promised_only_with_service_hours() {
    let update =
        "[[every.promise]]\nkind = \"update\"\nspan = \"4 h\"\nclock = \"wall\"\nsource = \"x\"\n";
    let text = text("voip-contract.toml").replacen(
        "[[every.promise]]",
        &format!("{update}\n[[every.promise]]"),
        1,
    );

    let error = Provider::read("it.toml", &text).unwrap_err();

    assert_eq!(
        (error.field.as_str(), error.rule),
        ("every.promise[1].kind", ProfileRule::UpdateWithoutHours)
    );
}

#[test]
fn the_line_of_an_error_is_the_line_of_the_field() {
    let changed = text("traut.toml").replacen("percent = 99.9", "percent = 999.9", 1);
    let wanted = changed.lines().position(|line| line == "percent = 999.9").unwrap() + 1;

    let error = Provider::read("it.toml", &changed).unwrap_err();

    assert_eq!(error.line, wanted);
}

#[test]
fn what_is_too_large_is_not_read() {
    let error = Provider::read("it.toml", &"#".repeat(300_000)).unwrap_err();

    assert_eq!(error.rule.code(), "too-large");
}

#[test]
fn spans_are_read_as_contracts_write_them() {
    let minutes = |minutes: u64| Some(Span::Time(Duration::from_secs(minutes * 60)));
    for (written, span) in [
        ("30 min", minutes(30)),
        ("8 h", minutes(480)),
        ("14 days", Some(Span::Days(14))),
        ("1 day", Some(Span::Days(1))),
        ("60 months", Some(Span::Months(60))),
        ("61 months", None),
        ("65535 h", None),
        ("1 week", Some(Span::Weeks(1))),
        ("3 months", Some(Span::Months(3))),
        ("next working day", Some(Span::NextWorkingDay)),
        ("0 h", None),
        ("8h", None),
        ("-1 h", None),
        ("8 fortnights", None),
        ("", None),
    ] {
        assert_eq!(read::read_span(written), span, "{written}");
    }
}

#[test]
fn unknown_values_are_asked_for() {
    let spie = Provider::shipped().first().unwrap();
    let stimme = Provider::shipped().get(1).unwrap();

    assert_eq!((&spie.business, &spie.holidays.state), (&Value::Unknown, &Value::Unknown));
    let reseller = stimme.reaches.iter().find(|reach| reach.kind == ChannelKind::Reseller);
    assert_eq!(reseller.unwrap().target, Value::Unknown);
}

#[test]
fn texts_stand_in_both_languages() {
    for provider in Provider::shipped() {
        for note in &provider.notes {
            assert_ne!(note.words.within("de-AT"), note.words.within("fr"), "{}", note.source);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn mutated_profiles_are_read_or_refused_by_a_line_of_theirs(
        file in 0_usize..5, at in any::<proptest::sample::Index>(), cut in 0_usize..12,
        put in proptest::sample::select(vec![
            "", "\"", "[", "]", "\n", "=", "unknown", "9", "-", "{", "}", "[[class]]\n", "\u{0}", "ü", "'''", "1e400",
        ]),
    ) {
        let text = SHIPPED[file].1;
        let from = text.floor_char_boundary(at.index(text.len()));
        let to = text.ceil_char_boundary((from + cut).min(text.len()));
        let mutated = format!("{}{put}{}", &text[..from], &text[to..]);

        if let Err(error) = Provider::read("it.toml", &mutated) {
            prop_assert!((1..=mutated.lines().count() + 1).contains(&error.line), "{}", error);
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(?s).{0,200}") {
        prop_assert!(Provider::read("it.toml", &text).is_err());
    }

    #[test]
    fn a_line_that_is_taken_out_never_panics(file in 0_usize..5, line in any::<proptest::sample::Index>()) {
        let lines: Vec<_> = SHIPPED[file].1.lines().collect();
        let gone = line.index(lines.len());
        let kept: Vec<_> = lines.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, line)| *line).collect();

        if let Err(error) = Provider::read("it.toml", &kept.join("\n")) {
            prop_assert!((1..=kept.len()).contains(&error.line), "{}", error);
        }
    }
}

#[test]
fn the_example_of_the_documents_is_read() {
    let page = include_str!("../../../../../PROVIDERS.md");
    let example = page.rsplit_once("```toml\n").unwrap().1.split_once("```").unwrap().0;

    let provider = Provider::read("our-pbx.toml", example).unwrap();

    assert_eq!(provider.id.as_str(), "our-pbx");
    assert_eq!(provider.classes.len(), 4);
}

#[test]
fn the_documents_name_every_word_of_the_format() {
    let page = include_str!("../../../../../PROVIDERS.md");
    let settings = CommonSetting::ALL.iter().map(|one| one.code());
    let rules = WayRule::ALL.iter().map(|one| one.code());
    let classified = Rule::ALL.iter().map(|one| one.code());
    let rest = Topic::ALL.iter().map(|one| one.code());
    let rest = rest.chain(Exclusion::ALL.iter().map(|one| one.code()));
    let rest = rest.chain(ChargeType::ALL.iter().map(|one| one.code()));
    let rest = rest.chain(Cause::ALL.iter().map(|one| one.code()));

    for word in settings.chain(rules).chain(classified).chain(rest) {
        assert!(page.contains(&format!("`{word}`")), "{word}");
    }
}

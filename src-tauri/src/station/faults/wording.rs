//! How a report is put into words for those who read the ticket, in the person's language.

use std::fmt::Write as _;

use clock::Timestamp;
use faults::Report;
use servicedesk::{Letter, Wording};

use crate::words::{Tongue, Words};

/// The wording of tickets and bundles.
pub(super) fn wording(tongue: Tongue) -> Wording {
    Wording::new(move |report| {
        let words = Words::new(tongue);
        let first_line = report.what.lines().next().unwrap_or_default();
        let subject = words.tell("report-subject", &[("what", first_line)]);
        Letter { subject: format!("[{}] {subject}", report.grade()), text: body(&words, report) }
    })
}

/// Everything that people need to know, section by section.
pub(super) fn body(words: &Words, report: &Report) -> String {
    let mut text = String::new();
    let mut section = |key: &str, value: &str| {
        if !value.trim().is_empty() {
            // Writing to a text cannot fail.
            _ = writeln!(text, "{}: {}", words.say(key), value.trim());
        }
    };
    let yes_no = |answer: bool| words.say(if answer { "report-yes" } else { "report-no" });
    section("report-section-what", &report.what);
    section("report-section-class", &class(words, report));
    section(
        "report-section-kind",
        &words.say(&format!("report-kind-{}", report.facts.kind.code())),
    );
    section(
        "report-section-affects",
        &words.say(&format!("report-affects-{}", report.affects.code())),
    );
    section("report-section-works", &words.say(&format!("report-works-{}", report.works.code())));
    if let Some(failing) = report.facts.failing {
        section("report-section-failing", &format!("{failing} %"));
    }
    if let Some(repeats) = report.facts.repeats {
        section("report-section-repeats", &yes_no(repeats));
    }
    if report.facts.legal_duty {
        section("report-section-legal-duty", &yes_no(true));
    }
    if report.facts.redundancy_lost {
        section("report-section-redundancy", &yes_no(true));
    }
    if let Some(since) = report.facts.since {
        section("report-section-since", &moment(since));
    }
    section("report-section-changed", &report.facts.what_changed);
    if let Some(overruled) = &report.judged.overruled {
        section("report-section-overruled", &overruled.comment);
    }
    let chargeable = report.judged.chargeable.code();
    section("report-section-chargeable", &words.say(&format!("report-chargeable-{chargeable}")));
    if let Some(verdict) = &report.verdict {
        section("report-section-verdict", &words.say(&format!("verdict-{}", verdict.says)));
    }
    for channel in report.judged.channels.iter().filter(|channel| channel.demanded) {
        let way = words.say(&format!("way-{}", channel.kind.code()));
        let way = format!("{way} {}", channel.target);
        let why = words.say(&format!("channel-{}", channel.rule));
        section("report-section-way", &format!("{} – {why}", way.trim_end()));
    }
    for promise in &report.judged.promises {
        let kind = words.say(&format!("promise-{}", promise.kind.code()));
        let value = format!("{kind}: {} ({})", moment(promise.due_at), promise.why);
        section("report-section-promise", &value);
    }
    text
}

/// To the minute, by the clocks on the provider's walls and with their offset.
fn moment(at: Timestamp) -> String {
    at.to_zoned(faults::berlin()).strftime("%Y-%m-%d %H:%M%:z").to_string()
}

/// The class with the rule that gave it, or with the words that it was chosen by hand.
fn class(words: &Words, report: &Report) -> String {
    let values: std::collections::BTreeMap<String, String> =
        report.judged.values.iter().cloned().collect();
    let rule = words.sentence(&format!("rule-{}", report.rule.code()), &values);
    format!("{} ({rule})", report.grade())
}

#[cfg(test)]
mod tests {
    use faults::{
        Affects, Answers, Channel, ChannelKind, ClockKind, Overrule, Promise, PromiseKind, Works,
        Writing,
    };
    use model::ReportId;

    use super::*;

    #[test]
    fn a_ticket_says_in_both_languages_what_was_answered() {
        let id = ReportId::from_random_bytes([7; 16]);
        let mut writing = Writing::open(id, Timestamp::UNIX_EPOCH);
        writing.what = "No sound\nat all".to_owned();
        writing.answers = Answers::new(Affects::Everyone, Works::Nothing);
        writing.answers.legal_duty = true;
        writing.answers.repeats = Some(true);
        writing.answers.what_changed = "a new firewall".to_owned();
        let comment = "one site only".to_owned();
        writing.overrule = Some(Overrule { class: "FK2".to_owned(), comment });
        let settings = std::collections::BTreeMap::new();
        let now = Timestamp::UNIX_EPOCH;
        let report = writing.finish(None, &settings, ("a", "b"), None, now).unwrap();

        for tongue in [Tongue::German, Tongue::English] {
            let letter = wording(tongue).write(&report);
            assert!(letter.subject.starts_with("[FK2] "), "{}", letter.subject);
            for part in ["No sound\nat all", "a new firewall", "one site only", "FK2 ("] {
                assert!(letter.text.contains(part), "{part}: {}", letter.text);
            }
            for line in letter.text.lines() {
                assert!(!line.contains("report-"), "a key without words: {line}");
                assert!(!line.contains("rule-"), "a key without words: {line}");
            }
        }
    }

    #[test]
    fn a_ticket_names_the_way_with_its_target_and_moments_to_the_minute() {
        let id = ReportId::from_random_bytes([7; 16]);
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-11-22T12:00:00Z");
        let mut writing = Writing::open(id, now);
        writing.what = "No sound".to_owned();
        writing.answers = Answers::new(Affects::Everyone, Works::Nothing);
        writing.answers.since = Some(at("2026-07-22T10:03:46.456918Z"));
        let settings = std::collections::BTreeMap::new();
        let mut report = writing.finish(None, &settings, ("a", "b"), None, now).unwrap();
        let way = |kind, target: &str| Channel {
            kind,
            demanded: true,
            target: target.to_owned(),
            why: String::new(),
            rule: "fk1-outside-hours",
        };
        report.judged.channels =
            vec![way(ChannelKind::Telephone, "+495401858339"), way(ChannelKind::Mail, "")];
        report.judged.promises = vec![Promise {
            kind: PromiseKind::Reaction,
            due_at: at("2026-11-22T16:03:46.456918Z"),
            clock: ClockKind::Wall,
            why: "S0-12".to_owned(),
        }];

        let text = body(&Words::new(Tongue::English), &report);

        for line in [
            "Demanded by the contract: Telephone +495401858339 – Outside business hours",
            "Demanded by the contract: Mail – Outside business hours",
            "Promised: Reaction: 2026-11-22 17:03+01:00 (S0-12)",
            "Since: 2026-07-22 12:03+02:00",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
    }
}

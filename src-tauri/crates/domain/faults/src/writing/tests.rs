//! What a person writes becomes the same report whenever it is the same.

use super::*;
use crate::{Chargeable, Kind, Provider, Rule};

#[test]
fn without_a_contract_a_report_has_the_neutral_class_and_no_promise() {
    let mut writing = writing("no sound");
    writing.answers = Answers::new(Affects::Everyone, Works::Nothing);

    let report = sent(&writing, None).unwrap();

    assert_eq!((report.class, report.grade(), report.rule), (Class::Fk1, "FK1", Rule::TotalOutage));
    assert_eq!(report.judged.chargeable, Chargeable::Unknown);
    assert!(report.judged.promises.is_empty() && report.judged.channels.is_empty());
    assert_eq!(report.state.code(), "queued");
    assert_eq!(report.events, [Event { at: now(), what: Happening::Reported }]);
    assert!(!report.is_incomplete());
}

#[test]
fn an_fk1_without_business_hours_must_be_telephoned_on_the_safe_side() {
    let contract = contract("spie-osmo", &[("reporter", "authorised")]);
    let mut writing = writing("no sound");
    writing.answers = Answers::new(Affects::Everyone, Works::Nothing);

    let mut report = sent(&writing, Some(&contract)).unwrap();

    assert_eq!(report.judged.provider.as_deref(), Some("spie-osmo"));
    assert_eq!(report.grade(), "FK1");
    assert!(report.is_incomplete(), "{:?}", report.judged.channels);
    let spoke_with = "Ms Meyer".to_owned();
    report.events.push(Event { at: now(), what: Happening::Telephoned { spoke_with } });
    assert!(!report.is_incomplete());
}

#[test]
fn another_class_needs_a_comment_and_both_go_along() {
    let mut writing = writing("no sound");
    writing.overrule = Some(Overrule { class: "fk2".to_owned(), comment: " ".to_owned() });
    assert_eq!(sent(&writing, None), Err(OverruleError::NoComment.into()));
    writing.overrule = Some(Overrule { class: "FK9".to_owned(), comment: "x".to_owned() });
    assert_eq!(sent(&writing, None), Err(OverruleError::UnknownClass.into()));

    writing.overrule =
        Some(Overrule { class: "fk2".to_owned(), comment: "ask +49 89 123456".to_owned() });
    let report = sent(&writing, None).unwrap();

    assert_eq!((report.class, report.rule), (Class::Fk2, Rule::OnePlace));
    let overruled = report.judged.overruled.unwrap();
    assert!(!overruled.comment.contains("123456"), "{}", overruled.comment);
}

#[test]
fn a_secret_in_words_comment_or_file_stops_the_report() {
    let secret = "Authorization: Bearer abcdefghijklmnopqrstuvwxyz0123456789";
    let mut in_file = writing("no sound");
    in_file.material = Arc::new(Material {
        evidence: vec![Evidence { name: "log.txt".to_owned(), text: format!("one\n{secret}\n") }],
        cast: Cast::default(),
    });

    // What redaction takes out by itself stops nothing; nothing that looks like one ever leaves.
    match sent(&in_file, None) {
        Ok(report) => assert!(!report.evidence[0].text.contains("abcdefghijklmnop")),
        Err(SendError::Secret { file, place }) => {
            assert_eq!((file.as_str(), place.line), ("log.txt", 2));
        }
        Err(other) => panic!("{other}"),
    }
    in_file.removed.lines.entry("log.txt".to_owned()).or_default().insert(2);
    assert!(sent(&in_file, None).unwrap().evidence[0].text.contains("[line removed]"));
    assert_eq!(sent(&writing(" \n"), None), Err(SendError::NoWords));
}

#[test]
fn planned_work_questions_only_the_gravest_class() {
    let mut writing = writing("no sound");
    assert_eq!(writing.assess(None, true).unwrap().questioned, None);

    writing.answers = Answers::new(Affects::Everyone, Works::Nothing);
    let questioned = writing.assess(None, true).unwrap().questioned;

    assert_eq!(questioned, Some(Questioned::PlannedMaintenance));
}

#[test]
fn the_same_fault_is_known_again_whatever_the_words() {
    let one = sent(&writing("no sound"), None).unwrap();
    let other = sent(&writing("I hear nothing"), None).unwrap();
    let mut question = writing("how do I park a call");
    question.answers.works = Works::Question;
    let question = sent(&question, None).unwrap();

    assert_eq!(one.fingerprint, other.fingerprint);
    assert_ne!(one.fingerprint, question.fingerprint);
    assert_eq!(question.facts.kind, Kind::Support);
}

fn sent(writing: &Writing, contract: Option<&Contract>) -> Result<Report, SendError> {
    writing.finish(contract, &BTreeMap::new(), ("service", "site"), None, now())
}

fn writing(what: &str) -> Writing {
    let mut writing = Writing::open(ReportId::from_random_bytes([7; 16]), now());
    writing.what = what.to_owned();
    writing
}

fn contract(provider: &str, settings: &[(&str, &str)]) -> Contract {
    let shipped = Provider::shipped().iter().find(|one| one.id.as_str() == provider).unwrap();
    let settings =
        settings.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    Contract::new(shipped.clone(), &settings).unwrap()
}

fn now() -> Timestamp {
    "2026-03-28T01:00:00Z".parse().unwrap()
}

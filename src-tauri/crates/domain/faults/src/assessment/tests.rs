//! Classification by requirement ID.

use proptest::prelude::*;

use super::*;

fn provider(id: &str) -> &'static Provider {
    Provider::shipped().iter().find(|provider| provider.id.as_str() == id).unwrap()
}

fn class(id: &str, answers: &Answers) -> (String, Rule) {
    let assessment = assess(provider(id), answers);
    (assessment.class, assessment.rule)
}

fn failing(percent: f64) -> Answers {
    Answers { failing_percent: Some(percent), ..Answers::new(Affects::Several, Works::Partly) }
}

#[test]
fn s0_14_s0_15_exactly_sixty_and_thirty_per_cent_are_not_more() {
    for (percent, wanted, rule) in [
        (100.0, "FK1", Rule::OverSixty),
        (60.000_1, "FK1", Rule::OverSixty),
        (60.0, "FK2", Rule::OverThirty),
        (30.000_1, "FK2", Rule::OverThirty),
        (30.0, "FK3", Rule::ImpairmentForSeveral),
        (0.0, "FK3", Rule::ImpairmentForSeveral),
    ] {
        assert_eq!(class("spie-osmo", &failing(percent)), (wanted.to_owned(), rule), "{percent}");
    }
}

#[test]
fn s0_14_to_s0_17_each_rule_leads_to_its_class_at_each_provider() {
    let legal = Answers { legal_duty: true, ..Answers::new(Affects::Several, Works::Partly) };
    let redundancy =
        Answers { redundancy_lost: true, ..Answers::new(Affects::OnlyMe, Works::Partly) };
    let change = Answers { kind: Kind::Change, ..Answers::new(Affects::OnlyMe, Works::Partly) };
    for (answers, fk, traut, seitenbau) in [
        (legal, "FK1", "hoch", "1"),
        (failing(61.0), "FK1", "hoch", "1"),
        (Answers::new(Affects::Everyone, Works::Nothing), "FK1", "hoch", "1"),
        (Answers::new(Affects::Site, Works::Nothing), "FK1", "hoch", "1"),
        (failing(31.0), "FK2", "mittel", "2"),
        (redundancy, "FK2", "mittel", "2"),
        (Answers::new(Affects::Everyone, Works::Partly), "FK2", "mittel", "2"),
        (Answers::new(Affects::Several, Works::Nothing), "FK2", "mittel", "2"),
        (Answers::new(Affects::Several, Works::Partly), "FK3", "mittel", "3"),
        (Answers::new(Affects::OnlyMe, Works::Nothing), "FK3", "gering", "3"),
        (Answers::new(Affects::OnlyMe, Works::Partly), "FK3", "gering", "3"),
        (Answers::new(Affects::Everyone, Works::Question), "FK4", "gering", "3"),
        (change, "FK4", "gering", "3"),
    ] {
        for (id, wanted) in [
            ("spie-osmo", fk),
            ("stimme", fk),
            ("voip-contract", fk),
            ("traut", traut),
            ("seitenbau", seitenbau),
        ] {
            assert_eq!(class(id, &answers).0, wanted, "{id} {answers:?}");
        }
    }
}

#[test]
fn s3_13_s3_14_a_question_is_support_and_a_wish_is_a_change() {
    let question = assess(provider("traut"), &Answers::new(Affects::Several, Works::Question));
    let wish = Answers { kind: Kind::Change, ..Answers::new(Affects::OnlyMe, Works::Question) };

    assert_eq!((question.kind, question.rule), (Kind::Support, Rule::Question));
    let wish = assess(provider("traut"), &wish);
    assert_eq!((wish.kind, wish.rule), (Kind::Change, Rule::ChangeRequest));
}

#[test]
fn the_gravest_class_by_one_person_is_questioned_and_not_blocked() {
    let alone = Answers { legal_duty: true, ..Answers::new(Affects::OnlyMe, Works::Nothing) };
    let several = Answers { affects: Affects::Several, ..alone.clone() };

    let assessment = assess(provider("spie-osmo"), &alone);

    assert_eq!(assessment.class, "FK1");
    assert_eq!(assessment.questioned, Some(Questioned::SingleUser));
    assert_eq!(assess(provider("spie-osmo"), &several).questioned, None);
}

#[test]
fn a_class_is_overruled_only_with_a_comment() {
    let traut = provider("traut");
    let answers = Answers::new(Affects::OnlyMe, Works::Partly);
    let overrule = |class: &str, comment: &str| {
        let overrule = Overrule { class: class.to_owned(), comment: comment.to_owned() };
        assess(traut, &answers).overrule(traut, answers.affects, overrule)
    };

    assert_eq!(overrule("hoch", "  "), Err(OverruleError::NoComment));
    assert_eq!(overrule("FK1", "it is"), Err(OverruleError::UnknownClass));
    let overruled = overrule("HOCH", "the whole office is silent").unwrap();
    assert_eq!((overruled.class.as_str(), overruled.neutral), ("hoch", Class::Fk1));
    assert_eq!(overruled.rule, Rule::OnePlace, "the rule stays beside it");
    assert_eq!(overruled.questioned, Some(Questioned::SingleUser));
    assert_eq!(overrule("support", "just a question").unwrap().kind, Kind::Support);
}

#[test]
fn a_percentage_is_never_rounded_onto_the_limit_that_it_is_beyond() {
    for (percent, text) in [(60.01, "60.01"), (61.0, "61"), (64.25, "64.2"), (99.96, "100")] {
        assert_eq!(
            assess(provider("spie-osmo"), &failing(percent)).values,
            [("percent", text.to_owned())]
        );
    }
}

#[test]
fn whoever_is_worse_off_is_never_in_a_lighter_class() {
    let class = |affects, works| Answers::new(affects, works).rule().neutral();
    for pair in Affects::ALL.windows(2) {
        for works in Works::ALL {
            assert!(class(pair[1], *works) <= class(pair[0], *works));
        }
    }
    for affects in Affects::ALL {
        for pair in Works::ALL.windows(2) {
            assert!(class(*affects, pair[0]) <= class(*affects, pair[1]));
        }
    }
}

#[test]
fn there_are_at_most_six_questions() {
    assert!(Answers::QUESTIONS.len() <= 6);
}

fn any_answers() -> impl Strategy<Value = Answers> {
    let affects = proptest::sample::select(Affects::ALL);
    let works = proptest::sample::select(Works::ALL);
    let kind = proptest::sample::select(Kind::ALL);
    let percent = proptest::option::of(proptest::num::f64::ANY);
    (affects, works, kind, any::<bool>(), any::<bool>(), percent).prop_map(
        |(affects, works, kind, legal_duty, redundancy_lost, failing_percent)| Answers {
            kind,
            legal_duty,
            redundancy_lost,
            failing_percent,
            ..Answers::new(affects, works)
        },
    )
}

proptest! {
    #[test]
    fn whatever_is_answered_each_provider_has_a_class(answers in any_answers()) {
        for provider in Provider::shipped() {
            let assessment = assess(provider, &answers);

            prop_assert!(provider.class(&assessment.class).is_some());
            prop_assert_eq!(assessment.neutral, assessment.rule.neutral());
        }
    }

    #[test]
    fn more_that_fails_never_makes_it_lighter(
        answers in any_answers(), less in 0.0..=100.0, more in 0.0..=100.0,
    ) {
        let with = |percent: f64| {
            Answers { failing_percent: Some(percent), ..answers.clone() }.rule().neutral()
        };
        let (less, more): (f64, f64) = if less <= more { (less, more) } else { (more, less) };

        prop_assert!(with(more) <= with(less));
    }

    #[test]
    fn a_percentage_that_is_none_changes_nothing(answers in any_answers(), wrong in prop_oneof![
        Just(f64::NAN), Just(f64::INFINITY), 100.1..1e9, -1e9..-0.1,
    ]) {
        let without = Answers { failing_percent: None, ..answers.clone() };

        prop_assert_eq!(Answers { failing_percent: Some(wrong), ..answers }.rule(), without.rule());
    }
}

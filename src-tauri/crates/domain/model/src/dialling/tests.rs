//! What holds for every number and every telephone system; the corpus holds the single forms.

use proptest::prelude::*;

use super::*;

fn house() -> DialRules {
    DialRules {
        area_code: Some("89".to_owned()),
        outside_prefix: Some("0".to_owned()),
        internal: Some(Lengths { from: 2, to: 4 }),
        own_block: Some("+4989800848".to_owned()),
        ..DialRules::default()
    }
}

fn number(text: &str) -> Number {
    Number::read(text).unwrap()
}

#[test]
fn a_number_means_what_the_house_makes_of_it() {
    let rules = house();
    for (typed, meaning) in [
        ("7042", Meaning::Internal(number("7042"))),
        ("089 123456", Meaning::World(number("+4989123456"))),
        ("+49 89 800848-42", Meaning::Internal(number("42"))),
        ("116117", Meaning::Outside(number("116117"))),
        ("*21*42#", Meaning::Code(number("*21*42#"))),
    ] {
        assert_eq!(rules.meaning(&number(typed)), meaning, "{typed}");
    }
}

#[test]
fn within_a_code_there_are_digits_alone() {
    let hosted = DialRules::default();
    assert_eq!(hosted.dialled_number(&number("+43158858")).as_str(), "+43158858");
    assert_eq!(hosted.digits_for_code(&number("+43158858")).as_str(), "0043158858");
    assert_eq!(hosted.digits_for_code(&number("+4989123456")).as_str(), "089123456");
    assert_eq!(house().digits_for_code(&number("+4989123456")).as_str(), "0089123456");
}

#[test]
fn without_lengths_only_what_is_a_whole_number_goes_outside() {
    let rules = DialRules { internal: None, ..house() };

    assert_eq!(rules.dialled_number(&number("7042")).as_str(), "7042");
    assert_eq!(rules.dialled_number(&number("089 123456")).as_str(), "0089123456");
}

#[test]
fn rules_that_cannot_be_name_their_field() {
    let rules = house();
    assert_eq!(rules.check(), Ok(()));
    let wrong = [
        (DialRules { area_code: Some("089".into()), ..house() }, RulesError::AreaCode),
        (DialRules { area_code: Some("8a".into()), ..house() }, RulesError::AreaCode),
        (DialRules { outside_prefix: Some(String::new()), ..house() }, RulesError::OutsidePrefix),
        (DialRules { outside_prefix: Some("+".into()), ..house() }, RulesError::OutsidePrefix),
        (DialRules { internal: Some(Lengths { from: 4, to: 2 }), ..house() }, RulesError::Internal),
        (DialRules { internal: Some(Lengths { from: 0, to: 2 }), ..house() }, RulesError::Internal),
        (DialRules { own_block: Some("089800848".into()), ..house() }, RulesError::OwnBlock),
    ];
    for (rules, error) in wrong {
        assert_eq!(rules.check(), Err(error));
    }
}

#[test]
fn absent_fields_are_as_at_first_and_written_ones_come_back() {
    assert_eq!(serde_json::from_str::<DialRules>("{}").unwrap(), DialRules::default());
    let written = serde_json::to_string(&house()).unwrap();
    assert_eq!(serde_json::from_str::<DialRules>(&written).unwrap(), house());
}

#[test]
fn rules_in_a_log_do_not_name_the_house() {
    assert!(!format!("{:?}", house()).contains("800848"));
}

fn any_rules() -> impl Strategy<Value = DialRules> {
    let country = prop::sample::select(vec!["DE", "AT", "CH", "FR", "GB", "US", "IT", "PL", "ZZ"]);
    let prefix = prop::option::of("[0-9*#]{1,2}");
    let area = prop::option::of("[1-9][0-9]{1,3}");
    let lengths = prop::option::of((1..4_u8, 0..4_u8));
    let plus = prop::sample::select(vec![Plus::Automatic, Plus::Keep, Plus::Replace]);
    (country, prefix, area, lengths, any::<bool>(), plus).prop_map(
        |(country, outside_prefix, area_code, lengths, may_lack_prefix, plus)| DialRules {
            country: country.parse().unwrap(),
            area_code,
            outside_prefix,
            may_lack_prefix,
            internal: lengths.map(|(from, more)| Lengths { from, to: from + more }),
            own_block: None,
            plus,
        },
    )
}

proptest! {
    #[test]
    fn what_is_dialled_is_digits_and_at_most_one_plus_in_front(
        rules in any_rules(), typed in "\\+?[0-9*#]{1,15}"
    ) {
        if let Ok(number) = Number::read(&typed) {
            let dialled = rules.dialled_number(&number);
            let digits = dialled.as_str().strip_prefix('+').unwrap_or(dialled.as_str());
            prop_assert!(!digits.is_empty());
            prop_assert!(digits.bytes().all(|byte| byte.is_ascii_digit() || b"*#".contains(&byte)));
            let has_ways = rules.country.numbering().is_some();
            prop_assert!(!has_ways || !rules.digits_for_code(&number).is_global());
        }
    }

    #[test]
    fn a_number_of_the_world_stays_the_same_number(
        rules in any_rules(), code in prop::sample::select(vec!["49", "43", "41", "44"]),
        digits in "[1-9][0-9]{8}"
    ) {
        let world = Number::read(&format!("+{code}{digits}")).unwrap();

        prop_assert_eq!(rules.normalised(&world), world.clone());
        let dialled = rules.dialled_number(&world);
        prop_assert!(dialled.as_str().ends_with(&digits));
    }

    #[test]
    fn a_code_is_dialled_as_it_is(rules in any_rules(), digits in "[0-9]{1,10}") {
        let code = Number::read(&format!("*21*{digits}#")).unwrap();

        prop_assert_eq!(rules.dialled_number(&code), code);
    }

    #[test]
    fn an_extension_is_dialled_as_it_is(digits in "[1-9][0-9]{1,3}") {
        let extension = Number::read(&digits).unwrap();

        prop_assert_eq!(house().dialled_number(&extension), extension);
    }
}

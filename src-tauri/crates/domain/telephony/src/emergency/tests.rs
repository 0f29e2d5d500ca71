//! An emergency number is one, whatever is set.

use model::{DialRules, Lengths, Plus};
use proptest::prelude::*;

use super::*;
use crate::plan::HideBy;

fn plan(country: &str, prefix: Option<&str>) -> Plan {
    Plan {
        dialling: DialRules {
            country: country.parse().unwrap(),
            outside_prefix: prefix.map(str::to_owned),
            internal: Some(Lengths { from: 2, to: 4 }),
            ..DialRules::default()
        },
        ..Plan::default()
    }
}

fn found(typed: &str, plan: &Plan) -> Option<String> {
    let target = Target::read(typed).unwrap();
    emergency_number(&target, plan, None, None).map(|number| number.to_string())
}

#[test]
fn an_emergency_number_is_found_however_it_is_written() {
    let house = plan("DE", Some("0"));
    for (typed, number) in [
        ("110", "110"),
        ("112", "112"),
        ("1 1 2", "112"),
        ("0112", "112"),
        ("0-110", "110"),
        ("0 / 112", "112"),
        ("+49 112", "112"),
        ("tel:112", "112"),
        ("sip:112", "112"),
        ("Tel.: 112", "112"),
    ] {
        assert_eq!(found(typed, &house).as_deref(), Some(number), "{typed}");
    }
}

#[test]
fn other_numbers_are_none() {
    let house = plan("DE", Some("0"));
    for typed in ["1120", "0110 0", "112112", "00112", "911", "999", "116117", "anna", "*112#"] {
        assert_eq!(found(typed, &house), None, "{typed}");
    }
    assert_eq!(found("0112", &plan("DE", None)), None, "without an outside line");
}

#[test]
fn the_number_of_the_country_where_the_person_is_counts_too() {
    let line = plan("DE", None);
    let target = Target::read("144").unwrap();
    assert!(!is_emergency(&target, None, &line));
    assert!(is_emergency(&target, "CH".parse().ok(), &line));
    assert!(is_emergency(&Target::read("110").unwrap(), "CH".parse().ok(), &line));
}

#[test]
fn an_address_counts_at_the_own_host_alone() {
    let line = plan("DE", None);
    let target = Target::read("sip:112@pbx.example").unwrap();
    let home = Host::Name("pbx.example".to_owned());
    let other = Host::Name("other.example".to_owned());

    let read = |home| emergency_number(&target, &line, None, home);
    assert_eq!(read(Some(&home)).map(|number| number.to_string()).as_deref(), Some("112"));
    assert_eq!(read(Some(&other)), None);
    assert_eq!(read(None), None);
}

#[test]
fn an_extension_of_the_same_digits_gives_way() {
    assert_eq!(found("110", &plan("DE", Some("0"))).as_deref(), Some("110"));
    assert_eq!(found("15", &plan("FR", None)).as_deref(), Some("15"));
}

fn any_plan() -> impl Strategy<Value = Plan> {
    let countries = ["DE", "AT", "CH", "FR", "GB", "US", "IT", "NO", "AU", "ZZ"];
    let rules = (
        prop::sample::select(countries.to_vec()),
        prop::option::of("[0-9*#]{1,3}"),
        prop::option::of("[1-9][0-9]{0,3}"),
        prop::option::of((1..4_u8, 0..4_u8)),
        any::<bool>(),
        prop::sample::select(vec![Plus::Automatic, Plus::Keep, Plus::Replace]),
    );
    let systems = vec!["plain-sip", "innovaphone", "asterisk", "swyx", "demo", "gone"];
    let hide = prop::option::of(prop::sample::select(vec![HideBy::Privacy, HideBy::Code]));
    (rules, prop::sample::select(systems), hide).prop_map(|(rules, system, hide)| {
        let (country, outside_prefix, area_code, lengths, may_lack_prefix, plus) = rules;
        Plan {
            dialling: DialRules {
                country: country.parse().unwrap(),
                area_code,
                outside_prefix,
                may_lack_prefix,
                internal: lengths.map(|(from, more)| Lengths { from, to: from + more }),
                own_block: None,
                plus,
            },
            hide,
            ..Plan::of_system(system)
        }
    })
}

proptest! {
    #[test]
    fn whatever_is_set_an_emergency_number_is_dialled_exactly_as_it_is(
        plan in any_plan(), nth in 0..10_usize, with_prefix in any::<bool>()
    ) {
        let numbers = numbers(plan.dialling.country);
        let number = numbers[nth % numbers.len()];
        let prefix = plan.dialling.outside_prefix.clone().unwrap_or_default();
        let typed = if with_prefix { format!("{prefix}{number}") } else { number.to_owned() };

        let target = Target::read(&typed).unwrap();
        let dialled = route(&target, &plan, None, None);

        // In France `1` and `15` together are 115, which is a number of its own.
        let meant = if numbers.contains(&typed.as_str()) { &typed } else { number };
        prop_assert_eq!(dialled, Route::Emergency(Number::read(meant).unwrap()));
    }

    #[test]
    fn what_is_no_emergency_number_goes_by_the_rules(
        plan in any_plan(), typed in "[2-9][0-9]{4,9}"
    ) {
        let target = Target::read(&typed).unwrap();
        if !is_emergency(&target, None, &plan) {
            let dialled = plan.rules().dialled(&target);
            prop_assert_eq!(route(&target, &plan, None, None), Route::Ordinary(dialled));
        }
    }
}

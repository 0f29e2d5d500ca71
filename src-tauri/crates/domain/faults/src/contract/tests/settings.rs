//! Settings are read, or refused by name; what is not known is never guessed.

use proptest::prelude::*;

use super::*;

fn refused(provider: &str, settings: &[(&str, &str)]) -> String {
    let shipped = Provider::shipped().iter().find(|one| one.id.as_str() == provider).unwrap();
    Contract::new(shipped.clone(), &texts(settings)).unwrap_err().to_string()
}

#[test]
fn what_is_no_setting_is_refused_with_those_there_are() {
    let told = refused("stimme", &[("oncall", "booked")]);

    assert_eq!(
        told,
        "`oncall` is no setting here; there are time_zone, reseller, sip_trunk, \
         demo_since"
    );
}

#[test]
fn values_that_cannot_be_are_refused_with_those_that_can() {
    assert_eq!(refused("seitenbau", &[("oncall", "yes")]), "`oncall` must be booked or not-booked");
    for (name, value) in [
        ("state", "XX"),
        ("service_hours", "Mon-Fri"),
        ("municipality", "hamlet"),
        ("time_zone", "Europe/Entenhausen"),
        ("it_desk", "nobody"),
        ("clock_restoration", "sand"),
    ] {
        let told = refused("spie-osmo", &[(name, value)]);
        assert!(told.starts_with(&format!("`{name}`")), "{told}");
    }
    assert_eq!(
        refused("spie-osmo", &[("time_zone", "Mars/Olympus")]),
        "`time_zone` must be a time zone such as Europe/Berlin"
    );
    assert!(refused("seitenbau", &[("reaction_1", "soon")]).contains("30 min"));
    assert!(refused("seitenbau", &[("telephone", "call me")]).contains("a telephone number"));
    assert!(refused("seitenbau", &[("ticket_url", "jira")]).contains("a web address"));
}

#[test]
fn what_the_profile_says_itself_may_be_said_again_and_not_otherwise() {
    let same = [("state", "BY"), ("service_hours", "Mon-Fri 08:00-18:00")];

    assert!(contract("traut", &same).business().is_ok());
    assert_eq!(refused("traut", &[("state", "NI")]), "`state` is `BY` by the profile");
}

#[test]
fn settings_that_do_not_fit_together_are_refused() {
    assert!(
        refused("spie-osmo", &[("state", "NI"), ("municipality", "augsburg")])
            .starts_with("`municipality`: ")
    );
    assert!(
        refused("voip-contract", &[("state", "NI"), ("country", "AT")]).starts_with("`state`: ")
    );
}

#[test]
fn every_profile_tells_what_it_leaves_open() {
    let named = |id: &str| {
        let shipped = Provider::shipped().iter().find(|one| one.id.as_str() == id).unwrap();
        let settings = shipped.settings().into_iter();
        settings
            .map(|spec| format!("{}{}", spec.name, if spec.is_needed { "!" } else { "" }))
            .collect::<Vec<_>>()
            .join(" ")
    };

    assert_eq!(
        named("spie-osmo"),
        "service_hours! state! municipality time_zone reporter it_desk clock_reaction \
         clock_restoration"
    );
    assert_eq!(named("stimme"), "time_zone reseller sip_trunk demo_since");
    assert_eq!(
        named("voip-contract"),
        "sla! service_hours country state municipality time_zone telephone mail ticket_url \
         remote_access clock_reaction"
    );
    assert_eq!(named("traut"), "municipality time_zone remote_access clock_reaction clock_update");
    assert_eq!(
        named("seitenbau"),
        "oncall! time_zone telephone mail ticket_url reaction_1 reaction_2 reaction_3"
    );
}

#[test]
fn needed_settings_name_the_classes_that_need_them() {
    let spie = Provider::shipped().iter().find(|one| one.id.as_str() == "spie-osmo").unwrap();

    let hours = spie.settings().into_iter().find(|spec| spec.is_needed).unwrap();

    assert_eq!(hours.name, CommonSetting::ServiceHours.into());
    assert_eq!(hours.classes, ["FK2", "FK3", "FK4"]);
}

#[test]
fn days_off_from_a_calendar_close_business() {
    let calendar = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n\
        DTSTART;VALUE=DATE:20260311\r\nSUMMARY:Inventory\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let entries = crate::read_calendar(calendar, &crate::berlin(), 2026..=2026).unwrap();
    let wednesday = at("2026-03-11T10:00:00+01:00");

    let closed = contract("traut", &[]).with_calendar(&entries);

    assert_eq!(contract("traut", &[]).opening(wednesday), Opening::Inside);
    assert_eq!(closed.opening(wednesday), Opening::Outside);
}

fn moments() -> impl Strategy<Value = Timestamp> {
    (1_700_000_000_i64..2_000_000_000).prop_map(|second| Timestamp::from_second(second).unwrap())
}

/// Days of six hours at least: the 150 minutes of S0-11 fit into each, as they do into 5x8.
fn hours() -> impl Strategy<Value = String> {
    (0_u8..5, 5_u8..7, 0_u8..10, 16_u8..24).prop_map(|(first, last, from, to)| {
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        format!("{}-{} {from:02}:00-{to:02}:00", days[usize::from(first)], days[usize::from(last)])
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_graver_class_is_never_reacted_to_later(
        at in moments(), hours in hours(), state in proptest::sample::select(crate::State::ALL),
    ) {
        for provider in Provider::shipped() {
            let mut settings = texts(&[("oncall", "not-booked"), ("sla", "with")]);
            settings.insert("service_hours".to_owned(), hours.clone());
            settings.insert("state".to_owned(), state.code().to_owned());
            for n in 1..=3 {
                settings.insert(format!("reaction_{n}"), format!("{n} h"));
            }
            let open: Vec<_> = provider.settings().iter().map(|spec| spec.name.to_string()).collect();
            settings.retain(|name, _| open.contains(name));
            let contract = Contract::new(provider.clone(), &settings).unwrap();
            let due = |class: &str| {
                let judged = contract.judge(class, Kind::Incident, at).unwrap();
                judged.promises.first().map(|promise| promise.due_at)
            };
            for pair in provider.classes.windows(2) {
                prop_assert!(due(&pair[0].code) <= due(&pair[1].code), "{} {:?}", provider.id, pair[1].code);
            }
        }
    }

    #[test]
    fn what_is_needed_and_not_set_is_refused_by_its_name(at in moments()) {
        for provider in Provider::shipped() {
            let contract = Contract::new(provider.clone(), &BTreeMap::new()).unwrap();
            let needed: Vec<_> = provider
                .settings()
                .into_iter()
                .filter(|spec| spec.is_needed)
                .map(|spec| spec.name.to_string())
                .collect();
            for class in &provider.classes {
                match contract.judge(&class.code, Kind::Incident, at) {
                    Ok(judged) => {
                        // Nothing is said by a business clock whose hours nobody knows.
                        let by_hours = |one: &Promise| one.clock == crate::ClockKind::Business;
                        let is_known = contract.business().is_ok();
                        prop_assert!(is_known || !judged.promises.iter().any(by_hours));
                        prop_assert!(judged.channels.iter().any(|way| way.demanded));
                    }
                    Err(JudgeError::Missing { names }) => {
                        prop_assert!(!names.is_empty());
                        prop_assert!(names.iter().all(|name| needed.contains(name)));
                    }
                    Err(other) => prop_assert!(false, "{other}"),
                }
            }
        }
    }

    #[test]
    fn whatever_is_typed_is_read_or_refused_by_name(name in "[a-z_]{1,20}|state|oncall|reaction_1", value in ".{0,40}") {
        for provider in Provider::shipped() {
            if let Err(error) = Contract::new(provider.clone(), &texts(&[(&name, &value)])) {
                prop_assert_eq!(&error.invalid[0].name, &name);
            }
        }
    }
}

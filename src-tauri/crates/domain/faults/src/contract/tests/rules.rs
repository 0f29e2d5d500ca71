//! Promises, prices, the year, the network and the rest of class O, by requirement ID.

use super::*;
use crate::provider::{ChargeType, Exclusion, MaintenanceKind, Transport};
use crate::{Class, ClockKind, PromiseKind, Span};

const SPIE: &[(&str, &str)] = &[("service_hours", "Mon-Fri 08:00-17:00"), ("state", "NI")];
const MONDAY: &str = "2026-03-09T08:00:00+01:00";

fn judged(provider: &str, settings: &[(&str, &str)], class: &str, moment: &str) -> Vec<String> {
    let contract = contract(provider, settings);
    told(&contract, &contract.judge(class, Kind::Incident, at(moment)).unwrap())
}

#[test]
fn s0_10_s0_11_s0_12_each_class_of_spie_has_its_times() {
    for (class, wanted) in [
        (
            "FK1",
            [
                "reaction 2026-03-09T08:30:00+01:00 wall",
                "restoration 2026-03-09T16:00:00+01:00 wall",
            ],
        ),
        (
            "FK2",
            // 24 service hours of nine a day.
            [
                "reaction 2026-03-09T09:30:00+01:00 business",
                "restoration 2026-03-11T14:00:00+01:00 business",
            ],
        ),
        (
            "FK3",
            [
                "reaction 2026-03-09T10:30:00+01:00 business",
                "restoration 2026-03-16T08:00:00+01:00 business",
            ],
        ),
        (
            "FK4",
            [
                "reaction 2026-03-10T17:00:00+01:00 business",
                "restoration 2026-06-09T08:00:00+02:00 business",
            ],
        ),
    ] {
        assert_eq!(judged("spie-osmo", SPIE, class, MONDAY), wanted, "{class}");
    }
}

#[test]
fn s0_12_restoration_is_less_than_its_span() {
    let contract = contract("spie-osmo", SPIE);
    for class in ["FK1", "FK2", "FK3", "FK4"] {
        for (term, _) in contract.terms(class, Kind::Incident, at(MONDAY)).unwrap() {
            assert_eq!(term.strict, term.kind == PromiseKind::Restoration, "{class}");
        }
    }
}

#[test]
fn gap_3_the_assumed_clock_is_shown_and_can_be_set() {
    let wall = [SPIE, &[("clock_restoration", "wall")]].concat();

    let assumed = contract("spie-osmo", SPIE);
    let assumed = assumed.judge("FK2", Kind::Incident, at(MONDAY)).unwrap();

    assert!(assumed.promises[1].why.contains("business clock Mon-Fri 08:00-17:00"));
    assert!(assumed.promises[1].why.contains("clock assumed"));
    assert_eq!(
        judged("spie-osmo", &wall, "FK2", MONDAY)[1],
        "restoration 2026-03-10T08:00:00+01:00 wall"
    );
    assert_eq!(
        judged("traut", &[("clock_reaction", "wall")], "gering", MONDAY),
        ["reaction 2026-03-10T08:00:00+01:00 wall", "update 2026-03-13T16:00:00+01:00 business"]
    );
}

#[test]
fn s3_09_s3_10_s3_11_each_priority_of_traut_has_its_times() {
    for (class, wanted) in [
        (
            "hoch",
            [
                "reaction 2026-03-09T09:00:00+01:00 business",
                "update 2026-03-09T10:00:00+01:00 business",
            ],
        ),
        (
            "mittel",
            [
                "reaction 2026-03-09T12:00:00+01:00 business",
                "update 2026-03-09T12:00:00+01:00 business",
            ],
        ),
        // 24 and 48 service hours of ten a day.
        (
            "gering",
            [
                "reaction 2026-03-11T12:00:00+01:00 business",
                "update 2026-03-13T16:00:00+01:00 business",
            ],
        ),
    ] {
        assert_eq!(judged("traut", &[], class, MONDAY), wanted, "{class}");
    }
}

#[test]
fn s3_13_s3_14_support_and_changes_are_words_for_a_class_and_a_kind() {
    let contract = contract("traut", &[]);
    for (word, kind) in [("support", Kind::Support), ("change", Kind::Change)] {
        let by_word = contract.judge(word, Kind::Incident, at(MONDAY)).unwrap();

        assert_eq!((by_word.class.as_str(), by_word.kind), ("gering", kind));
        assert_eq!(by_word, contract.judge("gering", kind, at(MONDAY)).unwrap());
        assert!(contract.judge("hoch", kind, at(MONDAY)).unwrap().promises.is_empty());
    }
}

#[test]
fn s2_17_s2_20_the_voip_contract_reacts_within_4_or_48_hours() {
    for class in ["", "FK1", "FK4"] {
        assert_eq!(
            judged("voip-contract", &[("sla", "with")], class, MONDAY),
            ["reaction 2026-03-09T12:00:00+01:00 wall"]
        );
        assert_eq!(
            judged("voip-contract", &[("sla", "without")], class, MONDAY),
            ["reaction 2026-03-11T08:00:00+01:00 wall"]
        );
    }
    let hours = [("sla", "with"), ("service_hours", "Mon-Fri 08:00-10:00"), ("country", "CH")];
    assert_eq!(
        judged("voip-contract", &hours, "", MONDAY),
        ["reaction 2026-03-10T10:00:00+01:00 business"]
    );
    let missing = |settings: &[(&str, &str)]| {
        contract("voip-contract", settings).judge("", Kind::Incident, at(MONDAY)).unwrap_err()
    };
    assert_eq!(missing(&[]), JudgeError::Missing { names: vec!["sla".to_owned()] });
    assert_eq!(missing(&hours[..2]), JudgeError::Missing { names: vec!["state".to_owned()] });
}

#[test]
fn s4_02_s4_05_times_of_categories_are_settings() {
    let settings = [("reaction_1", "2 h"), ("reaction_3", "next working day")];
    let friday = "2026-03-13T16:00:00+01:00";

    assert_eq!(
        judged("seitenbau", &settings, "1", friday),
        ["reaction 2026-03-16T10:00:00+01:00 business"]
    );
    assert_eq!(
        judged("seitenbau", &settings, "3", friday),
        ["reaction 2026-03-16T17:00:00+01:00 business"]
    );
    let contract = contract("seitenbau", &settings);
    let unset = contract.judge("2", Kind::Incident, at(friday)).unwrap();
    assert_eq!(told(&contract, &unset), ["reaction 2026-03-13T16:00:00+01:00 business"]);
    assert_eq!(unset.unset, ["reaction_2"]);
    assert!(unset.promises[0].why.starts_with("the clock starts; how long is not in the contract"));
    assert!(contract.terms("2", Kind::Incident, at(friday)).unwrap().is_empty());
}

#[test]
fn s4_10_on_call_reacts_within_an_hour_for_category_1_only() {
    let on_call = [("oncall", "booked")];
    let sunday = "2026-03-15T03:00:00+01:00";

    assert_eq!(
        judged("seitenbau", &on_call, "1", sunday),
        ["reaction 2026-03-15T04:00:00+01:00 wall"]
    );
    assert_eq!(
        judged("seitenbau", &on_call, "2", sunday),
        ["reaction 2026-03-16T09:00:00+01:00 business"]
    );
}

#[test]
fn s4_17_a_detailed_report_follows_on_the_next_working_day() {
    let restored = at("2027-10-31T05:00:00+01:00");

    let expected = contract("seitenbau", &[]).report_expected(restored);

    assert_eq!(expected, Some(at("2027-11-02T17:00:00+01:00")));
    assert_eq!(contract("traut", &[]).report_expected(restored), None);
}

#[test]
fn s1_165_stimme_promises_no_times() {
    for moment in [MONDAY, "2026-03-14T02:00:00+01:00"] {
        assert_eq!(judged("stimme", &[], "FK1", moment), Vec::<String>::new());
    }
    let contract = contract("stimme", &[]);
    assert_eq!(
        contract.opening(at("2027-05-27T10:00:00+02:00")),
        Opening::Inside,
        "Corpus Christi"
    );
    assert_eq!(contract.opening(at("2027-05-17T10:00:00+02:00")), Opening::Outside, "Whit Monday");
}

#[test]
fn s1_169_s2_06_s2_21_s3_15_s3_16_s3_17_s4_06_work_is_charged_as_the_contracts_say() {
    use Chargeable::{No, Unknown, Yes};

    for (provider, kind, cause, wanted, how) in [
        ("spie-osmo", Kind::Incident, None, Unknown, None),
        // S1-169
        ("stimme", Kind::Incident, None, No, Some(ChargeType::Free)),
        ("stimme", Kind::Incident, Some(Cause::OnSite), Yes, Some(ChargeType::TimeAndEffort)),
        // S2-06, S2-21
        ("voip-contract", Kind::Incident, None, Unknown, None),
        ("voip-contract", Kind::Incident, Some(Cause::Provider), No, Some(ChargeType::Free)),
        ("voip-contract", Kind::Incident, Some(Cause::ThirdParty), Yes, Some(ChargeType::Effort)),
        ("voip-contract", Kind::Change, None, Yes, Some(ChargeType::HourPackage)),
        // S3-15, S3-16, S3-17
        ("traut", Kind::Incident, None, No, Some(ChargeType::Free)),
        ("traut", Kind::Incident, Some(Cause::ThirdParty), Yes, Some(ChargeType::Effort)),
        ("traut", Kind::Support, None, Yes, Some(ChargeType::Effort)),
        ("traut", Kind::Change, None, Yes, Some(ChargeType::Effort)),
        // S4-06
        ("seitenbau", Kind::Incident, None, Yes, Some(ChargeType::Hourly)),
        ("seitenbau", Kind::Change, None, Unknown, None),
    ] {
        let charge = contract(provider, &[]).charge("1", kind, cause);

        assert_eq!((charge.chargeable, charge.how), (wanted, how), "{provider} {kind:?} {cause:?}");
        assert_eq!(charge.source.is_empty(), how.is_none());
    }
}

#[test]
fn s0_19_s0_20_s0_21_s1_164_s3_03_s3_04_availability_with_what_counts_and_what_does_not() {
    use Exclusion::{ForceMajeure, PlannedMaintenance, ThirdParty};

    let of = |provider: &str| {
        let contract = contract(provider, &[]);
        let told = contract.provider().availability.iter();
        told.map(|one| (one.percent.to_string(), one.counts.clone(), one.excludes.clone()))
            .collect::<Vec<_>>()
    };
    let counted = vec!["FK1".to_owned(), "FK2".to_owned()];

    assert_eq!(
        of("spie-osmo"),
        [("98".to_owned(), counted, vec![PlannedMaintenance, ForceMajeure])]
    );
    assert_eq!(of("stimme"), [("99.8".to_owned(), vec![], vec![PlannedMaintenance])]);
    assert_eq!(
        of("traut"),
        [
            ("98.5".to_owned(), vec![], vec![PlannedMaintenance, ThirdParty]),
            ("99.9".to_owned(), vec![], vec![PlannedMaintenance])
        ]
    );
    assert!(
        contract("traut", &[]).provider().availability.iter().all(|one| one.handover.is_some())
    );
}

#[test]
fn s0_08_the_ticket_system_is_reachable_for_98_per_cent() {
    assert_eq!(contract("spie-osmo", &[]).provider().ticket_reachable, "98".parse().ok());
}

#[test]
fn s0_13_goals_and_availability_hang_on_the_class() {
    let spie = contract("spie-osmo", &[]);
    let promised = |class: &ProviderClass| {
        class.promises.iter().map(|rule| rule.span.clone()).collect::<Vec<_>>()
    };
    let classes = &spie.provider().classes;

    for (index, class) in classes.iter().enumerate() {
        assert!(classes.iter().skip(index + 1).all(|other| promised(other) != promised(class)));
    }
    assert!(spie.provider().availability.iter().all(|one| !one.counts.is_empty()));
}

#[test]
fn s0_26_to_s0_29_s1_160_to_s1_163_s3_05_maintenance_windows() {
    let of = |provider: &str, kind| {
        let contract = contract(provider, &[]);
        let rules = &contract.provider().maintenance;
        rules.iter().find(|rule| rule.kind == kind).cloned().unwrap()
    };
    let standard = of("spie-osmo", MaintenanceKind::Standard);
    assert_eq!(standard.window.as_deref(), Some("23:00-24:00"));
    assert_eq!((standard.max_per_year, standard.notice), (Some(4), Some(Span::Days(14))));
    let emergency = of("spie-osmo", MaintenanceKind::Emergency);
    assert_eq!(emergency.window.as_deref(), Some("20:00-24:00"));
    assert_eq!((emergency.any_time, emergency.notice), (true, None));
    let standard = of("stimme", MaintenanceKind::Standard);
    assert!(standard.outside_business && standard.refusable == Some(false));
    assert_eq!(standard.notice, Some(Span::Weeks(1)));
    let urgent = of("stimme", MaintenanceKind::Emergency);
    assert_eq!(urgent.notice, Some(Span::Time(std::time::Duration::from_secs(3_600))));
    assert!(urgent.any_time && urgent.refusable == Some(false));
    assert_eq!(of("traut", MaintenanceKind::Flat).window.as_deref(), Some("18:01-07:59"));
}

#[test]
fn s1_141_to_s1_156_limits_and_the_eleven_rows() {
    let stimme = contract("stimme", &[]);
    let limits = stimme.limits().unwrap();

    assert_eq!((limits.delay_ms, limits.jitter_ms, limits.loss_below_percent), (150.0, 20.0, 1.0));
    let rows: Vec<_> = stimme.provider().ports.iter().map(|port| port.row.clone()).collect();
    assert_eq!(rows, (146..=156).map(|row| format!("S1-{row}")).collect::<Vec<_>>());
    let port = |row: usize| &stimme.provider().ports[row - 146];
    assert_eq!(port(146).ports, [(443, 443)]);
    assert_eq!(port(149).ports, [(1300, 1300)]);
    assert_eq!(port(153).transports, [Transport::Tcp, Transport::Udp]);
    assert_eq!(port(153).target, PortTarget::Host("46.189.64.249".to_owned()));
    assert_eq!(port(154).ports, [(16_384, 32_767)]);
    assert_eq!(port(156).ports, [(60_000, 60_100)]);
}

#[test]
fn s1_152_the_row_of_the_sip_trunk_needs_a_local_trunk() {
    let with = contract("stimme", &[("sip_trunk", "sip.trunk.example")]);
    let without = contract("stimme", &[]);

    assert_eq!(without.ports().count(), 10);
    let trunk = with.ports().find(|(port, _)| port.row == "S1-152").unwrap();
    assert_eq!(
        (trunk.1, trunk.0.ports.as_slice()),
        ("sip.trunk.example", &[(5060, 5060), (5061, 5061)][..])
    );
}

#[test]
fn s1_007_the_demo_licence_has_its_limits() {
    let demo = contract("stimme", &[]).provider().demo.clone().unwrap();

    assert_eq!((demo.users, demo.trunks, demo.weeks), (3, 1, 4));
    let used = contract("stimme", &[("demo_since", "2026-03-02")]);
    for (now, left) in [
        ("2026-03-02T12:00:00+01:00", 28),
        ("2026-03-29T23:30:00+02:00", 1),
        ("2026-03-30T00:00:00+02:00", 0),
        ("2026-06-01T00:00:00+02:00", 0),
    ] {
        assert_eq!(used.demo_days_left(at(now)), Some(left), "{now}");
    }
    assert_eq!(contract("stimme", &[]).demo_days_left(at(MONDAY)), None);
}

#[test]
fn every_rule_of_operations_stands_in_a_profile() {
    let texts: String = crate::provider::SHIPPED.iter().map(|(_, text)| *text).collect();
    for (source, rows) in [
        (
            "S0",
            &[
                3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 24, 25, 26,
                27, 28, 29,
            ][..],
        ),
        (
            "S1",
            &[
                7, 9, 12, 71, 72, 91, 138, 139, 140, 141, 142, 143, 144, 145, 146, 147, 148, 149,
                150, 151, 152, 153, 154, 155, 156, 157, 158, 160, 161, 162, 163, 164, 165, 166,
                167, 169, 171,
            ],
        ),
        ("S2", &[2, 6, 7, 9, 13, 14, 15, 17, 19, 20, 21]),
        (
            "S3",
            &[
                2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 33, 34, 35, 36, 37,
                38, 39,
            ],
        ),
        ("S4", &[2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]),
    ] {
        for row in rows {
            let id = if source == "S1" {
                format!("{source}-{row:03}")
            } else {
                format!("{source}-{row:02}")
            };

            assert!(texts.contains(&id), "{id} stands in no profile");
        }
    }
}

#[test]
fn classes_are_typed_in_any_case_and_refused_with_those_there_are() {
    let traut = contract("traut", &[]);

    assert_eq!(traut.judge("HOCH", Kind::Incident, at(MONDAY)).unwrap().class, "hoch");
    assert_eq!(
        traut.judge("FK1", Kind::Incident, at(MONDAY)).unwrap_err().to_string(),
        "there is no class `FK1`; there are hoch, mittel, gering, support, change"
    );
    assert!(traut.judge("", Kind::Incident, at(MONDAY)).is_err());
    let (fk2, _) = contract("stimme", &[])
        .provider()
        .class("fk2")
        .map(|(class, kind)| (class.clone(), kind))
        .unwrap();
    assert_eq!((fk2.neutral, fk2.name), (Class::Fk2, None));
}

#[test]
fn a_year_whose_holidays_nobody_knows_is_refused() {
    let contract = contract("spie-osmo", &[]);
    for (moment, year) in [("-000001-01-01T00:00Z", -1), ("2199-12-31T23:00Z", 2200)] {
        let far = Err(JudgeError::FarYear(year));
        assert_eq!(contract.judge("FK1", Kind::Incident, at(moment)), far);
        assert!(contract.terms("FK1", Kind::Incident, at(moment)).is_err());
    }
}

#[test]
fn whys_name_rule_clock_and_source() {
    let friday = at("2026-03-13T17:30:00+01:00");

    let why = contract("traut", &[("municipality", "munich")]);
    let why = why.judge("hoch", Kind::Incident, friday).unwrap().promises[0].why.clone();

    assert_eq!(
        why,
        "1 h, business clock Mon-Fri 08:00-18:00, holidays BY/munich, clock assumed \
         (S3-02, S3-09); starts 2026-03-13T17:30:00+01:00"
            .replace("; starts 2026-03-13T17:30:00+01:00", "")
    );
    let saturday = contract("traut", &[]);
    let judged = saturday.judge("hoch", Kind::Incident, at("2026-03-14T10:00:00+01:00")).unwrap();
    assert!(judged.promises[0].why.ends_with("; starts 2026-03-16T08:00:00+01:00"));
    assert_eq!(judged.promises[0].clock, ClockKind::Business);
}

#[test]
fn s0_26_s0_27_s1_161_s3_05_planned_maintenance_is_known_by_contract() {
    use crate::maintenance::Covered;

    let planned = |provider: &str, moment: &str| {
        let maintenance = contract(provider, &[]).maintenance(&[]).unwrap();
        maintenance.planned_at(at(moment)).map(|planned| planned.covered)
    };
    let rules = |provider: &str| {
        let maintenance = contract(provider, &[]).maintenance(&[]).unwrap();
        maintenance.rules().map(|rule| rule.code.clone()).collect::<Vec<_>>()
    };

    let flat = Some(Covered::By("flat".to_owned()));
    assert_eq!(planned("traut", "2026-03-11T18:01:00+01:00"), flat);
    assert_eq!(planned("traut", "2026-03-12T07:58:00+01:00"), flat);
    // Gap 5: the minute from 18:00 to 18:01 is neither.
    assert_eq!(planned("traut", "2026-03-11T18:00:30+01:00"), None);
    assert_eq!(planned("spie-osmo", "2026-03-11T23:30:00+01:00"), None, "only when announced");
    assert_eq!(rules("spie-osmo"), ["standard"]);
    assert_eq!(rules("stimme"), ["standard", "emergency"]);
}

#[test]
fn s0_19_availability_counts_the_classes_that_the_contract_names() {
    let terms = contract("spie-osmo", &[]).availability();

    assert_eq!(terms[0].counts, ["FK1", "FK2"]);
    assert_eq!(terms[0].promised.to_string(), "98");
}

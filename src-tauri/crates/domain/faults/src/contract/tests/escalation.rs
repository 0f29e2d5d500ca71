//! The escalation decision table, requirements §6, and what else decides over ways.

use super::*;
use crate::provider::WayRule;

const INSIDE: &str = "2026-03-11T10:00:00+01:00"; // a Wednesday
const OUTSIDE: &str = "2026-03-14T02:00:00+01:00"; // a Saturday

/// Provider, settings, classes, kind, moment, ways.
type Row<'r> = (&'r str, &'r [(&'r str, &'r str)], &'r [&'r str], Kind, &'r str, &'r [&'r str]);

#[test]
fn s0_04_s0_09_s0_10_s1_166_s1_167_s2_13_s2_14_s3_12_s4_03_s4_09_every_row_of_the_escalation_table()
{
    let spie = &[("service_hours", "Mon-Fri 08:00-17:00"), ("state", "NI")][..];
    let (booked, not_booked) = (&[("oncall", "booked")][..], &[("oncall", "not-booked")][..]);
    let support_number = &[("oncall", "booked"), ("telephone", "+49 7531 12345")][..];
    let contracted = &[("sla", "with"), ("telephone", "+41 44 1234567")][..];
    let ticket = ["ticket!ticket-system", "telephone hotline-offered", "mail mail-offered"];
    let rows: &[Row<'_>] = &[
        // SPIE FK1: ticket, the telephone offered; outside it is mandatory (S0-09).
        ("spie-osmo", spie, &["FK1"], Kind::Incident, INSIDE, &ticket),
        (
            "spie-osmo",
            spie,
            &["FK1"],
            Kind::Incident,
            OUTSIDE,
            &["ticket!ticket-system", "telephone!fk1-outside-hours", "mail mail-offered"],
        ),
        // SPIE FK2–4: ticket; outside its clock starts later (S0-10).
        ("spie-osmo", spie, &["FK2", "FK3", "FK4"], Kind::Incident, INSIDE, &ticket),
        (
            "spie-osmo",
            spie,
            &["FK2", "FK3", "FK4"],
            Kind::Incident,
            OUTSIDE,
            &["ticket!starts-next-hours", "telephone hotline-offered", "mail mail-offered"],
        ),
        // stimme: always through the reseller (S1-166, S1-167).
        (
            "stimme",
            &[],
            &["", "FK1", "FK4"],
            Kind::Incident,
            INSIDE,
            &["reseller!through-reseller"],
        ),
        (
            "stimme",
            &[],
            &["", "FK1", "FK4"],
            Kind::Incident,
            OUTSIDE,
            &["reseller!through-reseller"],
        ),
        // TRAUT Hoch, Mittel: the telephone first, in hours too (S3-12); outside it is closed.
        (
            "traut",
            &[],
            &["hoch", "mittel"],
            Kind::Incident,
            INSIDE,
            &["telephone!telephone-keeps-reaction", "mail record"],
        ),
        ("traut", &[], &["hoch", "mittel"], Kind::Incident, OUTSIDE, &["mail!line-closed"]),
        // TRAUT Gering, support, change: in writing.
        (
            "traut",
            &[],
            &["gering", "support", "change"],
            Kind::Incident,
            INSIDE,
            &["mail!written", "telephone hotline-offered"],
        ),
        (
            "traut",
            &[],
            &["gering", "support", "change"],
            Kind::Incident,
            OUTSIDE,
            &["mail!written"],
        ),
        // SEITENBAU: Jira or mail; outside only the telephone and only with on-call (S4-09).
        (
            "seitenbau",
            not_booked,
            &["1", "2", "3"],
            Kind::Incident,
            INSIDE,
            &["ticket!ticket-system", "mail mail-offered"],
        ),
        (
            "seitenbau",
            support_number,
            &["1", "2", "3"],
            Kind::Incident,
            INSIDE,
            &["ticket!ticket-system", "mail mail-offered", "telephone if-contracted"],
        ),
        (
            "seitenbau",
            booked,
            &["1", "2", "3"],
            Kind::Incident,
            OUTSIDE,
            &["telephone!oncall-telephone-only"],
        ),
        (
            "seitenbau",
            not_booked,
            &["1", "2", "3"],
            Kind::Incident,
            OUTSIDE,
            &["ticket!oncall-not-booked"],
        ),
        // S2: mail or ticket, the telephone where it is contracted (S2-13, S2-14).
        (
            "voip-contract",
            &[("sla", "without")],
            &["", "FK2"],
            Kind::Incident,
            OUTSIDE,
            &["mail!written", "ticket ticket-system"],
        ),
        (
            "voip-contract",
            contracted,
            &["", "FK2"],
            Kind::Incident,
            INSIDE,
            &["mail!written", "ticket ticket-system", "telephone if-contracted"],
        ),
    ];
    for (provider, settings, classes, kind, moment, wanted) in rows {
        for class in *classes {
            let judged = contract(provider, settings).judge(class, *kind, at(moment)).unwrap();

            assert_eq!(ways(&judged), *wanted, "{provider} {class} {moment} {settings:?}");
        }
    }
}

#[test]
fn gap_1_an_fk1_is_telephoned_until_business_hours_are_set() {
    for settings in [&[][..], &[("service_hours", "Mon-Fri 08:00-17:00")], &[("state", "NI")]] {
        for moment in [INSIDE, OUTSIDE] {
            let judged =
                contract("spie-osmo", settings).judge("FK1", Kind::Incident, at(moment)).unwrap();

            let telephone = &judged.channels[1];
            assert_eq!((telephone.kind, telephone.demanded), (ChannelKind::Telephone, true));
            assert_eq!(telephone.rule, WayRule::HoursUnknown.code());
            assert!(telephone.why.contains("not set: "), "{}", telephone.why);
        }
    }
}

#[test]
fn gap_1_other_classes_are_refused_with_the_names_of_what_is_missing() {
    for class in ["FK2", "FK3", "FK4"] {
        let refused = |settings| {
            contract("spie-osmo", settings).judge(class, Kind::Incident, at(INSIDE)).unwrap_err()
        };

        let names = |names: &[&str]| JudgeError::Missing {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        assert_eq!(refused(&[]), names(&["service_hours", "state"]));
        assert_eq!(refused(&[("state", "NI")]), names(&["service_hours"]));
        assert_eq!(refused(&[("service_hours", "Mon-Fri 08:00-17:00")]), names(&["state"]));
    }
}

#[test]
fn s4_07_on_call_is_asked_for_only_outside_hours() {
    let contract = contract("seitenbau", &[]);

    assert!(contract.judge("1", Kind::Incident, at(INSIDE)).is_ok());
    assert_eq!(
        contract.judge("2", Kind::Incident, at(OUTSIDE)),
        Err(JudgeError::Missing { names: vec!["oncall".to_owned()] })
    );
}

#[test]
fn s0_05_who_is_no_authorised_reporter_tells_the_own_it_desk() {
    let settings = [("reporter", "not"), ("it_desk", "help@example.org")];

    let judged =
        contract("spie-osmo", &settings).judge("FK1", Kind::Incident, at(OUTSIDE)).unwrap();

    assert_eq!(ways(&judged), ["mail!not-authorised", "telephone!hours-unknown"]);
    assert_eq!(judged.channels[0].target, "help@example.org");
}

#[test]
fn s0_06_s3_06_numbers_are_dialled_in_e164() {
    let number = |provider| contract(provider, &[]).hotline().unwrap();

    let (spie, traut) = (number("spie-osmo"), number("traut"));

    assert_eq!(spie.uri(), "tel:+495401858339");
    assert_eq!(spie.written, "+49(5401)858-339");
    assert_eq!(traut.uri(), "tel:+4989800848800");
    assert!(contract("seitenbau", &[]).hotline().is_none());
    assert!(contract("stimme", &[]).hotline().is_none());
}

#[test]
fn s0_05_s0_07_s3_06_addresses_are_as_the_contracts_write_them() {
    let target = |provider, class, kind| {
        let judged = contract(provider, &[]).judge(class, Kind::Incident, at(INSIDE)).unwrap();
        let way = judged.channels.into_iter().find(|way| way.kind == kind);
        way.unwrap().target
    };

    assert_eq!(target("spie-osmo", "FK1", ChannelKind::Ticket), "https://service.spie-osmo.de");
    assert_eq!(target("spie-osmo", "FK1", ChannelKind::Mail), "stoerung-tk@spie-osmo.de");
    assert_eq!(target("traut", "gering", ChannelKind::Mail), "service@trautoffice.de");
}

#[test]
fn where_a_way_leads_is_never_guessed() {
    let judged = contract("stimme", &[]).judge("", Kind::Incident, at(INSIDE)).unwrap();

    assert_eq!(judged.channels[0].target, "");
    assert!(judged.channels[0].why.ends_with("where to is not set: reseller"));
}

#[test]
fn s3_12_outside_hours_traut_says_that_nothing_is_assured_and_when_it_starts() {
    let judged = contract("traut", &[]).judge("hoch", Kind::Incident, at(OUTSIDE)).unwrap();

    let why = &judged.channels[0].why;
    assert!(why.contains("the reaction time cannot be assured"), "{why}");
    assert!(why.contains("work starts 2026-03-16T08:00:00+01:00"), "{why}");
}

#[test]
fn the_script_names_reference_class_since_and_how_many() {
    let contract = contract("spie-osmo", &[]);
    let mut about = ReadOut {
        reference: "#4711",
        class: "FK1",
        since: at(OUTSIDE),
        affects: crate::Affects::Site,
        count: Some(12),
    };

    let lines = contract.script(&about);
    about.count = None;
    let uncounted = contract.script(&about);

    assert_eq!(
        lines.each_ref().map(|line| line.code),
        ["hotline-reference", "hotline-affected-count", "hotline-ask"]
    );
    assert!(lines[0].values.contains(&("reference", "#4711".to_owned())));
    assert_eq!(
        lines[1].values,
        [("since", "2026-03-14 02:00".to_owned()), ("count", "12".to_owned())]
    );
    assert_eq!(uncounted[1].values[1], ("affects", "site".to_owned()));
}

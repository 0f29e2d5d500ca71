//! Test vectors for the clock engine, requirements §6, Europe/Berlin.

use super::*;

const SPIE: &[(&str, &str)] = &[("service_hours", "Mon-Fri 08:00-17:00"), ("state", "NI")];

#[test]
fn s0_09_spie_fk1_saturday_night_is_telephoned_and_runs_through() {
    let contract = contract("spie-osmo", SPIE);

    let judged = contract.judge("FK1", Kind::Incident, at("2026-03-14T02:00:00+01:00")).unwrap();

    assert_eq!(
        told(&contract, &judged),
        ["reaction 2026-03-14T02:30:00+01:00 wall", "restoration 2026-03-14T10:00:00+01:00 wall"]
    );
    assert_eq!(
        ways(&judged),
        ["ticket!ticket-system", "telephone!fk1-outside-hours", "mail mail-offered"]
    );
    assert_eq!(judged.channels[1].target, "+495401858339");
}

#[test]
fn s0_11_spie_fk1_in_the_night_of_the_change_has_thirty_real_minutes() {
    let contract = contract("spie-osmo", &[]);

    let judged = contract.judge("FK1", Kind::Incident, at("2026-03-29T01:45:00+01:00")).unwrap();

    assert_eq!(told(&contract, &judged)[0], "reaction 2026-03-29T03:15:00+02:00 wall");
}

#[test]
fn s0_11_spie_fk4_on_maundy_thursday_is_due_on_the_tuesday_after_easter() {
    let contract = contract("spie-osmo", SPIE);

    let judged = contract.judge("FK4", Kind::Incident, at("2026-04-02T10:00:00+02:00")).unwrap();

    assert_eq!(told(&contract, &judged)[0], "reaction 2026-04-07T17:00:00+02:00 business");
}

#[test]
fn s3_09_traut_hoch_on_friday_evening_goes_on_on_monday() {
    let contract = contract("traut", &[]);

    let judged = contract.judge("hoch", Kind::Incident, at("2026-03-13T17:30:00+01:00")).unwrap();

    assert_eq!(
        told(&contract, &judged),
        [
            "reaction 2026-03-16T08:30:00+01:00 business",
            "update 2026-03-16T09:30:00+01:00 business"
        ]
    );
}

#[test]
fn s3_10_traut_mittel_on_friday_afternoon_is_due_on_monday() {
    let contract = contract("traut", &[]);

    let judged = contract.judge("mittel", Kind::Incident, at("2026-03-13T16:00:00+01:00")).unwrap();

    assert_eq!(told(&contract, &judged)[0], "reaction 2026-03-16T10:00:00+01:00 business");
}

#[test]
fn s3_02_assumption_day_closes_traut_in_munich_and_not_in_protestant_places() {
    let friday = at("2025-08-15T10:00:00+02:00");
    let judge = |settings: &[(&str, &str)]| {
        let contract = contract("traut", settings);
        told(&contract, &contract.judge("hoch", Kind::Incident, friday).unwrap())[0].clone()
    };

    assert_eq!(judge(&[("municipality", "munich")]), "reaction 2025-08-18T09:00:00+02:00 business");
    for settings in [&[("municipality", "protestant")][..], &[]] {
        assert_eq!(judge(settings), "reaction 2025-08-15T11:00:00+02:00 business");
    }
}

#[test]
fn s4_10_seitenbau_on_call_on_sunday_is_telephoned_only() {
    let contract = contract("seitenbau", &[("oncall", "booked")]);

    let judged = contract.judge("1", Kind::Incident, at("2027-10-31T03:00:00+01:00")).unwrap();

    assert_eq!(told(&contract, &judged), ["reaction 2027-10-31T04:00:00+01:00 wall"]);
    assert_eq!(ways(&judged), ["telephone!oncall-telephone-only"]);
}

#[test]
fn s4_07_seitenbau_without_on_call_starts_after_all_saints() {
    let contract = contract("seitenbau", &[("oncall", "not-booked")]);

    let judged = contract.judge("1", Kind::Incident, at("2027-11-01T11:00:00+01:00")).unwrap();

    assert_eq!(told(&contract, &judged), ["reaction 2027-11-02T09:00:00+01:00 business"]);
    assert_eq!(judged.unset, ["reaction_1"]);
    assert_eq!(ways(&judged), ["ticket!oncall-not-booked"]);
    assert!(judged.channels[0].why.contains("starts 2027-11-02T09:00:00+01:00"));
}

#[test]
fn s1_165_stimme_works_on_epiphany() {
    let contract = contract("stimme", &[]);
    let epiphany = at("2027-01-06T10:00:00+01:00");

    let judged = contract.judge("FK2", Kind::Incident, epiphany).unwrap();

    assert_eq!(contract.opening(epiphany), Opening::Inside);
    assert_eq!(judged.promises, []);
    assert!(
        judged.channels[0].why.contains("work starts 2027-01-06T10:00:00+01:00"),
        "{}",
        judged.channels[0].why
    );
}

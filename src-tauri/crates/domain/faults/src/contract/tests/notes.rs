//! Rules that a contract has in words only: each stands under its topic, in both languages.

use super::*;
use crate::provider::Topic;

/// That the rule of these requirements stands under a topic, with words of both languages.
fn says(provider: &str, source: &str, topic: Topic, german: &str, english: &str) {
    let contract = contract(provider, &[]);
    let mut notes = contract.notes(topic).filter(|note| note.source == source);
    let note = notes.next().unwrap_or_else(|| panic!("{provider}: {source} under {topic:?}"));

    assert!(note.words.de.contains(german), "{source}: {}", note.words.de);
    assert!(note.words.en.contains(english), "{source}: {}", note.words.en);
}

#[test]
fn s0_03_the_handover_point_parts_the_responsibility() {
    says(
        "spie-osmo",
        "S0-03",
        Topic::Handover,
        "bis zum Übergabepunkt",
        "up to the handover point",
    );
}

#[test]
fn s0_22_the_platform_is_watched_and_the_provider_tells() {
    says("spie-osmo", "S0-22", Topic::Monitoring, "24 Stunden", "24 hours");
}

#[test]
fn s0_24_s0_25_standard_maintenance_covers_hardware_and_platform() {
    says("spie-osmo", "S0-24, S0-25", Topic::Scope, "VMware", "innovaphone virtual PBX");
}

#[test]
fn s0_29_emergency_changes_are_announced_and_agreed() {
    says("spie-osmo", "S0-29", Topic::Handling, "so früh wie möglich", "agreed with the customer");
}

#[test]
fn s1_007_a_demo_licence_may_have_no_support() {
    says("stimme", "S1-007", Topic::Scope, "nicht berechnet", "entitlement to support may differ");
}

#[test]
fn s1_009_a_fault_may_be_the_trunk_providers() {
    says(
        "stimme",
        "S1-009",
        Topic::ThirdParty,
        "SIP-Anbindung",
        "may belong to the trunk provider",
    );
}

#[test]
fn s1_012_emergency_calls_leave_through_the_own_trunk() {
    says("stimme", "S1-012", Topic::Emergency, "gleich von welchem Gerät", "stored for that trunk");
}

#[test]
fn s1_071_s1_091_no_voice_quality_is_assured() {
    says("stimme", "S1-071", Topic::Quality, "Empfang", "reception");
    says("stimme", "S1-091", Topic::Quality, "nicht zugesichert", "no voice quality is assured");
}

#[test]
fn s1_072_s1_138_s1_139_known_issues_are_no_faults() {
    says("stimme", "S1-072", Topic::KnownIssue, "keine Störung", "no fault");
    says("stimme", "S1-138", Topic::KnownIssue, "9.600 bit/s", "9,600 bit/s");
    says("stimme", "S1-139", Topic::KnownIssue, "nicht zugesichert", "no functional guarantee");
}

#[test]
fn s1_140_s1_144_limits_hold_from_end_to_end_over_the_internet() {
    says("stimme", "S1-140, S1-144", Topic::Handover, "öffentliche Internet", "end to end");
}

#[test]
fn s1_145_s1_157_s1_158_s1_171_what_is_up_to_the_customer() {
    says("stimme", "S1-145", Topic::Duty, "QoS", "QoS is recommended");
    says("stimme", "S1-157", Topic::Duty, "Firewall", "firewall and proxy");
    says("stimme", "S1-158", Topic::Duty, "andere Programme", "the customer’s duty");
    says("stimme", "S1-171", Topic::Duty, "Mitwirkungspflichten", "duties to co-operate");
}

#[test]
fn s1_167_a_qualified_report_has_its_parts() {
    says("stimme", "S1-167", Topic::Handling, "Nachstellung, Zeit, Nummern", "reproduction, time");
}

#[test]
fn s2_02_s2_07_s2_09_what_maintenance_covers() {
    says("voip-contract", "S2-02", Topic::Scope, "im Monatspreis", "hardware PBX needs a contract");
    says("voip-contract", "S2-07", Topic::Scope, "Server-Betriebssystem", "operating system");
    says("voip-contract", "S2-09", Topic::Scope, "Ersatzteile", "only together with an SLA");
}

#[test]
fn s2_15_s3_18_access_from_afar_needs_consent() {
    says("voip-contract", "S2-15", Topic::RemoteAccess, "widerrufen", "given and revoked");
    says("traut", "S3-18", Topic::RemoteAccess, "Administrator", "admin credentials");
    for provider in ["voip-contract", "traut"] {
        let agreed = contract(provider, &[("remote_access", "agreed")]);
        assert_eq!(agreed.setting(&CommonSetting::RemoteAccess.into()), Some("agreed"));
    }
}

#[test]
fn s2_19_the_ticket_carries_facts_about_the_environment() {
    says("voip-contract", "S2-19", Topic::Handling, "Umgebung", "environment");
}

#[test]
fn s3_05_what_goes_beyond_the_window_is_agreed() {
    says("traut", "S3-05", Topic::Scope, "vorher vereinbart", "agreed beforehand");
}

#[test]
fn s3_07_s3_08_s3_20_cases_are_documented_and_prioritised_by_the_provider() {
    says("traut", "S3-07, S3-08", Topic::Handling, "bestimmt TRAUT", "TRAUT prioritises");
    says("traut", "S3-20", Topic::Handling, "Doppeltes verknüpfen", "link duplicates");
}

#[test]
fn s3_33_to_s3_37_third_party_software_is_not_part_of_the_contract() {
    says("traut", "S3-33, S3-34", Topic::ThirdParty, "gesondert berechnet", "billed separately");
    says("traut", "S3-35", Topic::ThirdParty, "der Kunde zahlt", "the customer pays");
    says("traut", "S3-36", Topic::ThirdParty, "Aufsicht wird berechnet", "supervision is billed");
    let charge = contract("traut", &[]).charge("hoch", Kind::Incident, Some(Cause::ThirdParty));
    assert_eq!(charge.price_list.as_deref(), Some("https://www.trautoffice.de/agb.html"));
}

#[test]
fn s3_38_s3_39_what_changed_is_asked_and_clients_are_kept_current() {
    says("traut", "S3-38", Topic::Ask, "Was wurde geändert?", "What changed?");
    says("traut", "S3-39", Topic::Duty, "Virenschutz", "antivirus security updates");
}

#[test]
fn s4_07_s4_08_on_call_has_its_price() {
    says("seitenbau", "S4-07, S4-08", Topic::Scope, "Preis", "price depends on time");
}

#[test]
fn s4_11_to_s4_15_are_what_the_program_can_check_in_this_order() {
    let seitenbau = contract("seitenbau", &[]);
    let checks: Vec<_> =
        seitenbau.notes(Topic::SelfCheck).map(|note| note.source.as_str()).collect();

    assert_eq!(checks, ["S4-11", "S4-12", "S4-13", "S4-14", "S4-15"]);
    says("seitenbau", "S4-11", Topic::SelfCheck, "Hoster", "inform the hoster");
    says("seitenbau", "S4-15", Topic::SelfCheck, "Neustart", "restart");
}

#[test]
fn s4_16_measures_are_told_to_the_customer() {
    says(
        "seitenbau",
        "S4-16, S4-17",
        Topic::Handling,
        "am folgenden Werktag",
        "following working day",
    );
}

//! Findings as they come together in real faults, and which side they must give.

use crate::{Finding, Outcome, Owner, Peer, Says, Side, judge};

const PROVIDER: &str = "192.0.2.10";
const OTHER: &str = "192.0.2.20";

fn port(host: &str, port: u16, outcome: Outcome, says: Says) -> Finding {
    let (owner, is_near) = (Owner::Provider, host.starts_with("127."));
    let mut finding = Finding::new("port", format!("{host}:{port}"), outcome, says).at(Peer {
        host: host.to_owned(),
        port,
        is_udp: false,
        owner,
        is_near,
    });
    finding.id = format!("port-{host}-{port}");
    finding
}

fn open(host: &str, number: u16) -> Finding {
    port(host, number, Outcome::Good, Says::PortOpen)
}

fn silent(host: &str, number: u16) -> Finding {
    port(host, number, Outcome::Bad, Says::PortSilent)
}

fn refused(host: &str, number: u16) -> Finding {
    port(host, number, Outcome::Bad, Says::PortRefused)
}

fn finding(probe: &'static str, outcome: Outcome, says: Says) -> Finding {
    Finding::new(probe, "", outcome, says)
}

fn stands() -> Finding {
    finding("registration", Outcome::Good, Says::RegistrationStands)
}

#[track_caller]
fn expect(findings: &[Finding], side: Side, says: &str) {
    let verdict = judge(findings);
    assert_eq!((verdict.side, verdict.says), (side, says), "{verdict:#?}");
    let mut backwards = findings.to_vec();
    backwards.reverse();
    assert_eq!(judge(&backwards).side, side, "the order must not matter");
}

#[test]
fn what_stands_and_answers_is_healthy() {
    expect(&[stands(), open(PROVIDER, 443)], Side::Healthy, "healthy");
}

#[test]
fn a_machine_without_any_network_is_at_fault_even_where_nobody_was_to_be_asked() {
    let down = finding("link", Outcome::Bad, Says::LinkDown);
    let no_way = finding("gateway", Outcome::Remark, Says::GatewayNone);

    expect(&[down.clone(), no_way.clone()], Side::Customer, "customer-network-down");
    expect(&[no_way], Side::Unclear, "unclear-nothing");
    let near = open("127.0.0.1", 443);
    let verdict = judge(&[down, near]);
    assert_ne!(verdict.says, "customer-network-down", "somebody answers all the same");
}

#[test]
fn remarks_are_no_fault() {
    let remarks = [
        finding("link", Outcome::Remark, Says::LinkWireless),
        finding("load", Outcome::Remark, Says::LoadHigh),
        finding("gateway", Outcome::Remark, Says::GatewayNone),
    ];

    expect(&[&remarks[..], &[stands()]].concat(), Side::Healthy, "healthy");
}

#[test]
fn where_nothing_was_there_to_ask_it_cannot_be_told() {
    expect(&[], Side::Unclear, "unclear-nothing");
    let machine = finding("memory", Outcome::Good, Says::MemoryFine);
    expect(&[machine], Side::Unclear, "unclear-nothing");
}

#[test]
fn silence_over_udp_alone_is_neither_healthy_nor_a_fault() {
    let udp = port(PROVIDER, 16384, Outcome::Unknown, Says::UdpSilent);

    expect(&[udp], Side::Unclear, "unclear-unanswered");
}

#[test]
fn s1_157_a_port_that_fails_at_a_host_that_answers_points_to_the_customers_firewall() {
    expect(&[open(PROVIDER, 443), silent(PROVIDER, 8443)], Side::Customer, "customer-firewall");
    expect(&[open(PROVIDER, 443), refused(PROVIDER, 636)], Side::Customer, "customer-firewall");
}

#[test]
fn s1_157_a_host_of_which_every_port_fails_while_others_answer_is_gone_itself() {
    let findings = [silent(PROVIDER, 443), silent(PROVIDER, 8443), open(OTHER, 443)];

    expect(&findings, Side::Provider, "provider-silent");
}

#[test]
fn s1_157_ports_that_nobody_lets_out_do_not_accuse_the_provider() {
    let findings = [silent(PROVIDER, 1300), silent(PROVIDER, 5061), open(OTHER, 443)];

    expect(&findings, Side::Unclear, "unclear-silent");
}

#[test]
fn a_port_that_another_host_shows_to_be_let_out_accuses_the_provider() {
    let findings = [silent(PROVIDER, 5061), open(OTHER, 5061)];

    expect(&findings, Side::Provider, "provider-silent");
}

#[test]
fn a_host_that_refuses_everything_is_reached_and_not_at_work() {
    expect(&[refused(PROVIDER, 443), refused(PROVIDER, 5061)], Side::Provider, "provider-refuses");
}

#[test]
fn one_silent_host_and_nothing_to_compare_cannot_be_told() {
    expect(&[silent(PROVIDER, 443), silent(PROVIDER, 5061)], Side::Unclear, "unclear-silent");
}

#[test]
fn without_a_way_out_it_is_the_customers_network() {
    let unreachable = port(PROVIDER, 443, Outcome::Bad, Says::PortUnreachable);
    expect(std::slice::from_ref(&unreachable), Side::Customer, "customer-no-internet");

    let no_route = finding("gateway", Outcome::Remark, Says::GatewayNone);
    expect(&[unreachable, no_route], Side::Customer, "customer-network-down");
}

#[test]
fn what_answers_nearby_says_nothing_about_the_internet() {
    let far = || silent(PROVIDER, 443);
    let near = || open("127.0.0.1", 443);
    expect(&[far(), near()], Side::Unclear, "unclear-silent");

    let no_route = finding("gateway", Outcome::Remark, Says::GatewayNone);
    expect(&[far(), near(), no_route], Side::Customer, "customer-no-internet");

    let unreachable = port(PROVIDER, 443, Outcome::Bad, Says::PortUnreachable);
    expect(&[unreachable, near()], Side::Customer, "customer-no-internet");
    expect(&[silent("127.0.0.2", 443), near()], Side::Provider, "provider-silent");
}

#[test]
fn silence_of_hosts_that_have_nothing_in_common_is_the_customers_network() {
    let time = finding("clock", Outcome::Unknown, Says::ClockUntold);
    let names = finding("dns", Outcome::Bad, Says::DnsSilent);

    expect(&[silent(PROVIDER, 443), time, names], Side::Customer, "customer-no-internet");
}

#[test]
fn no_default_route_in_a_network_that_telephones_is_no_fault() {
    let no_route = finding("gateway", Outcome::Remark, Says::GatewayNone);

    expect(&[no_route, stands(), open("127.0.0.1", 5060)], Side::Healthy, "healthy");
}

#[test]
fn name_servers_that_keep_silent_while_addresses_answer_are_the_customers() {
    let names = finding("dns", Outcome::Bad, Says::DnsSilent);
    let nameless = finding("registration", Outcome::Bad, Says::RegistrationName);

    expect(&[names, nameless, open(OTHER, 443)], Side::Customer, "customer-name-server");
}

#[test]
fn a_zone_that_fails_while_others_are_found_is_the_providers() {
    let mut found = finding("dns", Outcome::Good, Says::DnsFound);
    found.id = "dns-2".to_owned();

    let findings = [finding("dns", Outcome::Bad, Says::DnsFailed), found];
    expect(&findings, Side::Provider, "provider-name");
}

#[test]
fn a_name_that_does_not_exist_may_be_mistyped() {
    let absent = finding("dns", Outcome::Bad, Says::DnsAbsent);

    expect(&[absent, open(OTHER, 443)], Side::Unclear, "unclear-name-absent");
}

#[test]
fn an_expired_certificate_is_the_providers_unless_the_clock_is_wrong() {
    let expired = port(PROVIDER, 443, Outcome::Bad, Says::TlsExpired);
    expect(std::slice::from_ref(&expired), Side::Provider, "provider-certificate");

    let clock = finding("clock", Outcome::Bad, Says::ClockWrong);
    expect(&[expired, clock], Side::Customer, "customer-clock");
}

#[test]
fn certificates_of_several_hosts_that_nobody_vouches_for_are_made_by_someone_in_between() {
    let untrusted = |host| port(host, 443, Outcome::Bad, Says::TlsUntrusted);

    expect(&[untrusted(PROVIDER)], Side::Unclear, "unclear-certificate");
    expect(&[untrusted(PROVIDER), untrusted(OTHER)], Side::Customer, "customer-interception");
    let good = port("192.0.2.30", 443, Outcome::Good, Says::TlsGood);
    expect(&[untrusted(PROVIDER), untrusted(OTHER), good], Side::Unclear, "unclear-certificate");
}

#[test]
fn a_server_that_fails_by_its_own_word_is_the_providers() {
    let failed = finding("registration", Outcome::Bad, Says::RegistrationServerFailed);

    expect(&[failed, open(PROVIDER, 5061)], Side::Provider, "provider-server-failed");
}

#[test]
fn a_wrong_password_is_the_customers() {
    let wrong = finding("registration", Outcome::Bad, Says::RegistrationCredentials);

    expect(&[wrong, open(PROVIDER, 5061)], Side::Customer, "customer-credentials");
}

#[test]
fn a_silent_registrar_is_explained_by_its_ports() {
    let registration = finding("registration", Outcome::Bad, Says::RegistrationSilent);
    let findings = [registration, silent(PROVIDER, 443), silent(PROVIDER, 5061), open(OTHER, 443)];

    expect(&findings, Side::Provider, "provider-silent");
}

#[test]
fn s1_144_a_bad_path_is_the_customers_when_the_first_hop_or_the_machine_shows_it() {
    let path = || finding("path", Outcome::Bad, Says::PathBad);
    expect(&[path(), stands()], Side::Unclear, "unclear-path");

    let hop = finding("hop", Outcome::Remark, Says::HopSlow);
    expect(&[path(), hop], Side::Customer, "customer-local-network");

    let load = finding("load", Outcome::Remark, Says::LoadHigh);
    expect(&[path(), load], Side::Customer, "customer-load");
}

#[test]
fn s1_091_sound_devices_are_the_customers() {
    let missing = finding("sound", Outcome::Bad, Says::SoundMissing);

    expect(&[missing, stands()], Side::Customer, "customer-sound");
}

#[test]
fn independent_faults_on_both_sides_are_told_as_such() {
    let failed = finding("registration", Outcome::Bad, Says::RegistrationServerFailed);
    let missing = finding("sound", Outcome::Bad, Says::SoundMissing);

    let verdict = judge(&[failed, missing]);

    assert_eq!((verdict.side, verdict.says), (Side::Unclear, "unclear-both"));
    assert_eq!(verdict.because, ["registration", "sound"]);
}

#[test]
fn poor_calls_alone_do_not_tell_whose_fault_it_was() {
    let poor = finding("calls", Outcome::Bad, Says::CallsPoor);

    expect(&[poor, stands()], Side::Unclear, "unclear-calls");
}

#[test]
fn whatever_is_bad_is_never_called_healthy() {
    for says in Says::ALL {
        for probe in ["registration", "dns", "port", "server", "path", "sound", "disk", "clock"] {
            let bad = finding(probe, Outcome::Bad, *says);
            let mut good = stands();
            good.id = "registration-good".to_owned();

            let verdict = judge(&[bad, good]);

            assert_ne!(verdict.side, Side::Healthy, "{probe} {}", says.code());
            assert!(!verdict.because.is_empty());
        }
    }
}

//! From a name to places, in order. Source: RFC 3263 §4, RFC 2782.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use hickory_resolver::proto::rr::RecordType;
use sip_agent::wire::{Candidate, ResolveError, Target, TransportKind};
use transport::{DnsSettings, Settings, Waits};

use crate::bench::{Bench, settings, target};
use crate::name_server::Zone;

#[tokio::test]
async fn a_number_needs_no_name_server() {
    let mut bench = Bench::new();
    let table = [
        ("127.0.0.9", None, None, false, "udp 127.0.0.9:5060"),
        ("127.0.0.9", Some(5080), None, false, "udp 127.0.0.9:5080"),
        ("127.0.0.9", None, Some(TransportKind::Tcp), false, "tcp 127.0.0.9:5060"),
        ("127.0.0.9", None, Some(TransportKind::Tls), false, "tls 127.0.0.9:5061 as 127.0.0.9"),
        ("127.0.0.9", None, None, true, "tls 127.0.0.9:5061 as 127.0.0.9"),
        ("127.0.0.9", None, Some(TransportKind::Tcp), true, "tls 127.0.0.9:5061 as 127.0.0.9"),
        ("[::1]", Some(5070), None, false, "udp [::1]:5070"),
        ("[::1]", None, Some(TransportKind::Tls), false, "tls [::1]:5061 as ::1"),
    ];
    for (host, port, transport, secure, place) in table {
        let found =
            bench.resolve(Target { port, transport, secure, ..target(host) }).await.unwrap();

        assert_eq!(shown(&found), [place]);
        assert_eq!(found[0].local.port(), bench.transport.port());
        assert_eq!(found[0].local.is_ipv6(), found[0].peer.is_ipv6());
    }
}

#[tokio::test]
async fn a_secure_target_has_no_way_over_udp() {
    let mut bench = Bench::new();
    let transport = Some(TransportKind::Udp);

    let found = bench.resolve(Target { transport, secure: true, ..target("127.0.0.9") }).await;

    assert_eq!(found, Err(ResolveError::NoTransport));
}

#[tokio::test]
async fn a_place_that_no_way_leads_to_is_not_offered() {
    let bind = vec!["127.0.0.1".parse().unwrap()];
    let zone = Zone::default().address("both.test", "::1").address("both.test", "127.0.0.1");
    let dns = DnsSettings { name_servers: Some(vec![zone.serve().await]) };
    let mut bench = Bench::with(Settings { bind, dns, ..settings() });

    let both = bench.resolve(Target { port: Some(5060), ..target("both.test") }).await;
    let only_v6 = bench.resolve(target("[::1]")).await;

    assert_eq!(shown(&both.unwrap()), ["udp 127.0.0.1:5060"]);
    assert_eq!(only_v6, Err(ResolveError::NoTransport));
}

#[tokio::test]
async fn naptr_orders_the_transports_and_srv_the_servers() {
    let zone = Zone::default()
        .naptr("peer.test", (20, 10), "SIP+D2U", "_sip._udp.peer.test")
        .naptr("peer.test", (10, 20), "SIP+D2T", "_sip._tcp.elsewhere.test")
        .naptr("peer.test", (10, 10), "SIPS+D2T", "_sips._tcp.peer.test")
        .naptr("peer.test", (5, 5), "SIP+D2S", "_sip._sctp.peer.test")
        .naptr("peer.test", (1, 1), "E2U+sip", "nonsense.test")
        .srv("_sip._udp.peer.test", (1, 0), 5060, "a.peer.test")
        .srv("_sip._tcp.elsewhere.test", (2, 0), 5072, "b.peer.test")
        .srv("_sip._tcp.elsewhere.test", (1, 0), 5071, "a.peer.test")
        .srv("_sips._tcp.peer.test", (1, 0), 5061, "b.peer.test")
        .address("a.peer.test", "127.0.0.11")
        .address("a.peer.test", "::1")
        .address("b.peer.test", "127.0.0.12")
        .address("peer.test", "127.0.0.99");
    let mut bench = asking(zone).await;

    let found = bench.resolve(target("peer.test")).await.unwrap();

    assert_eq!(
        shown(&found),
        [
            "tls 127.0.0.12:5061 as peer.test",
            "tcp [::1]:5071",
            "tcp 127.0.0.11:5071",
            "tcp 127.0.0.12:5072",
            "udp [::1]:5060",
            "udp 127.0.0.11:5060",
        ]
    );
}

#[tokio::test]
async fn a_secure_target_takes_only_tls_from_naptr() {
    let zone = Zone::default()
        .naptr("peer.test", (1, 1), "SIP+D2U", "_sip._udp.peer.test")
        .naptr("peer.test", (2, 1), "sips+d2t", "_sips._tcp.peer.test")
        .srv("_sip._udp.peer.test", (1, 0), 5060, "a.peer.test")
        .srv("_sips._tcp.peer.test", (1, 0), 5061, "a.peer.test")
        .address("a.peer.test", "127.0.0.11");
    let mut bench = asking(zone).await;

    let found = bench.resolve(Target { secure: true, ..target("peer.test") }).await.unwrap();

    assert_eq!(shown(&found), ["tls 127.0.0.11:5061 as peer.test"]);
}

#[tokio::test]
async fn without_naptr_every_service_that_exists_is_tried() {
    let zone = Zone::default()
        .srv("_sip._tcp.peer.test", (1, 0), 5070, "a.peer.test")
        .srv("_sip._udp.peer.test", (1, 0), 5060, "a.peer.test")
        .address("a.peer.test", "127.0.0.11")
        .address("peer.test", "127.0.0.99");
    let mut bench = asking(zone).await;

    let found = bench.resolve(target("peer.test")).await.unwrap();

    assert_eq!(shown(&found), ["udp 127.0.0.11:5060", "tcp 127.0.0.11:5070"]);
}

#[tokio::test]
async fn a_given_transport_asks_for_its_service_alone() {
    let zone = Zone::default()
        .naptr("peer.test", (1, 1), "SIP+D2U", "_sip._udp.peer.test")
        .srv("_sip._udp.peer.test", (1, 0), 5060, "a.peer.test")
        .srv("_sips._tcp.peer.test", (1, 0), 5443, "a.peer.test")
        .address("a.peer.test", "127.0.0.11")
        .address("peer.test", "127.0.0.99");
    let mut bench = asking(zone).await;

    let tls = Some(TransportKind::Tls);
    let over_tls = bench.resolve(Target { transport: tls, ..target("peer.test") }).await.unwrap();
    let tcp = Some(TransportKind::Tcp);
    let over_tcp = bench.resolve(Target { transport: tcp, ..target("peer.test") }).await.unwrap();

    assert_eq!(shown(&over_tls), ["tls 127.0.0.11:5443 as peer.test"]);
    assert_eq!(shown(&over_tcp), ["tcp 127.0.0.99:5060"], "no service: the host itself");
}

#[tokio::test]
async fn a_given_port_asks_for_addresses_alone() {
    let zone = Zone::default()
        .srv("_sip._udp.peer.test", (1, 0), 5099, "a.peer.test")
        .address("a.peer.test", "127.0.0.11")
        .alias("peer.test", "b.peer.test")
        .address("b.peer.test", "127.0.0.12");
    let mut bench = asking(zone).await;

    let found = bench.resolve(Target { port: Some(5080), ..target("peer.test") }).await.unwrap();

    assert_eq!(shown(&found), ["udp 127.0.0.12:5080"]);
}

#[tokio::test]
async fn a_bare_host_is_reached_at_the_default_port() {
    let mut bench = asking(Zone::default().address("peer.test", "127.0.0.11")).await;

    let plain = bench.resolve(target("peer.test")).await.unwrap();
    let secure = bench.resolve(Target { secure: true, ..target("peer.test") }).await.unwrap();

    assert_eq!(shown(&plain), ["udp 127.0.0.11:5060"]);
    assert_eq!(shown(&secure), ["tls 127.0.0.11:5061 as peer.test"]);
}

#[tokio::test]
async fn servers_come_by_priority_and_equals_by_chance() {
    let zone = Zone::default()
        .srv("_sip._udp.peer.test", (20, 0), 5060, "c.peer.test")
        .srv("_sip._udp.peer.test", (10, 1), 5060, "a.peer.test")
        .srv("_sip._udp.peer.test", (10, 1), 5060, "b.peer.test")
        .address("a.peer.test", "127.0.0.11")
        .address("b.peer.test", "127.0.0.12")
        .address("c.peer.test", "127.0.0.13");
    let mut bench = asking(zone).await;

    let mut orders = BTreeSet::new();
    // That one order never comes in 200 draws has a chance below 1 in 10⁵⁰.
    for _draw in 0..200 {
        orders.insert(shown(&bench.resolve(target("peer.test")).await.unwrap()));
    }

    let [a, b, c] = ["127.0.0.11", "127.0.0.12", "127.0.0.13"].map(|ip| format!("udp {ip}:5060"));
    let expected = [vec![a.clone(), b.clone(), c.clone()], vec![b, a, c]];
    assert_eq!(orders, expected.into_iter().collect());
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_told_from_a_server_that_does_not_answer() {
    let mut bench = asking(Zone::default().address("peer.test", "127.0.0.11")).await;
    let nowhere = bench.resolve(target("nowhere.test")).await;
    assert_eq!(nowhere, Err(ResolveError::NotFound));

    let zone = Zone::default().broken_about(RecordType::A).broken_about(RecordType::AAAA);
    let broken = asking(zone).await.resolve(target("nowhere.test")).await;
    assert_eq!(broken, Err(ResolveError::NoAnswer));

    let nobody = Bench::new().resolve(target("nowhere.test")).await;
    assert_eq!(nobody, Err(ResolveError::NoAnswer));
}

#[tokio::test]
async fn a_service_that_a_domain_denies_is_not_looked_for_elsewhere() {
    let zone = Zone::default()
        .srv("_sip._udp.peer.test", (0, 0), 0, ".")
        .address("peer.test", "127.0.0.11");
    let mut bench = asking(zone).await;

    let transport = Some(TransportKind::Udp);
    let found = bench.resolve(Target { transport, ..target("peer.test") }).await;

    assert_eq!(found, Err(ResolveError::NotFound));
}

#[tokio::test]
async fn servers_without_an_address_do_not_hide_the_others() {
    let zone = Zone::default()
        .srv("_sip._udp.peer.test", (1, 0), 5060, "gone.peer.test")
        .srv("_sip._udp.peer.test", (2, 0), 5060, "a.peer.test")
        .address("a.peer.test", "127.0.0.11");
    let mut bench = asking(zone).await;

    let found = bench.resolve(target("peer.test")).await.unwrap();

    assert_eq!(shown(&found), ["udp 127.0.0.11:5060"]);
}

#[tokio::test]
async fn a_name_server_that_is_silent_about_naptr_costs_only_that() {
    let zone = Zone::default()
        .silent_about(RecordType::NAPTR)
        .srv("_sip._udp.peer.test", (1, 0), 5060, "a.peer.test")
        .address("a.peer.test", "127.0.0.11");
    let mut bench = asking(zone).await;

    let found = bench.resolve(target("peer.test")).await.unwrap();

    assert_eq!(shown(&found), ["udp 127.0.0.11:5060"]);
}

#[tokio::test]
async fn a_name_server_that_is_silent_about_everything_is_given_up() {
    let zone = [RecordType::NAPTR, RecordType::SRV, RecordType::A, RecordType::AAAA]
        .into_iter()
        .fold(Zone::default(), Zone::silent_about);
    let waits = Waits { resolve: Duration::from_millis(300), ..Waits::default() };
    let dns = DnsSettings { name_servers: Some(vec![zone.serve().await]) };
    let mut bench = Bench::with(Settings { dns, waits, ..settings() });
    let asked_at = Instant::now();

    let found = bench.resolve(target("peer.test")).await;

    assert_eq!(found, Err(ResolveError::NoAnswer));
    assert!(asked_at.elapsed() < Duration::from_secs(60));
}

#[tokio::test]
async fn this_machine_is_found_without_a_name_server() {
    let mut bench = Bench::new();

    let found = bench.resolve(target("localhost")).await.unwrap();

    assert_eq!(shown(&found)[0], "udp 127.0.0.1:5060");
}

#[tokio::test]
async fn a_name_of_the_local_network_is_not_asked_of_name_servers() {
    let mut bench = asking(Zone::default().address("phone.local", "127.0.0.66")).await;

    let found = bench.resolve(target("phone.local")).await;

    assert_eq!(found, Err(ResolveError::NotFound), "the name server knows, and is not asked");
}

#[tokio::test]
async fn a_name_that_can_be_no_name_is_not_found() {
    let long = format!("{}.test", "x".repeat(70));
    let mut bench = asking(Zone::default()).await;

    assert_eq!(bench.resolve(target(&long)).await, Err(ResolveError::NotFound));
}

async fn asking(zone: Zone) -> Bench {
    let dns = DnsSettings { name_servers: Some(vec![zone.serve().await]) };
    Bench::with(Settings { dns, ..settings() })
}

fn shown(candidates: &[Candidate]) -> Vec<String> {
    let show = |candidate: &Candidate| {
        let name = candidate.server_name.as_ref().map(|name| format!(" as {name}"));
        format!("{} {}{}", candidate.transport, candidate.peer, name.unwrap_or_default())
    };
    candidates.iter().map(show).collect()
}

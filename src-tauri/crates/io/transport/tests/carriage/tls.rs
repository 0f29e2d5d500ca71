//! TLS: who is believed, who is not, and what a person is told of it. Source: RFC 5922.

use std::net::SocketAddr;
use std::time::Duration;

use reach::{RootError, TrustSettings, check_roots};
use sip_agent::wire::{Route, TransportError, TransportKind};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use transport::{Settings, Waits};

use crate::bench::{Bench, expect, options, over, route, settings, within};
use crate::certificates::{Authority, FUTURE, NOW, PAST, SelfSigned};

#[tokio::test]
async fn messages_go_both_ways_over_both_families_and_by_name() {
    let authority = Authority::new();
    let mut bench = believing(&authority);
    let acceptor =
        authority.server(&["127.0.0.1", "::1", "sip.peer.test", "xn--bro-hoa.test"], NOW);
    let mut peers = Vec::new();
    for (ip, name) in [
        ("127.0.0.1", None),
        ("::1", None),
        ("127.0.0.1", Some("sip.peer.test")),
        ("::1", Some("::1")),
        ("127.0.0.1", Some("büro.test")),
    ] {
        let (listener, at) = listen(ip).await;

        bench.send(named(at, name), options(1)).await;
        let mut peer = accept(&listener, &acceptor).await;
        expect(&mut peer, options(1)).await;
        peer.write_all(options(2).as_bytes()).await.unwrap();
        let (flow, answer) = bench.received().await;
        bench.send(over(flow), options(3)).await;

        assert_eq!(answer, options(2));
        assert_eq!((flow.transport, flow.peer), (TransportKind::Tls, at));
        assert_eq!(flow.local, bench.address(ip));
        expect(&mut peer, options(3)).await;
        peers.push(peer);
    }
}

#[tokio::test]
async fn a_long_message_arrives_whole() {
    let authority = Authority::new();
    let mut bench = believing(&authority);
    let acceptor = authority.server(&["127.0.0.1"], NOW);
    let (listener, at) = listen("127.0.0.1").await;
    let long = "x".repeat(300_000);

    bench.send(named(at, None), long.clone()).await;
    bench.send(named(at, None), options(1)).await;
    let mut peer = accept(&listener, &acceptor).await;

    expect(&mut peer, long).await;
    expect(&mut peer, options(1)).await;
}

#[tokio::test]
async fn a_certificate_for_another_name_is_told() {
    let authority = Authority::new();
    let acceptor = authority.server(&["other.test"], NOW);

    for name in [None, Some("sip.peer.test"), Some("not a name")] {
        let mut bench = believing(&authority);
        assert_eq!(refusal(&mut bench, &acceptor, name).await, TransportError::CertificateName);
    }
}

#[tokio::test]
async fn a_certificate_out_of_its_time_is_told() {
    let authority = Authority::new();
    for years in [PAST, FUTURE] {
        let mut bench = believing(&authority);
        let acceptor = authority.server(&["127.0.0.1"], years);

        let why = refusal(&mut bench, &acceptor, None).await;

        assert_eq!(why, TransportError::CertificateExpired, "{years:?}");
    }
}

#[tokio::test]
async fn a_certificate_of_a_stranger_is_told() {
    let believed = Authority::new();
    let mut bench = believing(&believed);
    let acceptor = Authority::new().server(&["127.0.0.1"], NOW);

    assert_eq!(refusal(&mut bench, &acceptor, None).await, TransportError::CertificateUnknown);
}

#[tokio::test]
async fn the_authorities_of_the_system_do_not_vouch_for_a_stranger() {
    let trust = TrustSettings::default();
    let mut bench = Bench::with(Settings { trust, ..settings() });
    let acceptor = Authority::new().server(&["127.0.0.1"], NOW);

    assert_eq!(refusal(&mut bench, &acceptor, None).await, TransportError::CertificateUnknown);
}

#[tokio::test]
async fn an_authority_added_beside_those_of_the_system_is_believed() {
    let authority = Authority::new();
    let trust = TrustSettings { extra_roots: vec![authority.path()], ..TrustSettings::default() };
    let mut bench = Bench::with(Settings { trust, ..settings() });
    let acceptor = authority.server(&["127.0.0.1"], NOW);
    let (listener, at) = listen("127.0.0.1").await;

    bench.send(named(at, None), options(1)).await;

    expect(&mut accept(&listener, &acceptor).await, options(1)).await;
}

#[tokio::test]
async fn trust_may_change_while_the_transport_runs() {
    let authority = Authority::new();
    let mut bench = Bench::new();
    let acceptor = authority.server(&["127.0.0.1"], NOW);
    let before = refusal(&mut bench, &acceptor, None).await;

    let extra_roots = vec![authority.path()];
    bench
        .transport
        .trust(TrustSettings { extra_roots, platform_roots: false, ..TrustSettings::default() })
        .await;
    let (listener, at) = listen("127.0.0.1").await;
    bench.send(named(at, None), options(1)).await;

    assert_eq!(before, TransportError::CertificateUnknown, "nobody was believed");
    expect(&mut accept(&listener, &acceptor).await, options(1)).await;
}

#[tokio::test]
async fn a_peer_that_does_not_speak_tls_is_told() {
    let authority = Authority::new();
    let mut bench = believing(&authority);
    let (listener, at) = listen("127.0.0.1").await;

    let sent = bench.send(named(at, None), options(1)).await;
    let mut peer = within(listener.accept()).await.unwrap().0;
    peer.write_all(b"SIP/2.0 400 What?\r\n\r\n").await.unwrap();

    assert_eq!(bench.failed().await, (sent, TransportError::Handshake));
}

#[tokio::test]
async fn a_peer_that_leaves_during_the_handshake_is_told() {
    let authority = Authority::new();
    let mut bench = believing(&authority);
    let (listener, at) = listen("127.0.0.1").await;

    let sent = bench.send(named(at, None), options(1)).await;
    drop(within(listener.accept()).await.unwrap());

    assert_eq!(bench.failed().await, (sent, TransportError::Handshake));
}

#[tokio::test]
async fn a_peer_that_keeps_silent_during_the_handshake_is_given_up() {
    let waits = Waits { handshake: Duration::from_millis(100), ..Waits::default() };
    let authority = Authority::new();
    let trust = TrustSettings {
        extra_roots: vec![authority.path()],
        platform_roots: false,
        ..TrustSettings::default()
    };
    let mut bench = Bench::with(Settings { trust, waits, ..settings() });
    let (listener, at) = listen("127.0.0.1").await;

    let sent = bench.send(named(at, None), options(1)).await;
    let silent = within(listener.accept()).await.unwrap();

    assert_eq!(bench.failed().await, (sent, TransportError::TimedOut));
    drop(silent);
}

#[tokio::test]
async fn connections_are_shared_only_for_the_same_name() {
    let authority = Authority::new();
    let mut bench = believing(&authority);
    let acceptor = authority.server(&["one.test", "two.test"], NOW);
    let (listener, at) = listen("127.0.0.1").await;

    bench.send(named(at, Some("one.test")), options(1)).await;
    let mut one = accept(&listener, &acceptor).await;
    bench.send(named(at, Some("two.test")), options(2)).await;
    let mut two = accept(&listener, &acceptor).await;
    bench.send(named(at, Some("ONE.test")), options(3)).await;

    expect(&mut one, options(1)).await;
    expect(&mut one, options(3)).await;
    expect(&mut two, options(2)).await;
}

#[tokio::test]
async fn a_certificate_that_vouches_for_itself_is_believed_once_it_is_named() {
    for is_authority in [false, true] {
        let own = SelfSigned::new("127.0.0.1", is_authority, NOW);
        let mut bench = naming(&own);
        let (listener, at) = listen("127.0.0.1").await;

        bench.send(named(at, None), options(1)).await;

        expect(&mut accept(&listener, &own.acceptor).await, options(1)).await;
    }
}

#[tokio::test]
async fn a_certificate_that_vouches_for_itself_must_still_have_name_and_time_right() {
    for is_authority in [false, true] {
        let other = SelfSigned::new("other.test", is_authority, NOW);
        let old = SelfSigned::new("127.0.0.1", is_authority, PAST);
        let unnamed = SelfSigned::new("127.0.0.1", is_authority, NOW);
        let early = SelfSigned::new("127.0.0.1", is_authority, FUTURE);

        let name = refusal(&mut naming(&other), &other.acceptor, None).await;
        let past = refusal(&mut naming(&old), &old.acceptor, None).await;
        let future = refusal(&mut naming(&early), &early.acceptor, None).await;
        let stranger = refusal(&mut naming(&other), &unnamed.acceptor, None).await;

        assert_eq!(name, TransportError::CertificateName);
        assert_eq!(past, TransportError::CertificateExpired);
        assert_eq!(future, TransportError::CertificateExpired);
        assert_eq!(stranger, TransportError::CertificateUnknown);
    }
}

#[test]
fn a_file_of_certificates_can_be_checked_before_it_is_used() {
    let authority = Authority::new();
    let empty = tempfile::NamedTempFile::new().unwrap();

    assert_eq!(check_roots(&authority.path()).unwrap(), 1);
    assert!(matches!(check_roots(empty.path()), Err(RootError::Empty)));
    assert!(matches!(check_roots("/nowhere/ca.pem".as_ref()), Err(RootError::Read(_))));
}

fn believing(authority: &Authority) -> Bench {
    let trust = TrustSettings {
        extra_roots: vec![authority.path()],
        platform_roots: false,
        ..TrustSettings::default()
    };
    Bench::with(Settings { trust, ..settings() })
}

fn naming(own: &SelfSigned) -> Bench {
    let trust = TrustSettings {
        extra_roots: vec![own.path()],
        platform_roots: false,
        ..TrustSettings::default()
    };
    Bench::with(Settings { trust, ..settings() })
}

fn named(at: SocketAddr, name: Option<&str>) -> Route {
    Route { server_name: name.map(str::to_owned), ..route(TransportKind::Tls, at) }
}

/// Why a message over TLS to this server fails.
async fn refusal(bench: &mut Bench, acceptor: &TlsAcceptor, name: Option<&str>) -> TransportError {
    let (listener, at) = listen("127.0.0.1").await;
    let acceptor = acceptor.clone();
    let serving = tokio::spawn(async move {
        let (stream, _from) = listener.accept().await?;
        acceptor.accept(stream).await.map(|_stream| ())
    });
    let sent = bench.send(named(at, name), options(1)).await;
    let (failed, why) = bench.failed().await;
    serving.abort();
    assert_eq!(failed, sent);
    why
}

async fn listen(ip: &str) -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((ip, 0)).await.unwrap();
    let at = listener.local_addr().unwrap();
    (listener, at)
}

async fn accept(listener: &TcpListener, acceptor: &TlsAcceptor) -> TlsStream<TcpStream> {
    let (stream, _from) = within(listener.accept()).await.unwrap();
    within(acceptor.accept(stream)).await.unwrap()
}

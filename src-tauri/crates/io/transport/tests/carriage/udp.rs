//! Datagrams: both families, the right source, refusals.

use sip_agent::wire::{Target, TransportError, TransportKind};
use tokio::net::UdpSocket;

use crate::bench::{Bench, options, over, route, settings, target, within};

#[tokio::test]
async fn datagrams_go_both_ways_over_both_families() {
    let mut bench = Bench::new();
    for ip in ["127.0.0.1", "::1"] {
        let peer = UdpSocket::bind((ip, 0)).await.unwrap();
        let at = peer.local_addr().unwrap();

        bench.send(route(TransportKind::Udp, at), options(1)).await;
        let (request, from) = receive(&peer).await;
        peer.send_to(b"SIP/2.0 200 OK\r\n\r\n", from).await.unwrap();
        let (flow, answer) = bench.received().await;

        assert_eq!(request, options(1).as_bytes());
        assert_eq!(from, bench.address(ip), "sent from where we listen");
        assert_eq!(answer, "SIP/2.0 200 OK\r\n\r\n");
        assert_eq!((flow.transport, flow.peer), (TransportKind::Udp, at));
        assert_eq!(flow.local, bench.address(ip));
    }
}

#[tokio::test]
async fn an_answer_leaves_from_the_address_that_the_request_came_to() {
    let bind = ["127.0.0.1", "127.0.0.20"].map(|ip| ip.parse().unwrap()).into();
    let mut bench = Bench::with(transport::Settings { bind, ..settings() });
    let peer = UdpSocket::bind("127.0.0.30:0").await.unwrap();

    for ip in ["127.0.0.20", "127.0.0.1"] {
        peer.send_to(options(1).as_bytes(), bench.address(ip)).await.unwrap();
        let (flow, _request) = bench.received().await;
        bench.send(over(flow), "SIP/2.0 200 OK\r\n\r\n").await;
        let (_answer, from) = receive(&peer).await;

        assert_eq!(from, bench.address(ip));
        assert_eq!(flow.local, bench.address(ip));
    }
}

#[tokio::test]
async fn a_wildcard_sends_from_the_address_that_it_promised() {
    let bind = vec!["0.0.0.0".parse().unwrap()];
    let mut bench = Bench::with(transport::Settings { bind, ..settings() });
    let peer = UdpSocket::bind("127.0.0.20:0").await.unwrap();
    let at = peer.local_addr().unwrap();

    let place = Target { port: Some(at.port()), ..target("127.0.0.20") };
    let candidates = bench.resolve(place).await.unwrap();
    bench.send(candidates[0].route(), options(1)).await;
    let (_request, from) = receive(&peer).await;

    assert_eq!(candidates.len(), 1);
    assert_eq!(candidates[0].local, bench.address("127.0.0.1"));
    assert_eq!(from, candidates[0].local);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_refused_datagram_is_told_for_its_peer_alone() {
    let mut bench = Bench::new();
    for ip in ["127.0.0.1", "::1"] {
        let alive = UdpSocket::bind((ip, 0)).await.unwrap();
        let dead = UdpSocket::bind((ip, 0)).await.unwrap().local_addr().unwrap();

        bench.send(route(TransportKind::Udp, alive.local_addr().unwrap()), options(1)).await;
        let lost = bench.send(route(TransportKind::Udp, dead), options(2)).await;
        bench.send(route(TransportKind::Udp, alive.local_addr().unwrap()), options(3)).await;
        let first = receive(&alive).await.0;
        let second = receive(&alive).await.0;

        assert_eq!(bench.failed().await, (lost, TransportError::Refused));
        assert_eq!(first, options(1).as_bytes());
        assert_eq!(second, options(3).as_bytes(), "the refusal does not cost the next datagram");
        assert!(bench.is_quiet());
    }
}

#[tokio::test]
async fn keep_alives_are_not_messages() {
    let mut bench = Bench::new();
    let peer = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let to = bench.address("127.0.0.1");

    for noise in [b"\r\n\r\n".as_slice(), b"\0\0\0\0", b""] {
        peer.send_to(noise, to).await.unwrap();
    }
    peer.send_to(b"garbage", to).await.unwrap();

    let (flow, first) = bench.received().await;
    assert_eq!(first, "garbage", "the agent judges what a message is");
    bench.transport.ping(flow).await;
    assert_eq!(receive(&peer).await.0, b"\r\n\r\n", "ours is sent as it is over a stream");
}

#[tokio::test]
async fn a_message_too_large_for_a_datagram_is_told() {
    let mut bench = Bench::new();
    let peer = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let at = peer.local_addr().unwrap();

    let sent = bench.send(route(TransportKind::Udp, at), vec![b'x'; 70_000]).await;

    assert_eq!(bench.failed().await, (sent, TransportError::TooLarge));
}

#[tokio::test]
async fn a_family_that_is_not_in_use_is_told() {
    let bind = vec!["127.0.0.1".parse().unwrap()];
    let mut bench = Bench::with(transport::Settings { bind, ..settings() });

    for transport in [TransportKind::Udp, TransportKind::Tcp, TransportKind::Tls] {
        let sent = bench.send(route(transport, "[::1]:5060".parse().unwrap()), options(1)).await;

        assert_eq!(bench.failed().await, (sent, TransportError::Unavailable), "{transport}");
    }
}

#[tokio::test]
async fn what_is_queued_still_leaves_when_the_transport_is_closed() {
    let mut bench = Bench::new();
    let peer = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let at = peer.local_addr().unwrap();

    for number in 1..=20 {
        bench.send(route(TransportKind::Udp, at), options(number)).await;
    }
    within(bench.transport.close()).await;

    for number in 1..=20 {
        assert_eq!(receive(&peer).await.0, options(number).as_bytes());
    }
}

async fn receive(peer: &UdpSocket) -> (Vec<u8>, std::net::SocketAddr) {
    let mut buffer = vec![0; 65_535];
    let (size, from) = within(peer.recv_from(&mut buffer)).await.unwrap();
    buffer.truncate(size);
    (buffer, from)
}

//! Streams: framing, sharing, and every way in which a connection can go wrong.

use std::net::SocketAddr;
use std::time::Duration;

use sip_agent::Input;
use sip_agent::wire::{TransportError, TransportKind};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use transport::{Limits, Settings, Waits};

use crate::bench::{Bench, expect, expect_end, options, over, route, settings, within};

#[tokio::test]
async fn messages_go_both_ways_over_both_families() {
    let mut bench = Bench::new();
    let mut peers = Vec::new();
    for ip in ["127.0.0.1", "::1"] {
        let (listener, at) = listen(ip).await;

        bench.send(route(TransportKind::Tcp, at), options(1)).await;
        let mut peer = accept(&listener).await;
        expect(&mut peer, options(1)).await;
        peer.write_all(options(2).as_bytes()).await.unwrap();
        let (flow, answer) = bench.received().await;

        assert_eq!(answer, options(2));
        assert_eq!((flow.transport, flow.peer), (TransportKind::Tcp, at));
        assert_eq!(flow.local, bench.address(ip), "the port is the one we listen at");
        peers.push(peer);
    }
}

#[tokio::test]
async fn messages_cut_anywhere_arrive_whole() {
    let mut bench = Bench::new();
    let (mut peer, _at) = dial(&bench).await;
    peer.set_nodelay(true).unwrap();

    for byte in options(1).as_bytes() {
        peer.write_all(&[*byte]).await.unwrap();
        peer.flush().await.unwrap();
    }
    let many: String = (2..=200).map(options).collect();
    peer.write_all(many.as_bytes()).await.unwrap();

    for number in 1..=200 {
        assert_eq!(bench.received().await.1, options(number));
    }
}

#[tokio::test]
async fn a_bad_message_costs_itself_and_not_the_connection() {
    let mut bench = Bench::new();
    let (mut peer, _at) = dial(&bench).await;
    let nonsense = "WHAT is this\r\nContent-Length: 0\r\n\r\n";

    peer.write_all(options(1).as_bytes()).await.unwrap();
    peer.write_all(nonsense.as_bytes()).await.unwrap();
    peer.write_all(options(2).as_bytes()).await.unwrap();

    assert_eq!(bench.received().await.1, options(1));
    let mut next = bench.received().await.1;
    if next == nonsense {
        next = bench.received().await.1;
    }
    assert_eq!(next, options(2));
}

#[tokio::test]
async fn a_stream_that_cannot_be_cut_any_more_is_closed() {
    let mut bench = Bench::new();
    let (mut peer, _at) = dial(&bench).await;
    let endless = "OPTIONS sip:peer.test SIP/2.0\r\nSubject: ".to_owned() + &"x".repeat(300_000);

    peer.write_all(options(1).as_bytes()).await.unwrap();
    let (flow, _first) = bench.received().await;
    // The transport may close before all of it is written.
    let _is_refused = peer.write_all(endless.as_bytes()).await;

    assert_eq!(bench.closed().await, (flow, TransportError::Closed));
    expect_end(&mut peer).await;
}

#[tokio::test]
async fn messages_to_one_peer_share_a_connection_and_keep_their_order() {
    let mut bench = Bench::new();
    let (listener, at) = listen("127.0.0.1").await;

    for number in 1..=200 {
        bench.send(route(TransportKind::Tcp, at), options(number)).await;
    }
    let mut peer = accept(&listener).await;

    for number in 1..=200 {
        expect(&mut peer, options(number)).await;
    }
    assert!(bench.is_quiet());
}

#[tokio::test]
async fn a_request_from_outside_is_answered_over_its_own_connection() {
    let mut bench = Bench::new();
    let (mut peer, at) = dial(&bench).await;

    peer.write_all(options(1).as_bytes()).await.unwrap();
    let (flow, _request) = bench.received().await;
    bench.send(over(flow), options(2)).await;

    expect(&mut peer, options(2)).await;
    assert_eq!(flow.local, bench.address("127.0.0.1"));
    assert_eq!(flow.peer, at);
}

#[tokio::test]
async fn a_closed_connection_is_told_and_the_next_message_opens_another() {
    let mut bench = Bench::new();
    let (listener, at) = listen("127.0.0.1").await;
    bench.send(route(TransportKind::Tcp, at), options(1)).await;
    let mut peer = accept(&listener).await;
    peer.write_all(options(2).as_bytes()).await.unwrap();
    let (flow, _answer) = bench.received().await;
    expect(&mut peer, options(1)).await;

    drop(peer);
    let closed = bench.closed().await;
    bench.send(over(flow), options(3)).await;
    let mut peer = accept(&listener).await;

    assert_eq!(closed, (flow, TransportError::Closed));
    expect(&mut peer, options(3)).await;
}

#[tokio::test]
async fn a_half_closed_connection_counts_as_closed() {
    let mut bench = Bench::new();
    let (listener, at) = listen("127.0.0.1").await;
    bench.send(route(TransportKind::Tcp, at), options(1)).await;
    let mut peer = accept(&listener).await;

    peer.shutdown().await.unwrap();

    assert_eq!(bench.closed().await.1, TransportError::Closed);
    expect(&mut peer, options(1)).await;
    expect_end(&mut peer).await;
}

#[tokio::test]
async fn a_reset_connection_is_told() {
    let mut bench = Bench::new();
    let (mut peer, _at) = dial(&bench).await;
    peer.write_all(options(1).as_bytes()).await.unwrap();
    let (flow, _request) = bench.received().await;

    peer.set_zero_linger().unwrap();
    drop(peer);

    assert_eq!(bench.closed().await, (flow, TransportError::Closed));
}

#[tokio::test]
async fn a_refused_connection_is_told_for_every_message_that_waits() {
    let mut bench = Bench::new();
    let (listener, at) = listen("127.0.0.1").await;
    drop(listener);

    let first = bench.send(route(TransportKind::Tcp, at), options(1)).await;
    let second = bench.send(route(TransportKind::Tcp, at), options(2)).await;

    let mut told = [bench.failed().await, bench.failed().await];
    told.sort_by_key(|(send, _why)| *send);
    assert_eq!(told, [(first, TransportError::Refused), (second, TransportError::Refused)]);
    assert!(bench.is_quiet(), "a flow that never stood does not end");
}

#[tokio::test]
async fn a_peer_that_does_not_answer_is_given_up_soon() {
    let waits = Waits { connect: Duration::from_millis(100), ..Waits::default() };
    let mut bench = Bench::with(Settings { waits, ..settings() });
    let (full, at, _held) = overcrowded_listener().await;

    let sent = bench.send(route(TransportKind::Tcp, at), options(1)).await;

    assert_eq!(bench.failed().await, (sent, TransportError::TimedOut));
    drop(full);
}

#[tokio::test]
async fn a_peer_that_does_not_read_is_dropped_with_a_reason() {
    let waits = Waits { write: Duration::from_millis(200), ..Waits::default() };
    let mut bench = Bench::with(Settings { waits, ..settings() });
    let (listener, at) = listen("127.0.0.1").await;

    // More than the two socket buffers hold on any system.
    let sent = bench.send(route(TransportKind::Tcp, at), vec![b'x'; 64 << 20]).await;
    let peer = accept(&listener).await;

    assert_eq!(bench.failed().await, (sent, TransportError::TimedOut));
    assert_eq!(bench.closed().await.1, TransportError::TimedOut);
    drop(peer);
}

#[tokio::test]
async fn a_full_queue_is_told_and_costs_only_the_newest() {
    let limits = Limits { queue: 2, ..Limits::default() };
    let mut bench = Bench::with(Settings { limits, ..settings() });
    let (full, at, _held) = overcrowded_listener().await;

    // The connection does not come about, so nothing leaves the queue.
    bench.send(route(TransportKind::Tcp, at), options(1)).await;
    bench.send(route(TransportKind::Tcp, at), options(2)).await;
    let third = bench.send(route(TransportKind::Tcp, at), options(3)).await;

    assert_eq!(bench.failed().await, (third, TransportError::QueueFull));
    drop(full);
}

#[tokio::test]
async fn a_connection_from_outside_that_nobody_uses_is_closed() {
    let waits = Waits { idle: Duration::from_millis(50), ..Waits::default() };
    let mut bench = Bench::with(Settings { waits, ..settings() });
    let (mut peer, at) = dial(&bench).await;

    expect_end(&mut peer).await;

    let (flow, why) = bench.closed().await;
    assert_eq!((flow.peer, why), (at, TransportError::Closed));
}

#[tokio::test]
async fn too_many_connections_from_outside_are_turned_away() {
    let limits = Limits { accepted: 1, ..Limits::default() };
    let mut bench = Bench::with(Settings { limits, ..settings() });
    let (mut first, _at) = dial(&bench).await;
    first.write_all(options(1).as_bytes()).await.unwrap();
    bench.received().await;

    let (mut second, _at) = dial(&bench).await;

    expect_end(&mut second).await;
    first.write_all(options(2).as_bytes()).await.unwrap();
    assert_eq!(bench.received().await.1, options(2), "the first is not touched");
}

#[tokio::test]
async fn the_idlest_connection_makes_room_for_a_new_one() {
    let limits = Limits { connections: 2, ..Limits::default() };
    let mut bench = Bench::with(Settings { limits, ..settings() });
    let mut peers = Vec::new();
    for number in 1..=3 {
        let (listener, at) = listen("127.0.0.1").await;
        bench.send(route(TransportKind::Tcp, at), options(number)).await;
        let mut peer = accept(&listener).await;
        expect(&mut peer, options(number)).await;
        peers.push((peer, at));
    }

    let (flow, why) = bench.closed().await;

    assert_eq!((flow.peer, why), (peers[0].1, TransportError::Closed));
    assert!(bench.is_quiet());
}

#[tokio::test]
async fn an_agent_that_is_slow_slows_the_peer_down_and_loses_nothing() {
    let (sender, mut inputs) = tokio::sync::mpsc::channel(1);
    let transport = transport::Transport::start(settings(), sender).unwrap();
    let mut peer = TcpStream::connect(("127.0.0.1", transport.port())).await.unwrap();

    let writing = tokio::spawn(async move {
        for number in 1..=500 {
            peer.write_all(options(number).as_bytes()).await.unwrap();
        }
        peer
    });

    for number in 1..=500 {
        let input = within(inputs.recv()).await.unwrap();
        let Input::Received { bytes, .. } = input else { panic!("no message but {input:?}") };
        assert_eq!(bytes, options(number));
    }
    drop(within(writing).await.unwrap());
}

#[tokio::test]
async fn what_is_queued_still_leaves_when_the_transport_is_closed() {
    let mut bench = Bench::new();
    let (listener, at) = listen("127.0.0.1").await;
    bench.send(route(TransportKind::Tcp, at), options(1)).await;
    let mut peer = accept(&listener).await;
    expect(&mut peer, options(1)).await;

    for number in 2..=20 {
        bench.send(route(TransportKind::Tcp, at), options(number)).await;
    }
    within(bench.transport.close()).await;

    for number in 2..=20 {
        expect(&mut peer, options(number)).await;
    }
    expect_end(&mut peer).await;
}

async fn listen(ip: &str) -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((ip, 0)).await.unwrap();
    let at = listener.local_addr().unwrap();
    (listener, at)
}

async fn accept(listener: &TcpListener) -> TcpStream {
    within(listener.accept()).await.unwrap().0
}

/// A connection to the transport from outside, and the address it comes from.
async fn dial(bench: &Bench) -> (TcpStream, SocketAddr) {
    let peer = TcpStream::connect(bench.address("127.0.0.1")).await.unwrap();
    let at = peer.local_addr().unwrap();
    (peer, at)
}

/// A listener whose queue is so full that further connections get no answer at all.
async fn overcrowded_listener() -> (TcpListener, SocketAddr, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(0).unwrap();
    let at = listener.local_addr().unwrap();
    let mut held = Vec::new();
    // One more than the queue takes is left without an answer.
    while let Ok(Ok(stream)) =
        tokio::time::timeout(Duration::from_millis(300), TcpStream::connect(at)).await
    {
        held.push(stream);
    }
    (listener, at, held)
}

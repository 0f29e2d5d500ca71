//! Ping and pong over streams. Source: RFC 5626 §3.5.1, §4.4.1.

use std::time::Duration;

use sip_agent::Input;
use sip_agent::wire::{Flow, TransportError, TransportKind};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use transport::{Settings, Waits};

use crate::bench::{Bench, expect, expect_end, options, route, settings, within};

#[tokio::test]
async fn a_pong_keeps_the_flow() {
    let mut bench = Bench::new();
    let (mut peer, flow) = connected(&mut bench).await;

    bench.transport.ping(flow).await;
    expect(&mut peer, "\r\n\r\n").await;
    peer.write_all(b"\r\n").await.unwrap();

    let input = bench.next().await;
    assert!(matches!(input, Input::Pong { flow: of } if of == flow), "{input:?}");
}

#[tokio::test]
async fn a_missing_pong_closes_the_flow() {
    let waits = Waits { pong: Duration::from_millis(50), ..Waits::default() };
    let mut bench = Bench::with(Settings { waits, ..settings() });
    let (mut peer, flow) = connected(&mut bench).await;

    bench.transport.ping(flow).await;
    expect(&mut peer, "\r\n\r\n").await;

    assert_eq!(bench.closed().await, (flow, TransportError::TimedOut));
    expect_end(&mut peer).await;
}

#[tokio::test]
async fn a_pong_in_time_stops_the_clock() {
    let mut bench = Bench::new();
    let (mut peer, flow) = connected(&mut bench).await;

    bench.transport.ping(flow).await;
    expect(&mut peer, "\r\n\r\n").await;
    peer.write_all(b"\r\n").await.unwrap();
    bench.next().await;
    tokio::time::pause();
    tokio::time::advance(Waits::default().pong * 2).await;
    tokio::time::resume();
    peer.write_all(options(3).as_bytes()).await.unwrap();

    assert_eq!(bench.received().await.1, options(3), "long after the pong was due");
}

#[tokio::test]
async fn a_ping_from_outside_is_answered() {
    let mut bench = Bench::new();
    let (mut peer, _flow) = connected(&mut bench).await;

    peer.write_all(b"\r\n\r\n").await.unwrap();

    expect(&mut peer, "\r\n").await;
}

#[tokio::test]
async fn a_ping_over_a_flow_that_is_gone_says_so() {
    let mut bench = Bench::new();
    let (peer, flow) = connected(&mut bench).await;
    drop(peer);
    assert_eq!(bench.closed().await, (flow, TransportError::Closed));

    bench.transport.ping(flow).await;

    assert_eq!(bench.closed().await, (flow, TransportError::Closed));
}

/// A connection of ours that has carried a message each way.
async fn connected(bench: &mut Bench) -> (TcpStream, Flow) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    bench.send(route(TransportKind::Tcp, at), options(1)).await;
    let mut peer = within(listener.accept()).await.unwrap().0;
    expect(&mut peer, options(1)).await;
    peer.write_all(options(2).as_bytes()).await.unwrap();
    let (flow, _answer) = bench.received().await;
    (peer, flow)
}

//! Owns one UDP socket: sends what the hub orders, tells the agent what comes in.
//!
//! There is one socket per local address, so every datagram leaves from the address its peer was
//! told. Datagrams that a peer's machine refuses (ICMP) become failed sends where the operating
//! system tells who refused: on Linux.
//!
//! Source: RFC 3261 §18.1, §18.2, §18.4 (ICMP), RFC 5626 §3.5 (keep-alives are not messages).

mod peers;
mod refusals;

use std::io;
use std::net::SocketAddr;

use bytes::Bytes;
use sip_agent::Input;
use sip_agent::wire::{Flow, FlowId, TransportError, TransportKind};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::backlog::{Backlog, Gone};
use crate::datagrams::peers::Peers;
use crate::order::{Order, Outgoing};
use crate::settings::Waits;
use crate::trace;

/// The largest payload of a datagram.
const LARGEST: usize = 65_535;

/// Datagrams taken from the socket before others get their turn.
const BURST: usize = 32;

/// One UDP socket.
#[derive(Debug)]
pub(crate) struct Datagrams {
    socket: UdpSocket,
    local: SocketAddr,
    /// Full: the hub answers `SendFailed(QueueFull)`.
    queue: mpsc::Receiver<Order>,
    backlog: Backlog,
    peers: Peers,
    waits: Waits,
    buffer: Box<[u8]>,
}

/// Everything that can wake the task; nothing else can.
enum Wake {
    Order(Order),
    /// A datagram came in, or the news that one was refused.
    Readable,
    Delivered,
    Stop,
}

impl Datagrams {
    /// Takes over a socket; `number` tells it from all others and is part of its flow numbers.
    pub(crate) fn new(
        socket: UdpSocket,
        local: SocketAddr,
        number: u32,
        queue: mpsc::Receiver<Order>,
        backlog: Backlog,
        (waits, peers): (Waits, usize),
    ) -> Self {
        let peers = Peers::new(number, peers);
        let buffer = vec![0; LARGEST].into_boxed_slice();
        Self { socket, local, queue, backlog, peers, waits, buffer }
    }

    /// Runs until `stop` is cancelled or the agent is gone; what is queued then still leaves.
    pub(crate) async fn run(mut self, stop: CancellationToken) {
        loop {
            match self.wake(&stop).await {
                Wake::Order(order) => self.obey(order).await,
                Wake::Readable => self.receive(),
                Wake::Delivered => {}
                Wake::Stop => break,
            }
        }
        self.queue.close();
        while let Ok(order) = self.queue.try_recv() {
            self.obey(order).await;
        }
    }

    /// Every arm is cancel-safe: `recv`, `ready`, [`Backlog::deliver`] and `cancelled`.
    async fn wake(&mut self, stop: &CancellationToken) -> Wake {
        let hears = self.backlog.is_empty();
        tokio::select! {
            order = self.queue.recv() => order.map_or(Wake::Stop, Wake::Order),
            // An error of the socket shows again at the next use; there is nothing to do here.
            _ready = self.socket.ready(refusals::INTEREST), if hears => Wake::Readable,
            delivered = self.backlog.deliver() => match delivered {
                Ok(()) => Wake::Delivered,
                Err(Gone) => Wake::Stop,
            },
            () = stop.cancelled() => Wake::Stop,
        }
    }

    async fn obey(&mut self, order: Order) {
        match order {
            Order::Message(message) => self.send(message).await,
            Order::Ping(flow) => {
                if let Err(error) =
                    self.hand_over(&Bytes::from_static(b"\r\n\r\n"), flow.peer).await
                {
                    tracing::debug!(flow = flow.id.0, %error, "keep-alive not sent");
                }
            }
        }
    }

    async fn send(&mut self, message: Box<Outgoing>) {
        let flow = self.peers.sent(&message);
        trace::message_out(&message.route, Some(flow), &message.bytes);
        let Err(error) = self.hand_over(&message.bytes, message.route.peer).await else { return };
        self.peers.forget_send(message.route.peer, message.id);
        self.backlog.push(message.failed(send_error(&error)));
    }

    async fn hand_over(&self, bytes: &Bytes, peer: SocketAddr) -> io::Result<()> {
        let twice = async {
            match self.socket.send_to(bytes, peer).await {
                // The refusal of an earlier datagram, perhaps to another peer, is told by the next
                // call that sends; this datagram has not left.
                Err(error) if is_of_the_past(&error) => self.socket.send_to(bytes, peer).await,
                outcome => outcome,
            }
        };
        match tokio::time::timeout(self.waits.write, twice).await {
            Ok(outcome) => outcome.map(|_size| ()),
            Err(_elapsed) => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    fn receive(&mut self) {
        self.hear_refusals();
        for _turn in 0..BURST {
            if !self.backlog.is_empty() {
                return;
            }
            match self.socket.try_recv_from(&mut self.buffer) {
                Ok((size, peer)) => self.received(size, peer),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // A refusal of the past; some systems tell it here and do not say whose.
                Err(error) => tracing::trace!(%error, "refusal without a peer"),
            }
        }
    }

    fn received(&mut self, size: usize, peer: SocketAddr) {
        let Some(bytes) = self.buffer.get(..size) else { return };
        let id = self.peers.heard(peer);
        if is_keep_alive(bytes) {
            return;
        }
        let flow = self.flow(id, peer);
        let bytes = Bytes::copy_from_slice(bytes);
        trace::message_in(&flow, &bytes);
        self.backlog.push(Input::Received { flow, bytes });
    }

    const fn flow(&self, id: FlowId, peer: SocketAddr) -> Flow {
        Flow { transport: TransportKind::Udp, local: self.local, peer, id }
    }

    fn hear_refusals(&mut self) {
        for refusal in refusals::take(&self.socket) {
            for (send, route) in self.peers.unanswered(refusal.peer) {
                let why = refusal.why;
                tracing::debug!(send = send.0, %why, "datagram refused");
                self.backlog.push(Input::SendFailed { send, route, why });
            }
        }
    }
}

/// The number of the socket that a flow of [`TransportKind::Udp`] belongs to.
pub(crate) const fn socket_of(flow: FlowId) -> u32 {
    peers::socket_of(flow)
}

/// Blank lines and zero octets keep bindings in NATs alive and say nothing; nor does STUN, which
/// begins with two zero bits and its cookie (RFC 5389 §6).
fn is_keep_alive(bytes: &[u8]) -> bool {
    let is_blank = bytes.iter().all(|byte| matches!(byte, b'\r' | b'\n' | b' ' | 0));
    let is_stun = bytes.first().is_some_and(|&first| first < 4)
        && bytes.get(4..8) == Some(&[0x21, 0x12, 0xa4, 0x42]);
    is_blank || is_stun
}

fn is_of_the_past(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;

    [
        Kind::ConnectionRefused,
        Kind::ConnectionReset,
        Kind::HostUnreachable,
        Kind::NetworkUnreachable,
    ]
    .contains(&error.kind())
}

fn send_error(error: &io::Error) -> TransportError {
    use io::ErrorKind as Kind;

    /// The datagram is larger than the system or the way allows: Linux, macOS, Windows.
    const TOO_LARGE: [i32; 3] = [90, 40, 10040];

    let kind = error.kind();
    if error.raw_os_error().is_some_and(|code| TOO_LARGE.contains(&code)) {
        TransportError::TooLarge
    } else if kind == Kind::ConnectionRefused || kind == Kind::ConnectionReset {
        TransportError::Refused
    } else if kind == Kind::TimedOut {
        TransportError::TimedOut
    } else {
        TransportError::Unreachable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keep_alives_are_told_from_messages() {
        assert!(is_keep_alive(b"\r\n\r\n"));
        assert!(is_keep_alive(b"\0\0\0\0"), "as Kamailio sends");
        assert!(is_keep_alive(b""));
        assert!(is_keep_alive(b"\x00\x01\x00\x00\x21\x12\xa4\x42transaction."));
        assert!(!is_keep_alive(b"OPTIONS sip:a@b SIP/2.0\r\n\r\n"));
        assert!(!is_keep_alive(b"garbage"), "that is for the agent to judge");
    }
}

//! The thread that moves datagrams between sockets and rings, tells events and drops what the
//! real-time thread has no time to drop.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::net::UdpSocket;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use media::{Channel, MAX_DATAGRAM_BYTES};
use mio::{Events, Interest, Poll, Registry, Token, Waker};
use rtrb::{Consumer, Producer};
use tokio::sync::mpsc;

use crate::engine::Notice;
use crate::priority;
use crate::stream::{Datagram, Marks};
use crate::{Event, MediaPort, StreamId};

const WAKER: Token = Token(usize::MAX);

/// Datagrams taken from one socket before the others get their turn.
const TURN: usize = 64;

/// How soon events are tried again when their receiver is slow.
const RETRY: Duration = Duration::from_millis(20);

/// Events that wait for a slow receiver at most; the oldest are dropped then.
const BACKLOG: usize = 1024;

/// What the thread is brought.
pub(crate) enum Brought {
    /// A new stream.
    Line(Line),
    /// Other sockets for a stream.
    Port(StreamId, MediaPort),
}

/// The network's end of a stream.
pub(crate) struct Line {
    stream: StreamId,
    rtp: mio::net::UdpSocket,
    rtcp: mio::net::UdpSocket,
    incoming: Producer<Datagram>,
    outgoing: Consumer<Datagram>,
    marks: Arc<Marks>,
}

impl Line {
    pub(crate) fn new(
        stream: StreamId,
        port: MediaPort,
        incoming: Producer<Datagram>,
        outgoing: Consumer<Datagram>,
        marks: Arc<Marks>,
    ) -> Self {
        let (rtp, rtcp) = watched(port);
        Self { stream, rtp, rtcp, incoming, outgoing, marks }
    }

    fn register(&mut self, registry: &Registry, number: usize) -> io::Result<()> {
        registry.register(&mut self.rtp, Token(number * 2), Interest::READABLE)?;
        registry.register(&mut self.rtcp, Token(number * 2 + 1), Interest::READABLE)
    }

    fn deregister(&mut self, registry: &Registry) {
        for socket in [&mut self.rtp, &mut self.rtcp] {
            if let Err(error) = registry.deregister(socket) {
                tracing::debug!(%error, "socket not deregistered");
            }
        }
    }

    /// Reads one socket empty, or as much as its turn allows; true if more may wait.
    fn receive(&mut self, channel: Channel) -> bool {
        let socket = match channel {
            Channel::Rtp => &self.rtp,
            Channel::Rtcp => &self.rtcp,
        };
        for _ in 0..TURN {
            let mut bytes = [0; MAX_DATAGRAM_BYTES];
            match socket.recv_from(&mut bytes) {
                Ok((length, peer)) => {
                    let at = Instant::now();
                    let datagram = Datagram { channel, peer, at, length, bytes };
                    if self.incoming.push(datagram).is_err() {
                        tracing::trace!("datagram dropped: the real-time thread is behind");
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return false,
                // A port that answered an earlier packet with "unreachable"; the next read goes on.
                Err(error) => tracing::trace!(%error, "receive"),
            }
        }
        true
    }

    fn send(&mut self) {
        while let Ok(datagram) = self.outgoing.pop() {
            let socket = match datagram.channel {
                Channel::Rtp => &self.rtp,
                Channel::Rtcp => &self.rtcp,
            };
            let bytes = datagram.bytes.get(..datagram.length).unwrap_or(&[]);
            match socket.send_to(bytes, datagram.peer) {
                Ok(_) if datagram.channel == Channel::Rtp => self.marks.note_sent(),
                Ok(_) => {}
                Err(error) => tracing::trace!(%error, "send"),
            }
        }
    }
}

fn watched(port: MediaPort) -> (mio::net::UdpSocket, mio::net::UdpSocket) {
    let watched = |socket: UdpSocket| mio::net::UdpSocket::from_std(socket);
    (watched(port.rtp), watched(port.rtcp))
}

/// Hands events to a receiver that may be slow, without waiting for it.
#[derive(Debug)]
pub(crate) struct Outbox {
    events: mpsc::Sender<Event>,
    backlog: VecDeque<Event>,
}

impl Outbox {
    pub(crate) const fn new(events: mpsc::Sender<Event>) -> Self {
        Self { events, backlog: VecDeque::new() }
    }

    pub(crate) fn tell(&mut self, event: Event) {
        self.retry();
        if !self.backlog.is_empty() {
            if matches!(event, Event::Statistics { .. }) {
                return;
            }
            if self.backlog.len() == BACKLOG {
                self.backlog.pop_front();
            }
            self.backlog.push_back(event);
            return;
        }
        match self.events.try_send(event) {
            Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => {}
            Err(mpsc::error::TrySendError::Full(event)) => self.backlog.push_back(event),
        }
    }

    pub(crate) fn retry(&mut self) {
        while let Some(event) = self.backlog.pop_front() {
            match self.events.try_send(event) {
                Ok(()) => {}
                Err(mpsc::error::TrySendError::Closed(_)) => self.backlog.clear(),
                Err(mpsc::error::TrySendError::Full(event)) => {
                    self.backlog.push_front(event);
                    return;
                }
            }
        }
    }

    pub(crate) fn is_behind(&self) -> bool {
        !self.backlog.is_empty()
    }
}

/// The thread `sound-net`.
pub(crate) struct Network {
    poll: Poll,
    lines: BTreeMap<usize, Line>,
    next_number: usize,
    brought: Receiver<Brought>,
    notices: Consumer<Notice>,
    outbox: Outbox,
    stop: Arc<AtomicBool>,
}

impl Network {
    pub(crate) fn new(
        brought: Receiver<Brought>,
        notices: Consumer<Notice>,
        events: mpsc::Sender<Event>,
        stop: Arc<AtomicBool>,
    ) -> io::Result<(Self, Waker)> {
        let poll = Poll::new()?;
        let waker = Waker::new(poll.registry(), WAKER)?;
        let lines = BTreeMap::new();
        let outbox = Outbox::new(events);
        Ok((Self { poll, lines, next_number: 0, brought, notices, outbox, stop }, waker))
    }

    /// Runs until told to stop; then sends what is left and returns.
    pub(crate) fn run(mut self) {
        priority::raise();
        let mut ready = Events::with_capacity(64);
        let mut unread: Vec<(usize, Channel)> = Vec::new();
        loop {
            let timeout = match (unread.is_empty(), self.outbox.is_behind()) {
                (false, _) => Some(Duration::ZERO),
                (true, true) => Some(RETRY),
                (true, false) => None,
            };
            if let Err(error) = self.poll.poll(&mut ready, timeout)
                && error.kind() != io::ErrorKind::Interrupted
            {
                tracing::error!(%error, "sockets can no longer be watched");
                return;
            }
            let is_last = self.stop.load(Ordering::Acquire);
            self.take_brought();
            for event in ready.iter().filter(|event| event.token() != WAKER) {
                let Token(token) = event.token();
                let channel = if token % 2 == 0 { Channel::Rtp } else { Channel::Rtcp };
                if !unread.contains(&(token / 2, channel)) {
                    unread.push((token / 2, channel));
                }
            }
            unread.retain(|(number, channel)| {
                self.lines.get_mut(number).is_some_and(|line| line.receive(*channel))
            });
            self.send();
            self.take_notices();
            if is_last {
                return;
            }
        }
    }

    fn take_brought(&mut self) {
        while let Ok(brought) = self.brought.try_recv() {
            match brought {
                Brought::Line(line) => self.open(line),
                Brought::Port(stream, port) => self.change_port(stream, port),
            }
        }
    }

    fn open(&mut self, mut line: Line) {
        match line.register(self.poll.registry(), self.next_number) {
            Ok(()) => {
                self.lines.insert(self.next_number, line);
                self.next_number += 1;
            }
            Err(error) => tracing::error!(%error, "media sockets cannot be watched"),
        }
    }

    /// The stream goes on where it was, through other sockets; what waits in the old ones is read.
    fn change_port(&mut self, stream: StreamId, port: MediaPort) {
        let found = self.lines.iter_mut().find(|(_, line)| line.stream == stream);
        let Some((number, line)) = found else { return };
        for channel in [Channel::Rtp, Channel::Rtcp] {
            line.receive(channel);
        }
        line.deregister(self.poll.registry());
        (line.rtp, line.rtcp) = watched(port);
        if let Err(error) = line.register(self.poll.registry(), *number) {
            tracing::error!(%error, "media sockets cannot be watched");
        }
    }

    fn send(&mut self) {
        let registry = self.poll.registry();
        self.lines.retain(|_, line| {
            let is_closed = line.outgoing.is_abandoned();
            line.send();
            if is_closed {
                line.deregister(registry);
            }
            !is_closed
        });
    }

    fn take_notices(&mut self) {
        self.outbox.retry();
        while let Ok(notice) = self.notices.pop() {
            match notice {
                Notice::Event(event) => self.outbox.tell(event),
                Notice::Retired(retired) => drop(retired),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;

    fn lost(number: usize) -> Event {
        let device = number.to_string().into();
        Event::DeviceLost { role: Role::Input, device, instead: crate::DeviceId::null() }
    }

    #[test]
    fn a_slow_receiver_misses_nothing_and_gets_it_in_order() {
        let (sender, mut receiver) = mpsc::channel(2);
        let mut outbox = Outbox::new(sender);

        for number in 0..10 {
            outbox.tell(lost(number));
        }
        let mut received = Vec::new();
        while let Ok(event) = receiver.try_recv() {
            received.push(event);
            outbox.retry();
        }

        assert_eq!(received, (0..10).map(lost).collect::<Vec<_>>());
        assert!(!outbox.is_behind());
    }

    #[test]
    fn a_receiver_that_is_gone_costs_no_memory() {
        let (sender, receiver) = mpsc::channel(1);
        let mut outbox = Outbox::new(sender);
        outbox.tell(Event::FirstPacket { stream: StreamId(1) });
        outbox.tell(Event::FirstPacket { stream: StreamId(2) });
        assert!(outbox.is_behind());

        drop(receiver);
        outbox.retry();

        assert!(!outbox.is_behind());
    }
}

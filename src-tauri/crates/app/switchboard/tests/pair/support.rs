//! Joins two switchboards: what one sends, the other receives at once, unless it is told to wait.
#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for the one output it is about")]

use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use clock::Now;
use model::{AccountId, CallId};
use sip_agent::wire::{Candidate, Flow, FlowId, ResolveError, TransportKind};
use switchboard::{
    AccountWish, Command, Input, Output, Password, Refusal, Settings, Switchboard, Tone, Wire,
};
use telephony::{Call, CallRecord, State};

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

struct Node {
    switchboard: Switchboard,
    address: SocketAddr,
    media: SocketAddr,
    /// Work that is more than signalling, in order.
    outputs: Vec<Output>,
    inbox: VecDeque<(SocketAddr, Bytes)>,
}

/// Two switchboards and the time.
pub(crate) struct Pair {
    nodes: [Node; 2],
    now: Now,
}

/// A pair in the middle of a call that Left began.
pub(crate) fn answered() -> Pair {
    let mut pair = Pair::new();
    pair.wish(Side::Left, dial("sip:right@192.0.2.2")).unwrap();
    pair.wish(Side::Right, Command::Answer { call: switchboard::CallChoice::Only }).unwrap();
    pair
}

pub(crate) fn dial(target: &str) -> Command {
    Command::Dial { target: target.to_owned(), account: None, hide: None }
}

impl Pair {
    pub(crate) fn new() -> Self {
        let mut pair = Self {
            nodes: [Node::new("192.0.2.1:5060", 1), Node::new("192.0.2.2:5060", 2)],
            now: testkit::first_moment(),
        };
        for (side, name) in [(Side::Left, "left"), (Side::Right, "right")] {
            let address = format!("{name}@{}", pair.node(side).address.ip());
            let account = pair.node_mut(side).switchboard.check_account(wish(&address)).unwrap();
            let put = Command::PutAccount { account: Box::new(account), password: Password::None };
            pair.wish(side, put).unwrap();
        }
        pair
    }

    /// Grants a wish and lets everything that follows from it happen.
    pub(crate) fn wish(&mut self, side: Side, command: Command) -> Result<(), Refusal> {
        let result = self.wish_silently(side, command);
        self.settle();
        result
    }

    /// Grants a wish; what it sends waits on the wire.
    pub(crate) fn wish_silently(&mut self, side: Side, command: Command) -> Result<(), Refusal> {
        let now = self.now;
        let result = self.node_mut(side).switchboard.handle_command(command, now);
        self.drain(side);
        result
    }

    /// Lets time pass, waking both at their deadlines.
    pub(crate) fn pass(&mut self, span: Duration) {
        let end = self.now.after(span);
        self.settle();
        loop {
            let due = [Side::Left, Side::Right]
                .into_iter()
                .filter_map(|side| self.node(side).switchboard.next_deadline())
                .map(|deadline| deadline.at)
                .min()
                .filter(|at| *at <= end.instant);
            let Some(due) = due else { break };
            self.now = self.now.after(due.saturating_duration_since(self.now.instant));
            for side in [Side::Left, Side::Right] {
                let now = self.now;
                self.node_mut(side).switchboard.handle_timeout(now);
                self.drain(side);
            }
            self.settle();
        }
        self.now = end;
    }

    fn settle(&mut self) {
        loop {
            let mut quiet = true;
            for side in [Side::Left, Side::Right] {
                while let Some((from, bytes)) = self.node_mut(side).inbox.pop_front() {
                    quiet = false;
                    let now = self.now;
                    let node = self.node_mut(side);
                    let flow = Flow {
                        transport: TransportKind::Udp,
                        local: node.address,
                        peer: from,
                        id: FlowId(1),
                    };
                    let input = sip_agent::Input::Received { flow, bytes };
                    node.switchboard.handle_input(Input::Wire(input), now);
                    self.drain(side);
                }
            }
            if quiet {
                return;
            }
        }
    }

    fn drain(&mut self, side: Side) {
        let now = self.now;
        while let Some(output) = self.node_mut(side).switchboard.poll_output() {
            let own = self.node(side).address;
            match output {
                Output::Wire(Wire::Resolve { query, target }) => {
                    let peer =
                        target.host.ip().map(|ip| SocketAddr::new(ip, target.port.unwrap_or(5060)));
                    let result = peer.ok_or(ResolveError::NotFound).map(|peer| {
                        vec![Candidate {
                            transport: TransportKind::Udp,
                            peer,
                            local: own,
                            server_name: None,
                        }]
                    });
                    let input = Input::Wire(sip_agent::Input::Resolved { query, result });
                    self.node_mut(side).switchboard.handle_input(input, now);
                }
                Output::Wire(Wire::Send { route, bytes, .. }) => {
                    if let Some(node) =
                        self.nodes.iter_mut().find(|node| node.address == route.peer)
                    {
                        node.inbox.push_back((own, bytes));
                    }
                }
                Output::Wire(Wire::Ping { .. }) => {}
                Output::OpenMedia { call, .. } => {
                    let media = self.node(side).media;
                    let input =
                        Input::MediaOpened { call, address: media.ip(), port: media.port() };
                    self.node_mut(side).switchboard.handle_input(input, now);
                }
                other => self.node_mut(side).outputs.push(other),
            }
        }
    }

    pub(crate) fn calls(&self, side: Side) -> Vec<Call> {
        self.node(side).switchboard.calls().into_iter().cloned().collect()
    }

    /// The only call's state.
    pub(crate) fn state(&self, side: Side) -> Option<State> {
        self.calls(side).first().map(|call| call.state().clone())
    }

    pub(crate) fn account(&self, side: Side) -> AccountId {
        self.node(side).switchboard.accounts().next().unwrap().0.id
    }

    pub(crate) fn outputs(&self, side: Side) -> &[Output] {
        &self.node(side).outputs
    }

    pub(crate) fn media(&self, side: Side) -> Option<SocketAddr> {
        Some(self.node(side).media)
    }

    pub(crate) fn record(&self, side: Side) -> CallRecord {
        let kept = self.outputs(side).iter().rev().find_map(|output| match output {
            Output::Keep { record, .. } => Some((**record).clone()),
            _ => None,
        });
        kept.expect("the call left a record")
    }

    pub(crate) fn tone(&self, side: Side) -> Option<Tone> {
        self.latest(side, |output| match output {
            Output::Tone { tone } => Some(*tone),
            _ => None,
        })
        .flatten()
    }

    pub(crate) fn is_ringing(&self, side: Side) -> bool {
        self.latest(side, |output| match output {
            Output::Ring { ring } => Some(ring.is_some()),
            _ => None,
        })
        .unwrap_or(false)
    }

    pub(crate) fn has_rung(&self, side: Side) -> bool {
        self.outputs(side).iter().any(|output| matches!(output, Output::Ring { ring: Some(_) }))
    }

    pub(crate) fn is_muted(&self, side: Side) -> bool {
        self.latest(side, |output| match output {
            Output::Mute { muted, .. } => Some(*muted),
            _ => None,
        })
        .unwrap_or(false)
    }

    pub(crate) fn carried(&self, side: Side) -> Option<sdp::Agreed> {
        self.latest(side, |output| match output {
            Output::CarryMedia { agreed, .. } => Some((**agreed).clone()),
            _ => None,
        })
    }

    pub(crate) fn digits(&self, side: Side) -> Vec<String> {
        let digits = self.outputs(side).iter().filter_map(|output| match output {
            Output::SendDigits { digits, .. } => Some(digits.clone()),
            _ => None,
        });
        digits.collect()
    }

    pub(crate) fn is_idle(&self, side: Side) -> bool {
        self.node(side).switchboard.is_idle()
    }

    pub(crate) fn assert_nothing_is_left(&self) {
        for node in &self.nodes {
            let left = node.switchboard.census();
            assert_eq!(
                (
                    left.client_transactions,
                    left.server_transactions,
                    left.dialogs,
                    left.invitations
                ),
                (0, 0, 0, 0),
                "{left:?}"
            );
            let (mut opened, mut closed) = (Vec::<CallId>::new(), Vec::new());
            for output in &node.outputs {
                match output {
                    Output::CarryMedia { call, .. } => opened.push(*call),
                    Output::CloseMedia { call } => closed.push(*call),
                    _ => {}
                }
            }
            assert!(opened.iter().all(|call| closed.contains(call)), "a port was left open");
        }
    }

    fn latest<T>(&self, side: Side, pick: impl Fn(&Output) -> Option<T>) -> Option<T> {
        self.outputs(side).iter().rev().find_map(pick)
    }

    fn node(&self, side: Side) -> &Node {
        match side {
            Side::Left => &self.nodes[0],
            Side::Right => &self.nodes[1],
        }
    }

    fn node_mut(&mut self, side: Side) -> &mut Node {
        match side {
            Side::Left => &mut self.nodes[0],
            Side::Right => &mut self.nodes[1],
        }
    }
}

impl Node {
    fn new(address: &str, seed: u8) -> Self {
        let address: SocketAddr = address.parse().unwrap();
        let settings = Settings {
            user_agent: "test".into(),
            instance: format!("urn:uuid:00000000-0000-4000-8000-00000000000{seed}"),
        };
        Self {
            switchboard: Switchboard::new(settings, [seed; 32]),
            address,
            media: SocketAddr::new(IpAddr::from([192, 0, 2, seed]), 20_000),
            outputs: Vec::new(),
            inbox: VecDeque::new(),
        }
    }
}

fn wish(address: &str) -> AccountWish {
    AccountWish {
        id: None,
        label: None,
        address: address.to_owned(),
        display_name: None,
        auth_user: None,
        registrar: None,
        outbound_proxy: None,
        wire: telephony::Wire::Udp,
        registers: false,
        enabled: true,
        lifetime_s: 600,
        ca_file: None,
        is_demo: false,
    }
}

//! A far end that says anything at any time: garbled, out of order, to the wrong dialog. The agent
//! survives, answers no request twice, and forgets all of it.

use std::collections::BTreeSet;

use bytes::Bytes;
use proptest::prelude::*;
use sip_agent::invitation::{Event, InvitationId};
use sip_agent::{Input, Output, Reply};
use sip_message::{CSeq, HeaderName, Message, Method, RAck, Request, Response, StatusCode};
use testkit::Bench;

use crate::support::{cases, ms, s};

/// What happens next.
#[derive(Debug, Clone)]
enum Move {
    /// The far end sends a request within the dialog it remembers last.
    Within(Method, u32),
    /// The far end calls.
    Call,
    /// The far end cancels its last INVITE.
    Cancel,
    /// The far end answers our last request.
    Answer(u16, bool),
    /// The last message of theirs comes again.
    Again,
    /// The same, with some octets changed.
    Garbled(Vec<(u16, u8)>),
    /// We do something to some call.
    Do(u8, u8),
    /// We call.
    Dial(bool),
    /// Time passes.
    Wait(u64),
    /// The last thing sent could not be.
    Fail,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let method = prop_oneof![
        Just(Method::Ack),
        Just(Method::Bye),
        Just(Method::Invite),
        Just(Method::Update),
        Just(Method::Info),
        Just(Method::Prack),
        Just(Method::Refer),
        Just(Method::Notify),
        Just(Method::Options),
        Just(Method::Message),
        Just(Method::Other("FOO".to_owned())),
    ];
    let status = prop_oneof![
        Just(100_u16),
        Just(180),
        Just(183),
        Just(199),
        Just(200),
        Just(202),
        Just(302),
        Just(401),
        Just(407),
        Just(408),
        Just(481),
        Just(486),
        Just(487),
        Just(491),
        Just(500),
        Just(503),
        Just(603),
    ];
    let step = prop_oneof![
        4 => (method, 0_u32..6).prop_map(|(method, cseq)| Move::Within(method, cseq)),
        2 => Just(Move::Call),
        1 => Just(Move::Cancel),
        5 => (status, any::<bool>()).prop_map(|(status, session)| Move::Answer(status, session)),
        1 => Just(Move::Again),
        2 => prop::collection::vec(any::<(u16, u8)>(), 1..8).prop_map(Move::Garbled),
        5 => any::<(u8, u8)>().prop_map(|(which, what)| Move::Do(which, what)),
        2 => any::<bool>().prop_map(Move::Dial),
        3 => (0_u64..12_000).prop_map(Move::Wait),
        1 => Just(Move::Fail),
    ];
    prop::collection::vec(step, 1..60)
}

struct Play {
    bench: Bench,
    calls: Vec<InvitationId>,
    waiting: Vec<sip_agent::RequestId>,
    /// Calls with a REFER of ours whose outcome is not told.
    transfers: BTreeSet<InvitationId>,
    /// Our requests that may be answered, and our responses that open dialogs.
    ours: Vec<Request>,
    dialogs: Vec<Response>,
    sent: Option<testkit::Sent>,
    last: Bytes,
    last_invite: Option<Request>,
    count: u32,
}

impl Play {
    fn say(&mut self, message: impl Into<Message>) {
        self.last = message.into().to_bytes();
        let (flow, bytes) = (self.bench.flow(), self.last.clone());
        self.bench.input(Input::Received { flow, bytes });
    }

    fn go(&mut self, step: Move) {
        match step {
            Move::Within(method, cseq) => self.within(&method, cseq),
            Move::Call => {
                let mut invite = self.bench.invite();
                self.count += 1;
                invite.headers.set(HeaderName::CallId, format!("call {}", self.count));
                self.last_invite = Some(invite.clone());
                self.say(invite);
            }
            Move::Cancel => {
                if let Some(invite) = &self.last_invite {
                    let mut cancel = Request::new(Method::Cancel, invite.uri.clone());
                    for name in
                        [HeaderName::Via, HeaderName::From, HeaderName::To, HeaderName::CallId]
                    {
                        cancel.headers.copy(&invite.headers, &name);
                    }
                    cancel.headers.push(HeaderName::CSeq, CSeq::new(1, Method::Cancel));
                    self.say(cancel);
                }
            }
            Move::Answer(status, has_session) => self.answer(status, has_session),
            Move::Again => {
                let (flow, bytes) = (self.bench.flow(), self.last.clone());
                self.bench.input(Input::Received { flow, bytes });
            }
            Move::Garbled(changes) => {
                let mut octets = self.last.to_vec();
                for (at, octet) in changes {
                    if let Some(place) = octets.len().checked_sub(1) {
                        octets[usize::from(at) % (place + 1)] = octet;
                    }
                }
                let flow = self.bench.flow();
                self.bench.input(Input::Received { flow, bytes: octets.into() });
            }
            Move::Do(which, what) => self.deed(which, what),
            Move::Dial(has_offer) => {
                let (anna, bert) = (self.bench.anna, self.bench.bert());
                let offer = has_offer.then(|| "offer".into());
                let id = self
                    .bench
                    .act(|agent, now| agent.invite(anna, bert, offer, Default::default(), now));
                self.calls.extend(id.ok());
            }
            Move::Wait(span) => self.bench.advance(ms(span)),
            Move::Fail => {
                if let Some(sent) = self.sent.take() {
                    self.bench.fail(&sent, sip_agent::wire::TransportError::Unreachable);
                }
            }
        }
        self.look();
    }

    fn within(&mut self, method: &Method, cseq: u32) {
        let Some(dialog) = self.dialogs.last().cloned() else { return };
        let mut request = self.bench.within(&dialog, method.clone(), cseq);
        match method {
            Method::Invite | Method::Update => {
                request = request.with_body("application/sdp", "reoffer");
            }
            Method::Prack => {
                let cseq = CSeq::new(1, Method::Invite);
                let rseq = dialog.headers.rseq().unwrap_or(1);
                request.headers.push(HeaderName::RAck, RAck { rseq, cseq });
            }
            Method::Refer => request.headers.push(HeaderName::ReferTo, "<sip:c@example.org>"),
            Method::Notify => {
                request.headers.push(HeaderName::Event, "refer");
                request.headers.push(HeaderName::SubscriptionState, "active");
            }
            _ => {}
        }
        self.say(request);
    }

    fn answer(&mut self, status: u16, has_session: bool) {
        let Some(request) = self.ours.last().cloned() else { return };
        let mut response = self.bench.answer_to(&request, status, "far");
        if has_session {
            response = response.with_body("application/sdp", "answer");
        }
        match status {
            183 => {
                response.headers.push(HeaderName::Require, "100rel");
                response.headers.push(HeaderName::RSeq, u32::from(has_session) + 1);
            }
            302 => response.headers.set(HeaderName::Contact, "<sip:elsewhere@192.0.2.44>"),
            401 | 407 => {
                let nonce = self.count;
                self.count += 1;
                let challenge = format!("Digest realm=\"r\", nonce=\"{nonce}\", qop=\"auth\"");
                response.headers.push(HeaderName::WwwAuthenticate, &challenge);
                response.headers.push(HeaderName::ProxyAuthenticate, challenge);
            }
            _ => {}
        }
        if status < 300 && request.method == Method::Invite && status != 100 {
            self.dialogs.push(response.clone());
        }
        self.say(response);
    }

    /// Any command to any call; most are refused, none may break anything.
    fn deed(&mut self, which: u8, what: u8) {
        let Some(id) = self.calls.get(usize::from(which) % self.calls.len().max(1)).copied() else {
            return;
        };
        let waiting = self.waiting.pop();
        let transfers = &mut self.transfers;
        self.bench.act(|agent, now| {
            let _ = match what % 14 {
                0 => agent.ring(id, None, now),
                1 => agent.ring(id, Some("early".into()), now),
                2 | 3 => agent.accept(id, "session".into(), now),
                4 => agent.reject(id, StatusCode::BUSY_HERE, now),
                5 => agent.redirect(id, &["sip:c@example.org".parse().unwrap()], now),
                6 => agent.hang_up(id, now),
                7 => agent.reoffer(id, "hold".into(), now),
                8 | 9 => agent.answer_reoffer(id, "session".into(), now),
                10 => agent.refuse_reoffer(id, StatusCode::NOT_ACCEPTABLE_HERE, now),
                11 => agent.info(id, "text/plain", "x".into(), now),
                12 => {
                    let done = agent.refer(id, "sip:c@example.org".parse().unwrap(), None, now);
                    if done.is_ok() {
                        transfers.insert(id);
                    }
                    done
                }
                _ => agent.transfer_progress(id, StatusCode::OK, now),
            };
            if let Some(request) = waiting {
                let status =
                    if what.is_multiple_of(2) { StatusCode::ACCEPTED } else { StatusCode::DECLINE };
                let _ = agent.answer(request, Reply::new(status), now);
            }
        });
    }

    /// Remembers what came out.
    fn look(&mut self) {
        while let Some(sent) = self.bench.next_sent() {
            match &sent.message {
                Message::Request(request) => {
                    if request.method != Method::Ack {
                        self.ours.push(request.clone());
                    }
                }
                Message::Response(response) => {
                    let is_invite =
                        response.headers.cseq().is_ok_and(|cseq| cseq.method == Method::Invite);
                    if is_invite && response.status.class() <= 2 {
                        self.dialogs.push(response.clone());
                    }
                }
            }
            self.sent = Some(sent);
        }
        for output in self.bench.all_news() {
            match output {
                Output::Incoming(call) => self.calls.push(call.id),
                Output::Request(request) => self.waiting.push(request.id),
                Output::Invitation { event: Event::Referred { request, .. }, .. } => {
                    self.waiting.push(request);
                }
                // How a transfer fares is told to its end, and no further; it may outlive its call.
                Output::Invitation { id, event: Event::TransferProgress { is_final, .. } } => {
                    let is_open = self.transfers.remove(&id);
                    assert!(is_open, "news of no transfer");
                    if !is_final {
                        self.transfers.insert(id);
                    }
                }
                Output::Invitation { id, .. } if !self.calls.contains(&id) => {
                    panic!("news of a call that has ended")
                }
                Output::Invitation { id, event: Event::Ended(_) } => {
                    self.calls.retain(|call| *call != id);
                }
                _ => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn whatever_a_far_end_says_the_agent_survives_and_forgets_it(moves in moves()) {
        let mut play = Play {
            bench: Bench::default(),
            calls: Vec::new(),
            waiting: Vec::new(),
            transfers: BTreeSet::new(),
            ours: Vec::new(),
            dialogs: Vec::new(),
            sent: None,
            last: Bytes::new(),
            last_invite: None,
            count: 0,
        };
        for step in moves {
            play.go(step);
        }
        for id in play.calls.clone() {
            let _ = play.bench.act(|agent, now| agent.hang_up(id, now));
        }
        play.look();
        prop_assert!(play.calls.is_empty(), "every call has its end");
        // What they asked for and nobody reports on is told to be over after ten minutes.
        play.bench.advance(s(700));

        play.look();
        prop_assert!(play.transfers.is_empty(), "every transfer has its end");
        let census = sip_agent::Census { identities: 1, ..Default::default() };
        prop_assert_eq!(play.bench.agent.census(), census);
        prop_assert_eq!(play.bench.agent.next_deadline(), None);
    }
}

//! What must hold whatever a network loses, doubles, delays and reorders, and whatever the two
//! persons do: both agents end in agreeing states, tell one end of each call, and keep nothing.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use proptest::prelude::*;
use sip_agent::invitation::{Event, InvitationId, Session};
use sip_agent::{Identity, IdentityId, Output, Settings};
use sip_message::StatusCode;
use testkit::{Conditions, NodeId, World};

use crate::support::{cases, ms, s};

/// What a person does, and when, counted from dialling.
#[derive(Debug, Clone)]
struct Story {
    seed: u64,
    loss: f64,
    duplication: f64,
    jitter_ms: u64,
    transport: &'static str,
    has_offer: bool,
    ring_ms: Option<u64>,
    /// It rings with an answer already, which must be acknowledged.
    is_heard_early: bool,
    decision: Decision,
    /// Re-offers: by the caller or not, and when.
    reoffers: Vec<(bool, u64)>,
    /// Hanging up: by the caller or not, and when.
    hang_up: Option<(bool, u64)>,
}

#[derive(Debug, Clone)]
enum Decision {
    Accept(u64),
    Reject(u64),
    Ignore,
}

fn story() -> impl Strategy<Value = Story> {
    let network = (any::<u64>(), 0.0..0.45, 0.0..0.4, 0_u64..900);
    let decision = prop_oneof![
        4 => (0_u64..20_000).prop_map(Decision::Accept),
        1 => (0_u64..20_000).prop_map(Decision::Reject),
        1 => Just(Decision::Ignore),
    ];
    let persons = (
        prop_oneof![3 => Just(""), 1 => Just(";transport=tcp")],
        prop::bool::weighted(0.8),
        (prop::option::of(0_u64..5_000), any::<bool>()),
        decision,
        prop::collection::vec((any::<bool>(), 0_u64..60_000), 0..5),
        prop::option::of((any::<bool>(), 0_u64..90_000)),
    );
    (network, persons).prop_map(
        |(
            (seed, loss, duplication, jitter_ms),
            (transport, has_offer, (ring_ms, is_heard_early), decision, reoffers, hang_up),
        )| {
            Story {
                seed,
                loss,
                duplication,
                jitter_ms,
                transport,
                has_offer,
                ring_ms,
                is_heard_early,
                decision,
                reoffers,
                hang_up,
            }
        },
    )
}

/// One person's side of the call.
#[derive(Debug, Default)]
struct Side {
    id: Option<InvitationId>,
    is_answered: bool,
    ends: usize,
    /// The session as this side knows it: what was offered and what was answered.
    session: Option<(Bytes, Bytes)>,
    /// Our offer that waits for its answer.
    offered: Option<Bytes>,
    offers: u32,
}

struct Stage {
    world: World,
    nodes: [NodeId; 2],
    sides: [Side; 2],
    strangers: BTreeMap<InvitationId, usize>,
}

impl Stage {
    fn new(story: &Story) -> (Self, IdentityId) {
        let conditions = Conditions {
            loss: story.loss,
            duplication: story.duplication,
            delay: ms(20),
            jitter: ms(story.jitter_ms),
            calm_after: Some(s(100)),
        };
        let mut world = World::new(conditions, story.seed);
        let anna = world.add("anna", "192.0.2.1:5060", Settings::default());
        let bert = world.add("bert", "192.0.2.2:5060", Settings::default());
        let mut identify = |node, aor: &str| {
            let mut identity = Identity::new(aor.parse().unwrap(), None);
            identity.registers = false;
            world.act(node, |agent, _| agent.add_identity(identity))
        };
        let id = identify(anna, "sip:anna@192.0.2.1");
        identify(bert, "sip:bert@192.0.2.2");
        let sides = [Side::default(), Side::default()];
        (Self { world, nodes: [anna, bert], sides, strangers: BTreeMap::new() }, id)
    }

    fn offer(&mut self, who: usize) -> Bytes {
        self.sides[who].offers += 1;
        let offer = Bytes::from(format!("offer {who}.{}", self.sides[who].offers));
        self.sides[who].offered = Some(offer.clone());
        offer
    }

    /// Takes all news and reacts as a telephone does.
    fn react(&mut self) {
        for who in 0..2 {
            for output in self.world.take_news(self.nodes[who]) {
                match output {
                    Output::Incoming(call) if self.sides[who].id.is_none() => {
                        self.sides[who].id = Some(call.id);
                        if let Some(offer) = call.offer {
                            let answer = Bytes::from(format!("answer to {offer:?}"));
                            self.sides[who].session = Some((offer, answer));
                        }
                    }
                    Output::Incoming(call) => {
                        self.strangers.insert(call.id, who);
                    }
                    Output::Invitation { id, event } if self.sides[who].id == Some(id) => {
                        self.follow(who, id, event);
                    }
                    Output::Invitation { .. } => {}
                    other => panic!("{other:?}"),
                }
            }
        }
    }

    fn follow(&mut self, who: usize, id: InvitationId, event: Event) {
        let node = self.nodes[who];
        let side = &mut self.sides[who];
        assert_eq!(side.ends, 0, "{event:?} after the end");
        match event {
            Event::Trying | Event::Ringing { .. } | Event::EarlyMedia { .. } => {}
            Event::Answered { session: Session::Answer(answer), .. } => {
                side.is_answered = true;
                side.session = side.offered.take().map(|offer| (offer, answer));
            }
            Event::Answered { session: Session::Offer(offer), .. } => {
                side.is_answered = true;
                self.answer(who, id, offer);
            }
            Event::Confirmed { answer } => {
                side.is_answered = true;
                if let Some(answer) = answer {
                    side.session = side.offered.take().map(|offer| (offer, answer));
                }
            }
            Event::ReofferAnswered { answer } => {
                side.session = side.offered.take().map(|offer| (offer, answer));
            }
            Event::ReofferRefused { .. } => side.offered = None,
            Event::Reoffered { offer: Some(offer) } => self.answer(who, id, offer),
            Event::Reoffered { offer: None } => {
                let offer = self.offer(who);
                let _ = self.world.act(node, |agent, now| agent.answer_reoffer(id, offer, now));
            }
            Event::Ended(_) => side.ends += 1,
            other => panic!("{other:?}"),
        }
    }

    fn answer(&mut self, who: usize, id: InvitationId, offer: Bytes) {
        let answer = Bytes::from(format!("answer to {offer:?}"));
        let given = answer.clone();
        let node = self.nodes[who];
        if self.world.act(node, |agent, now| agent.answer_reoffer(id, given, now)).is_ok() {
            self.sides[who].session = Some((offer, answer));
        }
    }

    fn run_until(&mut self, at: Duration) {
        while self.world.age() < at {
            let step = ms(50).min(at.saturating_sub(self.world.age()));
            self.world.run_for(step);
            self.react();
        }
    }

    fn ring(&mut self, is_heard_early: bool) {
        if let Some(id) = self.sides[1].id {
            let node = self.nodes[1];
            let early = self.sides[1].session.as_ref().map(|(_, answer)| answer.clone());
            let early = early.filter(|_| is_heard_early);
            let _ = self.world.act(node, |agent, now| agent.ring(id, early, now));
            self.react();
        }
    }

    fn decide(&mut self, decision: &Decision) {
        let Some(id) = self.sides[1].id else { return };
        let node = self.nodes[1];
        match decision {
            Decision::Accept(_) => {
                let session = match &self.sides[1].session {
                    Some((_, answer)) => answer.clone(),
                    None => self.offer(1),
                };
                let _ = self.world.act(node, |agent, now| agent.accept(id, session, now));
            }
            Decision::Reject(_) => {
                let status = StatusCode::BUSY_HERE;
                let _ = self.world.act(node, |agent, now| agent.reject(id, status, now));
            }
            Decision::Ignore => {}
        }
        self.react();
    }

    fn reoffer(&mut self, who: usize) {
        let side = &self.sides[who];
        let Some(id) = side.id.filter(|_| side.is_answered && side.ends == 0) else { return };
        if side.offered.is_some() {
            return;
        }
        let offer = self.offer(who);
        let node = self.nodes[who];
        if self.world.act(node, |agent, now| agent.reoffer(id, offer, now)).is_err() {
            self.sides[who].offered = None;
        }
        self.react();
    }

    fn hang_up(&mut self, who: usize) {
        if let Some(id) = self.sides[who].id {
            let node = self.nodes[who];
            let _ = self.world.act(node, |agent, now| agent.hang_up(id, now));
            self.react();
        }
    }
}

fn play(story: &Story) -> Stage {
    let (mut stage, identity) = Stage::new(story);
    let target = format!("sip:bert@192.0.2.2{}", story.transport).parse().unwrap();
    let offer = story.has_offer.then(|| stage.offer(0));
    let anna = stage.nodes[0];
    let id = stage
        .world
        .act(anna, |agent, now| agent.invite(identity, target, offer, Default::default(), now))
        .unwrap();
    stage.sides[0].id = Some(id);

    let mut deeds: Vec<(u64, Deed)> = Vec::new();
    deeds.extend(story.ring_ms.map(|at| (at, Deed::Ring)));
    match story.decision {
        Decision::Accept(at) | Decision::Reject(at) => deeds.push((at, Deed::Decide)),
        Decision::Ignore => {}
    }
    deeds.extend(story.reoffers.iter().map(|(caller, at)| (*at, Deed::Reoffer(*caller))));
    deeds.extend(story.hang_up.map(|(caller, at)| (at, Deed::HangUp(caller))));
    deeds.sort_by_key(|(at, _)| *at);
    for (at, deed) in deeds {
        stage.run_until(ms(at));
        match deed {
            Deed::Ring => stage.ring(story.is_heard_early),
            Deed::Decide => stage.decide(&story.decision),
            Deed::Reoffer(caller) => stage.reoffer(usize::from(!caller)),
            Deed::HangUp(caller) => stage.hang_up(usize::from(!caller)),
        }
    }
    // The network is calm from 100 s on; by then and 64 T1 later everything must be settled.
    stage.run_until(s(200));
    stage
}

#[derive(Debug, Clone, Copy)]
enum Deed {
    Ring,
    Decide,
    Reoffer(bool),
    HangUp(bool),
}

fn check(story: &Story) {
    let mut stage = play(story);
    let ladder = stage.world.ladder.to_string();

    let [anna, bert] = &stage.sides;
    if anna.is_answered && anna.ends == 0 {
        assert_eq!(bert.ends, 0, "bert has ended what anna holds\n{ladder}");
        assert!(bert.is_answered, "bert knows nothing of anna's call\n{ladder}");
    }
    if bert.is_answered && bert.ends == 0 {
        assert_eq!(anna.ends, 0, "anna has ended what bert holds\n{ladder}");
        assert_eq!(anna.session, bert.session, "sessions differ\n{ladder}");
    }

    // Everybody goes home.
    stage.hang_up(0);
    stage.hang_up(1);
    for (id, who) in std::mem::take(&mut stage.strangers) {
        let node = stage.nodes[who];
        let _ = stage.world.act(node, |agent, now| agent.hang_up(id, now));
    }
    stage.run_until(s(600));
    let ladder = stage.world.ladder.to_string();
    assert!(stage.world.run_until_quiet(s(1)), "something is due for ever\n{ladder}");
    for who in 0..2 {
        let agent = stage.world.agent(stage.nodes[who]);
        let census = sip_agent::Census { identities: 1, ..Default::default() };
        assert_eq!(agent.census(), census, "node {who} keeps something\n{ladder}");
        let side = &stage.sides[who];
        assert!(side.ends == usize::from(side.id.is_some()), "one end for {who}\n{ladder}");
    }
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn two_agents_agree_and_keep_nothing_whatever_the_network_does(story in story()) {
        check(&story);
    }
}

#[test]
fn the_same_seed_gives_the_same_ladder() {
    let story = Story {
        seed: 99,
        loss: 0.3,
        duplication: 0.3,
        jitter_ms: 500,
        transport: "",
        has_offer: true,
        ring_ms: Some(500),
        is_heard_early: true,
        decision: Decision::Accept(3_000),
        reoffers: vec![(true, 9_000), (false, 9_050)],
        hang_up: Some((false, 40_000)),
    };

    let one = play(&story).world.ladder.to_string();
    let two = play(&story).world.ladder.to_string();

    assert_eq!(one, two);
}

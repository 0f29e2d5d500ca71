//! Calls that move between three telephones: transfers with and without speaking, and pickup; by a
//! calm network and by bad ones.

use sip_agent::invitation::{
    Cause, Event, IncomingInvitation, InvitationId, InviteOptions, Session,
};
use sip_agent::{Census, Identity, IdentityId, Output, Reply, RequestId, Settings};
use sip_message::{NameAddr, StatusCode, Uri};
use testkit::{Conditions, NodeId, World};

use crate::support::{ms, s};

/// Three telephones that call one another directly.
struct House {
    world: World,
    nodes: [NodeId; 3],
    ids: [IdentityId; 3],
    /// What each was told and nobody looked at yet.
    told: [Vec<Output>; 3],
}

const ANNA: usize = 0;
const BERT: usize = 1;
const CARLA: usize = 2;

fn house(conditions: Conditions, seed: u64) -> House {
    let mut world = World::new(conditions, seed);
    let names = ["anna", "bert", "carla"];
    let nodes = [1, 2, 3].map(|last| {
        let address = format!("192.0.2.{last}:5060");
        world.add(names[last - 1], &address, Settings::default())
    });
    let ids = [0, 1, 2].map(|who: usize| {
        let aor = format!("sip:{}@192.0.2.{}", names[who], who + 1);
        let mut identity = Identity::new(aor.parse().unwrap(), None);
        identity.registers = false;
        world.act(nodes[who], |agent, _| agent.add_identity(identity))
    });
    House { world, nodes, ids, told: Default::default() }
}

fn at(who: usize) -> Uri {
    let name = ["anna", "bert", "carla"][who];
    format!("sip:{name}@192.0.2.{}", who + 1).parse().unwrap()
}

impl House {
    fn call(&mut self, from: usize, to: Uri, options: InviteOptions) -> InvitationId {
        let id = self.ids[from];
        let offer = Some("offer".into());
        self.world
            .act(self.nodes[from], |agent, now| agent.invite(id, to, offer, options, now))
            .unwrap()
    }

    /// Lets time pass until somebody is told what is looked for; at most two minutes.
    #[track_caller]
    fn wait<T>(&mut self, who: usize, look: impl Fn(&Output) -> Option<T>) -> T {
        for _ in 0..2400 {
            let place = self.told[who].iter().position(|output| look(output).is_some());
            if let Some(place) = place {
                let output = self.told[who].remove(place);
                return look(&output).unwrap();
            }
            self.world.run_for(ms(50));
            for other in 0..3 {
                let news = self.world.take_news(self.nodes[other]);
                self.told[other].extend(news);
            }
        }
        panic!("nothing of the kind is told to {who}: {:?}\n{}", self.told, self.world.ladder);
    }

    #[track_caller]
    fn incoming(&mut self, who: usize) -> IncomingInvitation {
        self.wait(who, |output| match output {
            Output::Incoming(call) => Some((**call).clone()),
            _ => None,
        })
    }

    #[track_caller]
    fn event<T>(&mut self, who: usize, id: InvitationId, look: impl Fn(&Event) -> Option<T>) -> T {
        self.wait(who, |output| match output {
            Output::Invitation { id: of, event } if *of == id => look(event),
            _ => None,
        })
    }

    #[track_caller]
    fn is_answered(&mut self, who: usize, id: InvitationId) {
        self.event(who, id, |event| match event {
            Event::Answered { session: Session::Answer(_), .. } => Some(()),
            _ => None,
        });
    }

    #[track_caller]
    fn end(&mut self, who: usize, id: InvitationId) -> Cause {
        self.event(who, id, |event| match event {
            Event::Ended(ending) => Some(ending.cause),
            _ => None,
        })
    }

    #[track_caller]
    fn outcome(&mut self, who: usize, id: InvitationId) -> StatusCode {
        self.event(who, id, |event| match event {
            Event::TransferProgress { status, is_final: true } => Some(*status),
            _ => None,
        })
    }

    #[track_caller]
    fn referred(
        &mut self,
        who: usize,
        id: InvitationId,
    ) -> (RequestId, NameAddr, Option<NameAddr>) {
        self.event(who, id, |event| match event {
            Event::Referred { request, refer_to, referred_by } => {
                Some((*request, refer_to.clone(), referred_by.clone()))
            }
            _ => None,
        })
    }

    fn accept(&mut self, who: usize, id: InvitationId) {
        let node = self.nodes[who];
        self.world.act(node, |agent, now| agent.accept(id, "answer".into(), now)).unwrap();
    }

    fn hang_up(&mut self, who: usize, id: InvitationId) {
        let node = self.nodes[who];
        self.world.act(node, |agent, now| agent.hang_up(id, now)).unwrap();
    }

    /// A call that stands: its ids there and here.
    fn talk(&mut self, from: usize, to: usize) -> (InvitationId, InvitationId) {
        let ours = self.call(from, at(to), InviteOptions::default());
        let theirs = self.incoming(to).id;
        self.accept(to, theirs);
        self.is_answered(from, ours);
        (ours, theirs)
    }

    /// Does what a REFER asks for; gives the call that comes of it.
    fn follow(&mut self, who: usize, id: InvitationId) -> (RequestId, InvitationId) {
        let (request, refer_to, by) = self.referred(who, id);
        let reply = Reply::new(StatusCode::ACCEPTED);
        let node = self.nodes[who];
        self.world.act(node, |agent, now| agent.answer(request, reply, now)).unwrap();
        let (target, options) = InviteOptions::of_referral(&refer_to, by.as_ref()).unwrap();
        (request, self.call(who, target, options))
    }

    fn report(&mut self, who: usize, request: RequestId, status: StatusCode) {
        let node = self.nodes[who];
        self.world.act(node, |agent, now| agent.report_referral(request, status, now)).unwrap();
    }

    #[track_caller]
    fn nothing_is_left(&mut self) {
        assert!(self.world.run_until_quiet(s(1000)), "{}", self.world.ladder);
        for node in self.nodes {
            let census = self.world.agent(node).census();
            let none = Census { identities: 1, ..Census::default() };
            assert_eq!(census, none, "{}", self.world.ladder);
        }
    }
}

/// A calm network, and bad ones of several seeds.
fn networks() -> impl Iterator<Item = (Conditions, u64)> {
    let bad = Conditions {
        loss: 0.2,
        duplication: 0.1,
        delay: ms(20),
        jitter: ms(200),
        calm_after: None,
    };
    std::iter::once((Conditions::CALM, 1)).chain((2..8).map(move |seed| (bad, seed)))
}

#[test]
fn a_call_is_transferred_after_speaking() {
    for (conditions, seed) in networks() {
        let mut house = house(conditions, seed);
        let (first, at_bert) = house.talk(ANNA, BERT);
        let (second, at_carla) = house.talk(ANNA, CARLA);
        let anna = house.nodes[ANNA];
        let target = house.world.agent(anna).remote_target(second).unwrap().clone();

        house.world.act(anna, |agent, now| agent.refer(first, target, Some(second), now)).unwrap();
        let (request, by_bert) = house.follow(BERT, at_bert);
        let replacing = house.incoming(CARLA);
        assert_eq!(replacing.replaces, Some(at_carla));
        assert_eq!(replacing.referred_by().unwrap().uri, at(ANNA));
        house.accept(CARLA, replacing.id);
        assert_eq!(house.end(CARLA, at_carla), Cause::Replaced);
        assert_eq!(house.end(ANNA, second), Cause::HungUp);
        house.is_answered(BERT, by_bert);
        house.report(BERT, request, StatusCode::OK);
        assert_eq!(house.outcome(ANNA, first), StatusCode::OK);
        house.hang_up(ANNA, first);
        assert_eq!(house.end(BERT, at_bert), Cause::HungUp);

        house.hang_up(CARLA, replacing.id);
        assert_eq!(house.end(BERT, by_bert), Cause::HungUp);
        house.nothing_is_left();
    }
}

#[test]
fn a_call_transferred_without_speaking_comes_back_when_nobody_takes_it() {
    for (conditions, seed) in networks() {
        let mut house = house(conditions, seed);
        let (ours, at_bert) = house.talk(ANNA, BERT);
        let anna = house.nodes[ANNA];

        house.world.act(anna, |agent, now| agent.refer(ours, at(CARLA), None, now)).unwrap();
        let (request, by_bert) = house.follow(BERT, at_bert);
        let at_carla = house.incoming(CARLA).id;
        let carla = house.nodes[CARLA];
        let busy = StatusCode::BUSY_HERE;
        house.world.act(carla, |agent, now| agent.reject(at_carla, busy, now)).unwrap();
        assert_eq!(house.end(BERT, by_bert), Cause::Refused(busy));
        house.report(BERT, request, busy);

        assert_eq!(house.outcome(ANNA, ours), busy);
        house.hang_up(ANNA, ours);
        assert_eq!(house.end(BERT, at_bert), Cause::HungUp);
        house.nothing_is_left();
    }
}

#[test]
fn who_transferred_a_call_and_hung_up_is_told_all_the_same() {
    for (conditions, seed) in networks() {
        let mut house = house(conditions, seed);
        let (ours, at_bert) = house.talk(ANNA, BERT);
        let anna = house.nodes[ANNA];
        house.world.act(anna, |agent, now| agent.refer(ours, at(CARLA), None, now)).unwrap();
        let (request, by_bert) = house.follow(BERT, at_bert);
        let at_carla = house.incoming(CARLA).id;

        house.hang_up(ANNA, ours);
        assert_eq!(house.end(BERT, at_bert), Cause::HungUp);
        house.world.run_for(s(40));
        house.accept(CARLA, at_carla);
        house.is_answered(BERT, by_bert);
        house.report(BERT, request, StatusCode::OK);

        assert_eq!(house.outcome(ANNA, ours), StatusCode::OK);
        house.hang_up(BERT, by_bert);
        assert_eq!(house.end(CARLA, at_carla), Cause::HungUp);
        house.nothing_is_left();
    }
}

#[test]
fn a_ringing_call_is_picked_up_by_a_third_telephone() {
    for (conditions, seed) in networks() {
        let mut house = house(conditions, seed);
        let ours = house.call(ANNA, at(BERT), InviteOptions::default());
        let at_bert = house.incoming(BERT).id;
        let bert = house.nodes[BERT];
        house.world.act(bert, |agent, now| agent.ring(at_bert, None, now)).unwrap();
        house.event(ANNA, ours, |event| matches!(event, Event::Ringing { .. }).then_some(()));
        // What dialog information would tell of Bert's telephone, as Anna's sees it.
        let call_id = house.world.agent(bert).call_id(at_bert).unwrap().to_owned();
        let (from_tag, to_tag) = house.world.agent(bert).tags(at_bert).unwrap();
        let value = format!("{call_id};to-tag={to_tag};from-tag={from_tag};early-only");
        let options = InviteOptions { replaces_value: Some(value), ..Default::default() };

        let by_carla = house.call(CARLA, at(ANNA), options);
        let at_anna = house.incoming(ANNA);
        assert_eq!(at_anna.replaces, Some(ours));
        house.accept(ANNA, at_anna.id);
        house.is_answered(CARLA, by_carla);

        assert_eq!(house.end(ANNA, ours), Cause::Replaced);
        assert_eq!(house.end(BERT, at_bert), Cause::AnsweredElsewhere);
        house.hang_up(CARLA, by_carla);
        assert_eq!(house.end(ANNA, at_anna.id), Cause::HungUp);
        house.nothing_is_left();
    }
}

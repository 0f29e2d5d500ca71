//! Whole calls between agents in a simulated world.

use sip_agent::invitation::{Cause, Event, IncomingInvitation, InvitationId, Session};
use sip_agent::{Agent, Identity, IdentityId, Output, Settings};
use testkit::{Conditions, NodeId, World};

use crate::support::s;

struct Pair {
    world: World,
    anna: NodeId,
    anna_id: IdentityId,
    bert: NodeId,
}

fn pair(conditions: Conditions, seed: u64) -> Pair {
    let mut world = World::new(conditions, seed);
    let anna = world.add("anna", "192.0.2.1:5060", Settings::default());
    let bert = world.add("bert", "192.0.2.2:5060", Settings::default());
    let anna_id = identify(&mut world, anna, "sip:anna@192.0.2.1");
    identify(&mut world, bert, "sip:bert@192.0.2.2");
    Pair { world, anna, anna_id, bert }
}

fn identify(world: &mut World, node: NodeId, aor: &str) -> IdentityId {
    let mut identity = Identity::new(aor.parse().unwrap(), None);
    identity.registers = false;
    world.act(node, |agent, _| agent.add_identity(identity))
}

impl Pair {
    fn dial(&mut self, target: &str) -> InvitationId {
        let (identity, target) = (self.anna_id, target.parse().unwrap());
        let offer = Some("offer".into());
        self.world
            .act(self.anna, |agent, now| {
                agent.invite(identity, target, offer, Default::default(), now)
            })
            .unwrap()
    }

    fn incoming(&mut self) -> IncomingInvitation {
        let news = self.world.take_news(self.bert);
        news.into_iter()
            .find_map(|output| match output {
                Output::Incoming(incoming) => Some(*incoming),
                _ => None,
            })
            .expect("a call")
    }

    fn events(&mut self, node: NodeId) -> Vec<Event> {
        let news = self.world.take_news(node);
        news.into_iter()
            .filter_map(|output| match output {
                Output::Invitation { event, .. } => Some(event),
                _ => None,
            })
            .collect()
    }
}

fn ended(events: &[Event]) -> Option<Cause> {
    events.iter().find_map(|event| match event {
        Event::Ended(ending) => Some(ending.cause),
        _ => None,
    })
}

fn is_empty(agent: &Agent) -> bool {
    agent.census() == sip_agent::Census { identities: 1, ..Default::default() }
        && agent.next_deadline().is_none()
}

#[test]
fn a_call_is_dialled_rung_answered_and_hung_up() {
    let mut pair = pair(Conditions::CALM, 1);

    let ours = pair.dial("sip:bert@192.0.2.2");
    pair.world.run_for(s(1));
    let theirs = pair.incoming();
    assert_eq!(theirs.offer.as_deref(), Some(&b"offer"[..]));
    pair.world.act(pair.bert, |bert, now| bert.ring(theirs.id, None, now)).unwrap();
    pair.world.run_for(s(3));
    pair.world.act(pair.bert, |bert, now| bert.accept(theirs.id, "answer".into(), now)).unwrap();
    pair.world.run_for(s(10));

    let (anna, bert) = (pair.anna, pair.bert);
    let of_anna = pair.events(anna);
    assert!(of_anna.iter().any(|event| matches!(event, Event::Ringing { .. })), "{of_anna:?}");
    assert!(of_anna.iter().any(|event| matches!(
        event,
        Event::Answered { session: Session::Answer(answer), .. } if answer == "answer"
    )));
    assert_eq!(pair.events(bert), [Event::Confirmed { answer: None }]);

    pair.world.act(pair.anna, |anna, now| anna.hang_up(ours, now)).unwrap();
    pair.world.run_for(s(1));
    assert_eq!(ended(&pair.events(bert)), Some(Cause::HungUp));

    assert!(pair.world.run_until_quiet(s(200)), "{}", pair.world.ladder);
    assert!(is_empty(pair.world.agent(anna)), "{:?}", pair.world.agent(anna).census());
    assert!(is_empty(pair.world.agent(bert)), "{:?}", pair.world.agent(bert).census());
}

#[test]
fn a_call_over_tcp_needs_no_repetition() {
    let mut pair = pair(Conditions::CALM, 2);

    let ours = pair.dial("sip:bert@192.0.2.2;transport=tcp");
    pair.world.run_for(s(1));
    let theirs = pair.incoming();
    pair.world.act(pair.bert, |bert, now| bert.accept(theirs.id, "answer".into(), now)).unwrap();
    pair.world.run_for(s(60));
    pair.world.act(pair.anna, |anna, now| anna.hang_up(ours, now)).unwrap();
    assert!(pair.world.run_until_quiet(s(200)));

    assert_eq!(
        pair.world.ladder.lines(),
        [
            "anna → bert: INVITE",
            "bert → anna: 100 (INVITE)",
            "bert → anna: 200 (INVITE)",
            "anna → bert: ACK",
            "anna → bert: BYE",
            "bert → anna: 200 (BYE)",
        ]
    );
}

//! Stories told with telephones that are no more than an agent.

#![expect(
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test says what it expects; all else fails it"
)]

use std::net::SocketAddr;
use std::time::Duration;

use clock::{Deadline, Now};
use sip_agent::invitation::{Event, InvitationId};
use sip_agent::wire::TransportKind;
use sip_agent::{Agent, Identity, IdentityId, Input, Output, Settings};
use sip_message::digest::Credentials;
use sip_message::{HeaderName, Method, Request, Uri};
use testkit::{Conditions, PBX, Story, Telephone, TelephoneId, Wish, story};

const ROUGH: Conditions = Conditions {
    loss: 0.15,
    duplication: 0.1,
    delay: Duration::from_millis(10),
    jitter: Duration::from_millis(100),
    calm_after: None,
};

#[test]
fn two_telephones_talk_by_way_of_the_pbx_whatever_is_lost() {
    story(0..20, ROUGH, |story| {
        let anna = add(story, "anna", "21");
        let ben = add(story, "ben", "22");
        let are_registered = |story: &Story<Phone>| {
            let is_in = |who| story.changes_of(who).contains(&"registered");
            is_in("anna") && is_in("ben")
        };
        assert!(story.pass_until(secs(60), are_registered));

        let call = dial(story, anna, "22");
        assert!(story.pass_until(secs(60), |story| showed(story, "anna", "talks")));
        story.act(anna, |phone, now| phone.agent.hang_up(call, now)).unwrap();

        assert!(story.pass_until(secs(60), |story| showed(story, "ben", "over")));
        for phone in [anna, ben] {
            story.act(phone, |phone, now| phone.agent.unregister(phone.id, now)).unwrap();
        }
        story.pass(secs(300));
        assert!(story.pbx().is_idle());
    });
}

#[test]
fn the_same_seed_tells_the_same_story() {
    let mut told = Vec::new();
    story([7, 7, 8], ROUGH, |story| {
        let anna = add(story, "anna", "21");
        story.pass(secs(30));
        dial(story, anna, "13");
        story.pass(secs(30));
        told.push(story.transcript());
    });

    assert_eq!(told[0], told[1]);
    assert_ne!(told[0], told[2]);
}

#[test]
fn a_transcript_shows_wire_and_window_side_by_side() {
    story([1], Conditions::CALM, |story| {
        let anna = add(story, "anna", "21");
        story.pass(secs(1));
        dial(story, anna, "13");
        story.pass(secs(1));

        let text = story.transcript();
        let expected = [
            "    0.000      anna ──▶ pbx      REGISTER",
            "    0.010       pbx ──▶ anna     401 (REGISTER)",
            "    0.020      anna ──▶ pbx      REGISTER",
            "    0.030       pbx ──▶ anna     200 (REGISTER)",
            "    0.040      anna  ·  registered",
            "    1.000      anna ──▶ pbx      INVITE",
        ];
        let lines: Vec<&str> = text.lines().take(expected.len()).collect();
        assert_eq!(lines, expected);
        assert!(text.contains("486 (INVITE)"), "{text}");
    });
}

#[test]
fn what_a_colleague_says_arrives_where_the_telephone_listens() {
    story([1], Conditions::CALM, |story| {
        let anna = add(story, "anna", "21");
        story.pass(secs(1));
        dial(story, anna, "12");
        assert!(story.pass_until(secs(5), |story| showed(story, "anna", "talks")));
        let since = story.age();

        story.pass(secs(2));

        let packets = story.heard_at(story.sound_address(anna), since).count();
        assert!((85..=101).contains(&packets), "{packets} in two seconds");
    });
}

#[test]
fn a_script_says_what_no_telephone_would() {
    story([1], Conditions::CALM, |story| {
        // Whom a closure's telephones are, one of them says.
        add(story, "anna", "21");
        let stranger = story.script("stranger");
        let from = story.script_address(stranger);
        let mut invite = Request::new(Method::Invite, format!("sip:21@{PBX}").parse().unwrap());
        let headers = &mut invite.headers;
        headers.push(HeaderName::Via, format!("SIP/2.0/UDP {from};branch=z9hG4bKone;rport"));
        headers.push(HeaderName::MaxForwards, 70);
        headers.push(HeaderName::From, "<sip:stranger@example.org>;tag=1");
        headers.push(HeaderName::To, format!("<sip:21@{PBX}>"));
        headers.push(HeaderName::CallId, "strange");
        headers.push(HeaderName::CSeq, "1 INVITE");
        headers.push(HeaderName::Contact, format!("<sip:{from}>"));
        story.say(stranger, PBX, invite);
        story.pass(Duration::from_millis(30));

        let refusal = story.heard_response(stranger, 407);
        assert!(refusal.headers.contains(&HeaderName::ProxyAuthenticate));
        assert!(!showed(story, "anna", "rings"));
    });
}

/// A telephone that answers every call at once.
#[derive(Debug)]
struct Phone {
    agent: Agent,
    id: IdentityId,
    sound: SocketAddr,
}

impl Phone {
    fn capabilities(&self) -> sdp::Capabilities {
        let mut wish = sdp::Capabilities::new(self.sound.ip(), self.sound.port(), 1);
        wish.codecs = vec![sdp::Codec::Pcma];
        wish
    }

    fn follow(&mut self, output: Output, now: Now) -> Option<Wish> {
        let says = |words: &str| Some(Wish::Change(words.to_owned()));
        match output {
            Output::Resolve { query, target } => Some(Wish::Resolve { query, target }),
            Output::Send { id, route, bytes } => Some(Wish::Send { id, route, bytes }),
            Output::Ping { flow } => Some(Wish::Ping { flow }),
            Output::Registration {
                event: sip_agent::registration::Event::Registered(_), ..
            } => says("registered"),
            Output::Incoming(incoming) => {
                let offer = sdp::read(incoming.offer.as_deref().unwrap()).unwrap();
                let (answer, _) = sdp::answer(&offer, &self.capabilities()).unwrap();
                self.agent.accept(incoming.id, answer.to_bytes().into(), now).unwrap();
                says("rings")
            }
            Output::Invitation { event: Event::Answered { .. }, .. } => says("talks"),
            Output::Invitation { event: Event::Ended(_), .. } => says("over"),
            _ => None,
        }
    }
}

impl Telephone for Phone {
    fn handle_wire(&mut self, input: Input, now: Now) {
        self.agent.handle_input(input, now);
    }

    fn poll_wish(&mut self, now: Now) -> Option<Wish> {
        while let Some(output) = self.agent.poll_output() {
            if let Some(wish) = self.follow(output, now) {
                return Some(wish);
            }
        }
        None
    }

    fn next_deadline(&self) -> Option<Deadline> {
        self.agent.next_deadline()
    }

    fn handle_timeout(&mut self, now: Now) {
        self.agent.handle_timeout(now);
    }
}

/// Adds the telephone of a user, which registers at once.
fn add(story: &mut Story<Phone>, name: &str, number: &str) -> TelephoneId {
    let user = story.user(number);
    let id = story.add(name, |address, sound| {
        let mut agent =
            Agent::new(Settings::default(), [u8::try_from(address.port() % 100).unwrap(); 32]);
        let credentials = Credentials { username: user.number.clone(), password: user.password };
        let aor = format!("sip:{}@{PBX}", user.number).parse().unwrap();
        let mut identity = Identity::new(aor, Some(credentials));
        identity.transport = Some(TransportKind::Udp);
        let id = agent.add_identity(identity);
        Phone { agent, id, sound }
    });
    story.act(id, |phone, now| phone.agent.register(phone.id, now)).unwrap();
    id
}

fn dial(story: &mut Story<Phone>, from: TelephoneId, number: &str) -> InvitationId {
    let target: Uri = format!("sip:{number}@{PBX}").parse().unwrap();
    story
        .act(from, |phone, now| {
            let offer = sdp::offer(&phone.capabilities()).to_bytes().into();
            phone.agent.invite(phone.id, target, Some(offer), Default::default(), now)
        })
        .unwrap()
}

fn showed(story: &Story<Phone>, who: &str, what: &str) -> bool {
    story.changes_of(who).contains(&what)
}

const fn secs(span: u64) -> Duration {
    Duration::from_secs(span)
}

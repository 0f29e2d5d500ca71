//! RFC 3261 §10.3 and RFC 7616 §3.3, by REGISTER requests written by hand.

use std::net::SocketAddr;

use demo_pbx::{Channel, Settings};
use sip_message::digest::{self, Algorithm, Authorization, Credentials, Subject};
use sip_message::{HeaderName, Message, Method, Request, Response};

use crate::world::{PBX, World, ms};

#[test]
fn a_request_without_contacts_asks_for_them_and_changes_nothing() {
    let mut desk = Desk::new();

    assert_eq!(desk.register(1, &["<sip:21@127.0.0.1:7001>;expires=100"]).status.value(), 200);
    desk.world.run_for(ms(9_900));
    let answer = desk.register(2, &[]);

    let contacts = answer.headers.contacts().unwrap();
    assert_eq!(contacts.list().len(), 1);
    assert_eq!(contacts.list()[0].expires(), Some(90));
}

#[test]
fn a_star_removes_all_and_only_with_a_lifetime_of_zero() {
    let mut desk = Desk::new();
    desk.register(1, &["<sip:21@127.0.0.1:7001>", "<sip:21@127.0.0.1:7002>"]);

    assert_eq!(desk.register(2, &["*"]).status.value(), 400);
    assert_eq!(desk.register(3, &[]).headers.contacts().unwrap().list().len(), 2);
    desk.expires = Some(0);
    assert_eq!(desk.register(4, &["*"]).status.value(), 200);

    desk.expires = None;
    assert!(!desk.register(5, &[]).headers.contains(&HeaderName::Contact));
}

#[test]
fn what_was_sent_earlier_cannot_undo_what_was_sent_later() {
    let mut desk = Desk::new();
    desk.register(7, &["<sip:21@127.0.0.1:7001>"]);

    let late = desk.register(6, &["<sip:21@127.0.0.1:7001>;expires=0"]);

    assert_eq!(late.status.value(), 500);
    assert_eq!(desk.register(8, &[]).headers.contacts().unwrap().list().len(), 1);
}

#[test]
fn all_contacts_of_a_request_are_taken_or_none() {
    let mut desk = Desk::new();

    let brief = desk.register(1, &["<sip:21@127.0.0.1:7001>", "<sip:21@127.0.0.1:7002>;expires=5"]);

    assert_eq!(brief.status.value(), 423);
    assert_eq!(brief.headers.min_expires(), Some(30));
    assert!(!desk.register(2, &[]).headers.contains(&HeaderName::Contact));
}

#[test]
fn a_user_has_eight_telephones_at_most() {
    let mut desk = Desk::new();
    for number in 1..=8 {
        let contact = format!("<sip:21@127.0.0.1:700{number}>");
        assert_eq!(desk.register(number, &[&contact]).status.value(), 200);
    }

    let ninth = desk.register(9, &["<sip:21@127.0.0.1:7009>"]);

    assert_eq!(ninth.status.value(), 503);
}

#[test]
fn a_proof_is_good_for_one_request() {
    let mut desk = Desk::new();
    let (proof, answer) = desk.prove(1, &[]);
    assert_eq!(answer.status.value(), 200);

    let mut replay = desk.request(2, &[]);
    replay.headers.push(HeaderName::Authorization, &proof);
    let answer = desk.ask(replay);

    assert_eq!(answer.status.value(), 401);
    assert!(answer.headers.www_authenticate()[0].stale, "the password was right");
}

#[test]
fn a_proof_for_another_address_or_algorithm_is_worth_nothing() {
    let mut desk = Desk::new();
    let spoils: [fn(&mut Authorization); 4] = [
        |proof| proof.uri = "sip:192.0.2.1".to_owned(),
        |proof| proof.algorithm = Some(Algorithm::Sha256),
        |proof| proof.qop = None,
        |proof| proof.realm = "elsewhere".to_owned(),
    ];
    for (number, spoil) in (1..).zip(spoils) {
        let challenge = desk.challenge(number * 10);
        let mut request = desk.request(number * 10 + 1, &[]);
        let mut proof = desk.answer(&challenge, &request);
        spoil(&mut proof);
        request.headers.push(HeaderName::Authorization, proof);

        let answer = desk.ask(request);

        assert_eq!(answer.status.value(), 401);
        assert!(!answer.headers.www_authenticate()[0].stale);
    }
}

#[test]
fn a_forgotten_nonce_is_stale() {
    let mut desk = Desk::new();
    let challenge = desk.challenge(1);
    for number in 2..400 {
        desk.challenge(number);
        desk.world.run_for(ms(200));
    }
    let mut request = desk.request(500, &[]);
    let proof = desk.answer(&challenge, &request);
    request.headers.push(HeaderName::Authorization, proof);

    let answer = desk.ask(request);

    assert_eq!(answer.status.value(), 401);
    assert!(answer.headers.www_authenticate()[0].stale);
}

/// User 21, writing by hand.
struct Desk {
    world: World,
    credentials: Credentials,
    expires: Option<u32>,
    branch: u32,
}

impl Desk {
    fn new() -> Self {
        let world = World::with(Settings::new(PBX, [1; 32]));
        let credentials = world.credentials("21");
        Self { world, credentials, expires: None, branch: 0 }
    }

    fn register(&mut self, cseq: u32, contacts: &[&str]) -> Response {
        self.prove(cseq, contacts).1
    }

    fn prove(&mut self, cseq: u32, contacts: &[&str]) -> (Authorization, Response) {
        let challenge = self.challenge(cseq);
        let mut request = self.request(cseq, contacts);
        let proof = self.answer(&challenge, &request);
        request.headers.push(HeaderName::Authorization, &proof);
        (proof, self.ask(request))
    }

    fn challenge(&mut self, cseq: u32) -> digest::Challenge {
        let request = self.request(cseq, &[]);
        let answer = self.ask(request);
        assert_eq!(answer.status.value(), 401);
        answer.headers.www_authenticate().swap_remove(0)
    }

    fn answer(&self, challenge: &digest::Challenge, request: &Request) -> Authorization {
        let uri = request.uri.to_string();
        let subject = Subject { method: &request.method, uri: &uri, body: &[] };
        digest::answer(challenge, &self.credentials, subject, 1, "chance").unwrap()
    }

    fn request(&mut self, cseq: u32, contacts: &[&str]) -> Request {
        self.branch += 1;
        let mut request = Request::new(Method::Register, format!("sip:{PBX}").parse().unwrap());
        let headers = &mut request.headers;
        let branch = format!("z9hG4bK{}", self.branch);
        headers.push(HeaderName::Via, format!("SIP/2.0/UDP {};branch={branch}", desk()));
        headers.push(HeaderName::MaxForwards, 70);
        headers.push(HeaderName::From, format!("<sip:21@{PBX}>;tag=desk"));
        headers.push(HeaderName::To, format!("<sip:21@{PBX}>"));
        headers.push(HeaderName::CallId, "desk");
        headers.push(HeaderName::CSeq, format!("{cseq} REGISTER"));
        for contact in contacts {
            headers.push(HeaderName::Contact, contact);
        }
        if let Some(expires) = self.expires {
            headers.push(HeaderName::Expires, expires);
        }
        request
    }

    fn ask(&mut self, request: Request) -> Response {
        self.world.strays.clear();
        self.world.inject(Channel::Sip, desk(), &request.to_bytes());
        self.world.run_for(ms(10));
        let (to, bytes) = self.world.strays.first().expect("an answer");
        assert_eq!(*to, desk());
        match sip_message::read(bytes).unwrap().message {
            Message::Response(response) => response,
            Message::Request(request) => panic!("an answer, not {request:?}"),
        }
    }
}

fn desk() -> SocketAddr {
    "127.0.0.1:7000".parse().unwrap()
}

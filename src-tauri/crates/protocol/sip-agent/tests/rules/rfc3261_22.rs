//! RFC 3261 §22 and RFC 7616: challenges to calls, also in the middle of one.

use sip_agent::invitation::{Cause, Event};
use sip_message::digest::{Credentials, Subject};
use sip_message::{HeaderName, Method, Request};
use testkit::Bench;

use crate::support::{cause, event, nothing_is_left};

const CHALLENGE: &str = "Digest realm=\"example.org\", nonce=\"n1\", qop=\"auth\"";

fn challenge(bench: &mut Bench, request: &Request, value: &str) {
    let mut response = bench.answer_to(request, 407, "far");
    response.headers.push(HeaderName::ProxyAuthenticate, value);
    bench.receive(response);
    if request.method == Method::Invite {
        bench.request(&Method::Ack);
    }
}

fn is_proved(request: &Request) -> bool {
    request.headers.proxy_authorizations().first().is_some_and(|proof| {
        let uri = request.uri.to_string();
        let subject = Subject { method: &request.method, uri: &uri, body: &request.body };
        let credentials =
            Credentials { username: "anna".to_owned(), password: "secret".to_owned().into() };
        sip_message::digest::verify(proof, &credentials, subject)
    })
}

#[test]
fn a_challenged_call_is_dialled_again_with_a_proof_that_the_ack_repeats() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    challenge(&mut bench, &invite, CHALLENGE);

    let again = bench.request(&Method::Invite);
    assert!(is_proved(&again));
    assert_eq!(again.headers.call_id(), invite.headers.call_id());
    assert_eq!(again.headers.get(&HeaderName::From), invite.headers.get(&HeaderName::From));
    let number = |request: &Request| request.headers.cseq().unwrap().number;
    assert_eq!(number(&again), number(&invite) + 1);
    bench.answer_with(&again, 200, "answer");
    let ack = bench.request(&Method::Ack);
    let proof = &HeaderName::ProxyAuthorization;
    assert_eq!(ack.headers.get(proof), again.headers.get(proof));
    assert_eq!(number(&ack), number(&again));
    assert!(matches!(event(&mut bench, id), Event::Answered { .. }));
}

#[test]
fn a_wrong_password_ends_the_call_after_one_attempt() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    challenge(&mut bench, &invite, CHALLENGE);
    let again = bench.request(&Method::Invite);

    challenge(&mut bench, &again, "Digest realm=\"example.org\", nonce=\"n2\", qop=\"auth\"");

    bench.expect_silence();
    assert_eq!(cause(&mut bench, id), Cause::WrongPassword);
    nothing_is_left(&mut bench);
}

#[test]
fn a_stale_nonce_is_replaced_but_not_for_ever() {
    let mut bench = Bench::default();
    let (id, mut invite) = bench.dial();

    let mut attempts = 0;
    for turn in 0..20 {
        let value =
            format!("Digest realm=\"example.org\", nonce=\"n{turn}\", qop=\"auth\", stale=true");
        challenge(&mut bench, &invite, &value);
        match bench.next_sent().map(|sent| sent.message) {
            Some(sip_message::Message::Request(again)) => invite = again,
            _ => break,
        }
        attempts += 1;
    }

    assert_eq!(attempts, 3);
    assert_eq!(cause(&mut bench, id), Cause::WrongPassword);
}

#[test]
fn a_challenge_in_the_middle_of_a_call_is_answered_within_the_dialog() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    bench.answer_with(&invite, 200, "answer");
    bench.request(&Method::Ack);
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    let bye = bench.request(&Method::Bye);
    assert!(!is_proved(&bye));

    challenge(&mut bench, &bye, CHALLENGE);

    let again = bench.request(&Method::Bye);
    assert!(is_proved(&again));
    assert_eq!(again.headers.to().unwrap().tag().as_deref(), Some("far"));
    assert!(again.headers.cseq().unwrap().number > bye.headers.cseq().unwrap().number);
    bench.answer(&again, 200);
    nothing_is_left(&mut bench);
}

#[test]
fn several_realms_are_answered_together() {
    let mut bench = Bench::default();
    let (_, invite) = bench.dial();
    let mut response = bench.answer_to(&invite, 407, "far");
    response.headers.push(HeaderName::ProxyAuthenticate, CHALLENGE);
    response.headers.push(
        HeaderName::ProxyAuthenticate,
        "Digest realm=\"other.example\", nonce=\"m1\", algorithm=SHA-256, qop=\"auth\"",
    );
    bench.receive(response);
    bench.request(&Method::Ack);

    let again = bench.request(&Method::Invite);

    let realms: Vec<_> =
        again.headers.proxy_authorizations().into_iter().map(|proof| proof.realm).collect();
    assert_eq!(realms, ["example.org", "other.example"]);
}

#[test]
fn an_algorithm_that_nobody_knows_leaves_the_call_without_credentials() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();

    challenge(&mut bench, &invite, "Digest realm=\"example.org\", nonce=\"n\", algorithm=FOO");

    assert_eq!(cause(&mut bench, id), Cause::NoCredentials);
    nothing_is_left(&mut bench);
}

//! RFC 3261 §22, RFC 7616: a registrar that asks for a password.

use sip_agent::registration::{Event, Problem};
use sip_agent::wire::TransportKind;
use sip_message::digest::{Credentials, Subject, verify};
use sip_message::{HeaderName, Request};

use crate::registrar::{Desk, number, s};

const CHALLENGE: &str = "Digest realm=\"example.org\", nonce=\"n1\", qop=\"auth\", algorithm=MD5";

fn otto() -> Credentials {
    Credentials { username: "otto".to_owned(), password: "secret".to_owned().into() }
}

fn is_right(request: &Request) -> bool {
    let uri = request.uri.to_string();
    let subject = Subject { method: &request.method, uri: &uri, body: b"" };
    request.headers.authorizations().iter().all(|proof| verify(proof, &otto(), subject))
}

#[test]
fn a_401_is_answered_with_a_proof_and_the_next_number() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    assert!(register.headers.authorizations().is_empty());

    desk.refuse_with(&register, 401, HeaderName::WwwAuthenticate, CHALLENGE);

    let proven = desk.taken();
    assert_eq!(number(&proven), number(&register) + 1);
    assert_eq!(proven.headers.authorizations().len(), 1);
    assert!(is_right(&proven));
    desk.grant(&proven, 600);
    desk.binding();
}

#[test]
fn a_407_of_a_proxy_is_answered_to_the_proxy() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();

    desk.refuse_with(&register, 407, HeaderName::ProxyAuthenticate, CHALLENGE);

    let proven = desk.taken();
    assert!(proven.headers.authorizations().is_empty());
    assert_eq!(proven.headers.proxy_authorizations().len(), 1);
}

#[test]
fn a_wrong_password_ends_after_one_attempt_and_is_not_tried_again() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    desk.refuse_with(&register, 401, HeaderName::WwwAuthenticate, CHALLENGE);
    let proven = desk.taken();

    desk.refuse_with(&proven, 401, HeaderName::WwwAuthenticate, &CHALLENGE.replace("n1", "n2"));

    assert_eq!(desk.event(), Event::Refused { problem: Problem::WrongPassword });
    desk.bench.advance(s(24 * 3600));
    desk.nothing_happens();
}

#[test]
fn a_challenge_that_nobody_can_answer_is_told() {
    let mut desk = Desk::with(TransportKind::Udp, |identity| identity.credentials = None);
    let register = desk.register();
    desk.refuse_with(&register, 401, HeaderName::WwwAuthenticate, CHALLENGE);
    assert_eq!(desk.event(), Event::Refused { problem: Problem::NoCredentials });

    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    desk.refuse_with(
        &register,
        401,
        HeaderName::WwwAuthenticate,
        &CHALLENGE.replace("MD5", "ROT-13"),
    );
    assert_eq!(desk.event(), Event::Refused { problem: Problem::NoCredentials });
}

#[test]
fn rfc_7616_a_stale_nonce_is_replaced_without_asking_anybody() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    desk.refuse_with(&register, 401, HeaderName::WwwAuthenticate, CHALLENGE);
    let proven = desk.taken();

    let stale = format!("{}, stale=true", CHALLENGE.replace("n1", "n2"));
    desk.refuse_with(&proven, 401, HeaderName::WwwAuthenticate, &stale);

    let renewed = desk.taken();
    let proof = &renewed.headers.authorizations()[0];
    assert_eq!((proof.nonce.as_str(), proof.nonce_count), ("n2", Some(1)));
    assert!(is_right(&renewed));
    desk.grant(&renewed, 600);
    desk.binding();
}

#[test]
fn rfc_7616_a_nonce_is_used_again_with_the_next_count() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    desk.refuse_with(&register, 401, HeaderName::WwwAuthenticate, CHALLENGE);
    let proven = desk.taken();
    desk.grant(&proven, 600);
    desk.binding();

    let refresh = desk.awaited(s(300));
    let proof = &refresh.headers.authorizations()[0];
    assert_eq!((proof.nonce.as_str(), proof.nonce_count), ("n1", Some(2)));
    assert!(is_right(&refresh));
}

#[test]
fn a_nonce_that_is_old_at_the_refresh_is_replaced_even_without_the_word_stale() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    desk.refuse_with(&register, 401, HeaderName::WwwAuthenticate, CHALLENGE);
    let proven = desk.taken();
    desk.grant(&proven, 600);
    desk.binding();
    let refresh = desk.awaited(s(300));

    desk.refuse_with(&refresh, 401, HeaderName::WwwAuthenticate, &CHALLENGE.replace("n1", "n2"));

    let renewed = desk.taken();
    assert_eq!(renewed.headers.authorizations()[0].nonce, "n2");
    desk.grant(&renewed, 600);
    desk.binding();
}

#[test]
fn rfc_8760_the_first_algorithm_known_is_taken() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    let mut response = desk.bench.answer_to(&register, 401, "registrar");
    response.headers.push(HeaderName::WwwAuthenticate, CHALLENGE.replace("MD5", "SHA-256"));
    response.headers.push(HeaderName::WwwAuthenticate, CHALLENGE);

    desk.bench.receive(response);

    let proven = desk.taken();
    assert_eq!(proven.headers.authorizations().len(), 1);
    assert_eq!(proven.headers.authorizations()[0].response.len(), 64);
    assert!(is_right(&proven));
}

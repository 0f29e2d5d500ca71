//! RFC 3261 §10: registrations.

use sip_agent::registration::{Event, Problem};
use sip_agent::wire::{ResolveError, TransportError, TransportKind};
use sip_agent::{Input, Output, Refusal};
use sip_message::{HeaderName, NameAddr, Request, StatusCode};

use crate::registrar::{Desk, contact, granted, number, s};

#[test]
fn section_10_2_a_register_names_the_registrar_the_address_and_the_contact() {
    let mut desk = Desk::new(TransportKind::Udp);

    let register = desk.register();

    assert_eq!(register.uri.to_string(), "sip:example.org", "no user in it");
    let to = register.headers.to().unwrap();
    assert_eq!(to.uri.to_string(), "sip:otto@example.org");
    assert_eq!(to.tag(), None);
    assert_eq!(register.headers.from().unwrap().uri, to.uri);
    assert!(register.headers.from().unwrap().tag().is_some());
    assert_eq!(register.headers.expires(), Some(600));
    assert_eq!(contact(&register).expires(), Some(600));
    assert_eq!(contact(&register).uri.sip().unwrap().host.to_string(), "192.0.2.1");
    assert!(register.headers.supported().contains(&"path".to_owned()));
    desk.nothing_happens();
}

#[test]
fn section_10_2_1_what_the_registrar_grants_counts_and_all_contacts_are_told() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    let mut response = granted(&register, 120);
    response.headers.push_front(HeaderName::Contact, "<sip:otto@198.51.100.7>;expires=3000");

    desk.bench.receive(response);

    let binding = desk.binding();
    assert_eq!(binding.contacts.len(), 2);
    assert_eq!(binding.until, desk.bench.now.after(s(120)).timestamp);
    desk.nothing_happens();
}

#[test]
fn section_10_2_4_refreshes_before_the_binding_ends_with_the_same_call_id_and_the_next_number() {
    let mut desk = Desk::new(TransportKind::Udp);
    let first = desk.register();
    desk.grant(&first, 600);
    desk.binding();

    let second = desk.awaited(s(300));

    assert_eq!(second.headers.call_id(), first.headers.call_id());
    assert_eq!(second.headers.from(), first.headers.from());
    assert_eq!(number(&second), number(&first) + 1);
    assert_eq!(contact(&second), contact(&first));
    assert_eq!(desk.bench.news(), None, "a renewal is no news until it is answered");
    desk.grant(&second, 600);
    desk.binding();
}

#[test]
fn section_10_2_4_is_renewed_over_days_without_a_gap() {
    let mut desk = Desk::registered(60);
    let (mut renewals, begin) = (0, desk.bench.now.instant);
    let mut until = begin + s(60);

    while desk.bench.now.instant < begin + s(6 * 3600) {
        desk.bench.run_to_next_deadline();
        if let Some(sent) = desk.bench.next_sent() {
            let sip_message::Message::Request(register) = sent.message else { panic!() };
            assert!(desk.bench.now.instant < until, "renewed before its end");
            desk.grant(&register, 60);
            until = desk.bench.now.instant + s(60);
            desk.binding();
            renewals += 1;
        }
    }

    assert!((720..=800).contains(&renewals), "{renewals} renewals in six hours");
}

#[test]
fn section_10_2_2_unregistering_removes_our_contact_alone() {
    let mut desk = Desk::registered(600);
    let id = desk.id;

    desk.bench.act(|agent, now| agent.unregister(id, now)).unwrap();

    let register = desk.taken();
    assert_eq!(register.headers.expires(), Some(0));
    assert_eq!(contact(&register).expires(), Some(0));
    assert_eq!(contact(&register).uri.sip().unwrap().host.to_string(), "192.0.2.1");
    desk.nothing_happens();
    desk.bench.answer(&register, 200);
    assert_eq!(desk.event(), Event::Unregistered);
    desk.bench.advance(s(4000));
    desk.nothing_happens();
}

#[test]
fn unregistering_ends_even_if_the_registrar_is_gone() {
    let mut desk = Desk::registered(600);
    let id = desk.id;

    desk.bench.act(|agent, now| agent.unregister(id, now)).unwrap();
    desk.bench.advance(s(40));

    assert_eq!(desk.event(), Event::Unregistered);
    assert!(desk.bench.agent.is_idle());
}

#[test]
fn unregistering_while_the_first_register_is_out_removes_what_it_brings() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    let id = desk.id;

    desk.bench.act(|agent, now| agent.unregister(id, now)).unwrap();
    desk.nothing_happens();
    desk.grant(&register, 600);

    let removal = desk.taken();
    assert_eq!(removal.headers.expires(), Some(0));
    desk.bench.answer(&removal, 200);
    assert_eq!(desk.event(), Event::Unregistered);
}

#[test]
fn unregistering_before_anything_is_sent_sends_nothing() {
    let mut desk = Desk::new(TransportKind::Udp);
    desk.bench.is_resolving = false;
    let id = desk.id;
    desk.bench.act(|agent, now| agent.register(id, now)).unwrap();
    assert_eq!(desk.event(), Event::Registering);

    desk.bench.act(|agent, now| agent.unregister(id, now)).unwrap();

    assert_eq!(desk.event(), Event::Unregistered);
    desk.nothing_happens();
}

#[test]
fn shutting_down_removes_every_binding_and_then_rests() {
    let mut desk = Desk::registered(600);

    desk.bench.act(sip_agent::Agent::shut_down);

    assert!(!desk.bench.agent.is_idle());
    let register = desk.taken();
    desk.bench.answer(&register, 200);
    assert_eq!(desk.event(), Event::Unregistered);
    assert!(desk.bench.agent.is_idle());
    let id = desk.id;
    assert_eq!(desk.bench.act(|agent, now| agent.register(id, now)), Err(Refusal::ShuttingDown));
}

#[test]
fn a_removed_identity_is_unregistered_in_the_background_and_then_forgotten() {
    let mut desk = Desk::registered(600);
    let id = desk.id;

    desk.bench.act(|agent, now| agent.remove_identity(id, now)).unwrap();

    let register = desk.taken();
    assert_eq!(register.headers.expires(), Some(0));
    desk.bench.answer(&register, 200);
    desk.bench.advance(s(100));
    assert_eq!(desk.bench.agent.census().identities, 1, "anna alone");
    assert_eq!(desk.bench.act(|agent, now| agent.register(id, now)), Err(Refusal::UnknownIdentity));
}

#[test]
fn section_10_2_7_registering_again_at_once_is_possible_in_every_state() {
    let mut desk = Desk::registered(600);
    let id = desk.id;

    desk.bench.act(|agent, now| agent.register(id, now)).unwrap();
    let again = desk.taken();
    desk.refuse(&again, 500);
    desk.waiting();
    let retried = desk.register();
    desk.refuse(&retried, 404);
    assert_eq!(desk.event(), Event::Refused { problem: Problem::UnknownUser });
    let last = desk.register();
    desk.grant(&last, 600);
    desk.binding();
}

#[test]
fn section_10_2_8_a_lifetime_that_is_too_brief_is_raised_once_and_for_all() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();

    desk.refuse_with(&register, 423, HeaderName::MinExpires, "3600");

    let longer = desk.taken();
    assert_eq!(longer.headers.expires(), Some(3600));
    assert_eq!(number(&longer), number(&register) + 1);
    desk.grant(&longer, 3600);
    desk.binding();
    assert_eq!(desk.awaited(s(3001)).headers.expires(), Some(3600));
}

#[test]
fn a_423_that_asks_for_no_more_is_a_refusal_to_wait_after() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();

    desk.refuse_with(&register, 423, HeaderName::MinExpires, "60");

    assert_eq!(desk.waiting().0, Problem::Refused(StatusCode::INTERVAL_TOO_BRIEF));
}

#[test]
fn a_registrar_that_never_has_enough_is_left_alone() {
    let mut desk = Desk::new(TransportKind::Udp);
    let mut register = desk.register();

    for least in [700, 800, 900, 1000] {
        desk.refuse_with(&register, 423, HeaderName::MinExpires, &least.to_string());
        register = desk.taken();
    }
    desk.refuse_with(&register, 423, HeaderName::MinExpires, "1100");

    assert_eq!(desk.waiting().0, Problem::Refused(StatusCode::INTERVAL_TOO_BRIEF));
}

#[test]
fn every_refusal_has_its_reason() {
    for (status, problem) in [
        (404, Problem::UnknownUser),
        (604, Problem::UnknownUser),
        (403, Problem::Forbidden(StatusCode::FORBIDDEN)),
        (603, Problem::Forbidden(StatusCode::DECLINE)),
        (400, Problem::Refused(StatusCode::BAD_REQUEST)),
        (420, Problem::Refused(StatusCode::BAD_EXTENSION)),
    ] {
        let mut desk = Desk::new(TransportKind::Udp);
        let register = desk.register();

        desk.refuse(&register, status);

        assert_eq!(desk.event(), Event::Refused { problem }, "{status}");
        desk.bench.advance(s(1700));
        desk.nothing_happens();
        let look = desk.awaited(s(500));
        desk.grant(&look, 600);
        desk.binding();
    }
}

#[test]
fn every_trouble_has_its_reason_and_is_tried_again() {
    for (status, problem) in [
        (500, Problem::ServerTrouble(StatusCode::SERVER_INTERNAL_ERROR)),
        (503, Problem::ServerTrouble(StatusCode::SERVICE_UNAVAILABLE)),
        (408, Problem::Refused(StatusCode::REQUEST_TIMEOUT)),
        (480, Problem::Refused(StatusCode::TEMPORARILY_UNAVAILABLE)),
    ] {
        let mut desk = Desk::new(TransportKind::Udp);
        let register = desk.register();

        desk.refuse(&register, status);

        let (told, wait) = desk.waiting();
        assert_eq!(told, problem, "{status}");
        desk.bench.advance(wait);
        assert_eq!(desk.event(), Event::Registering);
        let again = desk.taken();
        desk.grant(&again, 600);
        desk.binding();
    }
}

#[test]
fn section_20_33_retry_after_is_waited_for() {
    for status in [503, 480, 403] {
        let mut desk = Desk::new(TransportKind::Udp);
        let register = desk.register();

        desk.refuse_with(&register, status, HeaderName::RetryAfter, "200");

        let (_, wait) = desk.waiting();
        assert!(wait >= s(200) && wait <= s(221), "{wait:?}");
    }
}

#[test]
fn silence_is_told_after_the_transaction_gives_up() {
    let mut desk = Desk::new(TransportKind::Udp);
    desk.register();

    desk.bench.advance(s(31));
    assert_eq!(desk.bench.news(), None);
    desk.bench.advance(s(2));

    let (problem, wait) = desk.waiting();
    assert_eq!(problem, Problem::NoAnswer);
    assert!(wait >= s(28) && wait <= s(60), "{wait:?}");
}

#[test]
fn waits_ever_longer_while_the_registrar_refuses() {
    let mut desk = Desk::new(TransportKind::Udp);
    let mut register = desk.register();
    let mut waits = Vec::new();

    for _ in 0..7 {
        desk.refuse(&register, 500);
        let (_, wait) = desk.waiting();
        waits.push(wait);
        desk.bench.advance(wait);
        assert_eq!(desk.event(), Event::Registering);
        register = desk.taken();
    }

    for (wait, bound) in waits.iter().zip([60, 120, 240, 480, 600, 600, 600]) {
        assert!(*wait >= s(bound / 2) && *wait <= s(bound), "{waits:?}");
    }
    desk.grant(&register, 600);
    desk.binding();
}

#[test]
fn a_success_makes_the_next_wait_short_again() {
    let mut desk = Desk::new(TransportKind::Udp);
    let mut register = desk.register();
    for _ in 0..4 {
        desk.refuse(&register, 500);
        let (_, wait) = desk.waiting();
        desk.bench.advance(wait);
        desk.event();
        register = desk.taken();
    }
    desk.grant(&register, 600);
    desk.binding();

    let refresh = desk.awaited(s(300));
    desk.refuse(&refresh, 500);

    assert!(desk.waiting().1 <= s(60));
}

#[test]
fn a_server_that_is_not_found_or_not_reached_is_told_with_its_reason() {
    let mut desk = Desk::new(TransportKind::Udp);
    desk.bench.is_resolving = false;
    let id = desk.id;
    desk.bench.act(|agent, now| agent.register(id, now)).unwrap();
    assert_eq!(desk.event(), Event::Registering);
    let Some(Output::Resolve { query, target }) = desk.bench.query() else { panic!("no question") };
    assert_eq!(target.host.to_string(), "example.org");
    desk.bench.input(Input::Resolved { query, result: Err(ResolveError::NotFound) });
    assert_eq!(desk.waiting().0, Problem::ServerNotFound(ResolveError::NotFound));

    for why in [
        TransportError::Refused,
        TransportError::CertificateName,
        TransportError::CertificateExpired,
    ] {
        let mut desk = Desk::new(TransportKind::Tls);
        let id = desk.id;
        desk.bench.act(|agent, now| agent.register(id, now)).unwrap();
        assert_eq!(desk.event(), Event::Registering);
        let sent = desk.bench.next_sent().unwrap();
        desk.bench.fail(&sent, why);
        assert_eq!(desk.waiting().0, Problem::Unreachable(why));
    }
}

#[test]
fn section_10_3_an_answer_without_our_contact_is_no_binding() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();

    desk.refuse_with(&register, 200, HeaderName::Contact, "<sip:other@198.51.100.7>;expires=600");

    assert_eq!(desk.waiting().0, Problem::NotBound);
}

#[test]
fn an_answer_without_any_contact_is_taken_at_its_word() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();

    desk.refuse_with(&register, 200, HeaderName::Expires, "90");

    assert_eq!(desk.binding().until, desk.bench.now.after(s(90)).timestamp);
}

#[test]
fn a_contact_that_the_registrar_rewrote_is_still_ours() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    let user = contact(&register).uri.sip().unwrap().user().unwrap().into_owned();

    desk.refuse_with(
        &register,
        200,
        HeaderName::Contact,
        &format!("<sip:{user}@203.0.113.5:1024>;expires=60"),
    );

    assert_eq!(desk.binding().until, desk.bench.now.after(s(60)).timestamp);
    desk.nothing_happens();
}

#[test]
fn bindings_of_an_earlier_life_are_removed() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    let user = contact(&register).uri.sip().unwrap().user().unwrap().into_owned();
    let old = format!("<sip:{user}@198.51.100.1:5060>;expires=444");
    let mut response = granted(&register, 600);
    response.headers.push(HeaderName::Contact, &old);
    response.headers.push(HeaderName::Contact, "<sip:desk@198.51.100.8>;expires=400");

    desk.bench.receive(response);

    desk.binding();
    let removal: Request = desk.taken();
    assert_eq!(
        contact(&removal),
        format!("<sip:{user}@198.51.100.1:5060>;expires=0").parse::<NameAddr>().unwrap()
    );
    assert_eq!(number(&removal), number(&register) + 1);
    desk.bench.answer(&removal, 200);
    desk.nothing_happens();
}

#[test]
fn section_8_1_3_4_a_redirect_is_followed_to_another_registrar() {
    for status in [301, 302] {
        let mut desk = Desk::new(TransportKind::Udp);
        let register = desk.register();

        desk.refuse_with(&register, status, HeaderName::Contact, "<sip:192.0.2.8>");

        let sent = desk.bench.next_sent().unwrap();
        assert_eq!(sent.route.peer.to_string(), "192.0.2.8:5060");
        let sip_message::Message::Request(moved) = sent.message else { panic!() };
        assert_eq!(moved.uri.to_string(), "sip:192.0.2.8");
        assert_eq!(moved.headers.to(), register.headers.to());
        let flow = desk.bench.flow_to(sent.route.peer);
        desk.bench.receive_from(flow, granted(&moved, 600));
        desk.binding();
    }
}

#[test]
fn a_circle_of_redirects_ends() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();

    desk.refuse_with(&register, 302, HeaderName::Contact, "<sip:example.org>");

    assert_eq!(desk.waiting().0, Problem::Redirected);
}

#[test]
fn an_identity_without_a_registrar_cannot_register() {
    let mut desk = Desk::new(TransportKind::Udp);
    let anna = desk.bench.anna;

    assert_eq!(desk.bench.act(|agent, now| agent.register(anna, now)), Err(Refusal::WrongState));
}

#[test]
fn another_network_is_registered_from_at_once() {
    let mut desk = Desk::registered(600);
    desk.bench.advance(s(60));
    desk.nothing_happens();

    desk.bench.act(sip_agent::Agent::handle_network_change);

    assert_eq!(desk.event(), Event::Registering);
    let register = desk.taken();
    desk.grant(&register, 600);
    desk.binding();
}

#[test]
fn another_network_ends_a_wait_and_replaces_what_is_under_way() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    desk.refuse(&register, 500);
    desk.waiting();

    desk.bench.act(sip_agent::Agent::handle_network_change);
    assert_eq!(desk.event(), Event::Registering);
    let lost = desk.taken();
    desk.bench.act(sip_agent::Agent::handle_network_change);
    assert_eq!(desk.event(), Event::Registering);
    let fresh = desk.taken();
    desk.grant(&lost, 600);
    desk.nothing_happens();
    desk.grant(&fresh, 600);

    desk.binding();
}

#[test]
fn two_identities_register_beside_each_other() {
    let mut desk = Desk::new(TransportKind::Udp);
    let second = sip_agent::Identity::new("sip:paula@example.org".parse().unwrap(), None);
    let other = desk.bench.agent.add_identity(second);
    let one = desk.register();
    desk.bench.act(|agent, now| agent.register(other, now)).unwrap();
    desk.bench.news();
    let two = desk.taken();

    assert_ne!(one.headers.call_id(), two.headers.call_id());
    assert_ne!(contact(&one).uri, contact(&two).uri);
    desk.refuse(&two, 404);
    desk.grant(&one, 600);
    assert!(matches!(
        desk.bench.news(),
        Some(Output::Registration { identity, event: Event::Refused { .. } }) if identity == other
    ));
    desk.binding();
}

//! RFC 6665: subscriptions and their notifications.

use std::time::Duration;

use sip_agent::registration::Problem;
use sip_agent::subscription::{Ending, Event, SubscriptionId, Wish};
use sip_agent::wire::TransportKind;
use sip_agent::{Agent, Output, Refusal};
use sip_message::{HeaderName, Message, Method, Request, StatusCode};
use testkit::Bench;

use crate::registrar::s;

/// A bench whose far end is a notifier.
struct Watch {
    bench: Bench,
    id: SubscriptionId,
    /// The number of the next NOTIFY.
    number: u32,
}

fn wish(bench: &Bench) -> Wish {
    Wish {
        resource: bench.bert(),
        package: "presence".to_owned(),
        accept: vec!["application/pidf+xml".to_owned()],
        lifetime: s(600),
        body: None,
    }
}

impl Watch {
    /// Subscribes and takes the SUBSCRIBE that goes out.
    fn start() -> (Self, Request) {
        let mut bench = Bench::new(TransportKind::Udp);
        let (anna, wish) = (bench.anna, wish(&bench));
        let id = bench.act(|agent, now| agent.subscribe(anna, wish, now)).unwrap();
        let subscribe = bench.request(&Method::Subscribe);
        (Self { bench, id, number: 1 }, subscribe)
    }

    /// Subscribed, accepted and notified.
    fn active() -> (Self, Request) {
        let (mut watch, subscribe) = Self::start();
        watch.accept(&subscribe, 600);
        watch.notify(&subscribe, "active;expires=600", "<first/>");
        assert_eq!(watch.event(), Event::Active);
        assert_eq!(watch.event(), notified("<first/>"));
        (watch, subscribe)
    }

    fn accept(&mut self, subscribe: &Request, seconds: u32) {
        let mut response = self.bench.answer_to(subscribe, 200, "far");
        response.headers.push(HeaderName::Expires, seconds);
        response.headers.push(HeaderName::Contact, "<sip:bert@192.0.2.9>");
        self.bench.receive(response);
    }

    /// A NOTIFY for the dialog that a SUBSCRIBE began.
    fn build(&mut self, subscribe: &Request, state: &str, body: &'static str) -> Request {
        let response = self.bench.answer_to(subscribe, 200, "far");
        let mut notify = self.bench.within(&response, Method::Notify, self.number);
        self.number += 1;
        notify.headers.push(HeaderName::Event, "presence");
        notify.headers.push(HeaderName::SubscriptionState, state);
        if body.is_empty() { notify } else { notify.with_body("application/pidf+xml", body) }
    }

    /// Notifies and expects a 200.
    #[track_caller]
    fn notify(&mut self, subscribe: &Request, state: &str, body: &'static str) {
        let notify = self.build(subscribe, state, body);
        self.bench.receive(notify);
        self.bench.response(200);
    }

    #[track_caller]
    fn event(&mut self) -> Event {
        match self.bench.news() {
            Some(Output::Subscription { id, event }) if id == self.id => event,
            other => panic!("news of the subscription expected, not {other:?}"),
        }
    }

    #[track_caller]
    fn ended(&mut self) -> Ending {
        let event = self.event();
        let Event::Ended { why } = event else { panic!("an end expected, not {event:?}") };
        why
    }

    #[track_caller]
    fn waiting(&mut self) -> (Problem, Duration) {
        let event = self.event();
        let Event::Waiting { problem, retry_at } = event else {
            panic!("waiting expected, not {event:?}")
        };
        (problem, retry_at.duration_since(self.bench.now.timestamp).unsigned_abs())
    }

    /// Lets time pass until a SUBSCRIBE goes out.
    #[track_caller]
    fn awaited(&mut self, most: Duration) -> Request {
        let end = self.bench.now.instant + most;
        while self.bench.agent.next_deadline().is_some_and(|due| due.at <= end) {
            self.bench.run_to_next_deadline();
            if let Some(sent) = self.bench.next_sent()
                && let Message::Request(request) = sent.message
            {
                assert_eq!(request.method, Method::Subscribe);
                return request;
            }
        }
        panic!("no SUBSCRIBE within {most:?}")
    }

    #[track_caller]
    fn is_gone(&mut self) {
        self.bench.advance(s(100));
        self.bench.expect_silence();
        assert_eq!(self.bench.agent.census().subscriptions, 0);
        assert_eq!(self.bench.agent.next_deadline(), None);
    }
}

fn notified(body: &'static str) -> Event {
    Event::Notified { content_type: "application/pidf+xml".to_owned(), body: body.into() }
}

#[test]
fn section_4_1_2_1_a_subscribe_names_package_lifetime_and_what_is_understood() {
    let (_, subscribe) = Watch::start();

    let headers = &subscribe.headers;
    assert_eq!(headers.event().unwrap().package, "presence");
    assert_eq!(headers.expires(), Some(600));
    assert_eq!(headers.get(&HeaderName::Accept), Some("application/pidf+xml"));
    assert_eq!(headers.contacts().unwrap().list().len(), 1);
    assert!(headers.from().unwrap().tag().is_some());
}

#[test]
fn section_4_1_3_a_notification_is_answered_and_handed_up() {
    let (mut watch, subscribe) = Watch::active();

    watch.notify(&subscribe, "active;expires=500", "<second/>");

    assert_eq!(watch.event(), notified("<second/>"));
    assert_eq!(watch.bench.news(), None);
}

#[test]
fn section_4_4_1_a_notification_that_overtakes_the_200_is_taken() {
    let (mut watch, subscribe) = Watch::start();

    watch.notify(&subscribe, "active;expires=600", "<early/>");
    watch.accept(&subscribe, 600);

    assert_eq!(watch.event(), Event::Active);
    assert_eq!(watch.event(), notified("<early/>"));
    watch.notify(&subscribe, "active", "<late/>");
    assert_eq!(watch.event(), notified("<late/>"));
}

#[test]
fn section_4_1_2_consent_may_be_waited_for() {
    let (mut watch, subscribe) = Watch::start();
    watch.accept(&subscribe, 600);

    watch.notify(&subscribe, "pending", "");
    assert_eq!(watch.event(), Event::Pending);
    watch.notify(&subscribe, "active", "<x/>");

    assert_eq!(watch.event(), Event::Active);
    assert_eq!(watch.event(), notified("<x/>"));
}

#[test]
fn section_4_1_2_2_refreshes_within_the_dialog_before_the_end() {
    let (mut watch, first) = Watch::active();

    let refresh = watch.awaited(s(300));

    assert_eq!(refresh.headers.call_id(), first.headers.call_id());
    assert_eq!(refresh.headers.to().unwrap().tag().as_deref(), Some("far"));
    assert_eq!(refresh.headers.cseq().unwrap().number, first.headers.cseq().unwrap().number + 1);
    assert_eq!(refresh.uri.to_string(), "sip:bert@192.0.2.9");
    watch.accept(&refresh, 600);
    assert_eq!(watch.bench.news(), None);
    watch.awaited(s(300));
}

#[test]
fn section_4_1_3_a_shorter_lifetime_in_a_notification_counts() {
    let (mut watch, subscribe) = Watch::active();

    watch.notify(&subscribe, "active;expires=60", "");

    watch.awaited(s(30));
}

#[test]
fn rfc4235_section_4_3_who_missed_something_asks_for_the_whole_at_once() {
    let (mut watch, _) = Watch::active();
    let id = watch.id;

    watch.bench.act(|agent, now| agent.renew_subscription(id, now)).unwrap();
    let renewal = watch.bench.request(&Method::Subscribe);
    assert_eq!(renewal.headers.to().unwrap().tag().as_deref(), Some("far"), "within its dialog");
    watch.bench.act(|agent, now| agent.renew_subscription(id, now)).unwrap();
    watch.bench.expect_silence();
    watch.accept(&renewal, 600);
    watch.bench.act(|agent, now| agent.renew_subscription(id, now)).unwrap();
    watch.bench.request(&Method::Subscribe);

    let unknown = SubscriptionId(9999);
    let result = watch.bench.act(|agent, now| agent.renew_subscription(unknown, now));
    assert_eq!(result, Err(Refusal::UnknownId));
}

#[test]
fn section_4_1_2_2_a_refresh_that_finds_nothing_begins_anew() {
    let (mut watch, first) = Watch::active();
    let refresh = watch.awaited(s(300));

    watch.bench.answer(&refresh, 481);

    let anew = watch.bench.request(&Method::Subscribe);
    assert_ne!(anew.headers.call_id(), first.headers.call_id());
    assert_eq!(anew.headers.to().unwrap().tag(), None);
    watch.accept(&anew, 600);
    watch.notify(&anew, "active", "<again/>");
    assert_eq!(watch.event(), Event::Active);
    assert_eq!(watch.event(), notified("<again/>"));
}

#[test]
fn section_4_1_2_4_without_a_notification_a_subscription_has_failed() {
    let (mut watch, subscribe) = Watch::start();
    watch.accept(&subscribe, 600);

    watch.bench.advance(s(33));

    let (problem, wait) = watch.waiting();
    assert_eq!(problem, Problem::NoAnswer);
    assert!(wait <= s(60));
    watch.awaited(wait + s(1));
}

#[test]
fn section_4_1_2_3_unsubscribing_ends_with_the_last_notification() {
    let (mut watch, first) = Watch::active();
    let id = watch.id;

    watch.bench.act(|agent, now| agent.unsubscribe(id, now)).unwrap();

    let last = watch.bench.request(&Method::Subscribe);
    assert_eq!(last.headers.expires(), Some(0));
    assert_eq!(last.headers.call_id(), first.headers.call_id());
    watch.accept(&last, 0);
    assert_eq!(watch.bench.news(), None);
    watch.notify(&first, "terminated;reason=timeout", "<bye/>");
    assert_eq!(watch.ended(), Ending::Unsubscribed);
    watch.is_gone();
}

#[test]
fn section_4_1_2_3_nobody_waits_long_for_the_last_notification() {
    let (mut watch, _) = Watch::active();

    watch.bench.act(Agent::shut_down);
    let last = watch.bench.request(&Method::Subscribe);
    watch.accept(&last, 0);
    assert!(!watch.bench.agent.is_idle());
    watch.bench.advance(s(5));

    assert_eq!(watch.ended(), Ending::Unsubscribed);
    assert!(watch.bench.agent.is_idle());
}

#[test]
fn unsubscribing_before_the_answer_ends_what_the_answer_opens() {
    let (mut watch, subscribe) = Watch::start();
    let id = watch.id;

    watch.bench.act(|agent, now| agent.unsubscribe(id, now)).unwrap();
    watch.bench.expect_silence();
    watch.accept(&subscribe, 600);

    let last = watch.bench.request(&Method::Subscribe);
    assert_eq!(last.headers.expires(), Some(0));
    watch.bench.answer(&last, 481);
    assert_eq!(watch.ended(), Ending::Unsubscribed);
    watch.is_gone();
}

#[test]
fn section_4_1_3_reasons_that_end_it_for_good() {
    for (reason, why) in [
        ("rejected", Ending::Rejected),
        ("noresource", Ending::NoResource),
        ("invariant", Ending::Invariant),
    ] {
        let (mut watch, subscribe) = Watch::active();

        watch.notify(&subscribe, &format!("terminated;reason={reason}"), "");

        assert_eq!(watch.ended(), why);
        let id = watch.id;
        let again = watch.bench.act(|agent, now| agent.unsubscribe(id, now));
        assert_eq!(again, Err(Refusal::UnknownId));
        watch.is_gone();
    }
}

#[test]
fn section_4_1_3_reasons_that_mean_to_begin_anew_at_once() {
    for reason in ["deactivated", "timeout", "Timeout"] {
        let (mut watch, first) = Watch::active();
        watch.bench.advance(s(60));

        watch.notify(&first, &format!("terminated;reason={reason}"), "");

        let anew = watch.bench.request(&Method::Subscribe);
        assert_ne!(anew.headers.call_id(), first.headers.call_id());
        assert_eq!(watch.bench.news(), None);
    }
}

#[test]
fn a_notifier_that_breaks_off_at_once_again_and_again_is_left_for_a_while() {
    let (mut watch, first) = Watch::active();

    watch.notify(&first, "terminated;reason=deactivated", "");

    let (problem, wait) = watch.waiting();
    assert_eq!(problem, Problem::ServerTrouble(StatusCode::SERVICE_UNAVAILABLE));
    assert!(wait >= s(28));
    watch.bench.expect_silence();
}

#[test]
fn section_4_1_3_reasons_that_mean_to_wait() {
    for state in
        ["terminated;reason=probation;retry-after=100", "terminated;reason=giveup;retry-after=100"]
    {
        let (mut watch, subscribe) = Watch::active();

        watch.notify(&subscribe, state, "");

        let (_, wait) = watch.waiting();
        assert!(wait >= s(100) && wait <= s(112), "{wait:?}");
        watch.awaited(wait + s(1));
    }
    let (mut watch, subscribe) = Watch::active();
    watch.notify(&subscribe, "terminated", "");
    assert!(watch.waiting().1 <= s(60));
}

#[test]
fn refusals_for_good_and_refusals_to_wait_after() {
    for status in [403, 404, 405, 489, 501, 603] {
        let (mut watch, subscribe) = Watch::start();
        watch.bench.answer(&subscribe, status);
        assert_eq!(watch.ended(), Ending::Refused(StatusCode::new(status).unwrap()));
        watch.is_gone();
    }
    for status in [408, 480, 500, 503] {
        let (mut watch, subscribe) = Watch::start();
        watch.bench.answer(&subscribe, status);
        let (_, wait) = watch.waiting();
        watch.awaited(wait + s(1));
    }
}

#[test]
fn section_4_1_2_1_a_lifetime_that_is_too_brief_is_raised() {
    let (mut watch, subscribe) = Watch::start();
    let mut response = watch.bench.answer_to(&subscribe, 423, "far");
    response.headers.push(HeaderName::MinExpires, 3600);

    watch.bench.receive(response);

    assert_eq!(watch.bench.request(&Method::Subscribe).headers.expires(), Some(3600));
}

#[test]
fn section_4_1_3_notifications_of_what_we_do_not_follow_are_refused() {
    let (mut watch, subscribe) = Watch::active();

    let mut other = watch.build(&subscribe, "active", "");
    other.headers.set(HeaderName::Event, "dialog");
    watch.bench.receive(other);
    watch.bench.response(489);

    let mut stateless = watch.build(&subscribe, "active", "");
    stateless.headers.remove(&HeaderName::SubscriptionState);
    watch.bench.receive(stateless);
    watch.bench.response(400);

    let strange = watch.build(&subscribe, "active", "x").with_body("text/plain", "x");
    watch.bench.receive(strange);
    watch.bench.response(415);

    let mut unknown = watch.build(&subscribe, "active", "");
    unknown.headers.set(HeaderName::CallId, "nobody");
    watch.bench.receive(unknown);
    watch.bench.response(481);
    assert_eq!(watch.bench.news(), None);
}

#[test]
fn section_4_4_1_of_a_forked_subscribe_the_first_notifier_is_kept() {
    let (mut watch, subscribe) = Watch::active();

    let mut fork = watch.build(&subscribe, "active", "<fork/>");
    let from = fork.headers.from().unwrap().with_tag("fork");
    fork.headers.set(HeaderName::From, from);
    watch.bench.receive(fork);

    watch.bench.response(481);
    assert_eq!(watch.bench.news(), None);
}

#[test]
fn rfc_3261_section_12_2_2_a_notification_out_of_order_is_refused() {
    let (mut watch, subscribe) = Watch::active();
    watch.number = 50;
    watch.notify(&subscribe, "active", "");

    watch.number = 40;
    let late = watch.build(&subscribe, "active", "<old/>");
    watch.bench.receive(late);

    watch.bench.response(500);
    assert_eq!(watch.bench.news(), None);
}

#[test]
fn another_network_is_subscribed_from_anew() {
    let (mut watch, first) = Watch::active();

    watch.bench.act(Agent::handle_network_change);

    let anew = watch.bench.request(&Method::Subscribe);
    assert_ne!(anew.headers.call_id(), first.headers.call_id());
}

#[test]
fn the_end_of_an_identity_is_the_end_of_its_subscriptions() {
    let (mut watch, _) = Watch::active();
    let anna = watch.bench.anna;

    watch.bench.act(|agent, now| agent.remove_identity(anna, now)).unwrap();

    assert_eq!(watch.bench.request(&Method::Subscribe).headers.expires(), Some(0));
}

#[test]
fn only_sip_addresses_can_be_followed() {
    let mut bench = Bench::new(TransportKind::Udp);
    let (anna, wish) =
        (bench.anna, Wish { resource: "tel:+4930123".parse().unwrap(), ..wish(&bench) });

    let refused = bench.act(|agent, now| agent.subscribe(anna, wish, now));

    assert_eq!(refused, Err(Refusal::NotDiallable));
}

#[test]
fn a_subscription_is_kept_up_for_a_day() {
    let (mut watch, first) = Watch::active();
    let (begin, mut refreshes) = (watch.bench.now.instant, 0);

    while watch.bench.now.instant < begin + s(86_400) {
        let refresh = watch.awaited(s(301));
        watch.accept(&refresh, 600);
        watch.notify(&first, "active;expires=600", "");
        refreshes += 1;
    }

    assert!((280..=330).contains(&refreshes), "{refreshes}");
    assert_eq!(watch.bench.news(), None);
}

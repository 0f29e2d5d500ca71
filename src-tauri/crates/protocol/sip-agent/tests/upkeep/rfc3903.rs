//! RFC 3903: published event state.

use std::time::Duration;

use sip_agent::publication::{Event, PublicationId};
use sip_agent::registration::Problem;
use sip_agent::wire::TransportKind;
use sip_agent::{Agent, Output, Refusal};
use sip_message::{HeaderName, Message, Method, Request, StatusCode};
use testkit::Bench;

use crate::registrar::s;

/// A bench whose far end is a server of event state.
struct Notice {
    bench: Bench,
    id: PublicationId,
}

impl Notice {
    fn start() -> (Self, Request) {
        let mut bench = Bench::new(TransportKind::Udp);
        let anna = bench.anna;
        let id = bench
            .act(|agent, now| {
                agent.publish(anna, "presence", "application/pidf+xml", "<one/>".into(), now)
            })
            .unwrap();
        let publish = bench.request(&Method::Publish);
        (Self { bench, id }, publish)
    }

    fn published() -> Self {
        let (mut notice, publish) = Self::start();
        notice.accept(&publish, "tag1", 3600);
        assert!(matches!(notice.event(), Event::Published { .. }));
        notice
    }

    fn accept(&mut self, publish: &Request, etag: &str, seconds: u32) {
        let mut response = self.bench.answer_to(publish, 200, "far");
        response.headers.push(HeaderName::SipEtag, etag);
        response.headers.push(HeaderName::Expires, seconds);
        self.bench.receive(response);
    }

    #[track_caller]
    fn event(&mut self) -> Event {
        match self.bench.news() {
            Some(Output::Publication { id, event }) if id == self.id => event,
            other => panic!("news of the publication expected, not {other:?}"),
        }
    }

    #[track_caller]
    fn taken(&mut self) -> Request {
        self.bench.request(&Method::Publish)
    }

    #[track_caller]
    fn awaited(&mut self, most: Duration) -> Request {
        let end = self.bench.now.instant + most;
        while self.bench.agent.next_deadline().is_some_and(|due| due.at <= end) {
            self.bench.run_to_next_deadline();
            if let Some(sent) = self.bench.next_sent()
                && let Message::Request(request) = sent.message
            {
                return request;
            }
        }
        panic!("no PUBLISH within {most:?}")
    }
}

#[test]
fn section_4_2_a_first_publish_carries_state_package_and_lifetime_and_no_tag() {
    let (mut notice, publish) = Notice::start();

    assert_eq!(publish.uri.to_string(), "sip:anna@example.org");
    assert_eq!(publish.headers.to().unwrap().uri.to_string(), "sip:anna@example.org");
    assert_eq!(publish.headers.event().unwrap().package, "presence");
    assert_eq!(publish.headers.expires(), Some(3600));
    assert_eq!(publish.headers.sip_if_match(), None);
    assert_eq!(&publish.body[..], b"<one/>");
    notice.accept(&publish, "tag1", 1800);
    assert_eq!(
        notice.event(),
        Event::Published { until: notice.bench.now.after(s(1800)).timestamp }
    );
}

#[test]
fn section_4_3_a_refresh_names_the_tag_and_carries_no_state() {
    let mut notice = Notice::published();

    let refresh = notice.awaited(s(3000));

    assert_eq!(refresh.headers.sip_if_match(), Some("tag1"));
    assert!(refresh.body.is_empty());
    assert_eq!(refresh.headers.get(&HeaderName::ContentType), None);
    notice.accept(&refresh, "tag2", 3600);
    notice.event();
    assert_eq!(notice.awaited(s(3000)).headers.sip_if_match(), Some("tag2"));
}

#[test]
fn section_4_4_a_change_names_the_tag_and_carries_the_new_state() {
    let mut notice = Notice::published();
    let id = notice.id;

    notice.bench.act(|agent, now| agent.republish(id, "<two/>".into(), now)).unwrap();

    let change = notice.taken();
    assert_eq!(change.headers.sip_if_match(), Some("tag1"));
    assert_eq!(&change.body[..], b"<two/>");
}

#[test]
fn a_change_while_another_is_under_way_follows_it() {
    let (mut notice, publish) = Notice::start();
    let id = notice.id;

    notice.bench.act(|agent, now| agent.republish(id, "<two/>".into(), now)).unwrap();
    notice.bench.act(|agent, now| agent.republish(id, "<three/>".into(), now)).unwrap();
    notice.bench.expect_silence();
    notice.accept(&publish, "tag1", 3600);

    let change = notice.taken();
    assert_eq!(change.headers.sip_if_match(), Some("tag1"));
    assert_eq!(&change.body[..], b"<three/>", "what is old already is never sent");
    assert_eq!(notice.bench.news(), None);
}

#[test]
fn section_4_5_removing_names_the_tag_and_no_lifetime() {
    let mut notice = Notice::published();
    let id = notice.id;

    notice.bench.act(|agent, now| agent.unpublish(id, now)).unwrap();

    let removal = notice.taken();
    assert_eq!(removal.headers.expires(), Some(0));
    assert_eq!(removal.headers.sip_if_match(), Some("tag1"));
    assert!(removal.body.is_empty());
    notice.bench.answer(&removal, 200);
    assert_eq!(notice.event(), Event::Unpublished);
    let again = notice.bench.act(|agent, now| agent.unpublish(id, now));
    assert_eq!(again, Err(Refusal::UnknownId));
    assert_eq!(notice.bench.agent.census().subscriptions, 0);
}

#[test]
fn removing_before_the_answer_removes_what_the_answer_brings() {
    let (mut notice, publish) = Notice::start();
    let id = notice.id;

    notice.bench.act(|agent, now| agent.unpublish(id, now)).unwrap();
    notice.bench.expect_silence();
    notice.accept(&publish, "tag1", 3600);

    let removal = notice.taken();
    assert_eq!(
        (removal.headers.expires(), removal.headers.sip_if_match()),
        (Some(0), Some("tag1"))
    );
    notice.bench.answer(&removal, 200);
    assert_eq!(notice.event(), Event::Unpublished);
}

#[test]
fn section_4_1_a_tag_that_the_server_has_forgotten_is_dropped_and_all_is_sent_anew() {
    let mut notice = Notice::published();
    let refresh = notice.awaited(s(3000));

    notice.bench.answer(&refresh, 412);

    let anew = notice.taken();
    assert_eq!(anew.headers.sip_if_match(), None);
    assert_eq!(&anew.body[..], b"<one/>");
    notice.accept(&anew, "tag9", 3600);
    assert!(matches!(notice.event(), Event::Published { .. }));
}

#[test]
fn section_4_1_a_lifetime_that_is_too_brief_is_raised() {
    let (mut notice, publish) = Notice::start();
    let mut response = notice.bench.answer_to(&publish, 423, "far");
    response.headers.push(HeaderName::MinExpires, 7200);

    notice.bench.receive(response);

    let longer = notice.taken();
    assert_eq!(longer.headers.expires(), Some(7200));
    assert_eq!(&longer.body[..], b"<one/>");
}

#[test]
fn refusals_for_good_and_refusals_to_wait_after() {
    for status in [403, 404, 489, 501] {
        let (mut notice, publish) = Notice::start();
        notice.bench.answer(&publish, status);
        assert_eq!(notice.event(), Event::Refused(StatusCode::new(status).unwrap()));
        assert_eq!(notice.bench.agent.census().subscriptions, 0);
    }
    let (mut notice, publish) = Notice::start();
    notice.bench.answer(&publish, 500);
    let Event::Waiting { problem, .. } = notice.event() else { panic!() };
    assert_eq!(problem, Problem::ServerTrouble(StatusCode::SERVER_INTERNAL_ERROR));
    assert_eq!(&notice.awaited(s(61)).body[..], b"<one/>");
}

#[test]
fn after_a_break_all_is_sent_again_under_the_tag_that_is_known() {
    let mut notice = Notice::published();
    let refresh = notice.awaited(s(3000));
    notice.bench.answer(&refresh, 503);
    assert!(matches!(notice.event(), Event::Waiting { .. }));

    let again = notice.awaited(s(61));

    assert_eq!(again.headers.sip_if_match(), Some("tag1"));
    assert_eq!(&again.body[..], b"<one/>");
}

#[test]
fn a_server_without_tags_is_sent_all_each_time() {
    let (mut notice, publish) = Notice::start();
    notice.bench.answer(&publish, 200);
    notice.event();

    let again = notice.awaited(s(3000));

    assert_eq!(again.headers.sip_if_match(), None);
    assert_eq!(&again.body[..], b"<one/>");
}

#[test]
fn shutting_down_removes_what_is_published() {
    let mut notice = Notice::published();

    notice.bench.act(Agent::shut_down);

    let removal = notice.taken();
    assert!(!notice.bench.agent.is_idle());
    notice.bench.answer(&removal, 200);
    assert!(notice.bench.agent.is_idle());
}

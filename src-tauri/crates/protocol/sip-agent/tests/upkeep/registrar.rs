//! A registrar played by hand, and an identity that registers at it.

use std::time::Duration;

use sip_agent::registration::{Binding, Event, Problem};
use sip_agent::wire::TransportKind;
use sip_agent::{Identity, IdentityId, Output};
use sip_message::digest::Credentials;
use sip_message::{HeaderName, Method, NameAddr, Request, Response, SipUri, StatusCode};
use testkit::Bench;

pub(crate) const fn s(span: u64) -> Duration {
    Duration::from_secs(span)
}

/// A bench whose far end is a registrar, and one identity that registers there.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) bench: Bench,
    pub(crate) id: IdentityId,
}

impl Desk {
    pub(crate) fn new(transport: TransportKind) -> Self {
        Self::with(transport, |_| {})
    }

    /// An identity with something changed.
    pub(crate) fn with(transport: TransportKind, change: impl FnOnce(&mut Identity)) -> Self {
        let mut bench = Bench::new(transport);
        let credentials =
            Credentials { username: "otto".to_owned(), password: "secret".to_owned().into() };
        let aor: SipUri = "sip:otto@example.org".parse().unwrap();
        let mut identity = Identity::new(aor, Some(credentials));
        change(&mut identity);
        let id = bench.agent.add_identity(identity);
        Self { bench, id }
    }

    /// An identity that is registered for `seconds` over UDP.
    pub(crate) fn registered(seconds: u64) -> Self {
        let mut desk = Self::new(TransportKind::Udp);
        let register = desk.register();
        desk.grant(&register, seconds);
        desk.binding();
        desk
    }

    /// Asks for registration and takes the REGISTER that goes out.
    #[track_caller]
    pub(crate) fn register(&mut self) -> Request {
        let id = self.id;
        self.bench.act(|agent, now| agent.register(id, now)).expect("registering is possible");
        assert_eq!(self.event(), Event::Registering);
        self.taken()
    }

    /// Takes the REGISTER that went out.
    #[track_caller]
    pub(crate) fn taken(&mut self) -> Request {
        self.bench.request(&Method::Register)
    }

    /// Lets time pass until a REGISTER goes out, for so long at most.
    #[track_caller]
    pub(crate) fn awaited(&mut self, most: Duration) -> Request {
        let end = self.bench.now.instant + most;
        while self.bench.agent.next_deadline().is_some_and(|due| due.at <= end) {
            self.bench.run_to_next_deadline();
            if let Some(sent) = self.bench.next_sent() {
                let sip_message::Message::Request(request) = sent.message else {
                    panic!("REGISTER expected, not a response")
                };
                assert_eq!(request.method, Method::Register);
                return request;
            }
        }
        panic!("no REGISTER within {most:?}")
    }

    /// Answers 200 with the contact of the request.
    pub(crate) fn grant(&mut self, register: &Request, seconds: u64) {
        let response = granted(register, seconds);
        self.bench.receive(response);
    }

    /// Answers with a status alone.
    pub(crate) fn refuse(&mut self, register: &Request, status: u16) {
        self.bench.answer(register, status);
    }

    /// Answers with a status and one header.
    pub(crate) fn refuse_with(
        &mut self,
        register: &Request,
        status: u16,
        name: HeaderName,
        value: &str,
    ) {
        let mut response = self.bench.answer_to(register, status, "registrar");
        response.headers.push(name, value);
        self.bench.receive(response);
    }

    /// Takes the next news, which must be of our registration.
    #[track_caller]
    pub(crate) fn event(&mut self) -> Event {
        match self.bench.news() {
            Some(Output::Registration { identity, event }) if identity == self.id => event,
            other => panic!("news of the registration expected, not {other:?}"),
        }
    }

    /// Takes the next news, which must be that we are registered.
    #[track_caller]
    pub(crate) fn binding(&mut self) -> Binding {
        let event = self.event();
        let Event::Registered(binding) = event else { panic!("a binding expected, not {event:?}") };
        *binding
    }

    /// Takes the next news, which must be that we wait: why, and for how long.
    #[track_caller]
    pub(crate) fn waiting(&mut self) -> (Problem, Duration) {
        let event = self.event();
        let Event::Waiting { problem, retry_at } = event else {
            panic!("waiting expected, not {event:?}")
        };
        (problem, retry_at.duration_since(self.bench.now.timestamp).unsigned_abs())
    }

    /// Checks that there is neither a message nor news.
    #[track_caller]
    pub(crate) fn nothing_happens(&mut self) {
        self.bench.expect_silence();
        assert_eq!(self.bench.news(), None);
    }
}

/// A 200 with the contact of the request, for so long.
pub(crate) fn granted(register: &Request, seconds: u64) -> Response {
    let mut response = register.response(StatusCode::OK);
    let mut contact = contact(register);
    contact.params.set("expires", &seconds.to_string());
    response.headers.push(HeaderName::Contact, contact);
    response
}

/// The contact of a request.
pub(crate) fn contact(register: &Request) -> NameAddr {
    register.headers.contacts().unwrap().list()[0].clone()
}

/// The number of a request.
pub(crate) fn number(register: &Request) -> u32 {
    register.headers.cseq().unwrap().number
}

//! One SIP agent on a bench: a test plays the network, the resolver and the far end by hand.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use clock::Now;
use sip_agent::wire::{Candidate, Flow, FlowId, Route, SendId, TransportError, TransportKind};
use sip_agent::{Agent, Identity, IdentityId, Input, Output, Settings};
use sip_message::digest::Credentials;
use sip_message::{CSeq, HeaderName, Message, Method, Request, Response, StatusCode, Uri};

use crate::time::{Patience, first_moment};

/// Where the bench's far end is.
const FAR: &str = "192.0.2.9:5060";
/// Where the agent is.
const NEAR: &str = "192.0.2.1:5060";

/// One SIP agent, and everybody else played by hand.
#[derive(Debug)]
pub struct Bench {
    /// The agent under test.
    pub agent: Agent,
    /// The identity `anna`, which does not register and has the password `secret`.
    pub anna: IdentityId,
    /// The moment that is now.
    pub now: Now,
    /// Whether hosts are resolved by themselves: numbers as they are, all names to the far end.
    pub is_resolving: bool,
    transport: TransportKind,
    sent: VecDeque<Sent>,
    news: VecDeque<Output>,
    queries: VecDeque<Output>,
    branches: u32,
    patience: Patience,
}

/// One message that the agent sent.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Names it.
    pub id: SendId,
    /// The way it took.
    pub route: Route,
    /// What it says.
    pub message: Message,
}

impl Default for Bench {
    fn default() -> Self {
        Self::new(TransportKind::Udp)
    }
}

impl Bench {
    /// An agent that speaks to its far end over `transport`.
    ///
    /// # Panics
    ///
    /// Never: what is parsed here is written here.
    #[must_use]
    pub fn new(transport: TransportKind) -> Self {
        let settings = Settings { user_agent: "bench".to_owned(), ..Settings::default() };
        let mut agent = Agent::new(settings, [42; 32]);
        let credentials =
            Credentials { username: "anna".to_owned(), password: "secret".to_owned().into() };
        let aor = "sip:anna@example.org".parse().expect("an address");
        let mut identity = Identity::new(aor, Some(credentials));
        identity.registers = false;
        let anna = agent.add_identity(identity);
        Self {
            agent,
            anna,
            now: first_moment(),
            is_resolving: true,
            transport,
            sent: VecDeque::new(),
            news: VecDeque::new(),
            queries: VecDeque::new(),
            branches: 0,
            patience: Patience::default(),
        }
    }

    /// The flow between the agent and its far end.
    #[must_use]
    pub fn flow(&self) -> Flow {
        self.flow_to(FAR.parse().unwrap_or_else(|_| SocketAddr::from(([192, 0, 2, 9], 5060))))
    }

    /// The flow between the agent and another peer.
    #[must_use]
    pub fn flow_to(&self, peer: SocketAddr) -> Flow {
        let id = match (self.transport, peer) {
            (TransportKind::Udp, SocketAddr::V4(v4)) => u64::from(v4.ip().octets()[3]),
            (TransportKind::Udp | TransportKind::Tcp | TransportKind::Tls, _) => {
                1000 + u64::from(peer.port())
            }
        };
        Flow { transport: self.transport, local: near(), peer, id: FlowId(id) }
    }

    /// The far end's address as a URI: `sip:bert@192.0.2.9` with the bench's transport.
    ///
    /// # Panics
    ///
    /// Never.
    #[must_use]
    pub fn bert(&self) -> Uri {
        let text = match self.transport {
            TransportKind::Udp => "sip:bert@192.0.2.9",
            TransportKind::Tcp => "sip:bert@192.0.2.9;transport=tcp",
            TransportKind::Tls => "sip:bert@192.0.2.9:5060;transport=tls",
        };
        text.parse().expect("an address")
    }

    /// Lets the agent do something.
    pub fn act<T>(&mut self, deed: impl FnOnce(&mut Agent, Now) -> T) -> T {
        let result = deed(&mut self.agent, self.now);
        self.pump();
        result
    }

    /// Calls the far end with an offer and gives the INVITE that went out.
    ///
    /// # Panics
    ///
    /// If nothing goes out.
    pub fn dial(&mut self) -> (sip_agent::invitation::InvitationId, Request) {
        let (anna, bert) = (self.anna, self.bert());
        let offer = Some("offer".into());
        let id = self
            .act(|agent, now| agent.invite(anna, bert, offer, Default::default(), now))
            .expect("dialling is possible");
        (id, self.request(&Method::Invite))
    }

    /// Takes the next message sent.
    pub fn next_sent(&mut self) -> Option<Sent> {
        self.sent.pop_front()
    }

    /// Takes the next message sent, which must be a request of this method.
    ///
    /// # Panics
    ///
    /// If it is not.
    #[track_caller]
    pub fn request(&mut self, method: &Method) -> Request {
        match self.next_sent().map(|sent| sent.message) {
            Some(Message::Request(request)) if request.method == *method => request,
            other => panic!("{method} expected, not {}", describe(other.as_ref())),
        }
    }

    /// Takes the next message sent, which must be a response of this status.
    ///
    /// # Panics
    ///
    /// If it is not.
    #[track_caller]
    pub fn response(&mut self, status: u16) -> Response {
        match self.next_sent().map(|sent| sent.message) {
            Some(Message::Response(response)) if response.status.value() == status => response,
            other => panic!("{status} expected, not {}", describe(other.as_ref())),
        }
    }

    /// # Panics
    ///
    /// If anything was sent and not taken.
    #[track_caller]
    pub fn expect_silence(&mut self) {
        if let Some(sent) = self.next_sent() {
            panic!("silence expected, not {}", describe(Some(&sent.message)));
        }
    }

    /// Forgets what was sent, and tells how much it was.
    pub fn ignore_sent(&mut self) -> usize {
        let count = self.sent.len();
        self.sent.clear();
        count
    }

    /// Takes the next news: an output that is not for the network.
    pub fn news(&mut self) -> Option<Output> {
        self.news.pop_front()
    }

    /// Takes all news.
    pub fn all_news(&mut self) -> Vec<Output> {
        self.news.drain(..).collect()
    }

    /// Takes the next question for the resolver (with `is_resolving` off).
    pub fn query(&mut self) -> Option<Output> {
        self.queries.pop_front()
    }

    /// Hands a message to the agent, as if it came from the far end.
    pub fn receive(&mut self, message: impl Into<Message>) {
        let flow = self.flow();
        self.receive_from(flow, message);
    }

    /// Hands a message to the agent, as if it came over another flow.
    pub fn receive_from(&mut self, flow: Flow, message: impl Into<Message>) {
        let bytes = message.into().to_bytes();
        self.input(Input::Received { flow, bytes });
    }

    /// Hands any input to the agent.
    pub fn input(&mut self, input: Input) {
        self.act(|agent, now| agent.handle_input(input, now));
    }

    /// Says that something could not be sent.
    pub fn fail(&mut self, sent: &Sent, why: TransportError) {
        let (send, route) = (sent.id, sent.route.clone());
        self.input(Input::SendFailed { send, route, why });
    }

    /// Answers a request of the agent: with the far end's tag `far` and its Contact.
    pub fn answer(&mut self, request: &Request, status: u16) {
        let response = self.answer_to(request, status, "far");
        self.receive(response);
    }

    /// Answers a request of the agent with a session description.
    pub fn answer_with(&mut self, request: &Request, status: u16, session: &'static str) {
        let response = self.answer_to(request, status, "far").with_body("application/sdp", session);
        self.receive(response);
    }

    /// Builds an answer with any tag.
    ///
    /// # Panics
    ///
    /// If the status is none.
    #[must_use]
    pub fn answer_to(&self, request: &Request, status: u16, tag: &str) -> Response {
        let status = StatusCode::new(status).expect("a status");
        let mut response = request.response(status);
        if status != StatusCode::TRYING
            && let Ok(to) = request.headers.to()
            && to.tag().is_none()
        {
            response.headers.set(HeaderName::To, to.with_tag(tag));
        }
        if request.method == Method::Invite {
            response.headers.push(HeaderName::Contact, format!("<{}>", self.bert()));
        }
        response
    }

    /// Builds an INVITE of the far end with an offer.
    ///
    /// # Panics
    ///
    /// Never: what is parsed here is written here.
    pub fn invite(&mut self) -> Request {
        let request = self.build(Method::Invite, "sip:anna@192.0.2.1", "<sip:anna@example.org>");
        request.with_body("application/sdp", "offer")
    }

    /// Builds a request of the far end outside any dialog: From tag `far`, Call-ID `call`, CSeq 1.
    ///
    /// # Panics
    ///
    /// If `uri` is none.
    pub fn build(&mut self, method: Method, uri: &str, to: &str) -> Request {
        self.branches += 1;
        let via = self.transport.via_name();
        let mut request = Request::new(method.clone(), uri.parse().expect("an address"));
        let headers = &mut request.headers;
        headers.push(
            HeaderName::Via,
            format!("SIP/2.0/{via} 192.0.2.9:5060;branch=z9hG4bKfar{};rport", self.branches),
        );
        headers.push(HeaderName::MaxForwards, 70);
        headers.push(HeaderName::From, "\"Bert\" <sip:bert@example.org>;tag=far");
        headers.push(HeaderName::To, to);
        headers.push(HeaderName::CallId, "call");
        headers.push(HeaderName::CSeq, CSeq::new(1, method));
        let contact = format!("<{}>", self.bert());
        request.headers.push(HeaderName::Contact, contact);
        request
    }

    /// Builds a request of the far end within the dialog that one of its requests and our response
    /// opened (or one of ours and its response, the other way round).
    ///
    /// # Panics
    ///
    /// If the response has no To.
    pub fn within(&mut self, response: &Response, method: Method, cseq: u32) -> Request {
        let far = response.headers.from().ok().and_then(|from| from.tag());
        let is_theirs = far.as_deref() == Some("far");
        let (from, to) = if is_theirs {
            (HeaderName::From, HeaderName::To)
        } else {
            (HeaderName::To, HeaderName::From)
        };
        let value = |name: &HeaderName| response.headers.get(name).unwrap_or_default().to_owned();
        let mut request = self.build(method.clone(), "sip:anna@192.0.2.1", &value(&to));
        request.headers.set(HeaderName::From, value(&from));
        request.headers.set(HeaderName::CallId, value(&HeaderName::CallId));
        request.headers.set(HeaderName::CSeq, CSeq::new(cseq, method));
        request
    }

    /// Lets time pass, waking the agent at each of its deadlines.
    pub fn advance(&mut self, span: Duration) {
        let end = self.now.instant + span;
        while let Some(deadline) = self.agent.next_deadline().filter(|due| due.at <= end) {
            self.turn_to(deadline.at);
        }
        self.now = self.now.after(end.saturating_duration_since(self.now.instant));
    }

    /// Turns the clock to the agent's next deadline and tells its reason and the wait.
    pub fn run_to_next_deadline(&mut self) -> Option<(&'static str, Duration)> {
        let deadline = self.agent.next_deadline()?;
        let wait = deadline.at.saturating_duration_since(self.now.instant);
        self.turn_to(deadline.at);
        Some((deadline.why, wait))
    }

    fn turn_to(&mut self, at: std::time::Instant) {
        self.patience.note(at);
        self.now = self.now.after(at.saturating_duration_since(self.now.instant));
        self.act(Agent::handle_timeout);
    }

    fn pump(&mut self) {
        while let Some(output) = self.agent.poll_output() {
            match output {
                Output::Resolve { query, target } if self.is_resolving => {
                    let kind = target.transport.unwrap_or(self.transport);
                    let far = self.flow().peer;
                    let peer = target
                        .host
                        .ip()
                        .map_or(far, |ip| SocketAddr::new(ip, target.port.unwrap_or(5060)));
                    let candidate =
                        Candidate { transport: kind, peer, local: near(), server_name: None };
                    let result = Ok(vec![candidate]);
                    self.agent.handle_input(Input::Resolved { query, result }, self.now);
                }
                query @ Output::Resolve { .. } => self.queries.push_back(query),
                Output::Send { id, route, bytes } => {
                    let reading = sip_message::read(&bytes).expect("the agent writes messages");
                    // A response repeats what was wrong with its request.
                    if let Message::Request(_) = reading.message {
                        assert!(reading.faults.is_empty(), "{:?}", reading.faults);
                    }
                    self.sent.push_back(Sent { id, route, message: reading.message });
                }
                news @ (Output::Ping { .. }
                | Output::Registration { .. }
                | Output::Incoming(_)
                | Output::Invitation { .. }
                | Output::Subscription { .. }
                | Output::Publication { .. }
                | Output::Request(_)
                | Output::Answered { .. }) => self.news.push_back(news),
            }
        }
    }
}

fn near() -> SocketAddr {
    NEAR.parse().unwrap_or_else(|_| SocketAddr::from(([192, 0, 2, 1], 5060)))
}

fn describe(message: Option<&Message>) -> String {
    message.map_or_else(|| "silence".to_owned(), crate::ladder::words)
}

//! The transaction layer alone, for the tests of RFC 3261 §17.

use std::time::Duration;

use clock::Now;
use sip_agent::transaction::{ClientId, Delivery, Event, Hop, ServerId, Transactions};
use sip_agent::wire::{Candidate, Flow, FlowId, Route, SendId, TransportError, TransportKind};
use sip_message::{CSeq, HeaderName, Message, Method, Request, Response, StatusCode};
use testkit::first_moment;

pub(crate) struct Layer {
    pub(crate) transactions: Transactions,
    pub(crate) now: Now,
    pub(crate) transport: TransportKind,
    events: Vec<Event>,
}

impl Layer {
    pub(crate) fn new(transport: TransportKind) -> Self {
        Self {
            transactions: Transactions::new(Default::default(), Default::default(), [3; 32]),
            now: first_moment(),
            transport,
            events: Vec::new(),
        }
    }

    pub(crate) fn flow(&self) -> Flow {
        Flow {
            transport: self.transport,
            local: "192.0.2.1:5060".parse().unwrap(),
            peer: "192.0.2.9:5060".parse().unwrap(),
            id: FlowId(9),
        }
    }

    pub(crate) fn send(&mut self, method: Method) -> (ClientId, Request) {
        let mut request = Request::new(method.clone(), "sip:bert@example.org".parse().unwrap());
        let headers = &mut request.headers;
        headers.push(HeaderName::Route, "<sip:192.0.2.9;lr>");
        headers.push(HeaderName::From, "<sip:anna@example.org>;tag=near");
        headers.push(HeaderName::To, "<sip:bert@example.org>");
        headers.push(HeaderName::CallId, "call");
        headers.push(HeaderName::CSeq, CSeq::new(7, method.clone()));
        let flow = self.flow();
        let hop = Hop::new(Candidate {
            transport: flow.transport,
            peer: flow.peer,
            local: flow.local,
            server_name: None,
        });
        let id = self.transactions.send_request(request, hop, self.now).unwrap();
        let sent = self.requests(&method);
        assert_eq!(sent.len(), 1, "sent once at first");
        (id, sent[0].clone())
    }

    pub(crate) fn receive(&mut self, message: impl Into<Message>) -> Delivery {
        let flow = self.flow();
        self.transactions.handle_message(message.into(), &flow, self.now)
    }

    pub(crate) fn answer(&mut self, request: &Request, status: u16) -> Delivery {
        let mut response = request.response(StatusCode::new(status).unwrap());
        if status > 100 {
            response.headers.set(HeaderName::To, "<sip:bert@example.org>;tag=far");
        }
        self.receive(response)
    }

    /// A request of the far end.
    pub(crate) fn theirs(&self, method: Method, branch: &str) -> Request {
        let mut request = Request::new(method.clone(), "sip:anna@192.0.2.1".parse().unwrap());
        let via = self.transport.via_name();
        let headers = &mut request.headers;
        headers
            .push(HeaderName::Via, format!("SIP/2.0/{via} 192.0.2.9:5060;branch={branch};rport"));
        headers.push(HeaderName::From, "<sip:bert@example.org>;tag=far");
        headers.push(HeaderName::To, "<sip:anna@example.org>");
        headers.push(HeaderName::CallId, "call");
        headers.push(HeaderName::CSeq, CSeq::new(1, method));
        request
    }

    /// Hands in a request that must be new.
    #[track_caller]
    pub(crate) fn offer(&mut self, request: &Request) -> ServerId {
        match self.receive(request.clone()) {
            Delivery::Request { id, .. } => id,
            other => panic!("a new request expected, not {other:?}"),
        }
    }

    pub(crate) fn respond(&mut self, id: ServerId, request: &Request, status: u16) -> Response {
        let mut response = request.response(StatusCode::new(status).unwrap());
        if status > 100 {
            response.headers.set(HeaderName::To, "<sip:anna@example.org>;tag=near");
        }
        self.transactions.respond(id, &response, self.now).unwrap();
        response
    }

    /// Turns the clock to the next deadline and tells its reason and the wait in milliseconds.
    pub(crate) fn next(&mut self) -> Option<(&'static str, u128)> {
        let deadline = self.transactions.next_deadline()?;
        let wait = deadline.at - self.now.instant;
        self.now = self.now.after(wait);
        self.transactions.handle_timeout(self.now);
        Some((deadline.why, wait.as_millis()))
    }

    pub(crate) fn advance(&mut self, span: Duration) {
        let end = self.now.instant + span;
        while self.transactions.next_deadline().is_some_and(|deadline| deadline.at <= end) {
            self.next();
        }
        self.now = self.now.after(end - self.now.instant);
    }

    fn collect(&mut self) {
        while let Some(event) = self.transactions.poll_event() {
            self.events.push(event);
        }
    }

    /// All that was sent since the last time.
    pub(crate) fn sent(&mut self) -> Vec<(SendId, Route, Message)> {
        self.collect();
        let mut sent = Vec::new();
        self.events.retain(|event| match event {
            Event::Send { id, route, bytes } => {
                let message = sip_message::read(bytes).unwrap().message;
                sent.push((*id, route.clone(), message));
                false
            }
            _ => true,
        });
        sent
    }

    /// The requests of this method among all that was sent since the last time.
    pub(crate) fn requests(&mut self, method: &Method) -> Vec<Request> {
        let sent = self.sent().into_iter();
        sent.filter_map(|(_, _, message)| match message {
            Message::Request(request) if request.method == *method => Some(request),
            _ => None,
        })
        .collect()
    }

    /// The statuses of the responses among all that was sent since the last time.
    pub(crate) fn statuses(&mut self) -> Vec<u16> {
        let sent = self.sent().into_iter();
        sent.filter_map(|(_, _, message)| match message {
            Message::Response(response) => Some(response.status.value()),
            Message::Request(_) => None,
        })
        .collect()
    }

    /// All events since the last time but what was sent.
    pub(crate) fn events(&mut self) -> Vec<Event> {
        self.collect();
        let (sent, events): (Vec<_>, Vec<_>) =
            self.events.drain(..).partition(|event| matches!(event, Event::Send { .. }));
        self.events = sent;
        events
    }

    pub(crate) fn fail(&mut self, send: SendId) {
        self.transactions.handle_send_failure(send, TransportError::Refused);
    }
}

pub(crate) const fn failed(id: ClientId) -> Event {
    Event::Failed { id, why: None }
}

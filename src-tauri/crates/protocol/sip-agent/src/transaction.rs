//! Client and server transactions for whoever speaks SIP: the agent, or a proxy in a test.
//!
//! A transaction repeats what the network may lose, absorbs what the network doubled, and gives
//! up in time. [`Transactions`] holds those of both sides. Nothing here knows of dialogs, users
//! or resolving: whoever is above (the *transaction user*, TU) builds the messages and names the
//! [`Hop`] they take.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let now = clock::Now { instant: first_instant(), timestamp: clock::Timestamp::UNIX_EPOCH };
//! # #[expect(clippy::disallowed_methods, reason = "an example needs some first instant")]
//! # fn first_instant() -> std::time::Instant { std::time::Instant::now() }
//! use sip_agent::transaction::{Event, Hop, Transactions};
//! use sip_agent::wire::{Candidate, TransportKind};
//! use sip_message::{CSeq, HeaderName, Method, Request};
//!
//! let mut transactions = Transactions::new(Default::default(), Default::default(), [7; 32]);
//! let mut request = Request::new(Method::Options, "sip:pbx.example.org".parse()?);
//! request.headers.push(HeaderName::CSeq, CSeq::new(1, Method::Options));
//! let hop = Hop::new(Candidate {
//!     transport: TransportKind::Udp,
//!     peer: "192.0.2.1:5060".parse()?,
//!     local: "192.0.2.7:5060".parse()?,
//!     server_name: None,
//! });
//!
//! let id = transactions.send_request(request, hop, now)?;
//!
//! let Some(Event::Send { bytes, .. }) = transactions.poll_event() else { panic!("not sent") };
//! assert!(bytes.starts_with(b"OPTIONS sip:pbx.example.org SIP/2.0\r\n"));
//! assert_eq!(transactions.next_deadline().map(|d| d.why), Some("request repetition (timer E)"));
//! # let _ = id;
//! # Ok(())
//! # }
//! ```
//!
//! Source: RFC 3261 §17, RFC 6026 (accepted states), RFC 4320 (no 408 for what is not INVITE).

mod client;
mod key;
mod receiving;
mod seam;
mod server;

use std::collections::{BTreeMap, VecDeque};

use clock::{Deadline, Now};
use sip_message::{CSeq, HeaderName, Message, Request, Response, Via, ViaTransport};

use self::client::{Client, ClientNews};
use self::key::{ClientKey, Origin, ServerKey};
use self::receiving::reply_route;
pub use self::seam::{ClientId, Delivery, Event, Full, Hop, Parcel, RespondError, ServerId};
use self::server::{Server, ServerNews};
use crate::chance::Chance;
use crate::schedule::Schedule;
use crate::settings::{Limits, Timers};
use crate::wire::{Flow, Route, SendId, TransportError};

/// All transactions of one element.
#[derive(Debug)]
pub struct Transactions {
    timers: Timers,
    limits: Limits,
    chance: Chance,
    next_id: u64,
    clients: BTreeMap<u64, Client>,
    servers: BTreeMap<u64, Server>,
    client_keys: BTreeMap<ClientKey, u64>,
    server_keys: BTreeMap<ServerKey, u64>,
    origins: BTreeMap<Origin, u64>,
    schedule: Schedule<u64>,
    events: VecDeque<Event>,
}

impl Transactions {
    /// No transactions yet. `seed` gives the branches.
    #[must_use]
    pub fn new(timers: Timers, limits: Limits, seed: [u8; 32]) -> Self {
        Self {
            timers,
            limits,
            chance: Chance::new(seed),
            next_id: 1,
            clients: BTreeMap::new(),
            servers: BTreeMap::new(),
            client_keys: BTreeMap::new(),
            server_keys: BTreeMap::new(),
            origins: BTreeMap::new(),
            schedule: Schedule::default(),
            events: VecDeque::new(),
        }
    }

    /// How many client and server transactions are under way.
    #[must_use]
    pub fn len(&self) -> (usize, usize) {
        (self.clients.len(), self.servers.len())
    }

    /// Whether none is under way.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clients.is_empty() && self.servers.is_empty()
    }

    /// The oldest event not yet taken; poll until `None` after every other call.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// When [`Self::handle_timeout`] must be called at the latest.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Deadline> {
        self.schedule.next()
    }

    /// The request of a server transaction.
    #[must_use]
    pub fn request(&self, id: ServerId) -> Option<&Request> {
        self.servers.get(&id.0).map(|server| &server.request)
    }

    /// Whether another request with the same origin but another way here is still being handled.
    ///
    /// Source: RFC 3261 §8.2.2.2 (merged requests).
    #[must_use]
    pub fn is_merged(&self, id: ServerId) -> bool {
        self.servers.get(&id.0).is_some_and(|server| {
            self.origins.get(&server.origin).is_some_and(|first| *first != id.0)
        })
    }

    /// Sends a request in a new transaction: adds our Via with a new branch, and repeats it until
    /// it is answered. Not for ACK, CANCEL.
    pub fn send_request(
        &mut self,
        mut request: Request,
        hop: Hop,
        now: Now,
    ) -> Result<ClientId, Full> {
        if self.clients.len() >= self.limits.transactions {
            return Err(Full);
        }
        let branch = self.branch();
        request.headers.push_front(HeaderName::Via, via(&hop, &branch));
        Ok(self.start_client(request, hop, branch, now))
    }

    /// Cancels an INVITE: at once if a provisional response has come, else as soon as one comes.
    ///
    /// The transaction then fails 64 × T1 after the CANCEL if no final response comes.
    /// Source: RFC 3261 §9.1.
    pub fn cancel(&mut self, id: ClientId, reason: Option<&str>, now: Now) {
        if let Some(client) = self.clients.get_mut(&id.0)
            && client.want_cancel(reason)
        {
            self.send_cancel(id.0, now);
        }
    }

    /// Waits no longer than 64 × T1 from now for the final response to an INVITE, without CANCEL:
    /// for a re-INVITE whose dialog has ended.
    pub fn limit(&mut self, id: ClientId, now: Now) {
        if let Some(client) = self.clients.get_mut(&id.0) {
            client.limit(now.instant, self.timers);
            let deadline = client.deadline();
            self.schedule.set(id.0, deadline);
        }
    }

    /// Sends a request outside any transaction: the ACK of a 2xx. The same bytes may be sent again
    /// by [`Self::resend`]. Failure is not reported.
    pub fn send_ack(&mut self, mut request: Request, hop: &Hop) -> Parcel {
        let branch = self.branch();
        request.headers.push_front(HeaderName::Via, via(hop, &branch));
        let parcel = Parcel { id: self.send_id(), route: hop.route(), bytes: request.to_bytes() };
        self.resend(&parcel);
        parcel
    }

    /// Sends a parcel again.
    pub fn resend(&mut self, parcel: &Parcel) {
        let Parcel { id, route, bytes } = parcel.clone();
        self.events.push_back(Event::Send { id, route, bytes });
    }

    /// Forwards a response that belongs to no transaction, by its topmost Via, which is the next
    /// hop's: for proxies. Nothing is sent if that Via cannot be read.
    pub fn forward_stray(&mut self, response: &Response, flow: &Flow) {
        if let Some(route) = response.headers.top_via().ok().and_then(|via| reply_route(&via, flow))
        {
            let id = self.send_id();
            self.events.push_back(Event::Send { id, route, bytes: response.to_bytes() });
        }
    }

    /// Responds to a request. A 2xx to INVITE may be repeated; repeating it until the ACK comes is
    /// the user's task. Source: RFC 3261 §13.3.1.4.
    pub fn respond(
        &mut self,
        id: ServerId,
        response: &Response,
        now: Now,
    ) -> Result<(), RespondError> {
        let server = self.servers.get_mut(&id.0).ok_or(RespondError::Unknown)?;
        let bytes = response.to_bytes();
        let news = server
            .respond(response.status, bytes, now.instant, self.timers)
            .ok_or(RespondError::Answered)?;
        if let Some(tag) = response.headers.to().ok().and_then(|to| to.tag()) {
            server.tag = Some(tag);
        }
        self.follow_server(id.0, news);
        Ok(())
    }

    /// The To tag of the latest response that had one. Source: RFC 3261 §9.2.
    #[must_use]
    pub fn tag_of(&self, id: ServerId) -> Option<&str> {
        self.servers.get(&id.0)?.tag.as_deref()
    }

    /// Takes one message that came in over `flow`.
    pub fn handle_message(&mut self, message: Message, flow: &Flow, now: Now) -> Delivery {
        match message {
            Message::Request(request) => self.handle_request(request, flow, now),
            Message::Response(response) => self.handle_response(response, flow, now),
        }
    }

    /// Takes the news that something could not be sent.
    pub fn handle_send_failure(&mut self, send: SendId, why: TransportError) {
        if let Some(client) = self.clients.get(&send.0) {
            let is_waiting = client.is_unanswered();
            let is_own = client.is_own;
            self.drop_client(send.0);
            if !is_own {
                let id = ClientId(send.0);
                self.events.push_back(if is_waiting {
                    Event::Failed { id, why: Some(why) }
                } else {
                    Event::ClientEnded(id)
                });
            }
        } else if let Some(server) = self.servers.get(&send.0) {
            let is_kept = server.outlives_send_failure();
            self.events.push_back(Event::Undelivered { id: ServerId(send.0), why });
            if !is_kept {
                self.drop_server(send.0);
            }
        }
    }

    /// Takes the news that a connection is gone: requests sent over it that nobody has answered at
    /// all will not be. One that is being handled may still be answered over a new connection.
    pub fn handle_flow_closed(&mut self, flow: &Flow, why: TransportError) {
        let lost: Vec<u64> = self
            .clients
            .iter()
            .filter(|(_, client)| client.is_lost_with(flow))
            .map(|(id, _)| *id)
            .collect();
        for id in lost {
            self.handle_send_failure(SendId(id), why);
        }
    }

    /// Repeats, gives up and forgets what is due at `now`.
    pub fn handle_timeout(&mut self, now: Now) {
        while let Some(id) = self.schedule.take_due(now.instant) {
            if let Some(client) = self.clients.get_mut(&id) {
                let news = client.handle_timeout(now.instant, self.timers);
                self.follow_client(id, news);
            } else if let Some(server) = self.servers.get_mut(&id) {
                let news = server.handle_timeout(now.instant, self.timers);
                self.follow_server(id, news);
            }
        }
    }

    /// Forgets a client transaction: whatever still comes for it is stray.
    pub fn forget(&mut self, id: ClientId) {
        self.drop_client(id.0);
    }

    fn send_cancel(&mut self, id: u64, now: Now) {
        let Some(client) = self.clients.get_mut(&id) else { return };
        let (request, hop, branch) = client.take_cancel(now.instant, self.timers);
        let deadline = client.deadline();
        self.schedule.set(id, deadline);
        let cancel = self.start_client(request, hop, branch, now);
        if let Some(client) = self.clients.get_mut(&cancel.0) {
            client.is_own = true;
        }
    }

    fn start_client(&mut self, request: Request, hop: Hop, branch: String, now: Now) -> ClientId {
        let id = self.send_id();
        let key = ClientKey::new(branch.clone(), &request.method);
        let client = Client::new(request, hop, branch, now.instant, self.timers);
        self.events.push_back(Event::Send {
            id,
            route: client.hop.route(),
            bytes: client.bytes.clone(),
        });
        self.schedule.set(id.0, client.deadline());
        self.client_keys.insert(key, id.0);
        self.clients.insert(id.0, client);
        ClientId(id.0)
    }

    fn start_server(
        &mut self,
        request: Request,
        key: ServerKey,
        route: Route,
        now: Now,
    ) -> ServerId {
        let id = self.send_id().0;
        let origin = Origin::of(&request);
        self.origins.entry(origin.clone()).or_insert(id);
        let server = Server::new(request, key.clone(), origin, route, now.instant, self.timers);
        self.schedule.set(id, server.deadline());
        self.server_keys.insert(key, id);
        self.servers.insert(id, server);
        ServerId(id)
    }

    fn follow_client(&mut self, id: u64, news: ClientNews) {
        let Some(client) = self.clients.get(&id) else { return };
        if let Some(bytes) = news.send {
            self.events.push_back(Event::Send { id: SendId(id), route: client.hop.route(), bytes });
        }
        let (deadline, is_own) = (client.deadline(), client.is_own);
        if !news.is_over {
            self.schedule.set(id, deadline);
            return;
        }
        self.drop_client(id);
        if !is_own {
            self.events.push_back(if news.is_timed_out {
                Event::Failed { id: ClientId(id), why: None }
            } else {
                Event::ClientEnded(ClientId(id))
            });
        }
    }

    fn follow_server(&mut self, id: u64, news: ServerNews) {
        let Some(server) = self.servers.get(&id) else { return };
        if let Some(bytes) = news.send {
            self.events.push_back(Event::Send {
                id: SendId(id),
                route: server.route.clone(),
                bytes,
            });
        }
        self.schedule.set(id, server.deadline());
        if news.is_unacknowledged {
            self.events.push_back(Event::Unacknowledged(ServerId(id)));
        }
        if news.is_over {
            self.drop_server(id);
        }
    }

    fn drop_client(&mut self, id: u64) {
        if let Some(client) = self.clients.remove(&id) {
            self.client_keys.remove(&ClientKey::new(client.branch, &client.request.method));
            self.schedule.set(id, None);
        }
    }

    fn drop_server(&mut self, id: u64) {
        if let Some(server) = self.servers.remove(&id) {
            self.server_keys.remove(&server.key);
            if self.origins.get(&server.origin) == Some(&id) {
                self.origins.remove(&server.origin);
            }
            self.schedule.set(id, None);
            self.events.push_back(Event::ServerEnded(ServerId(id)));
        }
    }

    fn branch(&mut self) -> String {
        format!("z9hG4bK{}", self.chance.token())
    }

    const fn send_id(&mut self) -> SendId {
        let id = self.next_id;
        self.next_id += 1;
        SendId(id)
    }
}

fn via(hop: &Hop, branch: &str) -> Via {
    let local = hop.candidate.local;
    let transport = match hop.candidate.transport {
        crate::wire::TransportKind::Udp => ViaTransport::Udp,
        crate::wire::TransportKind::Tcp => ViaTransport::Tcp,
        crate::wire::TransportKind::Tls => ViaTransport::Tls,
    };
    Via::new(transport, local.ip().into(), Some(local.port()), branch)
}

/// The CSeq of a request, or 0 with its method where it is unreadable.
pub(crate) fn cseq_of(request: &Request) -> CSeq {
    request.headers.cseq().unwrap_or_else(|_| CSeq::new(0, request.method.clone()))
}

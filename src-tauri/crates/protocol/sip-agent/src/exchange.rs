//! One request and its final answer: finds servers, tries one after the other, answers challenges,
//! follows redirects.
//!
//! ```text
//! start ─▶ Resolving ─candidates─▶ Trying ──final──▶ over (Event::Final)
//!              ▲                    │ │ │
//!              │ redirected         │ │ └ 2xx to INVITE ▶ Accepted ─timer M─▶ over (Event::Closed)
//!              └────────────────────┘ └ challenged, 503, silent, broken ▶ Trying (next candidate)
//! ```
//!
//! A machine that has something to ask builds the request without Via, Contact and Authorization,
//! starts it by [`Core::start`] and gets its events by its [`Owner`]. Every exchange ends with
//! exactly one `Final`, `Closed` or (an ACK, which has no answer) `Shipped`.
//!
//! Source: RFC 3261 §8.1.3 (processing responses), §18.1.1 (large requests), §22 (digest);
//! RFC 3263 §4.3 (fail-over).

mod answers;
mod candidates;
mod trying;

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use clock::Now;
use sip_message::{Method, Request, Response, Uri};

use self::answers::{Answers, Nonces};
use self::candidates::{Candidates, Penalties};
use crate::agent::Refusal;
use crate::core::{ContactForm, Core, SequenceId};
use crate::identity::IdentityId;
use crate::invitation::InvitationId;
use crate::publication::PublicationId;
use crate::request::{Failure, RequestId};
use crate::subscription::SubscriptionId;
use crate::transaction::{ClientId, Hop, Parcel, cseq_of};
use crate::wire::{Candidate, Flow, QueryId, ResolveError, Target, TransportError};

/// How long a server that failed is tried last. Source: RFC 3261 §21.5.4 leaves it open.
const PENALTY: Duration = Duration::from_secs(30);
/// How long large requests go by UDP to a server that took no connection.
const WITHOUT_STREAM: Duration = Duration::from_secs(600);

/// Names one exchange; never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ExchangeId(u64);

/// Whom the events of an exchange are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    Registration(IdentityId),
    Invitation(InvitationId),
    Subscription(SubscriptionId),
    Publication(PublicationId),
    Request(RequestId),
    /// A NOTIFY about what their REFER asked for.
    Referral(RequestId),
    /// The outcome interests nobody: a BYE of a call that is over for the person.
    Nobody,
}

/// Where a request goes: the hop first, if there is one, then what the target resolves to.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Way {
    pub(crate) hop: Option<Hop>,
    pub(crate) target: Option<Target>,
}

/// A request to be sent.
#[derive(Debug)]
pub(crate) struct Order {
    /// Without Via, Contact, Authorization; the number of its CSeq is replaced.
    pub(crate) request: Request,
    pub(crate) owner: Owner,
    /// Whose credentials answer challenges.
    pub(crate) identity: Option<IdentityId>,
    /// Gives the CSeq number of every new attempt; `None` keeps the request's own (ACK).
    pub(crate) sequence: Option<SequenceId>,
    /// Written for each candidate; `None` for requests without Contact.
    pub(crate) contact: Option<ContactForm>,
    pub(crate) way: Way,
    /// Whether 301 and 302 are followed (not within a dialog).
    pub(crate) follows_redirects: bool,
}

/// A response and what it answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Heard {
    pub(crate) response: Response,
    /// As it was sent, Via, Contact, CSeq and Authorization included.
    pub(crate) request: Request,
    /// The server that answered; with the flow it answered over.
    pub(crate) hop: Hop,
    /// The flow that the response came over.
    pub(crate) flow: Flow,
    /// What was resolved to find the server.
    pub(crate) target: Option<Target>,
}

/// What became of an exchange.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    /// 1xx.
    Provisional(Box<Heard>),
    /// 2xx to INVITE: each one, repetitions and those of other forks too.
    Success(Box<Heard>),
    /// Any other final response, or none: the last event.
    Final(Result<Box<Heard>, Failure>),
    /// No further 2xx to INVITE can come: the last event.
    Closed,
    /// An ACK is sent; it may be sent again: the last event.
    Shipped(Parcel),
}

#[derive(Debug)]
struct Exchange {
    order: Order,
    state: State,
    candidates: Candidates,
    answers: Answers,
    /// Contacts of redirects not tried yet, best first.
    contacts: VecDeque<Uri>,
    /// Request URIs tried so far.
    visited: Vec<Uri>,
    /// The CSeq number of the attempt; a fail-over keeps it.
    cseq: u32,
    is_cancelled: bool,
    /// What is told if nothing better comes.
    last: Option<Result<Box<Heard>, Failure>>,
}

#[derive(Debug)]
enum State {
    Resolving { query: QueryId },
    Trying { client: ClientId, hop: Hop, sent: Box<Request> },
    Accepted { hop: Hop, sent: Box<Request> },
}

/// All exchanges of one agent.
#[derive(Debug, Default)]
pub(crate) struct Exchanges {
    table: BTreeMap<ExchangeId, Exchange>,
    by_query: BTreeMap<QueryId, ExchangeId>,
    by_client: BTreeMap<ClientId, ExchangeId>,
    penalties: Penalties,
    nonces: Nonces,
    events: VecDeque<(ExchangeId, Owner, Event)>,
}

impl Exchanges {
    pub(crate) fn len(&self) -> usize {
        self.table.len()
    }

    pub(crate) fn poll_event(&mut self) -> Option<(ExchangeId, Owner, Event)> {
        self.events.pop_front()
    }

    /// Whether nothing waits for an answer; accepted INVITEs only linger.
    pub(crate) fn is_quiet(&self) -> bool {
        self.table.values().all(|exchange| match exchange.state {
            State::Accepted { .. } => true,
            State::Resolving { .. } | State::Trying { .. } => false,
        })
    }

    /// Forgets what was learned from the servers of an identity.
    pub(crate) fn forget_identity(&mut self, identity: IdentityId) {
        self.nonces.forget(identity);
    }

    /// Whether any server is avoided at `now` because it failed lately.
    pub(crate) fn has_penalties(&self, now: std::time::Instant) -> bool {
        self.penalties.is_any_at(now)
    }

    /// Forgets which servers failed: the network is another.
    pub(crate) fn forget_penalties(&mut self) {
        self.penalties = Penalties::default();
    }
}

impl Core {
    /// Starts a request. Its events come by its owner, the first of them possibly at once.
    pub(crate) fn start(&mut self, order: Order, now: Now) -> Result<ExchangeId, Refusal> {
        if self.exchanges.len() >= self.settings.limits.transactions {
            return Err(Refusal::Full);
        }
        let id = ExchangeId(self.fresh_id());
        let own = cseq_of(&order.request).number;
        let cseq = self.sequences.next_or(order.sequence, own);
        let candidates = Candidates::new(order.way.hop.clone(), self.settings.limits.candidates);
        let exchange = Exchange {
            visited: vec![order.request.uri.clone()],
            order,
            state: State::Resolving { query: QueryId(0) },
            candidates,
            answers: Answers::default(),
            contacts: VecDeque::new(),
            cseq,
            is_cancelled: false,
            last: None,
        };
        self.exchanges.table.insert(id, exchange);
        self.try_next(id, now);
        Ok(id)
    }

    /// Gives an exchange up: an INVITE under way is cancelled, what is not sent yet never is.
    /// `Final` follows, after the far end's answer if there is one to wait for.
    pub(crate) fn abandon(&mut self, id: ExchangeId, reason: Option<&str>, now: Now) {
        let Some(exchange) = self.exchanges.table.get_mut(&id) else { return };
        exchange.is_cancelled = true;
        match &exchange.state {
            State::Resolving { .. } => self.finish(id, Err(Failure::Abandoned)),
            State::Trying { client, .. } if exchange.order.request.method == Method::Invite => {
                let client = *client;
                self.transactions.cancel(client, reason, now);
            }
            State::Trying { .. } | State::Accepted { .. } => {}
        }
    }

    /// Waits only as long as a transaction may take, and tries nothing more: the dialog of an INVITE
    /// within it has ended.
    pub(crate) fn let_expire(&mut self, id: ExchangeId, now: Now) {
        let Some(exchange) = self.exchanges.table.get_mut(&id) else { return };
        exchange.is_cancelled = true;
        match exchange.state {
            State::Trying { client, .. } => self.transactions.limit(client, now),
            State::Resolving { .. } => self.finish(id, Err(Failure::Abandoned)),
            State::Accepted { .. } => {}
        }
    }

    /// Forgets an exchange without any event; what is under way goes unanswered.
    pub(crate) fn forget_exchange(&mut self, id: ExchangeId) {
        if let Some(exchange) = self.exchanges.table.remove(&id) {
            match exchange.state {
                State::Resolving { query } => {
                    self.exchanges.by_query.remove(&query);
                }
                State::Trying { client, .. } => {
                    self.exchanges.by_client.remove(&client);
                    self.transactions.forget(client);
                }
                State::Accepted { .. } => {}
            }
        }
    }

    /// Takes what the resolver found.
    pub(crate) fn handle_resolved(
        &mut self,
        query: QueryId,
        result: Result<Vec<Candidate>, ResolveError>,
        now: Now,
    ) {
        let Some(id) = self.exchanges.by_query.remove(&query) else { return };
        let Some(exchange) = self.exchanges.table.get_mut(&id) else { return };
        match result {
            Ok(found) => {
                let identity =
                    exchange.order.identity.and_then(|identity| self.profiles.get(&identity));
                let wanted = identity.and_then(|profile| profile.identity.transport);
                let order = self.exchanges.penalties.sort(found, now.instant);
                exchange.candidates.add(order, wanted);
                if exchange.candidates.is_empty() && exchange.last.is_none() {
                    exchange.last = Some(Err(Failure::NotResolved(ResolveError::NoTransport)));
                }
            }
            Err(why) => {
                exchange.candidates.add(Vec::new(), None);
                exchange.last = Some(Err(Failure::NotResolved(why)));
            }
        }
        self.try_next(id, now);
    }

    /// Takes a response that the transactions delivered.
    pub(crate) fn handle_client_response(
        &mut self,
        client: ClientId,
        response: Response,
        flow: &Flow,
        now: Now,
    ) {
        let Some(id) = self.exchanges.by_client.get(&client).copied() else { return };
        let Some(exchange) = self.exchanges.table.get_mut(&id) else { return };
        let (hop, sent) = match &mut exchange.state {
            State::Trying { hop, sent, .. } | State::Accepted { hop, sent } => {
                if hop.candidate.transport == flow.transport && hop.candidate.peer == flow.peer {
                    hop.flow = Some(flow.id);
                }
                (hop.clone(), sent.clone())
            }
            State::Resolving { .. } => return,
        };
        self.exchanges.penalties.clear(&hop.candidate);
        let status = response.status;
        let is_invite = sent.method == Method::Invite;
        let target = exchange.order.way.target.clone();
        let heard = Box::new(Heard { response, request: *sent, hop, flow: *flow, target });
        let owner = exchange.order.owner;
        if status.is_provisional() {
            self.exchanges.events.push_back((id, owner, Event::Provisional(heard)));
        } else if status.is_success() && is_invite {
            exchange.state =
                State::Accepted { hop: heard.hop.clone(), sent: Box::new(heard.request.clone()) };
            self.exchanges.events.push_back((id, owner, Event::Success(heard)));
        } else if status.is_success() || exchange.is_cancelled {
            self.finish(id, Ok(heard));
        } else {
            self.handle_refusal(id, heard, now);
        }
    }

    /// Takes the news that a client transaction failed.
    pub(crate) fn handle_client_failure(
        &mut self,
        client: ClientId,
        why: Option<TransportError>,
        now: Now,
    ) {
        let Some(id) = self.exchanges.by_client.remove(&client) else { return };
        let Some(exchange) = self.exchanges.table.get_mut(&id) else { return };
        let failure = why.map_or(Failure::NoAnswer, Failure::Transport);
        if let State::Trying { hop, .. } = &exchange.state {
            if exchange.candidates.is_detour(&hop.candidate) {
                let until = now.instant + WITHOUT_STREAM;
                self.exchanges.penalties.note_without_stream(hop.candidate.peer, until);
            } else {
                self.exchanges.penalties.note(&hop.candidate, now.instant + PENALTY);
            }
        }
        if exchange.is_cancelled {
            self.finish(id, Err(failure));
            return;
        }
        exchange.last = Some(Err(failure));
        self.try_next(id, now);
    }

    /// Takes the news that a client transaction is over.
    pub(crate) fn handle_client_end(&mut self, client: ClientId) {
        let Some(id) = self.exchanges.by_client.remove(&client) else { return };
        let is_accepted = self
            .exchanges
            .table
            .get(&id)
            .is_some_and(|exchange| matches!(exchange.state, State::Accepted { .. }));
        if is_accepted && let Some(exchange) = self.exchanges.table.remove(&id) {
            self.exchanges.events.push_back((id, exchange.order.owner, Event::Closed));
        }
    }

    fn finish(&mut self, id: ExchangeId, end: Result<Box<Heard>, Failure>) {
        self.end(id, Event::Final(end));
    }

    fn end(&mut self, id: ExchangeId, event: Event) {
        if let Some(exchange) = self.exchanges.table.remove(&id) {
            match exchange.state {
                State::Resolving { query } => {
                    self.exchanges.by_query.remove(&query);
                }
                State::Trying { client, .. } => {
                    self.exchanges.by_client.remove(&client);
                }
                State::Accepted { .. } => {}
            }
            self.exchanges.events.push_back((id, exchange.order.owner, event));
        }
    }
}

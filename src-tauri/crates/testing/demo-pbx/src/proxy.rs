//! Requests on their way through the PBX: who asked, whom it went to, and which answer goes back.
//!
//! ```text
//! server transaction ──▶ Forwarding ──▶ client transaction for each telephone
//!        ◀── 1xx, first 2xx, else the best refusal once all have answered ──┘
//!                                   └── unless the call is sent on: branches anew
//! ```
//!
//! Source: RFC 3261 §16.6–16.10, RFC 4320 §4 (no 408 to what is not INVITE).

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clock::{Deadline, Now};
use sip_agent::transaction::{ClientId, Hop, ServerId, Transactions};
use sip_message::{HeaderName, NameAddr, Request, Response, StatusCode};

use crate::journey::Journey;

/// How long a telephone may ring. Source: RFC 3261 §16.6 step 11 (timer C, more than 3 min).
const RINGS_AT_MOST: Duration = Duration::from_secs(200);

/// All requests that are being forwarded.
#[derive(Debug, Default)]
pub(crate) struct Proxy {
    forwardings: BTreeMap<ServerId, Forwarding>,
    of_client: BTreeMap<ClientId, Way>,
}

/// A telephone that a request goes to.
#[derive(Debug, Clone)]
pub(crate) struct Branch {
    pub(crate) request: Request,
    pub(crate) hop: Hop,
    /// Whose telephone it is, if somebody's at this PBX.
    pub(crate) who: Option<(String, NameAddr)>,
}

/// Where a branch went.
#[derive(Debug, Clone)]
struct Way {
    server: ServerId,
    who: Option<(String, NameAddr)>,
    peer: SocketAddr,
}

#[derive(Debug)]
struct Forwarding {
    is_invite: bool,
    /// The caller's own name, put back where it was taken away.
    from: Option<NameAddr>,
    /// The call on its way; gone once nobody sends it on any more.
    journey: Option<Journey>,
    /// Branches without a final response.
    open: BTreeSet<ClientId>,
    /// Those among them that nobody waits for any more.
    given_up: BTreeSet<ClientId>,
    /// The best refusal so far.
    best: Option<Response>,
    /// A final response went back.
    is_settled: bool,
    /// Somebody else has taken the call from its caller.
    is_taken: bool,
    gives_up_at: Option<Instant>,
    /// When the call is to be sent on for want of an answer.
    sent_on_at: Option<Instant>,
}

impl Proxy {
    /// Sends `branches` out for the request of `server`, which may have been sent elsewhere
    /// before. Says whether any could be sent.
    pub(crate) fn forward(
        &mut self,
        server: ServerId,
        branches: Vec<Branch>,
        (journey, sent_on_at): (Option<Journey>, Option<Instant>),
        transactions: &mut Transactions,
        now: Now,
    ) -> bool {
        let method = &sip_message::Method::Invite;
        let is_invite = branches.iter().any(|branch| branch.request.method == *method);
        let mut open = BTreeSet::new();
        for Branch { request, hop, who } in branches {
            let peer = hop.candidate.peer;
            if let Ok(client) = transactions.send_request(request, hop, now) {
                self.of_client.insert(client, Way { server, who, peer });
                open.insert(client);
            }
        }
        if open.is_empty() {
            return false;
        }
        let gives_up_at = is_invite.then(|| now.instant + RINGS_AT_MOST);
        let from = transactions.request(server).and_then(|request| request.headers.from().ok());
        let forwarding = self.forwardings.entry(server).or_insert_with(|| Forwarding {
            is_invite,
            from,
            journey: None,
            open: BTreeSet::new(),
            given_up: BTreeSet::new(),
            best: None,
            is_settled: false,
            is_taken: false,
            gives_up_at: None,
            sent_on_at: None,
        });
        forwarding.open.extend(open);
        forwarding.journey = journey;
        forwarding.gives_up_at = gives_up_at;
        forwarding.sent_on_at = sent_on_at;
        true
    }

    /// Takes a response to one of the branches. Tells the server transaction whose branches have
    /// all refused by now: [`Self::take_refused`] says what is left of it.
    pub(crate) fn handle_response(
        &mut self,
        client: ClientId,
        mut response: Response,
        transactions: &mut Transactions,
        now: Now,
    ) -> Option<ServerId> {
        let way = self.of_client.get(&client)?.clone();
        let server = way.server;
        let forwarding = self.forwardings.get_mut(&server)?;
        response.headers.remove_first(&HeaderName::Via);
        if response.status == StatusCode::TRYING || !response.headers.contains(&HeaderName::Via) {
            return None;
        }
        if let Some((_, callee)) = way.who.filter(|_| forwarding.is_invite) {
            response.headers.set(HeaderName::PAssertedIdentity, callee);
        }
        if let Some(from) = &forwarding.from {
            response.headers.set(HeaderName::From, from);
        }
        let status = response.status;
        let is_given_up = forwarding.given_up.contains(&client);
        if status.is_provisional() {
            if !forwarding.is_settled && !is_given_up {
                forwarding.gives_up_at = forwarding.is_invite.then(|| now.instant + RINGS_AT_MOST);
                respond(transactions, server, &response, now);
            }
            return None;
        }
        forwarding.open.remove(&client);
        if status.is_success() {
            // Repetitions of a 2xx to INVITE go all the way; so does one of another branch.
            if forwarding.is_invite || !forwarding.is_settled {
                respond(transactions, server, &response, now);
            }
            forwarding.settle();
            cancel_all(&forwarding.open, Some(ELSEWHERE), transactions, now);
            return None;
        }
        if is_given_up {
            return None;
        }
        if status.class() == 6 {
            cancel_all(&forwarding.open, None, transactions, now);
        }
        forwarding.weigh(response);
        forwarding.has_failed().then_some(server)
    }

    /// Takes the news that a branch has no final response and will have none.
    pub(crate) fn handle_failure(
        &mut self,
        client: ClientId,
        refusal: Option<Response>,
    ) -> Option<ServerId> {
        let server = self.of_client.remove(&client)?.server;
        let forwarding = self.forwardings.get_mut(&server)?;
        forwarding.open.remove(&client);
        if forwarding.given_up.contains(&client) {
            return None;
        }
        if let Some(refusal) = refusal.filter(|_| forwarding.is_invite) {
            forwarding.weigh(refusal);
        }
        forwarding.has_failed().then_some(server)
    }

    /// All branches have refused: the best refusal, and the call if it may be sent on.
    pub(crate) fn take_refused(&mut self, server: ServerId) -> (Option<Response>, Option<Journey>) {
        let Some(forwarding) = self.forwardings.get_mut(&server) else { return (None, None) };
        forwarding.sent_on_at = None;
        (forwarding.best.take(), forwarding.journey.take())
    }

    /// Ends a call that is not sent on any more.
    pub(crate) fn refuse(
        &mut self,
        server: ServerId,
        refusal: &Response,
        transactions: &mut Transactions,
        now: Now,
    ) {
        if let Some(forwarding) = self.forwardings.get_mut(&server) {
            forwarding.settle();
        }
        respond(transactions, server, refusal, now);
    }

    /// Nobody answers: leaves the telephones alone, and gives the call to be sent on.
    pub(crate) fn take_unanswered(
        &mut self,
        transactions: &mut Transactions,
        now: Now,
    ) -> Option<(ServerId, Journey)> {
        let is_due = |forwarding: &Forwarding| {
            forwarding.sent_on_at.is_some_and(|at| at <= now.instant) && !forwarding.is_settled
        };
        let found = self.forwardings.iter_mut().find(|(_, forwarding)| is_due(forwarding));
        let (server, forwarding) = found?;
        forwarding.sent_on_at = None;
        cancel_all(&forwarding.open, None, transactions, now);
        forwarding.given_up.extend(std::mem::take(&mut forwarding.open));
        forwarding.best = None;
        Some((*server, forwarding.journey.take()?))
    }

    /// Whose request a branch carries.
    pub(crate) fn server_of(&self, client: ClientId) -> Option<ServerId> {
        self.of_client.get(&client).map(|way| way.server)
    }

    /// Who is at a branch, and where.
    pub(crate) fn whom(
        &self,
        client: ClientId,
    ) -> Option<(Option<(String, NameAddr)>, SocketAddr)> {
        self.of_client.get(&client).map(|way| (way.who.clone(), way.peer))
    }

    /// Somebody else has taken the call from its caller, who will give up now.
    pub(crate) fn note_taken(&mut self, server: ServerId) {
        if let Some(forwarding) = self.forwardings.get_mut(&server) {
            forwarding.is_taken = true;
        }
    }

    /// The caller gave up, and gets the call back that is not sent on any more.
    pub(crate) fn cancel(
        &mut self,
        server: ServerId,
        reason: Option<&str>,
        transactions: &mut Transactions,
        now: Now,
    ) -> Option<Journey> {
        let forwarding = self.forwardings.get_mut(&server)?;
        forwarding.sent_on_at = None;
        let reason = reason.or(forwarding.is_taken.then_some(ELSEWHERE));
        cancel_all(&forwarding.open, reason, transactions, now);
        forwarding.journey.take()
    }

    pub(crate) fn forget_client(&mut self, client: ClientId) {
        self.of_client.remove(&client);
    }

    pub(crate) fn forget_server(&mut self, server: ServerId) {
        if self.forwardings.remove(&server).is_some() {
            self.of_client.retain(|_, way| way.server != server);
        }
    }

    pub(crate) fn next_deadline(&self) -> Option<Deadline> {
        let all = self.forwardings.values();
        let rings = all.clone().filter_map(|forwarding| forwarding.gives_up_at).min();
        let sent_on = all.filter_map(|forwarding| forwarding.sent_on_at).min();
        Deadline::earlier(
            rings.map(|at| Deadline::new(at, "telephone rings too long (timer C)")),
            sent_on.map(|at| Deadline::new(at, "call is sent on without an answer")),
        )
    }

    /// Cancels what rings too long. Source: RFC 3261 §16.8.
    pub(crate) fn handle_timeout(&mut self, transactions: &mut Transactions, now: Now) {
        for forwarding in self.forwardings.values_mut() {
            if forwarding.gives_up_at.is_some_and(|at| at <= now.instant) {
                forwarding.gives_up_at = None;
                forwarding.journey = None;
                cancel_all(&forwarding.open, None, transactions, now);
            }
        }
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.forwardings.is_empty() && self.of_client.is_empty()
    }
}

/// Tells the other telephones of a person why they stop ringing. Source: RFC 3326 §3.1.
const ELSEWHERE: &str = "SIP;cause=200;text=\"Call completed elsewhere\"";

impl Forwarding {
    fn settle(&mut self) {
        self.is_settled = true;
        self.gives_up_at = None;
        self.sent_on_at = None;
        self.journey = None;
        self.best = None;
    }

    /// Keeps the better refusal: 6xx before all, else the lowest class. Source: RFC 3261 §16.7.
    fn weigh(&mut self, response: Response) {
        let rank = |response: &Response| match response.status.class() {
            6 => 0,
            class => class,
        };
        if self.best.as_ref().is_none_or(|best| rank(&response) < rank(best)) {
            self.best = Some(response);
        }
    }

    /// Whether all branches have answered, and none well.
    fn has_failed(&self) -> bool {
        self.open.is_empty() && !self.is_settled
    }
}

fn cancel_all(
    open: &BTreeSet<ClientId>,
    reason: Option<&str>,
    transactions: &mut Transactions,
    now: Now,
) {
    for client in open {
        transactions.cancel(*client, reason, now);
    }
}

/// A transaction that is over needs no response.
fn respond(transactions: &mut Transactions, server: ServerId, response: &Response, now: Now) {
    transactions.respond(server, response, now).ok();
}

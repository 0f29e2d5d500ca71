//! Requests on their way through the PBX: who asked, whom it went to, and which answer goes back.
//!
//! ```text
//! server transaction ──▶ Forwarding ──▶ client transaction for each telephone
//!        ◀── 1xx, first 2xx, else the best refusal once all have answered ──┘
//! ```
//!
//! Source: RFC 3261 §16.6–16.10, RFC 4320 §4 (no 408 to what is not INVITE).

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use clock::{Deadline, Now};
use sip_agent::transaction::{ClientId, Hop, ServerId, Transactions};
use sip_message::{HeaderName, NameAddr, Request, Response, StatusCode};

/// How long a telephone may ring. Source: RFC 3261 §16.6 step 11 (timer C, more than 3 min).
const RINGS_AT_MOST: Duration = Duration::from_secs(200);

/// All requests that are being forwarded.
#[derive(Debug, Default)]
pub(crate) struct Proxy {
    forwardings: BTreeMap<ServerId, Forwarding>,
    of_client: BTreeMap<ClientId, ServerId>,
}

#[derive(Debug)]
struct Forwarding {
    is_invite: bool,
    /// Who is called, as the PBX knows the person.
    callee: Option<NameAddr>,
    /// Branches without a final response.
    open: BTreeSet<ClientId>,
    /// The best refusal so far.
    best: Option<Response>,
    /// A final response went back.
    is_settled: bool,
    gives_up_at: Option<Instant>,
}

impl Proxy {
    /// Sends `branches` out for the request of `server`; `refusal` goes back when none can be.
    pub(crate) fn forward(
        &mut self,
        server: ServerId,
        branches: Vec<(Request, Hop)>,
        (callee, refusal): (Option<NameAddr>, &Response),
        transactions: &mut Transactions,
        now: Now,
    ) {
        let is_invite =
            branches.iter().any(|(request, _)| request.method == sip_message::Method::Invite);
        let mut open = BTreeSet::new();
        for (request, hop) in branches {
            if let Ok(client) = transactions.send_request(request, hop, now) {
                self.of_client.insert(client, server);
                open.insert(client);
            }
        }
        if open.is_empty() {
            respond(transactions, server, refusal, now);
            return;
        }
        let gives_up_at = is_invite.then(|| now.instant + RINGS_AT_MOST);
        let forwarding =
            Forwarding { is_invite, callee, open, best: None, is_settled: false, gives_up_at };
        self.forwardings.insert(server, forwarding);
    }

    /// Takes a response to one of the branches.
    pub(crate) fn handle_response(
        &mut self,
        client: ClientId,
        mut response: Response,
        transactions: &mut Transactions,
        now: Now,
    ) {
        let Some(server) = self.of_client.get(&client).copied() else { return };
        let Some(forwarding) = self.forwardings.get_mut(&server) else { return };
        response.headers.remove_first(&HeaderName::Via);
        if response.status == StatusCode::TRYING || !response.headers.contains(&HeaderName::Via) {
            return;
        }
        if let Some(callee) = &forwarding.callee {
            response.headers.set(HeaderName::PAssertedIdentity, callee);
        }
        let status = response.status;
        if status.is_provisional() {
            if !forwarding.is_settled {
                forwarding.gives_up_at = forwarding.is_invite.then(|| now.instant + RINGS_AT_MOST);
                respond(transactions, server, &response, now);
            }
            return;
        }
        forwarding.open.remove(&client);
        if status.is_success() {
            // Repetitions of a 2xx to INVITE go all the way; so does one of another branch.
            if forwarding.is_invite || !forwarding.is_settled {
                respond(transactions, server, &response, now);
            }
            forwarding.settle();
            cancel_all(&forwarding.open, Some(ELSEWHERE), transactions, now);
            return;
        }
        if status.class() == 6 {
            cancel_all(&forwarding.open, None, transactions, now);
        }
        forwarding.weigh(response);
        forwarding.conclude(server, transactions, now);
    }

    /// Takes the news that a branch has no final response and will have none.
    pub(crate) fn handle_failure(
        &mut self,
        client: ClientId,
        refusal: Option<Response>,
        transactions: &mut Transactions,
        now: Now,
    ) {
        let Some(server) = self.of_client.remove(&client) else { return };
        let Some(forwarding) = self.forwardings.get_mut(&server) else { return };
        forwarding.open.remove(&client);
        if let Some(refusal) = refusal.filter(|_| forwarding.is_invite) {
            forwarding.weigh(refusal);
        }
        forwarding.conclude(server, transactions, now);
    }

    /// Whose request a branch carries.
    pub(crate) fn server_of(&self, client: ClientId) -> Option<ServerId> {
        self.of_client.get(&client).copied()
    }

    /// The caller gave up.
    pub(crate) fn cancel(
        &self,
        server: ServerId,
        reason: Option<&str>,
        transactions: &mut Transactions,
        now: Now,
    ) {
        if let Some(forwarding) = self.forwardings.get(&server) {
            cancel_all(&forwarding.open, reason, transactions, now);
        }
    }

    pub(crate) fn forget_client(&mut self, client: ClientId) {
        self.of_client.remove(&client);
    }

    pub(crate) fn forget_server(&mut self, server: ServerId) {
        if self.forwardings.remove(&server).is_some() {
            self.of_client.retain(|_, of| *of != server);
        }
    }

    pub(crate) fn next_deadline(&self) -> Option<Deadline> {
        let all = self.forwardings.values().filter_map(|forwarding| forwarding.gives_up_at);
        all.min().map(|at| Deadline::new(at, "telephone rings too long (timer C)"))
    }

    /// Cancels what rings too long. Source: RFC 3261 §16.8.
    pub(crate) fn handle_timeout(&mut self, transactions: &mut Transactions, now: Now) {
        for forwarding in self.forwardings.values_mut() {
            if forwarding.gives_up_at.is_some_and(|at| at <= now.instant) {
                forwarding.gives_up_at = None;
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

    /// Sends the best refusal back once all branches have answered.
    fn conclude(&mut self, server: ServerId, transactions: &mut Transactions, now: Now) {
        if !self.open.is_empty() || self.is_settled {
            return;
        }
        let best = self.best.take();
        self.settle();
        if let Some(best) = best {
            respond(transactions, server, &best, now);
        }
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

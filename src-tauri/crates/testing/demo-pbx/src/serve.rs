//! What the PBX does with a request: register, ask who it is, answer itself, or pass it on.
//!
//! ```text
//! REGISTER ─▶ gate ─▶ registrar
//! INVITE   ─▶ gate ─▶ number, code, place ─▶ extension, telephones of users ─▶ proxy  (calling)
//! SUBSCRIBE ▶ gate ─▶ subscribing
//! in dialog ────────▶ Route, Contact ──────────────────────────────────▶ proxy
//! ```
//!
//! Source: RFC 3261 §16.3–16.6 (proxies), §10.3 (registrars), §11.2 (OPTIONS); RFC 3325 (P-Asserted-Identity).

use clock::Now;
use rand::RngExt;
use sip_agent::transaction::ServerId;
use sip_agent::wire::Flow;
use sip_message::{HeaderName, Method, NameAddr, Request, Response, StatusCode, Uri};

use crate::gate::Verdict;
use crate::journey::{self, Caller};
use crate::pbx::{INSIDE, Pbx};
use crate::routing::Way;

/// The methods that the PBX itself answers or that may be sent to its users.
const ALLOW: &str = "INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER, INFO, UPDATE, PRACK, SUBSCRIBE, NOTIFY, MESSAGE, REFER";

impl Pbx {
    /// Handles a new request.
    pub(crate) fn serve(&mut self, id: ServerId, mut request: Request, flow: &Flow, now: Now) {
        if let Uri::Other(_) = request.uri {
            self.reply(id, &request, StatusCode::UNSUPPORTED_URI_SCHEME, now);
            return;
        }
        let unknown = request.headers.proxy_require();
        if !unknown.is_empty() {
            let mut response = self.response(&request, StatusCode::BAD_EXTENSION);
            response.headers.push(HeaderName::Unsupported, unknown.join(", "));
            self.transactions.respond(id, &response, now).ok();
            return;
        }
        let is_routed = self.take_own_routes(&mut request);
        if request.method == Method::Register {
            self.serve_register(id, &request, flow, now);
            return;
        }
        let is_within = request.headers.to().is_ok_and(|to| to.tag().is_some());
        let is_subscription = request.method == Method::Subscribe;
        let way = self.way(&request, is_within && is_routed);
        if let Way::Here = way
            && !is_subscription
        {
            self.serve_here(id, &request, now);
            return;
        }
        if request.headers.max_forwards() == Some(0) {
            self.reply(id, &request, StatusCode::TOO_MANY_HOPS, now);
            return;
        }
        if is_within && is_subscription {
            self.resubscribe(id, &request, flow, now);
            return;
        }
        let caller = if is_within {
            None
        } else {
            match self.identify(&mut request, flow, now) {
                Ok(caller) => Some(caller),
                Err(refusal) => {
                    self.transactions.respond(id, &refusal, now).ok();
                    return;
                }
            }
        };
        if let Some(status) = later(&request.method).filter(|_| !is_within) {
            self.reply(id, &request, status, now);
            return;
        }
        let is_hidden = is_within && self.ledger.hides(&request);
        self.note_passing(&request, is_within, flow, now);
        if is_hidden {
            journey::hide(&mut request, false);
        }
        match (way, caller) {
            (Way::Number(number), Some(caller)) if request.method == Method::Invite => {
                self.take_call(id, request, caller, &number, now);
            }
            (way, Some(caller)) if is_subscription => {
                let number = match way {
                    Way::Number(number) => Some(number),
                    Way::Here => caller.number.clone(),
                    Way::Telephone(_) | Way::Nowhere(_) => None,
                };
                self.subscribe(id, &request, (number, caller), now);
            }
            (Way::Number(number), _) => match self.telephones(&number, None, now) {
                Ok(targets) => self.pass_on(id, &request, &number, targets, now),
                Err(status) => self.reply(id, &request, status, now),
            },
            (Way::Telephone(peer), Some(caller)) if request.method == Method::Invite => {
                self.take_call_to(id, request, caller, peer, now);
            }
            (Way::Telephone(peer), _) => {
                let uri = request.uri.clone();
                self.pass_on(id, &request, "", vec![(uri, peer)], now);
            }
            (Way::Nowhere(status), _) => self.reply(id, &request, status, now),
            (Way::Here, _) => {}
        }
    }

    /// Who sends a request, proven by a password or by living inside; else the refusal.
    fn identify(
        &mut self,
        request: &mut Request,
        flow: &Flow,
        now: Now,
    ) -> Result<Caller, Response> {
        let from = user_of(request.headers.from());
        let mut caller = Caller { number: None, source: flow.peer, is_hidden: false };
        if flow.id == INSIDE {
            let told = request.headers.p_asserted_identity().into_iter().next();
            let told = told.and_then(|told| told.uri.sip()?.user().map(|user| user.into_owned()));
            caller.number = told.or(from);
            if let Some(number) = &caller.number {
                let person = self.person(number);
                request.headers.set(HeaderName::PAssertedIdentity, person);
            }
            caller.is_hidden = journey::asks_to_hide(request);
            return Ok(caller);
        }
        let proofs = request.headers.proxy_authorizations();
        match self.gate.judge(request, &proofs, now.instant) {
            Verdict::Ask(challenges) => {
                let status = StatusCode::PROXY_AUTHENTICATION_REQUIRED;
                let mut response = self.response(request, status);
                for challenge in challenges {
                    response.headers.push(HeaderName::ProxyAuthenticate, challenge);
                }
                Err(response)
            }
            Verdict::Known(number) if from.as_ref() == Some(&number) || is_nobody(request) => {
                let person = self.person(&number);
                for name in [
                    HeaderName::ProxyAuthorization,
                    HeaderName::PPreferredIdentity,
                    HeaderName::Diversion,
                    HeaderName::HistoryInfo,
                ] {
                    request.headers.remove(&name);
                }
                request.headers.set(HeaderName::PAssertedIdentity, person);
                let always = self.services.is_hidden(&number) && !journey::asks_to_show(request);
                caller.is_hidden = always || journey::asks_to_hide(request);
                caller.number = Some(number);
                Ok(caller)
            }
            Verdict::Known(_) => Err(self.response(request, StatusCode::FORBIDDEN)),
        }
    }

    /// An ACK of a 2xx goes the way of its dialog, without state. Source: RFC 3261 §16.11.
    pub(crate) fn pass_ack(&mut self, mut request: Request) {
        self.take_own_routes(&mut request);
        let hops_left = request.headers.max_forwards().unwrap_or(70);
        let Some(peer) = self.next_hop(&request).filter(|_| hops_left > 0) else { return };
        request.headers.set(HeaderName::MaxForwards, hops_left - 1);
        if self.ledger.hides(&request) {
            journey::hide(&mut request, false);
        }
        let hop = self.hop(peer);
        self.transactions.send_ack(request, &hop);
    }

    pub(crate) fn reply(&mut self, id: ServerId, request: &Request, status: StatusCode, now: Now) {
        let response = self.response(request, status);
        self.transactions.respond(id, &response, now).ok();
    }

    /// A response of our own. Source: RFC 3261 §8.2.6.2.
    pub(crate) fn response(&mut self, request: &Request, status: StatusCode) -> Response {
        let mut response = request.response(status);
        if let Some(to) = request.headers.to().ok().filter(|to| to.tag().is_none()) {
            let tag = format!("{:016x}", self.chance.random::<u64>());
            response.headers.set(HeaderName::To, to.with_tag(&tag));
        }
        response.headers.push(HeaderName::Server, crate::NAME);
        if status == StatusCode::METHOD_NOT_ALLOWED {
            response.headers.push(HeaderName::Allow, ALLOW);
        }
        response
    }

    fn serve_register(&mut self, id: ServerId, request: &Request, flow: &Flow, now: Now) {
        if !self.is_here(&request.uri) {
            self.reply(id, request, StatusCode::FORBIDDEN, now);
            return;
        }
        let proofs = request.headers.authorizations();
        let number = match self.gate.judge(request, &proofs, now.instant) {
            Verdict::Known(number) => number,
            Verdict::Ask(challenges) => {
                let mut response = self.response(request, StatusCode::UNAUTHORIZED);
                for challenge in challenges {
                    response.headers.push(HeaderName::WwwAuthenticate, challenge);
                }
                self.transactions.respond(id, &response, now).ok();
                return;
            }
        };
        if user_of(request.headers.to()).as_ref() != Some(&number) {
            self.reply(id, request, StatusCode::FORBIDDEN, now);
            return;
        }
        let response = match self.registrar.register(&number, request, flow.peer, now.instant) {
            Ok(()) => {
                let mut response = self.response(request, StatusCode::OK);
                for contact in self.registrar.contacts(&number, now.instant) {
                    response.headers.push(HeaderName::Contact, contact);
                }
                response
            }
            Err(status) => {
                let mut response = self.response(request, status);
                if status == StatusCode::INTERVAL_TOO_BRIEF {
                    response.headers.push(HeaderName::MinExpires, self.registrar.shortest_s());
                }
                response
            }
        };
        self.transactions.respond(id, &response, now).ok();
    }

    fn serve_here(&mut self, id: ServerId, request: &Request, now: Now) {
        let status = match (&request.method, later(&request.method)) {
            (Method::Options, _) => StatusCode::OK,
            (_, Some(status)) => status,
            (_, None) => StatusCode::NOT_FOUND,
        };
        let mut response = self.response(request, status);
        if status == StatusCode::OK {
            response.headers.push(HeaderName::Allow, ALLOW);
            response.headers.push(HeaderName::Accept, "application/sdp");
            response.headers.push(HeaderName::AllowEvents, "dialog, message-summary");
        }
        self.transactions.respond(id, &response, now).ok();
    }
}

/// The number in From or To.
pub(crate) fn user_of<E>(address: Result<NameAddr, E>) -> Option<String> {
    address.ok()?.uri.sip()?.user().map(std::borrow::Cow::into_owned)
}

/// Whether a request is from nobody in particular. Source: RFC 3323 §4.1.1.3.
fn is_nobody(request: &Request) -> bool {
    let from = request.headers.from().ok();
    let host = from.as_ref().and_then(|from| from.uri.sip()).map(|uri| uri.host.to_string());
    host.is_some_and(|host| host.eq_ignore_ascii_case("anonymous.invalid"))
}

/// How a service that the PBX does not have yet is refused. Source: RFC 6665 §7.1, RFC 3903 §6.
fn later(method: &Method) -> Option<StatusCode> {
    match method {
        Method::Publish => Some(StatusCode::BAD_EVENT),
        Method::Register => Some(StatusCode::FORBIDDEN),
        Method::Invite
        | Method::Ack
        | Method::Bye
        | Method::Cancel
        | Method::Subscribe
        | Method::Options
        | Method::Notify
        | Method::Message
        | Method::Info
        | Method::Refer
        | Method::Update
        | Method::Prack => None,
        Method::Other(_) => Some(StatusCode::NOT_IMPLEMENTED),
    }
}

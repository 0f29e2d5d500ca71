//! Tells those who want to know: who is in a call (RFC 4235), and what waits in a mailbox (RFC 3842).
//!
//! ```text
//! SUBSCRIBE ─▶ 200 ─▶ NOTIFY with all there is ─▶ NOTIFY whenever it changes ─▶ terminated
//! ```
//!
//! Source: RFC 6665 §4.2 (notifiers).

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clock::{Deadline, Now};
use event::dialog_info::{self, DialogInfo};
use event::message_summary::{self, Class, Count, MessageSummary};
use rand::RngExt;
use sip_agent::transaction::{ClientId, ServerId};
use sip_agent::wire::Flow;
use sip_message::{CSeq, HeaderName, Method, NameAddr, Request, StatusCode, Uri};

use crate::journey::Caller;
use crate::pbx::Pbx;

/// Subscriptions kept at once; beyond, 503.
const SUBSCRIPTIONS: usize = 128;

/// Shortest and longest lifetime; a wish below is refused (423), one above is cut.
const LIFETIMES: (u32, u32) = (30, 3600);

/// All subscriptions.
#[derive(Debug, Default)]
pub(crate) struct Subscriptions {
    /// By our tag.
    table: BTreeMap<String, Subscription>,
    of_client: BTreeMap<ClientId, String>,
}

/// One who wants to know something.
#[derive(Debug)]
struct Subscription {
    package: Package,
    /// The number that it is about.
    number: String,
    /// The whole Event value, which may have an id.
    event: String,
    call_id: String,
    /// We, with tag.
    local: NameAddr,
    /// The subscriber, with tag.
    remote: NameAddr,
    contact: Uri,
    source: SocketAddr,
    cseq: u32,
    remote_cseq: u32,
    version: u32,
    expires_at: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Package {
    Dialog,
    Summary,
}

impl Subscriptions {
    pub(crate) fn next_deadline(&self) -> Option<Deadline> {
        let soonest = self.table.values().map(|one| one.expires_at).min()?;
        Some(Deadline::new(soonest, "subscription expires"))
    }

    /// Who is told of these.
    fn concerned(&self, package: Package, numbers: &BTreeSet<String>) -> Vec<String> {
        let is_concerned =
            |one: &Subscription| one.package == package && numbers.contains(&one.number);
        let all = self.table.iter().filter(|(_, one)| is_concerned(one));
        all.map(|(tag, _)| tag.clone()).collect()
    }

    /// Takes the answer to a NOTIFY: who does not know it any more is told nothing. Says whether
    /// it was one.
    pub(crate) fn handle_answer(&mut self, client: ClientId, status: Option<StatusCode>) -> bool {
        let Some(tag) = self.of_client.get(&client) else { return false };
        let is_known = status.is_some_and(|status| status.is_success() || status.is_provisional());
        if !is_known {
            self.table.remove(tag);
        }
        if status.is_none() {
            self.of_client.remove(&client);
        }
        true
    }

    pub(crate) fn forget_client(&mut self, client: ClientId) {
        self.of_client.remove(&client);
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.of_client.is_empty()
    }
}

impl Pbx {
    /// Takes a new subscription of `caller` to a number.
    pub(crate) fn subscribe(
        &mut self,
        id: ServerId,
        request: &Request,
        (number, caller): (Option<String>, Caller),
        now: Now,
    ) {
        match self.accept_subscription(request, number, &caller, now) {
            Ok((tag, subscription, lifetime)) => {
                self.confirm_subscription(id, request, (&subscription.local, lifetime), now);
                self.subscriptions.table.insert(tag.clone(), subscription);
                self.notify(&tag, lifetime == 0, now);
            }
            Err(status) => self.refuse_subscription(id, request, status, now),
        }
    }

    fn accept_subscription(
        &mut self,
        request: &Request,
        number: Option<String>,
        caller: &Caller,
        now: Now,
    ) -> Result<(String, Subscription, u32), StatusCode> {
        const MALFORMED: StatusCode = StatusCode::BAD_REQUEST;
        let headers = &request.headers;
        let event = headers.event().map_err(|_| StatusCode::BAD_EVENT)?;
        let number = number.ok_or(StatusCode::NOT_FOUND)?;
        let (package, number) = match event.package.as_str() {
            dialog_info::PACKAGE => (Package::Dialog, number),
            message_summary::PACKAGE => {
                let own = caller.number.clone().ok_or(StatusCode::FORBIDDEN)?;
                if number != own && number != self.settings.services.mailbox {
                    return Err(StatusCode::FORBIDDEN);
                }
                (Package::Summary, own)
            }
            _ => return Err(StatusCode::BAD_EVENT),
        };
        if !self.is_person(&number) && !self.settings.services.places.contains(&number) {
            return Err(StatusCode::NOT_FOUND);
        }
        let lifetime = lifetime(request)?;
        if self.subscriptions.table.len() >= SUBSCRIPTIONS {
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        }
        let contacts = headers.contacts().map_err(|_| MALFORMED)?;
        let contact = contacts.list().first().ok_or(MALFORMED)?.uri.clone();
        let tag = format!("{:016x}", self.chance.random::<u64>());
        let subscription = Subscription {
            package,
            number,
            event: headers.get(&HeaderName::Event).unwrap_or_default().to_owned(),
            call_id: headers.call_id().map_err(|_| MALFORMED)?.to_owned(),
            local: headers.to().map_err(|_| MALFORMED)?.with_tag(&tag),
            remote: headers.from().map_err(|_| MALFORMED)?,
            contact,
            source: caller.source,
            cseq: 0,
            remote_cseq: headers.cseq().map_err(|_| MALFORMED)?.number,
            version: 0,
            expires_at: now.instant + Duration::from_secs(u64::from(lifetime)),
        };
        Ok((tag, subscription, lifetime))
    }

    /// Renews or ends a subscription.
    pub(crate) fn resubscribe(&mut self, id: ServerId, request: &Request, flow: &Flow, now: Now) {
        let tag = request.headers.to().ok().and_then(|to| to.tag()).unwrap_or_default();
        let status = match (self.subscriptions.table.get_mut(&tag), lifetime(request)) {
            (Some(one), Ok(lifetime)) if one.is_named_by(request) => {
                let number = request.headers.cseq().map_or(0, |cseq| cseq.number);
                if number < one.remote_cseq {
                    StatusCode::SERVER_INTERNAL_ERROR
                } else {
                    one.remote_cseq = number;
                    one.source = flow.peer;
                    one.expires_at = now.instant + Duration::from_secs(u64::from(lifetime));
                    let local = one.local.clone();
                    self.confirm_subscription(id, request, (&local, lifetime), now);
                    self.notify(&tag, lifetime == 0, now);
                    return;
                }
            }
            (Some(one), Err(status)) if one.is_named_by(request) => status,
            (Some(_) | None, _) => StatusCode::CALL_DOES_NOT_EXIST,
        };
        self.refuse_subscription(id, request, status, now);
    }

    fn refuse_subscription(
        &mut self,
        id: ServerId,
        request: &Request,
        status: StatusCode,
        now: Now,
    ) {
        let mut response = self.response(request, status);
        if status == StatusCode::INTERVAL_TOO_BRIEF {
            response.headers.push(HeaderName::MinExpires, LIFETIMES.0);
        }
        if status == StatusCode::BAD_EVENT {
            response.headers.push(HeaderName::AllowEvents, "dialog, message-summary");
        }
        self.transactions.respond(id, &response, now).ok();
    }

    fn confirm_subscription(
        &mut self,
        id: ServerId,
        request: &Request,
        (local, lifetime): (&NameAddr, u32),
        now: Now,
    ) {
        let mut response = request.response(StatusCode::OK);
        response.headers.set(HeaderName::To, local);
        response.headers.push(HeaderName::Contact, self.own_contact());
        response.headers.push(HeaderName::Expires, lifetime);
        response.headers.push(HeaderName::Server, crate::NAME);
        self.transactions.respond(id, &response, now).ok();
    }

    /// Tells all who want to know what is different; says whether there was anybody.
    pub(crate) fn tell_news(&mut self, now: Now) -> bool {
        let calls = self.ledger.take_changed();
        let boxes = self.house.mailboxes().take_changed();
        let mut concerned = self.subscriptions.concerned(Package::Dialog, &calls);
        concerned.extend(self.subscriptions.concerned(Package::Summary, &boxes));
        for tag in &concerned {
            self.notify(tag, false, now);
        }
        !concerned.is_empty()
    }

    /// Ends subscriptions that nobody has renewed.
    pub(crate) fn end_subscriptions(&mut self, now: Now) {
        let table = &self.subscriptions.table;
        let over = table.iter().filter(|(_, one)| one.expires_at <= now.instant);
        let tags: Vec<String> = over.map(|(tag, _)| tag.clone()).collect();
        for tag in tags {
            self.notify(&tag, true, now);
        }
    }

    fn notify(&mut self, tag: &str, is_last: bool, now: Now) {
        let own = self.own_contact();
        let Some(one) = self.subscriptions.table.get_mut(tag) else { return };
        one.cseq += 1;
        let mut request = Request::new(Method::Notify, one.contact.clone());
        let headers = &mut request.headers;
        let left = one.expires_at.saturating_duration_since(now.instant).as_secs();
        let state = if is_last {
            "terminated;reason=timeout".to_owned()
        } else {
            format!("active;expires={left}")
        };
        headers.push(HeaderName::MaxForwards, 70);
        headers.push(HeaderName::From, &one.local);
        headers.push(HeaderName::To, &one.remote);
        headers.push(HeaderName::CallId, &one.call_id);
        headers.push(HeaderName::CSeq, CSeq::new(one.cseq, Method::Notify));
        headers.push(HeaderName::Contact, own);
        headers.push(HeaderName::Event, &one.event);
        headers.push(HeaderName::SubscriptionState, state);
        let (source, version) = (one.source, one.version);
        one.version += 1;
        let (package, number) = (one.package, one.number.clone());
        let (content_type, body) = match package {
            Package::Dialog => (dialog_info::CONTENT_TYPE, self.dialogs(&number, version, now)),
            Package::Summary => (message_summary::CONTENT_TYPE, self.summary(&number)),
        };
        let request = request.with_body(content_type, body);
        let hop = self.hop(source);
        if let Ok(client) = self.transactions.send_request(request, hop, now) {
            self.subscriptions.of_client.insert(client, tag.to_owned());
        }
        if is_last {
            self.subscriptions.table.remove(tag);
        }
    }

    fn dialogs(&self, number: &str, version: u32, now: Now) -> String {
        let entity = self.person(number).uri;
        let dialogs = self.ledger.dialogs(number, now.instant);
        DialogInfo { entity, version, is_full: true, dialogs }.to_xml()
    }

    fn summary(&mut self, number: &str) -> String {
        let (new, old) = self.house.mailboxes().counts(number);
        let count = Count { class: Class::Voice, new, old, new_urgent: 0, old_urgent: 0 };
        let account = Some(self.person(&self.settings.services.mailbox).uri);
        MessageSummary { is_waiting: new > 0, account, counts: vec![count] }.to_text()
    }

    fn own_contact(&self) -> NameAddr {
        let uri = crate::pbx::address(self.settings.address, "news");
        NameAddr::new(Uri::Sip(uri))
    }
}

impl Subscription {
    fn is_named_by(&self, request: &Request) -> bool {
        let headers = &request.headers;
        let from_tag = headers.from().ok().and_then(|from| from.tag());
        headers.call_id().is_ok_and(|call_id| call_id == self.call_id)
            && from_tag == self.remote.tag()
    }
}

/// Seconds that a subscription is to live; 0 asks once.
fn lifetime(request: &Request) -> Result<u32, StatusCode> {
    let (shortest, longest) = LIFETIMES;
    match request.headers.expires() {
        None => Ok(longest),
        Some(0) => Ok(0),
        Some(wish) if wish < shortest => Err(StatusCode::INTERVAL_TOO_BRIEF),
        Some(wish) => Ok(wish.min(longest)),
    }
}

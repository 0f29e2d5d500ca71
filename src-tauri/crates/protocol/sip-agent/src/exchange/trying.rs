//! Tries one server after the other, with answers to challenges and contacts of redirects.
//!
//! Source: RFC 3261 §8.1.3.4 (3xx), §18.1.1 (large requests), §22 (digest); RFC 3263 §4.3.

use std::time::Duration;

use clock::Now;
use sip_message::{CSeq, HeaderName, Method, NameAddr, Response, StatusCode, Uri};

use super::answers::{Answers, Step};
use super::candidates::Candidates;
use super::{Event, Exchange, ExchangeId, Heard, PENALTY, State, Way};
use crate::Output;
use crate::agent::diallable;
use crate::core::{Core, request_uri, target_of};
use crate::identity::Identity;
use crate::request::Failure;
use crate::transaction::Hop;
use crate::wire::{Candidate, QueryId};

/// The largest request for UDP where the path's MTU is unknown. Source: RFC 3261 §18.1.1.
const DATAGRAM_BYTES: usize = 1300;
/// The longest Retry-After of a 503 that is believed.
const PENALTY_MAX: Duration = Duration::from_secs(600);

impl Core {
    /// A final response of 3xx–6xx: perhaps there is more to try.
    pub(super) fn handle_refusal(&mut self, id: ExchangeId, heard: Box<Heard>, now: Now) {
        let Some(exchange) = self.exchanges.table.get_mut(&id) else { return };
        let status = heard.response.status;
        if status == StatusCode::UNAUTHORIZED || status == StatusCode::PROXY_AUTHENTICATION_REQUIRED
        {
            let credentials = exchange
                .order
                .identity
                .and_then(|identity| self.profiles.get(&identity))
                .and_then(|profile| profile.identity.credentials.as_ref());
            match exchange.answers.learn(&heard.response, heard.hop.candidate.peer, credentials) {
                Step::Retry => {
                    let hop = heard.hop.clone();
                    exchange.cseq =
                        self.sequences.next_or(exchange.order.sequence, exchange.cseq + 1);
                    self.attempt(id, hop, now);
                }
                Step::GiveUp(failure) => {
                    exchange.last = Some(Err(failure));
                    self.try_contact(id, now);
                }
            }
            return;
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            let wait = heard
                .response
                .headers
                .retry_after()
                .map_or(PENALTY, |after| Duration::from_secs(after.seconds.into()));
            let until = now.instant + wait.min(PENALTY_MAX);
            self.exchanges.penalties.note(&heard.hop.candidate, until);
            exchange.last = Some(Ok(heard));
            self.try_next(id, now);
            return;
        }
        let is_moved = status == StatusCode::MOVED_PERMANENTLY
            || status == StatusCode::MOVED_TEMPORARILY
            || status == StatusCode::MULTIPLE_CHOICES;
        if is_moved && exchange.order.follows_redirects {
            let own = exchange
                .order
                .identity
                .and_then(|identity| self.profiles.get(&identity))
                .map(|profile| &profile.identity);
            exchange.note_contacts(&heard.response, own, self.settings.limits.redirects);
        }
        exchange.last = Some(Ok(heard));
        if status.class() == 6 {
            exchange.contacts.clear();
        }
        self.try_contact(id, now);
    }

    /// Goes on with the next contact of a redirect, or ends.
    fn try_contact(&mut self, id: ExchangeId, now: Now) {
        let Some(exchange) = self.exchanges.table.get_mut(&id) else { return };
        let Some(contact) = exchange.contacts.pop_front() else {
            let last = exchange.last.take().unwrap_or(Err(Failure::NoAnswer));
            self.finish(id, last);
            return;
        };
        exchange.order.request.uri = request_uri(&contact);
        exchange.visited.push(contact.clone());
        let request = exchange.order.request.clone();
        let identity = exchange.order.identity;
        if !request.headers.contains(&HeaderName::Route)
            && let Some(uri) = contact.sip()
        {
            // An address of our own server leads there by the way that is known, as any call does.
            let way = match identity {
                Some(identity) if request.method != Method::Register => {
                    self.way(identity, &request)
                }
                Some(_) | None => {
                    let profile = identity.and_then(|identity| self.profiles.get(&identity));
                    let transport = profile.and_then(|profile| profile.identity.transport);
                    Way { hop: None, target: Some(target_of(uri, transport)) }
                }
            };
            if let Some(exchange) = self.exchanges.table.get_mut(&id) {
                exchange.order.way = way;
            }
        }
        let Some(exchange) = self.exchanges.table.get_mut(&id) else { return };
        let hop = exchange.order.way.hop.clone();
        exchange.candidates = Candidates::new(hop, self.settings.limits.candidates);
        exchange.answers = Answers::default();
        exchange.cseq = self.sequences.next_or(exchange.order.sequence, exchange.cseq + 1);
        self.try_next(id, now);
    }

    /// Tries the next candidate, resolves if that was not done, or goes on with the next contact.
    pub(super) fn try_next(&mut self, id: ExchangeId, now: Now) {
        let Some(exchange) = self.exchanges.table.get_mut(&id) else { return };
        let size = exchange.size_bytes();
        let identity = exchange.order.identity;
        let is_register = exchange.order.request.method == Method::Register;
        let (nonces, penalties) = (&self.exchanges.nonces, &self.exchanges.penalties);
        let wants_stream = |candidate: &Candidate| {
            let kept = identity.map_or(0, |id| nonces.len_bytes(id, candidate.peer, is_register));
            size + kept > DATAGRAM_BYTES
                && !penalties.is_without_stream(candidate.peer, now.instant)
        };
        if let Some(hop) = exchange.candidates.take(wants_stream) {
            self.attempt(id, hop, now);
        } else if let Some(target) = exchange.order.way.target.clone()
            && exchange.candidates.may_resolve()
        {
            let query = QueryId(self.fresh_id());
            if let Some(exchange) = self.exchanges.table.get_mut(&id) {
                exchange.state = State::Resolving { query };
            }
            self.exchanges.by_query.insert(query, id);
            self.outputs.push_back(Output::Resolve { query, target });
        } else {
            self.try_contact(id, now);
        }
    }

    /// Sends the request to one candidate in a new transaction.
    fn attempt(&mut self, id: ExchangeId, hop: Hop, now: Now) {
        let Some(exchange) = self.exchanges.table.get_mut(&id) else { return };
        let order = &exchange.order;
        let mut request = order.request.clone();
        let method = request.method.clone();
        request.headers.set(HeaderName::CSeq, CSeq::new(exchange.cseq, method));
        if let Some(form) = &order.contact {
            request.headers.set(HeaderName::Contact, form.write(&hop.candidate));
        }
        if request.method == Method::Ack {
            let parcel = self.transactions.send_ack(request, &hop);
            self.end(id, Event::Shipped(parcel));
            return;
        }
        if let Some((identity, profile)) =
            order.identity.and_then(|identity| Some((identity, self.profiles.get(&identity)?)))
            && let Some(credentials) = &profile.identity.credentials
        {
            exchange.answers.write(
                &mut request,
                credentials,
                (identity, hop.candidate.peer),
                &mut self.exchanges.nonces,
                &mut self.chance,
            );
        }
        let sent = Box::new(request.clone());
        if let State::Trying { client, .. } = &exchange.state {
            self.exchanges.by_client.remove(client);
        }
        match self.transactions.send_request(request, hop.clone(), now) {
            Ok(client) => {
                exchange.state = State::Trying { client, hop, sent };
                self.exchanges.by_client.insert(client, id);
            }
            Err(_) => self.finish(id, Err(Failure::Full)),
        }
    }
}

impl Exchange {
    /// How large the request becomes without answers to challenges.
    fn size_bytes(&self) -> usize {
        /// What Via and Contact add at most.
        const ADDED_BYTES: usize = 150;
        self.order.request.to_bytes().len() + ADDED_BYTES
    }

    /// Notes the contacts of a redirect, best first, without those tried before. A telephone number
    /// is called at our own server.
    fn note_contacts(&mut self, response: &Response, own: Option<&Identity>, limit: usize) {
        let Ok(contacts) = response.headers.contacts() else { return };
        let mut found: Vec<(u32, Uri)> = contacts
            .list()
            .iter()
            .filter_map(|contact| {
                let uri = match (&contact.uri, own) {
                    (Uri::Sip(_), _) => contact.uri.clone(),
                    (Uri::Tel(_), Some(own)) => diallable(contact.uri.clone(), own).ok()?,
                    (Uri::Tel(_) | Uri::Other(_), _) => return None,
                };
                Some((quality(contact), uri))
            })
            .collect();
        found.sort_by_key(|(quality, _)| std::cmp::Reverse(*quality));
        for (_, uri) in found {
            let is_known =
                self.visited.iter().chain(&self.contacts).any(|old| old.is_equivalent(&uri));
            if !is_known && self.visited.len() + self.contacts.len() <= limit {
                self.contacts.push_back(uri);
            }
        }
    }
}

/// The q value of a contact in thousandths; 1 if there is none. Source: RFC 3261 §20.10.
fn quality(contact: &NameAddr) -> u32 {
    let Some(text) = contact.params.get("q") else { return 1000 };
    let Some((whole, part)) = text.split_once('.') else {
        return if text == "0" { 0 } else { 1000 };
    };
    let digits: String = part.chars().chain("000".chars()).take(3).collect();
    if whole == "0" { digits.parse().unwrap_or(1000) } else { 1000 }
}

//! Who is in a call with whom: what the proxy saw pass by, and what others may know of it.
//!
//! Tags and Call-ID are those of the telephones, for a proxy changes neither.
//!
//! Source: RFC 4235 §3.7 (states), RFC 3891 §3 (which side a Replaces is for).

mod views;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clock::Deadline;
use sip_agent::transaction::ServerId;
use sip_message::{HeaderName, NameAddr, Replaces, Request, Response, Uri};

/// Calls remembered at once; beyond, the oldest is forgotten.
const CALLS: usize = 128;

/// Legs remembered of one call; further ones are not told.
const LEGS: usize = 16;

/// A call of which nothing is heard for this long is taken for over.
const SILENT_FOR: Duration = Duration::from_secs(6 * 3600);

/// Who is in a call with whom.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    calls: BTreeMap<u64, Call>,
    next_id: u64,
    /// Numbers of which something is different.
    changed: BTreeSet<String>,
}

/// One call.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) call_id: String,
    /// The INVITE, while it has no final answer.
    pub(crate) server: Option<ServerId>,
    pub(crate) caller: Party,
    is_hidden: bool,
    /// Who was dialled.
    dialled: NameAddr,
    legs: Vec<Leg>,
    heard_at: Instant,
}

/// One who rings or talks.
#[derive(Debug, Clone)]
pub(crate) struct Leg {
    pub(crate) party: Party,
    pub(crate) is_confirmed: bool,
    since: Instant,
}

/// One telephone in a call.
#[derive(Debug, Clone)]
pub(crate) struct Party {
    /// At this PBX.
    pub(crate) number: Option<String>,
    pub(crate) name: NameAddr,
    pub(crate) tag: String,
    /// Where its Contact leads.
    pub(crate) contact: Uri,
    /// Where it really is.
    pub(crate) source: SocketAddr,
    /// Whether it says to know Replaces.
    pub(crate) takes_replaces: bool,
}

/// The telephone that a Replaces is for.
#[derive(Debug)]
pub(crate) struct Replaced {
    /// The Replaces as that telephone understands it.
    pub(crate) value: Replaces,
    /// Whom to send it to.
    pub(crate) recipient: Party,
    /// Whose place is taken.
    pub(crate) other: Party,
    pub(crate) is_confirmed: bool,
    pub(crate) server: Option<ServerId>,
    /// The recipient is not to be named.
    pub(crate) is_hidden: bool,
}

impl Ledger {
    /// A call begins.
    pub(crate) fn begin(
        &mut self,
        server: ServerId,
        request: &Request,
        (caller, is_hidden): ((Option<String>, NameAddr, SocketAddr), bool),
        dialled: NameAddr,
        now: Instant,
    ) {
        let (number, name, source) = caller;
        let Some((call_id, tag, contact)) = origin(request) else { return };
        if self.calls.len() >= CALLS {
            self.calls.pop_first();
        }
        let takes_replaces = takes_replaces(&request.headers);
        let caller = Party { number, name, tag, contact, source, takes_replaces };
        self.changed.extend(caller.number.clone());
        let (legs, heard_at, server) = (Vec::new(), now, Some(server));
        let call = Call { call_id, server, caller, is_hidden, dialled, legs, heard_at };
        self.next_id += 1;
        self.calls.insert(self.next_id, call);
    }

    /// Somebody rings or has answered.
    pub(crate) fn hear(
        &mut self,
        server: ServerId,
        response: &Response,
        who: (Option<String>, NameAddr, SocketAddr),
        now: Instant,
    ) {
        let Some(call) = self.calls.values_mut().find(|call| call.server == Some(server)) else {
            return;
        };
        let Some(tag) = response.headers.to().ok().and_then(|to| to.tag()) else { return };
        let is_confirmed = response.status.is_success();
        call.heard_at = now;
        let (number, name, source) = who;
        let contact = contact(&response.headers).unwrap_or_else(|| name.uri.clone());
        let takes_replaces = takes_replaces(&response.headers);
        let party = Party { number, name, tag, contact, source, takes_replaces };
        let before = call.numbers();
        let leg = Leg { party, is_confirmed, since: now };
        let has_room = call.legs.len() < LEGS;
        match call.legs.iter_mut().find(|known| known.party.tag == leg.party.tag) {
            Some(known) if known.is_confirmed || !is_confirmed => return,
            Some(known) => *known = leg,
            None if has_room => call.legs.push(leg),
            None => return,
        }
        if is_confirmed {
            call.legs.retain(|leg| leg.is_confirmed);
            call.server = None;
        }
        self.changed.extend(before.into_iter().chain(call.numbers()));
    }

    /// A branch of a call, by its tag or by where it went, rings no longer.
    pub(crate) fn give_up(&mut self, server: ServerId, response: &Response) {
        let tag = response.headers.to().ok().and_then(|to| to.tag());
        if let Some(call) = self.calls.values_mut().find(|call| call.server == Some(server)) {
            let before = call.numbers();
            call.legs.retain(|leg| leg.is_confirmed || Some(&leg.party.tag) != tag.as_ref());
            if before != call.numbers() {
                self.changed.extend(before);
            }
        }
    }

    /// The INVITE is over: without an answer, so is the call.
    pub(crate) fn close(&mut self, server: ServerId) {
        let found = self.calls.iter_mut().find(|(_, call)| call.server == Some(server));
        let Some((id, call)) = found else { return };
        let id = *id;
        call.server = None;
        let before = call.numbers();
        call.legs.retain(|leg| leg.is_confirmed);
        let is_over = call.legs.is_empty();
        if before != call.numbers() || is_over {
            self.changed.extend(before);
        }
        if is_over {
            self.calls.remove(&id);
        }
    }

    /// A request passes by within a call; a BYE ends its leg.
    pub(crate) fn pass(&mut self, request: &Request, is_bye: bool, now: Instant) {
        let headers = &request.headers;
        let tag = |of: Result<NameAddr, _>| of.ok().and_then(|address| address.tag());
        let (Ok(call_id), Some(one), Some(other)) =
            (headers.call_id(), tag(headers.from()), tag(headers.to()))
        else {
            return;
        };
        let found =
            self.calls.iter_mut().find(|(_, call)| call.leg(call_id, &one, &other).is_some());
        let Some((id, call)) = found else { return };
        let id = *id;
        call.heard_at = now;
        if !is_bye {
            return;
        }
        self.changed.extend(call.numbers());
        call.legs.retain(|leg| leg.party.tag != one && leg.party.tag != other);
        if call.legs.is_empty() && call.server.is_none() {
            self.calls.remove(&id);
        }
    }

    /// Whether a request within a call is by somebody who is not to be named.
    pub(crate) fn hides(&self, request: &Request) -> bool {
        let headers = &request.headers;
        let tag = |of: Result<NameAddr, _>| of.ok().and_then(|address| address.tag());
        let (Ok(call_id), Some(from), Some(to)) =
            (headers.call_id(), tag(headers.from()), tag(headers.to()))
        else {
            return false;
        };
        let mut hidden = self.calls.values().filter(|call| call.is_hidden);
        hidden.any(|call| call.caller.tag == from && call.leg(call_id, &from, &to).is_some())
    }

    /// The telephone that a Replaces is for. An early call is replaced at its caller, whichever way
    /// round the tags are; an answered one where `to-tag` is, unless that is the asking user's own
    /// telephone: then who is at its other end is meant.
    pub(crate) fn replaced(&self, value: &Replaces, asking: Option<&str>) -> Option<Replaced> {
        let (call, leg) = self.calls.values().find_map(|call| {
            let leg = call.leg(&value.call_id, &value.to_tag, &value.from_tag)?;
            Some((call, leg))
        })?;
        let named = if value.to_tag == call.caller.tag { &call.caller } else { &leg.party };
        let is_own = asking.is_some() && named.number.as_deref() == asking;
        let names_caller = value.to_tag == call.caller.tag;
        let goes_to_caller = !leg.is_confirmed || names_caller != is_own;
        Some(call.replaced(leg, goes_to_caller, value.early_only))
    }

    /// The call that rings longest at a number, or at anybody but `not_at`.
    pub(crate) fn ringing(&self, at: Option<&str>, not_at: Option<&str>) -> Option<Replaced> {
        let legs =
            self.calls.values().flat_map(|call| call.legs.iter().map(move |leg| (call, leg)));
        let wanted = legs.filter(|(call, leg)| {
            let number = leg.party.number.as_deref();
            let is_there = at.map_or(number.is_some(), |at| number == Some(at));
            let is_own =
                not_at.is_some() && (number == not_at || call.caller.number.as_deref() == not_at);
            !leg.is_confirmed && is_there && !is_own
        });
        let (call, leg) = wanted.min_by_key(|(_, leg)| leg.since)?;
        Some(call.replaced(leg, true, true))
    }

    /// The call that stands at a park place.
    pub(crate) fn parked(&self, place: &str) -> Option<Replaced> {
        self.calls.values().find_map(|call| {
            let is_there = |leg: &&Leg| leg.is_confirmed && leg.party.is(place);
            let leg = call.legs.iter().find(is_there)?;
            Some(call.replaced(leg, true, false))
        })
    }

    /// Whether anybody rings, calls or talks at a number.
    pub(crate) fn is_busy(&self, number: &str) -> bool {
        self.calls
            .values()
            .any(|call| call.caller.is(number) || call.legs.iter().any(|leg| leg.party.is(number)))
    }

    /// Whether somebody is at a number's telephone: talks, or calls.
    pub(crate) fn is_active(&self, number: &str) -> bool {
        self.calls.values().any(|call| {
            let mut talking = call.legs.iter().filter(|leg| leg.is_confirmed);
            call.caller.is(number) || talking.any(|leg| leg.party.is(number))
        })
    }

    /// Numbers of which something is different since the last time.
    pub(crate) fn take_changed(&mut self) -> BTreeSet<String> {
        std::mem::take(&mut self.changed)
    }

    pub(crate) fn next_deadline(&self) -> Option<Deadline> {
        let oldest = self.calls.values().map(|call| call.heard_at).min()?;
        Some(Deadline::new(oldest + SILENT_FOR, "call was not heard of"))
    }

    pub(crate) fn forget_silent(&mut self, now: Instant) {
        let changed = &mut self.changed;
        self.calls.retain(|_, call| {
            let is_silent = call.heard_at + SILENT_FOR <= now;
            if is_silent {
                changed.extend(call.numbers());
            }
            !is_silent
        });
    }
}

impl Call {
    /// The leg that a dialog's name means, the tags either way round.
    fn leg(&self, call_id: &str, one: &str, other: &str) -> Option<&Leg> {
        let ours = &self.caller.tag;
        let theirs = if one == ours {
            other
        } else if other == ours {
            one
        } else {
            return None;
        };
        let leg = self.legs.iter().find(|leg| leg.party.tag == theirs);
        leg.filter(|_| self.call_id == call_id)
    }

    fn replaced(&self, leg: &Leg, goes_to_caller: bool, early_only: bool) -> Replaced {
        let (recipient, other) =
            if goes_to_caller { (&self.caller, &leg.party) } else { (&leg.party, &self.caller) };
        let value = Replaces {
            call_id: self.call_id.clone(),
            to_tag: recipient.tag.clone(),
            from_tag: other.tag.clone(),
            early_only,
        };
        Replaced {
            value,
            recipient: recipient.clone(),
            other: other.clone(),
            is_confirmed: leg.is_confirmed,
            server: self.server,
            is_hidden: goes_to_caller && self.is_hidden,
        }
    }

    /// Everybody's numbers.
    fn numbers(&self) -> Vec<String> {
        let legs = self.legs.iter().filter_map(|leg| leg.party.number.clone());
        legs.chain(self.caller.number.clone()).collect()
    }
}

impl Party {
    fn is(&self, number: &str) -> bool {
        self.number.as_deref() == Some(number)
    }
}

fn origin(request: &Request) -> Option<(String, String, Uri)> {
    let headers = &request.headers;
    let tag = headers.from().ok()?.tag()?;
    Some((headers.call_id().ok()?.to_owned(), tag, contact(headers)?))
}

fn contact(headers: &sip_message::Headers) -> Option<Uri> {
    headers.contacts().ok()?.list().first().map(|contact| contact.uri.clone())
}

fn takes_replaces(headers: &sip_message::Headers) -> bool {
    headers.contains(&HeaderName::Supported)
        && headers.supported().iter().any(|it| it == "replaces")
}

//! Calls on their way: from one number to the next, until telephones ring or nobody is left.
//!
//! ```text
//! number ─▶ operator, group, forward ─▶ telephones ─▶ proxy
//!    ▲            busy, no answer, nobody there, 302 ──┘
//!    └──────────────── forward ◀──┘
//! ```

use std::net::SocketAddr;

use clock::Now;
use sip_agent::transaction::{ClientId, ServerId};
use sip_message::{Contacts, HeaderName, NameAddr, Request, Response, StatusCode};

use crate::code::{Code, Condition};
use crate::journey::{Caller, Journey, Why};
use crate::ledger::Replaced;
use crate::pbx::Pbx;
use crate::proxy::Branch;
use crate::services::{CallBack, Missed};
use crate::settings::Role;

impl Pbx {
    /// Takes a new call.
    pub(crate) fn take_call(
        &mut self,
        id: ServerId,
        request: Request,
        caller: Caller,
        number: &str,
        now: Now,
    ) {
        let asked = request.clone();
        if let Err(status) = self.place_call(id, request, caller, number, now) {
            self.reply(id, &asked, status, now);
        }
    }

    /// Takes a new call to one telephone, by its Contact.
    pub(crate) fn take_call_to(
        &mut self,
        id: ServerId,
        request: Request,
        caller: Caller,
        peer: SocketAddr,
        now: Now,
    ) {
        let asked = request.clone();
        if let Err(status) = self.place_call_to(id, request, caller, peer, now) {
            self.reply(id, &asked, status, now);
        }
    }

    fn place_call_to(
        &mut self,
        id: ServerId,
        request: Request,
        caller: Caller,
        peer: SocketAddr,
        now: Now,
    ) -> Result<(), StatusCode> {
        if let Some(found) = self.replaced(&request, &caller, now)? {
            return self.take_over(id, request, &caller, found, now);
        }
        let number = self.registrar.number_at(peer).map(str::to_owned);
        let dialled = NameAddr::new(request.uri.clone());
        let who = number.map(|number| (number.clone(), self.person(&number)));
        self.begin_call(id, &request, &caller, dialled.clone(), now);
        let uri = request.uri.clone();
        let journey = Journey::begin(caller, request, dialled);
        let request = journey.request_to(uri, (peer == self.inside, None));
        let branches = vec![self.branch(request, peer, who)];
        self.send_out(id, branches, now)
    }

    /// Sends a call that nobody sends on to its telephones.
    pub(crate) fn send_out(
        &mut self,
        id: ServerId,
        branches: Vec<Branch>,
        now: Now,
    ) -> Result<(), StatusCode> {
        if self.proxy.forward(id, branches, (None, None), &mut self.transactions, now) {
            Ok(())
        } else {
            self.ledger.close(id);
            Err(StatusCode::SERVICE_UNAVAILABLE)
        }
    }

    /// The call whose place a new one wants to take, if the caller may.
    fn replaced(
        &self,
        request: &Request,
        caller: &Caller,
        now: Now,
    ) -> Result<Option<Replaced>, StatusCode> {
        let value = request.headers.replaces().map_err(|_| StatusCode::BAD_REQUEST)?;
        let Some(value) = value else { return Ok(None) };
        let found = self.ledger.replaced(&value, caller.number.as_deref());
        let found = found.ok_or(StatusCode::CALL_DOES_NOT_EXIST)?;
        if found.is_confirmed && value.early_only {
            return Err(StatusCode::BUSY_HERE);
        }
        if !self.may_replace(&found, caller, now) {
            return Err(StatusCode::FORBIDDEN);
        }
        Ok(Some(found))
    }

    fn place_call(
        &mut self,
        id: ServerId,
        request: Request,
        caller: Caller,
        number: &str,
        now: Now,
    ) -> Result<(), StatusCode> {
        if let Some(found) = self.replaced(&request, &caller, now)? {
            return self.take_over(id, request, &caller, found, now);
        }
        if Code::is_meant(number) {
            return self.carry_out(id, request, caller, number, now);
        }
        if self.settings.services.places.iter().any(|place| place == number) {
            return self.serve_place(id, request, caller, number, now);
        }
        self.begin_call(id, &request, &caller, self.person(number), now);
        let journey = Journey::begin(caller, request, self.person(number));
        self.travel(id, journey, now).inspect_err(|_| self.ledger.close(id))
    }

    /// Enters a call in the ledger.
    pub(crate) fn begin_call(
        &mut self,
        id: ServerId,
        request: &Request,
        caller: &Caller,
        dialled: NameAddr,
        now: Now,
    ) {
        let name = match &caller.number {
            Some(number) => self.person(number),
            None => match request.headers.from() {
                Ok(from) => NameAddr::new(from.uri),
                Err(_) => return,
            },
        };
        let who = (caller.number.clone(), name, caller.source);
        self.ledger.begin(id, request, (who, caller.is_hidden), dialled, now.instant);
    }

    /// An answered call may be taken from one's own telephone, from a park place, and by whoever
    /// was sent there by somebody in it; one that rings by everybody at this PBX.
    fn may_replace(&self, found: &Replaced, caller: &Caller, now: Now) -> bool {
        let place = |number: &String| self.settings.services.places.contains(number);
        !found.is_confirmed
            || found.other.number == caller.number
            || found.other.number.as_ref().is_some_and(place)
            || self.referrals.is_sent_to(&found.value.call_id, now.instant)
    }

    /// Puts the caller in another's place: sends the call to who is at the other end, with Replaces.
    pub(crate) fn take_over(
        &mut self,
        id: ServerId,
        mut request: Request,
        caller: &Caller,
        found: Replaced,
        now: Now,
    ) -> Result<(), StatusCode> {
        let recipient = found.recipient;
        if !recipient.takes_replaces {
            return Err(StatusCode::FORBIDDEN);
        }
        request.headers.set(HeaderName::Replaces, &found.value);
        if !request.headers.require().iter().any(|tag| tag == "replaces") {
            request.headers.push(HeaderName::Require, "replaces");
        }
        self.begin_call(id, &request, caller, recipient.name.clone(), now);
        let is_inside = recipient.source == self.inside;
        let journey = Journey::begin(caller.clone(), request, recipient.name.clone());
        let request = journey.request_to(recipient.contact, (is_inside, None));
        let who = recipient.number.filter(|_| !found.is_hidden).map(|it| (it, recipient.name));
        let branches = vec![self.branch(request, recipient.source, who)];
        if let Some(server) = found.server {
            self.takings.insert(id, server);
        }
        self.send_out(id, branches, now)
    }

    /// Goes on until telephones ring.
    pub(crate) fn travel(
        &mut self,
        id: ServerId,
        mut journey: Journey,
        now: Now,
    ) -> Result<(), StatusCode> {
        let branches = loop {
            if let Some(branches) = self.step(&mut journey, now)? {
                break branches;
            }
        };
        let number = journey.number();
        let waits = self.services.forward(&number, Condition::NoAnswer).is_some();
        let sent_on_at = waits.then(|| now.instant + self.settings.services.no_answer_after);
        let call = (Some(journey), sent_on_at);
        if self.proxy.forward(id, branches, call, &mut self.transactions, now) {
            Ok(())
        } else {
            Err(StatusCode::SERVICE_UNAVAILABLE)
        }
    }

    /// One step: the telephones to ring, or on to another number.
    fn step(&self, journey: &mut Journey, now: Now) -> Result<Option<Vec<Branch>>, StatusCode> {
        let number = journey.number();
        let services = &self.settings.services;
        if number == services.operator.0 {
            let target = services.operator.1.get(self.services.operator);
            let target = target.ok_or(StatusCode::NOT_FOUND)?;
            journey.go_on(self.person(target), Why::Always)?;
            return Ok(None);
        }
        if services.groups.iter().any(|(group, _)| *group == number) {
            return self.ring_group(journey, &number, now).map(Some);
        }
        if number == services.mailbox {
            let (uri, peer) = self.within(&number);
            let request = journey.request_to(uri, (true, None));
            let who = Some((number.clone(), self.person(&number)));
            return Ok(Some(vec![self.branch(request, peer, who)]));
        }
        if let Some(target) = self.services.forward(&number, Condition::Always) {
            journey.go_on(self.person(target), Why::Always)?;
            return Ok(None);
        }
        match self.telephones(&number, Some(journey.caller.source), now) {
            Ok(telephones) => {
                let who = Some((number.clone(), self.person(&number)));
                let branch = |(uri, peer)| {
                    let request = journey.request_to(uri, (peer == self.inside, None));
                    self.branch(request, peer, who.clone())
                };
                Ok(Some(telephones.into_iter().map(branch).collect()))
            }
            Err(status) => {
                let target = self.services.forward(&number, Condition::NoAnswer);
                journey.go_on(self.person(target.ok_or(status)?), Why::Unavailable)?;
                Ok(None)
            }
        }
    }

    /// All telephones of all who have joined a group, but for the caller's.
    fn ring_group(
        &self,
        journey: &Journey,
        group: &str,
        now: Now,
    ) -> Result<Vec<Branch>, StatusCode> {
        let mut branches = Vec::new();
        for member in self.services.members(group) {
            if journey.caller.number.as_ref() == Some(member) {
                continue;
            }
            let telephones = self.telephones(member, Some(journey.caller.source), now);
            for (uri, peer) in telephones.unwrap_or_default() {
                let person = self.person(member);
                let request = journey.request_to(uri, (false, Some(person.clone())));
                branches.push(self.branch(request, peer, Some((member.clone(), person))));
            }
        }
        if branches.is_empty() { Err(StatusCode::TEMPORARILY_UNAVAILABLE) } else { Ok(branches) }
    }

    /// Takes a response to a branch.
    pub(crate) fn handle_response(&mut self, client: ClientId, response: Response, now: Now) {
        let is_invite =
            response.headers.cseq().is_ok_and(|cseq| cseq.method == sip_message::Method::Invite);
        if is_invite
            && let Some(server) = self.proxy.server_of(client)
            && let Some((who, peer)) = self.proxy.whom(client)
        {
            let status = response.status;
            if status.is_success() || status.is_provisional() && status != StatusCode::TRYING {
                let (number, name) = who.unzip();
                let to = response.headers.to().map(|to| NameAddr::new(to.uri));
                if let Some(name) = name.or(to.ok()) {
                    self.ledger.hear(server, &response, (number, name, peer), now.instant);
                }
            } else if status.is_final() {
                self.ledger.give_up(server, &response);
            }
            if status.is_success()
                && let Some(taken) = self.takings.remove(&server)
            {
                self.proxy.note_taken(taken);
            }
        }
        if let Some(server) =
            self.proxy.handle_response(client, response, &mut self.transactions, now)
        {
            self.conclude(server, now);
        }
    }

    /// All telephones have refused: sends the call on, or ends it.
    pub(crate) fn conclude(&mut self, server: ServerId, now: Now) {
        let (best, journey) = self.proxy.take_refused(server);
        let Some(best) = best else { return };
        let Some(mut journey) = journey else {
            self.refuse(server, best, now);
            return;
        };
        let number = journey.number();
        let Some((next, why)) = self.onward(&number, &best) else {
            self.note_missed(&journey, best.status);
            self.refuse(server, best, now);
            return;
        };
        let result = journey.go_on(next, why).and_then(|()| self.travel(server, journey, now));
        if let Err(status) = result {
            self.refuse_as(server, status, now);
        }
    }

    /// Remembers a call in vain, to be called back.
    pub(crate) fn note_missed(&mut self, journey: &Journey, status: StatusCode) {
        let why = match status.value() {
            486 | 600 => Missed::Busy,
            408 | 480 | 487 => Missed::Unanswered,
            _ => return,
        };
        if let Some(caller) = &journey.caller.number {
            self.services.note_missed(caller, &journey.number(), why);
        }
    }

    /// Sends on the calls that nobody answers.
    pub(crate) fn send_on_unanswered(&mut self, now: Now) {
        while let Some((server, mut journey)) =
            self.proxy.take_unanswered(&mut self.transactions, now)
        {
            let target = self.services.forward(&journey.number(), Condition::NoAnswer).cloned();
            let result = match target {
                Some(target) => journey.go_on(self.person(&target), Why::NoAnswer),
                // Taken back meanwhile.
                None => Err(StatusCode::TEMPORARILY_UNAVAILABLE),
            };
            if let Err(status) = result.and_then(|()| self.travel(server, journey, now)) {
                self.refuse_as(server, status, now);
            }
        }
    }

    /// Where a call goes that a user's telephones have refused.
    fn onward(&self, number: &str, refusal: &Response) -> Option<(NameAddr, Why)> {
        if !self.registrar.is_user(number) {
            return None;
        }
        let forward = |when, why| Some((self.person(self.services.forward(number, when)?), why));
        match refusal.status.value() {
            486 | 600 => forward(Condition::Busy, Why::Busy),
            408 | 480 | 503 => forward(Condition::NoAnswer, Why::Unavailable),
            300..=399 => {
                let Ok(Contacts::List(contacts)) = refusal.headers.contacts() else { return None };
                let target = contacts.into_iter().find(|contact| self.is_here(&contact.uri))?;
                let user = target.uri.sip()?.user()?.into_owned();
                Some((self.person(&user), Why::Deflected))
            }
            _ => None,
        }
    }

    fn refuse(&mut self, server: ServerId, refusal: Response, now: Now) {
        self.ledger.close(server);
        self.proxy.refuse(server, &refusal, &mut self.transactions, now);
    }

    fn refuse_as(&mut self, server: ServerId, status: StatusCode, now: Now) {
        let request = self.transactions.request(server).cloned();
        if let Some(request) = request {
            let refusal = self.response(&request, status);
            self.refuse(server, refusal, now);
        }
    }

    /// Calls back those who wait for somebody who is free now.
    pub(crate) fn see_to_call_backs(&mut self, now: Now) {
        let (ledger, registrar, settings) = (&self.ledger, &self.registrar, &self.settings);
        let is_always_busy = |number: &str| {
            let mut all = settings.extensions.iter();
            all.any(|one| one.number == number && one.role == Role::Busy)
        };
        let is_there = |number: &str| {
            !registrar.is_user(number) || registrar.bindings(number, now.instant).next().is_some()
        };
        let is_free =
            |number: &str| !ledger.is_busy(number) && !is_always_busy(number) && is_there(number);
        let are_free = |one: &CallBack| is_free(&one.user) && is_free(&one.target);
        self.services.watch(are_free, |number| ledger.is_active(number), now.instant);
        while let Some(due) = self.services.take_due(now.instant) {
            let shown = self.person(&due.target);
            self.house.call_for(&due.user, &due.target, &shown, now);
        }
    }
}

//! Feature codes and park places: what a dialled number sets or fetches.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use clock::Now;
use sip_agent::transaction::ServerId;
use sip_agent::wire::Flow;
use sip_message::{HeaderName, Method, Request, StatusCode};

use crate::code::{Code, Condition};
use crate::house;
use crate::journey::{Caller, Journey};
use crate::pbx::{INSIDE, Pbx};
use crate::serve::user_of;

/// References that passed by, kept until those who were sent may have come.
const REFERRALS: usize = 32;

/// How long that may take.
const COMES_WITHIN: Duration = Duration::from_secs(60);

/// Who was sent where by whom (REFER), as far as it passed by here.
#[derive(Debug, Default)]
pub(crate) struct Referrals(VecDeque<Referral>);

#[derive(Debug)]
struct Referral {
    at: Instant,
    by: Option<String>,
    /// The number in Refer-To.
    to: String,
    /// The Call-ID of the call to be replaced.
    replaces: Option<String>,
}

impl Referrals {
    fn note(&mut self, referral: Referral) {
        if self.0.len() >= REFERRALS {
            self.0.pop_front();
        }
        self.0.push_back(referral);
    }

    /// Whether somebody was sent to take the place of a call.
    pub(crate) fn is_sent_to(&self, call_id: &str, now: Instant) -> bool {
        self.recent(now).any(|referral| referral.replaces.as_deref() == Some(call_id))
    }

    /// Who sent somebody to a number last; used up by the asking.
    fn take_sender(&mut self, to: &str, now: Instant) -> Option<Option<String>> {
        let is_it = |referral: &Referral| {
            referral.to == to && now.saturating_duration_since(referral.at) < COMES_WITHIN
        };
        let at = self.0.iter().position(is_it)?;
        self.0.remove(at).map(|referral| referral.by)
    }

    fn recent(&self, now: Instant) -> impl Iterator<Item = &Referral> {
        self.0
            .iter()
            .filter(move |referral| now.saturating_duration_since(referral.at) < COMES_WITHIN)
    }
}

impl Pbx {
    /// Looks at a request that passes by: what it means for the call that it is within, and who is
    /// sent where.
    pub(crate) fn note_passing(
        &mut self,
        request: &Request,
        is_within: bool,
        flow: &Flow,
        now: Now,
    ) {
        if is_within {
            self.ledger.pass(request, request.method == Method::Bye, now.instant);
        }
        if request.method != Method::Refer {
            return;
        }
        let Ok(refer_to) = request.headers.refer_to() else { return };
        let Some(uri) = refer_to.uri.sip() else { return };
        let by = if flow.id == INSIDE {
            user_of(request.headers.from())
        } else {
            self.registrar.number_at(flow.peer).map(str::to_owned)
        };
        let replaces = uri
            .headers()
            .find(|(name, _)| name.eq_ignore_ascii_case("Replaces"))
            .and_then(|(_, value)| value.parse::<sip_message::Replaces>().ok())
            .map(|value| value.call_id);
        let to = uri.user().map(std::borrow::Cow::into_owned).unwrap_or_default();
        self.referrals.note(Referral { at: now.instant, by, to, replaces });
    }

    /// Does what a code asks for, and says so; 403 for what the user may not.
    pub(crate) fn carry_out(
        &mut self,
        id: ServerId,
        request: Request,
        caller: Caller,
        dialled: &str,
        now: Now,
    ) -> Result<(), StatusCode> {
        let user = caller.number.clone().filter(|number| self.registrar.is_user(number));
        let user = user.ok_or(StatusCode::FORBIDDEN)?;
        let groups = &self.settings.services.groups;
        let code = Code::read(dialled, |number| groups.iter().any(|(group, _)| group == number))?;
        match code {
            Code::Forward(when, to) => self.set_forward(&user, when, to)?,
            Code::Group(group, is_member) => self.services.set_member(&group, &user, is_member),
            Code::Operator(target) => self.services.operator = target,
            Code::Hide(is_hidden) => self.services.set_hidden(&user, is_hidden),
            Code::CallBack => self.services.wait(&user, now.instant)?,
            Code::PickUp(number) => {
                if let Some(number) = &number
                    && !self.is_person(number)
                {
                    return Err(StatusCode::NOT_FOUND);
                }
                let found = self.ledger.ringing(number.as_deref(), Some(&user));
                let found = found.ok_or(StatusCode::TEMPORARILY_UNAVAILABLE)?;
                return self.take_over(id, request, &caller, found, now);
            }
        }
        let (uri, peer) = self.within(house::CODE);
        let request = Request { uri, ..request };
        let branches = vec![self.branch(request, peer, None)];
        self.send_out(id, branches, now)
    }

    fn set_forward(
        &mut self,
        user: &str,
        when: Condition,
        to: Option<String>,
    ) -> Result<(), StatusCode> {
        if let Some(to) = &to {
            let services = &self.settings.services;
            let is_service = *to == services.operator.0
                || *to == services.mailbox
                || services.groups.iter().any(|(group, _)| group == to);
            if to == user {
                return Err(StatusCode::FORBIDDEN);
            }
            if !is_service && !self.is_person(to) {
                return Err(StatusCode::NOT_FOUND);
            }
        }
        self.services.set_forward(user, when, to);
        Ok(())
    }

    /// Parks who was sent to a place, or gives who dials it the call that stands there.
    pub(crate) fn serve_place(
        &mut self,
        id: ServerId,
        mut request: Request,
        caller: Caller,
        place: &str,
        now: Now,
    ) -> Result<(), StatusCode> {
        let noted = self.referrals.take_sender(place, now.instant);
        let told = request.headers.referred_by();
        match (self.ledger.is_busy(place), noted.is_some() || told.is_some()) {
            (true, true) => Err(StatusCode::BUSY_HERE),
            (true, false) => {
                let found = self.ledger.parked(place);
                let found = found.ok_or(StatusCode::TEMPORARILY_UNAVAILABLE)?;
                self.take_over(id, request, &caller, found, now)
            }
            (false, true) => {
                if let Some(parker) = noted.flatten() {
                    request.headers.set(HeaderName::ReferredBy, self.person(&parker));
                }
                let person = self.person(place);
                self.begin_call(id, &request, &caller, person.clone(), now);
                let (uri, peer) = self.within(place);
                let journey = Journey::begin(caller, request, person.clone());
                let request = journey.request_to(uri, (true, None));
                let branches = vec![self.branch(request, peer, Some((place.to_owned(), person)))];
                self.send_out(id, branches, now)
            }
            (false, false) => Err(StatusCode::TEMPORARILY_UNAVAILABLE),
        }
    }

    /// Whether a user or an extension has this number.
    pub(crate) fn is_person(&self, number: &str) -> bool {
        self.registrar.is_user(number)
            || self.settings.extensions.iter().any(|extension| extension.number == number)
    }
}

//! Session timers: a call that nobody renews ends, so that no call outlives a far end that is gone.
//!
//! ```text
//! 2xx with Session-Expires ─▶ at half of it: whoever is the refresher sends UPDATE, else re-INVITE
//!            ▲                    │ 2xx                   │ nothing came, nothing was answered
//!            └────────────────────┘                       ▼
//!                                      shortly before its end: BYE
//! ```
//!
//! Source: RFC 4028.

use std::time::{Duration, Instant};

use bytes::Bytes;
use clock::{Deadline, Now};
use sip_message::{
    HeaderName, Headers, Method, Refresher, Request, Response, SessionExpires, StatusCode,
};

use super::call::{Phase, Purpose};
use super::machine::{Invitations, Timer, ending};
use super::{Cause, InvitationId, Side};
use crate::core::Core;
use crate::exchange::{Heard, Order, Owner};
use crate::request::Failure;
use crate::transaction::ServerId;

/// No session lives for less. Source: RFC 4028 §4.
const LEAST_S: u32 = 90;
/// How often in a row a 422 is answered with a longer session.
const MOST_RAISES: u8 = 3;
/// How soon a renewal that was refused or could not begin is tried again.
const AGAIN: Duration = Duration::from_secs(5);
/// The BYE of a session that was not renewed goes out this long before its end, or a third of the
/// session if that is less. Source: RFC 4028 §10.
const MARGIN: Duration = Duration::from_secs(32);

/// What is known of how long a session lives, and by whom.
#[derive(Debug, Default)]
pub(super) struct Renewal {
    /// The largest Min-SE heard, in seconds. Source: RFC 4028 §7.4.
    min_s: u32,
    /// 422s in a row.
    raises: u8,
    /// The far end's Allow names UPDATE.
    takes_update: bool,
    /// Our session description in force, said again by a re-INVITE that only renews.
    pub(super) local: Option<Bytes>,
    term: Option<Term>,
}

#[derive(Debug, Clone, Copy)]
struct Term {
    span_s: u32,
    /// Whether the renewing is ours.
    is_ours: bool,
    ends_at: Instant,
}

impl Term {
    fn span(self) -> Duration {
        Duration::from_secs(self.span_s.into())
    }

    /// The one who renews, as the sender of the next request calls it.
    const fn refresher(self) -> Refresher {
        if self.is_ours { Refresher::Uac } else { Refresher::Uas }
    }
}

impl Renewal {
    /// Nothing is agreed yet; this is what we offered.
    pub(super) fn of(offer: Option<Bytes>) -> Self {
        Self { local: offer, ..Self::default() }
    }

    /// Writes what a first INVITE of ours asks for. Source: RFC 4028 §7.1.
    pub(super) fn propose(&self, headers: &mut Headers, wanted: Duration) {
        let wanted = u32::try_from(wanted.as_secs()).unwrap_or(u32::MAX);
        let seconds = wanted.max(self.min_s).max(LEAST_S);
        self.write(headers, SessionExpires { seconds, refresher: None });
    }

    /// Writes what a request of ours within the dialog asks for: what stands, by the same side.
    ///
    /// Source: RFC 4028 §7.4.
    pub(super) fn propose_again(&self, headers: &mut Headers) {
        if let Some(term) = self.term {
            let seconds = term.span_s.max(self.min_s);
            self.write(headers, SessionExpires { seconds, refresher: Some(term.refresher()) });
        }
    }

    fn write(&self, headers: &mut Headers, expires: SessionExpires) {
        headers.set(HeaderName::SessionExpires, expires.to_string());
        if self.min_s > LEAST_S {
            headers.set(HeaderName::MinSe, self.min_s);
        }
    }

    /// Takes a 422: whether the request is worth sending again with what is known now.
    ///
    /// Source: RFC 4028 §7.3.
    pub(super) fn raise(&mut self, response: &Response) -> bool {
        let asked = response.headers.min_se().map_or(0, |min| min.seconds);
        if asked <= self.min_s || self.raises >= MOST_RAISES {
            return false;
        }
        self.raises += 1;
        self.min_s = asked;
        true
    }

    /// Takes the 2xx to a request of ours; without Session-Expires nobody renews any more.
    ///
    /// Source: RFC 4028 §7.2.
    pub(super) fn hear(&mut self, headers: &Headers, now: Now) {
        self.note_allow(headers);
        self.raises = 0;
        self.term = headers
            .session_expires()
            .map(|expires| term(expires.seconds, expires.refresher != Some(Refresher::Uas), now));
    }

    /// Decides about their request, and writes it into our 2xx. Source: RFC 4028 §9, table 2.
    pub(super) fn answer(
        &mut self,
        request: &Request,
        response: &mut Response,
        wanted: Duration,
        now: Now,
    ) {
        let asked = &request.headers;
        self.note_allow(asked);
        let min_s = asked.min_se().map_or(0, |min| min.seconds);
        self.min_s = self.min_s.max(min_s);
        let is_able = knows_timers(asked);
        let expires = match asked.session_expires() {
            // Too short, from a far end that would not understand a 422: as if it were not there.
            Some(expires) if expires.seconds < LEAST_S => None,
            Some(expires) => Some(expires),
            None if is_able => {
                let wanted = u32::try_from(wanted.as_secs()).unwrap_or(u32::MAX);
                let span_s = self.term.map_or(wanted, |term| term.span_s);
                Some(SessionExpires { seconds: span_s.max(self.min_s), refresher: None })
            }
            None => None,
        };
        let stood = self.term;
        self.term = expires.map(|expires| {
            let is_ours = match (is_able, expires.refresher) {
                (true, Some(Refresher::Uac)) => false,
                // Where the choice is ours: who did it before goes on, else we do.
                (true, None) => stood.is_none_or(|term| term.is_ours),
                (false, _) | (true, Some(Refresher::Uas)) => true,
            };
            term(expires.seconds, is_ours, now)
        });
        let Some(term) = self.term else { return };
        let refresher = if term.is_ours { Refresher::Uas } else { Refresher::Uac };
        let said = SessionExpires { seconds: term.span_s, refresher: Some(refresher) };
        response.headers.push(HeaderName::SessionExpires, said.to_string());
        if !term.is_ours {
            response.headers.push(HeaderName::Require, "timer");
        }
    }

    fn note_allow(&mut self, headers: &Headers) {
        if headers.contains(&HeaderName::Allow) {
            self.takes_update = headers.allow().contains(&Method::Update);
        }
    }

    /// When to renew, and when to give up.
    fn deadlines(&self) -> (Option<Deadline>, Option<Deadline>) {
        let Some(term) = self.term else { return (None, None) };
        let span = term.span();
        let before_end = |left: Duration| term.ends_at.checked_sub(left).unwrap_or(term.ends_at);
        let renewal = term.is_ours.then(|| Deadline::new(before_end(span / 2), "session renewal"));
        let end = Deadline::new(before_end(MARGIN.min(span / 3)), "session not renewed");
        (renewal, Some(end))
    }
}

fn term(seconds: u32, is_ours: bool, now: Now) -> Term {
    let span_s = seconds.max(LEAST_S);
    let ends_at = now.instant + Duration::from_secs(span_s.into());
    Term { span_s, is_ours, ends_at }
}

fn knows_timers(headers: &Headers) -> bool {
    let is_timer = |tag: &String| tag == "timer";
    headers.supported().iter().any(is_timer) || headers.require().iter().any(is_timer)
}

impl Core {
    /// Refuses a request whose session would be too short, if its sender knows what that means.
    ///
    /// Source: RFC 4028 §9.
    pub(super) fn refuses_interval(
        &mut self,
        server: ServerId,
        request: &Request,
        tag: Option<&str>,
        now: Now,
    ) -> bool {
        let is_short =
            request.headers.session_expires().is_some_and(|expires| expires.seconds < LEAST_S);
        if !is_short || !knows_timers(&request.headers) {
            return false;
        }
        let status = StatusCode::SESSION_INTERVAL_TOO_SMALL;
        let mut response = self.response(request, status, tag);
        response.headers.push(HeaderName::MinSe, LEAST_S);
        self.respond(server, &response, now);
        true
    }
}

impl Invitations {
    /// Invites again where a server wants sessions to live longer. Source: RFC 4028 §7.3.
    pub(super) fn invite_for_longer(
        &mut self,
        id: InvitationId,
        heard: &Heard,
        core: &mut Core,
        now: Now,
    ) -> bool {
        let Some(call) = self.table.get_mut(&id) else { return false };
        let Some(identity) = call.identity else { return false };
        if !call.renewal.raise(&heard.response) {
            return false;
        }
        let mut request = heard.request.clone();
        for added in [
            HeaderName::Via,
            HeaderName::Contact,
            HeaderName::Authorization,
            HeaderName::ProxyAuthorization,
        ] {
            request.headers.remove(&added);
        }
        call.renewal.propose(&mut request.headers, core.settings.timers.session);
        let contact =
            request.headers.from().ok().map(|from| core.contact_form_as(Some(identity), &from));
        let order = Order {
            way: core.way(identity, &request),
            request,
            owner: Owner::Invitation(id),
            identity: Some(identity),
            sequence: Some(call.sequence),
            contact,
            follows_redirects: true,
        };
        let Ok(exchange) = core.start(order, now) else { return false };
        call.exchanges.insert(exchange, Purpose::Invite);
        // The refusal ended whatever early dialogs there were.
        call.legs.clear();
        if let Phase::Calling(calling) = &mut call.phase {
            calling.exchange = exchange;
        }
        true
    }

    /// Takes a 2xx of theirs that says how long the session lives.
    pub(super) fn hear_renewal(&mut self, id: InvitationId, headers: &Headers, now: Now) {
        if let Some(call) = self.table.get_mut(&id) {
            call.renewal.hear(headers, now);
        }
        self.watch_renewal(id);
    }

    /// Sets both timers by what is agreed.
    pub(super) fn watch_renewal(&mut self, id: InvitationId) {
        let Some(call) = self.table.get(&id) else { return };
        let (renewal, end) = match call.phase {
            Phase::Established(_) => call.renewal.deadlines(),
            Phase::Calling(_) | Phase::Offered(_) | Phase::Over => (None, None),
        };
        self.wake(id, Timer::Renewal, renewal);
        self.wake(id, Timer::Expiry, end);
    }

    /// Renews the session: by UPDATE where the far end takes it, else by the same offer again.
    ///
    /// Source: RFC 4028 §7.4, §10.
    pub(super) fn renew(&mut self, id: InvitationId, core: &mut Core, now: Now) {
        let Some(call) = self.table.get(&id) else { return };
        let Phase::Established(established) = &call.phase else { return };
        if call.confirm.is_some() || established.is_changing() {
            self.renew_later(id, now);
            return;
        }
        let Some(leg) = call.legs.get(&established.tag) else { return };
        let sent = if call.renewal.takes_update {
            let dialog = leg.dialog.clone();
            let mut update = dialog.request(Method::Update, core);
            update.headers.push(HeaderName::Supported, crate::reply::SUPPORTED.join(", "));
            call.renewal.propose_again(&mut update.headers);
            self.send(id, &dialog, update, Purpose::Renewal, core, now).map(drop)
        } else if let Some(offer) = call.renewal.local.clone() {
            self.send_reoffer(id, offer, core, now)
        } else {
            return;
        };
        if let Err(why) = sent {
            tracing::info!(%why, "session not renewed now");
            self.renew_later(id, now);
        }
    }

    /// Tries the renewal again soon, but not before it is due.
    pub(super) fn renew_later(&mut self, id: InvitationId, now: Now) {
        let due = self.table.get(&id).and_then(|call| call.renewal.deadlines().0);
        if let Some(due) = due {
            let at = due.at.max(now.instant + AGAIN);
            self.wake(id, Timer::Renewal, Some(Deadline::new(at, "session renewal")));
        }
    }

    /// What became of our UPDATE that only renews.
    pub(super) fn handle_renewal_answer(
        &mut self,
        id: InvitationId,
        result: &Result<Box<Heard>, Failure>,
        core: &mut Core,
        now: Now,
    ) {
        if self.established(id).is_none() {
            return;
        }
        let Some(call) = self.table.get_mut(&id) else { return };
        match result {
            Ok(heard) if heard.response.status.is_success() => {
                let headers = &heard.response.headers;
                let tag = headers.to().ok().and_then(|to| to.tag()).unwrap_or_default();
                if let Some(leg) = call.legs.get_mut(&tag) {
                    leg.dialog.refresh(headers, Some(&heard.flow));
                }
                self.hear_renewal(id, headers, now);
                self.note_remote(id, headers, &heard.flow, core);
            }
            Ok(heard) if is_unknown_method(heard.response.status) => {
                call.renewal.takes_update = false;
                self.renew(id, core, now);
            }
            Ok(heard)
                if heard.response.status == StatusCode::SESSION_INTERVAL_TOO_SMALL
                    && call.renewal.raise(&heard.response) =>
            {
                self.renew(id, core, now);
            }
            Ok(_) | Err(_) => {
                if !self.lost(id, result, core, now) {
                    self.renew_later(id, now);
                }
            }
        }
    }

    /// Ends a call whose session nobody renewed in time. Source: RFC 4028 §10.
    pub(super) fn expire(&mut self, id: InvitationId, core: &mut Core, now: Now) {
        if self.established(id).is_none() {
            return;
        }
        self.bye_all(id, Some("SIP;cause=408;text=\"Session not renewed\""), core, now);
        self.drop_confirm(id);
        self.end(id, ending(Side::Far, Cause::Lost), core, now);
    }
}

/// Whether an answer says that UPDATE is no method there, whatever its Allow said.
fn is_unknown_method(status: StatusCode) -> bool {
    status == StatusCode::METHOD_NOT_ALLOWED || status == StatusCode::NOT_IMPLEMENTED
}

//! What a NOTIFY brings and asks for.
//!
//! Source: RFC 6665 §4.1.3 (notifications), §4.4.1 (dialogs), §8.2.1 (which subscription).

use std::time::{Duration, Instant};

use clock::Now;
use sip_message::{Event as Package, HeaderName, Request, StatusCode, SubscriptionState, Substate};

use super::{BROKEN_OFF, Ending, Event, State, Subscription};
use crate::core::Core;
use crate::dialog::Dialog;
use crate::transaction::ServerId;
use crate::waits;
use crate::wire::Flow;

impl Subscription {
    /// Whether a NOTIFY names our half of the dialog. Source: RFC 6665 §4.4.1.
    pub(in crate::subscription) fn is_notified_by(&self, request: &Request) -> bool {
        let headers = &request.headers;
        headers.call_id() == Ok(self.call_id.as_str())
            && headers.to().is_ok_and(|to| to.tag().as_deref() == Some(self.tag.as_str()))
    }

    /// Takes a NOTIFY of our dialog and answers it; `false` if it is of a dialog we do not keep.
    pub(in crate::subscription) fn handle_notify(
        &mut self,
        server: ServerId,
        request: &Request,
        flow: &Flow,
        core: &mut Core,
        now: Now,
    ) -> bool {
        let wanted: Result<Package, _> = self.wish.package.parse();
        match (request.headers.event(), wanted) {
            (Ok(event), Ok(wanted)) if event.is_same(&wanted) => {}
            (Ok(_) | Err(_), _) => {
                core.reply(server, request, StatusCode::BAD_EVENT, now);
                return true;
            }
        }
        let Ok(told) = request.headers.subscription_state() else {
            core.reply(server, request, StatusCode::BAD_REQUEST, now);
            return true;
        };
        if !self.takes_content(request) {
            let mut response = core.response(request, StatusCode::UNSUPPORTED_MEDIA_TYPE, None);
            response.headers.push(HeaderName::Accept, self.wish.accept.join(", "));
            core.respond(server, &response, now);
            return true;
        }
        match self.admit(request, flow, core, now) {
            Ok(()) => {}
            Err(status) => {
                core.reply(server, request, status, now);
                return true;
            }
        }
        core.reply(server, request, StatusCode::OK, now);
        self.follow(&told, request, core, now);
        true
    }

    /// Whether a NOTIFY carries what we asked for, or nothing.
    fn takes_content(&self, request: &Request) -> bool {
        let Some(kind) = request.headers.content_type() else { return true };
        request.body.is_empty()
            || self.wish.accept.is_empty()
            || self.wish.accept.iter().any(|accept| accept.eq_ignore_ascii_case(&kind))
    }

    /// Joins a NOTIFY to our dialog, which the first one makes.
    fn admit(
        &mut self,
        request: &Request,
        flow: &Flow,
        core: &mut Core,
        now: Now,
    ) -> Result<(), StatusCode> {
        match &mut self.state {
            State::Starting { exchange, granted, counts, .. } => {
                let (identity, sequence) = (Some(self.identity), self.sequence);
                let dialog = Dialog::of_request(request, &self.tag, flow, identity, sequence)
                    .ok_or(StatusCode::BAD_REQUEST)?;
                let lifetime = granted.unwrap_or(self.lifetime);
                self.state = State::Standing {
                    dialog: Box::new(dialog),
                    since: now.instant,
                    refresh_at: now.instant + waits::renewal(lifetime, &mut core.chance),
                    exchange: *exchange,
                    counts: *counts,
                    is_active: false,
                };
                Ok(())
            }
            State::Standing { dialog, .. } | State::Leaving { dialog, .. } => {
                let far = request.headers.from().ok().and_then(|from| from.tag());
                if far.unwrap_or_default() != dialog.remote_tag {
                    return Err(StatusCode::CALL_DOES_NOT_EXIST);
                }
                if !dialog.takes_cseq(request) {
                    return Err(StatusCode::SERVER_INTERNAL_ERROR);
                }
                dialog.refresh(&request.headers, Some(flow));
                Ok(())
            }
            State::Waiting { .. } | State::Over => Err(StatusCode::CALL_DOES_NOT_EXIST),
        }
    }

    /// Hands up what a NOTIFY brings and does as it says. Source: RFC 6665 §4.1.3.
    fn follow(&mut self, told: &SubscriptionState, request: &Request, core: &mut Core, now: Now) {
        let (since, is_wanted) = match &mut self.state {
            State::Standing { since, refresh_at, is_active, .. } => {
                let news = match told.state {
                    Substate::Active if !*is_active => {
                        *is_active = true;
                        Some(Event::Active)
                    }
                    Substate::Pending => {
                        *is_active = false;
                        Some(Event::Pending)
                    }
                    Substate::Active | Substate::Terminated | Substate::Other(_) => None,
                };
                if let Some(seconds) = told.expires() {
                    let lifetime = Duration::from_secs(seconds.into()).min(self.lifetime);
                    *refresh_at = now.instant + waits::renewal(lifetime, &mut core.chance);
                }
                let since = *since;
                if let Some(news) = news {
                    self.tell(news, core);
                }
                (since, true)
            }
            State::Starting { .. }
            | State::Waiting { .. }
            | State::Leaving { .. }
            | State::Over => (now.instant, false),
        };
        if is_wanted && !request.body.is_empty() {
            let content_type = request.headers.content_type().unwrap_or_default();
            self.tell(Event::Notified { content_type, body: request.body.clone() }, core);
        }
        match told.state {
            Substate::Terminated if is_wanted => self.terminated(told, since, core, now),
            Substate::Terminated => self.finish(Ending::Unsubscribed, core),
            Substate::Active | Substate::Pending | Substate::Other(_) => {}
        }
    }

    /// The notifier has ended it. Source: RFC 6665 §4.1.3.
    fn terminated(&mut self, told: &SubscriptionState, since: Instant, core: &mut Core, now: Now) {
        if let State::Standing { exchange, .. } = &mut self.state
            && let Some(exchange) = exchange.take()
        {
            core.forget_exchange(exchange);
        }
        match told.reason().as_deref() {
            Some("rejected") => self.finish(Ending::Rejected, core),
            Some("noresource") => self.finish(Ending::NoResource, core),
            Some("invariant") => self.finish(Ending::Invariant, core),
            Some("deactivated" | "timeout") => self.begin_again(since, core, now),
            Some(_) | None => self.wait(BROKEN_OFF, 0, told.retry_after(), core, now),
        }
    }
}

//! One published piece of event state.
//!
//! Source: RFC 3903 §4 (the publishing side), §11.3 (SIP-ETag and SIP-If-Match).

use std::time::{Duration, Instant};

use bytes::Bytes;
use clock::{Deadline, Now};
use sip_message::{HeaderName, Method, NameAddr, StatusCode, Uri};

use super::{Event, PublicationId};
use crate::core::Core;
use crate::exchange::{self, ExchangeId, Order, Owner};
use crate::identity::IdentityId;
use crate::registration::Problem;
use crate::verdict::{self, Verdict};
use crate::{Output, Refusal, waits};

/// Lifetime asked for. Source: RFC 3903 §4 leaves it to the package; RFC 3856 §6.4 has an hour.
const LIFETIME: Duration = Duration::from_secs(3600);
/// How often one attempt may be corrected: a longer lifetime, a fresh start.
const CORRECTIONS: u32 = 3;

/// One published piece of event state.
#[derive(Debug)]
pub(super) struct Publication {
    id: PublicationId,
    identity: IdentityId,
    package: String,
    content_type: String,
    /// What is to be published.
    body: Bytes,
    /// Names what the server holds of us.
    etag: Option<String>,
    /// Asked for; a server may have raised it by 423.
    lifetime: Duration,
    state: State,
}

#[derive(Debug)]
enum State {
    /// A PUBLISH is out.
    Asking {
        exchange: ExchangeId,
        attempt: Attempt,
        /// The person has changed their mind: what stands is removed as soon as it is known.
        is_unwanted: bool,
    },
    Published {
        refresh_at: Instant,
    },
    Waiting {
        failures: u32,
        retry_at: Instant,
    },
    /// The PUBLISH that removes what stands is out.
    Removing,
    Over,
}

/// What a PUBLISH says, and how often it had to.
#[derive(Debug, Clone)]
struct Attempt {
    /// The state that goes with it; none in a mere refresh.
    body: Option<Bytes>,
    failures: u32,
    corrections: u32,
}

impl Publication {
    /// Publishes for the first time.
    pub(super) fn start(
        id: PublicationId,
        identity: IdentityId,
        (package, content_type, body): (&str, &str, Bytes),
        core: &mut Core,
        now: Now,
    ) -> Result<Self, Refusal> {
        let mut publication = Self {
            id,
            identity,
            package: package.to_owned(),
            content_type: content_type.to_owned(),
            body,
            etag: None,
            lifetime: LIFETIME,
            state: State::Over,
        };
        publication.ask(true, (0, 0), core, now)?;
        Ok(publication)
    }

    pub(super) const fn identity(&self) -> IdentityId {
        self.identity
    }

    pub(super) const fn is_over(&self) -> bool {
        match self.state {
            State::Over => true,
            State::Asking { .. }
            | State::Published { .. }
            | State::Waiting { .. }
            | State::Removing => false,
        }
    }

    /// Publishes something else; at once, or as soon as what is under way is answered.
    pub(super) fn change(&mut self, body: Bytes, core: &mut Core, now: Now) -> Result<(), Refusal> {
        match &self.state {
            State::Asking { is_unwanted: false, .. } | State::Waiting { .. } => {
                self.body = body;
                Ok(())
            }
            State::Published { .. } => {
                self.body = body;
                self.ask_or_wait(true, (0, 0), core, now);
                Ok(())
            }
            State::Asking { is_unwanted: true, .. } | State::Removing | State::Over => {
                Err(Refusal::WrongState)
            }
        }
    }

    /// Removes what is published.
    pub(super) fn remove(&mut self, core: &mut Core, now: Now) {
        match &mut self.state {
            State::Asking { exchange, is_unwanted, .. } => {
                *is_unwanted = true;
                core.abandon(*exchange, None, now);
            }
            State::Published { .. } => self.leave(core, now),
            State::Waiting { .. } => self.end(Event::Unpublished, core),
            State::Removing | State::Over => {}
        }
    }

    /// Takes what became of the PUBLISH that is out.
    pub(super) fn handle_event(&mut self, event: &exchange::Event, core: &mut Core, now: Now) {
        let end = match event {
            exchange::Event::Final(end) => end,
            exchange::Event::Provisional(_)
            | exchange::Event::Success(_)
            | exchange::Event::Closed
            | exchange::Event::Shipped(_) => return,
        };
        let (attempt, is_unwanted) = match &self.state {
            State::Asking { attempt, is_unwanted, .. } => (attempt.clone(), *is_unwanted),
            State::Removing => return self.end(Event::Unpublished, core),
            State::Published { .. } | State::Waiting { .. } | State::Over => return,
        };
        let verdict = verdict::read(end, self.lifetime);
        if let (Verdict::Accepted(_), Ok(heard)) = (&verdict, end) {
            self.etag = heard.response.headers.sip_etag().map(str::to_owned);
        }
        if is_unwanted {
            if self.etag.is_some() {
                self.leave(core, now);
            } else {
                self.end(Event::Unpublished, core);
            }
            return;
        }
        let corrected = (attempt.failures, attempt.corrections + 1);
        let may_correct = attempt.corrections < CORRECTIONS;
        match verdict {
            Verdict::Accepted(lifetime) => self.settle(&attempt, lifetime, core, now),
            Verdict::TooBrief(least) if may_correct => {
                self.lifetime = least;
                self.ask_or_wait(attempt.body.is_some(), corrected, core, now);
            }
            Verdict::Forgotten if may_correct && self.etag.take().is_some() => {
                self.ask_or_wait(true, corrected, core, now);
            }
            Verdict::TooBrief(_) => self.wait(
                Problem::Refused(StatusCode::INTERVAL_TOO_BRIEF),
                (attempt.failures, None),
                core,
                now,
            ),
            Verdict::Forgotten => self.wait(
                Problem::Refused(StatusCode::CONDITIONAL_REQUEST_FAILED),
                (attempt.failures, None),
                core,
                now,
            ),
            Verdict::Trouble(problem, retry_after) => {
                self.wait(problem, (attempt.failures, retry_after), core, now);
            }
            Verdict::Refused(status) => self.end(Event::Refused(status), core),
            Verdict::Abandoned => self.end(Event::Unpublished, core),
        }
    }

    /// The network is another: what waits is tried at once, what stands is renewed.
    pub(super) fn hurry(&mut self, core: &mut Core, now: Now) {
        match &self.state {
            State::Published { .. } => self.ask_or_wait(false, (0, 0), core, now),
            State::Waiting { .. } => self.ask_or_wait(true, (0, 0), core, now),
            State::Asking { .. } | State::Removing | State::Over => {}
        }
    }

    pub(super) fn next_deadline(&self) -> Option<Deadline> {
        match &self.state {
            State::Published { refresh_at } => {
                Some(Deadline::new(*refresh_at, "publication refresh"))
            }
            State::Waiting { retry_at, .. } => Some(Deadline::new(*retry_at, "publication retry")),
            State::Asking { .. } | State::Removing | State::Over => None,
        }
    }

    pub(super) fn handle_timeout(&mut self, core: &mut Core, now: Now) {
        match &self.state {
            State::Published { refresh_at } if *refresh_at <= now.instant => {
                self.ask_or_wait(false, (0, 0), core, now);
            }
            State::Waiting { failures, retry_at } if *retry_at <= now.instant => {
                let failures = *failures;
                self.ask_or_wait(true, (failures, 0), core, now);
            }
            State::Published { .. }
            | State::Waiting { .. }
            | State::Asking { .. }
            | State::Removing
            | State::Over => {}
        }
    }

    /// The server holds what was sent; if there is something newer, it is sent now.
    fn settle(&mut self, attempt: &Attempt, lifetime: Duration, core: &mut Core, now: Now) {
        if attempt.body.as_ref().is_some_and(|sent| *sent != self.body) {
            self.ask_or_wait(true, (0, 0), core, now);
            return;
        }
        let wait = waits::renewal(lifetime, &mut core.chance);
        self.state = State::Published { refresh_at: now.instant + wait };
        self.tell(Event::Published { until: now.after(lifetime).timestamp }, core);
    }

    fn ask(
        &mut self,
        with_body: bool,
        (failures, corrections): (u32, u32),
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        // Without a tag there is nothing at the server that could be refreshed.
        let body = (with_body || self.etag.is_none()).then(|| self.body.clone());
        let order =
            self.order(body.clone(), self.lifetime, core).ok_or(Refusal::UnknownIdentity)?;
        let exchange = core.start(order, now)?;
        let attempt = Attempt { body, failures, corrections };
        self.state = State::Asking { exchange, attempt, is_unwanted: false };
        Ok(())
    }

    fn ask_or_wait(&mut self, with_body: bool, counts: (u32, u32), core: &mut Core, now: Now) {
        if self.ask(with_body, counts, core, now).is_err() {
            self.wait(Problem::NoAnswer, (counts.0, None), core, now);
        }
    }

    fn leave(&mut self, core: &mut Core, now: Now) {
        let started = self.order(None, Duration::ZERO, core).map(|order| core.start(order, now));
        match started {
            Some(Ok(_)) if self.etag.is_some() => self.state = State::Removing,
            Some(_) | None => self.end(Event::Unpublished, core),
        }
    }

    fn wait(
        &mut self,
        problem: Problem,
        (failures, retry_after): (u32, Option<u32>),
        core: &mut Core,
        now: Now,
    ) {
        let failures = failures.saturating_add(1);
        let wait = match retry_after {
            Some(seconds) => waits::asked(seconds, &mut core.chance),
            None => waits::after(failures, &mut core.chance),
        };
        self.state = State::Waiting { failures, retry_at: now.instant + wait };
        self.tell(Event::Waiting { problem, retry_at: now.after(wait).timestamp }, core);
    }

    fn end(&mut self, event: Event, core: &mut Core) {
        self.state = State::Over;
        self.tell(event, core);
    }

    fn tell(&self, event: Event, core: &mut Core) {
        core.outputs.push_back(Output::Publication { id: self.id, event });
    }

    /// A PUBLISH: first, modifying, refreshing or removing, as body, tag and lifetime say.
    ///
    /// Source: RFC 3903 §4.1, table 1.
    fn order(&self, body: Option<Bytes>, lifetime: Duration, core: &mut Core) -> Option<Order> {
        let aor = Uri::Sip(core.identity(self.identity)?.aor.clone());
        let to = NameAddr::new(aor.clone());
        let mut request = core.request(self.identity, Method::Publish, &aor, to)?;
        request.headers.push(HeaderName::Event, &self.package);
        request.headers.push(HeaderName::Expires, lifetime.as_secs());
        if let Some(etag) = &self.etag {
            request.headers.push(HeaderName::SipIfMatch, etag);
        }
        if let Some(body) = body {
            request = request.with_body(&self.content_type, body);
        }
        Some(Order {
            way: core.way(self.identity, &request),
            request,
            owner: Owner::Publication(self.id),
            identity: Some(self.identity),
            sequence: None,
            contact: None,
            follows_redirects: true,
        })
    }
}

//! What somebody asked us to call, and how it fares: the subscriptions that their REFERs open here.
//!
//! ```text
//! REFER ──▶ (waits for its answer) ──2xx──▶ Open ── report ──▶ NOTIFY, as often as there is news
//!                │                            │ final, or ten minutes without one
//!                └── refused, Refer-Sub: false ▼
//!                                            over, once the last NOTIFY is answered
//! ```
//!
//! A referral within a call has its own life: it goes on when the call ends, for the far end hangs up
//! as soon as it may. Source: RFC 3515 §2.4.4, RFC 4488, RFC 5057 §4.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use clock::{Deadline, Now};
use sip_message::{HeaderName, Method, StatusCode};

use crate::agent::Refusal;
use crate::core::Core;
use crate::dialog::Dialog;
use crate::exchange::{self, Owner};
use crate::identity::IdentityId;
use crate::invitation::InvitationId;
use crate::request::RequestId;
use crate::schedule::Schedule;
use crate::wire::FlowId;

/// How long somebody is told. A call that rings for longer has been given up.
const LIFETIME: Duration = Duration::from_secs(600);

/// The referrals of one agent, by the REFER that opened them.
#[derive(Debug, Default)]
pub(crate) struct Referrals {
    table: BTreeMap<RequestId, Referral>,
    schedule: Schedule<RequestId>,
}

#[derive(Debug)]
struct Referral {
    /// Holds its count of CSeq numbers.
    dialog: Dialog,
    /// The call that it was asked in.
    invitation: Option<InvitationId>,
    /// The CSeq number of the REFER, which names it among those of one dialog.
    number: u32,
    /// Told last.
    last: StatusCode,
    ends_at: Instant,
    /// NOTIFYs under way.
    unanswered: usize,
    is_over: bool,
}

impl Referrals {
    pub(crate) fn len(&self) -> usize {
        self.table.len()
    }

    pub(crate) fn next_deadline(&self) -> Option<Deadline> {
        self.schedule.next()
    }

    /// A REFER was accepted: tells at once that it is being tried. Source: RFC 3515 §2.4.4.
    pub(crate) fn open(
        &mut self,
        id: RequestId,
        (dialog, number): (Dialog, u32),
        invitation: Option<InvitationId>,
        core: &mut Core,
        now: Now,
    ) {
        let ends_at = now.instant + LIFETIME;
        let last = StatusCode::TRYING;
        let referral =
            Referral { dialog, invitation, number, last, ends_at, unanswered: 0, is_over: false };
        self.table.insert(id, referral);
        self.schedule.set(id, Some(Deadline::new(ends_at, "referral without end")));
        if let Err(why) = self.report(id, last, None, core, now) {
            tracing::warn!(%why, "referral not told of");
        }
    }

    /// The one asked for last in a call.
    pub(crate) fn latest(&self, invitation: InvitationId) -> Option<RequestId> {
        let is_it =
            |referral: &Referral| referral.invitation == Some(invitation) && !referral.is_over;
        self.table.iter().rev().find(|(_, referral)| is_it(referral)).map(|(id, _)| *id)
    }

    /// The call that one was asked in.
    pub(crate) fn invitation(&self, id: RequestId) -> Option<InvitationId> {
        self.table.get(&id)?.invitation
    }

    /// The far end of its dialog.
    pub(crate) fn remote_tag(&self, id: RequestId) -> Option<&str> {
        self.table.get(&id).map(|referral| referral.dialog.remote_tag.as_str())
    }

    /// Tells how it fares; `current` is its dialog as the call knows it now, if the call still stands.
    pub(crate) fn report(
        &mut self,
        id: RequestId,
        status: StatusCode,
        current: Option<Dialog>,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        let referral = self.table.get_mut(&id).ok_or(Refusal::UnknownId)?;
        if referral.is_over {
            return Err(Refusal::UnknownId);
        }
        if let Some(dialog) = current {
            referral.dialog = dialog;
        }
        referral.last = status;
        let left = referral.ends_at.saturating_duration_since(now.instant).as_secs();
        let state = if status.is_final() {
            "terminated;reason=noresource".to_owned()
        } else {
            format!("active;expires={left}")
        };
        self.notify(id, &state, core, now)?;
        if status.is_final() {
            self.end(id, core);
        }
        Ok(())
    }

    fn notify(
        &mut self,
        id: RequestId,
        state: &str,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        let referral = self.table.get_mut(&id).ok_or(Refusal::UnknownId)?;
        let mut request = referral.dialog.request(Method::Notify, core);
        let number = referral.number;
        request.headers.push(HeaderName::Event, format!("refer;id={number}"));
        request.headers.push(HeaderName::SubscriptionState, state);
        let (status, words) = (referral.last, referral.last.reason());
        let line = format!("SIP/2.0 {status} {words}\r\n");
        let request = request.with_body("message/sipfrag;version=2.0", line);
        let order = referral.dialog.order(request, Owner::Referral(id), core);
        core.start(order, now)?;
        referral.unanswered += 1;
        Ok(())
    }

    /// Takes what became of a NOTIFY.
    pub(crate) fn handle_event(&mut self, id: RequestId, event: &exchange::Event, core: &mut Core) {
        let result = match event {
            exchange::Event::Final(result) => result,
            exchange::Event::Provisional(_)
            | exchange::Event::Success(_)
            | exchange::Event::Closed
            | exchange::Event::Shipped(_) => return,
        };
        let Some(referral) = self.table.get_mut(&id) else { return };
        referral.unanswered = referral.unanswered.saturating_sub(1);
        // Whoever does not know it any more, or is silent, is told no more. Source: RFC 6665 §4.2.2.
        let is_wanted = match result {
            Ok(heard) => {
                let status = heard.response.status;
                status != StatusCode::CALL_DOES_NOT_EXIST && status != StatusCode::BAD_EVENT
            }
            Err(_) => false,
        };
        if is_wanted {
            self.forget_if_done(id, core);
        } else {
            self.end(id, core);
        }
    }

    pub(crate) fn handle_timeout(&mut self, core: &mut Core, now: Now) {
        while let Some(id) = self.schedule.take_due(now.instant) {
            if let Err(why) = self.notify(id, "terminated;reason=timeout", core, now) {
                tracing::info!(%why, "the end of a referral is not told");
            }
            self.end(id, core);
        }
    }

    /// A flow is gone.
    pub(crate) fn forget_flow(&mut self, gone: FlowId) {
        for referral in self.table.values_mut() {
            referral.dialog.forget_flow(gone);
        }
    }

    /// The network is another.
    pub(crate) fn leave_network(&mut self, core: &Core) {
        for referral in self.table.values_mut() {
            referral.dialog.leave_network(core);
        }
    }

    /// Ends those of one identity, or all there are, and says so.
    pub(crate) fn end_all(&mut self, identity: Option<IdentityId>, core: &mut Core, now: Now) {
        let is_meant = |referral: &Referral| {
            !referral.is_over && (identity.is_none() || referral.dialog.identity() == identity)
        };
        let ids: Vec<RequestId> =
            self.table.iter().filter(|(_, one)| is_meant(one)).map(|(id, _)| *id).collect();
        for id in ids {
            if let Err(why) = self.notify(id, "terminated;reason=deactivated", core, now) {
                tracing::info!(%why, "the end of a referral is not told");
            }
            self.end(id, core);
        }
    }

    fn end(&mut self, id: RequestId, core: &mut Core) {
        self.schedule.set(id, None);
        if let Some(referral) = self.table.get_mut(&id) {
            referral.is_over = true;
        }
        self.forget_if_done(id, core);
    }

    fn forget_if_done(&mut self, id: RequestId, core: &mut Core) {
        let is_done = |referral: &Referral| referral.is_over && referral.unanswered == 0;
        if self.table.get(&id).is_some_and(is_done)
            && let Some(referral) = self.table.remove(&id)
        {
            core.sequences.close(referral.dialog.sequence());
        }
    }
}

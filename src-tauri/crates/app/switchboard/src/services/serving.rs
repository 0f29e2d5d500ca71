//! One service call: a code is dialled, and its final status says whether the telephone system took it.
//!
//! ```text
//!  OpenMedia ─▶ INVITE ──2xx──▶ accepted ──some seconds, or BYE──▶ over
//!                  │ 4xx …, silence
//!                  └──────────▶ refused
//! ```
//!
//! An announcement before the answer says nothing yet. After the answer the telephone system is given
//! the time to carry the code out, since some do so only while the call stands.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use clock::{Deadline, Now};
use model::{AccountId, CallId};
use sip_agent::invitation::{Event, InvitationId, InviteOptions};
use sip_message::{SipUri, StatusCode, Uri};
use telephony::{Cause, EndedBy};

use super::orders::Job;
use crate::calls::at_home;
use crate::media::Negotiation;
use crate::{Output, Switchboard, Toward, accounts, translate};

/// How long a code may ring or be announced.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long an answered service call is left to the telephone system.
const LISTENS: Duration = Duration::from_secs(4);

/// A code that is being dialled.
#[derive(Debug)]
pub(crate) struct Serving {
    pub(super) account: AccountId,
    job: Job,
    target: SipUri,
    negotiation: Negotiation,
    invitation: Option<InvitationId>,
    /// The telephone system took it; it is ended from here then.
    ends_at: Option<Instant>,
}

impl Switchboard {
    /// Dials a code: asks for a port first, as for any call.
    pub(super) fn begin_serving(&mut self, account: AccountId, job: Job, now: Now) {
        let known = self.entry(account).ok().filter(|entry| entry.identity.is_some());
        let begun = known.and_then(|entry| {
            let home = entry.account.address.parse::<SipUri>().ok()?;
            Some((entry.account.clone(), at_home(&home, job.digits.as_str())))
        });
        let Some((account, target)) = begun else {
            self.refused(account, &job, (Cause::ServerUnreachable, None), now);
            self.serve(account, now);
            return;
        };
        let call = CallId::from_random_bytes(self.random_bytes());
        let toward = Toward::Server(accounts::next_hop(&account, &target));
        let negotiation = self.new_negotiation();
        let serving = Serving {
            account: account.id,
            job,
            target,
            negotiation,
            invitation: None,
            ends_at: None,
        };
        self.orders.serving.insert(call, serving);
        self.push(Output::OpenMedia { call, toward });
    }

    /// A port is there; says whether it is for a service call.
    pub(crate) fn serving_opened(
        &mut self,
        call: CallId,
        address: IpAddr,
        port: u16,
        now: Now,
    ) -> bool {
        let Some(serving) = self.orders.serving.get_mut(&call) else { return false };
        serving.negotiation.open(address, port);
        let (account, target) = (serving.account, serving.target.clone());
        let offer = serving.negotiation.offer(false);
        let identity = self.entry(account).ok().and_then(|entry| entry.identity);
        let options = InviteOptions { patience: Some(PATIENCE), ..InviteOptions::default() };
        let invited = identity.zip(offer).and_then(|(identity, offer)| {
            self.agent
                .invite(identity, Uri::Sip(target), Some(offer), options, now)
                .inspect_err(|refusal| tracing::info!(%refusal, "a code is not dialled"))
                .ok()
        });
        match (invited, self.orders.serving.get_mut(&call)) {
            (Some(invitation), Some(serving)) => serving.invitation = Some(invitation),
            (Some(_) | None, _) => {
                self.serving_ended(call, (Cause::Failed, None), now);
            }
        }
        true
    }

    /// No port is there; says whether it was for a service call.
    pub(crate) fn serving_refused(&mut self, call: CallId, now: Now) -> bool {
        if !self.orders.serving.contains_key(&call) {
            return false;
        }
        self.serving_ended(call, (Cause::Failed, None), now);
        true
    }

    /// News of an invitation; says whether it is a service call's.
    pub(crate) fn serving_changed(
        &mut self,
        invitation: InvitationId,
        event: &Event,
        now: Now,
    ) -> bool {
        let found = self
            .orders
            .serving
            .iter_mut()
            .find(|(_, serving)| serving.invitation == Some(invitation));
        let Some((&call, serving)) = found else { return false };
        match event {
            Event::Answered { .. } => {
                serving.ends_at = Some(now.instant + LISTENS);
                let (account, purpose) = (serving.account, serving.job.purpose.clone());
                self.accepted(account, &purpose, now);
            }
            Event::Reoffered { .. } => {
                let status = StatusCode::NOT_ACCEPTABLE_HERE;
                if let Err(refusal) = self.agent.refuse_reoffer(invitation, status, now) {
                    tracing::debug!(%refusal, "a new offer went away before it was refused");
                }
            }
            Event::Referred { request, .. } => self.decline(*request, now),
            Event::Ended(ending) => {
                serving.invitation = None;
                let end = translate::end(ending, true);
                let cause = match (end.cause, end.by) {
                    (Cause::Cancelled, EndedBy::Me) => Cause::NoAnswer,
                    (cause, _) => cause,
                };
                self.serving_ended(call, (cause, end.status), now);
            }
            Event::Trying
            | Event::Ringing { .. }
            | Event::EarlyMedia { .. }
            | Event::Confirmed { .. }
            | Event::ReofferAnswered { .. }
            | Event::ReofferRefused { .. }
            | Event::RemoteChanged { .. }
            | Event::Info { .. }
            | Event::InfoAnswered { .. }
            | Event::TransferProgress { .. }
            | Event::TransferPostponed { .. } => {}
        }
        true
    }

    /// A service call is over: it failed, unless it was answered before.
    fn serving_ended(&mut self, call: CallId, why: (Cause, Option<u16>), now: Now) {
        let Some(serving) = self.orders.serving.remove(&call) else { return };
        if let Some(invitation) = serving.invitation
            && let Err(refusal) = self.agent.hang_up(invitation, now)
        {
            tracing::debug!(%refusal, "a service call was over");
        }
        if serving.negotiation.is_open() {
            self.push(Output::CloseMedia { call });
        }
        if serving.ends_at.is_none() {
            self.refused(serving.account, &serving.job, why, now);
        }
        self.serve(serving.account, now);
    }

    pub(super) fn give_up_serving(&mut self, call: CallId, now: Now) {
        self.serving_ended(call, (Cause::Cancelled, None), now);
    }

    /// Ends the service calls that were answered and have had their time.
    pub(crate) fn end_served(&mut self, now: Now) {
        let due: Vec<CallId> = self
            .orders
            .serving
            .iter()
            .filter(|(_, serving)| serving.ends_at.is_some_and(|at| at <= now.instant))
            .map(|(id, _)| *id)
            .collect();
        for id in due {
            self.give_up_serving(id, now);
        }
    }

    pub(crate) fn next_served(&self) -> Option<Deadline> {
        let ends = self.orders.serving.values().filter_map(|serving| serving.ends_at);
        ends.min().map(|at| Deadline::new(at, "an answered service call is ended"))
    }
}

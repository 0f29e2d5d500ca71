//! The far end of a call wants to connect us with somebody else: whether that is done.
//!
//! ```text
//!  REFER ─▶ 202, NOTIFY 100 ─┬─ may be done ────────────────────────▶ the next leg is dialled
//!     │                      └─ Asked ──yes──────────────────────────▶ the next leg is dialled
//!     │                           └─no, or nothing is said in time──▶ NOTIFY 603
//!     └─ refused by setting, not possible now ─▶ 603
//! ```
//!
//! The far end may hang up while the person thinks: the call stays for as long as the question does.
//!
//! Source: RFC 3515 §2.4.2, §2.4.4, §2.4.7; RFC 5589 §6.

use std::time::{Duration, Instant};

use clock::Now;
use model::{CallId, Meaning, Number, Target};
use sip_agent::invitation::InviteOptions;
use sip_agent::{Reply, RequestId};
use sip_message::{NameAddr, StatusCode, Uri};
use telephony::policy::{Destination, TransferRequests};
use telephony::{Cause, End, EndedBy};

use crate::{CallChoice, Changed, Notice, Output, Refusal, Switchboard, translate};

/// How long the person may think. Who sends somebody on stands with the receiver in the hand.
const TIME_TO_THINK: Duration = Duration::from_secs(60);

/// A wish of the far end that was accepted and waits for the person.
#[derive(Debug)]
pub(super) struct Proposal {
    /// The REFER.
    pub(super) request: RequestId,
    /// Whom to call.
    pub(super) target: Uri,
    /// With what.
    pub(super) options: Box<InviteOptions>,
    /// When it counts as refused.
    pub(super) ends_at: Instant,
}

impl Switchboard {
    /// Says yes or no to what the far end wants.
    pub(crate) fn answer_proposal(
        &mut self,
        choice: CallChoice,
        follows: bool,
        now: Now,
    ) -> Result<(), Refusal> {
        let id = self.choose(choice, |call| call.proposed.is_some())?;
        if !follows {
            self.refuse_proposal(id, now);
            return Ok(());
        }
        let Some(proposal) = self.take_proposal(id) else { return Ok(()) };
        self.call_next(id, proposal, now);
        Ok(())
    }

    /// The far end of a call wants to connect us with somebody else; before the call is answered, or
    /// while another transfer of it is under way, that is declined.
    pub(super) fn referred(
        &mut self,
        id: CallId,
        request: RequestId,
        (refer_to, referred_by): (&NameAddr, Option<&NameAddr>),
        now: Now,
    ) {
        let is_possible = self.calls.get(&id).is_some_and(|entry| {
            entry.call.is_up()
                && entry.next.is_none()
                && entry.errand.is_none()
                && entry.proposal.is_none()
        });
        let asked = InviteOptions::of_referral(refer_to, referred_by);
        let (Ok((target, options)), true) = (asked, is_possible) else {
            self.decline(request, now);
            return;
        };
        let is_by_emergency_centre =
            self.calls.get(&id).is_some_and(|entry| entry.call.traits.is_emergency);
        let done = if is_by_emergency_centre {
            TransferRequests::Follow
        } else {
            self.wishes.transfer_requests.concerning(self.destination(id, &target, &options))
        };
        if done == TransferRequests::Refuse {
            tracing::info!(call = %id, "a transfer by the far end is refused, as is set");
            self.decline(request, now);
            return;
        }
        let accepted = Reply::new(StatusCode::ACCEPTED);
        if let Err(refusal) = self.agent.answer(request, accepted, now) {
            tracing::info!(%refusal, call = %id, "a REFER is no longer waiting");
            return;
        }
        let ends_at = now.instant + TIME_TO_THINK;
        let proposal = Proposal { request, target, options: Box::new(options), ends_at };
        if done == TransferRequests::Follow {
            self.call_next(id, proposal, now);
        } else {
            self.ask_person(id, proposal);
        }
    }

    fn ask_person(&mut self, id: CallId, proposal: Proposal) {
        let Some(account) = self.calls.get(&id).map(|entry| entry.call.account) else { return };
        // The name that the far end writes beside a number is no reason to believe it.
        let target = translate::party(&NameAddr::new(proposal.target.clone()));
        let target = self.named(account, target);
        let Some(entry) = self.calls.get_mut(&id) else { return };
        entry.call.proposed = Some(target.clone());
        entry.proposal = Some(proposal);
        let by = entry.call.remote.clone();
        self.push(Output::Notice(Notice::TransferProposed { by, target }));
        self.change(Changed::Call(id));
    }

    /// Where a wish of the far end leads: the gravest that it may be.
    fn destination(&self, id: CallId, target: &Uri, options: &InviteOptions) -> Destination {
        let account = self.calls.get(&id).and_then(|entry| self.entry(entry.call.account).ok());
        let party = translate::party(&NameAddr::new(target.clone()));
        // A telephone number in a SIP address may have parameters of its own. Source: RFC 3261 §19.1.6.
        let number = party.number.0.split(';').next().unwrap_or_default();
        let meaning = account
            .zip(Number::read(number).ok())
            .map(|(entry, number)| entry.account.plan.rules().meaning(&number));
        // By number alone: any host may lead to the emergency centre.
        let is_emergency =
            Target::read(number).is_ok_and(|target| self.emergency(&target, None).is_some());
        match meaning {
            _ if is_emergency => Destination::Grave,
            Some(Meaning::Code(_)) => Destination::Grave,
            _ if options.replaces_value.is_some() => Destination::Call,
            Some(Meaning::World(_) | Meaning::Outside(_)) => Destination::Outside,
            Some(Meaning::Internal(_)) | None => Destination::House,
        }
    }

    fn take_proposal(&mut self, id: CallId) -> Option<Proposal> {
        let entry = self.calls.get_mut(&id)?;
        entry.call.proposed = None;
        let proposal = entry.proposal.take()?;
        self.change(Changed::Call(id));
        Some(proposal)
    }

    /// Tells the far end that nothing comes of its wish, if there is one. Says whether there was.
    pub(super) fn drop_proposal(&mut self, id: CallId, now: Now) -> bool {
        let Some(proposal) = self.take_proposal(id) else { return false };
        self.report(proposal.request, StatusCode::DECLINE, now);
        true
    }

    /// The call goes on as it was, or is over where the far end has hung up meanwhile.
    fn refuse_proposal(&mut self, id: CallId, now: Now) {
        if self.drop_proposal(id, now) {
            let end = End { cause: Cause::HungUp, by: EndedBy::Them, status: None };
            self.end_without_leg(id, end, now);
        }
    }

    /// Nothing was said in time.
    pub(crate) fn end_proposals(&mut self, now: Now) {
        let is_due = |proposal: &Proposal| proposal.ends_at <= now.instant;
        let due: Vec<CallId> = self
            .calls
            .values()
            .filter(|entry| entry.proposal.as_ref().is_some_and(is_due))
            .map(|entry| entry.call.id)
            .collect();
        for id in due {
            self.refuse_proposal(id, now);
        }
    }
}

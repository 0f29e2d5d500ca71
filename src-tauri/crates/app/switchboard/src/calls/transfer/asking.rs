//! Asks the far end for a transfer: when it is on hold, and again when it was busy with something else.
//!
//! Source: RFC 3515 §2.4; RFC 3261 §14.1, §14.2 (another change is under way).

use std::time::{Duration, Instant};

use clock::Now;
use model::CallId;
use sip_agent::invitation::InvitationId;
use sip_message::StatusCode;
use telephony::{Cause, End, EndedBy, State};

use super::{Errand, Other, Stage};
use crate::Switchboard;

/// How often REFER goes out at most where the far end is busy.
const MOST_TRIES: u8 = 3;
/// How long to wait where the call is being changed, and nothing tells when that is done.
const PATIENCE: Duration = Duration::from_millis(500);

impl Errand {
    /// When the far end may be asked that was busy.
    pub(in crate::calls) const fn again_at(&self) -> Option<Instant> {
        self.again_at
    }
}

impl Switchboard {
    /// Asks for the transfer, once the far end is on hold.
    pub(in crate::calls) fn pursue(&mut self, id: CallId, now: Now) {
        let Some(entry) = self.calls.get(&id) else { return };
        let Some(errand) = &entry.errand else { return };
        let waits = entry.is_offering || entry.owes_offer.is_some() || errand.again_at.is_some();
        if errand.stage != Stage::Holding || waits {
            return;
        }
        let (target, invitation) = (errand.target.clone(), entry.invitation);
        let other = errand.other.map(|other| self.other_now(other.call));
        let replaces = match other {
            None | Some(Ok((_, None))) => None,
            Some(Ok((_, Some(replaced)))) => Some(replaced),
            Some(Err(end)) => {
                self.came_back(id, end.cause, end.status, now);
                return;
            }
        };
        let asked = invitation
            .ok_or(sip_agent::Refusal::UnknownInvitation)
            .and_then(|invitation| self.agent.refer(invitation, target, replaces, now));
        let Some(entry) = self.calls.get_mut(&id) else { return };
        let Some(errand) = &mut entry.errand else { return };
        match asked {
            Ok(()) => {
                entry.is_referring = true;
                errand.stage = Stage::Asked;
                errand.tries += 1;
                errand.other = other.and_then(Result::ok).map(|(other, _)| other);
            }
            Err(sip_agent::Refusal::Busy) => errand.again_at = Some(now.instant + PATIENCE),
            Err(refusal) => {
                tracing::info!(%refusal, call = %id, "a transfer cannot be asked for");
                self.came_back(id, Cause::Failed, None, now);
            }
        }
    }

    /// How the call stands to whom the other person is sent: it may have been answered or have ended
    /// while the far end was put on hold.
    fn other_now(&self, id: CallId) -> Result<(Other, Option<InvitationId>), End> {
        let gone = End { cause: Cause::Failed, by: EndedBy::Network, status: None };
        let entry = self.calls.get(&id).ok_or(gone)?;
        let (is_replaced, replaced) = match entry.call.state() {
            State::Talking | State::Held { .. } => (true, Some(entry.invitation.ok_or(gone)?)),
            State::Dialling | State::Ringing { .. } | State::Offered => (false, None),
            State::Ended { end, .. } => return Err(*end),
        };
        Ok((Other { call: id, is_replaced }, replaced))
    }

    /// The far end was busy with another change when it was asked.
    pub(in crate::calls) fn transfer_postponed(
        &mut self,
        id: CallId,
        status: StatusCode,
        wait: Duration,
        now: Now,
    ) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        entry.is_referring = false;
        let Some(errand) = &mut entry.errand else { return };
        if errand.is_taken_back || errand.tries >= MOST_TRIES {
            let cause = Cause::from_status(status.value(), true);
            self.came_back(id, cause, Some(status.value()), now);
            return;
        }
        errand.stage = Stage::Holding;
        errand.again_at = Some(now.instant + wait);
    }

    /// Asks the far ends again that were busy.
    pub(crate) fn ask_again(&mut self, now: Now) {
        let mut due = Vec::new();
        for entry in self.calls.values_mut() {
            let Some(errand) = &mut entry.errand else { continue };
            if errand.again_at.take_if(|at| *at <= now.instant).is_some() {
                due.push(entry.call.id);
            }
        }
        for id in due {
            self.pursue(id, now);
        }
    }
}

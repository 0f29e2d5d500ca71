//! Our provisional responses where the far end requires to have them for sure.
//!
//! Source: RFC 3262 §3.

use clock::{Deadline, Now};
use sip_message::{HeaderName, Request, StatusCode};

use super::call::{Phase, Reliable};
use super::machine::{Invitations, Timer, ending};
use super::{Cause, InvitationId, Side};
use crate::core::Core;
use crate::transaction::cseq_of;

impl Invitations {
    pub(super) fn repeat_reliable(&mut self, id: InvitationId, core: &mut Core, now: Now) {
        let Some(call) = self.table.get_mut(&id) else { return };
        let tag = call.local_tag.clone();
        let Phase::Offered(offered) = &mut call.phase else { return };
        let server = offered.server;
        let Some(reliable) = &mut offered.reliable else { return };
        if reliable.give_up_at <= now.instant {
            // Source: RFC 3262 §3: the original request is refused with a 5xx.
            let request = offered.request.clone();
            let status = StatusCode::SERVER_TIMEOUT;
            let response = core.response(&request, status, Some(&tag));
            core.respond(server, &response, now);
            self.end(id, ending(Side::Far, Cause::NotConfirmed), core, now);
            return;
        }
        reliable.wait = reliable.wait.saturating_mul(2);
        let at = (now.instant + reliable.wait).min(reliable.give_up_at);
        let response = reliable.response.clone();
        core.respond(server, &response, now);
        self.wake(id, Timer::Reliable, Some(Deadline::new(at, "reliable 18x repetition")));
    }

    /// PRACK of theirs: stops the repetition of what it names. Source: RFC 3262 §3.
    pub(super) fn handle_prack(
        &mut self,
        id: InvitationId,
        request: &Request,
        now: Now,
    ) -> StatusCode {
        let Ok(rack) = request.headers.rack() else { return StatusCode::BAD_REQUEST };
        let Some(call) = self.table.get_mut(&id) else { return StatusCode::CALL_DOES_NOT_EXIST };
        let Phase::Offered(offered) = &mut call.phase else {
            return StatusCode::CALL_DOES_NOT_EXIST;
        };
        let cseq = cseq_of(&offered.request).number;
        let is_it =
            |reliable: &mut Reliable| reliable.rseq == rack.rseq && cseq == rack.cseq.number;
        let Some(acknowledged) = offered.reliable.take_if(is_it) else {
            return StatusCode::CALL_DOES_NOT_EXIST;
        };
        let mut reminder = acknowledged.response;
        offered.has_answered |= !reminder.body.is_empty();
        // The reminder is said unreliably: a reliable one would need a PRACK of its own.
        reminder.headers.remove(&HeaderName::Require);
        reminder.headers.remove(&HeaderName::RSeq);
        offered.last = Some(reminder);
        self.wake(id, Timer::Reliable, None);
        self.remind_later(id, now);
        StatusCode::OK
    }
}

//! Our REFER within a call: the far end is asked to call somebody, and tells how it fares.
//!
//! ```text
//! refer ──▶ Asked ──2xx──▶ Accepted ── NOTIFY ──▶ (Accepted, told again) ── final ──▶ over
//!             │ refused        │ no NOTIFY in time
//!             └────────────────┴──▶ over, and said to be (busy for the moment: may be asked again)
//! ```
//!
//! What the far end does with it outlives the call: the invitation is kept until it is told, or until
//! nothing more can be expected. Source: RFC 3515 §2.4, RFC 4488, RFC 5057 §4, RFC 6665 §4.1.2.4.

use std::time::Duration;

use bytes::Bytes;
use clock::{Deadline, Now};
use sip_message::{HeaderName, Method, NameAddr, Request, StatusCode, Substate, Uri};

use super::call::{Phase, Purpose};
use super::machine::{Invitations, Timer};
use super::{Event, InvitationId};
use crate::Output;
use crate::agent::Refusal;
use crate::core::Core;
use crate::exchange::Heard;
use crate::request::Failure;
use crate::transaction::ServerId;

/// How long news are waited for where the far end does not say; at least as long as a NOTIFY may be
/// repeated, and no longer than anybody waits for a transfer.
const USUAL: Duration = Duration::from_secs(180);
const LONGEST: Duration = Duration::from_secs(600);

/// A REFER of ours.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// What was told last, if anything.
    last: Option<StatusCode>,
    /// The outcome is told; further NOTIFYs are only answered.
    is_settled: bool,
}

impl Invitations {
    /// Asks the far end to call somebody; not while the session is being changed, for a far end that
    /// is busy with that would refuse. Source: RFC 3515 §2.4.1, RFC 3892.
    pub(crate) fn refer(
        &mut self,
        id: InvitationId,
        target: Uri,
        replaces: Option<InvitationId>,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        let call = self.live(id)?;
        let identity = call.identity;
        let is_changing = match &call.phase {
            Phase::Established(established) => established.is_changing(),
            Phase::Calling(_) | Phase::Offered(_) | Phase::Over => false,
        };
        let is_asking = call.asked.as_ref().is_some_and(|asked| !asked.is_settled);
        if is_asking || is_changing {
            return Err(Refusal::Busy);
        }
        let dialog = self.winner(id).ok_or(Refusal::WrongState)?.dialog.clone();
        let mut target = target;
        if let Some(other) = replaces {
            let value = self.replaces_value(other).ok_or(Refusal::UnknownInvitation)?;
            let Uri::Sip(uri) = &mut target else { return Err(Refusal::NotDiallable) };
            uri.push_header("Replaces", &value);
        }
        let mut request = dialog.request(Method::Refer, core);
        request.headers.push(HeaderName::ReferTo, NameAddr::new(target));
        if let Some(own) = identity.and_then(|identity| core.identity(identity)) {
            let by = NameAddr::new(Uri::Sip(own.aor.clone()));
            request.headers.push(HeaderName::ReferredBy, by);
        }
        self.send(id, &dialog, request, Purpose::Refer, core, now)?;
        if let Some(call) = self.table.get_mut(&id) {
            call.asked = Some(Asked::default());
        }
        Ok(())
    }

    pub(super) fn handle_refer_answer(
        &mut self,
        id: InvitationId,
        result: &Result<Box<Heard>, Failure>,
        core: &mut Core,
        now: Now,
    ) {
        let Some(call) = self.table.get_mut(&id) else { return };
        let Some(asked) = &mut call.asked else { return };
        let status = super::within::status_of(result);
        if !status.is_success() {
            let is_settled = asked.is_settled;
            call.asked = None;
            self.wake(id, Timer::Referral, None);
            if !is_settled {
                match self.asked_to_wait(id, result, core) {
                    Some(wait) => {
                        let event = Event::TransferPostponed { status, wait };
                        core.outputs.push_back(Output::Invitation { id, event });
                    }
                    None => tell(id, status, true, core),
                }
            }
            if self.established(id).is_some() {
                self.forgotten(id, result, core, now);
            }
            return;
        }
        let will_tell = result.as_ref().is_ok_and(|heard| {
            let told = heard.response.headers.get(&HeaderName::ReferSub).unwrap_or_default();
            !told.trim_start().to_ascii_lowercase().starts_with("false")
        });
        // A NOTIFY may have overtaken this answer.
        if asked.last.is_none() && !asked.is_settled {
            asked.last = Some(StatusCode::TRYING);
            tell(id, StatusCode::TRYING, !will_tell, core);
            self.expect_news(id, core.settings.timers.give_up(), now);
        }
        if !will_tell {
            self.settle_referral(id);
        }
    }

    /// How long to wait before a REFER of a call that still stands is sent again, if it may be.
    fn asked_to_wait(
        &mut self,
        id: InvitationId,
        result: &Result<Box<Heard>, Failure>,
        core: &mut Core,
    ) -> Option<Duration> {
        let heard = result.as_ref().ok()?;
        self.established(id)?.asked_to_wait(heard, core)
    }

    /// NOTIFY about our REFER: a status line in a body. Source: RFC 3515 §2.4.5.
    ///
    /// Says whether it was one.
    pub(super) fn handle_refer_notify(
        &mut self,
        id: InvitationId,
        server: ServerId,
        request: &Request,
        core: &mut Core,
        now: Now,
    ) -> bool {
        if !request.headers.event().is_ok_and(|event| event.package == "refer") {
            return false;
        }
        core.reply(server, request, StatusCode::OK, now);
        let Some(call) = self.table.get_mut(&id) else { return true };
        let Some(asked) = &mut call.asked else { return true };
        let state = request.headers.subscription_state().ok();
        let is_ended = state.as_ref().is_some_and(|state| state.state == Substate::Terminated);
        let told = sipfrag_status(&request.body);
        let status = told.or(asked.last).unwrap_or(StatusCode::TRYING);
        let is_final = is_ended || status.is_final();
        if !asked.is_settled && (told.is_some() || is_ended) {
            asked.last = Some(status);
            asked.is_settled = is_final;
            tell(id, status, is_final, core);
        }
        if is_ended {
            self.settle_referral(id);
        } else if is_final {
            self.expect_news(id, core.settings.timers.give_up(), now);
        } else {
            let given = state.and_then(|state| state.expires()).map(u64::from);
            let wait = given.map_or(USUAL, Duration::from_secs);
            let least = core.settings.timers.give_up();
            self.expect_news(id, wait.clamp(least, LONGEST.max(least)), now);
        }
        self.forget_if_done(id, core);
        true
    }

    /// Nothing more is told of our REFER.
    pub(super) fn lose_referral(&mut self, id: InvitationId, core: &mut Core) {
        let Some(asked) = self.table.get_mut(&id).and_then(|call| call.asked.take()) else {
            return;
        };
        if !asked.is_settled {
            tell(id, StatusCode::REQUEST_TIMEOUT, true, core);
        }
    }

    /// Forgets our REFER without a word.
    pub(super) fn settle_referral(&mut self, id: InvitationId) {
        if let Some(call) = self.table.get_mut(&id) {
            call.asked = None;
        }
        self.wake(id, Timer::Referral, None);
    }

    fn expect_news(&mut self, id: InvitationId, wait: Duration, now: Now) {
        let deadline = Deadline::new(now.instant + wait, "no news of a transfer");
        self.wake(id, Timer::Referral, Some(deadline));
    }

    /// The dialog that a REFER of theirs came in, as it is now.
    pub(crate) fn dialog(
        &self,
        id: InvitationId,
        remote_tag: &str,
    ) -> Option<&crate::dialog::Dialog> {
        self.table.get(&id)?.legs.get(remote_tag).map(|leg| &leg.dialog)
    }
}

fn tell(id: InvitationId, status: StatusCode, is_final: bool, core: &mut Core) {
    let event = Event::TransferProgress { status, is_final };
    core.outputs.push_back(Output::Invitation { id, event });
}

/// The status of a `message/sipfrag` body. Source: RFC 3420.
fn sipfrag_status(body: &Bytes) -> Option<StatusCode> {
    let text = String::from_utf8_lossy(body.get(..body.len().min(64))?).into_owned();
    let (version, rest) = text.trim_start().split_once([' ', '\t'])?;
    let code = rest.trim_start().get(..3)?.parse().ok()?;
    if version.eq_ignore_ascii_case("SIP/2.0") { StatusCode::new(code) } else { None }
}

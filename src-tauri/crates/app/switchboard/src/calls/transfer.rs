//! Sending the other person to somebody else: blind, after asking, to one who still rings.
//!
//! ```text
//!  transfer, connect ─▶ held ─▶ Asked ──accepted──▶ Accepted ──it worked──▶ call over: transferred
//!                        │        │ refused, silent    │ failed
//!                        │        └───────┬────────────┘
//!                        └─take back──▶   ▼ the other person is back, and this one is told
//! ```
//!
//! What was asked for cannot be called back: who takes the other person back while the far end still
//! tries talks on, and loses them all the same when it works after all.
//!
//! Source: RFC 3515 (REFER), RFC 3891 (Replaces), RFC 5589 §6, §7 (the order of messages).

mod asking;

use std::time::{Duration, Instant};

use clock::Now;
use model::{CallId, Target};
use sip_agent::invitation::InvitationId;
use sip_message::{NameAddr, StatusCode, Uri};
use telephony::{Call, Cause, End, EndedBy, Party, Progress, State, Transfer};

use super::dialling::{dial_refusal, dial_uri};
use super::{unknown_call, wrong_state};
use crate::{CallChoice, Changed, Notice, Output, Refusal, RefusalCode, Switchboard, translate};

/// How long the far end of the second call may take to end it, once the other person is said to have
/// taken our place there. Some say so before it is true.
const GRACE: Duration = Duration::from_secs(5);

/// A transfer that we asked for.
#[derive(Debug)]
pub(super) struct Errand {
    /// Whom the far end shall call.
    target: Uri,
    /// The call of ours to the same person, if there is one.
    other: Option<Other>,
    stage: Stage,
    /// The person took the other one back meanwhile.
    is_taken_back: bool,
    /// How often REFER went out.
    tries: u8,
    /// When the far end may be asked that was busy.
    again_at: Option<Instant>,
    /// It rang where the far end was sent.
    has_rung: bool,
}

/// A call of ours to whom the other person is sent.
#[derive(Debug, Clone, Copy)]
struct Other {
    call: CallId,
    /// It is up, and the other person takes our place in it; else it still rings, and is given up as
    /// soon as the far end has accepted.
    is_replaced: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The far end is being put on hold, or was busy when it was asked.
    Holding,
    /// REFER is out.
    Asked,
    /// The far end does it.
    Accepted,
}

/// What a person wishes.
impl Switchboard {
    /// Sends the other person to a target without speaking there.
    pub(crate) fn transfer(
        &mut self,
        choice: CallChoice,
        typed: &str,
        now: Now,
    ) -> Result<(), Refusal> {
        let target = Target::read(typed).map_err(|error| dial_refusal(&error, typed))?;
        let id = self.choose_spoken(choice)?;
        self.must_be_free(id)?;
        let account =
            self.calls.get(&id).map(|entry| entry.call.account).ok_or_else(unknown_call)?;
        let account = self.entry(account)?.account.clone();
        let target = self.rules(account.id).dialled(&target);
        let uri = dial_uri(&target, &account)
            .map(Uri::Sip)
            .ok_or_else(|| Refusal::new(RefusalCode::InvalidTarget, typed))?;
        let party = self.named(account.id, translate::party(&NameAddr::new(uri.clone())));
        self.send_away(id, uri, party, None, now);
        Ok(())
    }

    /// Holds a call and asks somebody else about it.
    pub(crate) fn consult(
        &mut self,
        choice: CallChoice,
        typed: &str,
        now: Now,
    ) -> Result<(), Refusal> {
        let id = self.choose_spoken(choice)?;
        self.must_be_free(id)?;
        let account =
            self.calls.get(&id).map(|entry| entry.call.account).ok_or_else(unknown_call)?;
        let consultation = self.dial(typed, Some(&account.to_string()), None, now)?;
        if let Some(entry) = self.calls.get_mut(&consultation) {
            entry.call.consults_for = Some(id);
        }
        if let Some(entry) = self.calls.get_mut(&id) {
            entry.call.transfer = None;
            self.change(Changed::Call(id));
        }
        Ok(())
    }

    /// Connects the other persons of two calls; by default the one who waits with the one who was
    /// asked. Who still rings is not spoken with: the call there is given up for the other's.
    pub(crate) fn connect(
        &mut self,
        choice: CallChoice,
        other: CallChoice,
        now: Now,
    ) -> Result<(), Refusal> {
        let (id, other) = self.choose_two(choice, other)?;
        self.must_be_free(id)?;
        let Some(entry) = self.calls.get(&other) else { return Err(unknown_call()) };
        let is_replaced = entry.call.is_up();
        let is_sent = entry.errand.is_some() || entry.is_referring;
        if is_sent || entry.next.is_some() || entry.proposal.is_some() {
            return Err(wrong_state(other));
        }
        let party = entry.call.remote.clone();
        let target = self.address_of(other).ok_or_else(|| wrong_state(other))?;
        self.send_away(id, target, party, Some(Other { call: other, is_replaced }), now);
        Ok(())
    }

    /// Back to the person who waits: gives up the call that asks about theirs, or the transfer.
    pub(crate) fn take_back(&mut self, choice: CallChoice, now: Now) -> Result<(), Refusal> {
        let asked = |switchboard: &Self, call: &Call| {
            let entry = switchboard.calls.get(&call.id);
            switchboard.consultation_of(call.id).is_some()
                || entry
                    .is_some_and(|entry| entry.errand.as_ref().is_some_and(|e| !e.is_taken_back))
        };
        let waits = |call: &Call| call.is_up() && (call.is_held_by_me() || asked(self, call));
        let id = self.choose_rather(choice, waits, |call| asked(self, call))?;
        if let Some(consultation) = self.consultation_of(id) {
            self.give_up(consultation, now);
        }
        if let Some(entry) = self.calls.get_mut(&id) {
            entry.call.transfer = None;
            match &mut entry.errand {
                Some(errand) if errand.stage != Stage::Holding => errand.is_taken_back = true,
                Some(_) | None => entry.errand = None,
            }
            self.change(Changed::Call(id));
        }
        self.go_on_with(id, now);
        Ok(())
    }
}

/// What the far end tells.
impl Switchboard {
    /// News of a transfer. `is_final`: nothing more will come.
    pub(super) fn transfer_fares(
        &mut self,
        id: CallId,
        status: StatusCode,
        is_final: bool,
        now: Now,
    ) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        entry.is_referring &= !is_final;
        let Some(errand) = &mut entry.errand else { return };
        let is_first = errand.stage == Stage::Asked;
        errand.has_rung |= status == StatusCode::RINGING || status == StatusCode::SESSION_PROGRESS;
        // Who accepted and tells no more has done what was asked. Source: RFC 4488 §4.
        let has_worked = status.is_success() || (is_final && status.is_provisional());
        if !has_worked && is_final {
            // Far ends that tell of no ringing say 408 all the same when nobody answered.
            let rang = errand.has_rung || status != StatusCode::TEMPORARILY_UNAVAILABLE;
            let cause = Cause::from_status(status.value(), rang);
            self.came_back(id, cause, Some(status.value()), now);
            return;
        }
        errand.stage = Stage::Accepted;
        let ringing = errand.other.filter(|other| !other.is_replaced && is_first);
        let progress =
            if status == StatusCode::TRYING { Progress::Trying } else { Progress::Ringing };
        if let Some(transfer) = &mut entry.call.transfer
            && transfer.progress != progress
        {
            transfer.progress = progress;
            self.change(Changed::Call(id));
        }
        if let Some(other) = ringing {
            self.transferred(other.call, now);
        }
        if status.is_success() {
            self.leave_to_far_end(id, now);
        }
        if has_worked {
            self.transferred(id, now);
        }
    }

    /// The other person is told to have taken our place in a second call: whoever is there ends it,
    /// or we do. Source: RFC 3891 §3, RFC 5589 §7.1.
    fn leave_to_far_end(&mut self, id: CallId, now: Now) {
        let errand = self.calls.get(&id).and_then(|entry| entry.errand.as_ref());
        let other = errand.and_then(|errand| errand.other).filter(|other| other.is_replaced);
        if let Some(entry) = other.and_then(|other| self.calls.get_mut(&other.call)) {
            entry.leaves_at = Some(now.instant + GRACE);
        }
    }

    /// Ends the calls that their far ends did not end in time.
    pub(crate) fn end_left(&mut self, now: Now) {
        let due: Vec<CallId> = self
            .calls
            .values()
            .filter(|entry| entry.leaves_at.is_some_and(|at| at <= now.instant))
            .map(|entry| entry.call.id)
            .collect();
        for id in due {
            self.transferred(id, now);
        }
    }

    /// The far end hung up: whether that is how a transfer ends that it does.
    pub(super) fn is_sent_away(&self, id: CallId) -> bool {
        let does = |entry: &super::Entry| {
            entry.errand.as_ref().is_some_and(|errand| errand.stage == Stage::Accepted)
        };
        let is_replaced = |entry: &super::Entry| {
            entry.errand.as_ref().is_some_and(|errand| {
                errand.stage != Stage::Holding
                    && errand.other.is_some_and(|other| other.is_replaced && other.call == id)
            })
        };
        let is_left = |entry: &super::Entry| entry.leaves_at.is_some();
        self.calls.get(&id).is_some_and(|entry| does(entry) || is_left(entry))
            || self.calls.values().any(is_replaced)
    }

    /// A call is over: nobody asks about it, and it asks about nobody any more.
    pub(super) fn forget_consultation(&mut self, id: CallId) {
        let asking: Vec<CallId> = self
            .calls
            .values()
            .filter(|entry| entry.call.consults_for == Some(id) && !entry.call.is_ended())
            .map(|entry| entry.call.id)
            .collect();
        for other in asking {
            if let Some(entry) = self.calls.get_mut(&other) {
                entry.call.consults_for = None;
                self.change(Changed::Call(other));
            }
        }
    }

    /// Goes on with a call that waited, unless another one stands that is not in conference with it.
    pub(super) fn return_to(&mut self, id: CallId, now: Now) {
        let waits = self
            .calls
            .get(&id)
            .is_some_and(|entry| entry.call.is_held_by_me() && entry.errand.is_none());
        let joined = self.conference_of(id);
        if waits && self.focus_call().is_none_or(|standing| joined.contains(&standing)) {
            self.go_on_with(id, now);
        }
    }
}

impl Switchboard {
    fn send_away(&mut self, id: CallId, target: Uri, party: Party, other: Option<Other>, now: Now) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        entry.call.transfer = Some(Transfer { target: party, progress: Progress::Asked });
        entry.errand = Some(Errand {
            target,
            other,
            stage: Stage::Holding,
            is_taken_back: false,
            tries: 0,
            again_at: None,
            has_rung: false,
        });
        self.hold_by_me(id, true, now);
        self.change(Changed::Call(id));
        self.pursue(id, now);
    }

    /// A transfer worked: our part of the call is over.
    fn transferred(&mut self, id: CallId, now: Now) {
        let cause = self.sent_away(id);
        self.drop_invitation(id, now);
        self.end_call(id, End { cause, by: EndedBy::Me, status: None }, now);
    }

    /// A transfer did not work: the other person is back.
    fn came_back(&mut self, id: CallId, cause: Cause, status: Option<u16>, now: Now) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        let Some(errand) = entry.errand.take() else { return };
        if errand.is_taken_back {
            return;
        }
        if let Some(transfer) = &mut entry.call.transfer {
            transfer.progress = Progress::Failed { cause, status };
            let target = transfer.target.clone();
            self.push(Output::Notice(Notice::TransferFailed { target, cause }));
        }
        self.change(Changed::Call(id));
        self.return_to(id, now);
    }

    /// Refuses where a transfer of the call is under way already.
    fn must_be_free(&self, id: CallId) -> Result<(), Refusal> {
        let is_free = self.calls.get(&id).is_some_and(|entry| {
            entry.call.is_up()
                && entry.invitation.is_some()
                && entry.errand.is_none()
                && !entry.is_referring
                && entry.next.is_none()
                && entry.proposal.is_none()
        });
        if is_free { Ok(()) } else { Err(wrong_state(id)) }
    }

    /// The call that asks about another one.
    fn consultation_of(&self, id: CallId) -> Option<CallId> {
        self.shown()
            .find(|entry| entry.call.consults_for == Some(id) && !entry.call.is_ended())
            .map(|entry| entry.call.id)
    }

    /// The one that is sent and the one to which it is sent.
    fn choose_two(
        &self,
        choice: CallChoice,
        other: CallChoice,
    ) -> Result<(CallId, CallId), Refusal> {
        let reaches = |call: &Call| match call.state() {
            State::Talking | State::Held { .. } => true,
            // Whoever can be called by us can be called by the other.
            State::Dialling | State::Ringing { .. } => true,
            State::Offered | State::Ended { .. } => false,
        };
        let asks = |call: &Call| call.consults_for.is_some();
        let other = match (choice, other) {
            (_, CallChoice::This(_)) => self.choose(other, reaches)?,
            (CallChoice::This(id), CallChoice::Only) => {
                let rest = |call: &Call| call.id != id && reaches(call);
                match self.consultation_of(id) {
                    Some(asking) => asking,
                    None => self.choose_rather(other, rest, |call| !call.is_held_by_me())?,
                }
            }
            (CallChoice::Only, CallChoice::Only) => self
                .choose(CallChoice::Only, |call| reaches(call) && asks(call))
                .or_else(|_| self.choose(CallChoice::Only, |c| reaches(c) && !c.is_held_by_me()))?,
        };
        let sent = match choice {
            CallChoice::This(_) => self.choose(choice, |call| call.is_up() && call.id != other)?,
            CallChoice::Only => {
                let asked_for = self.calls.get(&other).and_then(|entry| entry.call.consults_for);
                let waits = |call: &Call| call.is_up() && call.id != other;
                self.choose_rather(choice, waits, |call| {
                    asked_for.map_or_else(|| call.is_held_by_me(), |id| call.id == id)
                })?
            }
        };
        Ok((sent, other))
    }

    /// Where the far end of a call can be reached by somebody else: by its public address where there
    /// is a telephone system between, whose business it is to find the telephone; by its own address
    /// where there is none, or where it says that it can be reached there (GRUU).
    ///
    /// Source: RFC 5589 §7.3, RFC 5627.
    fn address_of(&self, id: CallId) -> Option<Uri> {
        let entry = self.calls.get(&id)?;
        let contact = entry.invitation.and_then(|invitation| self.agent.remote_target(invitation));
        let is_global = |uri: &Uri| uri.sip().is_some_and(|uri| uri.params.has("gr"));
        let registers = self.entry(entry.call.account).is_ok_and(|entry| entry.account.registers);
        let public = entry.call.remote.uri.0.parse::<Uri>().ok().filter(|uri| match uri {
            Uri::Sip(uri) => uri.user().is_some(),
            Uri::Tel(_) | Uri::Other(_) => false,
        });
        match contact {
            Some(contact) if entry.call.is_up() && (is_global(contact) || !registers) => {
                Some(contact.clone())
            }
            Some(contact) => public.or_else(|| Some(contact.clone())),
            None => public,
        }
    }

    /// The call whose leg an invitation is.
    pub(super) fn call_of(&self, invitation: InvitationId) -> Option<CallId> {
        self.invitations.get(&invitation).copied()
    }
}

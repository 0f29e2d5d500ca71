//! Calls: from a person's wish and the agent's news to what the call is now.
//!
//! A call outlives its legs: when the far end transfers us, or another telephone takes the far end's
//! place, the leg is another one and the call is the same.

mod arrival;
mod choice;
mod conference;
mod dialling;
mod digits;
mod emergency;
mod ending;
mod holding;
mod legs;
mod moving;
mod news;
mod proposal;
mod tones;
mod transfer;

use std::collections::VecDeque;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use clock::{Deadline, Now};
use model::CallId;
use rand::RngExt as _;
use sip_agent::invitation::{InvitationId, InviteOptions};
use sip_message::{StatusCode, Uri};
use telephony::policy::Arrival;
use telephony::{Call, Cause, Direction, End, EndedBy, Quality, State};

use crate::media::Negotiation;
use crate::{CallChoice, Changed, Output, Refusal, RefusalCode, Ringing, Switchboard, Toward};

pub(crate) use conference::Conference;
pub(crate) use dialling::{Outgoing, at_home, dial_refusal, dial_uri, is_registered};
use legs::{Next, Previous};
use proposal::Proposal;
use transfer::Errand;

/// Calls at once, those just ended not counted. Beyond: 486 for the caller, a refusal here; only an
/// emergency call goes out all the same.
pub const MOST_CALLS: usize = 32;
/// Digits sent by one command.
const MOST_DIGITS: usize = 64;

/// One call and what the machines below know of it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) call: Call,
    /// An incoming call is shown once its sound is known to be possible.
    pub(crate) is_shown: bool,
    /// When an ended call leaves the screen.
    pub(crate) gone_at: Option<Instant>,
    invitation: Option<InvitationId>,
    /// Whom to invite once a port for sound is bound.
    wish: Option<Invite>,
    negotiation: Negotiation,
    /// Where its sound was expected to go when a port for it was asked for.
    toward: Option<Toward>,
    /// A re-offer of ours is under way.
    is_offering: bool,
    /// A re-offer could not be sent because another was under way: when it is tried again.
    owes_offer: Option<Instant>,
    /// How it announces itself.
    announcement: Announcement,
    /// A transfer that we asked for.
    errand: Option<Errand>,
    /// The far end was asked for a transfer and has not told its end yet.
    is_referring: bool,
    /// Its far end speaks with somebody else in our stead: when it is ended from here.
    leaves_at: Option<Instant>,
    /// Whom the far end wants to connect us with, while the person thinks.
    proposal: Option<Proposal>,
    /// The leg that is to take the place of the call's own.
    next: Option<Next>,
    /// The leg that was the call's own, until the far end ends it.
    previous: Option<Previous>,
    /// Digits that wait for the answer to an INFO; the first is under way.
    digits: VecDeque<char>,
}

/// Whom to invite, and how.
#[derive(Debug)]
struct Invite {
    target: Uri,
    options: InviteOptions,
}

/// How an offered call announces itself.
#[derive(Debug)]
struct Announcement {
    ring: Ringing,
    /// A tone tells of it while another call stands.
    has_tone: bool,
    /// After how long it is answered by itself.
    answer_after: Option<Duration>,
    /// When it is answered by itself.
    answer_at: Option<Instant>,
    /// How it came; absent for calls of ours.
    arrival: Option<Arrival>,
}

impl Entry {
    pub(crate) const fn invitation(&self) -> Option<InvitationId> {
        self.invitation
    }

    /// What it waits for, if anything.
    pub(crate) fn deadline(&self) -> Option<Deadline> {
        let due = |at: Option<Instant>, why| at.map(|at| Deadline::new(at, why));
        let gone = due(self.gone_at, "an ended call leaves the screen");
        let answer = due(self.announcement.answer_at, "a call is answered by itself");
        let previous = due(
            self.previous.as_ref().map(|previous| previous.ends_at),
            "the far end did not end the leg that was replaced",
        );
        let offer = due(self.owes_offer, "an offer that had to wait");
        let again = due(
            self.errand.as_ref().and_then(Errand::again_at),
            "a far end that was busy is asked again for a transfer",
        );
        let leaves = due(self.leaves_at, "the far end did not end the call that was taken over");
        let thought = due(
            self.proposal.as_ref().map(|proposal| proposal.ends_at),
            "nobody said whether to be connected with somebody else",
        );
        [gone, answer, previous, offer, again, leaves, thought]
            .into_iter()
            .fold(None, Deadline::earlier)
    }
}

impl Switchboard {
    pub(crate) fn answer(&mut self, choice: CallChoice, now: Now) -> Result<(), Refusal> {
        let id = self.choose(choice, |call| *call.state() == State::Offered)?;
        self.answer_call(id, now)
    }

    /// Answers a call that is offered; those that are up are put on hold.
    fn answer_call(&mut self, id: CallId, now: Now) -> Result<(), Refusal> {
        self.hold_others(Some(id), now);
        let Some(entry) = self.calls.get_mut(&id) else { return Err(unknown_call()) };
        entry.announcement.answer_at = None;
        let (Some(invitation), Ok(answer)) = (entry.invitation, entry.negotiation.answer(false))
        else {
            return Err(wrong_state(id));
        };
        if let Err(refusal) = self.agent.accept(invitation, answer, now) {
            tracing::info!(%refusal, call = %id, "an offered call went away while it was answered");
            return Err(wrong_state(id));
        }
        self.call_answered(id, now);
        Ok(())
    }

    /// Answers the calls that are to be answered by themselves, unless somebody is spoken with now.
    pub(crate) fn answer_by_itself(&mut self, now: Now) {
        let due: Vec<CallId> = self
            .calls
            .values()
            .filter(|entry| entry.announcement.answer_at.is_some_and(|at| at <= now.instant))
            .map(|entry| entry.call.id)
            .collect();
        for id in due {
            let is_free = self.focus_call().is_none();
            let Some(entry) = self.calls.get_mut(&id) else { continue };
            entry.announcement.answer_at = None;
            if *entry.call.state() != State::Offered || !is_free {
                continue;
            }
            entry.call.traits.is_self_answered = true;
            if let Err(refusal) = self.answer_call(id, now) {
                tracing::info!(%refusal, call = %id, "a call is not answered by itself");
            }
        }
    }

    pub(crate) fn mute(&mut self, choice: CallChoice, muted: bool) -> Result<(), Refusal> {
        let id = self.choose(choice, |call| !call.is_ended() && call.is_muted != muted)?;
        let Some(entry) = self.calls.get_mut(&id) else { return Err(unknown_call()) };
        entry.call.is_muted = muted;
        self.carry(id);
        self.change(Changed::Call(id));
        Ok(())
    }

    pub(crate) fn media_opened(&mut self, id: CallId, address: IpAddr, port: u16, now: Now) {
        let live = self.calls.get_mut(&id).filter(|entry| !entry.call.is_ended());
        let Some(entry) = live else {
            self.push(Output::CloseMedia { call: id });
            return;
        };
        if entry.negotiation.is_open() {
            self.sound_moved(id, address, port, now);
            return;
        }
        entry.negotiation.open(address, port);
        match entry.call.direction {
            Direction::Outgoing => self.invite(id, now),
            Direction::Incoming => self.ring(id, now),
        }
    }

    fn ring(&mut self, id: CallId, now: Now) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        if let Err(disagreement) = entry.negotiation.can_answer() {
            tracing::info!(?disagreement, call = %id, "an offer that cannot be met");
            self.reject_with(id, StatusCode::NOT_ACCEPTABLE_HERE, now);
            let end = End { cause: Cause::NoCommonCodec, by: EndedBy::Network, status: Some(488) };
            self.end_call(id, end, now);
            return;
        }
        entry.is_shown = true;
        let announcement = &mut entry.announcement;
        announcement.answer_at = announcement.answer_after.map(|wait| now.instant + wait);
        if let Some(invitation) = entry.invitation
            && let Err(refusal) = self.agent.ring(invitation, None, now)
        {
            tracing::info!(%refusal, call = %id, "the caller gave up before it rang");
        }
        self.change(Changed::Call(id));
    }

    pub(crate) fn media_refused(&mut self, id: CallId, now: Now) {
        tracing::error!(call = %id, "no port for sound");
        self.reject_with(id, StatusCode::SERVER_INTERNAL_ERROR, now);
        self.end_call(
            id,
            End { cause: Cause::ServerUnreachable, by: EndedBy::Network, status: None },
            now,
        );
    }

    pub(crate) fn measured(&mut self, id: CallId, quality: Quality) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        if entry.call.quality != Some(quality) {
            entry.call.quality = Some(quality);
            self.change(Changed::Call(id));
        }
    }

    /// Brings the sound in line with what is agreed, held and muted.
    fn carry(&mut self, id: CallId) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        let held = entry.call.is_held_by_me();
        let muted = held || entry.call.is_muted;
        entry.call.codec = entry.negotiation.codec();
        let Some(terms) = entry.negotiation.terms(held) else { return };
        self.push(Output::CarryMedia { call: id, agreed: Box::new(terms) });
        self.push(Output::Mute { call: id, muted });
    }

    fn new_entry(&mut self, call: Call) -> Entry {
        Entry {
            call,
            is_shown: false,
            gone_at: None,
            invitation: None,
            wish: None,
            negotiation: self.new_negotiation(),
            toward: None,
            is_offering: false,
            owes_offer: None,
            announcement: Announcement {
                ring: Ringing::Outside,
                has_tone: true,
                answer_after: None,
                answer_at: None,
                arrival: None,
            },
            errand: None,
            is_referring: false,
            leaves_at: None,
            proposal: None,
            next: None,
            previous: None,
            digits: VecDeque::new(),
        }
    }

    pub(crate) fn new_negotiation(&mut self) -> Negotiation {
        // RFC 3264 §5: the number must fit a signed 64-bit integer.
        let session_id = self.chance.random::<u64>() >> 2;
        Negotiation::new(session_id, self.codecs.clone())
    }

    pub(crate) fn live_calls(&self) -> usize {
        self.calls.values().filter(|entry| !entry.call.is_ended()).count()
    }
}

fn unknown_call() -> Refusal {
    Refusal::new(RefusalCode::UnknownCall, "")
}

fn wrong_state(id: CallId) -> Refusal {
    Refusal::new(RefusalCode::WrongState, id.to_string())
}

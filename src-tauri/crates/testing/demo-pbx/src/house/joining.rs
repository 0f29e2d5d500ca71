//! Joins two calls of the house: what one side offers is offered to the other.
//!
//! ```text
//! near rings ─▶ near hears ringing ─▶ far called without an offer ─▶ far answers with its offer
//!        ─▶ near is offered it ─▶ near's answer goes to far ─▶ joined: offers go across, both end as one
//! ```
//!
//! Source: RFC 3725 §4.3 (flow III).

use bytes::Bytes;
use clock::Now;
use sdp::Description;
use sip_agent::invitation::{Event, InvitationId, InviteOptions, Session};
use sip_message::{HeaderName, NameAddr, StatusCode, Uri};

use super::line::Cause;
use super::manner::{Going, Manner};
use super::residents::Resident;
use super::{House, Output, terms};
use crate::pbx::MediaId;

/// The far side of two calls that are one.
#[derive(Debug)]
pub(super) struct Join {
    /// The line of the near side.
    near: MediaId,
    /// Our last description to the far side.
    ours: Option<Description>,
    stage: Stage,
}

/// Whose answer is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The far side's, to the call.
    Calling,
    /// The near side's: the far side's offer goes across.
    AsksNear,
    /// The far side's: the near side's offer goes across.
    AsksFar,
    Joined,
}

impl House {
    /// Rings at a user, and connects the user with `target` once it is answered. `shown` is who
    /// it says to be.
    pub(crate) fn call_for(&mut self, user: &str, target: &str, shown: &NameAddr, now: Now) {
        let own = self.residents.iter().find(|(_, resident)| match resident {
            Resident::Connector => true,
            Resident::Colleague(_) | Resident::Code | Resident::Mailbox(_) | Resident::Place(_) => {
                false
            }
        });
        let Some(identity) = own.map(|(id, _)| *id).filter(|_| self.lines.len() < self.limit)
        else {
            return;
        };
        let going = Going::to(self.address(user)).with(HeaderName::PAssertedIdentity, shown);
        self.go(identity, going, (Manner::connector(), Cause::Connects(target.to_owned())), now);
    }

    /// The near side is there: calls the far side.
    pub(super) fn connect(&mut self, near: MediaId, target: &str, now: Now) {
        let Some(line) = self.lines.get(&near) else { return };
        let user = line.with.clone().unwrap_or_default();
        let caller = NameAddr::new(Uri::Sip(self.address(&user)));
        let options = InviteOptions {
            headers: vec![(HeaderName::PAssertedIdentity, caller.to_string())],
            ..InviteOptions::default()
        };
        let (identity, target) = (line.identity, Uri::Sip(self.address(target)));
        let near_call = line.call;
        match (self.agent.invite(identity, target, None, options, now), near_call) {
            (Ok(far), _) => {
                self.joins.insert(far, Join { near, ours: None, stage: Stage::Calling });
            }
            (Err(_), Some(call)) => {
                self.agent.hang_up(call, now).ok();
            }
            (Err(_), None) => {}
        }
    }

    /// Whether a line's offers and answers go across.
    pub(super) fn is_joining(&self, near: MediaId) -> bool {
        self.joins.values().any(|join| join.near == near && join.stage != Stage::Calling)
    }

    pub(super) fn follow_far(&mut self, far: InvitationId, event: Event, now: Now) {
        match event {
            Event::Answered { session: Session::Offer(offer), .. } => {
                self.offer_near(far, &offer, now);
            }
            Event::Reoffered { offer: Some(offer) } => self.offer_near(far, &offer, now),
            Event::Reoffered { offer: None } => {
                self.agent.refuse_reoffer(far, StatusCode::NOT_ACCEPTABLE_HERE, now).ok();
            }
            Event::ReofferAnswered { answer } => self.far_answered(far, &answer, now),
            Event::ReofferRefused { .. } => self.far_refused(far, now),
            Event::Referred { request, .. } => {
                let reply = sip_agent::Reply::new(StatusCode::DECLINE);
                self.agent.answer(request, reply, now).ok();
            }
            Event::Answered { session: Session::Answer(_), .. } => {
                self.agent.hang_up(far, now).ok();
            }
            Event::Ended(_) => {
                if let Some(call) = self.joins.remove(&far).and_then(|join| self.call_of(join.near))
                {
                    self.agent.hang_up(call, now).ok();
                }
            }
            Event::Trying
            | Event::Ringing { .. }
            | Event::EarlyMedia { .. }
            | Event::Confirmed { .. }
            | Event::RemoteChanged { .. }
            | Event::Info { .. }
            | Event::InfoAnswered { .. }
            | Event::TransferProgress { .. }
            | Event::TransferPostponed { .. } => {}
        }
    }

    /// The far side's offer goes to the near side.
    fn offer_near(&mut self, far: InvitationId, offer: &Bytes, now: Now) {
        let Some(join) = self.joins.get_mut(&far) else { return };
        let (near, was_joined) = (join.near, join.stage == Stage::Joined);
        join.stage = Stage::AsksNear;
        let Some(line) = self.lines.get_mut(&near) else { return };
        let (call, offer) = (line.call, line.pass_on(offer));
        let is_asked = match (call, offer) {
            (Some(call), Ok(offer)) => self.agent.reoffer(call, offer, now).is_ok(),
            (None, _) | (_, Err(_)) => false,
        };
        if is_asked {
            return;
        }
        if was_joined {
            self.agent.refuse_reoffer(far, StatusCode::REQUEST_PENDING, now).ok();
            self.set_stage(far, Stage::Joined);
        } else {
            self.agent.hang_up(far, now).ok();
        }
    }

    /// The near side's answer goes to the far side.
    pub(super) fn near_answered(&mut self, near: MediaId, answer: &Bytes, now: Now) {
        let Some((far, join)) = self.joins.iter_mut().find(|(_, join)| join.near == near) else {
            return;
        };
        let far = *far;
        let answer = terms::pass_on(&mut join.ours, answer);
        join.stage = Stage::Joined;
        match answer {
            Ok(answer) => {
                self.agent.answer_reoffer(far, answer, now).ok();
            }
            Err(_) => {
                self.agent.hang_up(far, now).ok();
            }
        }
        let Some(mut line) = self.lines.remove(&near) else { return };
        if line.needs_media() {
            line.close(now.instant);
            self.send_sound(near, &mut line);
            line.join();
            self.outputs.push_back(Output::Close(near));
        }
        self.lines.insert(near, line);
    }

    /// The near side's offer goes to the far side.
    pub(super) fn near_reoffered(
        &mut self,
        near: MediaId,
        call: InvitationId,
        offer: Option<&Bytes>,
        now: Now,
    ) {
        let found = self.joins.iter_mut().find(|(_, join)| join.near == near);
        let (Some((far, join)), Some(offer)) = (found, offer) else {
            self.agent.refuse_reoffer(call, StatusCode::NOT_ACCEPTABLE_HERE, now).ok();
            return;
        };
        let far = *far;
        let is_asked = join.stage == Stage::Joined
            && terms::pass_on(&mut join.ours, offer)
                .is_ok_and(|offer| self.agent.reoffer(far, offer, now).is_ok());
        if is_asked {
            self.set_stage(far, Stage::AsksFar);
        } else {
            self.agent.refuse_reoffer(call, StatusCode::REQUEST_PENDING, now).ok();
        }
    }

    fn far_answered(&mut self, far: InvitationId, answer: &Bytes, now: Now) {
        let Some(join) = self.joins.get(&far) else { return };
        let near = join.near;
        self.set_stage(far, Stage::Joined);
        let Some(line) = self.lines.get_mut(&near) else { return };
        if let (Some(call), Ok(answer)) = (line.call, line.pass_on(answer)) {
            self.agent.answer_reoffer(call, answer, now).ok();
        }
    }

    fn far_refused(&mut self, far: InvitationId, now: Now) {
        let near = self.joins.get(&far).map(|join| join.near);
        self.set_stage(far, Stage::Joined);
        if let Some(call) = near.and_then(|near| self.call_of(near)) {
            self.agent.refuse_reoffer(call, StatusCode::NOT_ACCEPTABLE_HERE, now).ok();
        }
    }

    /// The near side refused what the far side offered: before they were joined, all is over.
    pub(super) fn near_refused(&mut self, near: MediaId, now: Now) {
        let asked =
            self.joins.iter().find(|(_, join)| join.near == near && join.stage == Stage::AsksNear);
        let Some((far, _)) = asked else { return };
        let far = *far;
        let is_joined = self.lines.get(&near).is_some_and(|line| !line.needs_media());
        if is_joined {
            self.agent.refuse_reoffer(far, StatusCode::NOT_ACCEPTABLE_HERE, now).ok();
            self.set_stage(far, Stage::Joined);
        } else {
            self.agent.hang_up(far, now).ok();
        }
    }

    /// The near side is gone: so is the far side.
    pub(super) fn end_join(&mut self, near: MediaId, now: Now) {
        let far = self.joins.iter().find(|(_, join)| join.near == near).map(|(far, _)| *far);
        if let Some(far) = far {
            self.joins.remove(&far);
            self.agent.hang_up(far, now).ok();
        }
    }

    fn set_stage(&mut self, far: InvitationId, stage: Stage) {
        if let Some(join) = self.joins.get_mut(&far) {
            join.stage = stage;
        }
    }

    fn call_of(&self, media: MediaId) -> Option<InvitationId> {
        self.lines.get(&media)?.call
    }
}

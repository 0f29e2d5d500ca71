//! What the lines do when something happens to their calls.

use bytes::Bytes;
use clock::Now;
use sip_agent::invitation::{Event, InvitationId, Session};
use sip_agent::{Reply, RequestId};
use sip_message::{HeaderName, NameAddr, StatusCode, Uri};

use super::House;
use super::line::Cause;
use super::manner::{Going, Manner};
use crate::pbx::MediaId;

/// How long the transferor may take to hang up after it was told of success.
const PARTS_WITHIN: std::time::Duration = std::time::Duration::from_secs(5);

impl House {
    pub(super) fn follow(&mut self, call: InvitationId, event: Event, now: Now) {
        if self.joins.contains_key(&call) {
            self.follow_far(call, event, now);
            return;
        }
        let Some(media) = self.of_call.get(&call).copied() else { return };
        match event {
            Event::Answered { session: Session::Answer(answer), remote: _ } => {
                self.agree(media, call, &answer, now);
                self.answered(media, now);
            }
            Event::Confirmed { answer: Some(answer) } => self.agree(media, call, &answer, now),
            Event::ReofferAnswered { answer } => {
                if self.is_joining(media) {
                    self.near_answered(media, &answer, now);
                } else {
                    self.agree(media, call, &answer, now);
                }
            }
            Event::Answered { session: Session::Offer(_), remote: _ } => {
                self.agent.hang_up(call, now).ok();
            }
            Event::Reoffered { offer } => {
                if self.is_joining(media) {
                    self.near_reoffered(media, call, offer.as_ref(), now);
                } else {
                    self.reoffered(media, call, offer.as_ref(), now);
                }
            }
            Event::ReofferRefused { .. } => self.near_refused(media, now),
            Event::Referred { request, refer_to, referred_by } => {
                self.referred(media, request, &refer_to, referred_by, now);
            }
            Event::TransferProgress { status, is_final: true } if status.is_success() => {
                self.agent.hang_up(call, now).ok();
            }
            Event::Ringing { status, has_early_media: _ } => self.fares(media, status, now),
            Event::Info { content_type, body } => {
                if let Some(digit) = event::digit::Digit::read(&content_type, &body) {
                    self.press(media, digit.key);
                }
            }
            Event::Ended(ending) => {
                if let sip_agent::invitation::Cause::Refused(status) = ending.cause {
                    self.fares(media, status, now);
                }
                self.end(media, now);
            }
            Event::Trying
            | Event::EarlyMedia { .. }
            | Event::Confirmed { answer: None }
            | Event::RemoteChanged { .. }
            | Event::InfoAnswered { .. }
            | Event::TransferProgress { .. }
            | Event::TransferPostponed { .. } => {}
        }
    }

    fn agree(&mut self, media: MediaId, call: InvitationId, answer: &Bytes, now: Now) {
        let Some(line) = self.lines.get_mut(&media) else { return };
        if line.agree(answer, now).is_err() {
            self.agent.hang_up(call, now).ok();
        }
    }

    fn reoffered(&mut self, media: MediaId, call: InvitationId, offer: Option<&Bytes>, now: Now) {
        let Some(line) = self.lines.get_mut(&media) else { return };
        match line.answer_again(offer.map(|offer| &**offer), self.settings.media, now) {
            Ok(session) => {
                self.agent.answer_reoffer(call, session, now).ok();
            }
            Err(status) => {
                self.agent.refuse_reoffer(call, status, now).ok();
            }
        }
    }

    /// A call of ours was answered.
    fn answered(&mut self, media: MediaId, now: Now) {
        let Some(line) = self.lines.get(&media) else { return };
        match line.cause.clone() {
            Cause::Referred(parent, request) => {
                self.report(request, StatusCode::OK, now);
                if let Some(line) = self.lines.get_mut(&media) {
                    line.cause = Cause::Dialled;
                }
                if let Some(parent) = self.lines.get_mut(&parent) {
                    parent.hang_up_after(PARTS_WITHIN, now.instant);
                }
            }
            Cause::Connects(target) => self.connect(media, &target, now),
            Cause::Dialled
            | Cause::Replaces
            | Cause::Message(_)
            | Cause::Playback(..)
            | Cause::Errand
            | Cause::Occupation => {}
        }
    }

    /// The far end wants us to call somebody else in its stead. Source: RFC 3515 §2.4.2.
    fn referred(
        &mut self,
        media: MediaId,
        request: RequestId,
        refer_to: &NameAddr,
        referred_by: Option<NameAddr>,
        now: Now,
    ) {
        let is_busy = self.lines.values().any(|line| match line.cause {
            Cause::Referred(parent, _) => parent == media,
            Cause::Dialled
            | Cause::Replaces
            | Cause::Message(_)
            | Cause::Playback(..)
            | Cause::Errand
            | Cause::Occupation
            | Cause::Connects(_) => false,
        });
        let Some(line) = self.lines.get(&media) else { return };
        let going = self.going(refer_to).filter(|_| line.manner.takes_transfers && !is_busy);
        let Some(mut going) = going.filter(|_| self.lines.len() < self.limit) else {
            self.agent.answer(request, Reply::new(StatusCode::DECLINE), now).ok();
            return;
        };
        if let Some(by) = referred_by {
            going = going.with(HeaderName::ReferredBy, by);
        }
        let identity = line.identity;
        let manner = Manner { acts: Vec::new(), errand: None, ..line.manner.clone() };
        if self.agent.answer(request, Reply::new(StatusCode::ACCEPTED), now).is_ok() {
            self.go(identity, going, (manner, Cause::Referred(media, request)), now);
        }
    }

    /// Whom a Refer-To names: only somebody at this PBX or one of its telephones, which are all on
    /// this machine.
    fn going(&self, refer_to: &NameAddr) -> Option<Going> {
        let uri = match &refer_to.uri {
            Uri::Tel(tel) => return Some(Going::to(self.address(&tel.digits()))),
            Uri::Sip(uri) => uri,
            Uri::Other(_) => return None,
        };
        let is_near = uri.host.ip().is_some_and(|ip| ip.to_canonical().is_loopback());
        let mut target = uri.clone();
        target.clear_headers();
        let mut going = Going::to(target);
        let mut headers = uri.headers();
        going.replaces = headers
            .find(|(name, _)| name.eq_ignore_ascii_case("Replaces"))
            .map(|(_, value)| value.into_owned());
        Some(going).filter(|_| is_near && !uri.secure && uri.user().is_some())
    }

    /// A call that somebody asked for has come so far.
    fn fares(&mut self, media: MediaId, status: StatusCode, now: Now) {
        let cause = self.lines.get(&media).map(|line| line.cause.clone());
        if let Some(Cause::Referred(_, request)) = cause {
            self.report(request, status, now);
        }
    }

    /// Tells who asked for a transfer how it fares. Source: RFC 3515 §2.4.5.
    pub(super) fn report(&mut self, request: RequestId, status: StatusCode, now: Now) {
        // Who wants no news, or has had the last of them, is told nothing.
        self.agent.report_referral(request, status, now).ok();
    }
}

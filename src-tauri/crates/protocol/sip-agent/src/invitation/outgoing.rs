//! Our INVITE: ringing, forks, early answers, 2xx and late 2xx, refusals, CANCEL.
//!
//! Source: RFC 3261 §9.1, §13.2; RFC 3262 §4 (PRACK); RFC 3264 §5–6, RFC 6337 §3 (answers).

use bytes::Bytes;
use clock::{Deadline, Now};
use sip_message::{HeaderName, Method, NameAddr, RAck, Request, StatusCode, Uri};

use super::call::{Ack, Call, Calling, Established, Leg, Phase, Purpose};
use super::machine::{Invitations, Timer, ending, ending_of};
use super::renewal::Renewal;
use super::{Cause, Event, InvitationId, InviteOptions, Session, Side};
use crate::agent::Refusal;
use crate::core::Core;
use crate::dialog::Dialog;
use crate::exchange::{ExchangeId, Heard, Order, Owner};
use crate::identity::IdentityId;
use crate::reply::{ALLOW, anonymous};
use crate::request::Failure;
use crate::transaction::cseq_of;
use crate::{Output, body};

impl Invitations {
    pub(crate) fn invite(
        &mut self,
        identity: IdentityId,
        target: &Uri,
        offer: Option<Bytes>,
        options: &InviteOptions,
        core: &mut Core,
        now: Now,
    ) -> Result<InvitationId, Refusal> {
        if self.is_full(core.settings.limits.invitations) && !options.is_emergency {
            return Err(Refusal::Full);
        }
        let request = self.build_invite(identity, target, offer.as_ref(), options, core)?;
        let from = request.headers.from().ok();
        let (Some(call_id), Some(local_tag)) = (
            request.headers.call_id().ok().map(str::to_owned),
            from.as_ref().and_then(NameAddr::tag),
        ) else {
            return Err(Refusal::NotDiallable);
        };
        let first = core.chance.sequence();
        let sequence = core.sequences.open(first);
        let id = InvitationId(core.fresh_id());
        let order = Order {
            way: core.way(identity, &request),
            request,
            owner: Owner::Invitation(id),
            identity: Some(identity),
            sequence: Some(sequence),
            contact: from.map(|from| core.contact_form_as(Some(identity), &from)),
            follows_redirects: true,
        };
        let exchange = match core.start(order, now) {
            Ok(exchange) => exchange,
            Err(refusal) => {
                core.sequences.close(sequence);
                return Err(refusal);
            }
        };
        let call = Call {
            identity: Some(identity),
            asserted: None,
            call_id,
            local_tag,
            sequence,
            phase: Phase::Calling(Calling { exchange, has_offer: offer.is_some() }),
            legs: std::collections::BTreeMap::new(),
            exchanges: [(exchange, Purpose::Invite)].into(),
            acks: std::collections::BTreeMap::new(),
            confirm: None,
            early: None,
            renewal: Renewal::of(offer.clone()),
            unpracked: None,
            asked: None,
        };
        self.add(id, call);
        let patience = options.patience.unwrap_or(core.settings.timers.patience);
        let deadline = Deadline::new(now.instant + patience, "nobody takes the call");
        self.wake(id, Timer::Patience, Some(deadline));
        Ok(id)
    }

    fn build_invite(
        &self,
        identity: IdentityId,
        target: &Uri,
        offer: Option<&Bytes>,
        options: &InviteOptions,
        core: &mut Core,
    ) -> Result<Request, Refusal> {
        let mut to = NameAddr::new(target.clone());
        if let Uri::Sip(uri) = &mut to.uri {
            uri.clear_headers();
        }
        let mut request =
            core.request(identity, Method::Invite, target, to).ok_or(Refusal::UnknownIdentity)?;
        let replaces = match options.replaces {
            Some(other) => Some(self.replaces_value(other).ok_or(Refusal::UnknownInvitation)?),
            None => options.replaces_value.clone(),
        };
        let headers = &mut request.headers;
        if options.is_anonymous {
            let tag = headers.from().ok().and_then(|from| from.tag()).unwrap_or_default();
            let own = core.identity(identity).map(|own| own.aor.clone());
            headers.set(HeaderName::From, format!("{};tag={tag}", anonymous()));
            headers.push(HeaderName::Privacy, "id");
            if let Some(own) = own.filter(|_| core.leads_home(identity, target)) {
                headers.push(HeaderName::PPreferredIdentity, format!("<{own}>"));
            }
        }
        headers.push(HeaderName::Allow, ALLOW);
        // Without an offer of ours, a reliable 18x could carry one that only a PRACK may answer.
        let supported = if offer.is_some() {
            "100rel, replaces, outbound, norefersub, timer"
        } else {
            "replaces, outbound, norefersub, timer"
        };
        headers.push(HeaderName::Supported, supported);
        Renewal::default().propose(headers, core.settings.timers.session);
        if let Some(replaces) = replaces {
            headers.push(HeaderName::Require, "replaces");
            headers.push(HeaderName::Replaces, replaces);
        }
        for (name, value) in &options.headers {
            headers.push(name.clone(), value);
        }
        if let Some(offer) = offer {
            request = request.with_body(body::SDP, offer.clone());
        } else {
            request.headers.push(HeaderName::Accept, body::SDP);
        }
        Ok(request)
    }

    pub(super) fn handle_provisional(
        &mut self,
        id: InvitationId,
        heard: &Heard,
        core: &mut Core,
        now: Now,
    ) {
        let Some(call) = self.table.get_mut(&id) else { return };
        let Phase::Calling(calling) = &call.phase else { return };
        let has_offer = calling.has_offer;
        let status = heard.response.status;
        let tell = |core: &mut Core, event| {
            core.outputs.push_back(Output::Invitation { id, event });
        };
        if status == StatusCode::TRYING {
            tell(core, Event::Trying);
            return;
        }
        let headers = &heard.response.headers;
        let tag = headers.to().ok().and_then(|to| to.tag());
        let Some(tag) = tag else {
            tell(core, Event::Ringing { status, has_early_media: false });
            return;
        };
        if status.value() == 199 {
            // That device is out of it. Source: RFC 6228 §4.
            call.legs.remove(&tag);
            return;
        }
        let limit = core.settings.limits.forks;
        if !call.legs.contains_key(&tag)
            && call.legs.len() < limit
            && let Some(dialog) = Dialog::of_response(heard, call.identity, call.sequence)
        {
            call.legs.insert(tag.clone(), Leg::new(dialog));
        }
        let Some(leg) = call.legs.get_mut(&tag) else { return };
        leg.dialog.refresh(headers, Some(&heard.flow));
        let is_reliable = headers.require().iter().any(|tag| tag == "100rel");
        let mut prack = None;
        if is_reliable && let Some(rseq) = headers.rseq() {
            // Out of order or repeated: as if it had not come. Source: RFC 3262 §4.
            if leg.rseq.is_some_and(|last| rseq != last.wrapping_add(1)) {
                return;
            }
            leg.rseq = Some(rseq);
            let mut request = leg.dialog.request(Method::Prack, core);
            let cseq = sip_message::CSeq::new(cseq_of(&heard.request).number, Method::Invite);
            request.headers.push(HeaderName::RAck, RAck { rseq, cseq });
            prack = Some((leg.dialog.clone(), request));
        }
        let session = body::session(headers, &heard.response.body).ok().flatten();
        if has_offer
            && let Some(answer) = session
            && leg.early_answer.as_ref() != Some(&answer)
        {
            leg.early_answer = Some(answer.clone());
            tell(core, Event::EarlyMedia { answer });
        }
        let has_early_media = leg.early_answer.is_some();
        tell(core, Event::Ringing { status, has_early_media });
        if let Some((dialog, request)) = prack
            && let Err(why) = self.send(id, &dialog, request, Purpose::Aside, core, now)
        {
            tracing::warn!(%why, "PRACK not sent");
        }
    }

    /// A 2xx: the first one answers the call; one of another leg, or too late, is ended at once.
    pub(super) fn handle_success(
        &mut self,
        id: InvitationId,
        invite: ExchangeId,
        heard: Box<Heard>,
        core: &mut Core,
        now: Now,
    ) {
        let Some(call) = self.table.get_mut(&id) else { return };
        let tag = heard.response.headers.to().ok().and_then(|to| to.tag()).unwrap_or_default();
        match call.acks.get(&(invite, tag.clone())) {
            Some(Ack::Sent(parcel)) => {
                let parcel = parcel.clone();
                core.transactions.resend(&parcel);
                return;
            }
            Some(Ack::Shipping) => return,
            None => {}
        }
        let owes_ack = match &call.phase {
            Phase::Established(established) => {
                established.tag == tag && established.owes_ack.is_some()
            }
            Phase::Calling(_) | Phase::Offered(_) | Phase::Over => false,
        };
        if owes_ack {
            return;
        }
        let dialog = match call.legs.get(&tag) {
            Some(leg) => {
                let mut dialog = leg.dialog.clone();
                dialog.confirm(&heard);
                Some(dialog)
            }
            None => Dialog::of_response(&heard, call.identity, call.sequence),
        };
        let Some(dialog) = dialog else { return };
        let has_offer = match &call.phase {
            Phase::Calling(calling) => calling.has_offer,
            Phase::Established(_) | Phase::Offered(_) | Phase::Over => {
                // A loser of a fork, the answer that crossed our CANCEL, or a 2xx whose first ACK
                // could not be sent: acknowledged, and ended unless it is the winner's.
                let is_winner = call.is_winner(&tag);
                self.acknowledge(id, invite, (&dialog, &heard.request), None, core, now);
                if !is_winner {
                    Self::bye(&dialog, None, core, now);
                }
                return;
            }
        };
        self.win(id, invite, (tag, dialog), has_offer, heard, core, now);
    }

    /// The first 2xx.
    #[expect(clippy::too_many_arguments, reason = "one caller, which has just found all of them")]
    fn win(
        &mut self,
        id: InvitationId,
        invite: ExchangeId,
        (tag, dialog): (String, Dialog),
        has_offer: bool,
        heard: Box<Heard>,
        core: &mut Core,
        now: Now,
    ) {
        let Some(call) = self.table.get_mut(&id) else { return };
        let early = call.legs.get(&tag).and_then(|leg| leg.early_answer.clone());
        let given = body::session(&heard.response.headers, &heard.response.body).ok().flatten();
        let is_updated = call.legs.get(&tag).is_some_and(|leg| leg.is_updated);
        let given = given.filter(|_| !is_updated);
        let session = match (has_offer, given, early) {
            (true, Some(answer), _) | (true, None, Some(answer)) => Some(Session::Answer(answer)),
            (false, Some(offer), _) => Some(Session::Offer(offer)),
            (true, None, None) | (false, None, _) => None,
        };
        let told = core.asserted(call.identity, &heard.flow, &heard.response.headers);
        call.asserted.clone_from(&told);
        let remote = told.unwrap_or_else(|| dialog.remote());
        if let Some((_, _, theirs)) = call.early.take_if(|(of, _, _)| *of != tag) {
            core.reply(theirs.server, &theirs.request, StatusCode::REQUEST_TERMINATED, now);
        }
        call.legs.clear();
        call.legs.insert(tag.clone(), Leg::new(dialog.clone()));
        call.phase = Phase::Established(Box::new(Established::new(&tag, true, remote.clone())));
        self.wake(id, Timer::Patience, None);
        self.hear_renewal(id, &heard.response.headers, now);
        match session {
            Some(session @ Session::Answer(_)) => {
                self.acknowledge(id, invite, (&dialog, &heard.request), None, core, now);
                let event = Event::Answered { session, remote };
                core.outputs.push_back(Output::Invitation { id, event });
            }
            Some(session @ Session::Offer(_)) => {
                if let Some(established) = self.established(id) {
                    established.owes_ack = Some((invite, heard));
                }
                let event = Event::Answered { session, remote };
                core.outputs.push_back(Output::Invitation { id, event });
            }
            None => {
                self.acknowledge(id, invite, (&dialog, &heard.request), None, core, now);
                Self::bye(&dialog, None, core, now);
                self.end(id, ending(Side::Far, Cause::NoSession), core, now);
            }
        }
    }

    /// No 2xx: the call is refused, or never reached anybody.
    pub(super) fn handle_failure(
        &mut self,
        id: InvitationId,
        result: &Result<Box<Heard>, Failure>,
        core: &mut Core,
        now: Now,
    ) {
        let Some(call) = self.table.get(&id) else { return };
        match call.phase {
            Phase::Calling(_) => {}
            Phase::Offered(_) | Phase::Established(_) | Phase::Over => return,
        }
        if let Ok(heard) = result
            && heard.response.status == StatusCode::SESSION_INTERVAL_TOO_SMALL
            && self.invite_for_longer(id, heard, core, now)
        {
            return;
        }
        let ending = match result {
            Ok(heard) => {
                let response = &heard.response;
                let cause = if response.status.is_redirection() {
                    Cause::Redirected
                } else {
                    Cause::Refused(response.status)
                };
                ending_of(Side::Far, cause, &response.headers, &response.reason)
            }
            Err(failure) => ending(
                Side::Far,
                match failure {
                    Failure::NoAnswer => Cause::NoAnswer,
                    Failure::NotResolved(why) => Cause::ServerNotFound(*why),
                    Failure::Transport(why) => Cause::Unreachable(*why),
                    Failure::WrongPassword => Cause::WrongPassword,
                    Failure::NoCredentials => Cause::NoCredentials,
                    Failure::Redirected => Cause::Redirected,
                    Failure::Full => Cause::Refused(StatusCode::SERVICE_UNAVAILABLE),
                    Failure::Abandoned => Cause::Cancelled,
                },
            ),
        };
        self.end(id, ending, core, now);
    }

    pub(super) fn lose_patience(&mut self, id: InvitationId, core: &mut Core, now: Now) {
        // It may have been answered in the same moment, which is as good.
        let _ = self.hang_up(id, Some(Cause::NotTaken), core, now);
    }
}

impl Call {
    /// Whether this leg is the one that the call goes on with.
    fn is_winner(&self, tag: &str) -> bool {
        match &self.phase {
            Phase::Established(established) => established.tag == tag,
            Phase::Calling(_) | Phase::Offered(_) | Phase::Over => false,
        }
    }
}

//! Commands about calls.

use bytes::Bytes;
use clock::Now;
use sip_message::{HeaderName, NameAddr, StatusCode, Uri};

use super::Agent;
use super::seam::Refusal;
use crate::identity::{Identity, IdentityId};
use crate::invitation::{InvitationId, InviteOptions};
use crate::request::RequestId;

impl Agent {
    /// Calls `target`. Without an `offer`, the far end's comes with
    /// [`Answered`](crate::invitation::Event::Answered).
    ///
    /// A `tel` URI and the name of a service are called at the identity's own server.
    pub fn invite(
        &mut self,
        identity: IdentityId,
        target: Uri,
        offer: Option<Bytes>,
        options: InviteOptions,
        now: Now,
    ) -> Result<InvitationId, Refusal> {
        let own = self.known(identity)?;
        let target = diallable(target, own)?;
        self.not_closing()?;
        let core = &mut self.core;
        let result = self.invitations.invite(identity, &target, offer, &options, core, now);
        self.settle(now);
        result
    }

    /// The Call-ID by which an invitation is known on the wire, as long as it is known here.
    #[must_use]
    pub fn call_id(&self, id: InvitationId) -> Option<&str> {
        self.invitations.call_id(id)
    }

    /// Who our own server says that the far end is; `None` where it says nothing, or where it is not
    /// to be believed.
    #[must_use]
    pub fn asserted(&self, id: InvitationId) -> Option<&NameAddr> {
        self.invitations.asserted(id)
    }

    /// The far end's Contact, once there is a dialog: where a transfer leads that is to reach this
    /// very telephone. Source: RFC 5589 §7.
    #[must_use]
    pub fn remote_target(&self, id: InvitationId) -> Option<&Uri> {
        self.invitations.remote_target(id)
    }

    /// Our tag and the far end's, once there is a dialog: what, with the Call-ID, names it to others
    /// (dialog information, Replaces).
    #[must_use]
    pub fn tags(&self, id: InvitationId) -> Option<(&str, &str)> {
        self.invitations.tags(id)
    }

    /// Tells the caller that it rings (180), or with an early answer that there is something to
    /// hear (183).
    pub fn ring(
        &mut self,
        id: InvitationId,
        early_answer: Option<Bytes>,
        now: Now,
    ) -> Result<(), Refusal> {
        let result = self.invitations.ring(id, early_answer, &mut self.core, now);
        self.settle(now);
        result
    }

    /// Takes the call with `session`: the answer to its offer, or our offer if it had none.
    pub fn accept(&mut self, id: InvitationId, session: Bytes, now: Now) -> Result<(), Refusal> {
        let result = self.invitations.accept(id, session, &mut self.core, now);
        self.settle(now);
        result
    }

    /// Refuses a call not yet accepted, with a status of 400–699.
    pub fn reject(
        &mut self,
        id: InvitationId,
        status: StatusCode,
        now: Now,
    ) -> Result<(), Refusal> {
        let result = self.invitations.reject(id, status, &[], &mut self.core, now);
        self.settle(now);
        result
    }

    /// Refuses a call not yet accepted, with further header fields such as Reason or Retry-After.
    pub fn reject_with(
        &mut self,
        id: InvitationId,
        status: StatusCode,
        headers: &[(HeaderName, String)],
        now: Now,
    ) -> Result<(), Refusal> {
        let result = self.invitations.reject(id, status, headers, &mut self.core, now);
        self.settle(now);
        result
    }

    /// Sends the caller elsewhere (302), to the first of `targets` if it can be reached.
    pub fn redirect(&mut self, id: InvitationId, targets: &[Uri], now: Now) -> Result<(), Refusal> {
        let contacts: Vec<_> = targets
            .iter()
            .zip((1..=10).rev())
            .map(|(target, tenths)| {
                let q = if tenths == 10 { "1.0".to_owned() } else { format!("0.{tenths}") };
                let q = if targets.len() > 1 { format!(";q={q}") } else { String::new() };
                (HeaderName::Contact, format!("<{target}>{q}"))
            })
            .collect();
        self.reject_with(id, StatusCode::MOVED_TEMPORARILY, &contacts, now)
    }

    /// Ends an invitation in the way its state needs: CANCEL, 603 or BYE.
    ///
    /// `Ended` follows at once; whatever the network still needs goes on in the background.
    pub fn hang_up(&mut self, id: InvitationId, now: Now) -> Result<(), Refusal> {
        let result = self.invitations.hang_up(id, None, &mut self.core, now);
        self.settle(now);
        result
    }

    /// Offers another session in an established call (re-INVITE).
    pub fn reoffer(&mut self, id: InvitationId, offer: Bytes, now: Now) -> Result<(), Refusal> {
        let result = self.invitations.reoffer(id, offer, &mut self.core, now);
        self.settle(now);
        result
    }

    /// Answers [`Reoffered`](crate::invitation::Event::Reoffered) or [`Offer`](crate::invitation::Session::Offer); with our offer
    /// if the far end asked for one.
    pub fn answer_reoffer(
        &mut self,
        id: InvitationId,
        session: Bytes,
        now: Now,
    ) -> Result<(), Refusal> {
        let result = self.invitations.answer_reoffer(id, session, &mut self.core, now);
        self.settle(now);
        result
    }

    /// Refuses [`Reoffered`](crate::invitation::Event::Reoffered), usually with 488.
    pub fn refuse_reoffer(
        &mut self,
        id: InvitationId,
        status: StatusCode,
        now: Now,
    ) -> Result<(), Refusal> {
        let result = self.invitations.refuse_reoffer(id, status, &mut self.core, now);
        self.settle(now);
        result
    }

    /// Sends INFO within a call.
    pub fn info(
        &mut self,
        id: InvitationId,
        content_type: &str,
        body: Bytes,
        now: Now,
    ) -> Result<(), Refusal> {
        let result = self.invitations.info(id, content_type, body, &mut self.core, now);
        self.settle(now);
        result
    }

    /// Asks the far end to call `target` in our stead, taking the place of `replaces` there if
    /// given (attended transfer). News come as `TransferProgress` or `TransferPostponed`. Busy while
    /// another such request or a change of the session is under way.
    pub fn refer(
        &mut self,
        id: InvitationId,
        target: Uri,
        replaces: Option<InvitationId>,
        now: Now,
    ) -> Result<(), Refusal> {
        let result = self.invitations.refer(id, target, replaces, &mut self.core, now);
        self.settle(now);
        result
    }

    /// Tells the far end how the transfer fares that it asked for last in this call (NOTIFY with a
    /// status line); also when the call is over. A final status ends the telling.
    pub fn transfer_progress(
        &mut self,
        id: InvitationId,
        status: StatusCode,
        now: Now,
    ) -> Result<(), Refusal> {
        let request = self.referrals.latest(id).ok_or(Refusal::WrongState)?;
        self.report_referral(request, status, now)
    }

    /// Tells whoever sent a REFER, within a call or without one, how what it asked for fares.
    ///
    /// [`Refusal::UnknownId`] where nobody wants to know: it was not accepted, asked for no news, or
    /// has had the last of them.
    pub fn report_referral(
        &mut self,
        request: RequestId,
        status: StatusCode,
        now: Now,
    ) -> Result<(), Refusal> {
        let invitation = self.referrals.invitation(request);
        let current = invitation.and_then(|id| {
            let tag = self.referrals.remote_tag(request)?;
            self.invitations.dialog(id, tag).cloned()
        });
        let result = self.referrals.report(request, status, current, &mut self.core, now);
        self.settle(now);
        result
    }
}

/// A target as it can be called; a telephone number is dialled at the identity's own server.
///
/// Source: RFC 3261 §19.1.6.
pub(crate) fn diallable(target: Uri, own: &Identity) -> Result<Uri, Refusal> {
    match target {
        Uri::Sip(uri) => Ok(Uri::Sip(uri)),
        Uri::Tel(tel) => {
            let mut uri = own.aor.address_of_record().with_user(&tel.digits());
            uri.params.set("user", "phone");
            Ok(Uri::Sip(uri))
        }
        // A service is found by the identity's own server. Source: RFC 5031.
        Uri::Other(other) if other.as_str().starts_with("urn:service:") => Ok(Uri::Other(other)),
        Uri::Other(_) => Err(Refusal::NotDiallable),
    }
}

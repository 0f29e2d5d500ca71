//! What happens to a request from outside before and beside the machines: the checks that every
//! user agent server makes, whom it is for, and the requests that are nobody's.
//!
//! Source: RFC 3261 §8.2 (UAS behaviour), §9.2 (CANCEL), §11.2 (OPTIONS), §12.2.2 (unknown dialogs).

use clock::Now;
use sip_message::{HeaderName, Method, Request, StatusCode, Uri};

use crate::agent::{Agent, Output, Refusal};
use crate::body;
use crate::core::{Core, Profile, nameless};
use crate::dialog::Dialog;
use crate::identity::IdentityId;
use crate::invitation::{InvitationId, Within};
use crate::pending::Waiting;
use crate::reply::{ALLOW, SUPPORTED, is_allowed, unsupported};
use crate::request::{IncomingRequest, Reply, RequestId};
use crate::transaction::{ServerId, cseq_of};
use crate::wire::Flow;

impl Agent {
    /// A new request in its transaction.
    pub(crate) fn handle_request(
        &mut self,
        server: ServerId,
        request: Request,
        rejection: Option<(StatusCode, &'static str)>,
        flow: &Flow,
        now: Now,
    ) {
        if let Some((status, words)) = rejection {
            let response = self.core.response(&request, status, None).with_reason(words);
            self.core.respond(server, &response, now);
            return;
        }
        if !is_allowed(&request.method) {
            self.core.reply(server, &request, StatusCode::METHOD_NOT_ALLOWED, now);
            return;
        }
        if let Uri::Other(_) = request.uri {
            self.core.reply(server, &request, StatusCode::UNSUPPORTED_URI_SCHEME, now);
            return;
        }
        let unknown = unsupported(&request);
        if !unknown.is_empty() {
            let mut response = self.core.response(&request, StatusCode::BAD_EXTENSION, None);
            response.headers.push(HeaderName::Unsupported, unknown.join(", "));
            self.core.respond(server, &response, now);
            return;
        }
        let is_within = request.headers.to().is_ok_and(|to| to.tag().is_some());
        if is_within {
            self.handle_within(server, request, flow, now);
        } else if self.core.transactions.is_merged(server) {
            self.core.reply(server, &request, StatusCode::LOOP_DETECTED, now);
        } else {
            self.handle_outside(server, request, flow, now);
        }
    }

    /// CANCEL: the INVITE is given up, if it still can be. Source: RFC 3261 §9.2.
    pub(crate) fn handle_cancel(
        &mut self,
        server: ServerId,
        invite: Option<ServerId>,
        request: &Request,
        rejection: Option<(StatusCode, &'static str)>,
        now: Now,
    ) {
        let Some(invite) = invite.filter(|_| rejection.is_none()) else {
            let status = rejection.map_or(StatusCode::CALL_DOES_NOT_EXIST, |(status, _)| status);
            self.core.reply(server, request, status, now);
            return;
        };
        self.invitations.handle_cancel(invite, request, &mut self.core, now);
        let tag = self.core.transactions.tag_of(invite).map(str::to_owned);
        let response = self.core.response(request, StatusCode::OK, tag.as_deref());
        self.core.respond(server, &response, now);
    }

    fn handle_within(&mut self, server: ServerId, request: Request, flow: &Flow, now: Now) {
        let found = self.invitations.find(&request);
        let within = match found {
            Some(id) => {
                let core = &mut self.core;
                self.invitations.handle_request(id, server, &request, flow, core, now)
            }
            None => Within::NotOurs,
        };
        match within {
            Within::Done => {}
            Within::Refer(id) => self.keep_refer(id, server, request, flow, now),
            Within::NotOurs => {
                let is_known = found.is_some();
                match request.method {
                    Method::Notify => {
                        let core = &mut self.core;
                        if !self.subscriptions.handle_notify(server, &request, flow, core, now) {
                            core.reply(server, &request, StatusCode::CALL_DOES_NOT_EXIST, now);
                        }
                    }
                    Method::Options if is_known => self.answer_options(server, &request, now),
                    Method::Message if is_known => self.keep(None, server, request, flow, now),
                    Method::Invite
                    | Method::Ack
                    | Method::Bye
                    | Method::Cancel
                    | Method::Register
                    | Method::Options
                    | Method::Subscribe
                    | Method::Publish
                    | Method::Message
                    | Method::Info
                    | Method::Refer
                    | Method::Update
                    | Method::Prack
                    | Method::Other(_) => {
                        let status = StatusCode::CALL_DOES_NOT_EXIST;
                        self.core.reply(server, &request, status, now);
                    }
                }
            }
        }
    }

    fn handle_outside(&mut self, server: ServerId, request: Request, flow: &Flow, now: Now) {
        let identity = self.core.identity_for(&request.uri, flow);
        match (&request.method, identity) {
            (Method::Invite, Some(identity)) => {
                if let Err(fault) = body::session(&request.headers, &request.body) {
                    self.core.refuse_body(server, &request, fault, now);
                    return;
                }
                if !body::is_session_accepted(&request.headers) {
                    self.core.reply(server, &request, StatusCode::NOT_ACCEPTABLE, now);
                    return;
                }
                self.invitations.offer(server, request, identity, flow, &mut self.core, now);
            }
            (Method::Options, identity) => {
                let has_user = request.uri.sip().is_none_or(|uri| uri.user().is_some());
                if identity.is_none() && has_user {
                    self.core.reply(server, &request, StatusCode::NOT_FOUND, now);
                } else {
                    self.answer_options(server, &request, now);
                }
            }
            (Method::Notify, identity) => {
                let core = &mut self.core;
                if !self.subscriptions.handle_notify(server, &request, flow, core, now) {
                    self.keep_for(identity, None, server, request, flow, now);
                }
            }
            (Method::Message | Method::Refer, Some(_)) => {
                self.keep_for(identity, None, server, request, flow, now);
            }
            (Method::Invite | Method::Message | Method::Refer, None) => {
                self.core.reply(server, &request, StatusCode::NOT_FOUND, now);
            }
            (
                Method::Ack
                | Method::Bye
                | Method::Cancel
                | Method::Register
                | Method::Subscribe
                | Method::Publish
                | Method::Info
                | Method::Update
                | Method::Prack
                | Method::Other(_),
                _,
            ) => {
                self.core.reply(server, &request, StatusCode::CALL_DOES_NOT_EXIST, now);
            }
        }
    }

    /// What we can. Source: RFC 3261 §11.2.
    fn answer_options(&mut self, server: ServerId, request: &Request, now: Now) {
        let mut response = self.core.response(request, StatusCode::OK, None);
        let headers = &mut response.headers;
        headers.push(HeaderName::Allow, ALLOW);
        headers.push(HeaderName::Accept, body::SDP);
        headers.push(HeaderName::AcceptEncoding, "identity");
        headers.push(HeaderName::AcceptLanguage, "en, de");
        headers.push(HeaderName::Supported, SUPPORTED.join(", "));
        self.core.respond(server, &response, now);
    }

    fn keep_refer(
        &mut self,
        id: InvitationId,
        server: ServerId,
        request: Request,
        flow: &Flow,
        now: Now,
    ) {
        let Ok(refer_to) = request.headers.refer_to() else {
            self.core.reply(server, &request, StatusCode::BAD_REQUEST, now);
            return;
        };
        let referred_by = request.headers.referred_by();
        let from_tag = request.headers.from().ok().and_then(|from| from.tag()).unwrap_or_default();
        let dialog = self.invitations.dialog(id, &from_tag).cloned();
        let identity = dialog.as_ref().and_then(Dialog::identity);
        if let Some(dialog) = &dialog {
            self.core.sequences.share(dialog.sequence());
        }
        if let Some(waiting) = self.hold(identity, Some(id), (server, dialog), request, flow, now) {
            let event =
                crate::invitation::Event::Referred { request: waiting, refer_to, referred_by };
            self.core.outputs.push_back(Output::Invitation { id, event });
        }
    }

    fn keep(
        &mut self,
        within: Option<InvitationId>,
        server: ServerId,
        request: Request,
        flow: &Flow,
        now: Now,
    ) {
        let identity = self.core.identity_for(&request.uri, flow);
        self.keep_for(identity, within, server, request, flow, now);
    }

    /// Hands a request to the upper layer.
    fn keep_for(
        &mut self,
        identity: Option<IdentityId>,
        within: Option<InvitationId>,
        server: ServerId,
        request: Request,
        flow: &Flow,
        now: Now,
    ) {
        let dialog = match self.opened_by(&request, flow, identity) {
            Ok(dialog) => dialog,
            Err(status) => {
                self.core.reply(server, &request, status, now);
                return;
            }
        };
        let arrival = (server, dialog);
        if let Some(id) = self.hold(identity, within, arrival, request.clone(), flow, now) {
            let is_from_server = self.core.is_served(identity, flow);
            let incoming = IncomingRequest { id, identity, flow: *flow, is_from_server, request };
            self.core.outputs.push_back(Output::Request(Box::new(incoming)));
        }
    }

    /// The dialog that a REFER outside any would open, with a count of CSeq numbers of its own.
    fn opened_by(
        &mut self,
        request: &Request,
        flow: &Flow,
        identity: Option<IdentityId>,
    ) -> Result<Option<Dialog>, StatusCode> {
        if request.method != Method::Refer {
            return Ok(None);
        }
        request.headers.refer_to().map_err(|_| StatusCode::BAD_REQUEST)?;
        let tag = self.core.chance.token();
        let first = self.core.chance.sequence();
        let sequence = self.core.sequences.open(first);
        let dialog = Dialog::of_request(request, &tag, flow, identity, sequence);
        if dialog.is_none() {
            self.core.sequences.close(sequence);
        }
        dialog.map(Some).ok_or(StatusCode::BAD_REQUEST)
    }

    fn hold(
        &mut self,
        identity: Option<IdentityId>,
        invitation: Option<InvitationId>,
        (server, dialog): (ServerId, Option<Dialog>),
        request: Request,
        flow: &Flow,
        now: Now,
    ) -> Option<RequestId> {
        if self.pending.len() + self.referrals.len() >= self.core.settings.limits.requests {
            if let Some(dialog) = dialog {
                self.core.sequences.close(dialog.sequence());
            }
            let status = StatusCode::SERVICE_UNAVAILABLE;
            let mut response = self.core.response(&request, status, None);
            response.headers.push(HeaderName::RetryAfter, 10);
            self.core.respond(server, &response, now);
            return None;
        }
        let id = RequestId(self.core.fresh_id());
        let dialog = dialog.map(Box::new);
        self.pending
            .add(id, Waiting { server, request, flow: *flow, identity, invitation, dialog });
        Some(id)
    }

    /// The upper layer's answer.
    pub(crate) fn answer_pending(
        &mut self,
        id: RequestId,
        reply: Reply,
        now: Now,
    ) -> Result<(), Refusal> {
        if reply.status.is_provisional() {
            return Err(Refusal::WrongState);
        }
        let waiting = self.pending.take(id).ok_or(Refusal::UnknownId)?;
        let request = &waiting.request;
        let mut response = match &waiting.dialog {
            Some(dialog) if reply.status.is_success() => {
                let arrival = (waiting.identity, &waiting.flow);
                self.core.dialog_response(request, reply.status, &dialog.local_tag, arrival)
            }
            Some(_) | None => self.core.response(request, reply.status, None),
        };
        let is_referral = waiting.dialog.is_some() && reply.status.is_success();
        let wants_news = is_referral && !is_without_news(request);
        if is_referral && !wants_news {
            response.headers.push(HeaderName::ReferSub, "false");
        }
        for (name, value) in reply.headers {
            response.headers.push(name, value);
        }
        if let Some((content_type, body)) = reply.body {
            response = response.with_body(&content_type, body);
        }
        self.core.respond(waiting.server, &response, now);
        match waiting.dialog {
            Some(dialog) if wants_news => {
                let (what, core) = ((*dialog, cseq_of(request).number), &mut self.core);
                self.referrals.open(id, what, waiting.invitation, core, now);
            }
            Some(dialog) => self.core.sequences.close(dialog.sequence()),
            None => {}
        }
        Ok(())
    }
}

/// Whether a REFER asks not to be told of its outcome. Source: RFC 4488 §4.
fn is_without_news(request: &Request) -> bool {
    let value = request.headers.get(&HeaderName::ReferSub).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("false")
}

impl Core {
    /// Whom a request is for. Source: RFC 3261 §8.2.2.1.
    ///
    /// Our Contact and our address count from anywhere; a bare number or an unknown user counts
    /// only from a server that one of ours is registered at, or for those that never register.
    pub(crate) fn identity_for(&self, uri: &Uri, flow: &Flow) -> Option<IdentityId> {
        let user = match uri {
            Uri::Sip(uri) => uri.user().map(std::borrow::Cow::into_owned),
            Uri::Tel(uri) => Some(uri.digits()),
            Uri::Other(_) => return None,
        };
        let host = uri.sip().map(|uri| &uri.host);
        let of_user = |profile: &Profile| profile.identity.aor.user().as_deref() == user.as_deref();
        let live = || self.profiles.iter().filter(|(_, profile)| !profile.is_removed);
        let find = |is_it: &dyn Fn(&Profile) -> bool| {
            live().find(|(_, profile)| is_it(profile)).map(|(id, _)| *id)
        };
        if let Some(user) = &user {
            let is_ours = |contact: &str| [contact, nameless(contact)].contains(&user.as_str());
            let exact = find(&|profile| is_ours(&profile.contact_user))
                .or_else(|| {
                    find(&|profile| {
                        let aor = &profile.identity.aor;
                        of_user(profile) && host.is_some_and(|host| host.is_equivalent(&aor.host))
                    })
                })
                .or_else(|| find(&|profile| of_user(profile) && !profile.identity.registers))
                .or_else(|| find(&|profile| of_user(profile) && profile.is_served_by(flow)));
            if exact.is_some() {
                return exact;
            }
        }
        let mut served = live().filter(|(_, profile)| {
            profile.is_served_by(flow) || user.is_none() && !profile.identity.registers
        });
        match (served.next(), served.next()) {
            (Some((id, _)), None) => Some(*id),
            (Some(_), Some(_)) | (None, _) => None,
        }
    }
}

impl Profile {
    /// Whether something came from the server that this identity is registered at.
    pub(crate) fn is_served_by(&self, flow: &Flow) -> bool {
        self.standing
            .as_ref()
            .is_some_and(|standing| standing.hop.candidate.peer.ip() == flow.peer.ip())
    }
}

//! A dialog: what two user agents must remember to find each other for as long as a call lasts.
//!
//! Source: RFC 3261 §12 (dialogs), §16.12.1 (strict routers), RFC 5057 (its usages).

use sip_message::{CSeq, HeaderName, Headers, Host, Method, NameAddr, Request, Uri};

use crate::core::{Core, SequenceId, request_uri, target_of};
use crate::exchange::{Heard, Order, Owner, Way};
use crate::identity::IdentityId;
use crate::transaction::{Hop, cseq_of};
use crate::wire::{Flow, FlowId, Target, TransportKind};

/// One dialog of ours.
#[derive(Debug, Clone)]
pub(crate) struct Dialog {
    pub(crate) call_id: String,
    pub(crate) local_tag: String,
    /// Empty for a peer of RFC 2543, which has none.
    pub(crate) remote_tag: String,
    /// Our From (as caller of the next request), with tag.
    local: NameAddr,
    /// Our To, with tag if there is one.
    remote: NameAddr,
    /// In the order in which our requests take them.
    routes: Vec<NameAddr>,
    /// Where the far end's Contact leads.
    target: Uri,
    sequence: SequenceId,
    /// The highest CSeq number that came from there.
    remote_cseq: Option<u32>,
    identity: Option<IdentityId>,
    /// The last hop known to work, and what was resolved to find it.
    hop: Option<Hop>,
    /// The one that led there from another network.
    left: Option<Hop>,
    resolved: Option<Target>,
}

impl Dialog {
    /// The dialog that a response to our INVITE or SUBSCRIBE opens.
    ///
    /// `None` if the response lacks what a dialog needs. Source: RFC 3261 §12.1.2.
    pub(crate) fn of_response(
        heard: &Heard,
        identity: Option<IdentityId>,
        sequence: SequenceId,
    ) -> Option<Self> {
        let (sent, headers) = (&heard.request.headers, &heard.response.headers);
        let local = sent.from().ok()?;
        let remote = headers.to().ok()?;
        let mut routes = headers.record_routes().unwrap_or_default();
        routes.reverse();
        Some(Self {
            call_id: sent.call_id().ok()?.to_owned(),
            local_tag: local.tag()?,
            remote_tag: remote.tag().unwrap_or_default(),
            local,
            remote,
            routes,
            target: contact(headers).unwrap_or_else(|| heard.request.uri.clone()),
            sequence,
            remote_cseq: None,
            identity,
            hop: Some(heard.hop.clone()),
            left: None,
            resolved: heard.target.clone(),
        })
    }

    /// The dialog that a request to us opens. Source: RFC 3261 §12.1.1.
    pub(crate) fn of_request(
        request: &Request,
        local_tag: &str,
        flow: &Flow,
        identity: Option<IdentityId>,
        sequence: SequenceId,
    ) -> Option<Self> {
        let headers = &request.headers;
        let remote = headers.from().ok()?;
        let remote_uri = remote.uri.clone();
        let mut local = headers.to().ok()?;
        local.params.remove("tag");
        Some(Self {
            call_id: headers.call_id().ok()?.to_owned(),
            local_tag: local_tag.to_owned(),
            remote_tag: remote.tag().unwrap_or_default(),
            local: local.with_tag(local_tag),
            remote,
            routes: headers.record_routes().unwrap_or_default(),
            // RFC 2543 §6.13 demanded no Contact: the From is the address then (RFC 4475 §3.4.1).
            target: contact(headers).unwrap_or(remote_uri),
            sequence,
            remote_cseq: Some(cseq_of(request).number),
            identity,
            hop: Some(Hop::back(flow)),
            left: None,
            resolved: None,
        })
    }

    /// Who the far end is, as this dialog knows it: without tag.
    pub(crate) fn remote(&self) -> NameAddr {
        let mut remote = self.remote.clone();
        remote.params.remove("tag");
        remote
    }

    pub(crate) const fn identity(&self) -> Option<IdentityId> {
        self.identity
    }

    /// Counts the numbers of our requests.
    pub(crate) const fn sequence(&self) -> SequenceId {
        self.sequence
    }

    /// Whether its requests go to the machine at the other end of a flow; after our address became
    /// another one, to which they went before.
    pub(crate) fn goes_by(&self, flow: &Flow) -> bool {
        let way = self.hop.as_ref().or(self.left.as_ref());
        way.is_some_and(|hop| hop.candidate.peer.ip() == flow.peer.ip())
    }

    /// Where the far end's Contact leads.
    pub(crate) const fn remote_target(&self) -> &Uri {
        &self.target
    }

    /// Takes over the route set that the final response gives. Source: RFC 3261 §13.2.2.4.
    pub(crate) fn confirm(&mut self, heard: &Heard) {
        let headers = &heard.response.headers;
        self.routes = headers.record_routes().unwrap_or_default();
        self.routes.reverse();
        self.refresh(headers, Some(&heard.flow));
        self.hop = Some(heard.hop.clone());
        self.resolved.clone_from(&heard.target);
    }

    /// Takes over where the far end wants to be reached now. Source: RFC 3261 §12.2.
    pub(crate) fn refresh(&mut self, headers: &Headers, flow: Option<&Flow>) {
        if let Some(target) = contact(headers) {
            self.target = target;
        }
        if let (Some(flow), Some(hop)) = (flow, &mut self.hop)
            && hop.candidate.transport == flow.transport
            && hop.candidate.peer == flow.peer
        {
            hop.flow = Some(flow.id);
        }
    }

    /// Whether a request from there comes in its order. Source: RFC 3261 §12.2.2 (gaps are legal).
    pub(crate) fn takes_cseq(&mut self, request: &Request) -> bool {
        let number = cseq_of(request).number;
        if self.remote_cseq.is_some_and(|last| number < last) {
            return false;
        }
        self.remote_cseq = Some(number);
        true
    }

    /// Forgets a flow that is gone.
    pub(crate) fn forget_flow(&mut self, gone: FlowId) {
        if let Some(hop) = &mut self.hop
            && hop.flow == Some(gone)
        {
            hop.flow = None;
        }
    }

    /// Our addresses are others now: the way is looked for anew, by the name that led there. Routes
    /// often have the number of a server, to which no certificate is given.
    pub(crate) fn leave_network(&mut self, core: &Core) {
        let Some(hop) = self.hop.take() else { return };
        if self.resolved.is_none() {
            let profile = self.identity.and_then(|id| core.profiles.get(&id));
            let standing = profile.and_then(|profile| profile.standing.as_ref());
            let served = standing
                .filter(|standing| standing.hop.candidate.peer.ip() == hop.candidate.peer.ip());
            self.resolved = served.map(|standing| standing.target.clone());
        }
        self.left = Some(hop);
    }

    /// The value of a Replaces header field that asks the far end to replace this dialog.
    ///
    /// Source: RFC 3891 §3: the tags as the far end sees them.
    pub(crate) fn replaces_value(&self) -> String {
        format!("{};to-tag={};from-tag={}", self.call_id, self.remote_tag, self.local_tag)
    }

    /// A request within the dialog, without Via, Contact and Authorization.
    ///
    /// Source: RFC 3261 §12.2.1.1.
    pub(crate) fn request(&self, method: Method, core: &Core) -> Request {
        let (uri, routes) = self.line_and_routes();
        let mut request = Request::new(method.clone(), uri);
        let headers = &mut request.headers;
        headers.push(HeaderName::MaxForwards, 70);
        for route in routes {
            headers.push(HeaderName::Route, route);
        }
        headers.push(HeaderName::From, &self.local);
        headers.push(HeaderName::To, &self.remote);
        headers.push(HeaderName::CallId, &self.call_id);
        headers.push(HeaderName::CSeq, CSeq::new(1, method));
        core.sign(headers);
        request
    }

    /// The ACK of a 2xx: the number and credentials of the INVITE. Source: RFC 3261 §13.2.2.4, §22.1.
    pub(crate) fn ack(&self, invite: &Request, core: &Core) -> Request {
        let mut ack = self.request(Method::Ack, core);
        ack.headers.set(HeaderName::CSeq, CSeq::new(cseq_of(invite).number, Method::Ack));
        for name in [HeaderName::Authorization, HeaderName::ProxyAuthorization] {
            ack.headers.copy(&invite.headers, &name);
        }
        ack
    }

    /// An order for a request within the dialog.
    pub(crate) fn order(&self, request: Request, owner: Owner, core: &Core) -> Order {
        let has_contact = match request.method {
            Method::Invite
            | Method::Update
            | Method::Subscribe
            | Method::Notify
            | Method::Refer => true,
            Method::Ack
            | Method::Bye
            | Method::Cancel
            | Method::Register
            | Method::Options
            | Method::Publish
            | Method::Message
            | Method::Info
            | Method::Prack
            | Method::Other(_) => false,
        };
        Order {
            way: self.way(core),
            owner,
            identity: self.identity,
            sequence: (request.method != Method::Ack).then_some(self.sequence),
            contact: has_contact.then(|| core.contact_form_as(self.identity, &self.local)),
            follows_redirects: false,
            request,
        }
    }

    /// Where the next request goes: over the known hop if the route set or the remote target
    /// leads there, else to be resolved.
    fn way(&self, core: &Core) -> Way {
        let next = self.routes.first().map_or(&self.target, |route| &route.uri);
        let preferred =
            self.identity.and_then(|id| core.identity(id)).and_then(|identity| identity.transport);
        let Some(uri) = next.sip() else { return Way { hop: self.hop.clone(), target: None } };
        let target = target_of(uri, preferred);
        let named = target_of(uri, None);
        let leads_there =
            |hop: &&Hop| self.resolved.as_ref() == Some(&target) || leads_to(&named, hop);
        if let (None, Some(_)) = (&self.hop, self.left.as_ref().filter(leads_there)) {
            return Way { hop: None, target: self.resolved.clone().or(Some(target)) };
        }
        let hop = self.hop.as_ref().filter(leads_there).cloned();
        Way { hop, target: Some(target) }
    }

    /// Request URI and Route header fields; a strict router is given its own address as the URI.
    fn line_and_routes(&self) -> (Uri, Vec<NameAddr>) {
        let Some((first, rest)) = self.routes.split_first() else {
            return (request_uri(&self.target), Vec::new());
        };
        if first.uri.sip().is_none_or(sip_message::SipUri::is_loose_router) {
            return (request_uri(&self.target), self.routes.clone());
        }
        let mut routes = rest.to_vec();
        routes.push(NameAddr::new(self.target.clone()));
        (request_uri(&first.uri), routes)
    }
}

/// The address of the first Contact.
fn contact(headers: &Headers) -> Option<Uri> {
    headers.contacts().ok()?.list().first().map(|contact| contact.uri.clone())
}

/// Whether a target by number is the very peer of a hop.
fn leads_to(target: &Target, hop: &Hop) -> bool {
    let peer = hop.candidate.peer;
    let is_there = match &target.host {
        Host::Name(_) => false,
        Host::V4(ip) => peer.ip() == *ip,
        Host::V6(ip) => peer.ip() == *ip,
    };
    let kind = hop.candidate.transport;
    let is_kind = match target.transport {
        Some(named) => named == kind,
        None => !target.secure || kind == TransportKind::Tls,
    };
    is_there && is_kind && target.port.unwrap_or(kind.default_port()) == peer.port()
}

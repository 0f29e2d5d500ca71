//! Where requests go: numbers, telephones, the house; never off this machine.
//!
//! Source: RFC 3261 §16.4–16.6.

use std::net::SocketAddr;

use clock::Now;
use sip_agent::transaction::{Hop, ServerId};
use sip_agent::wire::{Candidate, TransportKind};
use sip_message::{HeaderName, Host, Method, NameAddr, Request, SipUri, StatusCode, Uri};

use crate::pbx::Pbx;
use crate::proxy::Branch;

/// Where a request goes.
pub(crate) enum Way {
    /// To the PBX itself.
    Here,
    /// To a number at this PBX.
    Number(String),
    /// To this telephone.
    Telephone(SocketAddr),
    /// Nowhere.
    Nowhere(StatusCode),
}

impl Pbx {
    pub(crate) fn way(&self, request: &Request, is_on_its_way: bool) -> Way {
        let uri = match &request.uri {
            Uri::Sip(uri) => uri,
            // A telephone number is dialled at the PBX that it is given to.
            Uri::Tel(tel) => return Way::Number(tel.digits()),
            Uri::Other(_) => return Way::Nowhere(StatusCode::UNSUPPORTED_URI_SCHEME),
        };
        if self.is_here(&request.uri) {
            return uri.user().map_or(Way::Here, |number| Way::Number(number.into_owned()));
        }
        let is_known = self.is_inside(uri) || self.registrar.source_of(&request.uri).is_some();
        match self.next_hop(request).filter(|_| is_on_its_way || is_known) {
            Some(peer) => Way::Telephone(peer),
            None => Way::Nowhere(StatusCode::FORBIDDEN),
        }
    }

    /// Where a number can be reached: an extension's place inside, or the telephones of a user, but
    /// for the one that asks.
    pub(crate) fn telephones(
        &self,
        number: &str,
        asking: Option<SocketAddr>,
        now: Now,
    ) -> Result<Vec<(Uri, SocketAddr)>, StatusCode> {
        if self.settings.extensions.iter().any(|extension| extension.number == number) {
            return Ok(vec![self.within(number)]);
        }
        if !self.registrar.is_user(number) {
            return Err(StatusCode::NOT_FOUND);
        }
        let bindings = self.registrar.bindings(number, now.instant);
        let targets: Vec<_> = bindings
            .filter(|binding| Some(binding.source) != asking)
            .map(|binding| (binding.contact.uri.clone(), binding.source))
            .collect();
        if targets.is_empty() { Err(StatusCode::TEMPORARILY_UNAVAILABLE) } else { Ok(targets) }
    }

    /// The place of somebody inside.
    pub(crate) fn within(&self, number: &str) -> (Uri, SocketAddr) {
        (Uri::Sip(crate::pbx::address(self.inside, number)), self.inside)
    }

    /// Sends a request on that is no call, or that belongs to one.
    pub(crate) fn pass_on(
        &mut self,
        id: ServerId,
        request: &Request,
        number: &str,
        targets: Vec<(Uri, SocketAddr)>,
        now: Now,
    ) {
        let who = (!number.is_empty()).then(|| (number.to_owned(), self.person(number)));
        let branches = targets
            .into_iter()
            .map(|(uri, peer)| {
                let request = Request { uri, ..request.clone() };
                self.branch(request, peer, who.clone())
            })
            .collect();
        if !self.proxy.forward(id, branches, (None, None), &mut self.transactions, now) {
            self.reply(id, request, StatusCode::SERVICE_UNAVAILABLE, now);
        }
    }

    /// A request as it leaves for one telephone. Source: RFC 3261 §16.6.
    pub(crate) fn branch(
        &self,
        mut request: Request,
        peer: SocketAddr,
        who: Option<(String, NameAddr)>,
    ) -> Branch {
        let hops_left = request.headers.max_forwards().unwrap_or(70).saturating_sub(1);
        request.headers.set(HeaderName::MaxForwards, hops_left);
        if begins_dialog(&request.method) {
            let mut own = SipUri::new(self.settings.address.ip().into());
            own.port = Some(self.settings.address.port());
            own.params.set_flag("lr");
            request.headers.push_front(HeaderName::RecordRoute, NameAddr::new(Uri::Sip(own)));
        }
        let hop = self.hop(peer);
        Branch { request, hop, who }
    }

    /// Takes our own entries off the top of Route; tells whether there were any.
    pub(crate) fn take_own_routes(&self, request: &mut Request) -> bool {
        let mut is_routed = false;
        while let Some(first) = request.headers.routes().unwrap_or_default().first() {
            if !self.is_here(&first.uri) {
                break;
            }
            request.headers.remove_first(&HeaderName::Route);
            is_routed = true;
        }
        is_routed
    }

    /// Where a request of a dialog goes; never off this machine, never back to ourselves.
    pub(crate) fn next_hop(&self, request: &Request) -> Option<SocketAddr> {
        let routes = request.headers.routes().unwrap_or_default();
        let next = routes.first().map_or(&request.uri, |route| &route.uri);
        if let Some(source) = self.registrar.source_of(next) {
            return Some(source);
        }
        let uri = next.sip()?;
        let ip = uri.host.ip().filter(|ip| ip.to_canonical().is_loopback())?;
        let peer = SocketAddr::new(ip, uri.port.unwrap_or(5060));
        (peer != self.settings.address && peer.port() != 0).then_some(peer)
    }

    pub(crate) fn hop(&self, peer: SocketAddr) -> Hop {
        Hop::new(Candidate {
            transport: TransportKind::Udp,
            peer,
            local: self.settings.address,
            server_name: None,
        })
    }

    /// Somebody at this PBX, with the name that the PBX knows.
    pub(crate) fn person(&self, number: &str) -> NameAddr {
        let uri = crate::pbx::address(self.settings.address, number);
        NameAddr::new(Uri::Sip(uri)).with_name(self.settings.name_of(number))
    }

    /// Whether an address is at this PBX, with or without a number.
    pub(crate) fn is_here(&self, uri: &Uri) -> bool {
        uri.sip().is_some_and(|uri| is_at(&uri.host, uri.port, self.settings.address))
    }

    fn is_inside(&self, uri: &SipUri) -> bool {
        is_at(&uri.host, uri.port, self.inside)
    }
}

fn is_at(host: &Host, port: Option<u16>, address: SocketAddr) -> bool {
    host.ip() == Some(address.ip()) && port.unwrap_or(5060) == address.port()
}

/// Whether further requests between the two should come through here.
fn begins_dialog(method: &Method) -> bool {
    matches!(method, Method::Invite | Method::Subscribe | Method::Notify | Method::Refer)
}

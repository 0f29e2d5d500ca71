//! What all machines of one agent share: identities, transactions, exchanges, chance, outputs.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;

use sip_message::{CSeq, HeaderName, Headers, Method, NameAddr, Params, Request, SipUri, Uri};

use crate::Output;
use crate::chance::Chance;
use crate::exchange::{Exchanges, Way};
use crate::identity::{Identity, IdentityId};
use crate::reply::{anonymous, asserted};
use crate::settings::Settings;
use crate::transaction::{Hop, Transactions};
use crate::wire::{Candidate, Flow, Target, TransportKind};

/// What all machines of one agent share.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) settings: Settings,
    pub(crate) chance: Chance,
    pub(crate) transactions: Transactions,
    pub(crate) exchanges: Exchanges,
    pub(crate) profiles: BTreeMap<IdentityId, Profile>,
    pub(crate) sequences: Sequences,
    pub(crate) outputs: VecDeque<Output>,
    pub(crate) is_shutting_down: bool,
    next_id: u64,
}

/// An identity and how it stands with its registrar.
#[derive(Debug)]
pub(crate) struct Profile {
    pub(crate) identity: Identity,
    /// The user part of our Contact: the same after every start, different for each identity.
    pub(crate) contact_user: String,
    /// Set by its registration while a binding stands.
    pub(crate) standing: Option<Standing>,
    /// Removed by the person; kept until its binding is removed too.
    pub(crate) is_removed: bool,
}

/// How an identity is bound at its registrar.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    /// What was resolved to find the registrar.
    pub(crate) target: Target,
    /// The server that answered, and the flow to it.
    pub(crate) hop: Hop,
    pub(crate) service_route: Vec<NameAddr>,
    /// Whether the registrar keeps to RFC 5626.
    pub(crate) outbound: bool,
    /// Our address as the server sees it, if that is another than our own.
    pub(crate) seen: Option<SocketAddr>,
}

impl Core {
    pub(crate) fn new(settings: Settings, seed: [u8; 32]) -> Self {
        let mut chance = Chance::new(seed);
        let transactions = Transactions::new(settings.timers, settings.limits, chance.seed());
        Self {
            settings,
            chance,
            transactions,
            exchanges: Exchanges::default(),
            profiles: BTreeMap::new(),
            sequences: Sequences::default(),
            outputs: VecDeque::new(),
            is_shutting_down: false,
            next_id: 1,
        }
    }

    /// A number that no other thing of this agent has.
    pub(crate) const fn fresh_id(&mut self) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    pub(crate) fn identity(&self, id: IdentityId) -> Option<&Identity> {
        self.profiles.get(&id).map(|profile| &profile.identity)
    }

    /// Whether something came from the server that this identity is registered at.
    pub(crate) fn is_served(&self, identity: Option<IdentityId>, flow: &Flow) -> bool {
        let profile = identity.and_then(|id| self.profiles.get(&id));
        profile.is_some_and(|profile| profile.is_served_by(flow))
    }

    /// Who the far end is, as a server says that may be believed. Source: RFC 3325 §5.
    pub(crate) fn asserted(
        &self,
        identity: Option<IdentityId>,
        flow: &Flow,
        headers: &Headers,
    ) -> Option<NameAddr> {
        let believes = self.identity(identity?)?.trusts_asserted;
        asserted(headers).filter(|_| believes && self.is_served(identity, flow))
    }

    pub(crate) fn call_id(&mut self) -> String {
        self.chance.token()
    }

    /// How our Contact reads for an identity (or for nobody in particular): always the address of a
    /// flow, also where the registrar granted a GRUU. Servers hand those out (Kamailio does so by
    /// default) whose routing does not find them again within a dialog: the ACK never arrives.
    pub(crate) fn contact_form(&self, identity: Option<IdentityId>) -> ContactForm {
        let profile = identity.and_then(|id| self.profiles.get(&id));
        let standing = profile.and_then(|profile| profile.standing.as_ref());
        ContactForm {
            user: profile.map(|profile| profile.contact_user.clone()),
            is_secure: profile.is_some_and(|profile| profile.identity.aor.secure),
            has_ob: standing.is_some_and(|standing| standing.outbound),
            seen: standing.and_then(|standing| {
                let candidate = &standing.hop.candidate;
                standing.seen.map(|seen| (candidate.transport, candidate.local, seen))
            }),
            params: Params::new(),
        }
    }

    /// The same for a dialog in which we go by this From: one that hides us is not undone by our Contact.
    ///
    /// Source: RFC 3323 §4.1.1.3.
    pub(crate) fn contact_form_as(
        &self,
        identity: Option<IdentityId>,
        from: &NameAddr,
    ) -> ContactForm {
        let mut form = self.contact_form(identity);
        if from.uri == anonymous().uri {
            form.user = form.user.map(|user| nameless(&user).to_owned());
        }
        form
    }

    /// Whether a request goes to the identity's own server, which may know who we are.
    ///
    /// Source: RFC 3325 §6.
    pub(crate) fn leads_home(&self, identity: IdentityId, target: &Uri) -> bool {
        self.identity(identity).is_some_and(|own| {
            own.outbound.is_some() || target.sip().is_some_and(|uri| is_at_home(own, uri))
        })
    }

    /// A request outside any dialog, with From, To, Call-ID, CSeq, Route, User-Agent; without
    /// Via, Contact and Authorization, which its exchange adds.
    pub(crate) fn request(
        &mut self,
        identity: IdentityId,
        method: Method,
        target: &Uri,
        to: NameAddr,
    ) -> Option<Request> {
        let profile = self.profiles.get(&identity)?;
        let mut from = NameAddr::new(Uri::Sip(profile.identity.aor.clone()));
        from.display_name.clone_from(&profile.identity.display_name);
        let routes = Self::preloaded_routes(profile, &method);
        let tag = self.chance.token();
        let call_id = self.chance.token();
        let mut request = Request::new(method.clone(), request_uri(target));
        let headers = &mut request.headers;
        headers.push(HeaderName::MaxForwards, 70);
        for route in routes {
            headers.push(HeaderName::Route, route);
        }
        headers.push(HeaderName::From, from.with_tag(&tag));
        headers.push(HeaderName::To, to);
        headers.push(HeaderName::CallId, call_id);
        headers.push(HeaderName::CSeq, CSeq::new(1, method));
        self.sign(&mut request.headers);
        Some(request)
    }

    /// Adds User-Agent.
    pub(crate) fn sign(&self, headers: &mut Headers) {
        if !self.settings.user_agent.is_empty() {
            headers.set(HeaderName::UserAgent, &self.settings.user_agent);
        }
    }

    /// Service-Route if the registrar gave one, else the outbound proxy. Source: RFC 3608 §6.1.
    fn preloaded_routes(profile: &Profile, method: &Method) -> Vec<NameAddr> {
        let service_route =
            profile.standing.as_ref().map(|standing| standing.service_route.as_slice());
        match (service_route, &profile.identity.outbound) {
            (Some(routes), _) if !routes.is_empty() && *method != Method::Register => {
                routes.to_vec()
            }
            (_, Some(outbound)) => {
                let mut outbound = outbound.clone();
                outbound.params.set_flag("lr");
                vec![NameAddr::new(Uri::Sip(outbound))]
            }
            (_, None) => Vec::new(),
        }
    }

    /// The way of a request of an identity outside any dialog.
    pub(crate) fn way(&self, identity: IdentityId, request: &Request) -> Way {
        let Some(profile) = self.profiles.get(&identity) else { return Way::default() };
        let own = &profile.identity;
        let first_route = request.headers.routes().ok().and_then(|list| list.into_iter().next());
        let next = match (&own.outbound, first_route, request.uri.sip()) {
            (Some(outbound), _, _) => Some(outbound.clone()),
            (None, Some(route), _) => route.uri.sip().cloned(),
            (None, None, Some(uri)) if uri.port.is_none() && is_at_home(own, uri) => {
                Some(own.registrar.clone())
            }
            (None, None, Some(uri)) => Some(uri.clone()),
            // What leads nowhere by itself, such as a service, is the own server's to find.
            (None, None, None) => Some(own.registrar.clone()),
        };
        let target = next.map(|uri| target_of(&uri, own.transport));
        let hop = profile
            .standing
            .as_ref()
            .filter(|standing| target.as_ref() == Some(&standing.target))
            .map(|standing| standing.hop.clone());
        Way { hop, target }
    }
}

/// Whether a URI leads to the identity's own server.
fn is_at_home(own: &Identity, uri: &SipUri) -> bool {
    own.registers
        && (uri.host.is_equivalent(&own.aor.host) || uri.host.is_equivalent(&own.registrar.host))
}

/// What to resolve for a URI. Source: RFC 3263 §4.
pub(crate) fn target_of(uri: &SipUri, preferred: Option<TransportKind>) -> Target {
    let named = uri.transport().and_then(|name| TransportKind::from_name(&name));
    let host = uri
        .params
        .get("maddr")
        .and_then(|maddr| maddr.parse().ok())
        .unwrap_or_else(|| uri.host.clone());
    let transport = match named.or(preferred) {
        Some(TransportKind::Tcp | TransportKind::Udp) if uri.secure => Some(TransportKind::Tls),
        other => other,
    };
    Target { host, port: uri.port, transport, secure: uri.secure }
}

/// A URI as a request line may carry it. Source: RFC 3261 §19.1.1, table 1.
pub(crate) fn request_uri(target: &Uri) -> Uri {
    match target {
        Uri::Sip(uri) => {
            let mut uri = uri.clone();
            uri.clear_headers();
            uri.params.remove("method");
            Uri::Sip(uri)
        }
        other @ (Uri::Tel(_) | Uri::Other(_)) => other.clone(),
    }
}

/// How our Contact reads; the address is filled in for each candidate.
#[derive(Debug, Clone)]
pub(crate) struct ContactForm {
    pub(crate) user: Option<String>,
    /// Write `sips`.
    pub(crate) is_secure: bool,
    /// Write `;ob`: answers come back over this flow. Source: RFC 5626 §4.3.
    pub(crate) has_ob: bool,
    /// Over this transport, from this local address, write the second address.
    pub(crate) seen: Option<(TransportKind, SocketAddr, SocketAddr)>,
    /// Parameters of the header field.
    pub(crate) params: Params,
}

impl ContactForm {
    /// Our Contact as the peer behind `candidate` must see it.
    pub(crate) fn write(&self, candidate: &Candidate) -> NameAddr {
        let mut contact = NameAddr::new(Uri::Sip(self.uri(candidate)));
        contact.params = self.params.clone();
        contact
    }

    fn uri(&self, candidate: &Candidate) -> SipUri {
        let address = match self.seen {
            Some((transport, local, seen))
                if transport == candidate.transport && local == candidate.local =>
            {
                seen
            }
            Some(_) | None => candidate.local,
        };
        let mut uri = SipUri::new(address.ip().into())
            .with_user(self.user.as_deref().unwrap_or_default())
            .with_port(address.port());
        uri.secure = self.is_secure;
        match candidate.transport {
            TransportKind::Udp => {}
            TransportKind::Tcp => uri.params.set("transport", "tcp"),
            TransportKind::Tls if self.is_secure => uri.params.set("transport", "tcp"),
            TransportKind::Tls => uri.params.set("transport", "tls"),
        }
        if self.has_ob {
            uri.params.set_flag("ob");
        }
        uri
    }
}

/// Names one count of CSeq numbers: a dialog's, a registration's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SequenceId(u64);

/// The CSeq numbers given out so far, shared by all requests of one dialog.
#[derive(Debug, Default)]
pub(crate) struct Sequences {
    /// The number given last, and how many hold the count.
    last: BTreeMap<SequenceId, (u32, usize)>,
    next_id: u64,
}

impl Sequences {
    /// A new count that goes on after `last`.
    pub(crate) fn open(&mut self, last: u32) -> SequenceId {
        let id = SequenceId(self.next_id);
        self.next_id += 1;
        self.last.insert(id, (last, 1));
        id
    }

    /// One more holds a count, and must close it.
    pub(crate) fn share(&mut self, id: SequenceId) {
        if let Some((_, holders)) = self.last.get_mut(&id) {
            *holders += 1;
        }
    }

    /// The next number of a count, or `own` where there is none (any more).
    pub(crate) fn next_or(&mut self, id: Option<SequenceId>, own: u32) -> u32 {
        match id.and_then(|id| self.last.get_mut(&id)) {
            Some((last, _)) => {
                *last += 1;
                *last
            }
            None => own,
        }
    }

    /// Forgets a count when its last holder does; requests of it that are still repeated count on by
    /// themselves.
    pub(crate) fn close(&mut self, id: SequenceId) {
        if let Some((_, holders)) = self.last.get_mut(&id) {
            *holders -= 1;
            if *holders == 0 {
                self.last.remove(&id);
            }
        }
    }
}

/// A contact user that is the same after every start and different for each identity.
pub(crate) fn contact_user(identity: &Identity, instance: &str) -> String {
    // FNV-1a: no secret, only apart.
    let text = format!("{instance} {} {}", identity.aor, identity.registrar);
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let user = identity.aor.user().unwrap_or_default();
    let mark = hash ^ (hash >> 32);
    format!("{user}-{:08x}", mark & 0xffff_ffff)
}

/// What a contact user is without the person's own.
pub(crate) fn nameless(contact_user: &str) -> &str {
    contact_user.rsplit_once('-').map_or(contact_user, |(_, mark)| mark)
}

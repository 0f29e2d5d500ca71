//! The REGISTER requests of one identity: what they have in common, and what each asks for.
//!
//! Source: RFC 3261 §10.2, RFC 5626 §4.2.1, RFC 3327 §5.1.

use std::time::Duration;

use sip_message::{HeaderName, Method, NameAddr, Params, Uri};

use crate::core::{Core, SequenceId};
use crate::exchange::{Order, Owner};
use crate::identity::IdentityId;

/// The REGISTER requests of one identity.
#[derive(Debug)]
pub(super) struct Series {
    id: IdentityId,
    /// The same for all requests to one registrar. Source: RFC 3261 §10.2.4.
    call_id: String,
    tag: String,
    sequence: SequenceId,
    /// Whether Outbound is asked for; a first hop may have refused it by 439.
    pub(super) wants_outbound: bool,
}

impl Series {
    pub(super) fn new(id: IdentityId, core: &mut Core) -> Self {
        let first = core.chance.sequence();
        Self {
            id,
            call_id: core.call_id(),
            tag: core.chance.token(),
            sequence: core.sequences.open(first),
            wants_outbound: true,
        }
    }

    /// Forgets what is counted elsewhere.
    pub(super) fn close(self, core: &mut Core) {
        core.sequences.close(self.sequence);
    }

    /// A REGISTER that binds our contact for `lifetime`.
    pub(super) fn order(&self, lifetime: Duration, core: &mut Core) -> Option<Order> {
        let identity = core.identity(self.id)?;
        let aor = NameAddr::new(Uri::Sip(identity.aor.address_of_record()))
            .with_name(identity.display_name.as_deref().unwrap_or_default());
        let registrar = Uri::Sip(identity.registrar.clone().with_user(""));
        let mut request = core.request(self.id, Method::Register, &registrar, aor.clone())?;
        let seconds = lifetime.as_secs();
        let mut form = core.contact_form(Some(self.id));
        form.has_ob = false;
        form.params = Params::new();
        form.params.set_quoted("+sip.instance", &format!("<{}>", core.settings.instance));
        if self.wants_outbound {
            form.params.set("reg-id", "1");
        }
        form.params.set("expires", &seconds.to_string());
        let supported = if self.wants_outbound { "path, outbound" } else { "path" };
        let headers = &mut request.headers;
        headers.set(HeaderName::From, aor.with_tag(&self.tag));
        headers.set(HeaderName::CallId, &self.call_id);
        headers.push(HeaderName::Expires, seconds);
        headers.push(HeaderName::Supported, supported);
        headers.push(HeaderName::Allow, crate::reply::ALLOW);
        Some(Order {
            way: core.way(self.id, &request),
            request,
            owner: Owner::Registration(self.id),
            identity: Some(self.id),
            sequence: Some(self.sequence),
            contact: Some(form),
            follows_redirects: true,
        })
    }

    /// A REGISTER that removes the binding of `contact` alone. Source: RFC 3261 §10.2.2.
    pub(super) fn removal(
        &self,
        mut contact: NameAddr,
        owner: Owner,
        core: &mut Core,
    ) -> Option<Order> {
        let mut order = self.order(Duration::ZERO, core)?;
        contact.params.set("expires", "0");
        order.request.headers.set(HeaderName::Contact, contact);
        Some(Order { contact: None, owner, ..order })
    }
}

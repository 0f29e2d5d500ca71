//! The SUBSCRIBE requests of one subscription.
//!
//! Source: RFC 6665 §4.1.2.1 (the first), §4.1.2.2 (refreshing), §4.1.2.3 (unsubscribing).

use std::time::Duration;

use sip_message::{HeaderName, Method, NameAddr, Request};

use super::Subscription;
use crate::core::Core;
use crate::dialog::Dialog;
use crate::exchange::{Order, Owner};

impl Subscription {
    /// One outside any dialog.
    pub(super) fn first_order(&self, core: &mut Core) -> Option<Order> {
        let to = NameAddr::new(self.wish.resource.clone());
        let mut request =
            core.request(self.identity, Method::Subscribe, &self.wish.resource, to)?;
        let from = request.headers.from().ok()?.with_tag(&self.tag);
        request.headers.set(HeaderName::From, from);
        request.headers.set(HeaderName::CallId, &self.call_id);
        self.describe(&mut request, self.lifetime);
        if let Some((content_type, body)) = &self.wish.body {
            request = request.with_body(content_type, body.clone());
        }
        Some(Order {
            way: core.way(self.identity, &request),
            request,
            owner: Owner::Subscription(self.id),
            identity: Some(self.identity),
            sequence: Some(self.sequence),
            contact: Some(core.contact_form(Some(self.identity))),
            follows_redirects: true,
        })
    }

    /// One within the dialog; a lifetime of zero ends it.
    pub(super) fn next_order(&self, dialog: &Dialog, lifetime: Duration, core: &Core) -> Order {
        let mut request = dialog.request(Method::Subscribe, core);
        self.describe(&mut request, lifetime);
        dialog.order(request, Owner::Subscription(self.id), core)
    }

    fn describe(&self, request: &mut Request, lifetime: Duration) {
        let headers = &mut request.headers;
        headers.push(HeaderName::Event, &self.wish.package);
        headers.push(HeaderName::Expires, lifetime.as_secs());
        if !self.wish.accept.is_empty() {
            headers.push(HeaderName::Accept, self.wish.accept.join(", "));
        }
        headers.push(HeaderName::Allow, crate::reply::ALLOW);
    }
}

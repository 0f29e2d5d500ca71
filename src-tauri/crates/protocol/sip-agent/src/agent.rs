//! The agent as its owner sees it: commands and input go in, outputs and deadlines come out.
//!
//! Source: RFC 3261 §8 (general behaviour of user agents).

mod calling;
mod seam;
mod settling;

use bytes::Bytes;
use clock::{Deadline, Now};
use sip_message::NameAddr;

pub(crate) use self::calling::diallable;
pub use self::seam::{Census, Input, Output, Refusal};
use crate::core::{Core, Profile, contact_user};
use crate::exchange::{Order, Owner};
use crate::identity::{Identity, IdentityId};
use crate::invitation::Invitations;
use crate::pending::Pending;
use crate::publication::{PublicationId, Publications};
use crate::referral::Referrals;
use crate::registration::Registrations;
use crate::request::{OutgoingRequest, Reply, RequestId};
use crate::settings::Settings;
use crate::subscription::{SubscriptionId, Subscriptions, Wish};

/// A SIP user agent for any number of identities.
#[derive(Debug)]
pub struct Agent {
    pub(crate) core: Core,
    pub(crate) registrations: Registrations,
    pub(crate) invitations: Invitations,
    pub(crate) subscriptions: Subscriptions,
    pub(crate) publications: Publications,
    pub(crate) pending: Pending,
    pub(crate) referrals: Referrals,
}

impl Agent {
    /// An agent without identities. `seed` is its only source of chance: tags, branches, waits.
    #[must_use]
    pub fn new(settings: Settings, seed: [u8; 32]) -> Self {
        Self {
            core: Core::new(settings, seed),
            registrations: Registrations::default(),
            invitations: Invitations::default(),
            subscriptions: Subscriptions::default(),
            publications: Publications::default(),
            pending: Pending::default(),
            referrals: Referrals::default(),
        }
    }

    /// What was given to `new`.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.core.settings
    }

    /// How much is held at the moment.
    #[must_use]
    pub fn census(&self) -> Census {
        let (client_transactions, server_transactions) = self.core.transactions.len();
        Census {
            identities: self.core.profiles.values().filter(|p| !p.is_removed).count(),
            client_transactions,
            server_transactions,
            exchanges: self.core.exchanges.len(),
            invitations: self.invitations.len(),
            dialogs: self.invitations.dialogs(),
            subscriptions: self.subscriptions.len() + self.publications.len(),
            requests: self.pending.len() + self.referrals.len(),
        }
    }

    /// Makes an identity known. It is idle until [`Self::register`] or [`Self::invite`].
    pub fn add_identity(&mut self, identity: Identity) -> IdentityId {
        let id = IdentityId(self.core.fresh_id());
        let contact_user = contact_user(&identity, &self.core.settings.instance);
        let profile = Profile { identity, contact_user, standing: None, is_removed: false };
        self.core.profiles.insert(id, profile);
        id
    }

    /// Forgets an identity: its calls are ended, its binding is removed in the background.
    pub fn remove_identity(&mut self, id: IdentityId, now: Now) -> Result<(), Refusal> {
        self.known(id)?;
        self.invitations.end_all(Some(id), &mut self.core, now);
        self.referrals.end_all(Some(id), &mut self.core, now);
        self.subscriptions.end(Some(id), &mut self.core, now);
        self.publications.end(Some(id), &mut self.core, now);
        self.registrations.unregister(id, &mut self.core, now);
        if let Some(profile) = self.core.profiles.get_mut(&id) {
            profile.is_removed = true;
        }
        self.settle(now);
        Ok(())
    }

    /// Starts registering, or registers anew at once.
    pub fn register(&mut self, id: IdentityId, now: Now) -> Result<(), Refusal> {
        self.known(id)?;
        self.not_closing()?;
        self.registrations.register(id, &mut self.core, now)?;
        self.settle(now);
        Ok(())
    }

    /// Removes the binding and stays unregistered.
    pub fn unregister(&mut self, id: IdentityId, now: Now) -> Result<(), Refusal> {
        self.known(id)?;
        self.registrations.unregister(id, &mut self.core, now);
        self.settle(now);
        Ok(())
    }

    /// Follows an event package at a resource.
    pub fn subscribe(
        &mut self,
        identity: IdentityId,
        wish: Wish,
        now: Now,
    ) -> Result<SubscriptionId, Refusal> {
        self.known(identity)?;
        self.not_closing()?;
        let result = self.subscriptions.subscribe(identity, wish, &mut self.core, now);
        self.settle(now);
        result
    }

    /// Ends a subscription.
    pub fn unsubscribe(&mut self, id: SubscriptionId, now: Now) -> Result<(), Refusal> {
        let result = self.subscriptions.unsubscribe(id, &mut self.core, now);
        self.settle(now);
        result
    }

    /// Renews a subscription at once, which brings its full state; does nothing where a SUBSCRIBE is
    /// on its way anyhow. Source: RFC 6665 §4.4.3, RFC 4235 §4.3.
    pub fn renew_subscription(&mut self, id: SubscriptionId, now: Now) -> Result<(), Refusal> {
        let result = self.subscriptions.renew(id, &mut self.core, now);
        self.settle(now);
        result
    }

    /// Publishes event state of an identity.
    pub fn publish(
        &mut self,
        identity: IdentityId,
        package: &str,
        content_type: &str,
        body: Bytes,
        now: Now,
    ) -> Result<PublicationId, Refusal> {
        self.known(identity)?;
        self.not_closing()?;
        let what = (content_type, body);
        let result = self.publications.publish(identity, package, what, &mut self.core, now);
        self.settle(now);
        result
    }

    /// Replaces what was published.
    pub fn republish(&mut self, id: PublicationId, body: Bytes, now: Now) -> Result<(), Refusal> {
        let result = self.publications.republish(id, body, &mut self.core, now);
        self.settle(now);
        result
    }

    /// Removes what was published.
    pub fn unpublish(&mut self, id: PublicationId, now: Now) -> Result<(), Refusal> {
        let result = self.publications.unpublish(id, &mut self.core, now);
        self.settle(now);
        result
    }

    /// Sends a request outside any call; [`Output::Answered`] follows in any case.
    pub fn send_request(
        &mut self,
        identity: IdentityId,
        request: OutgoingRequest,
        now: Now,
    ) -> Result<RequestId, Refusal> {
        let target = diallable(request.target, self.known(identity)?)?;
        self.not_closing()?;
        let to = NameAddr::new(target.clone());
        let message = self.core.request(identity, request.method, &target, to);
        let mut message = message.ok_or(Refusal::UnknownIdentity)?;
        for (name, value) in request.headers {
            message.headers.push(name, value);
        }
        if let Some((content_type, body)) = request.body {
            message = message.with_body(&content_type, body);
        }
        let id = RequestId(self.core.fresh_id());
        let order = Order {
            way: self.core.way(identity, &message),
            request: message,
            owner: Owner::Request(id),
            identity: Some(identity),
            sequence: None,
            contact: None,
            follows_redirects: true,
        };
        let result = self.core.start(order, now).map(|_| id);
        self.settle(now);
        result
    }

    /// Answers a request from outside. After a REFER was answered with 2xx, its id names what it
    /// asked for: see [`Self::report_referral`].
    pub fn answer(&mut self, id: RequestId, reply: Reply, now: Now) -> Result<(), Refusal> {
        let result = self.answer_pending(id, reply, now);
        self.settle(now);
        result
    }

    /// The machine has other addresses now (another network, woken from sleep): forgets all
    /// flows and registers anew. Calls go on when their sessions are offered anew by
    /// [`Self::reoffer`].
    pub fn handle_network_change(&mut self, now: Now) {
        self.core.exchanges.forget_penalties();
        self.invitations.leave_network(&self.core);
        self.referrals.leave_network(&self.core);
        self.registrations.handle_network_change(&mut self.core, now);
        self.subscriptions.handle_network_change(&mut self.core, now);
        self.publications.handle_network_change(&mut self.core, now);
        self.settle(now);
    }

    /// Ends calls, subscriptions and bindings; [`Self::is_idle`] tells when nothing is left.
    pub fn shut_down(&mut self, now: Now) {
        self.core.is_shutting_down = true;
        self.invitations.end_all(None, &mut self.core, now);
        self.referrals.end_all(None, &mut self.core, now);
        self.subscriptions.end(None, &mut self.core, now);
        self.publications.end(None, &mut self.core, now);
        self.settle(now);
        self.registrations.shut_down(&mut self.core, now);
        self.settle(now);
    }

    /// Whether no request of ours waits for an answer and nobody waits for one of ours: the
    /// moment to quit after [`Self::shut_down`].
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.core.exchanges.is_quiet()
            && self.invitations.is_quiet()
            && self.registrations.is_idle()
            && self.subscriptions.len() + self.publications.len() == 0
            && self.core.outputs.is_empty()
    }

    /// Takes what the network says.
    pub fn handle_input(&mut self, input: Input, now: Now) {
        match input {
            Input::Received { flow, bytes } => self.receive(&flow, &bytes, now),
            Input::Resolved { query, result } => self.core.handle_resolved(query, result, now),
            Input::SendFailed { send, route: _, why } => {
                self.core.transactions.handle_send_failure(send, why);
            }
            Input::Pong { flow } => self.registrations.handle_pong(&flow, now),
            Input::FlowClosed { flow, why } => {
                self.core.transactions.handle_flow_closed(&flow, why);
                self.invitations.forget_flow(flow.id);
                self.referrals.forget_flow(flow.id);
                self.registrations.handle_flow_closed(&flow, &mut self.core, now);
            }
        }
        self.settle(now);
    }

    /// The next output, oldest first; poll until `None` after every other call.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.core.outputs.pop_front()
    }

    /// When [`Self::handle_timeout`] must be called at the latest.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Deadline> {
        [
            self.core.transactions.next_deadline(),
            self.invitations.next_deadline(),
            self.referrals.next_deadline(),
            self.registrations.next_deadline(),
            self.subscriptions.next_deadline(),
            self.publications.next_deadline(),
        ]
        .into_iter()
        .fold(None, Deadline::earlier)
    }

    /// Does what is due at `now`.
    pub fn handle_timeout(&mut self, now: Now) {
        self.core.transactions.handle_timeout(now);
        self.invitations.handle_timeout(&mut self.core, now);
        self.referrals.handle_timeout(&mut self.core, now);
        self.registrations.handle_timeout(&mut self.core, now);
        self.subscriptions.handle_timeout(&mut self.core, now);
        self.publications.handle_timeout(&mut self.core, now);
        self.settle(now);
    }

    /// An identity that is not removed.
    fn known(&self, id: IdentityId) -> Result<&Identity, Refusal> {
        match self.core.profiles.get(&id) {
            Some(profile) if !profile.is_removed => Ok(&profile.identity),
            Some(_) | None => Err(Refusal::UnknownIdentity),
        }
    }

    const fn not_closing(&self) -> Result<(), Refusal> {
        if self.core.is_shutting_down { Err(Refusal::ShuttingDown) } else { Ok(()) }
    }
}

//! The agent as its owner sees it: commands and input go in, outputs and deadlines come out.
//!
//! Source: RFC 3261 §8 (general behaviour of user agents).

use std::collections::VecDeque;

use bytes::Bytes;
use clock::{Deadline, Now};
use sip_message::{StatusCode, Uri};

use crate::identity::{Identity, IdentityId};
use crate::invitation::{self, IncomingInvitation, InvitationId, InviteOptions};
use crate::publication::{self, PublicationId};
use crate::registration;
use crate::request::{IncomingRequest, Outcome, OutgoingRequest, Reply, RequestId};
use crate::settings::Settings;
use crate::subscription::{self, SubscriptionId, Wish};
use crate::wire::{Candidate, Flow, QueryId, ResolveError, Route, SendId, Target, TransportError};

/// What the network and the resolver tell the agent.
#[derive(Debug, Clone)]
pub enum Input {
    /// One complete message, as a datagram or framed out of a stream.
    Received {
        /// The way it came.
        flow: Flow,
        /// The message.
        bytes: Bytes,
    },
    /// The answer to [`Output::Resolve`], best candidate first.
    Resolved {
        /// The question.
        query: QueryId,
        /// What was found.
        result: Result<Vec<Candidate>, ResolveError>,
    },
    /// Bytes of [`Output::Send`] could not be handed to the network.
    SendFailed {
        /// What was to be sent.
        send: SendId,
        /// Where to.
        route: Route,
        /// Why not.
        why: TransportError,
    },
    /// The answer to a keep-alive ping. Source: RFC 5626 §3.5.1.
    Pong {
        /// The flow it came over.
        flow: Flow,
    },
    /// A connection is gone.
    FlowClosed {
        /// Which.
        flow: Flow,
        /// Why.
        why: TransportError,
    },
}

/// Work for the network, and news for the upper layer.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Find the addresses of `target` and answer with [`Input::Resolved`].
    Resolve {
        /// Names the question.
        query: QueryId,
        /// What to find.
        target: Target,
    },
    /// Send `bytes` as one message. Only failure is reported back.
    Send {
        /// Names the message; repetitions share it.
        id: SendId,
        /// The way to take.
        route: Route,
        /// The message.
        bytes: Bytes,
    },
    /// Send a keep-alive (a double CRLF on a stream, RFC 5626 §3.5.1) over this flow.
    Ping {
        /// The flow to keep.
        flow: Flow,
    },
    /// News of a registration.
    Registration {
        /// Whose.
        identity: IdentityId,
        /// What happened.
        event: registration::Event,
    },
    /// Somebody calls.
    Incoming(Box<IncomingInvitation>),
    /// News of an invitation in either direction.
    Invitation {
        /// Which.
        id: InvitationId,
        /// What happened.
        event: invitation::Event,
    },
    /// News of a subscription.
    Subscription {
        /// Which.
        id: SubscriptionId,
        /// What happened.
        event: subscription::Event,
    },
    /// News of a publication.
    Publication {
        /// Which.
        id: PublicationId,
        /// What happened.
        event: publication::Event,
    },
    /// A request outside any call and subscription, to be answered by [`Agent::answer`].
    Request(Box<IncomingRequest>),
    /// A request of ours is over.
    Answered {
        /// Which.
        id: RequestId,
        /// How.
        outcome: Outcome,
    },
}

/// Why a command is impossible; nothing has happened then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// No such identity.
    #[error("unknown identity")]
    UnknownIdentity,
    /// No such invitation, or it has ended.
    #[error("unknown invitation")]
    UnknownInvitation,
    /// No such subscription, publication or request.
    #[error("unknown id")]
    UnknownId,
    /// Not in the state it is in, such as accepting twice.
    #[error("not possible in this state")]
    WrongState,
    /// A request of that kind is still under way; try again after its event.
    #[error("another request is under way")]
    Busy,
    /// The address cannot be reached by SIP.
    #[error("not a SIP or telephone address")]
    NotDiallable,
    /// As many as the limits allow are under way.
    #[error("limit reached")]
    Full,
    /// The agent is shutting down.
    #[error("shutting down")]
    ShuttingDown,
}

/// How much an agent holds; all zero but identities when idle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Census {
    /// Identities added.
    pub identities: usize,
    /// Client transactions.
    pub client_transactions: usize,
    /// Server transactions.
    pub server_transactions: usize,
    /// Requests between their first resolving and their outcome.
    pub exchanges: usize,
    /// Invitations in either direction.
    pub invitations: usize,
    /// Dialogs, early ones included.
    pub dialogs: usize,
    /// Subscriptions and publications.
    pub subscriptions: usize,
    /// Requests waiting for an answer of the upper layer.
    pub requests: usize,
}

/// A SIP user agent for any number of identities.
#[derive(Debug)]
pub struct Agent {
    settings: Settings,
    outputs: VecDeque<Output>,
}

impl Agent {
    /// An agent without identities. `seed` is its only source of chance: tags, branches, waits.
    #[must_use]
    pub fn new(settings: Settings, seed: [u8; 32]) -> Self {
        let _ = seed;
        Self { settings, outputs: VecDeque::new() }
    }

    /// What was given to `new`.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How much is held at the moment.
    #[must_use]
    pub fn census(&self) -> Census {
        Census::default()
    }

    /// Makes an identity known. It is idle until [`Self::register`] or [`Self::invite`].
    pub fn add_identity(&mut self, identity: Identity) -> IdentityId {
        let _ = identity;
        IdentityId(0)
    }

    /// Forgets an identity: its calls are ended, its binding is removed in the background.
    pub fn remove_identity(&mut self, id: IdentityId, now: Now) -> Result<(), Refusal> {
        let _ = (id, now);
        Err(Refusal::UnknownIdentity)
    }

    /// Starts registering, or registers anew at once.
    pub fn register(&mut self, id: IdentityId, now: Now) -> Result<(), Refusal> {
        let _ = (id, now);
        Err(Refusal::UnknownIdentity)
    }

    /// Removes the binding and stays unregistered.
    pub fn unregister(&mut self, id: IdentityId, now: Now) -> Result<(), Refusal> {
        let _ = (id, now);
        Err(Refusal::UnknownIdentity)
    }

    /// Calls `target`. Without an `offer`, the far end's comes with [`invitation::Event::Answered`].
    pub fn invite(
        &mut self,
        identity: IdentityId,
        target: Uri,
        offer: Option<Bytes>,
        options: InviteOptions,
        now: Now,
    ) -> Result<InvitationId, Refusal> {
        let _ = (identity, target, offer, options, now);
        Err(Refusal::UnknownIdentity)
    }

    /// Tells the caller that it rings (180), or with an early answer that there is something to
    /// hear (183).
    pub fn ring(
        &mut self,
        id: InvitationId,
        early_answer: Option<Bytes>,
        now: Now,
    ) -> Result<(), Refusal> {
        let _ = (id, early_answer, now);
        Err(Refusal::UnknownInvitation)
    }

    /// Takes the call with `session`: the answer to its offer, or our offer if it had none.
    pub fn accept(&mut self, id: InvitationId, session: Bytes, now: Now) -> Result<(), Refusal> {
        let _ = (id, session, now);
        Err(Refusal::UnknownInvitation)
    }

    /// Refuses a call not yet accepted, with a status of 400–699.
    pub fn reject(
        &mut self,
        id: InvitationId,
        status: StatusCode,
        now: Now,
    ) -> Result<(), Refusal> {
        let _ = (id, status, now);
        Err(Refusal::UnknownInvitation)
    }

    /// Sends the caller elsewhere (302).
    pub fn redirect(&mut self, id: InvitationId, targets: &[Uri], now: Now) -> Result<(), Refusal> {
        let _ = (id, targets, now);
        Err(Refusal::UnknownInvitation)
    }

    /// Ends an invitation in the way its state needs: CANCEL, 603 or BYE.
    ///
    /// `Ended` follows at once; whatever the network still needs goes on in the background.
    pub fn hang_up(&mut self, id: InvitationId, now: Now) -> Result<(), Refusal> {
        let _ = (id, now);
        Err(Refusal::UnknownInvitation)
    }

    /// Offers another session in an established call (re-INVITE).
    pub fn reoffer(&mut self, id: InvitationId, offer: Bytes, now: Now) -> Result<(), Refusal> {
        let _ = (id, offer, now);
        Err(Refusal::UnknownInvitation)
    }

    /// Answers [`invitation::Event::Reoffered`] or [`invitation::Session::Offer`]; with our offer
    /// if the far end asked for one.
    pub fn answer_reoffer(
        &mut self,
        id: InvitationId,
        session: Bytes,
        now: Now,
    ) -> Result<(), Refusal> {
        let _ = (id, session, now);
        Err(Refusal::UnknownInvitation)
    }

    /// Refuses [`invitation::Event::Reoffered`], usually with 488.
    pub fn refuse_reoffer(
        &mut self,
        id: InvitationId,
        status: StatusCode,
        now: Now,
    ) -> Result<(), Refusal> {
        let _ = (id, status, now);
        Err(Refusal::UnknownInvitation)
    }

    /// Sends INFO within a call.
    pub fn info(
        &mut self,
        id: InvitationId,
        content_type: &str,
        body: Bytes,
        now: Now,
    ) -> Result<(), Refusal> {
        let _ = (id, content_type, body, now);
        Err(Refusal::UnknownInvitation)
    }

    /// Asks the far end to call `target` in our stead, taking the place of `replaces` there if
    /// given (attended transfer). News come as `TransferProgress`.
    pub fn refer(
        &mut self,
        id: InvitationId,
        target: Uri,
        replaces: Option<InvitationId>,
        now: Now,
    ) -> Result<(), Refusal> {
        let _ = (id, target, replaces, now);
        Err(Refusal::UnknownInvitation)
    }

    /// Tells the far end how the transfer that it asked for fares (NOTIFY with a status line).
    pub fn transfer_progress(
        &mut self,
        id: InvitationId,
        status: StatusCode,
        now: Now,
    ) -> Result<(), Refusal> {
        let _ = (id, status, now);
        Err(Refusal::UnknownInvitation)
    }

    /// Follows an event package at a resource.
    pub fn subscribe(
        &mut self,
        identity: IdentityId,
        wish: Wish,
        now: Now,
    ) -> Result<SubscriptionId, Refusal> {
        let _ = (identity, wish, now);
        Err(Refusal::UnknownIdentity)
    }

    /// Ends a subscription.
    pub fn unsubscribe(&mut self, id: SubscriptionId, now: Now) -> Result<(), Refusal> {
        let _ = (id, now);
        Err(Refusal::UnknownId)
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
        let _ = (identity, package, content_type, body, now);
        Err(Refusal::UnknownIdentity)
    }

    /// Replaces what was published.
    pub fn republish(&mut self, id: PublicationId, body: Bytes, now: Now) -> Result<(), Refusal> {
        let _ = (id, body, now);
        Err(Refusal::UnknownId)
    }

    /// Removes what was published.
    pub fn unpublish(&mut self, id: PublicationId, now: Now) -> Result<(), Refusal> {
        let _ = (id, now);
        Err(Refusal::UnknownId)
    }

    /// Sends a request outside any call; [`Output::Answered`] follows in any case.
    pub fn send_request(
        &mut self,
        identity: IdentityId,
        request: OutgoingRequest,
        now: Now,
    ) -> Result<RequestId, Refusal> {
        let _ = (identity, request, now);
        Err(Refusal::UnknownIdentity)
    }

    /// Answers a request from outside.
    pub fn answer(&mut self, id: RequestId, reply: Reply, now: Now) -> Result<(), Refusal> {
        let _ = (id, reply, now);
        Err(Refusal::UnknownId)
    }

    /// The machine has other addresses now (another network, woken from sleep): forgets all
    /// flows, registers anew and moves calls over.
    pub fn handle_network_change(&mut self, now: Now) {
        let _ = now;
    }

    /// Ends calls, subscriptions and bindings; [`Self::is_idle`] tells when nothing is left.
    pub fn shut_down(&mut self, now: Now) {
        let _ = now;
    }

    /// Whether nothing is under way: no call, no transaction, no registration.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        true
    }

    /// Takes what the network says.
    pub fn handle_input(&mut self, input: Input, now: Now) {
        let _ = (input, now);
    }

    /// The next output, oldest first; poll until `None` after every other call.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Self::handle_timeout`] must be called at the latest.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Deadline> {
        None
    }

    /// Does what is due at `now`.
    pub fn handle_timeout(&mut self, now: Now) {
        let _ = now;
    }
}

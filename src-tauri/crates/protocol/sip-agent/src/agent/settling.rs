//! Carries news between the layers of an agent until nothing more happens.

use bytes::Bytes;
use clock::Now;

use super::Agent;
use super::seam::Output;
use crate::exchange::{self, ExchangeId, Owner};
use crate::request::Outcome;
use crate::transaction::{self, Delivery};
use crate::wire::Flow;

impl Agent {
    /// One message from the network.
    pub(super) fn receive(&mut self, flow: &Flow, bytes: &Bytes, now: Now) {
        if self.core.outputs.len() >= self.core.settings.limits.outputs {
            tracing::warn!("outputs are not taken: a message is dropped");
            return;
        }
        let reading = match sip_message::read_limited(bytes, &sip_message::Limits::default()) {
            Ok(reading) => reading,
            Err(why) => {
                tracing::debug!(%why, octets = bytes.len(), "not a message");
                return;
            }
        };
        let rejection = reading.rejection();
        let is_grave = reading.is_grave();
        let message = reading.message;
        let is_response = match &message {
            sip_message::Message::Response(response) => {
                // Source: RFC 3261 §8.1.3.3: more than one Via means it was not for us.
                if is_grave || response.headers.vias().map_or(0, |vias| vias.len()) != 1 {
                    return;
                }
                true
            }
            sip_message::Message::Request(_) => false,
        };
        match self.core.transactions.handle_message(message, flow, now) {
            Delivery::Response { id, response } if is_response => {
                self.core.handle_client_response(id, response, flow, now);
            }
            Delivery::Request { id, request } => {
                self.handle_request(id, request, rejection, flow, now);
            }
            Delivery::Cancel { id, invite, request } => {
                self.handle_cancel(id, invite, &request, rejection, now);
            }
            Delivery::Ack { invite: _, request } if !is_grave => {
                self.invitations.handle_ack(&request, &mut self.core, now);
            }
            Delivery::Response { .. }
            | Delivery::Ack { .. }
            | Delivery::Stray(_)
            | Delivery::Absorbed => {}
        }
    }

    /// Passes on what happened inside until nothing more happens.
    pub(super) fn settle(&mut self, now: Now) {
        loop {
            if let Some(event) = self.core.transactions.poll_event() {
                self.follow_transaction(event, now);
            } else if let Some((id, owner, event)) = self.core.exchanges.poll_event() {
                self.follow_exchange(id, owner, event, now);
            } else {
                break;
            }
        }
        let registrations = &self.registrations;
        let exchanges = &mut self.core.exchanges;
        self.core.profiles.retain(|id, profile| {
            let is_kept = !profile.is_removed || registrations.holds(*id);
            if !is_kept {
                exchanges.forget_identity(*id);
            }
            is_kept
        });
    }

    fn follow_transaction(&mut self, event: transaction::Event, now: Now) {
        match event {
            transaction::Event::Send { id, route, bytes } => {
                self.core.outputs.push_back(Output::Send { id, route, bytes });
            }
            transaction::Event::Failed { id, why } => {
                self.core.handle_client_failure(id, why, now);
            }
            transaction::Event::ClientEnded(id) => self.core.handle_client_end(id),
            transaction::Event::Unacknowledged(_) => {}
            transaction::Event::Undelivered { id: _, why } => {
                tracing::debug!(%why, "response not delivered");
            }
            transaction::Event::ServerEnded(id) => self.pending.forget_server(id, &mut self.core),
        }
    }

    fn follow_exchange(
        &mut self,
        exchange: ExchangeId,
        owner: Owner,
        event: exchange::Event,
        now: Now,
    ) {
        let core = &mut self.core;
        match owner {
            Owner::Registration(id) => self.registrations.handle_event(id, event, core, now),
            Owner::Invitation(id) => {
                self.invitations.handle_event(id, exchange, event, core, now);
            }
            Owner::Subscription(id) => self.subscriptions.handle_event(id, event, core, now),
            Owner::Publication(id) => self.publications.handle_event(id, event, core, now),
            Owner::Request(id) => {
                if let exchange::Event::Final(result) = event {
                    let outcome = match result {
                        Ok(heard) => Outcome::Answered(Box::new(heard.response)),
                        Err(failure) => Outcome::Failed(failure),
                    };
                    core.outputs.push_back(Output::Answered { id, outcome });
                }
            }
            Owner::Referral(id) => self.referrals.handle_event(id, &event, core),
            Owner::Nobody => {}
        }
    }
}

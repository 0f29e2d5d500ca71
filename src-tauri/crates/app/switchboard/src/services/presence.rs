//! Not to be disturbed, so that others see it; and messages that are refused meanwhile.
//!
//! Source: RFC 3903 (publication), RFC 3863 and RFC 4480 (the document).

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use clock::Now;
use event::presence::{self, Presence as Document};
use model::AccountId;
use sip_agent::publication::{Event, PublicationId};
use sip_agent::{IncomingRequest, Reply};
use sip_message::{Method, StatusCode};
use telephony::Registration;
use telephony::policy::Manner;

use crate::Switchboard;

/// What others are told of oneself.
#[derive(Debug, Default)]
pub(crate) struct Presence {
    published: BTreeMap<AccountId, Published>,
    /// Whose telephone system does not take it.
    refused: BTreeSet<AccountId>,
    is_closed: bool,
}

#[derive(Debug)]
struct Published {
    id: PublicationId,
    manner: Manner,
}

impl Switchboard {
    /// Tells the telephone systems how it stands, where that is different from what they know.
    pub(crate) fn publish_presence(&mut self, now: Now) {
        if self.presence.is_closed {
            return;
        }
        let manner = self.wishes.do_not_disturb.manner;
        let due: Vec<_> = self
            .accounts
            .iter()
            .filter(|entry| match entry.registration {
                Registration::Registered { .. } => true,
                Registration::Disabled
                | Registration::Direct
                | Registration::Registering
                | Registration::Waiting { .. } => false,
            })
            .filter(|entry| !self.presence.refused.contains(&entry.account.id))
            .filter(|entry| {
                let published = self.presence.published.get(&entry.account.id);
                published.is_none_or(|published| published.manner != manner)
            })
            .filter_map(|entry| {
                let body = document(&entry.account.address, manner);
                Some((entry.account.id, entry.identity?, body))
            })
            .collect();
        for (account, identity, body) in due {
            let done = match self.presence.published.get(&account).map(|published| published.id) {
                Some(id) => self.agent.republish(id, body, now).map(|()| id),
                None => {
                    let package = presence::PACKAGE;
                    self.agent.publish(identity, package, presence::CONTENT_TYPE, body, now)
                }
            };
            match done {
                Ok(id) => {
                    self.presence.published.insert(account, Published { id, manner });
                }
                Err(refusal) => {
                    tracing::info!(%refusal, %account, "presence is not told");
                    self.presence.published.remove(&account);
                    self.presence.refused.insert(account);
                }
            }
        }
    }

    pub(crate) fn publication_changed(&mut self, id: PublicationId, event: Event) {
        let published = &mut self.presence.published;
        let Some(account) = published.iter().find(|(_, p)| p.id == id).map(|(id, _)| *id) else {
            return;
        };
        match event {
            Event::Published { .. } | Event::Waiting { .. } => {}
            Event::Refused(status) => {
                tracing::info!(status = status.value(), %account, "nobody here keeps presence");
                published.remove(&account);
                self.presence.refused.insert(account);
            }
            Event::Unpublished => drop(published.remove(&account)),
        }
    }

    /// The account is taken from the agent, which takes back what was published.
    pub(crate) fn forget_presence(&mut self, account: AccountId) {
        self.presence.published.remove(&account);
        self.presence.refused.remove(&account);
    }

    pub(crate) fn close_presence(&mut self) {
        self.presence.is_closed = true;
        self.presence.published.clear();
    }

    /// A message that comes while nobody wants to be disturbed; says whether it was refused.
    pub(crate) fn message_disturbs(&mut self, request: &IncomingRequest, now: Now) -> bool {
        let disturb = self.wishes.do_not_disturb;
        let status = match disturb.manner {
            Manner::Off => return false,
            Manner::Silence => StatusCode::TEMPORARILY_UNAVAILABLE,
            Manner::Reject => {
                StatusCode::new(disturb.refused.status()).unwrap_or(StatusCode::BUSY_HERE)
            }
        };
        if request.request.method != Method::Message {
            return false;
        }
        if let Err(refusal) = self.agent.answer(request.id, Reply::new(status), now) {
            tracing::debug!(%refusal, "a message is no longer waiting");
        }
        true
    }
}

fn document(address: &str, manner: Manner) -> Bytes {
    let (is_open, activity) = match manner {
        Manner::Off => (true, None),
        Manner::Silence => (true, Some(presence::Activity::Busy)),
        Manner::Reject => (false, Some(presence::Activity::Busy)),
    };
    Document { entity: address, is_open, activity }.to_xml().into()
}

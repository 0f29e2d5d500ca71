//! What the telephones of a world have to tell.

use event::dialog_info::{self, Dialog};
use event::message_summary::MessageSummary;
use sip_agent::invitation::{Cause, Event, IncomingInvitation, InvitationId};
use sip_agent::subscription::{SubscriptionId, Wish};
use sip_agent::{Outcome, Output, Reply, RequestId, registration, subscription};
use sip_message::StatusCode;

use crate::world::World;

impl World {
    /// The news of a registration since the last time.
    pub(crate) fn registrations(&mut self, phone: usize) -> Vec<registration::Event> {
        self.take(phone, |news| match news {
            Output::Registration { event, .. } => Some(event.clone()),
            _ => None,
        })
    }

    /// The news of one call since the last time.
    pub(crate) fn events(&mut self, phone: usize, call: InvitationId) -> Vec<Event> {
        self.take(phone, |news| match news {
            Output::Invitation { id, event } if *id == call => Some(event.clone()),
            _ => None,
        })
    }

    /// How a call ended, if it did.
    pub(crate) fn cause(&mut self, phone: usize, call: InvitationId) -> Option<Cause> {
        self.events(phone, call).into_iter().find_map(|event| match event {
            Event::Ended(ending) => Some(ending.cause),
            _ => None,
        })
    }

    /// Calls that came in since the last time.
    pub(crate) fn incoming(&mut self, phone: usize) -> Vec<IncomingInvitation> {
        self.take(phone, |news| match news {
            Output::Incoming(incoming) => Some((**incoming).clone()),
            _ => None,
        })
    }

    /// Answers the requests outside calls that came in since the last time.
    pub(crate) fn answer_requests(&mut self, phone: usize, status: StatusCode) {
        let requests = self.take(phone, |news| match news {
            Output::Request(request) => Some(request.id),
            _ => None,
        });
        for id in requests {
            self.act(phone, |agent, _, now| agent.answer(id, Reply::new(status), now))
                .expect("waits for its answer");
        }
    }

    /// The status that answered a request outside calls.
    pub(crate) fn status(&mut self, phone: usize, request: RequestId) -> Option<u16> {
        let outcomes = self.take(phone, |news| match news {
            Output::Answered { id, outcome } if *id == request => Some(outcome.clone()),
            _ => None,
        });
        outcomes.first().and_then(Outcome::status).map(StatusCode::value)
    }

    fn take<T>(&mut self, phone: usize, pick: impl Fn(&Output) -> Option<T>) -> Vec<T> {
        let phone = &mut self.phones[phone];
        let mut picked = Vec::new();
        for news in std::mem::take(&mut phone.news) {
            match pick(&news) {
                Some(one) => picked.push(one),
                None => phone.news.push(news),
            }
        }
        picked
    }
}

impl World {
    /// Follows an event package at a number.
    pub(crate) fn follow_news(
        &mut self,
        phone: usize,
        number: &str,
        package: &str,
    ) -> SubscriptionId {
        let wish = Wish {
            resource: sip_message::Uri::Sip(crate::world::address(number)),
            package: package.to_owned(),
            accept: Vec::new(),
            lifetime: std::time::Duration::from_secs(600),
            body: None,
        };
        let id =
            self.act(phone, |agent, id, now| agent.subscribe(id, wish, now)).expect("possible");
        self.run_for(crate::world::ms(100));
        id
    }

    /// The bodies of its notifications since the last time.
    pub(crate) fn notified(&mut self, phone: usize, of: SubscriptionId) -> Vec<bytes::Bytes> {
        self.take(phone, |news| match news {
            Output::Subscription { id, event: subscription::Event::Notified { body, .. } }
                if *id == of =>
            {
                Some(body.clone())
            }
            _ => None,
        })
    }

    /// The dialogs that were told last.
    pub(crate) fn dialogs(&mut self, phone: usize, of: SubscriptionId) -> Vec<Dialog> {
        let last = self.notified(phone, of).pop().expect("was told something");
        dialog_info::read(&last).expect("readable").dialogs
    }

    /// New and heard messages, as told last.
    pub(crate) fn waiting(&mut self, phone: usize, of: SubscriptionId) -> Option<(u32, u32)> {
        let last = self.notified(phone, of).pop()?;
        let summary = MessageSummary::read(&last).expect("readable");
        let count = summary.voice().expect("voice").clone();
        assert_eq!(summary.is_waiting, count.new > 0);
        Some((count.new, count.old))
    }
}

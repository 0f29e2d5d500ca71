//! What the telephones of a world have to tell.

use sip_agent::invitation::{Cause, Event, IncomingInvitation, InvitationId};
use sip_agent::{Outcome, Output, Reply, RequestId, registration};
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

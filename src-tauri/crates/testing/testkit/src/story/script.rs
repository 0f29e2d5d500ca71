//! A peer that a test plays by hand, message by message: for what no telephone of ours would do.

use std::net::SocketAddr;

use sip_message::{Message, Method, Request, Response};

use super::seats::{Inbox, Sitter};
use super::{Story, Telephone};

/// Messages that may wait to be read; beyond, they are lost.
const WAITING: usize = 1024;

/// One peer played by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScriptId(usize);

/// What a script was sent.
#[derive(Debug, Default)]
pub(super) struct Script {
    inbox: Inbox,
}

impl Script {
    pub(super) fn receive(&mut self, from: SocketAddr, bytes: &[u8]) {
        if let Ok(reading) = sip_message::read(bytes)
            && self.inbox.len() < WAITING
        {
            self.inbox.push_back((from, reading.message));
        }
    }
}

impl<T: Telephone> Story<T> {
    /// Adds a peer that the test plays.
    pub fn script(&mut self, name: &str) -> ScriptId {
        self.take_seat(name, Sitter::Script(Script::default()));
        ScriptId(self.seats.len() - 1)
    }

    /// Where a script is.
    ///
    /// # Panics
    ///
    /// If the id is of another story.
    #[must_use]
    #[track_caller]
    pub fn script_address(&self, id: ScriptId) -> SocketAddr {
        self.seats.get(id.0).expect("a script of this story").address
    }

    /// Sends a message of a script; it arrives as time passes.
    pub fn say(&mut self, id: ScriptId, to: SocketAddr, message: impl Into<Message>) {
        let from = self.script_address(id);
        self.send(from, to, message.into().to_bytes());
    }

    /// The next message that a script was sent.
    pub fn heard(&mut self, id: ScriptId) -> Option<(SocketAddr, Message)> {
        match self.seats.get_mut(id.0).map(|seat| &mut seat.sitter) {
            Some(Sitter::Script(script)) => script.inbox.pop_front(),
            Some(Sitter::Telephone(_)) | None => None,
        }
    }

    /// The next request of this method that a script was sent, all else before it being forgotten.
    ///
    /// # Panics
    ///
    /// If there is none.
    #[track_caller]
    pub fn heard_request(&mut self, id: ScriptId, method: &Method) -> (SocketAddr, Request) {
        while let Some((from, message)) = self.heard(id) {
            if let Message::Request(request) = message
                && request.method == *method
            {
                return (from, request);
            }
        }
        panic!("{method} expected");
    }

    /// The next response of this status that a script was sent, all else before it being forgotten.
    ///
    /// # Panics
    ///
    /// If there is none.
    #[track_caller]
    pub fn heard_response(&mut self, id: ScriptId, status: u16) -> Response {
        while let Some((_, message)) = self.heard(id) {
            if let Message::Response(response) = message
                && response.status.value() == status
            {
                return response;
            }
        }
        panic!("{status} expected");
    }
}

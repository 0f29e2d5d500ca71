//! Who sits at an address of a story.

use std::collections::VecDeque;
use std::net::SocketAddr;

use bytes::Bytes;
use clock::{Deadline, Now};
use sip_agent::Input;
use sip_agent::wire::Flow;

use super::script::Script;
use super::{PBX, Story, Telephone, TelephoneId, Wish};

/// The port of the first telephone.
const FIRST_PORT: u16 = 6000;

/// The port of the first telephone's sound; two for each.
const FIRST_SOUND: u16 = 30_000;

/// One address and who is there.
#[derive(Debug)]
pub(super) struct Seat<T> {
    pub(super) name: String,
    pub(super) address: SocketAddr,
    pub(super) is_on: bool,
    sound_port: u16,
    pub(super) sitter: Sitter<T>,
}

/// Who is there.
#[derive(Debug)]
pub(super) enum Sitter<T> {
    Telephone(T),
    /// The test itself, message by message.
    Script(Script),
}

impl<T: Telephone> Story<T> {
    /// Adds a telephone; `build` is told its address and where its sound is to be: there and on the
    /// next fifteen even ports, one for each call.
    pub fn add(
        &mut self,
        name: &str,
        build: impl FnOnce(SocketAddr, SocketAddr) -> T,
    ) -> TelephoneId {
        let (address, sound) = self.free_seat();
        let telephone = build(address, sound);
        self.take_seat(name, Sitter::Telephone(telephone));
        self.pump();
        TelephoneId(self.seats.len() - 1)
    }

    /// A telephone to look at.
    ///
    /// # Panics
    ///
    /// If the id is of another story.
    #[must_use]
    #[track_caller]
    pub fn telephone(&self, id: TelephoneId) -> &T {
        match self.seats.get(id.0).map(|seat| &seat.sitter) {
            Some(Sitter::Telephone(telephone)) => telephone,
            Some(Sitter::Script(_)) | None => panic!("a telephone of this story"),
        }
    }

    /// Where a telephone's first call sends its sound from.
    ///
    /// # Panics
    ///
    /// If the id is of another story.
    #[must_use]
    #[track_caller]
    pub fn sound_address(&self, id: TelephoneId) -> SocketAddr {
        self.seats.get(id.0).expect("a telephone of this story").sound_address()
    }

    /// Switches a telephone off the network, or on again; what is under way to it is lost.
    pub fn set_on(&mut self, id: TelephoneId, is_on: bool) {
        if let Some(seat) = self.seats.get_mut(id.0) {
            seat.is_on = is_on;
        }
    }

    pub(super) fn take_seat(&mut self, name: &str, sitter: Sitter<T>) {
        let (address, sound) = self.free_seat();
        let (name, sound_port) = (name.to_owned(), sound.port());
        self.seats.push(Seat { name, address, is_on: true, sound_port, sitter });
    }

    /// The next free address, and where its sound is.
    fn free_seat(&self) -> (SocketAddr, SocketAddr) {
        let at = u16::try_from(self.seats.len()).expect("a story has few telephones");
        let sound = SocketAddr::new(PBX.ip(), FIRST_SOUND + 32 * at);
        (SocketAddr::new(PBX.ip(), FIRST_PORT + at), sound)
    }
}

impl<T: Telephone> Seat<T> {
    pub(super) fn sound_address(&self) -> SocketAddr {
        SocketAddr::new(self.address.ip(), self.sound_port)
    }

    pub(super) fn hears_at(&self, to: SocketAddr) -> bool {
        to.ip() == self.address.ip() && (self.sound_port..self.sound_port + 32).contains(&to.port())
    }

    pub(super) fn next_deadline(&self) -> Option<Deadline> {
        match &self.sitter {
            Sitter::Telephone(telephone) => telephone.next_deadline(),
            Sitter::Script(_) => None,
        }
    }

    pub(super) fn handle_timeout(&mut self, now: Now) {
        match &mut self.sitter {
            Sitter::Telephone(telephone) => telephone.handle_timeout(now),
            Sitter::Script(_) => {}
        }
    }

    pub(super) fn handle_message(&mut self, flow: Flow, bytes: Bytes, now: Now) {
        match &mut self.sitter {
            Sitter::Telephone(telephone) => {
                telephone.handle_wire(Input::Received { flow, bytes }, now);
            }
            Sitter::Script(script) => script.receive(flow.peer, &bytes),
        }
    }

    pub(super) fn handle_wire(&mut self, input: Input, now: Now) {
        match &mut self.sitter {
            Sitter::Telephone(telephone) => telephone.handle_wire(input, now),
            Sitter::Script(_) => {}
        }
    }

    pub(super) fn handle_sound(&mut self, from: SocketAddr, bytes: &[u8], now: Now) {
        match &mut self.sitter {
            Sitter::Telephone(telephone) => telephone.handle_sound(from, bytes, now),
            Sitter::Script(_) => {}
        }
    }

    pub(super) fn poll_wish(&mut self, now: Now) -> Option<Wish> {
        match &mut self.sitter {
            Sitter::Telephone(telephone) => telephone.poll_wish(now),
            Sitter::Script(_) => None,
        }
    }
}

/// Messages that a script was sent and has not read.
pub(super) type Inbox = VecDeque<(SocketAddr, sip_message::Message)>;

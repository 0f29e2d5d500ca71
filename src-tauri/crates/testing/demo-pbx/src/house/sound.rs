//! What an extension does with sound: send it back, or speak and listen.

use std::net::SocketAddr;
use std::time::Instant;

use bytes::Bytes;
use clock::{Deadline, Now};
use media::{CodecError, Terms};

use super::echo::Echo;
use super::speech::{Source, Speech};

/// What the sound of a call is for.
#[derive(Debug, Clone)]
pub(super) enum Purpose {
    /// Sends back what it hears.
    Echo,
    /// Says these, one after the other.
    Say(Vec<Source>),
}

/// The sound of one call.
#[derive(Debug)]
pub(super) enum Sound {
    /// Nothing is agreed yet.
    None,
    Echo(Echo),
    Speech(Box<Speech>),
}

impl Sound {
    /// Begins, or goes on under new terms.
    pub(super) fn agree(
        &mut self,
        purpose: &Purpose,
        terms: Terms,
        seed: [u8; 32],
        now: Now,
    ) -> Result<(), CodecError> {
        match self {
            Self::Echo(echo) => echo.update(&terms),
            Self::Speech(speech) => speech.update(terms, now.instant)?,
            Self::None => {
                *self = match purpose {
                    Purpose::Echo => Self::Echo(Echo::new(&terms, seed)),
                    Purpose::Say(what) => {
                        Self::Speech(Box::new(Speech::new(what.iter().cloned(), terms, seed, now)?))
                    }
                };
            }
        }
        Ok(())
    }

    pub(super) fn handle_datagram(&mut self, from: SocketAddr, bytes: &[u8], now: Instant) {
        match self {
            Self::None => {}
            Self::Echo(echo) => echo.handle_datagram(from, bytes),
            Self::Speech(speech) => speech.handle_datagram(from, bytes, now),
        }
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        if let Self::Speech(speech) = self {
            speech.handle_timeout(now);
        }
    }

    pub(super) fn next_deadline(&self) -> Option<Deadline> {
        match self {
            Self::None | Self::Echo(_) => None,
            Self::Speech(speech) => Some(speech.next_deadline()),
        }
    }

    pub(super) fn poll_datagram(&mut self) -> Option<(SocketAddr, Bytes)> {
        match self {
            Self::None => None,
            Self::Echo(echo) => echo.poll_datagram(),
            Self::Speech(speech) => speech.poll_datagram(),
        }
    }

    /// The voice, if there is one.
    pub(super) fn speech(&mut self) -> Option<&mut Speech> {
        match self {
            Self::None | Self::Echo(_) => None,
            Self::Speech(speech) => Some(speech),
        }
    }

    /// Since when everything is said that was to be said.
    pub(super) const fn finished_at(&self) -> Option<Instant> {
        match self {
            Self::None | Self::Echo(_) => None,
            Self::Speech(speech) => speech.finished_at(),
        }
    }

    pub(super) fn close(&mut self, now: Instant) {
        match self {
            Self::None | Self::Echo(_) => {}
            Self::Speech(speech) => speech.close(now),
        }
    }
}

//! What an extension does with sound: send it back, or speak.

use std::net::SocketAddr;
use std::time::Instant;

use bytes::Bytes;
use clock::{Deadline, Now};
use media::{CodecError, Terms};

use super::echo::Echo;
use super::speech::{GREETING, RECALL, Speech};

/// What the sound of a call is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Sends back what it hears.
    Echo,
    /// Greets, over and over.
    Greet,
    /// Says once that it will call back.
    Announce,
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
        purpose: Purpose,
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
                    Purpose::Greet => {
                        Self::Speech(Box::new(Speech::new(&GREETING, terms, seed, now)?))
                    }
                    Purpose::Announce => {
                        Self::Speech(Box::new(Speech::new(&RECALL, terms, seed, now)?))
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
        match self {
            Self::None | Self::Echo(_) => {}
            Self::Speech(speech) => speech.handle_timeout(now),
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

    /// Whether everything was said that was to be said once.
    pub(super) const fn is_finished(&self) -> bool {
        match self {
            Self::None | Self::Echo(_) => false,
            Self::Speech(speech) => speech.is_finished(),
        }
    }

    pub(super) fn close(&mut self, now: Instant) {
        match self {
            Self::None | Self::Echo(_) => {}
            Self::Speech(speech) => speech.close(now),
        }
    }
}

//! Streams: opened, changed, joined, muted, closed.

use std::sync::Arc;
use std::time::Instant;

use clock::{Now, Timestamp};
use media::{Digit, Session, Settings, Terms};
use rtrb::RingBuffer;

use super::{DATAGRAMS, Sound};
use crate::engine::{Command, MAX_STREAMS};
use crate::network::{Brought, Line};
use crate::stream::{Converters, Marks, Stream, Update};
use crate::{MediaPort, OpenError, StreamId};

impl Sound {
    /// Opens a stream. It hears the microphone and is heard at once unless another one is
    /// ([`Sound::focus`]).
    pub fn open(
        &self,
        stream: StreamId,
        port: MediaPort,
        settings: Settings,
    ) -> Result<(), OpenError> {
        let opened_at = Instant::now();
        let mut desk = self.desk();
        if desk.streams.contains(&stream) {
            return Err(OpenError::AlreadyOpen);
        }
        if desk.streams.len() == MAX_STREAMS {
            return Err(OpenError::TooMany);
        }
        let now = Now { instant: opened_at, timestamp: Timestamp::now() };
        let session = Session::new(settings, now)?;
        let (incoming, incoming_taken) = RingBuffer::new(DATAGRAMS);
        let (outgoing, outgoing_taken) = RingBuffer::new(DATAGRAMS);
        let marks = Arc::new(Marks::new(opened_at));
        let line = Line::new(stream, port, incoming, outgoing_taken, Arc::clone(&marks));
        self.bring(Brought::Line(line));
        let opened = Stream::new(stream, session, incoming_taken, outgoing, marks);
        self.command(&mut desk, Command::Open(Box::new(opened)));
        desk.streams.insert(stream);
        self.follow_needs(&mut desk);
        Ok(())
    }

    /// Lets a stream go on through other sockets, as when this machine has another address. All that
    /// the far end knows it by stays as it is: its source, its numbers, what waits to be heard.
    pub fn change_port(&self, stream: StreamId, port: MediaPort) -> Result<(), OpenError> {
        if !self.desk().streams.contains(&stream) {
            return Err(OpenError::Unknown);
        }
        self.bring(Brought::Port(stream, port));
        Ok(())
    }

    fn bring(&self, brought: Brought) {
        if self.lines.send(brought).is_err() {
            tracing::error!("the network thread is gone");
        }
        self.wake_network();
    }

    /// Brings new terms from a new offer.
    pub fn update(&self, stream: StreamId, terms: Terms) -> Result<(), OpenError> {
        let mut desk = self.desk();
        if !desk.streams.contains(&stream) {
            return Err(OpenError::Unknown);
        }
        let converters = Converters::new(terms.codec);
        let update = Update { stream, terms: Some(terms), converters };
        self.command(&mut desk, Command::Update(Box::new(update)));
        Ok(())
    }

    /// Closes a stream; [`Event::Ended`](crate::Event::Ended) brings its last counters.
    pub fn close(&self, stream: StreamId) {
        let mut desk = self.desk();
        if desk.streams.remove(&stream) {
            self.command(&mut desk, Command::Close(stream));
            self.follow_needs(&mut desk);
        }
    }

    /// Chooses the stream that hears the microphone and is heard; the others send silence. Without
    /// a choice the next stream that is opened gets it.
    pub fn focus(&self, stream: Option<StreamId>) {
        self.command(&mut self.desk(), Command::Focus(stream));
    }

    /// Joins streams in a conference: each hears the microphone and all others, the loudspeaker plays
    /// all of them. Replaces the conference before it; fewer than two streams are none. While the
    /// stream in focus is one of them, all of them are in focus; focus moves to the first of them
    /// unless it is one of them already.
    ///
    /// A stream that is closed leaves; one on hold (any direction but both) is left out until it is
    /// back. With the focus elsewhere the joined ones go on hearing each other without the person.
    pub fn join(&self, streams: &[StreamId]) {
        let joined = streams.iter().copied().take(MAX_STREAMS).collect();
        self.command(&mut self.desk(), Command::Join(joined));
    }

    /// Sends silence in place of the microphone, or the microphone again. In a conference a muted
    /// stream still hears the others.
    pub fn mute(&self, stream: StreamId, is_muted: bool) {
        self.command(&mut self.desk(), Command::Mute(stream, is_muted));
    }

    /// Queues key presses (RFC 4733); a stream whose far end takes none ignores them.
    pub fn send_digits(&self, stream: StreamId, digits: &[Digit]) {
        let mut desk = self.desk();
        for digit in digits {
            self.command(&mut desk, Command::Digit(stream, *digit));
        }
    }
}

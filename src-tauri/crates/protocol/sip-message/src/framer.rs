//! Cuts a stream into messages and keep-alives.
//!
//! ```text
//!            head and length known                 a start line
//! Between ─────────────────────────▶ Message   ┌──────────────────┐
//!    ▲  │                               │      ▼                  │
//!    │  └─ no length to go by ──▶ (head alone) ──▶ Seeking ───────┘
//!    └────── whole body in ─────────────┘             │ too long
//!                                                     ▼
//!         head without end ─────────────────────▶  Broken
//! ```
//!
//! Source: RFC 3261 §18.3, §7.5 (blank lines before a message), RFC 5626 §3.5.1 (CRLF ping and pong).

mod head;

use bytes::{Buf, Bytes, BytesMut};

use crate::read::Limits;
use head::Length;

/// Cuts a stream into messages and keep-alives; the same bytes give the same frames however they
/// were cut on their way.
///
/// A message whose length cannot be told costs that message alone: its head is given out, and
/// everything up to the next start line is passed over. After every [`Framer::push`] the frames are
/// to be taken until there are none: what is waiting then is one unfinished message at most.
#[derive(Debug)]
pub struct Framer {
    limits: Limits,
    buffer: BytesMut,
    state: State,
}

/// What came over the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// One whole message.
    Message(Bytes),
    /// The far end asks whether we are there: the second of two `CRLF`.
    Ping,
    /// The far end answers: a `CRLF`. The first half of a ping looks the same and is given as one too,
    /// since nobody can tell before the second half is there; it proves life as well.
    Pong,
    /// Nothing more can be read from this stream; close it. Every later call gives `None`.
    Broken(FramingError),
}

/// Why nothing more can be read from a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FramingError {
    #[error("headers of more than {0} octets")]
    HeadersTooLong(usize),
    /// What follows a message without a usable length holds no start line.
    #[error("no start line within {0} octets")]
    Lost(usize),
}

#[derive(Debug)]
enum State {
    /// Before a message: blank lines are keep-alives. `after_blank`: one just went by.
    Between {
        after_blank: bool,
    },
    /// In a head that has no end yet.
    Head {
        search: head::Search,
    },
    /// In a body: the message is whole at `length` octets of the buffer.
    Body {
        length: usize,
    },
    /// Passing over the body of a message that was too long to keep.
    Skipping {
        left: usize,
    },
    /// Passing over lines until one is a start line.
    Seeking {
        passed: usize,
        line_octets_seen: usize,
    },
    Broken,
}

/// Octets that may be passed over in search of a start line.
const SEEK_MAX: usize = 1024 * 1024;

impl Framer {
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, buffer: BytesMut::new(), state: State::Between { after_blank: false } }
    }

    /// Takes what came next.
    pub fn push(&mut self, bytes: &[u8]) {
        match self.state {
            State::Broken => {}
            State::Between { .. }
            | State::Head { .. }
            | State::Body { .. }
            | State::Skipping { .. }
            | State::Seeking { .. } => {
                self.buffer.extend_from_slice(bytes);
            }
        }
    }

    fn between(&mut self, after_blank: bool) -> Step {
        match (self.buffer.first(), self.buffer.get(1)) {
            (None, _) | (Some(b'\r'), None) => Step::Starve,
            (Some(b'\r'), Some(b'\n')) => {
                self.buffer.advance(2);
                self.state = State::Between { after_blank: !after_blank };
                Step::Give(if after_blank { Frame::Ping } else { Frame::Pong })
            }
            (Some(b'\n' | b'\r'), _) => {
                self.buffer.advance(1);
                Step::Again
            }
            (Some(_), _) => {
                self.state = State::Head { search: head::Search::default() };
                Step::Again
            }
        }
    }

    fn head(&mut self, mut search: head::Search) -> Step {
        let Some(head_bytes) = search.end(&self.buffer) else {
            if self.buffer.len() > self.limits.header_bytes {
                return self.fail(FramingError::HeadersTooLong(self.limits.header_bytes));
            }
            self.state = State::Head { search };
            return Step::Starve;
        };
        if head_bytes > self.limits.header_bytes {
            return self.fail(FramingError::HeadersTooLong(self.limits.header_bytes));
        }
        let head = self.buffer.get(..head_bytes).unwrap_or_default();
        match head::length(head) {
            Length::Octets(body_bytes) if body_bytes <= self.limits.body_bytes => {
                self.state = State::Body { length: head_bytes + body_bytes };
                Step::Again
            }
            Length::Octets(body_bytes) => {
                self.state = State::Skipping { left: body_bytes };
                self.give_head(head_bytes)
            }
            Length::None => {
                self.state = State::Between { after_blank: false };
                self.give_head(head_bytes)
            }
            Length::Unknown => {
                self.state = State::Seeking { passed: 0, line_octets_seen: 0 };
                self.give_head(head_bytes)
            }
        }
    }

    fn body(&mut self, length: usize) -> Step {
        if self.buffer.len() < length {
            return Step::Starve;
        }
        self.state = State::Between { after_blank: false };
        self.give_head(length)
    }

    fn skip(&mut self, left: usize) -> Step {
        let here = left.min(self.buffer.len());
        self.buffer.advance(here);
        if left == here {
            self.state = State::Between { after_blank: false };
            return Step::Again;
        }
        self.state = State::Skipping { left: left - here };
        Step::Starve
    }

    /// Passes over one line unless it is a start line.
    fn seek(&mut self, passed: usize, line_octets_seen: usize) -> Step {
        let rest = self.buffer.get(line_octets_seen..).unwrap_or_default();
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
            if passed + self.buffer.len() > SEEK_MAX {
                return self.fail(FramingError::Lost(SEEK_MAX));
            }
            self.state = State::Seeking { passed, line_octets_seen: self.buffer.len() };
            return Step::Starve;
        };
        let line_octets = line_octets_seen + end + 1;
        if head::is_start_line(self.buffer.get(..line_octets).unwrap_or_default()) {
            self.state = State::Head { search: head::Search::default() };
            return Step::Again;
        }
        if passed + line_octets > SEEK_MAX {
            return self.fail(FramingError::Lost(SEEK_MAX));
        }
        self.buffer.advance(line_octets);
        self.state = State::Seeking { passed: passed + line_octets, line_octets_seen: 0 };
        Step::Again
    }

    fn give_head(&mut self, octets: usize) -> Step {
        Step::Give(Frame::Message(self.buffer.split_to(octets.min(self.buffer.len())).freeze()))
    }

    fn fail(&mut self, why: FramingError) -> Step {
        self.state = State::Broken;
        self.buffer = BytesMut::new();
        Step::Give(Frame::Broken(why))
    }
}

/// What one look at the buffer came to.
enum Step {
    Give(Frame),
    Again,
    /// More bytes are needed.
    Starve,
}

impl Default for Framer {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

/// Gives the next whole frame; `None` until more bytes come.
impl Iterator for Framer {
    type Item = Frame;

    fn next(&mut self) -> Option<Frame> {
        loop {
            let step = match self.state {
                State::Between { after_blank } => self.between(after_blank),
                State::Head { search } => self.head(search),
                State::Body { length } => self.body(length),
                State::Skipping { left } => self.skip(left),
                State::Seeking { passed, line_octets_seen } => self.seek(passed, line_octets_seen),
                State::Broken => Step::Starve,
            };
            match step {
                Step::Give(frame) => return Some(frame),
                Step::Again => {}
                Step::Starve => return None,
            }
        }
    }
}

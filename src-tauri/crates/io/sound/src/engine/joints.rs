//! What joins the real-time thread with the others: what it is told, what it hands out.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use media::Digit;
use mio::Waker;
use rtrb::{Consumer, Producer};

use crate::bell::Bell;
use crate::sink::Sink;
use crate::source::Source;
use crate::stream::{Stream, Update};
use crate::tone::TonePlayer;
use crate::{Event, StreamId, Volumes};

/// What the handle tells the engine.
#[derive(Debug)]
pub(crate) enum Command {
    Open(Box<Stream>),
    Update(Box<Update>),
    Close(StreamId),
    Focus(Option<StreamId>),
    Join(Vec<StreamId>),
    Mute(StreamId, bool),
    Digit(StreamId, Digit),
    Tone(Option<TonePlayer>),
    Waiting(Option<TonePlayer>),
    Key(Digit),
    Volumes(Volumes),
    Ring(Option<Bell>),
    /// The level of the bell that rings.
    RingGain(f32),
}

/// Which devices the engine shall use from now on.
#[derive(Debug)]
pub(crate) enum Fit {
    Input(Source),
    Output(Sink),
    /// A place that only rings, by its number.
    Ring(usize, Option<Sink>),
    /// Whether the output rings too.
    RingInOutput(bool),
}

/// What the engine hands to the network thread besides datagrams.
#[derive(Debug)]
pub(crate) enum Notice {
    Event(Event),
    Retired(Retired),
}

/// Something the engine needs no more; dropping it may take time.
#[derive(Debug)]
#[expect(dead_code, reason = "carried to another thread only to be dropped there")]
pub(crate) enum Retired {
    Stream(Box<Stream>),
    Update(Box<Update>),
    Source(Source),
    Sink(Sink),
    Bell(Bell),
    Joined(Vec<StreamId>),
}

/// The rings and signals that join the engine with the other threads.
pub(crate) struct Joints {
    pub(crate) commands: Consumer<Command>,
    pub(crate) fits: Consumer<Fit>,
    pub(crate) notices: Producer<Notice>,
    pub(crate) network: Arc<Waker>,
    pub(crate) stop: Arc<AtomicBool>,
}

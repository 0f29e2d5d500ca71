//! An open connection at work: reads, writes, answers pings, and knows when to give up.
//!
//! Source: RFC 3261 §18.3 (framing), RFC 5626 §3.5.1 (ping and pong), §4.4.1 (a missing pong).

use std::io;

use bytes::{Buf, Bytes};
use sip_agent::Input;
use sip_agent::wire::{Flow, TransportError};
use sip_message::{Frame, Framer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::time::Instant;

use crate::backlog::Gone;
use crate::connection::{Connection, Ended};
use crate::order::{Order, Outgoing};
use crate::trace;

/// Octets read at once.
const READ: usize = 16 * 1024;

/// Pongs owed at once; a peer that asks more often than it reads gets no more.
const PONGS: u32 = 8;

const PING: Bytes = Bytes::from_static(b"\r\n\r\n");
const PONG: Bytes = Bytes::from_static(b"\r\n");

/// An open connection.
pub(super) struct Serving<S> {
    connection: Connection,
    flow: Flow,
    is_accepted: bool,
    input: ReadHalf<S>,
    output: WriteHalf<S>,
    framer: Framer,
    buffer: Box<[u8]>,
    writing: Option<Writing>,
    last_traffic: Instant,
    owed_pongs: u32,
    /// The flow has failed if no pong is in by then.
    pong_due: Option<Instant>,
}

/// What is being written; flushed once nothing remains.
struct Writing {
    whole: usize,
    rest: Bytes,
    /// `None` for keep-alives.
    message: Option<Box<Outgoing>>,
    due: Instant,
}

/// Everything that can wake the task; nothing else can.
enum Wake {
    Order(Order),
    Read(io::Result<usize>),
    Wrote(io::Result<Step>),
    Delivered,
    Due,
    Stop,
}

/// How far writing has come.
enum Step {
    More,
    Done,
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Serving<S> {
    pub(super) fn new(connection: Connection, stream: S, flow: Flow, is_accepted: bool) -> Self {
        let (input, output) = tokio::io::split(stream);
        tracing::debug!(flow = flow.id.0, transport = %flow.transport, is_accepted, "flow open");
        Self {
            connection,
            flow,
            is_accepted,
            input,
            output,
            framer: Framer::default(),
            buffer: vec![0; READ].into_boxed_slice(),
            writing: None,
            last_traffic: Instant::now(),
            owed_pongs: 0,
            pong_due: None,
        }
    }

    /// Runs until the connection is of no more use.
    pub(super) async fn run(mut self) -> Ended {
        let why = loop {
            match self.wake().await {
                Wake::Order(order) => self.begin(order),
                Wake::Read(Ok(0)) => break TransportError::Closed,
                Wake::Read(Ok(size)) => {
                    self.touch();
                    self.framer.push(self.buffer.get(..size).unwrap_or_default());
                    // Checked here as well: one who never stops sending must not outrun the timers.
                    if let Some(why) = self.take_frames().err().or_else(|| self.overdue()) {
                        break why;
                    }
                }
                Wake::Delivered => {
                    if let Err(why) = self.take_frames() {
                        break why;
                    }
                }
                Wake::Wrote(Ok(Step::More)) => self.touch(),
                Wake::Wrote(Ok(Step::Done)) => self.writing = None,
                Wake::Read(Err(error)) | Wake::Wrote(Err(error)) => break stream_error(&error),
                Wake::Due => {
                    if let Some(why) = self.overdue() {
                        break why;
                    }
                }
                Wake::Stop => {
                    self.leave().await;
                    break TransportError::Closed;
                }
            }
            self.begin_pong();
        };
        tracing::debug!(flow = self.flow.id.0, %why, "flow closed");
        self.end(why).await
    }

    /// Every arm is cancel-safe: `recv`, `read`, `write`, `deliver`, a timer and `cancelled`.
    /// What has come in is read before a timer counts it as missing.
    async fn wake(&mut self) -> Wake {
        let due = self.due();
        let is_writing = self.writing.is_some();
        let Connection { queue, backlog, stop, .. } = &mut self.connection;
        let hears = backlog.is_empty();
        tokio::select! {
            biased;
            () = stop.cancelled() => Wake::Stop,
            size = self.input.read(&mut self.buffer), if hears => Wake::Read(size),
            wrote = write(&mut self.output, &mut self.writing), if is_writing => Wake::Wrote(wrote),
            order = queue.recv(), if !is_writing => order.map_or(Wake::Stop, Wake::Order),
            delivered = backlog.deliver() => match delivered {
                Ok(()) => Wake::Delivered,
                Err(Gone) => Wake::Stop,
            },
            () = tokio::time::sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {
                Wake::Due
            }
        }
    }

    fn touch(&mut self) {
        self.last_traffic = Instant::now();
        self.connection.activity.touch();
    }

    fn begin(&mut self, order: Order) {
        let now = Instant::now();
        match order {
            Order::Message(message) => {
                trace::message_out(&message.route, Some(self.flow.id), &message.bytes);
                self.write(message.bytes.clone(), Some(message));
            }
            Order::Ping(_flow) => {
                self.pong_due.get_or_insert(now + self.connection.waits.pong);
                self.write(PING, None);
            }
        }
    }

    fn begin_pong(&mut self) {
        if self.writing.is_none() && self.owed_pongs > 0 {
            self.owed_pongs -= 1;
            self.write(PONG, None);
        }
    }

    fn write(&mut self, bytes: Bytes, message: Option<Box<Outgoing>>) {
        let due = Instant::now() + self.connection.waits.write;
        self.writing = Some(Writing { whole: bytes.len(), rest: bytes, message, due });
    }

    /// Takes frames while the agent takes them; the rest stays in the framer, and nothing more is
    /// read until it is taken.
    fn take_frames(&mut self) -> Result<(), TransportError> {
        while self.connection.backlog.is_empty()
            && let Some(frame) = self.framer.next()
        {
            match frame {
                Frame::Message(bytes) => {
                    trace::message_in(&self.flow, &bytes);
                    self.tell(Input::Received { flow: self.flow, bytes });
                }
                Frame::Ping => self.owed_pongs = PONGS.min(self.owed_pongs + 1),
                Frame::Pong => {
                    self.pong_due = None;
                    self.tell(Input::Pong { flow: self.flow });
                }
                Frame::Broken(error) => {
                    tracing::warn!(flow = self.flow.id.0, %error, "unreadable stream");
                    return Err(TransportError::Closed);
                }
            }
        }
        Ok(())
    }

    fn tell(&mut self, input: Input) {
        self.connection.backlog.push(input);
    }

    fn due(&self) -> Option<Instant> {
        let pong_due = self.pong_due.filter(|_due| self.connection.backlog.is_empty());
        [self.writing.as_ref().map(|writing| writing.due), pong_due, self.idle_at()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Connections from outside are closed when nobody uses them.
    fn idle_at(&self) -> Option<Instant> {
        self.is_accepted.then(|| self.last_traffic + self.connection.waits.idle)
    }

    fn overdue(&self) -> Option<TransportError> {
        let now = Instant::now();
        // While the agent is behind, the pong may be among what is not yet read.
        let hears = self.connection.backlog.is_empty();
        let is_slow = self.writing.as_ref().is_some_and(|writing| writing.due <= now);
        let is_mute = hears && self.pong_due.is_some_and(|due| due <= now);
        let is_idle = self.idle_at().is_some_and(|due| due <= now);
        if is_slow || is_mute {
            tracing::debug!(flow = self.flow.id.0, is_slow, is_mute, "peer gone");
            Some(TransportError::TimedOut)
        } else if is_idle {
            Some(TransportError::Closed)
        } else {
            None
        }
    }

    /// Lets what is queued leave, then says good-bye; both for a limited time.
    async fn leave(&mut self) {
        let wait = self.connection.waits.close;
        let leaving = async {
            loop {
                while self.writing.is_some() {
                    match write(&mut self.output, &mut self.writing).await {
                        Ok(Step::More) => {}
                        Ok(Step::Done) => self.writing = None,
                        Err(_broken) => return,
                    }
                }
                match self.connection.queue.try_recv() {
                    Ok(order) => self.begin(order),
                    Err(_empty) => break,
                }
            }
            let _is_late = self.output.shutdown().await;
        };
        let _is_late = tokio::time::timeout(wait, leaving).await;
    }

    async fn end(mut self, why: TransportError) -> Ended {
        let mut untouched = None;
        if let Some(Writing { whole, rest, message: Some(message), .. }) = self.writing.take() {
            if rest.len() == whole {
                untouched = Some(message);
            } else {
                // Nobody knows whether the peer has read it; sending it again is the agent's choice.
                self.tell(message.failed(why));
            }
        }
        self.connection.end(Some(self.flow), why, untouched).await
    }
}

/// Writes a part of what is to be written, or flushes it when all is written.
///
/// Cancel-safe: `write_buf` advances `rest` only by what was taken, and flushing can be repeated.
async fn write<S: AsyncWrite>(
    output: &mut WriteHalf<S>,
    writing: &mut Option<Writing>,
) -> io::Result<Step> {
    let Some(writing) = writing else { return Ok(Step::Done) };
    if writing.rest.has_remaining() {
        match output.write_buf(&mut writing.rest).await? {
            0 => Err(io::ErrorKind::WriteZero.into()),
            _size => Ok(Step::More),
        }
    } else {
        output.flush().await.map(|()| Step::Done)
    }
}

fn stream_error(error: &io::Error) -> TransportError {
    if error.kind() == io::ErrorKind::TimedOut {
        TransportError::TimedOut
    } else {
        TransportError::Closed
    }
}

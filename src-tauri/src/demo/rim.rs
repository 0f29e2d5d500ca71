//! Sockets, clock and task of the demo PBX.
//!
//! One task owns the PBX; each socket has a reader that hands datagrams to it over one bounded
//! channel. A reader waits while the channel is full, and the socket's own buffer drops the rest.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use clock::{Deadline, Now};
use demo_pbx::{Channel, MediaId, Output, Pbx};
use jiff::Timestamp;
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::{CancellationToken, DropGuard};

/// Datagrams between the readers and the PBX.
const INBOX: usize = 256;

/// How often chance may give an odd port, or an even one whose neighbour is taken.
const PAIRS_TRIED: usize = 64;

/// The largest datagram that IPv4 carries.
const DATAGRAM_BYTES: usize = 65_535;

/// The PBX with its sockets.
#[derive(Debug)]
pub(super) struct Rim {
    pbx: Pbx,
    sip: Arc<UdpSocket>,
    media: BTreeMap<MediaId, Open>,
    sender: mpsc::Sender<Datagram>,
    inbox: mpsc::Receiver<Datagram>,
    readers: JoinSet<()>,
}

/// A media socket; its readers end when it is dropped.
#[derive(Debug)]
struct Open {
    socket: Arc<UdpSocket>,
    _readers: DropGuard,
}

/// What a reader read.
#[derive(Debug)]
struct Datagram {
    channel: Channel,
    from: SocketAddr,
    bytes: Vec<u8>,
}

/// Everything that can wake the task; nothing else can.
enum Wake {
    Came(Datagram),
    Due(Deadline),
    Stop,
}

impl Rim {
    pub(super) fn new(pbx: Pbx, sip: UdpSocket) -> Self {
        let (sender, inbox) = mpsc::channel(INBOX);
        let (sip, media, readers) = (Arc::new(sip), BTreeMap::new(), JoinSet::new());
        Self { pbx, sip, media, sender, inbox, readers }
    }

    /// Runs until `stop` is cancelled.
    pub(super) async fn run(mut self, stop: CancellationToken) {
        self.read(Channel::Sip, Arc::clone(&self.sip), stop.child_token());
        loop {
            while let Some(output) = self.pbx.poll_output() {
                self.follow(output, &stop).await;
            }
            while self.readers.try_join_next().is_some() {}
            match self.wake(&stop).await {
                Wake::Came(Datagram { channel, from, bytes }) => {
                    self.pbx.handle_datagram(channel, from, &bytes, now());
                }
                Wake::Due(deadline) => {
                    tracing::trace!(why = deadline.why, "demo PBX: deadline");
                    self.pbx.handle_timeout(now());
                }
                Wake::Stop => break,
            }
        }
        self.readers.shutdown().await;
    }

    /// Both arms are cancel-safe: a receiver loses nothing, a sleep is begun anew.
    async fn wake(&mut self, stop: &CancellationToken) -> Wake {
        let deadline = self.pbx.next_deadline();
        let due = async {
            match deadline {
                Some(deadline) => {
                    tokio::time::sleep_until(deadline.at.into()).await;
                    deadline
                }
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = stop.cancelled() => Wake::Stop,
            deadline = due => Wake::Due(deadline),
            datagram = self.inbox.recv() => datagram.map_or(Wake::Stop, Wake::Came),
        }
    }

    async fn follow(&mut self, output: Output, stop: &CancellationToken) {
        match output {
            Output::Send { channel, to, bytes } => {
                let socket = match channel {
                    Channel::Sip => Some(&self.sip),
                    Channel::Media(media) => self.media.get(&media).map(|open| &open.socket),
                };
                if let Some(socket) = socket
                    && let Err(error) = socket.send_to(&bytes, to).await
                {
                    tracing::debug!(%error, ?channel, "demo PBX: datagram lost");
                }
            }
            Output::OpenMedia { media } => {
                let port = match self.open(media, stop).await {
                    Ok(port) => Some(port),
                    Err(error) => {
                        tracing::warn!(%error, "demo PBX: no media socket");
                        None
                    }
                };
                self.pbx.handle_media_opened(media, port, now());
            }
            Output::CloseMedia { media } => drop(self.media.remove(&media)),
        }
    }

    async fn open(&mut self, media: MediaId, stop: &CancellationToken) -> io::Result<u16> {
        let (rtp, rtcp) = bind_pair(self.pbx.settings().media).await?;
        let port = rtp.local_addr()?.port();
        let socket = Arc::new(rtp);
        let readers = stop.child_token();
        // The PBX tells RTP and RTCP apart by what they say.
        for socket in [Arc::clone(&socket), Arc::new(rtcp)] {
            self.read(Channel::Media(media), socket, readers.clone());
        }
        self.media.insert(media, Open { socket, _readers: readers.drop_guard() });
        Ok(port)
    }

    fn read(&mut self, channel: Channel, socket: Arc<UdpSocket>, stop: CancellationToken) {
        let reader = Reader { channel, socket, inbox: self.sender.clone() };
        self.readers.spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = reader.run() => {}
            }
        });
    }
}

/// Reads one socket.
struct Reader {
    channel: Channel,
    socket: Arc<UdpSocket>,
    inbox: mpsc::Sender<Datagram>,
}

impl Reader {
    /// Runs until nobody wants its datagrams; may be dropped at any time.
    async fn run(self) {
        let mut buffer = vec![0; DATAGRAM_BYTES];
        loop {
            let (length, from) = match self.socket.recv_from(&mut buffer).await {
                Ok(came) => came,
                // Some systems tell here that an earlier datagram found nobody.
                Err(error) if error.kind() == io::ErrorKind::ConnectionReset => continue,
                Err(error) => {
                    tracing::warn!(%error, "demo PBX: socket unreadable");
                    return;
                }
            };
            let bytes = buffer.get(..length).unwrap_or_default().to_vec();
            let datagram = Datagram { channel: self.channel, from, bytes };
            if self.inbox.send(datagram).await.is_err() {
                return;
            }
        }
    }
}

/// A free even port for RTP and the next one for RTCP. Source: RFC 3550 §11.
async fn bind_pair(ip: IpAddr) -> io::Result<(UdpSocket, UdpSocket)> {
    let mut refused = io::Error::from(io::ErrorKind::AddrInUse);
    for _ in 0..PAIRS_TRIED {
        let rtp = UdpSocket::bind((ip, 0)).await?;
        let port = rtp.local_addr()?.port();
        if port.is_multiple_of(2) {
            match UdpSocket::bind((ip, port + 1)).await {
                Ok(rtcp) => return Ok((rtp, rtcp)),
                Err(error) => refused = error,
            }
        }
    }
    Err(refused)
}

fn now() -> Now {
    Now { instant: std::time::Instant::now(), timestamp: Timestamp::now() }
}

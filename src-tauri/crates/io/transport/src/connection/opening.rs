//! Opens a connection of ours: TCP, and TLS over it where the route asks for it.
//!
//! Source: RFC 3261 §18.1.1, RFC 5922 §7 (whom the certificate must name).

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use reach::Trust;
use sip_agent::wire::{Route, TransportError, TransportKind};
use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::settings::Waits;
use crate::tls::{config, handshake_error, server_name};

/// When an idle connection is first checked by the operating system, and how often then.
const PROBE_AFTER: Duration = Duration::from_secs(60);
const PROBE_EVERY: Duration = Duration::from_secs(10);

/// How long written bytes may stay unacknowledged before the connection counts as dead.
#[cfg(target_os = "linux")]
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

/// A connection to be opened.
#[derive(Debug)]
pub(crate) struct Opening {
    pub(crate) route: Route,
    /// The address to come from; `None` leaves it to the system.
    pub(crate) source: Option<SocketAddr>,
    pub(crate) trust: Arc<Trust>,
    pub(crate) waits: Waits,
}

/// An open connection.
#[derive(Debug)]
pub(super) enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Opening {
    pub(crate) const fn peer(&self) -> SocketAddr {
        self.route.peer
    }

    pub(super) async fn open(&self) -> Result<Stream, TransportError> {
        match self.route.transport {
            TransportKind::Udp => Err(TransportError::Unavailable),
            TransportKind::Tcp => Ok(Stream::Plain(self.connect().await?)),
            TransportKind::Tls => {
                let name = server_name(&self.route)?;
                let config = config(&self.trust, &self.route).await?;
                let stream = self.connect().await?;
                let handshake = TlsConnector::from(config).connect(name, stream);
                match tokio::time::timeout(self.waits.handshake, handshake).await {
                    Ok(Ok(stream)) => Ok(Stream::Tls(Box::new(stream))),
                    Ok(Err(error)) => Err(handshake_error(&error)),
                    Err(_elapsed) => Err(TransportError::TimedOut),
                }
            }
        }
    }

    async fn connect(&self) -> Result<TcpStream, TransportError> {
        let connecting = async {
            let socket = match self.route.peer {
                SocketAddr::V4(_) => TcpSocket::new_v4()?,
                SocketAddr::V6(_) => TcpSocket::new_v6()?,
            };
            if let Some(source) = self.source {
                socket.bind(source)?;
            }
            socket.connect(self.route.peer).await
        };
        match tokio::time::timeout(self.waits.connect, connecting).await {
            Ok(Ok(stream)) => {
                prepare(&stream);
                Ok(stream)
            }
            Ok(Err(error)) => {
                tracing::debug!(%error, "connection failed");
                Err(connect_error(&error))
            }
            Err(_elapsed) => Err(TransportError::TimedOut),
        }
    }
}

/// Messages leave at once, and a peer that vanished is noticed.
pub(crate) fn prepare(stream: &TcpStream) {
    let keep_alive = TcpKeepalive::new().with_time(PROBE_AFTER).with_interval(PROBE_EVERY);
    let socket = SockRef::from(stream);
    let prepared = stream.set_nodelay(true).and_then(|()| socket.set_tcp_keepalive(&keep_alive));
    #[cfg(target_os = "linux")]
    let prepared = prepared.and_then(|()| socket.set_tcp_user_timeout(Some(UNACKNOWLEDGED)));
    if let Err(error) = prepared {
        tracing::debug!(%error, "a connection keeps the system's own settings");
    }
}

fn connect_error(error: &io::Error) -> TransportError {
    use io::ErrorKind as Kind;

    let kind = error.kind();
    if kind == Kind::ConnectionRefused || kind == Kind::ConnectionReset {
        TransportError::Refused
    } else if kind == Kind::TimedOut {
        TransportError::TimedOut
    } else if kind == Kind::AddrNotAvailable || kind == Kind::Unsupported {
        TransportError::Unavailable
    } else {
        TransportError::Unreachable
    }
}

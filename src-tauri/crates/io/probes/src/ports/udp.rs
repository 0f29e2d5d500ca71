//! Datagrams to ports where nobody may listen, and who refuses them.
//!
//! A refusal by the very host says that the way to it is open. A refusal by somebody else on the way
//! is a packet filter. Only Linux tells them apart.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use faults::{Outcome, Says};
use tokio::net::UdpSocket;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use crate::socket;

/// What became of datagrams to one port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// Something came back.
    Came,
    /// Refused by the host itself.
    RefusedByHost,
    /// Refused, and it is not known by whom.
    Refused,
    /// Refused by somebody on the way.
    RefusedOnTheWay,
    /// It did not go, or nobody knows a way.
    Failed(Says),
    /// Nothing came.
    Nothing,
}

/// Sends to each port, all at once.
pub(super) async fn sample(ip: IpAddr, ports: &[u16], is_media: bool) -> Vec<Answer> {
    let mut asking = JoinSet::new();
    for &port in ports {
        asking.spawn(ask(SocketAddr::new(ip, port), is_media));
    }
    asking.join_all().await
}

/// What the answers of a few ports say about all.
pub(super) fn judge(answers: &[Answer], is_media: bool) -> (Outcome, Says) {
    let has = |wanted: Answer| answers.contains(&wanted);
    if has(Answer::RefusedOnTheWay) {
        return (Outcome::Bad, Says::UdpRefused);
    }
    if let Some(says) = answers.iter().find_map(|answer| match answer {
        Answer::Failed(says) => Some(*says),
        Answer::Came
        | Answer::RefusedByHost
        | Answer::Refused
        | Answer::RefusedOnTheWay
        | Answer::Nothing => None,
    }) {
        return (Outcome::Bad, says);
    }
    if has(Answer::Came) {
        (Outcome::Good, Says::UdpAnswered)
    } else if has(Answer::RefusedByHost) && is_media {
        (Outcome::Good, Says::UdpReached)
    } else if has(Answer::Refused) && is_media {
        // By the host, most likely, which is as it should be without a call; or by a filter.
        (Outcome::Unknown, Says::UdpRefused)
    } else if has(Answer::Refused) || has(Answer::RefusedByHost) {
        (Outcome::Bad, Says::UdpRefused)
    } else {
        (Outcome::Unknown, Says::UdpSilent)
    }
}

async fn ask(peer: SocketAddr, is_media: bool) -> Answer {
    match exchange(peer, is_media).await {
        Ok(answer) => answer,
        Err(error) => {
            let says = socket::refusal(&error);
            if says == Says::PortRefused { Answer::Refused } else { Answer::Failed(says) }
        }
    }
}

async fn exchange(peer: SocketAddr, is_media: bool) -> io::Result<Answer> {
    let socket = socket::datagrams(peer)?;
    offender::listen(&socket, peer);
    let packet = if is_media { crate::path::rtp_packet(0, 0, 0) } else { vec![0; 4] };
    let mut buffer = [0; 64];
    for _attempt in 0..ATTEMPTS {
        if let Err(error) = socket.send(&packet).await {
            return refused(&socket, peer, error);
        }
        match timeout_at(Instant::now() + PAUSE, socket.recv(&mut buffer)).await {
            Ok(Ok(_)) => return Ok(Answer::Came),
            Ok(Err(error)) => return refused(&socket, peer, error),
            Err(_elapsed) => {}
        }
    }
    Ok(Answer::Nothing)
}

/// Who refused it, where the system tells; any other error stays what it is.
fn refused(socket: &UdpSocket, peer: SocketAddr, error: io::Error) -> io::Result<Answer> {
    match offender::take(socket) {
        Some(ip) if ip == peer.ip() && error.kind() == io::ErrorKind::ConnectionRefused => {
            Ok(Answer::RefusedByHost)
        }
        Some(ip) if ip != peer.ip() => Ok(Answer::RefusedOnTheWay),
        Some(_) | None => Err(error),
    }
}

const ATTEMPTS: usize = 3;
const PAUSE: Duration = Duration::from_millis(700);

/// Who sent the ICMP message. Source: ip(7) `IP_RECVERR`.
#[cfg(target_os = "linux")]
mod offender {
    use std::io::IoSliceMut;
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
    use std::os::fd::AsRawFd as _;

    use nix::libc::{sock_extended_err, sockaddr_in6};
    use nix::sys::socket::sockopt::{Ipv4RecvErr, Ipv6RecvErr};
    use nix::sys::socket::{ControlMessageOwned, MsgFlags, SockaddrStorage, recvmsg, setsockopt};
    use tokio::net::UdpSocket;

    /// Asks the system to keep refusals with their senders.
    pub(super) fn listen(socket: &UdpSocket, peer: SocketAddr) {
        // Without it a refusal is still told, only not by whom.
        let _not_told = match peer {
            SocketAddr::V4(_) => setsockopt(socket, Ipv4RecvErr, &true),
            SocketAddr::V6(_) => setsockopt(socket, Ipv6RecvErr, &true),
        };
    }

    pub(super) fn take(socket: &UdpSocket) -> Option<IpAddr> {
        let mut quoted = [0; 64];
        let mut parts = [IoSliceMut::new(&mut quoted)];
        let mut control = nix::cmsg_space!(sock_extended_err, sockaddr_in6);
        let flags = MsgFlags::MSG_ERRQUEUE | MsgFlags::MSG_DONTWAIT;
        let message =
            recvmsg::<SockaddrStorage>(socket.as_raw_fd(), &mut parts, Some(&mut control), flags)
                .ok()?;
        message.cmsgs().ok()?.find_map(|part| sender(&part))
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the library's enum is open")]
    fn sender(part: &ControlMessageOwned) -> Option<IpAddr> {
        match part {
            ControlMessageOwned::Ipv4RecvErr(_, Some(from)) => {
                Some(Ipv4Addr::from(u32::from_be(from.sin_addr.s_addr)).into())
            }
            ControlMessageOwned::Ipv6RecvErr(_, Some(from)) => {
                Some(Ipv6Addr::from(from.sin6_addr.s6_addr).into())
            }
            _ => None,
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod offender {
    use std::net::{IpAddr, SocketAddr};

    use tokio::net::UdpSocket;

    pub(super) const fn listen(_socket: &UdpSocket, _peer: SocketAddr) {}

    pub(super) const fn take(_socket: &UdpSocket) -> Option<IpAddr> {
        None
    }
}

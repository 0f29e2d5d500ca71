//! Reads from the operating system which peers refused a datagram.
//!
//! Linux keeps ICMP answers in a queue of the socket, with the address the datagram was for. Other
//! systems do not tell that of an unconnected socket; there a dead server shows by its silence.
//!
//! Source: RFC 3261 §18.4, ip(7) `IP_RECVERR`.

use std::net::SocketAddr;

use sip_agent::wire::TransportError;

/// A peer whose machine, or a machine on the way, refused a datagram.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) peer: SocketAddr,
    pub(super) why: TransportError,
}

#[cfg(target_os = "linux")]
pub(super) use linux::{INTEREST, take};

#[cfg(not(target_os = "linux"))]
pub(super) const INTEREST: tokio::io::Interest = tokio::io::Interest::READABLE;

#[cfg(not(target_os = "linux"))]
pub(super) const fn take(_socket: &tokio::net::UdpSocket) -> Vec<Refusal> {
    Vec::new()
}

#[cfg(target_os = "linux")]
mod linux {
    use std::io::{self, IoSliceMut};
    use std::net::SocketAddr;
    use std::os::fd::AsRawFd;

    use nix::errno::Errno;
    use nix::libc::{sock_extended_err, sockaddr_in6};
    use nix::sys::socket::{ControlMessageOwned, MsgFlags, SockaddrStorage, recvmsg};
    use sip_agent::wire::TransportError;
    use tokio::io::Interest;
    use tokio::net::UdpSocket;

    use super::Refusal;

    pub(in super::super) const INTEREST: Interest = Interest::READABLE.add(Interest::ERROR);

    /// Refusals read before others get their turn.
    const BURST: usize = 32;

    /// What a refused datagram is quoted into; nothing of it is needed.
    const QUOTED: usize = 64;

    /// Takes the refusals told since the last call.
    pub(in super::super) fn take(socket: &UdpSocket) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        for _turn in 0..BURST {
            // Through tokio, so that it learns when the queue is empty.
            match socket.try_io(Interest::ERROR, || Ok(read_one(socket)?)) {
                Ok(refusal) => refusals.extend(refusal),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => {
                    tracing::debug!(%error, "refusals cannot be read");
                    break;
                }
            }
        }
        refusals
    }

    fn read_one(socket: &UdpSocket) -> Result<Option<Refusal>, Errno> {
        let mut quoted = [0; QUOTED];
        let mut parts = [IoSliceMut::new(&mut quoted)];
        let mut control = nix::cmsg_space!(sock_extended_err, sockaddr_in6);
        let message = recvmsg::<SockaddrStorage>(
            socket.as_raw_fd(),
            &mut parts,
            Some(&mut control),
            MsgFlags::MSG_ERRQUEUE | MsgFlags::MSG_DONTWAIT,
        )?;
        let why = message.cmsgs()?.find_map(|part| reason(&part));
        let peer = message.address.as_ref().and_then(address);
        Ok(why.zip(peer).map(|(why, peer)| Refusal { peer, why }))
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the library's enum is open")]
    fn reason(part: &ControlMessageOwned) -> Option<TransportError> {
        let code = match part {
            ControlMessageOwned::Ipv4RecvErr(error, _offender) => error.ee_errno,
            ControlMessageOwned::Ipv6RecvErr(error, _offender) => error.ee_errno,
            _ => return None,
        };
        let errno = Errno::from_raw(i32::try_from(code).ok()?);
        if errno == Errno::ECONNREFUSED {
            Some(TransportError::Refused)
        } else if errno == Errno::EMSGSIZE {
            Some(TransportError::TooLarge)
        } else {
            Some(TransportError::Unreachable)
        }
    }

    fn address(storage: &SockaddrStorage) -> Option<SocketAddr> {
        let v4 = storage.as_sockaddr_in().map(|&v4| SocketAddr::from(v4));
        v4.or_else(|| storage.as_sockaddr_in6().map(|&v6| SocketAddr::from(v6)))
    }
}

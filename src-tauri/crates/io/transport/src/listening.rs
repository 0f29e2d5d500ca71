//! Opens the sockets that others reach us at, all with one port.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};

use redact::Redacted;
use socket2::{Domain, Protocol, Socket, Type};

use crate::settings::Settings;
use crate::transport::StartError;

/// How often another free port is tried when UDP has taken the one that TCP got.
const ATTEMPTS: usize = 32;

/// How many connections may wait to be accepted.
const ACCEPT_QUEUE: i32 = 64;

/// The sockets that others reach us at.
#[derive(Debug)]
pub(crate) struct Listening {
    pub(crate) port: u16,
    /// One per local address: so every datagram leaves from the address it should, and each one
    /// that comes in tells where it arrived, on every operating system alike.
    pub(crate) datagrams: Vec<UdpSocket>,
    pub(crate) listeners: Vec<TcpListener>,
}

impl Listening {
    pub(crate) fn open(settings: &Settings) -> Result<Self, StartError> {
        let port = settings.port.unwrap_or(0);
        let mut attempts = if port == 0 { ATTEMPTS } else { 1 };
        loop {
            attempts -= 1;
            match Self::open_at(&settings.bind, port) {
                Err(StartError::InUse(_)) if attempts > 0 => {}
                outcome => return outcome,
            }
        }
    }

    fn open_at(bind: &[IpAddr], port: u16) -> Result<Self, StartError> {
        let mut listening = Self { port, datagrams: Vec::new(), listeners: Vec::new() };
        for &ip in bind {
            listening.listen(ip)?;
        }
        if listening.listeners.is_empty() {
            return Err(StartError::NoAddress);
        }
        for address in local_addresses(bind, listening.port) {
            match open_datagrams(address) {
                Ok(socket) => listening.datagrams.push(socket),
                // An address that was not asked for by name may be coming or going.
                Err(error) if is_absent(&error) && !bind.contains(&address.ip()) => {
                    tracing::debug!(address = %Redacted(address), %error, "address left out");
                }
                Err(error) => return Err(start_error(address, error)),
            }
        }
        Ok(listening)
    }

    fn listen(&mut self, ip: IpAddr) -> Result<(), StartError> {
        let address = SocketAddr::new(ip, self.port);
        match open_listener(address) {
            Ok(listener) => {
                self.port = listener.local_addr().map_err(StartError::Socket)?.port();
                self.listeners.push(listener);
                Ok(())
            }
            // A machine without IPv6 is no reason not to start.
            Err(error) if is_absent(&error) && ip.is_unspecified() => {
                tracing::debug!(%ip, %error, "address family left out");
                Ok(())
            }
            Err(error) => Err(start_error(address, error)),
        }
    }
}

/// Opens a UDP socket at one local address.
pub(crate) fn open_datagrams(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
    prepare(&socket, address)?;
    let socket = UdpSocket::from(socket);
    report_errors(&socket, address);
    Ok(socket)
}

fn open_listener(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // Elsewhere than on Unix it would let another program take the port over.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    prepare(&socket, address)?;
    socket.listen(ACCEPT_QUEUE)?;
    Ok(TcpListener::from(socket))
}

fn prepare(socket: &Socket, address: SocketAddr) -> io::Result<()> {
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())
}

/// Asks the system to tell of datagrams that were refused, and by whom.
#[cfg(target_os = "linux")]
fn report_errors(socket: &UdpSocket, address: SocketAddr) {
    use nix::sys::socket::{setsockopt, sockopt};

    let asked = if address.is_ipv6() {
        setsockopt(socket, sockopt::Ipv6RecvErr, &true)
    } else {
        setsockopt(socket, sockopt::Ipv4RecvErr, &true)
    };
    if let Err(error) = asked {
        tracing::debug!(%error, "refused datagrams will not be told");
    }
}

#[cfg(not(target_os = "linux"))]
const fn report_errors(_socket: &UdpSocket, _address: SocketAddr) {}

/// The addresses that `bind` stands for at this moment.
fn local_addresses(bind: &[IpAddr], port: u16) -> Vec<SocketAddr> {
    let mut addresses: Vec<SocketAddr> = Vec::new();
    let mut add = |ip: IpAddr| {
        let address = SocketAddr::new(ip, port);
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    };
    bind.iter().filter(|ip| !ip.is_unspecified()).for_each(|&ip| add(ip));
    if bind.iter().any(IpAddr::is_unspecified) {
        match if_addrs::get_if_addrs() {
            Ok(interfaces) => interfaces
                .iter()
                // Link-local addresses are of no use without their scope; they are opened when a
                // peer is met there.
                .filter(|interface| !interface.is_link_local())
                .map(if_addrs::Interface::ip)
                .filter(|ip| bind.iter().any(|any| any.is_unspecified() && is_same_family(any, ip)))
                .for_each(&mut add),
            Err(error) => tracing::warn!(%error, "the addresses of this machine are not known"),
        }
    }
    addresses
}

const fn is_same_family(one: &IpAddr, other: &IpAddr) -> bool {
    one.is_ipv4() == other.is_ipv4()
}

fn is_absent(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::AddrNotAvailable
        || error.kind() == io::ErrorKind::Unsupported
        // Address family not supported: Unix, Windows.
        || matches!(error.raw_os_error(), Some(97 | 47 | 10047))
}

fn start_error(address: SocketAddr, error: io::Error) -> StartError {
    use io::ErrorKind as Kind;

    let kind = error.kind();
    if kind == Kind::AddrInUse {
        StartError::InUse(address)
    } else if kind == Kind::AddrNotAvailable {
        StartError::NoSuchAddress(address)
    } else if kind == Kind::PermissionDenied {
        StartError::NotPermitted(address)
    } else {
        StartError::Socket(error)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn all_sockets_share_one_free_port() {
        let listening = Listening::open(&Settings::default()).unwrap();

        let of_streams = listening.listeners.iter().map(|socket| socket.local_addr().unwrap());
        let of_datagrams = listening.datagrams.iter().map(|socket| socket.local_addr().unwrap());
        let ports: Vec<u16> = of_streams.chain(of_datagrams).map(|at| at.port()).collect();
        assert!(ports.len() >= 2, "{ports:?}");
        assert!(ports.iter().all(|&port| port == listening.port && port != 0), "{ports:?}");
    }

    #[test]
    fn a_port_in_use_is_told() {
        let taken = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let settings = Settings {
            bind: vec![Ipv4Addr::LOCALHOST.into()],
            port: Some(port),
            ..Settings::default()
        };

        let refused = Listening::open(&settings).unwrap_err();

        assert!(matches!(refused, StartError::InUse(at) if at.port() == port), "{refused:?}");
    }

    #[test]
    fn an_address_of_another_machine_is_told() {
        let settings = Settings { bind: vec!["192.0.2.1".parse().unwrap()], ..Settings::default() };

        let refused = Listening::open(&settings).unwrap_err();

        assert!(matches!(refused, StartError::NoSuchAddress(_)), "{refused:?}");
    }

    #[test]
    fn nothing_to_listen_at_is_refused() {
        let settings = Settings { bind: Vec::new(), ..Settings::default() };

        assert!(matches!(Listening::open(&settings), Err(StartError::NoAddress)));
    }
}

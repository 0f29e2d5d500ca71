//! Loopback addresses and ports that nobody else has.
//!
//! Every server gets an address of its own out of 127.64.0.0/10, so the well-known ports are free
//! on it and two labs side by side do not meet.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::sync::atomic::{AtomicU8, Ordering};

use anyhow::Context;

static NEXT: AtomicU8 = AtomicU8::new(1);

/// Gives an IPv4 loopback address on which no one listens at 5060 or 5061.
///
/// # Errors
/// When all addresses of this process are taken.
pub fn own_address() -> anyhow::Result<Ipv4Addr> {
    let process = std::process::id();
    for _ in 0..254 {
        let last = NEXT.fetch_add(1, Ordering::Relaxed).clamp(1, 254);
        let high = 64 + u8::try_from(process >> 8 & 0x3f)?;
        let address = Ipv4Addr::new(127, high, u8::try_from(process & 0xff)?, last);
        let is_free = [5060, 5061].iter().all(|port| is_free(SocketAddr::from((address, *port))));
        if is_free {
            return Ok(address);
        }
    }
    anyhow::bail!("no free loopback address")
}

/// Gives a port that is free for UDP and TCP on `address` now.
///
/// # Errors
/// When no such port was found in a few tries.
pub fn free_port(address: IpAddr) -> anyhow::Result<u16> {
    for _ in 0..32 {
        let tcp = TcpListener::bind((address, 0)).context("bind")?;
        let port = tcp.local_addr()?.port();
        if UdpSocket::bind((address, port)).is_ok() {
            return Ok(port);
        }
    }
    anyhow::bail!("no free port on {address}")
}

/// Whether someone listens at this port, as the system lists it: to try it would be to take it.
#[must_use]
pub fn is_taken(ip: Ipv4Addr, port: u16) -> bool {
    is_taken_as_seen_by(std::process::id(), ip, port)
}

/// The same in the network that a process runs in.
#[must_use]
pub fn is_taken_as_seen_by(process: u32, ip: Ipv4Addr, port: u16) -> bool {
    let listed = format!(" {:08X}:{port:04X} ", u32::from_le_bytes(ip.octets()));
    ["udp", "tcp"].iter().any(|kind| {
        let list = std::fs::read_to_string(format!("/proc/{process}/net/{kind}"));
        list.is_ok_and(|list| list.contains(&listed))
    })
}

fn is_free(at: SocketAddr) -> bool {
    let both = || -> io::Result<()> {
        drop(TcpListener::bind(at)?);
        drop(UdpSocket::bind(at)?);
        Ok(())
    };
    both().is_ok()
}

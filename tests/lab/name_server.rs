//! A name server for the lab's own domains: NAPTR, SRV, A and AAAA, changeable while it runs.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::address;

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    A(Ipv4Addr),
    Aaaa(Ipv6Addr),
    Srv { priority: u16, weight: u16, port: u16, target: String },
    Naptr { order: u16, preference: u16, flags: String, service: String, replacement: String },
}

impl Data {
    /// Source: RFC 1035 §3.2.2, RFC 3596, RFC 2782, RFC 3403.
    fn kind(&self) -> u16 {
        match self {
            Self::A(_) => 1,
            Self::Aaaa(_) => 28,
            Self::Srv { .. } => 33,
            Self::Naptr { .. } => 35,
        }
    }

    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::A(ip) => ip.octets().to_vec(),
            Self::Aaaa(ip) => ip.octets().to_vec(),
            Self::Srv { priority, weight, port, target } => {
                [numbers(&[*priority, *weight, *port]), name_bytes(target)].concat()
            }
            Self::Naptr { order, preference, flags, service, replacement } => {
                let texts = [text_bytes(flags), text_bytes(service), text_bytes("")].concat();
                [numbers(&[*order, *preference]), texts, name_bytes(replacement)].concat()
            }
        }
    }
}

/// Names and what they stand for.
type Zone = Arc<Mutex<Vec<(String, Data)>>>;

/// A running name server. Dropping it ends it.
#[derive(Debug)]
pub struct NameServer {
    at: SocketAddr,
    zone: Zone,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl NameServer {
    /// # Errors
    /// When no port is free.
    pub fn start() -> anyhow::Result<Self> {
        let own = IpAddr::V4(address::own_address()?);
        let socket = UdpSocket::bind((own, address::free_port(own)?))?;
        socket.set_read_timeout(Some(Duration::from_millis(50)))?;
        let at = socket.local_addr()?;
        let zone = Zone::default();
        let is_over = Arc::new(AtomicBool::new(false));
        let (records, end) = (Arc::clone(&zone), Arc::clone(&is_over));
        let thread = std::thread::spawn(move || serve(&socket, &records, &end));
        Ok(Self { at, zone, is_over, thread: Some(thread) })
    }

    /// Adds a record.
    pub fn add(&self, name: &str, data: Data) {
        let mut zone = self.zone.lock().unwrap_or_else(PoisonError::into_inner);
        zone.push((name.to_ascii_lowercase(), data));
    }

    /// Adds an SRV record and the address of its target.
    pub fn add_server(&self, service: &str, priority: u16, target: &str, at: SocketAddr) {
        let (target, port) = (target.to_owned(), at.port());
        self.add(service, Data::Srv { priority, weight: 1, port, target: target.clone() });
        self.add(
            &target,
            match at.ip() {
                IpAddr::V4(ip) => Data::A(ip),
                IpAddr::V6(ip) => Data::Aaaa(ip),
            },
        );
    }

    #[must_use]
    pub fn socket(&self) -> SocketAddr {
        self.at
    }
}

impl Drop for NameServer {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}

fn serve(socket: &UdpSocket, zone: &Zone, is_over: &AtomicBool) {
    let mut question = [0; 1500];
    while !is_over.load(Ordering::Relaxed) {
        let Ok((length, from)) = socket.recv_from(&mut question) else { continue };
        let zone = zone.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(answer) = answer(question.get(..length).unwrap_or_default(), &zone) {
            let _gone = socket.send_to(&answer, from);
        }
    }
}

/// Answers one question. Source: RFC 1035 §4.1.
fn answer(question: &[u8], zone: &[(String, Data)]) -> Option<Vec<u8>> {
    let mut at = 12;
    let mut labels = Vec::new();
    loop {
        let length = usize::from(*question.get(at)?);
        if length == 0 {
            break;
        }
        labels.push(String::from_utf8_lossy(question.get(at + 1..at + 1 + length)?).into_owned());
        at += 1 + length;
    }
    let end = at + 5;
    let kind = u16::from_be_bytes([*question.get(at + 1)?, *question.get(at + 2)?]);
    let name = labels.join(".").to_ascii_lowercase();
    let known: Vec<&Data> = zone.iter().filter(|(n, _)| *n == name).map(|(_, data)| data).collect();
    let found: Vec<&&Data> = known.iter().filter(|data| data.kind() == kind).collect();
    // An answer with authority; 3 says that there is no such name.
    let flags = if known.is_empty() { 0x8583 } else { 0x8580 };
    let mut bytes = question.get(..2)?.to_vec();
    bytes.extend(numbers(&[flags, 1, u16::try_from(found.len()).ok()?, 0, 0]));
    bytes.extend(question.get(12..end)?);
    for data in found {
        let content = data.bytes();
        // 0xC00C points at the name in the question; class 1 is the internet; kept for a second.
        bytes.extend(numbers(&[0xC00C, data.kind(), 1, 0, 1]));
        bytes.extend(u16::try_from(content.len()).ok()?.to_be_bytes());
        bytes.extend(content);
    }
    Some(bytes)
}

fn numbers(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// Labels with their lengths. Labels are short here.
fn name_bytes(name: &str) -> Vec<u8> {
    let labels = name.split('.').filter(|label| !label.is_empty());
    let mut bytes: Vec<u8> = labels.flat_map(text_bytes).collect();
    bytes.push(0);
    bytes
}

fn text_bytes(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
    std::iter::once(length).chain(text.bytes().take(usize::from(length))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A question for `name` as a resolver sends it.
    fn question(name: &str, kind: u16) -> Vec<u8> {
        [numbers(&[7, 0x0100, 1, 0, 0, 0]), name_bytes(name), numbers(&[kind, 1])].concat()
    }

    #[test]
    fn a_server_is_found_by_its_service() {
        let target = "one.peers.test".to_owned();
        let srv = Data::Srv { priority: 10, weight: 1, port: 5070, target };
        let zone = [("_sip._udp.peers.test".to_owned(), srv.clone())];

        let answer = answer(&question("_sip._udp.Peers.test", 33), &zone).unwrap();

        assert_eq!(answer[..8], numbers(&[7, 0x8580, 1, 1])[..]);
        assert!(answer.ends_with(&srv.bytes()));
    }

    #[test]
    fn an_unknown_name_is_said_to_be_unknown() {
        let answer = answer(&question("nobody.test", 1), &[]).unwrap();

        assert_eq!(answer[..8], numbers(&[7, 0x8583, 1, 0])[..]);
    }
}

//! Whether the SIP server answers, by its OPTIONS. Source: S4-11; RFC 3261 §11, §17.1.2.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use faults::{Finding, Outcome, Owner, Peer, Says};
use rand::RngExt as _;
use sip_message::{HeaderName, Message, Method, Request, Uri};
use tokio::net::UdpSocket;
use tokio::time::{Instant, timeout_at};

use crate::job::Shared;
use crate::ports::in_milliseconds;
use crate::{Endpoint, socket};

/// What a server answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) round_trip: Duration,
}

pub(crate) async fn probe(sip: Endpoint, shared: Shared) -> Finding {
    let owner = Owner::Provider;
    let mut peer =
        Peer { host: sip.host.clone(), port: sip.port, is_udp: true, owner, is_near: false };
    let blank = Finding::new("server", sip.to_string(), Outcome::Unknown, Says::ServerSilent);
    let Some((server, at)) = locate(&sip, &shared).await else { return blank.at(peer) };
    peer.is_near = socket::is_near(at.ip());
    let mut finding = blank.at(peer);
    match ask(&server, at).await {
        Ok(Some(Answer { status, round_trip })) => {
            // Any answer shows that it is there; only its own word says that it fails.
            let is_failing = (500..600).contains(&status);
            (finding.outcome, finding.says) = if is_failing {
                (Outcome::Bad, Says::ServerFailing)
            } else {
                (Outcome::Good, Says::ServerAnswers)
            };
            finding
                .with("sip-status", status.to_string())
                .with("round-trip", in_milliseconds(round_trip))
        }
        Ok(None) => finding,
        Err(Says::PortRefused) => {
            (finding.outcome, finding.says) = (Outcome::Bad, Says::ServerRefused);
            finding
        }
        Err(says) => {
            (finding.outcome, finding.says) = (Outcome::Bad, says);
            finding
        }
    }
}

/// Where a SIP server takes UDP: by SRV when its usual port is meant, else at the host itself.
///
/// Absent when nobody knows, or when the domain says that it speaks only TCP or TLS.
/// Source: RFC 3263 §4.2.
pub(crate) async fn locate(sip: &Endpoint, shared: &Shared) -> Option<(Endpoint, SocketAddr)> {
    let mut server = sip.clone();
    if sip.port == USUAL_PORT && reach::literal(&sip.host).is_none() && !reach::is_local(&sip.host)
    {
        let service = |kind: &str| {
            let name = format!("{kind}.{}", sip.host);
            async move { shared.names.services(&name).await.unwrap_or_default() }
        };
        let (udp, tcp, tls) =
            tokio::join!(service("_sip._udp"), service("_sip._tcp"), service("_sips._tcp"));
        match udp.first() {
            Some(found) => server = Endpoint::new(&found.host, found.port),
            None if tcp.is_empty() && tls.is_empty() => {}
            None => return None,
        }
    }
    let addresses = shared.addresses(&server.host).await.ok()?;
    let at = SocketAddr::new(*addresses.first()?, server.port);
    Some((server, at))
}

/// Asks with the repetitions of a transaction; absent when nobody answers.
pub(crate) async fn ask(sip: &Endpoint, peer: SocketAddr) -> Result<Option<Answer>, Says> {
    let asking = async {
        let socket = socket::datagrams(peer)?;
        let question = Question::new(sip, &socket)?;
        let mut wait = T1;
        for _attempt in 0..ATTEMPTS {
            let sent_at = Instant::now();
            socket.send(&question.bytes).await?;
            if let Some(status) = question.answer(&socket, sent_at + wait).await? {
                return Ok(Some(Answer { status, round_trip: sent_at.elapsed() }));
            }
            wait *= 2;
        }
        Ok(None)
    };
    asking.await.map_err(|error: io::Error| socket::refusal(&error))
}

/// One request, and how its answer is known.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) bytes: Vec<u8>,
    call_id: String,
}

impl Question {
    pub(crate) fn new(sip: &Endpoint, socket: &UdpSocket) -> io::Result<Self> {
        let local = socket.local_addr()?;
        let uri: Uri = format!("sip:{sip}").parse().map_err(|_odd| io::ErrorKind::InvalidInput)?;
        let mut chance = rand::rng();
        let call_id = format!("{:032x}", chance.random::<u128>());
        let mut request = Request::new(Method::Options, uri);
        let (branch, tag) = (chance.random::<u64>(), chance.random::<u32>());
        let headers = &mut request.headers;
        headers.push(
            HeaderName::Via,
            format_args!("SIP/2.0/UDP {local};branch=z9hG4bK{branch:016x};rport"),
        );
        headers.push(HeaderName::MaxForwards, "70");
        headers.push(HeaderName::From, format_args!("<sip:probe@{local}>;tag={tag:08x}"));
        headers.push(HeaderName::To, format_args!("<sip:{sip}>"));
        headers.push(HeaderName::CallId, &call_id);
        headers.push(HeaderName::CSeq, "1 OPTIONS");
        headers.push(HeaderName::Accept, "application/sdp");
        headers.push(HeaderName::ContentLength, "0");
        Ok(Self { bytes: request.to_bytes().to_vec(), call_id })
    }

    /// The status of a final answer that comes before `until`.
    pub(crate) async fn answer(
        &self,
        socket: &UdpSocket,
        until: Instant,
    ) -> io::Result<Option<u16>> {
        let mut buffer = vec![0; DATAGRAM];
        while let Ok(received) = timeout_at(until, socket.recv(&mut buffer)).await {
            let bytes = buffer.get(..received?).unwrap_or_default();
            if let Some(status) = self.read(bytes) {
                return Ok(Some(status));
            }
        }
        Ok(None)
    }

    /// The status of a final answer to this request.
    pub(crate) fn read(&self, bytes: &[u8]) -> Option<u16> {
        let reading = sip_message::read(bytes).ok()?;
        let Message::Response(response) = reading.message else { return None };
        let status = response.status.value();
        let is_ours = response.headers.get(&HeaderName::CallId) == Some(self.call_id.as_str());
        (is_ours && status >= 200).then_some(status)
    }
}

/// Source: RFC 3261 §19.1.2.
const USUAL_PORT: u16 = 5060;
/// Source: RFC 3261 §17.1.2.2 (Timer E), fewer repetitions.
const T1: Duration = Duration::from_millis(500);
const ATTEMPTS: usize = 4;
const DATAGRAM: usize = 4096;

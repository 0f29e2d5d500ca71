//! A transport under test and the words the tests use of it.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use reach::TrustSettings;
use sip_agent::Input;
use sip_agent::wire::{
    Candidate, Flow, FlowId, QueryId, ResolveError, Route, SendId, Target, TransportError,
    TransportKind,
};
use sip_message::Host;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use transport::{DnsSettings, Settings, Transport};

/// No step of any test takes this long unless something is broken.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

pub(crate) struct Bench {
    pub(crate) transport: Transport,
    inputs: mpsc::Receiver<Input>,
    last_send: u64,
}

impl Bench {
    /// A transport at 127.0.0.1 and ::1 that believes nobody.
    pub(crate) fn new() -> Self {
        Self::with(settings())
    }

    pub(crate) fn with(settings: Settings) -> Self {
        let (sender, inputs) = mpsc::channel(64);
        let transport = Transport::start(settings, sender).expect("the transport starts");
        Self { transport, inputs, last_send: 0 }
    }

    pub(crate) async fn send(&mut self, route: Route, bytes: impl Into<Bytes>) -> SendId {
        self.last_send += 1;
        let id = SendId(self.last_send);
        self.transport.send(id, route, bytes.into()).await;
        id
    }

    /// The next thing the agent would be told.
    pub(crate) async fn next(&mut self) -> Input {
        within(self.inputs.recv()).await.expect("the transport lives")
    }

    pub(crate) async fn received(&mut self) -> (Flow, Bytes) {
        let input = self.next().await;
        let Input::Received { flow, bytes } = input else { panic!("no message but {input:?}") };
        (flow, bytes)
    }

    pub(crate) async fn failed(&mut self) -> (SendId, TransportError) {
        let input = self.next().await;
        let Input::SendFailed { send, why, .. } = input else { panic!("no failure but {input:?}") };
        (send, why)
    }

    pub(crate) async fn closed(&mut self) -> (Flow, TransportError) {
        let input = self.next().await;
        let Input::FlowClosed { flow, why } = input else { panic!("no end but {input:?}") };
        (flow, why)
    }

    pub(crate) async fn resolve(&mut self, target: Target) -> Result<Vec<Candidate>, ResolveError> {
        let asked = QueryId(7);
        self.transport.resolve(asked, target).await;
        let input = self.next().await;
        let Input::Resolved { query, result } = input else { panic!("no answer but {input:?}") };
        assert_eq!(query, asked);
        result
    }

    /// Where others reach the transport.
    pub(crate) fn address(&self, ip: &str) -> SocketAddr {
        SocketAddr::new(ip.parse().unwrap(), self.transport.port())
    }

    /// Whether nothing is waiting to be told.
    pub(crate) fn is_quiet(&mut self) -> bool {
        self.inputs.try_recv().is_err()
    }
}

pub(crate) fn settings() -> Settings {
    Settings {
        bind: ["127.0.0.1", "::1"].map(|ip| ip.parse::<IpAddr>().unwrap()).into(),
        trust: TrustSettings { platform_roots: false, ..TrustSettings::default() },
        dns: DnsSettings { name_servers: Some(Vec::new()) },
        ..Settings::default()
    }
}

pub(crate) fn route(transport: TransportKind, peer: SocketAddr) -> Route {
    Route { transport, peer, server_name: None, flow: None }
}

pub(crate) fn over(flow: Flow) -> Route {
    Route {
        transport: flow.transport,
        peer: flow.peer,
        server_name: None,
        flow: Some::<FlowId>(flow.id),
    }
}

pub(crate) fn target(host: &str) -> Target {
    Target { host: host.parse::<Host>().unwrap(), port: None, transport: None, secure: false }
}

/// A small request that can be told from others by `number`.
pub(crate) fn options(number: u32) -> String {
    format!(
        "OPTIONS sip:peer.test SIP/2.0\r\n\
         Via: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK{number}\r\n\
         From: <sip:a@peer.test>;tag=1\r\n\
         To: <sip:peer.test>\r\n\
         Call-ID: {number}@peer.test\r\n\
         CSeq: {number} OPTIONS\r\n\
         Content-Length: 5\r\n\r\nhello"
    )
}

/// Reads exactly as much as `expected` and compares.
pub(crate) async fn expect(stream: &mut (impl AsyncRead + Unpin), expected: impl AsRef<[u8]>) {
    let expected = expected.as_ref();
    let mut bytes = vec![0; expected.len()];
    within(stream.read_exact(&mut bytes)).await.expect("bytes come");
    assert_eq!(String::from_utf8_lossy(&bytes), String::from_utf8_lossy(expected));
}

/// Reads on until the peer closes; an end by reset is an end as well.
pub(crate) async fn expect_end(stream: &mut TcpStream) {
    let mut rest = Vec::new();
    let ended = within(stream.read_to_end(&mut rest)).await;
    if ended.is_ok() {
        assert_eq!(String::from_utf8_lossy(&rest), "");
    }
}

pub(crate) async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, future).await.expect("it takes too long")
}

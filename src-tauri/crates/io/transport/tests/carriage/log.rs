//! What the log says, and what it must not say.

use std::io;
use std::sync::{Arc, Mutex};

use reach::TrustSettings;
use sip_agent::wire::{Route, TransportKind};
use tokio::net::{TcpListener, UdpSocket};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use transport::{DnsSettings, Settings};

use crate::bench::{Bench, options, route, settings, target, within};
use crate::certificates::{Authority, NOW};
use crate::name_server::Zone;

#[tokio::test]
async fn the_log_tells_of_every_message_and_names_nobody() {
    let log = Log::default();
    let _until_the_end = log.listen();
    let authority = Authority::new();
    let trust = TrustSettings {
        extra_roots: vec![authority.path()],
        platform_roots: false,
        ..TrustSettings::default()
    };
    let zone = Zone::default().address("peer.test", "127.0.0.11");
    let dns = DnsSettings { name_servers: Some(vec![zone.serve().await]) };
    let mut bench = Bench::with(Settings { trust, dns, ..settings() });

    let peer = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    bench.send(route(TransportKind::Udp, peer.local_addr().unwrap()), options(1)).await;
    let (_size, from) = within(peer.recv_from(&mut [0; 2000])).await.unwrap();
    peer.send_to(b"SIP/2.0 486 Busy Here\r\n\r\n", from).await.unwrap();
    bench.received().await;
    bench.resolve(target("peer.test")).await.unwrap();
    bench.resolve(target("nowhere.test")).await.unwrap_err();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let acceptor = authority.server(&["other.test"], NOW);
    let name = Some("peer.test".to_owned());
    bench.send(Route { server_name: name, ..route(TransportKind::Tls, at) }, options(2)).await;
    let _refused = within(acceptor.accept(within(listener.accept()).await.unwrap().0)).await;
    bench.failed().await;
    drop(listener);
    bench.send(route(TransportKind::Tcp, at), options(3)).await;
    bench.failed().await;

    let text = log.text();
    assert!(text.contains("direction=\"out\"") && text.contains("what=OPTIONS"), "{text}");
    assert!(text.contains("direction=\"in\"") && text.contains("what=486"), "{text}");
    for secret in ["peer.test", "nowhere", "other.test", "127.0.0.1", "sip:", "hello"] {
        assert!(!text.contains(secret), "{secret} is in the log:\n{text}");
    }
}

/// Everything that the transport logs.
#[derive(Clone, Default)]
struct Log {
    text: Arc<Mutex<Vec<u8>>>,
}

impl Log {
    /// On this thread, which is the only one of the test, until the guard is dropped.
    fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let lines =
            tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || log.clone());
        let ours = Targets::new().with_target("transport", tracing::Level::TRACE);
        tracing::subscriber::set_default(tracing_subscriber::registry().with(lines).with(ours))
    }

    fn text(&self) -> String {
        String::from_utf8(self.text.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

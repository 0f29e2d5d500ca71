//! Ports on this machine: open, refused, silent, encrypted in all the wrong ways, and STUN.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use reach::TrustSettings;
use rtc_stun::message::{BINDING_SUCCESS, Message, Setter};
use rtc_stun::xoraddr::XorMappedAddress;
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use socket2::{Domain, Socket, Type};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, UdpSocket};
use tokio_rustls::TlsAcceptor;

use super::*;

fn shared(roots: &[&Path]) -> Shared {
    let extra_roots: Vec<PathBuf> = roots.iter().map(|path| path.to_path_buf()).collect();
    let trust = TrustSettings { extra_roots, platform_roots: false, ..TrustSettings::default() };
    Shared::new(Some(Vec::new()), trust)
}

fn row(host: &str, port: u16, service: Service, udp: bool) -> Row {
    Row {
        row: "S1-146".to_owned(),
        host: Some(host.to_owned()),
        ports: vec![(port, port)],
        tcp: !udp,
        udp,
        service,
    }
}

async fn find(row: Row, shared: Shared) -> Finding {
    let target = targets(&[row]).into_iter().next().expect("one target");
    probe(target, shared).await
}

async fn find_at(port: u16, service: Service, udp: bool) -> Finding {
    find(row("127.0.0.1", port, service, udp), shared(&[])).await
}

/// A port at which nobody listens.
async fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

#[tokio::test]
async fn a_port_is_open_or_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let open = find_at(listener.local_addr().unwrap().port(), Service::Plain, false).await;
    assert_eq!((open.outcome, open.says), (Outcome::Good, Says::PortOpen));

    let refused = find_at(free_port().await, Service::Plain, false).await;
    assert_eq!((refused.outcome, refused.says), (Outcome::Bad, Says::PortRefused));
}

#[tokio::test(start_paused = true)]
async fn a_port_whose_queue_takes_nobody_is_silent() {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).unwrap();
    socket.listen(0).unwrap();
    let at = socket.local_addr().unwrap().as_socket().unwrap();
    let mut waiting = Vec::new();
    for _ in 0..4 {
        waiting.push(tokio::spawn(tokio::net::TcpStream::connect(at)));
        tokio::task::yield_now().await;
    }

    let silent = find_at(at.port(), Service::Plain, false).await;

    assert_eq!((silent.outcome, silent.says), (Outcome::Bad, Says::PortSilent));
}

#[tokio::test]
async fn a_row_without_a_target_is_skipped_and_a_name_that_is_not_found_is_told() {
    let mut trunk = row("", 5060, Service::Sip, true);
    trunk.host = None;
    assert_eq!(find(trunk, shared(&[])).await.says, Says::PortNoTarget);

    let nameless = row("nobody.localhost.invalid", 443, Service::Tls, false);
    assert_eq!(find(nameless, shared(&[])).await.says, Says::PortNoName);
}

#[tokio::test]
async fn a_datagram_to_nobody_is_refused_and_one_to_a_silent_port_tells_nothing() {
    let refused = find_at(free_port().await, Service::Plain, true).await;
    assert_eq!((refused.outcome, refused.says), (Outcome::Bad, Says::UdpRefused));

    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let silent = find_at(socket.local_addr().unwrap().port(), Service::Plain, true).await;
    assert_eq!((silent.outcome, silent.says), (Outcome::Unknown, Says::UdpSilent));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_media_port_that_its_host_refuses_without_a_call_is_reached() {
    let reached = find_at(free_port().await, Service::Media, true).await;

    assert_eq!((reached.outcome, reached.says), (Outcome::Good, Says::UdpReached));
}

#[test]
fn a_range_is_sampled_and_says_so() {
    let rows = [Row {
        row: "S1-154".to_owned(),
        host: Some("192.0.2.1".to_owned()),
        ports: vec![(16384, 32767)],
        tcp: false,
        udp: true,
        service: Service::Media,
    }];

    let targets = targets(&rows);

    assert_eq!(targets[0].subject(), "192.0.2.1:16384–32767 UDP (S1-154)");
    assert_eq!(targets[0].sample(), [16384, 24575, 32767]);
}

#[test]
fn sip_over_tls_is_not_asked_over_udp() {
    let mut sip = row("192.0.2.1", 5060, Service::Sip, true);
    sip.ports = vec![(5060, 5060), (5061, 5061)];
    sip.tcp = true;

    let subjects: Vec<String> = targets(&[sip]).iter().map(Target::subject).collect();

    assert_eq!(
        subjects,
        [
            "192.0.2.1:5060 TCP (S1-146)",
            "192.0.2.1:5060 UDP (S1-146)",
            "192.0.2.1:5061 TCP (S1-146)"
        ]
    );
}

/// An authority, its file, and a server with a certificate as wanted.
struct Encrypted {
    port: u16,
    root: tempfile::NamedTempFile,
}

async fn encrypted(name: &str, days: (i64, i64)) -> Encrypted {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let mut leaf = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let now = std::time::SystemTime::now();
    let day = |days: i64| {
        let span = Duration::from_secs(days.unsigned_abs() * 86_400);
        if days < 0 { now - span } else { now + span }
    };
    leaf.not_before = day(days.0).into();
    leaf.not_after = day(days.1).into();
    let key = KeyPair::generate().unwrap();
    let leaf = leaf.signed_by(&key, &authority).unwrap();
    let root = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(root.path(), authority.pem()).unwrap();
    let chain = vec![CertificateDer::from(leaf.der().to_vec())];
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if let Ok(mut stream) = acceptor.accept(stream).await {
                    let _gone = stream.read_u8().await;
                }
            });
        }
    });
    Encrypted { port, root }
}

#[tokio::test]
async fn certificates_are_told_apart() {
    for (name, days, outcome, says) in [
        ("localhost", (-1, 90), Outcome::Good, Says::TlsGood),
        ("localhost", (-1, 10), Outcome::Remark, Says::TlsExpiring),
        ("localhost", (-9, -2), Outcome::Bad, Says::TlsExpired),
        ("localhost", (2, 90), Outcome::Bad, Says::TlsNotYet),
        ("other.example.org", (-1, 90), Outcome::Bad, Says::TlsWrongName),
    ] {
        let server = encrypted(name, days).await;
        let row = row("localhost", server.port, Service::Tls, false);

        let finding = find(row, shared(&[server.root.path()])).await;

        assert_eq!((finding.outcome, finding.says), (outcome, says), "{name} {days:?}");
        let measured = |name| finding.measured.iter().find(|(other, _)| *other == name);
        assert!(measured("certificate-until").is_some(), "{finding:?}");
        assert!(finding.limit.is_some());
    }
}

#[tokio::test]
async fn a_certificate_of_a_stranger_is_untrusted() {
    let (server, other) = (encrypted("localhost", (-1, 90)).await, encrypted("x", (-1, 9)).await);
    let row = row("localhost", server.port, Service::Tls, false);

    let finding = find(row, shared(&[other.root.path()])).await;

    assert_eq!((finding.outcome, finding.says), (Outcome::Bad, Says::TlsUntrusted));
}

#[tokio::test]
async fn a_certificate_for_a_name_is_a_remark_where_the_table_has_an_address() {
    let server = encrypted("pbx.example.org", (-1, 90)).await;
    let row = row("127.0.0.1", server.port, Service::Tls, false);

    let finding = find(row, shared(&[server.root.path()])).await;

    assert_eq!((finding.outcome, finding.says), (Outcome::Remark, Says::TlsNameUnchecked));
}

#[tokio::test]
async fn a_server_that_never_shakes_hands_is_silent_and_one_that_speaks_otherwise_fails() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port();
    let finding = find_at(port, Service::Tls, false).await;
    assert_eq!((finding.outcome, finding.says), (Outcome::Bad, Says::TlsSilent));

    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = plain.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = plain.accept().await.unwrap();
        stream.write_all(b"220 mail.example.org ESMTP\r\n").await.unwrap();
        let _gone = stream.read_to_end(&mut Vec::new()).await;
    });
    let finding = find_at(port, Service::Tls, false).await;
    assert_eq!((finding.outcome, finding.says), (Outcome::Bad, Says::TlsFailed));
}

/// The answer to a binding request, or the request itself when it is to be garbled.
fn stun_answer(request: &[u8], from: SocketAddr) -> Vec<u8> {
    let mut question = Message::new();
    question.unmarshal_binary(request).unwrap();
    let mut answer = Message::new();
    answer.transaction_id = question.transaction_id;
    let address = XorMappedAddress { ip: from.ip(), port: from.port() };
    let parts: [Box<dyn Setter>; 3] =
        [Box::new(question.transaction_id), Box::new(BINDING_SUCCESS), Box::new(address)];
    answer.build(&parts).unwrap();
    answer.raw
}

#[tokio::test]
async fn stun_is_asked_over_udp_again_when_the_first_is_lost() {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let port = socket.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut buffer = [0; 256];
        socket.recv_from(&mut buffer).await.unwrap();
        let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
        socket.send_to(b"not an answer", from).await.unwrap();
        let answer = stun_answer(&buffer[..length], from);
        socket.send_to(&answer, from).await.unwrap();
    });

    let finding = find_at(port, Service::Stun, true).await;

    assert_eq!((finding.outcome, finding.says), (Outcome::Good, Says::StunGood));
    assert!(
        finding
            .measured
            .iter()
            .any(|(name, value)| *name == "seen-as" && value.starts_with("127.0.0.1:"))
    );
}

#[tokio::test]
async fn stun_over_tcp_is_read_in_pieces() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, from) = listener.accept().await.unwrap();
        let mut request = [0; 20];
        stream.read_exact(&mut request).await.unwrap();
        for octet in stun_answer(&request, from) {
            stream.write_all(&[octet]).await.unwrap();
        }
        let _gone = stream.read_u8().await;
    });

    let finding = find_at(port, Service::Stun, false).await;

    assert_eq!((finding.outcome, finding.says), (Outcome::Good, Says::StunGood));
}

#[tokio::test]
async fn stun_that_is_refused_silent_or_garbled_is_told_apart() {
    let refused = find_at(free_port().await, Service::Stun, true).await;
    assert_eq!((refused.outcome, refused.says), (Outcome::Bad, Says::UdpRefused));

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(&[0xff; 64]).await.unwrap();
        let _gone = stream.read_to_end(&mut Vec::new()).await;
    });
    let garbled = find_at(port, Service::Stun, false).await;
    assert_eq!((garbled.outcome, garbled.says), (Outcome::Bad, Says::StunGarbled));

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = find_at(listener.local_addr().unwrap().port(), Service::Stun, false).await;
    assert_eq!((silent.outcome, silent.says), (Outcome::Bad, Says::StunSilent));
}

#[tokio::test(start_paused = true)]
async fn stun_silence_over_udp_tells_nothing() {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();

    let silent = find_at(socket.local_addr().unwrap().port(), Service::Stun, true).await;

    assert_eq!((silent.outcome, silent.says), (Outcome::Unknown, Says::StunSilent));
}

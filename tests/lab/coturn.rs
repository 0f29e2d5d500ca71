//! A real STUN server: coturn over UDP, TCP and TLS.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::Path;
use std::time::Duration;

use crate::certificates::ServerFiles;
use crate::{Authority, Folder, Process, address};

/// A running coturn. Dropping it stops it.
#[derive(Debug)]
pub struct Coturn {
    process: Option<Process>,
    ip: Ipv4Addr,
    certificates: ServerFiles,
    folder: Folder,
}

impl Coturn {
    /// Starts a server and waits until it answers.
    ///
    /// # Errors
    /// When coturn is not installed or does not answer.
    pub fn start(authority: &Authority) -> anyhow::Result<Self> {
        Self::start_with(|addresses, folder| authority.issue(&["localhost"], addresses, folder))
    }

    /// Starts a server whose certificate is out of date.
    ///
    /// # Errors
    /// As for [`Coturn::start`].
    pub fn start_expired(authority: &Authority) -> anyhow::Result<Self> {
        Self::start_with(|addresses, folder| {
            authority.issue_between(&["localhost"], addresses, folder, (2001, 2002))
        })
    }

    fn start_with(
        issue: impl FnOnce(&[IpAddr], &Path) -> anyhow::Result<ServerFiles>,
    ) -> anyhow::Result<Self> {
        let folder = Folder::new("coturn")?;
        let ip = address::own_address()?;
        let certificates = issue(&[ip.into()], folder.path())?;
        let mut server = Self { process: None, ip, certificates, folder };
        server.launch()?;
        Ok(server)
    }

    /// Ends it.
    pub fn stop(&mut self) {
        self.process = None;
    }

    /// Leaves its sockets open and answers nothing until it is dropped.
    pub fn freeze(&self) {
        if let Some(process) = &self.process {
            process.freeze();
        }
    }

    #[must_use]
    pub fn ip(&self) -> Ipv4Addr {
        self.ip
    }

    /// The certificate that whoever connects by TLS must trust.
    #[must_use]
    pub fn authority(&self) -> &Path {
        &self.certificates.authority
    }

    fn launch(&mut self) -> anyhow::Result<()> {
        let folder = self.folder.path().display();
        let settings = format!(
            "listening-ip={ip}\nrelay-ip={ip}\nlistening-port={STUN}\ntls-listening-port={TLS}\n\
             fingerprint\nlt-cred-mech\nrealm=peers.test\nuser=turn:turnpw\n\
             cert={certificate}\npkey={key}\nallow-loopback-peers\nno-cli\nno-rfc5780\n\
             log-file=stdout\nsimple-log\nuserdb={folder}/turndb\npidfile={folder}/pid\n",
            ip = self.ip,
            certificate = self.certificates.certificate.display(),
            key = self.certificates.key.display(),
        );
        let settings = self.folder.write("turnserver.conf", settings)?;
        let mut command = Process::command("turnserver");
        command.arg("-c").arg(settings);
        let mut process = Process::start("coturn", &mut command, &self.folder.join("log"))?;
        let at = SocketAddr::from((self.ip, STUN));
        process.await_ready(|| answers(at))?;
        self.process = Some(process);
        Ok(())
    }
}

/// The ports of STUN, in the clear and encrypted. Source: RFC 8489 §18.3.
const STUN: u16 = 3478;
const TLS: u16 = 5349;

/// Whether a binding request is answered. Source: RFC 8489 §5 (type, length, cookie, transaction).
fn answers(at: SocketAddr) -> bool {
    let ask = || -> std::io::Result<bool> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.set_read_timeout(Some(Duration::from_millis(200)))?;
        let mut request = vec![0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42];
        request.extend([7; 12]);
        socket.send_to(&request, at)?;
        let mut answer = [0; 512];
        let (length, from) = socket.recv_from(&mut answer)?;
        Ok(from == at && length >= 20 && answer.starts_with(&[1, 1]))
    };
    ask().unwrap_or(false)
}

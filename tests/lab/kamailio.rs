//! A real registrar and proxy: Kamailio with users kept in memory.

mod asking;
mod settings;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use serde_json::json;

use crate::certificates::ServerFiles;
use crate::{Authority, Folder, Process, Transport, address};

/// Who may register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub name: String,
    pub password: String,
}

/// How the server is to be.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a trait of its own")]
pub struct KamailioOptions {
    pub realm: String,
    pub users: Vec<User>,
    /// Listens at `[::1]` instead of an IPv4 address.
    pub ipv6: bool,
    /// `MD5` or `SHA-256`.
    pub algorithm: &'static str,
    /// Shortest and longest registration granted, in seconds.
    pub lifetime: (u32, u32),
    /// How long a nonce is good.
    pub nonce_lifetime: Duration,
    /// The address of the server; one of its own when `None`.
    pub address: Option<Ipv4Addr>,
    /// Tells who telephones and who has messages, and carries out forwards and their codes.
    pub services: bool,
    /// Writes Record-Route without `lr`, as routers did before RFC 3261.
    pub strict: bool,
    /// Says of each caller who it is, by a number and a name of its own (RFC 3325).
    pub asserts: bool,
}

impl Default for KamailioOptions {
    /// Users 1001 to 1009, password `pw` and the name, realm `peers.test`.
    fn default() -> Self {
        let user = |number: u32| User { name: number.to_string(), password: format!("pw{number}") };
        Self {
            realm: "peers.test".to_owned(),
            users: (1001..=1009).map(user).collect(),
            ipv6: false,
            algorithm: "MD5",
            lifetime: (10, 3600),
            nonce_lifetime: Duration::from_secs(300),
            address: None,
            services: false,
            strict: false,
            asserts: false,
        }
    }
}

impl KamailioOptions {
    /// The same as a small telephone system, with a telephone 700 at which calls are parked and one that
    /// answers emergency calls.
    #[must_use]
    pub fn services() -> Self {
        let mut options = Self { services: true, ..Self::default() };
        for name in ["700", "112", "144"] {
            options.users.push(User { name: name.to_owned(), password: format!("pw{name}") });
        }
        options
    }
}

/// When the server sends a call on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forward {
    Always,
    Busy,
    NoAnswer,
}

impl Forward {
    fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Busy => "busy",
            Self::NoAnswer => "noanswer",
        }
    }
}

/// How long a telephone rings before a call goes on.
const NO_ANSWER: Duration = Duration::from_secs(3);
/// What the presence server looks for at its start; it keeps everything in memory.
const TABLES: &[&str] = &["active_watchers", "presentity", "pua", "version", "watchers", "xcap"];

/// A running Kamailio. Dropping it stops it.
#[derive(Debug)]
pub struct Kamailio {
    process: Option<Process>,
    options: KamailioOptions,
    users: BTreeMap<String, String>,
    ip: IpAddr,
    port: u16,
    tls_port: u16,
    certificates: ServerFiles,
    folder: Folder,
}

impl Kamailio {
    /// Starts a server and waits until it answers.
    ///
    /// # Errors
    /// When Kamailio is not installed or does not answer.
    pub fn start(options: KamailioOptions) -> anyhow::Result<Self> {
        Self::start_with(options, &Authority::new()?)
    }

    /// Starts a server whose certificate `authority` signs.
    ///
    /// # Errors
    /// As for [`Kamailio::start`].
    pub fn start_with(options: KamailioOptions, authority: &Authority) -> anyhow::Result<Self> {
        let folder = Folder::new("kamailio")?;
        let (ip, port, tls_port) = if options.ipv6 {
            let ip = IpAddr::V6(Ipv6Addr::LOCALHOST);
            (ip, address::free_port(ip)?, address::free_port(ip)?)
        } else {
            let own = options.address.map_or_else(address::own_address, Ok)?;
            (IpAddr::V4(own), 5060, 5061)
        };
        let certificates = authority.issue(&[&options.realm, "localhost"], &[ip], folder.path())?;
        let users =
            options.users.iter().map(|user| (user.name.clone(), user.password.clone())).collect();
        let mut server =
            Self { process: None, options, users, ip, port, tls_port, certificates, folder };
        server.launch()?;
        Ok(server)
    }

    /// Adds a user while the server runs; a restart keeps it.
    ///
    /// # Errors
    /// When the server does not take it.
    pub fn register_user(&mut self, name: &str, password: &str) -> anyhow::Result<()> {
        self.users.insert(name.to_owned(), password.to_owned());
        self.call("htable.sets", &json!(["users", name, password])).map(drop)
    }

    /// Asks the server to end; registrations are lost, users are not.
    pub fn stop(&mut self) {
        self.process = None;
    }

    /// Ends it without a farewell, as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
    }

    /// Starts it again at the same address.
    ///
    /// # Errors
    /// As for [`Kamailio::start`].
    pub fn restart(&mut self) -> anyhow::Result<()> {
        self.stop();
        self.launch()
    }

    /// Leaves its sockets open and answers nothing until [`Kamailio::thaw`].
    pub fn freeze(&self) {
        if let Some(process) = &self.process {
            process.freeze();
        }
    }

    pub fn thaw(&self) {
        if let Some(process) = &self.process {
            process.thaw();
        }
    }

    #[must_use]
    pub fn ip(&self) -> IpAddr {
        self.ip
    }

    #[must_use]
    pub fn socket(&self, transport: Transport) -> SocketAddr {
        match transport {
            Transport::Udp | Transport::Tcp => SocketAddr::new(self.ip, self.port),
            Transport::Tls => SocketAddr::new(self.ip, self.tls_port),
        }
    }

    #[must_use]
    pub fn realm(&self) -> &str {
        &self.options.realm
    }

    /// The password of a user, as the server knows it.
    #[must_use]
    pub fn password(&self, user: &str) -> Option<&str> {
        self.users.get(user).map(String::as_str)
    }

    /// The server's address as it stands in a URI: brackets, and the port when it is not 5060.
    #[must_use]
    pub fn host(&self) -> String {
        match self.ip {
            IpAddr::V4(ip) if self.port == 5060 => ip.to_string(),
            IpAddr::V4(_) | IpAddr::V6(_) => SocketAddr::new(self.ip, self.port).to_string(),
        }
    }

    /// `sip:user@host` at this server.
    #[must_use]
    pub fn uri(&self, user: &str) -> String {
        format!("sip:{user}@{}", self.host())
    }

    /// The certificate that whoever connects by TLS must trust.
    #[must_use]
    pub fn authority(&self) -> &Path {
        &self.certificates.authority
    }

    fn launch(&mut self) -> anyhow::Result<()> {
        let tls = format!(
            "[server:default]\nmethod = TLSv1.2+\nverify_certificate = no\nrequire_certificate = \
             no\nprivate_key = {}\ncertificate = {}\n\n[client:default]\nmethod = \
             TLSv1.2+\nverify_certificate = no\n",
            self.certificates.key.display(),
            self.certificates.certificate.display(),
        );
        self.folder.write("tls.cfg", tls)?;
        if self.options.services {
            self.lay_tables()?;
        }
        let settings = self.folder.write("kamailio.cfg", self.settings()?)?;
        let mut command = Process::command("kamailio");
        let folder = self.folder.path();
        command.arg("-f").arg(settings).arg("-P").arg(folder.join("pid"));
        command
            .arg("-Y")
            .arg(folder)
            .arg("-w")
            .arg(folder)
            .args(["-m", "32", "-M", "8", "-DD", "-E"]);
        let _absent = std::fs::remove_file(folder.join("rpc"));
        let mut process = Process::start("kamailio", &mut command, &folder.join("log"))?;
        let sip = self.socket(Transport::Udp);
        let tls = self.socket(Transport::Tls);
        let rpc = folder.join("rpc");
        process.await_ready(|| rpc.exists() && TcpStream::connect(tls).is_ok() && answers(sip))?;
        self.process = Some(process);
        Ok(())
    }

    fn lay_tables(&self) -> anyhow::Result<()> {
        let shipped = Path::new("/usr/share/kamailio/dbtext/kamailio");
        let own = self.folder.join("tables");
        std::fs::create_dir_all(&own)?;
        for name in TABLES {
            std::fs::copy(shipped.join(name), own.join(name)).with_context(|| name.to_string())?;
        }
        Ok(())
    }
}

/// Whether the server at `at` answers OPTIONS.
fn answers(at: SocketAddr) -> bool {
    let ask = || -> anyhow::Result<bool> {
        let local: IpAddr =
            if at.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() };
        let socket = UdpSocket::bind((local, 0))?;
        socket.set_read_timeout(Some(Duration::from_millis(200)))?;
        let from = socket.local_addr()?;
        let question = format!(
            "OPTIONS sip:{at} SIP/2.0\r\nVia: SIP/2.0/UDP {from};branch=z9hG4bKlab{port}\r\n\
             From: <sip:lab@{from}>;tag=lab\r\nTo: <sip:{at}>\r\nCall-ID: lab{port}@{local}\r\n\
             CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
            port = from.port(),
        );
        socket.send_to(question.as_bytes(), at)?;
        let mut answer = [0; 2048];
        let length = socket.recv(&mut answer)?;
        Ok(answer.get(..length).unwrap_or_default().starts_with(b"SIP/2.0 200"))
    };
    ask().unwrap_or(false)
}

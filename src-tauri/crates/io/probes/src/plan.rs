//! What a diagnosis looks at: plain data, given by the program.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::time::Duration;

use faults::emodel::Speech;
use faults::provider::{Port, Transport};
use reach::TrustSettings;

/// What is to be looked at, and by which limits it is judged.
#[derive(Debug)]
pub struct Plan {
    /// Accounts as they stand now.
    pub accounts: Vec<Account>,
    /// The provider's port table. Source: S1-146 to S1-156.
    pub ports: Vec<Row>,
    /// Limits of the path.
    pub limits: Limits,
    /// UDP echo that sends RTP-shaped packets back, where the profile names one.
    pub echo: Option<Endpoint>,
    /// STUN server, for round trips where there is no echo.
    pub stun: Option<Endpoint>,
    /// SIP server that is asked for its OPTIONS over UDP.
    pub sip: Option<Endpoint>,
    /// Server whose HTTPS answer tells the time when no time server does.
    pub web: Option<Endpoint>,
    /// Time servers, port 123 unless they say otherwise.
    pub time_servers: Vec<Endpoint>,
    /// Asks only these name servers instead of the system's; for laboratories.
    pub name_servers: Option<Vec<SocketAddr>>,
    /// Whose certificates are believed.
    pub trust: TrustSettings,
    /// Sound devices as the program sees them; absent when it does not.
    pub sounds: Option<Sounds>,
    /// Carries sound from the microphone to the loudspeaker; absent where there is no sound.
    pub loop_test: Option<LoopTest>,
    /// The last calls, newest first.
    pub calls: Vec<Call>,
    /// Folder of the profile: its disk and its logs are looked at.
    pub folder: Option<PathBuf>,
    /// How long the path is measured.
    pub span: Duration,
    /// When everything is over at the latest.
    pub limit: Duration,
}

impl Default for Plan {
    /// Looks at the machine and its network alone.
    fn default() -> Self {
        Self {
            accounts: Vec::new(),
            ports: Vec::new(),
            limits: Limits::default(),
            echo: None,
            stun: None,
            sip: None,
            web: None,
            time_servers: Vec::new(),
            name_servers: None,
            trust: TrustSettings::default(),
            sounds: None,
            loop_test: None,
            calls: Vec::new(),
            folder: None,
            span: SPAN,
            limit: LIMIT,
        }
    }
}

/// How long the path is measured unless the plan says otherwise.
pub const SPAN: Duration = Duration::from_secs(20);
/// When a diagnosis is over at the latest.
pub const LIMIT: Duration = Duration::from_secs(30);

/// A server and its port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
}

impl Endpoint {
    /// A server and its port.
    #[must_use]
    pub fn new(host: impl Into<String>, port: u16) -> Self {
        Self { host: host.into(), port }
    }

    /// Reads `host`, `host:port`, `[address]:port`; the port is `usual` where none is named.
    #[must_use]
    pub fn read(text: &str, usual: u16) -> Option<Self> {
        let text = text.trim();
        let (host, port) = match text.strip_prefix('[') {
            Some(rest) => {
                let (host, rest) = rest.split_once(']')?;
                (host, rest.strip_prefix(':'))
            }
            None => match text.rsplit_once(':') {
                // More than one colon without brackets is an address of IPv6 without a port.
                Some((host, port)) if !host.contains(':') => (host, Some(port)),
                Some(_) | None => (text, None),
            },
        };
        let port = port.map_or(Ok(usual), str::parse).ok()?;
        (!host.is_empty() && port != 0).then(|| Self::new(host, port))
    }
}

/// `host:port`, with brackets around an address of IPv6.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// An account and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What the person calls it.
    pub label: String,
    /// Host of the registrar or proxy, which is looked up; absent when there is none.
    pub domain: Option<String>,
    /// How it stands with its registrar.
    pub state: AccountState,
    /// Last SIP errors, newest first, such as `503 Service Unavailable`.
    pub errors: Vec<String>,
}

/// How an account stands with its registrar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountState {
    /// Calls reach us by this server.
    Registered { server: String },
    /// A request is out.
    Registering,
    /// Switched off by the person.
    Off,
    /// Does not register.
    Direct,
    /// Nobody knows: the program does not run.
    NotTold,
    /// Refused or unanswered.
    Waiting { why: Why, status: Option<u16>, subject: Option<String> },
}

/// Why an account is not registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// User name or password is not accepted, or none is kept.
    Credentials,
    /// The keyring cannot be read.
    Keyring,
    /// Forbidden, unknown, or refused otherwise.
    Refused,
    /// The server has a fault of its own or is overloaded.
    ServerFailed,
    /// No answer, no connection.
    Silent,
    /// No server by that name.
    Name,
    /// The server's certificate is not believed.
    Certificate,
    /// The encrypted connection failed.
    Tls,
    /// This computer has no network.
    NetworkDown,
}

/// One row of a port table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which row, such as `S1-146`.
    pub row: String,
    /// Name or address; absent where somebody else gives it and it is not known.
    pub host: Option<String>,
    /// Lowest and highest port of each range, inclusive.
    pub ports: Vec<(u16, u16)>,
    /// Over TCP.
    pub tcp: bool,
    /// Over UDP.
    pub udp: bool,
    /// What answers there.
    pub service: Service,
}

impl Row {
    /// A row of a contract's port table, at the host that the contract names for it.
    #[must_use]
    pub fn of(port: &Port, host: &str) -> Self {
        let has = |transport: Transport| port.transports.contains(&transport);
        let (tcp, udp) = (has(Transport::Tcp), has(Transport::Udp));
        let protocol = port.protocol.to_ascii_lowercase();
        let service = if protocol.contains("stun") {
            Service::Stun
        } else if protocol.starts_with("sip") {
            Service::Sip
        } else if protocol.ends_with("/s") || protocol.contains("tls") || protocol == "https" {
            Service::Tls
        } else if udp && !tcp {
            Service::Media
        } else {
            Service::Plain
        };
        let host = Some(host.to_owned());
        Self { row: port.row.clone(), host, ports: port.ports.clone(), tcp, udp, service }
    }
}

/// What answers at a port, as far as it can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Nothing that could be asked: the connection itself is the test.
    Plain,
    /// TLS over TCP.
    Tls,
    /// STUN; over TLS at its port for that (5349).
    Stun,
    /// SIP; over TLS at its port for that (5061).
    Sip,
    /// RTP and the like: somebody listens only while a call lasts.
    Media,
}

/// Limits between telephone and platform, end to end. Source: S1-141 to S1-144.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Delay one way must not exceed it.
    pub delay: Duration,
    /// Jitter must not exceed it.
    pub jitter: Duration,
    /// Loss must stay below it, in per cent.
    pub loss_below_percent: f64,
    /// Where delay, jitter and loss are written, such as `S1-141`.
    pub sources: [String; 3],
}

impl Limits {
    /// The limits of a contract, and its echo where it names one. Figures that are no time are left at
    /// their usual value.
    #[must_use]
    pub fn of(limits: &faults::provider::Limits) -> (Self, Option<Endpoint>) {
        let usual = Self::default();
        let span = |milliseconds: f64, usual| {
            Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or(usual)
        };
        let read = Self {
            delay: span(limits.delay_ms, usual.delay),
            jitter: span(limits.jitter_ms, usual.jitter),
            loss_below_percent: limits.loss_below_percent,
            sources: limits.sources.clone(),
        };
        // Source: RFC 862 (port 7).
        (read, limits.echo.as_deref().and_then(|echo| Endpoint::read(echo, 7)))
    }
}

impl Default for Limits {
    /// Source: S1-141, S1-142, S1-143.
    fn default() -> Self {
        Self {
            delay: Duration::from_millis(150),
            jitter: Duration::from_millis(20),
            loss_below_percent: 1.0,
            sources: ["S1-141", "S1-142", "S1-143"].map(str::to_owned),
        }
    }
}

/// Sound devices as the program sees them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sounds {
    /// Microphones that are there.
    pub inputs: Vec<String>,
    /// Loudspeakers that are there.
    pub outputs: Vec<String>,
    /// Devices that the person chose and that are not there.
    pub missing: Vec<String>,
    /// How the sound engine fares. Source: S4-14.
    pub engine: Engine,
}

/// How the sound engine fares.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Engine {
    /// It is not needed now.
    #[default]
    Off,
    /// It answers.
    Alive,
    /// It does not answer.
    Hung,
}

/// A test of the sound devices, given by the program; it is dropped when its time is over.
pub struct LoopTest(pub LoopFuture);

/// What a [`LoopTest`] waits for.
pub type LoopFuture = Pin<Box<dyn Future<Output = Result<LoopResult, LoopTrouble>> + Send>>;

impl fmt::Debug for LoopTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoopTest")
    }
}

/// How a loop test came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoopResult {
    /// Whether sound came from the microphone through codec and network to the loudspeaker.
    pub came_through: bool,
    /// Packets that came.
    pub packets: u64,
}

/// Why there was no loop test.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoopTrouble {
    /// A device cannot be opened.
    #[error("the device {0} cannot be opened")]
    Device(String),
    /// A call is on, and its sound is not disturbed.
    #[error("a call is on")]
    Busy,
}

/// How one of the last calls sounded.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// When it began, RFC 3339.
    pub started_at: String,
    /// True when it ended within the last hour or is still on.
    pub is_recent: bool,
    /// Its codec.
    pub speech: Speech,
    /// RTP packets received.
    pub received: u64,
    /// RTP packets lost on the way to us.
    pub lost: u64,
    /// Interarrival jitter.
    pub jitter: Duration,
    /// Round trip by RTCP.
    pub round_trip: Option<Duration>,
}

#[cfg(test)]
mod tests;

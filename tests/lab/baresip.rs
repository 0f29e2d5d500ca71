//! A real telephone: baresip, which speaks a WAV file and records what it hears.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Instant;

use anyhow::Context;
use serde_json::{Value, json};

use crate::tone::{self, Sound};
use crate::{Authority, Folder, Kamailio, Process, Transport, address, wait};

/// What it does with a call that comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answering {
    ByHand,
    AtOnce,
}

/// The codecs this program shares with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    Opus,
    G722,
    Pcma,
    Pcmu,
}

impl Codec {
    pub const ALL: [Self; 4] = [Self::Opus, Self::G722, Self::Pcma, Self::Pcmu];

    /// As SDP names it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Opus => "opus",
            Self::G722 => "G722",
            Self::Pcma => "PCMA",
            Self::Pcmu => "PCMU",
        }
    }

    /// As baresip's account line names it.
    fn account_name(self) -> &'static str {
        match self {
            Self::Opus => "opus/48000/2",
            Self::G722 => "G722/16000/1",
            Self::Pcma => "PCMA/8000/1",
            Self::Pcmu => "PCMU/8000/1",
        }
    }
}

/// How the telephone is to be.
#[derive(Debug, Clone)]
pub struct BaresipOptions {
    /// The user at the server, or the name under which it is called directly.
    pub user: String,
    pub transport: Transport,
    pub codecs: Vec<Codec>,
    pub answering: Answering,
    /// Frequency of the tone it speaks; for five minutes, at −12 dBFS.
    pub speaks_hz: u32,
    /// Speaks this instead of a tone: a WAV file, 48 kHz, one channel.
    pub speaks: Option<PathBuf>,
    /// Uses the sound devices of the desktop with this environment, and records nothing.
    pub desktop: Option<BTreeMap<String, OsString>>,
}

impl BaresipOptions {
    /// Answers at once, over UDP, with all codecs, and speaks 900 Hz.
    #[must_use]
    pub fn user(user: &str) -> Self {
        Self {
            user: user.to_owned(),
            transport: Transport::Udp,
            codecs: Codec::ALL.to_vec(),
            answering: Answering::AtOnce,
            speaks_hz: 900,
            speaks: None,
            desktop: None,
        }
    }
}

/// A running baresip. Dropping it stops it.
#[derive(Debug)]
pub struct Baresip {
    process: Process,
    control: TcpStream,
    events: Arc<Events>,
    ip: IpAddr,
    user: String,
    folder: Folder,
}

/// What it reported, oldest first.
#[derive(Debug, Default)]
struct Events {
    list: Mutex<Vec<Value>>,
    changed: Condvar,
}

impl Baresip {
    /// Starts a telephone that registers at `server`, and waits until it is registered.
    ///
    /// # Errors
    /// When baresip is not installed, or not registered in time.
    pub fn start(options: BaresipOptions, server: &Kamailio) -> anyhow::Result<Self> {
        let user = &options.user;
        let password = server.password(user).with_context(|| format!("no user {user}"))?;
        let at = match options.transport {
            Transport::Udp | Transport::Tcp => server.host(),
            Transport::Tls => server.ip().to_string(),
        };
        let account = format!(
            "<sip:{user}@{at};transport={}>;auth_user={user};auth_pass={password};regint=60",
            options.transport.name(),
        );
        let phone = Self::launch(&options, &account, Some(server.authority()))?;
        // Its own report may come before the control connection stands, so the server is asked.
        server.await_contact(user)?;
        Ok(phone)
    }

    /// Starts a telephone without a server, to be called at [`Baresip::uri`].
    ///
    /// # Errors
    /// When baresip is not installed or does not start.
    pub fn start_alone(options: BaresipOptions) -> anyhow::Result<Self> {
        let transport = options.transport.name();
        let account = format!("<sip:{}@@IP@;transport={transport}>;regint=0", options.user);
        Self::launch(&options, &account, None)
    }

    /// Starts a telephone with an account line of baresip's own kind, without codecs and answering;
    /// `@IP@` stands for its address. Waits for no registration.
    ///
    /// # Errors
    /// When baresip is not installed or does not start.
    pub fn launch(
        options: &BaresipOptions,
        account: &str,
        authority: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let own = address::own_address()?;
        let ip = IpAddr::V4(own);
        let folder = Folder::new(&format!("baresip-{}", options.user))?;
        let certificate = Authority::new()?.issue(&["localhost"], &[ip], folder.path())?;
        let authority = authority.map_or(certificate.authority.clone(), Path::to_path_buf);
        std::fs::create_dir_all(folder.join("recordings"))?;
        let speaks = match &options.speaks {
            Some(path) => path.clone(),
            None => tone::tone_file(options.speaks_hz)?,
        };
        let codecs: Vec<&str> = options.codecs.iter().map(|codec| codec.account_name()).collect();
        let answering = match options.answering {
            Answering::ByHand => "manual",
            Answering::AtOnce => "auto",
        };
        let account = format!(
            "{};audio_codecs={};answermode={answering};ptime=20\n",
            account.replace("@IP@", &own.to_string()),
            codecs.join(","),
        );
        folder.write("accounts", account)?;
        folder.write("contacts", "")?;
        let (player, source, module) = match options.desktop {
            None => {
                ("aubridge,heard".to_owned(), format!("aufile,{}", speaks.display()), "sndfile.so")
            }
            Some(_) => ("alsa,default".to_owned(), "alsa,default".to_owned(), "alsa.so"),
        };
        let config = include_str!("baresip.config")
            .replace("@PLAYER@", &player)
            .replace("@SOURCE@", &source)
            .replace("@MODULE@", module)
            .replace("@IP@", &own.to_string())
            .replace("@FOLDER@", &folder.path().display().to_string())
            .replace("@CERTIFICATE@", &certificate.both.display().to_string())
            .replace("@AUTHORITY@", &authority.display().to_string());
        folder.write("config", config)?;

        let mut command = Process::command("baresip");
        command.arg("-v").arg("-f").arg(folder.path()).stdin(std::process::Stdio::null());
        command.envs(options.desktop.iter().flatten());
        let mut process = Process::start("baresip", &mut command, &folder.join("log"))?;
        let mut control = None;
        process.await_ready(|| {
            control = TcpStream::connect((ip, 4444)).ok();
            control.is_some()
        })?;
        let control = control.context("no control connection")?;
        let events = Arc::new(Events::default());
        let (reader, collected) = (control.try_clone()?, Arc::clone(&events));
        std::thread::spawn(move || collect(reader, &collected));
        Ok(Self { process, control, events, ip, user: options.user.clone(), folder })
    }

    /// Calls someone: a URI, or a number at its server.
    ///
    /// # Errors
    /// When the telephone is gone.
    pub fn dial(&self, target: &str) -> anyhow::Result<()> {
        self.command("dial", target)
    }

    /// Takes the call that comes in.
    ///
    /// # Errors
    /// When the telephone is gone.
    pub fn accept(&self) -> anyhow::Result<()> {
        self.command("accept", "")
    }

    /// Ends, cancels or rejects its call.
    ///
    /// # Errors
    /// When the telephone is gone.
    pub fn hang_up(&self) -> anyhow::Result<()> {
        self.command("hangup", "")
    }

    /// # Errors
    /// When the telephone is gone.
    pub fn hold(&self) -> anyhow::Result<()> {
        self.command("hold", "")
    }

    /// # Errors
    /// When the telephone is gone.
    pub fn resume(&self) -> anyhow::Result<()> {
        self.command("resume", "")
    }

    /// Sends the far end of its call to someone else without asking them (REFER).
    ///
    /// # Errors
    /// When the telephone is gone.
    pub fn transfer(&self, target: &str) -> anyhow::Result<()> {
        self.command("transfer", target)
    }

    /// Makes one of its calls, counted from 1, the one that is spoken of from now on.
    ///
    /// # Errors
    /// When the telephone is gone.
    pub fn choose_call(&self, line: u32) -> anyhow::Result<()> {
        self.command("line", &line.to_string())
    }

    /// Sends digits within its call (RFC 4733).
    ///
    /// # Errors
    /// When the telephone is gone.
    pub fn send_digits(&self, digits: &str) -> anyhow::Result<()> {
        digits.chars().try_for_each(|digit| self.command("sndcode", &digit.to_string()))
    }

    /// Says one of baresip's own commands over its control connection.
    ///
    /// # Errors
    /// When the telephone is gone.
    pub fn command(&self, name: &str, parameters: &str) -> anyhow::Result<()> {
        let text = json!({ "command": name, "params": parameters }).to_string();
        let netstring = format!("{}:{text},", text.len());
        (&self.control).write_all(netstring.as_bytes()).context("baresip is gone")
    }

    /// Waits for a report of this type (`CALL_RINGING`, `CALL_ESTABLISHED`, `CALL_CLOSED`, …), and
    /// gives it. A report that came before counts, unless [`Baresip::forget_events`] was called.
    ///
    /// # Errors
    /// When there is none in time.
    pub fn await_event(&self, kind: &str) -> anyhow::Result<Value> {
        self.await_event_where(kind, |_| true)
    }

    /// Waits for a report of this type that `is_it` accepts.
    ///
    /// # Errors
    /// When there is none in time; the error lists what came instead.
    pub fn await_event_where(
        &self,
        kind: &str,
        is_it: impl Fn(&Value) -> bool,
    ) -> anyhow::Result<Value> {
        let until = Instant::now() + wait::LIMIT;
        let mut list = self.events.list.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let found = list.iter().find(|event| kind_of(event) == kind && is_it(event));
            if let Some(event) = found {
                return Ok(event.clone());
            }
            let left = until.saturating_duration_since(Instant::now());
            let came: Vec<&str> = list.iter().map(kind_of).collect();
            anyhow::ensure!(
                !left.is_zero(),
                "no {kind} among {came:?}\n{}",
                self.process.log_end()
            );
            let woken = self.events.changed.wait_timeout(list, left);
            list = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// All reports so far.
    #[must_use]
    pub fn events(&self) -> Vec<Value> {
        self.events.list.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The digits it received in its calls, in order.
    #[must_use]
    pub fn digits(&self) -> String {
        let events = self.events();
        let starts = events.iter().filter(|event| kind_of(event) == "CALL_DTMF_START");
        starts.filter_map(|event| event.get("param").and_then(Value::as_str)).collect()
    }

    /// Only what is reported from now on counts.
    pub fn forget_events(&self) {
        self.events.list.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// What it heard in its last call, which must be over: baresip writes the file at its end.
    ///
    /// # Errors
    /// When there is no recording.
    pub fn recording(&self) -> anyhow::Result<Sound> {
        let path = wait::until("a recording", wait::LIMIT, || self.finished_recording())?;
        Sound::read(&path)
    }

    /// What it has heard in its last call until now.
    ///
    /// # Errors
    /// When nothing is recorded yet.
    pub fn heard(&self) -> anyhow::Result<Sound> {
        let path = self.recordings().into_iter().max().context("no recording yet")?;
        Sound::read(&path)
    }

    fn finished_recording(&self) -> Option<PathBuf> {
        let is_finished =
            |path: &PathBuf| hound::WavReader::open(path).is_ok_and(|wav| wav.duration() > 0);
        self.recordings().into_iter().filter(is_finished).max()
    }

    /// A file for each call; their names begin with their time.
    fn recordings(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.folder.join("recordings"));
        let files = entries.into_iter().flatten().flatten().map(|entry| entry.path());
        files.filter(|path| path.to_string_lossy().ends_with("-dec.wav")).collect()
    }

    /// How it is called without a server.
    #[must_use]
    pub fn uri(&self) -> String {
        format!("sip:{}@{}", self.user, self.ip)
    }

    /// Where it takes calls over UDP and TCP.
    #[must_use]
    pub fn socket(&self) -> SocketAddr {
        SocketAddr::new(self.ip, 5060)
    }

    #[must_use]
    pub fn process(&self) -> &Process {
        &self.process
    }

    pub fn stop(&mut self) {
        self.process.stop();
    }
}

fn kind_of(event: &Value) -> &str {
    event.get("type").and_then(Value::as_str).unwrap_or_default()
}

/// Reads netstrings until the telephone goes.
fn collect(mut control: TcpStream, events: &Events) {
    let mut held: Vec<u8> = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(length) = control.read(&mut piece) {
        if length == 0 {
            return;
        }
        held.extend(piece.get(..length).unwrap_or_default());
        while let Some((value, used)) = read_netstring(&held) {
            held.drain(..used);
            if value.get("event").is_some() {
                let mut list = events.list.lock().unwrap_or_else(PoisonError::into_inner);
                list.push(value);
                events.changed.notify_all();
            }
        }
    }
}

/// One netstring from the front, and its length.
fn read_netstring(bytes: &[u8]) -> Option<(Value, usize)> {
    let colon = bytes.iter().position(|byte| *byte == b':')?;
    let length: usize = std::str::from_utf8(bytes.get(..colon)?).ok()?.trim().parse().ok()?;
    let text = bytes.get(colon + 1..colon + 1 + length)?;
    bytes.get(colon + 1 + length)?;
    Some((serde_json::from_slice(text).unwrap_or_default(), colon + length + 2))
}

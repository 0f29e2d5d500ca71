//! A second kind of real telephone: linphonec, which transfers with Replaces and redirects.

use std::io::{PipeWriter, Write as _};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;

use crate::tone::{self, Sound};
use crate::{Answering, Folder, Kamailio, Process, Transport, address, wait};

/// How the telephone is to be.
#[derive(Debug, Clone)]
pub struct LinphoneOptions {
    /// The user at the server, or the name under which it is called directly.
    pub user: String,
    pub transport: Transport,
    pub answering: Answering,
    /// Frequency of the tone that [`Linphone::speak`] plays; for five minutes, at −12 dBFS.
    pub speaks_hz: u32,
    /// Calls beyond so many are answered with 486.
    pub most_calls: u32,
}

impl LinphoneOptions {
    /// Answers at once, over UDP, and speaks 900 Hz.
    #[must_use]
    pub fn user(user: &str) -> Self {
        Self {
            user: user.to_owned(),
            transport: Transport::Udp,
            answering: Answering::AtOnce,
            speaks_hz: 900,
            most_calls: 10,
        }
    }
}

/// A running linphonec. Dropping it stops it.
#[derive(Debug)]
pub struct Linphone {
    process: Process,
    input: PipeWriter,
    ip: IpAddr,
    user: String,
    speaks: PathBuf,
    folder: Folder,
}

impl Linphone {
    /// Starts a telephone that registers at `server`, and waits until it is registered.
    ///
    /// # Errors
    /// When linphonec is not installed, or not registered in time.
    pub fn start(options: &LinphoneOptions, server: &Kamailio) -> anyhow::Result<Self> {
        let user = &options.user;
        let password = server.password(user).with_context(|| format!("no user {user}"))?;
        let (host, transport) = (server.ip(), options.transport.name());
        let account = format!(
            "[auth_info_0]\nusername={user}\npasswd={password}\nrealm={realm}\n\n[proxy_0]\n\
             reg_proxy=<sip:{host};transport={transport}>\nreg_identity=sip:{user}@{host}\n\
             reg_expires=120\nreg_sendregister=1\npublish=0\n",
            realm = server.realm(),
        );
        let authority = format!("root_ca={}\n", server.authority().display());
        let phone = Self::launch(options, &authority, &account)?;
        server.await_contact(user)?;
        Ok(phone)
    }

    /// Starts a telephone without a server, to be called at [`Linphone::uri`].
    ///
    /// # Errors
    /// When linphonec is not installed or does not start.
    pub fn start_alone(options: &LinphoneOptions) -> anyhow::Result<Self> {
        Self::launch(options, "", "")
    }

    fn launch(options: &LinphoneOptions, sip: &str, account: &str) -> anyhow::Result<Self> {
        let own = address::own_address()?;
        let folder = Folder::new(&format!("linphone-{}", options.user))?;
        // It keeps its call list there and complains when it cannot.
        std::fs::create_dir_all(folder.join("home/.local/share/linphone"))?;
        let settings = format!(
            "[sip]\nsip_port=5060\nsip_tcp_port=5060\nsip_tls_port=-1\ndefault_proxy={default}\n\
             guess_hostname=0\ncontact=<sip:{user}@{own}>\nbind_address={own}\n\
             media_encryption=none\nregister_only_when_network_is_up=0\nauto_net_state_mon=0\n\
             verify_server_certs=1\nverify_server_cn=0\nuse_ipv6=0\n{sip}\n[net]\nmtu=1300\n\n\
             [misc]\nmax_calls={most_calls}\n\n[rtp]\naudio_rtp_port=14000-14100\n\n[sound]\nplayback_dev_id=\nringer_dev_id=\n\
             capture_dev_id=\n\n{account}",
            user = options.user,
            most_calls = options.most_calls,
            default = if account.is_empty() { -1 } else { 0 },
        );
        let settings = folder.write("home/linphonerc", settings)?;
        let speaks = tone::tone_file(options.speaks_hz)?;
        let (read, input) = std::io::pipe()?;
        let mut command = Process::command("linphonec");
        command.arg("-c").arg(settings).args(["-d", "4", "-l"]).arg(folder.join("trace"));
        if options.answering == Answering::AtOnce {
            command.arg("-a");
        }
        command.stdin(read).env("HOME", folder.join("home")).env("TERM", "dumb");
        let mut process = Process::start("linphonec", &mut command, &folder.join("log"))?;
        process.await_ready(|| address::is_taken(own, 5060))?;
        let ip = IpAddr::V4(own);
        let phone = Self { process, input, ip, user: options.user.clone(), speaks, folder };
        phone.say("soundcard use files")?;
        phone.say(&format!("record {}", phone.heard_path().display()))?;
        phone.await_said("Using wav files instead of soundcard")?;
        Ok(phone)
    }

    /// Types one of linphonec's own commands.
    ///
    /// # Errors
    /// When the telephone is gone.
    pub fn say(&self, command: &str) -> anyhow::Result<()> {
        writeln!(&self.input, "{command}").context("linphonec is gone")
    }

    /// Everything it printed since its start.
    #[must_use]
    pub fn said(&self) -> String {
        let bytes = std::fs::read(self.folder.join("log")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Waits until it prints a line with `part`, also if it did before.
    ///
    /// # Errors
    /// When it does not in time; the error carries the end of what it printed.
    pub fn await_said(&self, part: &str) -> anyhow::Result<()> {
        self.await_said_times(part, 1)
    }

    /// Waits until it has printed `part` so many times.
    ///
    /// # Errors
    /// When it has not in time; the error carries the end of what it printed.
    pub fn await_said_times(&self, part: &str, times: usize) -> anyhow::Result<()> {
        let has_said = || (self.said().matches(part).count() >= times).then_some(());
        wait::until(&format!("linphonec to say {part:?}"), wait::LIMIT, has_said)
            .with_context(|| self.process.log_end())
    }

    /// Calls someone: a URI, or a number at its server.
    ///
    /// # Errors
    /// When the telephone is gone.
    pub fn dial(&self, target: &str) -> anyhow::Result<()> {
        self.say(&format!("call {target}"))
    }

    /// Plays its tone into the call that it is in: nothing is sent before.
    ///
    /// # Errors
    /// When the telephone is gone.
    pub fn speak(&self) -> anyhow::Result<()> {
        self.say(&format!("play {}", self.speaks.display()))
    }

    /// Answers the call that rings here.
    ///
    /// # Errors
    /// When the telephone is gone.
    pub fn accept(&self) -> anyhow::Result<()> {
        self.say("answer")
    }

    /// # Errors
    /// When the telephone is gone.
    pub fn hang_up(&self) -> anyhow::Result<()> {
        self.say("terminate all")
    }

    /// # Errors
    /// When the telephone is gone.
    pub fn hold(&self) -> anyhow::Result<()> {
        self.say("pause")
    }

    /// Takes the call with this number back, counted from 1.
    ///
    /// # Errors
    /// When the telephone is gone.
    pub fn resume(&self, call: u32) -> anyhow::Result<()> {
        self.say(&format!("resume {call}"))
    }

    /// Sends a call to someone else without asking them.
    ///
    /// # Errors
    /// When the telephone is gone.
    pub fn transfer(&self, call: u32, target: &str) -> anyhow::Result<()> {
        self.say(&format!("transfer {call} {target}"))
    }

    /// Joins the far ends of two of its calls: REFER with Replaces.
    ///
    /// # Errors
    /// When the telephone is gone.
    pub fn transfer_to_call(&self, call: u32, to: u32) -> anyhow::Result<()> {
        self.say(&format!("transfer {call} --to-call {to}"))
    }

    /// Sends all that ring here on to someone else (302).
    ///
    /// # Errors
    /// When the telephone is gone.
    pub fn redirect(&self, target: &str) -> anyhow::Result<()> {
        self.say(&format!("redirect all {target}"))
    }

    /// Sends digits within its call (RFC 4733).
    ///
    /// # Errors
    /// When the telephone is gone.
    pub fn send_digits(&self, digits: &str) -> anyhow::Result<()> {
        for digit in digits.chars() {
            self.say(&digit.to_string())?;
            // It takes one at a time, and each lasts.
            std::thread::sleep(DIGIT);
        }
        Ok(())
    }

    /// What it has heard until now since it last began or resumed a call.
    ///
    /// # Errors
    /// When nothing is recorded yet.
    pub fn heard(&self) -> anyhow::Result<Sound> {
        let path = self.heard_path();
        let bytes = std::fs::read(&path).with_context(|| format!("read {}", path.display()))?;
        // The header is written at the end of the first recording; its place is kept free.
        match bytes.strip_prefix(&[0; WAV_HEADER]) {
            Some(samples) => Ok(Sound::from_pcm(samples, RECORDED_HZ)),
            None => Sound::from_wav(bytes),
        }
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

    fn heard_path(&self) -> PathBuf {
        self.folder.join("heard.wav")
    }
}

/// Bytes of the header of its recordings.
const WAV_HEADER: usize = 44;
/// The rate of its recordings, whatever the codec; one channel of 16 bits.
const RECORDED_HZ: u32 = 48_000;
/// Longer than it sends one digit.
const DIGIT: Duration = Duration::from_millis(250);

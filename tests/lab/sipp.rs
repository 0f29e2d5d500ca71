//! Scripted peers: sipp with the scenario files in `tests/lab/sipp`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::{Folder, Namespace, Process, Transport, address, folder};

/// How the scenario is played.
#[derive(Debug, Clone)]
pub struct SippOptions {
    /// File name in `tests/lab/sipp`.
    pub scenario: &'static str,
    /// Whom it speaks to; a scenario that waits for a call leaves it out.
    pub target: Option<SocketAddr>,
    pub transport: Transport,
    /// Values for `[name]` in the scenario.
    pub keys: Vec<(String, String)>,
    /// Name and password for `[authentication]`.
    pub credentials: Option<(String, String)>,
    /// How many calls, and how many of them at once.
    pub calls: u32,
    pub at_once: u32,
    /// Longest run.
    pub limit: Duration,
    /// The network it runs in, if it is not everybody's.
    pub namespace: Option<Arc<Namespace>>,
}

impl SippOptions {
    #[must_use]
    pub fn scenario(scenario: &'static str) -> Self {
        Self {
            scenario,
            target: None,
            transport: Transport::Udp,
            keys: Vec::new(),
            credentials: None,
            calls: 1,
            at_once: 1,
            limit: Duration::from_secs(90),
            namespace: None,
        }
    }
}

/// A running scenario, of one call where nothing else is said.
#[derive(Debug)]
pub struct Sipp {
    process: Process,
    at: SocketAddr,
    limit: Duration,
    folder: Folder,
}

impl Sipp {
    /// Starts it; without a target, waits until it listens.
    ///
    /// # Errors
    /// When sipp is not installed, or does not listen.
    pub fn start(options: &SippOptions) -> anyhow::Result<Self> {
        let folder = Folder::new("sipp")?;
        let own = address::own_address()?;
        let at = SocketAddr::from((own, 5060));
        let scenario: PathBuf = folder::repository().join("tests/lab/sipp").join(options.scenario);
        let mut command = Process::command("sipp");
        if let Some(target) = options.target {
            command.arg(target.to_string());
        }
        let transport = match options.transport {
            Transport::Udp => "u1",
            Transport::Tcp => "t1",
            Transport::Tls => anyhow::bail!("Debian builds sipp without TLS"),
        };
        command.arg("-sf").arg(scenario).args([
            "-t",
            transport,
            "-i",
            &own.to_string(),
            "-p",
            "5060",
        ]);
        command.args(["-mi", &own.to_string(), "-nostdin", "-timeout_error"]);
        command.args(["-m", &options.calls.to_string(), "-l", &options.at_once.to_string()]);
        command.args(["-timeout", &options.limit.as_secs().to_string()]);
        command.args(["-trace_msg", "-message_file"]).arg(folder.join("messages"));
        command.args(["-trace_err", "-error_file"]).arg(folder.join("errors"));
        for (name, value) in &options.keys {
            command.args(["-key", name, value]);
        }
        if let Some((user, password)) = &options.credentials {
            command.args(["-au", user, "-ap", password]);
        }
        command.env("TERM", "dumb").current_dir(folder.path());
        if let Some(namespace) = &options.namespace {
            command = namespace.enter(&command);
        }
        command.stdin(std::process::Stdio::null());
        let mut process = Process::start("sipp", &mut command, &folder.join("log"))?;
        if options.target.is_none() {
            let id = process.id();
            process.await_ready(|| address::is_taken_as_seen_by(id, own, 5060))?;
        }
        Ok(Self { process, at, limit: options.limit, folder })
    }

    /// Where it listens.
    #[must_use]
    pub fn socket(&self) -> SocketAddr {
        self.at
    }

    /// Waits for the scenario's end; an error when it did not go as written.
    ///
    /// # Errors
    /// When a message was missing or another came.
    pub fn finish(mut self) -> anyhow::Result<()> {
        let code = self.process.await_end(self.limit + Duration::from_secs(5))?;
        let messages = self.messages();
        anyhow::ensure!(code == Some(0), "sipp ended with {code:?} after\n{messages}");
        Ok(())
    }

    /// Everything sent and received so far.
    #[must_use]
    pub fn messages(&self) -> String {
        let read = |name: &str| std::fs::read(self.folder.join(name)).unwrap_or_default();
        let all = [read("messages"), read("errors")].concat();
        String::from_utf8_lossy(&all).into_owned()
    }
}

//! A network of its own, with loopback alone: addresses come and go there without disturbing anybody.

use std::net::Ipv4Addr;
use std::process::{Command, Stdio};

use crate::{Folder, Process, process};

/// A network namespace. Dropping it ends the process that holds it; what runs in it is to be ended
/// before.
#[derive(Debug)]
pub struct Namespace {
    holder: Process,
    _folder: Folder,
}

impl Namespace {
    /// # Errors
    /// When this machine gives nobody but root a namespace.
    pub fn new() -> anyhow::Result<Self> {
        let folder = Folder::new("namespace")?;
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--net", "--"]);
        // In this order: what a process wants at its parent's end is forgotten with its old rights.
        command.args(["setpriv", "--pdeathsig", "TERM", "--", "sleep", "infinity"]);
        command.stdin(Stdio::null());
        let mut holder = Process::start("namespace", &mut command, &folder.join("log"))?;
        let (ours, theirs) = ("/proc/self".to_owned(), format!("/proc/{}", holder.id()));
        let space = |of: &str| std::fs::read_link(format!("{of}/ns/net")).ok();
        let name = || std::fs::read_to_string(format!("{theirs}/comm")).unwrap_or_default();
        holder.await_ready(|| space(&ours) != space(&theirs) && name().trim() == "sleep")?;
        let namespace = Self { holder, _folder: folder };
        namespace.ip(&["link", "set", "lo", "up"])?;
        Ok(namespace)
    }

    /// The same command, run within.
    #[must_use]
    pub fn enter(&self, command: &Command) -> Command {
        let mut within = Command::new("nsenter");
        within.args(["--target", &self.holder.id().to_string(), "--user", "--net"]);
        within.arg("--preserve-credentials").arg("--").arg(command.get_program());
        within.args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => within.env(name, value),
                None => within.env_remove(name),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            within.current_dir(folder);
        }
        within
    }

    /// Gives the machine an address, from which it reaches `peer` from now on.
    ///
    /// # Errors
    /// When the system does not take it.
    pub fn add_address(&self, address: Ipv4Addr, peer: Ipv4Addr) -> anyhow::Result<()> {
        self.ip(&["address", "add", &format!("{address}/32"), "dev", "lo"])?;
        let (peer, address) = (format!("{peer}/32"), address.to_string());
        self.ip(&[
            "route", "replace", "local", &peer, "dev", "lo", "table", "local", "src", &address,
        ])
    }

    fn ip(&self, words: &[&str]) -> anyhow::Result<()> {
        let mut command = Command::new("ip");
        command.args(words);
        process::run(&mut self.enter(&command)).map(drop)
    }
}

//! The program itself, driven by its command line, with a profile and sound files of its own.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::Context;
use serde_json::Value;

use crate::tone::{self, Sound};
use crate::{Folder, Namespace, Process, Socket, Watch, folder, wait};

/// How the program is to run.
#[derive(Debug, Clone)]
pub struct ProgramOptions {
    /// Name of its folder among the logs.
    pub label: String,
    /// Frequency of the tone at its microphone; five minutes, at −12 dBFS.
    pub speaks_hz: u32,
    /// Speaks this WAV file instead.
    pub speaks: Option<PathBuf>,
    /// Microphone and loudspeaker instead of files, by the program's own names.
    pub devices: Option<(String, String)>,
    /// More arguments for its start.
    pub arguments: Vec<String>,
    /// More of its environment.
    pub environment: BTreeMap<String, OsString>,
    /// The network it runs in, if it is not everybody's.
    pub namespace: Option<Arc<Namespace>>,
    /// Keeps passwords in the keyring of its environment's desktop instead of its memory.
    pub keyring: bool,
}

impl ProgramOptions {
    #[must_use]
    pub fn label(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            speaks_hz: 600,
            speaks: None,
            devices: None,
            arguments: Vec::new(),
            environment: BTreeMap::new(),
            namespace: None,
            keyring: false,
        }
    }
}

/// A profile and the program that runs in it without a window. Dropping it ends the program.
#[derive(Debug)]
pub struct Program {
    process: Option<Process>,
    options: ProgramOptions,
    speaks: PathBuf,
    folder: Folder,
}

/// What one verb printed and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// 0 done, 1 refused, 2 wrong usage, 3 no running program.
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Output {
    /// Expects that it was done.
    ///
    /// # Errors
    /// When it was not; the error carries what was printed.
    pub fn done(self) -> anyhow::Result<Self> {
        anyhow::ensure!(self.code == 0, "exit code {}: {}{}", self.code, self.stderr, self.stdout);
        Ok(self)
    }

    /// # Errors
    /// When it printed no JSON.
    pub fn json(&self) -> anyhow::Result<Value> {
        serde_json::from_str(&self.stdout).with_context(|| format!("no JSON: {}", self.stdout))
    }
}

impl Program {
    /// Starts the program and waits until it takes verbs.
    ///
    /// # Errors
    /// When it was not built, or does not answer.
    pub fn start(options: ProgramOptions) -> anyhow::Result<Self> {
        let mut program = Self::prepare(options)?;
        program.launch()?;
        Ok(program)
    }

    /// A profile in which nothing runs yet.
    ///
    /// # Errors
    /// When its folder cannot be written.
    pub fn prepare(options: ProgramOptions) -> anyhow::Result<Self> {
        let folder = Folder::new(&options.label)?;
        std::fs::create_dir_all(folder.join("profile"))?;
        let speaks = match &options.speaks {
            Some(path) => path.clone(),
            None => tone::tone_file(options.speaks_hz)?,
        };
        Ok(Self { process: None, options, speaks, folder })
    }

    /// Starts it in its profile, as it was left.
    ///
    /// # Errors
    /// When it was not built, or does not answer.
    pub fn launch(&mut self) -> anyhow::Result<()> {
        let binary = binary()?;
        let mut command = Process::command(&binary.to_string_lossy());
        let secrets = if self.options.keyring { "keyring" } else { "memory" };
        command.args(["--headless", "--secrets", secrets, "--profile"]).arg(self.profile());
        let files = || (device(&self.speaks), device(&self.heard_path()));
        let (input, output) = self.options.devices.clone().unwrap_or_else(files);
        command.args(["--audio-in", &input, "--audio-out", &output]);
        command.args(&self.options.arguments).envs(&self.options.environment);
        if let Some(namespace) = &self.options.namespace {
            command = namespace.enter(&command);
        }
        command.stdin(Stdio::null());
        let mut process = Process::start("rufbereit", &mut command, &self.folder.join("log"))?;
        process.await_ready(|| self.status().is_ok())?;
        self.process = Some(process);
        Ok(())
    }

    /// Ends it without a farewell.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
    }

    /// From its next start on it keeps passwords in the keyring that is reached over this bus.
    pub fn use_keyring(&mut self, bus: &Path) {
        let address = format!("unix:path={}", bus.display());
        self.options.environment.insert("DBUS_SESSION_BUS_ADDRESS".to_owned(), address.into());
        self.options.keyring = true;
    }

    /// Kills it in the middle of whatever it does; [`Self::kill`] is still to be called.
    pub fn strike(&self) {
        if let Some(process) = &self.process {
            process.signal(rustix::process::Signal::KILL);
        }
    }

    /// Asks it to quit by its own verb, and waits for its end.
    ///
    /// # Errors
    /// When it does not.
    pub fn quit(&mut self) -> anyhow::Result<()> {
        self.run(&["quit"])?.done()?;
        let Some(mut process) = self.process.take() else { return Ok(()) };
        process.await_end(wait::LIMIT).map(drop)
    }

    /// Runs one verb in this profile.
    ///
    /// # Errors
    /// When the program cannot be run.
    pub fn run(&self, arguments: &[&str]) -> anyhow::Result<Output> {
        self.run_with_input(arguments, "")
    }

    /// Runs one verb that reads its standard input, such as a password.
    ///
    /// # Errors
    /// When the program cannot be run.
    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> anyhow::Result<Output> {
        let mut child = Command::new(binary()?)
            .arg("--profile")
            .arg(self.profile())
            .args(arguments)
            .envs(&self.options.environment)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            // A verb that reads nothing may have closed it.
            let _closed = stdin.write_all(input.as_bytes());
        }
        let output = child.wait_with_output()?;
        Ok(Output {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// What `status --json` says now.
    ///
    /// # Errors
    /// When no program runs, or it prints no JSON.
    pub fn status(&self) -> anyhow::Result<Value> {
        self.run(&["status", "--json"])?.done()?.json()
    }

    /// A connection to its socket.
    ///
    /// # Errors
    /// When no program runs.
    pub fn connect(&self) -> anyhow::Result<Socket> {
        Socket::connect(&self.profile())
    }

    /// Follows every change from now on.
    ///
    /// # Errors
    /// When no program runs.
    pub fn watch(&self) -> anyhow::Result<Watch> {
        let path = self.folder.join("changes");
        let mut command = Process::command(&binary()?.to_string_lossy());
        command.arg("--profile").arg(self.profile()).args(["status", "--watch", "--json"]);
        command.envs(&self.options.environment).stdin(Stdio::null());
        let _absent = std::fs::remove_file(&path);
        Watch::follow(Process::start("status --watch", &mut command, &path)?, path)
    }

    /// Waits until the status is as `is_it` wants it, and gives it.
    ///
    /// # Errors
    /// When it is not in time; the error carries the last status.
    pub fn await_status(
        &self,
        what: &str,
        is_it: impl Fn(&Value) -> bool,
    ) -> anyhow::Result<Value> {
        let mut last = Value::Null;
        let found = wait::until(what, wait::LIMIT, || {
            last = self.status().ok()?;
            is_it(&last).then(|| last.clone())
        });
        found.with_context(|| format!("the status is {last:#}"))
    }

    /// The profile's folder.
    #[must_use]
    pub fn profile(&self) -> PathBuf {
        self.folder.join("profile")
    }

    /// What its loudspeaker played so far.
    ///
    /// # Errors
    /// When it played nothing yet.
    pub fn heard(&self) -> anyhow::Result<Sound> {
        Sound::read(&self.heard_path())
    }

    #[must_use]
    pub fn process(&mut self) -> Option<&mut Process> {
        self.process.as_mut()
    }

    /// Everything the program printed since its first start.
    #[must_use]
    pub fn log(&self) -> String {
        let bytes = std::fs::read(self.folder.join("log")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn heard_path(&self) -> PathBuf {
        self.folder.join("heard.wav")
    }
}

/// The program under test: `RUFBEREIT_BIN`, or the debug build.
///
/// # Errors
/// When it is not there.
pub fn binary() -> anyhow::Result<PathBuf> {
    let built = || folder::build_folder().join("debug").join("rufbereit");
    let path = std::env::var_os("RUFBEREIT_BIN").map_or_else(built, PathBuf::from);
    anyhow::ensure!(
        path.exists(),
        "{} is not built: run `cargo build --bin rufbereit`",
        path.display()
    );
    Ok(path)
}

fn device(path: &Path) -> String {
    format!("wav:{}", path.display())
}

//! One child process in a group of its own, ended by its id and never by a name.
//!
//! The child is told to end when the thread that started it ends, so nothing is left behind when a
//! test is killed. Start servers from the thread that uses them.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::wait;

/// How long a process may take to end when asked; then it is killed.
const GRACE: Duration = Duration::from_secs(5);
/// How often it is asked.
const REMINDER: Duration = Duration::from_millis(500);

/// A running child and everything it started.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// A command that `start` takes: ends with the thread that starts it.
    #[must_use]
    pub fn command(program: &str) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "TERM", "--", program]);
        command
    }

    /// Starts `command`; what it prints goes to `log`. Its standard input is what `command` says,
    /// or nothing.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(name: &str, command: &mut Command, log: &Path) -> anyhow::Result<Self> {
        let out = File::options().create(true).append(true).open(log)?;
        let child = command
            .process_group(0)
            .stdout(out.try_clone()?)
            .stderr(out)
            .spawn()
            .with_context(|| format!("start {name} ({command:?})"))?;
        Ok(Self { name: name.to_owned(), child, log: log.to_path_buf() })
    }

    /// Waits until `is_ready` says so, and fails at once when the process ends before.
    ///
    /// # Errors
    /// When it ended or was not ready in time; the error carries the end of its log.
    pub fn await_ready(&mut self, mut is_ready: impl FnMut() -> bool) -> anyhow::Result<()> {
        let what = format!("{} to be ready", self.name);
        let outcome = wait::until(&what, wait::START_LIMIT, || {
            if is_ready() {
                return Some(Ok(()));
            }
            (!self.is_running()).then(|| Err(anyhow::anyhow!("{} ended at once", self.name)))
        });
        outcome.flatten().with_context(|| self.log_end())
    }

    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Asks the process to end, waits, and kills it and its children when it does not.
    pub fn stop(&mut self) {
        if self.is_running() {
            self.ask_to_end();
            for _ in 0..GRACE.as_millis() / REMINDER.as_millis() {
                if wait::until("the end", REMINDER, || (!self.is_running()).then_some(())).is_ok() {
                    break;
                }
                // A child that was still starting may have missed its parent's word.
                self.signal(Signal::TERM);
            }
        }
        self.kill();
    }

    /// Asks the process alone: a server ends its children in its own order.
    pub fn ask_to_end(&self) {
        if let Some(id) = self.pid() {
            let _gone = kill_process(id, Signal::TERM);
        }
    }

    /// Ends the process and its children without asking.
    pub fn kill(&mut self) {
        self.signal(Signal::KILL);
        let _status = self.child.wait();
    }

    /// Sends a signal to the process and its children. After its end nothing is sent twice: the
    /// group is gone.
    pub fn signal(&self, signal: Signal) {
        if let Some(id) = self.pid() {
            let _gone = kill_process_group(id, signal);
        }
    }

    fn pid(&self) -> Option<Pid> {
        i32::try_from(self.child.id()).ok().and_then(Pid::from_raw)
    }

    /// Stops the process in its tracks: it keeps its sockets and answers nothing.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    /// What it costs now.
    ///
    /// # Errors
    /// When it has ended.
    pub fn load(&self) -> anyhow::Result<Load> {
        let folder = PathBuf::from("/proc").join(self.id().to_string());
        let stat = std::fs::read_to_string(folder.join("stat"))?;
        // The name in brackets may hold spaces; user and system time are the 14th and 15th field.
        let (_, fields) = stat.rsplit_once(')').context("no name in stat")?;
        let times = fields.split_whitespace().skip(11).take(2);
        let ticks: u64 = times.filter_map(|time| time.parse::<u64>().ok()).sum();
        let ticks_a_second = rustix::param::clock_ticks_per_second();
        let memory = std::fs::read_to_string(folder.join("smaps_rollup"))?;
        let kilobytes = |name: &str| {
            let line = memory.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
        };
        let count = |name: &str| std::fs::read_dir(folder.join(name)).map(Iterator::count);
        Ok(Load {
            files: count("fd")?,
            threads: count("task")?,
            cpu_time: Duration::from_millis(ticks * 1000 / ticks_a_second.max(1)),
            resident_kib: kilobytes("Rss:"),
            proportional_kib: kilobytes("Pss:"),
        })
    }

    /// The last lines it printed.
    #[must_use]
    pub fn log_end(&self) -> String {
        let text = std::fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        lines
            .iter()
            .skip(lines.len().saturating_sub(30))
            .fold(format!("the end of what {} said:", self.name), |all, line| {
                format!("{all}\n    {line}")
            })
    }

    /// Waits for the process to end by itself and gives its exit code.
    ///
    /// # Errors
    /// When it does not end in time.
    pub fn await_end(&mut self, limit: Duration) -> anyhow::Result<Option<i32>> {
        let what = format!("{} to end", self.name);
        wait::until(&what, limit, || self.child.try_wait().ok().flatten())
            .map(|status| status.code())
            .with_context(|| self.log_end())
    }
}

/// What one process costs. Source: proc(5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Open files, sockets among them.
    pub files: usize,
    pub threads: usize,
    /// Processor time since its start.
    pub cpu_time: Duration,
    /// Memory in use, with all that it shares.
    pub resident_kib: u64,
    /// The same, with shared memory divided among those who share it.
    pub proportional_kib: u64,
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Runs a command to its end, with its output kept for the error.
///
/// # Errors
/// When it cannot be started or does not succeed.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<Vec<u8>> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("start {command:?}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    anyhow::ensure!(output.status.success(), "{command:?} failed: {said}");
    Ok(output.stdout)
}

//! One part of a test run: a name, what it does, how long it took, what it counted.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::counts::{self, Counts};
use crate::tools;

/// All that `test` knows, in its order.
pub(crate) const NAMES: [&str; 13] = [
    "pages",
    "format",
    "tidy",
    "licences",
    "build",
    "unit",
    "doctests",
    "lints",
    "documents",
    "windows",
    "ui",
    "interop",
    "desktop",
];

/// What came of one section.
#[derive(Debug)]
pub(crate) struct Section {
    name: &'static str,
    took: Duration,
    counts: Counts,
    has_passed: bool,
    /// The tests that took longest, with their seconds.
    slowest: Vec<(f32, String)>,
}

/// What the commands of a section said of their tests.
#[derive(Debug, Default)]
struct Said {
    counts: Counts,
    lasted: Vec<(f32, String)>,
}

/// Tests that are named for what they took, of those that took long.
const SLOWEST: usize = 5;
/// From how many seconds on a test takes long.
const LONG_S: f32 = 10.0;

/// Sections in the order in which they ran.
#[derive(Debug, Default)]
pub(crate) struct Report {
    sections: Vec<Section>,
    wanted: Vec<String>,
}

impl Report {
    /// A report of the sections named in `wanted`, or of all when it is empty.
    pub(crate) fn of(wanted: &[String]) -> Self {
        Self { sections: Vec::new(), wanted: wanted.to_vec() }
    }

    /// Runs a section of commands, one after the other, whatever comes of each.
    pub(crate) fn commands(&mut self, name: &'static str, commands: Vec<Command>) -> bool {
        self.section(name, || {
            let (mut said, mut have_passed) = (Said::default(), true);
            for mut command in commands {
                have_passed &= run_counted(&mut command, &mut said)?;
            }
            Ok((said, have_passed))
        })
    }

    /// Runs a section that is a step of our own.
    pub(crate) fn step(
        &mut self,
        name: &'static str,
        step: impl FnOnce() -> anyhow::Result<bool>,
    ) -> bool {
        self.section(name, || Ok((Said::default(), step()?)))
    }

    /// A section without tests of its own counts as one; so does one that fails before its tests.
    fn section(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> anyhow::Result<(Said, bool)>,
    ) -> bool {
        assert!(NAMES.contains(&name), "`{name}` cannot be asked for by name");
        if !self.wants(name) {
            return true;
        }
        println!("\n━━━ {name}");
        let started = Instant::now();
        let (said, has_passed) = work().unwrap_or_else(|error| {
            println!("{error:#}");
            (Said::default(), false)
        });
        let Said { mut counts, lasted: mut slowest } = said;
        slowest.retain(|(seconds, _)| *seconds >= LONG_S);
        slowest.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        // What failed is told again at the end.
        slowest.dedup();
        slowest.truncate(SLOWEST);
        if !has_passed && counts.failed == 0 {
            counts.failed = 1;
        } else if counts.total() == 0 {
            counts.passed = 1;
        }
        let took = started.elapsed();
        self.sections.push(Section { name, took, counts, has_passed, slowest });
        has_passed
    }

    fn wants(&self, name: &str) -> bool {
        self.wanted.is_empty() || self.wanted.iter().any(|wanted| wanted == name)
    }

    /// Prints the table and the sum, and says whether all is well.
    pub(crate) fn print(&self) -> bool {
        let has_run = |name: &String| self.sections.iter().any(|section| section.name == name);
        for unknown in self.wanted.iter().filter(|name| !has_run(name)) {
            println!("The section `{unknown}` cannot run here, or what it needs was not built.");
        }
        println!("\n{:<12} {:>8} {:>7} {:>7}", "section", "seconds", "passed", "failed");
        let mut sum = Counts::default();
        for Section { name, took, counts, has_passed, slowest } in &self.sections {
            let mark = if *has_passed { "" } else { "  ✗" };
            let seconds = took.as_secs_f32();
            println!("{name:<12} {seconds:>8.1} {:>7} {:>7}{mark}", counts.passed, counts.failed);
            for (seconds, test) in slowest {
                println!("  {seconds:>18.1}  {test}");
            }
            sum.add(*counts);
        }
        let seconds: f32 = self.sections.iter().map(|section| section.took.as_secs_f32()).sum();
        println!("{:<12} {seconds:>8.1}\n", "all");
        println!("{} passed, {} failed", sum.passed, sum.failed);
        sum.failed == 0 && sum.passed > 0 && self.wanted.iter().all(has_run)
    }
}

/// Runs a command in plain sight, reads what it says of its tests, and tells whether it ended well.
fn run_counted(command: &mut Command, all: &mut Said) -> anyhow::Result<bool> {
    let words = tools::spoken(command);
    println!("$ {words}");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("cannot start `{words}`"))?;
    let said = Mutex::new(all);
    let (out, err) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        if let Some(out) = out {
            scope.spawn(|| pass_on(out, &said));
        }
        if let Some(err) = err {
            scope.spawn(|| pass_on(err, &said));
        }
    });
    Ok(child.wait()?.success())
}

/// Prints each line as it comes, and keeps what it says.
fn pass_on(from: impl Read, all: &Mutex<&mut Said>) {
    let mut lines = BufReader::new(from);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let text = String::from_utf8_lossy(&line);
        let (counts, lasted) = (counts::read(&text), counts::lasted(&text));
        if counts.is_some() || lasted.is_some() {
            let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
            all.counts.add(counts.unwrap_or_default());
            all.lasted.extend(lasted);
        }
        let _closed = std::io::stdout().lock().write_all(&line);
        line.clear();
    }
}

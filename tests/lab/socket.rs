//! A script at the program's local socket: many wishes without a process for each.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Instant;

use anyhow::Context;
use serde_json::{Value, json};

use crate::wait;

/// One connection, one line each way for every request.
#[derive(Debug)]
pub struct Socket {
    lines: BufReader<UnixStream>,
}

impl Socket {
    /// Connects to the program of this profile.
    ///
    /// # Errors
    /// When none runs.
    pub fn connect(profile: &Path) -> anyhow::Result<Self> {
        let stream = UnixStream::connect(profile.join("socket")).context("no program")?;
        stream.set_read_timeout(Some(wait::LIMIT))?;
        Ok(Self { lines: BufReader::new(stream) })
    }

    /// Grants a wish, such as `{"kind":"hangUp"}`.
    ///
    /// # Errors
    /// When it is refused.
    pub fn perform(&mut self, command: &Value) -> anyhow::Result<()> {
        let reply = self.ask(&json!({ "kind": "perform", "command": command }))?;
        anyhow::ensure!(reply.get("kind").is_some_and(|kind| kind == "done"), "{command}: {reply}");
        Ok(())
    }

    /// Asks for a page of the call list.
    ///
    /// # Errors
    /// When it is refused.
    pub fn history(&mut self, query: &Value) -> anyhow::Result<Value> {
        let reply = self.ask(&json!({ "kind": "history", "query": query }))?;
        let page = reply.get("page").cloned();
        page.with_context(|| format!("{query}: {reply}"))
    }

    /// Makes this connection one for changes; the first is a snapshot.
    ///
    /// # Errors
    /// When it is refused.
    pub fn watch(mut self) -> anyhow::Result<Self> {
        let reply = self.ask(&json!({ "kind": "watch" }))?;
        anyhow::ensure!(reply.get("kind").is_some_and(|kind| kind == "watching"), "{reply}");
        Ok(self)
    }

    /// Waits for a change that `is_it` accepts, and gives it; those before it are gone.
    ///
    /// # Errors
    /// When none comes in time, or the program is gone.
    pub fn await_change(&mut self, is_it: impl Fn(&Value) -> bool) -> anyhow::Result<Value> {
        let started = Instant::now();
        loop {
            // Others may come for ever, such as how the sound is.
            anyhow::ensure!(started.elapsed() < wait::LIMIT, "no such change");
            let change = self.read()?;
            if is_it(&change) {
                return Ok(change);
            }
        }
    }

    /// Waits until some call is in a state of this kind, and gives the call.
    ///
    /// # Errors
    /// When none is in time, or the program is gone.
    pub fn await_call(&mut self, kind: &str) -> anyhow::Result<Value> {
        let change = self
            .await_change(|change| {
                change.pointer("/call/state/kind").is_some_and(|found| found == kind)
            })
            .with_context(|| format!("no call that is {kind}"))?;
        Ok(change.get("call").cloned().unwrap_or_default())
    }

    fn ask(&mut self, request: &Value) -> anyhow::Result<Value> {
        writeln!(self.lines.get_mut(), "{request}")?;
        self.read()
    }

    fn read(&mut self) -> anyhow::Result<Value> {
        let mut line = String::new();
        let length = self.lines.read_line(&mut line).context("nothing came")?;
        anyhow::ensure!(length > 0, "the program has ended");
        Ok(serde_json::from_str(&line)?)
    }
}

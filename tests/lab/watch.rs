//! Follows the program's changes, so that nothing that was shown for a moment only is missed.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::Value;

use crate::{Process, wait};

/// `status --watch --json`, kept from its first line on.
#[derive(Debug)]
pub struct Watch {
    process: Process,
    path: PathBuf,
}

impl Watch {
    /// Follows what `process` prints to `path`, and waits for the first snapshot.
    pub(crate) fn follow(process: Process, path: PathBuf) -> anyhow::Result<Self> {
        let mut watch = Self { process, path };
        let path = watch.path.clone();
        watch.process.await_ready(|| !changes(&path).is_empty())?;
        Ok(watch)
    }

    /// Everything so far, oldest first.
    #[must_use]
    pub fn changes(&self) -> Vec<Value> {
        changes(&self.path)
    }

    /// Waits for a change that `is_it` accepts, also if it came before, and gives it.
    ///
    /// # Errors
    /// When there is none in time; the error names what came instead.
    pub fn await_change(
        &self,
        what: &str,
        is_it: impl Fn(&Value) -> bool,
    ) -> anyhow::Result<Value> {
        let find = || self.changes().into_iter().find(|change| is_it(change));
        wait::until(what, wait::LIMIT, find).with_context(|| {
            let came = self.changes();
            let kinds: Vec<&str> = came.iter().map(|change| text_at(change, "/kind")).collect();
            format!("what came is {kinds:?}")
        })
    }

    /// Waits until some call is, or was for a moment, in a state of this kind.
    ///
    /// # Errors
    /// When none was in time.
    pub fn await_call(&self, kind: &str) -> anyhow::Result<Value> {
        self.await_change(&format!("a call that is {kind}"), |change| {
            text_at(change, CALL_KIND) == kind
        })
        .map(|change| change.get("call").cloned().unwrap_or_default())
    }

    /// The states of all calls so far, oldest first.
    #[must_use]
    pub fn call_kinds(&self) -> Vec<String> {
        let changes = self.changes();
        let kinds = changes.iter().map(|change| text_at(change, CALL_KIND));
        kinds.filter(|kind| !kind.is_empty()).map(str::to_owned).collect()
    }
}

/// Where a change of a call says what state the call is in.
const CALL_KIND: &str = "/call/state/kind";

/// The text at a place of a change, or none.
fn text_at<'c>(change: &'c Value, place: &str) -> &'c str {
    change.pointer(place).and_then(Value::as_str).unwrap_or_default()
}

/// A line that is being written is none yet.
fn changes(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

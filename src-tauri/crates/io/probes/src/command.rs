//! What a tool of the system prints, for systems that tell their facts only so.

use std::process::{Command, Stdio};

use crate::ProbeError;

/// Runs a tool without input and without a window; gives what it prints.
///
/// A tool that hangs is left behind with the probe's thread; it holds nothing of ours.
pub(crate) fn output_of(tool: &str, words: &[&str]) -> Result<String, ProbeError> {
    let mut command = Command::new(tool);
    command.args(words).stdin(Stdio::null()).stderr(Stdio::null());
    #[cfg(windows)]
    std::os::windows::process::CommandExt::creation_flags(&mut command, CREATE_NO_WINDOW);
    let output = command.output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let text: Vec<&str> = text.split_whitespace().collect();
    if text.is_empty() { Err(ProbeError::Unknown) } else { Ok(text.join(" ")) }
}

/// Source: Windows `CreateProcess`, process creation flags.
#[cfg(windows)]
const CREATE_NO_WINDOW: u32 = 0x0800_0000;

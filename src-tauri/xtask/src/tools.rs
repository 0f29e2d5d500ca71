//! Commands of other programs, run from the top of the repository.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

/// The folder that holds the workspace.
pub(crate) fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// Where cargo builds.
pub(crate) fn build_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository().join("target"), PathBuf::from)
}

/// Cargo, the one that runs this program.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(arguments).current_dir(repository());
    command
}

/// npm, in `ui`.
pub(crate) fn npm(arguments: &[&str]) -> Command {
    let name = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut command = Command::new(name);
    command.args(arguments).current_dir(repository().join("ui"));
    command
}

/// As a person would type it.
pub(crate) fn spoken(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = command.get_args().map(|word| word.to_string_lossy().into_owned());
    std::iter::once(name.to_string_lossy().into_owned()).chain(words).collect::<Vec<_>>().join(" ")
}

/// Runs a command to its end in plain sight.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let words = spoken(command);
    println!("\n$ {words}");
    let status = command.status().with_context(|| format!("cannot start `{words}`"))?;
    ensure!(status.success(), "`{words}` failed");
    Ok(())
}

/// Becomes another program, so that the terminal and Ctrl-C are that program's own. Where the system
/// knows nothing of the kind, waits for it.
pub(crate) fn turn_into(command: &mut Command) -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        let words = spoken(command);
        println!("\n$ {words}");
        let error = command.exec();
        Err(error).with_context(|| format!("cannot start `{words}`"))
    }
    #[cfg(not(unix))]
    run(command)
}

/// Whether a command exists and ends well.
pub(crate) fn works(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// What a command prints.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let words = spoken(command);
    let output = command.output().with_context(|| format!("cannot start `{words}`"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "`{words}` failed: {said}");
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

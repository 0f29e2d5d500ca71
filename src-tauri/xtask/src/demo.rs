//! `demo`, `bundle`, `bindings` and `lab`: build something and start it.

use std::process::Command;

use crate::machine::{self, Need};
use crate::tools::{self, cargo};
use crate::{checks, ui};

/// Builds the release program and starts it with its own telephone system.
pub(crate) fn demo() -> anyhow::Result<bool> {
    machine::prepare(Need::Build)?;
    ui::install()?;
    ui::build()?;
    tools::run(&mut cargo(&["build", "--release", "--locked", "--bin", "rufbereit"]))?;
    let profile = tools::build_folder().join("demo-profile");
    std::fs::create_dir_all(&profile)?;
    println!("\nThe demo keeps everything it learns in {}.", profile.display());
    let mut program = Command::new(checks::program("release"));
    tools::run(program.arg("--demo").arg("--profile").arg(profile))?;
    Ok(true)
}

/// Builds this system's installer into `target/release/bundle`.
pub(crate) fn bundle() -> anyhow::Result<bool> {
    machine::prepare(Need::Build)?;
    ui::install()?;
    let name = if cfg!(windows) { "tauri.cmd" } else { "tauri" };
    let tauri = tools::repository().join("ui/node_modules/.bin").join(name);
    let kind = match std::env::consts::OS {
        "windows" => "nsis",
        "macos" => "dmg",
        _ => "deb",
    };
    let mut command = Command::new(tauri);
    tools::run(command.args(["build", "--bundles", kind]).current_dir(tools::repository()))?;
    println!("\nIt is in {}.", tools::build_folder().join("release/bundle").display());
    Ok(true)
}

/// Rewrites the bindings; the test that compares them does the writing.
pub(crate) fn bindings() -> anyhow::Result<bool> {
    let mut command = cargo(&["test", "--package", "rufbereit", "--test", "bindings"]);
    tools::run(command.env("UPDATE_BINDINGS", "1"))?;
    Ok(true)
}

/// Starts the lab for playing by hand.
pub(crate) fn lab() -> anyhow::Result<bool> {
    machine::prepare(Need::Test)?;
    tools::run(&mut cargo(&["run", "--quiet", "--package", "tests", "--example", "lab"]))?;
    Ok(true)
}

//! `demo`, `bundle`, `bindings` and `lab`: build something and start it.

use std::process::Command;

use anyhow::ensure;

use crate::machine::{self, Need};
use crate::tools::{self, cargo};
use crate::{checks, ui};

/// How the demo is wanted.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Wish {
    /// Without a window: the telephone is used by command line
    #[arg(long)]
    headless: bool,
    /// The release program, which takes much longer to build
    #[arg(long)]
    release: bool,
}

/// Builds the program and becomes it, with its own telephone system inside.
pub(crate) fn demo(wish: Wish) -> anyhow::Result<bool> {
    // Nobody shall wait for a build and read then that there is no desktop.
    ensure!(
        wish.headless || has_desktop(),
        "The demo opens a window, and there is no desktop here (neither DISPLAY nor WAYLAND_DISPLAY is set).\n\
         Start it in a desktop session, or without a window: cargo xtask demo --headless"
    );
    machine::prepare(Need::Build)?;
    ui::install()?;
    ui::build_if_old()?;
    println!("\nThe first build takes some minutes, those after it some seconds.");
    let mut build = cargo(&["build", "--locked", "--bin", "rufbereit"]);
    if wish.release {
        build.arg("--release");
    }
    tools::run(&mut build)?;

    let profile = tools::build_folder().join("demo-profile");
    std::fs::create_dir_all(&profile)?;
    let path = checks::program(if wish.release { "release" } else { "debug" });
    println!("\nThe demo keeps all it learns in {}.", profile.display());
    println!("Whom you can call, and how to report a fault, say the window and README.md.");
    println!("In another terminal: {} --profile {} dial 11", path.display(), profile.display());
    println!("Ctrl-C here ends it.");
    let mut program = Command::new(path);
    program.arg("--demo").arg("--profile").arg(profile);
    if wish.headless {
        program.arg("--headless");
    }
    tools::turn_into(&mut program)?;
    Ok(true)
}

/// Whether a window can open somewhere.
fn has_desktop() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
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
    let mut command = cargo(&["test", "--test", "bindings"]);
    tools::run(command.env("UPDATE_BINDINGS", "1"))?;
    Ok(true)
}

/// Starts the lab for playing by hand.
pub(crate) fn lab() -> anyhow::Result<bool> {
    machine::prepare(Need::Test)?;
    tools::run(&mut cargo(&["build", "--locked", "--example", "lab"]))?;
    tools::turn_into(&mut Command::new(checks::built("debug/examples", "lab")))?;
    Ok(true)
}

//! `test`: everything that must hold, in the order in which a failure is cheapest. `check`: its
//! fast part. `properties`: more cases than either draws.
//!
//! All Rust sections build the whole workspace with the same features, so that the program's
//! dependencies are compiled once for checking and once for running.

use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::machine::{self, Need};
use crate::section::Report;
use crate::tools::{self, cargo, npm};
use crate::{tidy, ui};

/// The servers and the desktop exist on Linux alone; elsewhere their package stays out.
const WORKSPACE: &[&str] = if cfg!(target_os = "linux") {
    &["--workspace"]
} else {
    &["--workspace", "--exclude", "tests"]
};

/// The Windows that can be compiled for elsewhere, without a linker of Microsoft's.
const WINDOWS: &str = "x86_64-pc-windows-gnu";

/// Runs every section, or those named.
pub(crate) fn test(sections: &[String]) -> anyhow::Result<bool> {
    machine::prepare(Need::Test)?;
    let mut report = Report::of(sections);
    pages(&mut report)?;
    report.commands("format", vec![cargo(&["fmt", "--all", "--check"])]);
    report.step("tidy", tidy::print);
    report.commands("licences", licences()?);
    let is_built = report.commands("build", vec![build()]);
    if is_built {
        report.commands("unit", vec![unit_tests()]);
        report.commands("doctests", vec![doctests()]);
    }
    report.commands("lints", vec![lints()]);
    report.commands("documents", vec![documents()]);
    if can_check_windows() {
        report.commands("windows", vec![windows()]);
    }
    report
        .commands("ui", vec![npm(&["run", "check"]), npm(&["run", "lint"]), npm(&["run", "test"])]);
    if is_built && cfg!(target_os = "linux") {
        report.commands("interop", vec![product_tests("interop")]);
        report.commands("desktop", vec![product_tests("desktop")]);
    }
    Ok(report.print())
}

/// Runs the fast part on a machine that is set up.
pub(crate) fn check() -> anyhow::Result<bool> {
    let mut report = Report::default();
    pages(&mut report)?;
    report.commands("format", vec![cargo(&["fmt", "--all", "--check"])]);
    report.step("tidy", tidy::print);
    report.commands("lints", vec![lints()]);
    report.commands("unit", vec![unit_tests()]);
    report
        .commands("ui", vec![npm(&["run", "check"]), npm(&["run", "lint"]), npm(&["run", "test"])]);
    Ok(report.print())
}

/// Draws other cases for the property tests than the ordinary run, whose seed stands in
/// `.cargo/config.toml`, and as many as it is told. Cargo's own runner sets no limit of time.
pub(crate) fn properties(
    packages: &[String],
    cases: u32,
    seed: Option<u64>,
) -> anyhow::Result<bool> {
    let seed = seed.unwrap_or_else(|| RandomState::new().hash_one(std::process::id()));
    println!("{cases} cases for each property, seed {seed}");
    let mut command = cargo(&["test", "--locked", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    if packages.is_empty() {
        command.args(["--workspace", "--exclude", "tests"]);
    }
    command.args(packages.iter().flat_map(|package| ["--package", package]));
    command.env("PROPTEST_CASES", cases.to_string());
    command.env("PROPTEST_RNG_SEED", seed.to_string());
    tools::run(&mut command)?;
    Ok(true)
}

/// The window's pages; the program embeds them, so they come before it.
fn pages(report: &mut Report) -> anyhow::Result<()> {
    ui::install()?;
    if !tools::repository().join("ui/dist/index.html").exists() {
        ui::build()?;
    }
    report.commands("pages", vec![npm(&["run", "build"])]);
    Ok(())
}

fn build() -> Command {
    let mut command = cargo(&["build", "--locked", "--all-targets"]);
    command.args(WORKSPACE);
    command
}

fn lints() -> Command {
    let mut command = cargo(&["clippy", "--locked", "--all-targets"]);
    command.args(WORKSPACE).args(["--", "-D", "warnings"]);
    command
}

/// The program for Windows, as far as a compiler can tell on another system.
fn windows() -> Command {
    let mut command = cargo(&["clippy", "--locked", "--package", "rufbereit"]);
    command.args(["--target", WINDOWS, "--", "-D", "warnings"]);
    command
}

/// Whether Rust's own library for Windows is here, and what compiles the C code of Opus and SQLite.
fn can_check_windows() -> bool {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let folder = tools::output(rustc.args(["--print", "target-libdir", "--target", WINDOWS]));
    let has_library = folder.is_ok_and(|folder| Path::new(folder.trim()).is_dir());
    let has_compiler = tools::works(Command::new("x86_64-w64-mingw32-gcc").arg("--version"));
    if !has_library || !has_compiler {
        println!(
            "Nothing is checked for Windows: that takes `rustup target add {WINDOWS}` and the \
             package gcc-mingw-w64-x86-64."
        );
    }
    has_library && has_compiler
}

fn documents() -> Command {
    let mut command = cargo(&["doc", "--locked", "--no-deps", "--document-private-items"]);
    command.args(WORKSPACE).env("RUSTDOCFLAGS", "-D warnings");
    command
}

/// All tests but those of the whole product, which take the machine for themselves.
fn unit_tests() -> Command {
    if has_nextest() {
        let mut command = cargo(&["nextest", "run", "--locked", "--no-fail-fast"]);
        command.args(WORKSPACE);
        if cfg!(target_os = "linux") {
            command.args(["-E", "not binary_id(tests::interop) and not binary_id(tests::desktop)"]);
        }
        return command;
    }
    let mut command =
        cargo(&["test", "--locked", "--no-fail-fast", "--workspace", "--exclude", "tests"]);
    command.args(["--lib", "--bins", "--tests"]);
    command
}

fn doctests() -> Command {
    let mut command = cargo(&["test", "--locked", "--doc", "--no-fail-fast"]);
    command.args(WORKSPACE);
    command
}

/// One of the test programs in `tests`, with the program that was just built.
fn product_tests(name: &str) -> Command {
    let mut command = if has_nextest() {
        let mut command =
            cargo(&["nextest", "run", "--locked", "--no-fail-fast", "--no-tests", "pass"]);
        let which = format!("binary_id(tests::{name})");
        command.arg("--workspace").args(["-E", &which]);
        command
    } else {
        let mut command = cargo(&["test", "--locked", "--no-fail-fast", "--package", "tests"]);
        command.args(["--test", name, "--", "--test-threads", "1"]);
        command
    };
    command.env("RUFBEREIT_BIN", program("debug"));
    command
}

/// The built program.
pub(crate) fn program(profile: &str) -> PathBuf {
    built(profile, "rufbereit")
}

/// Something built, by its folder below cargo's.
pub(crate) fn built(folder: &str, name: &str) -> PathBuf {
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    tools::build_folder().join(folder).join(name)
}

/// Needs no network: advisories are the public workflow's business.
fn licences() -> anyhow::Result<Vec<Command>> {
    if !tools::works(&mut cargo(&["deny", "--version"])) {
        println!("cargo-deny is missing and will be installed now (some minutes, once).");
        tools::run(&mut cargo(&["install", "--locked", "--debug", "cargo-deny"]))?;
    }
    let mut command = cargo(&["deny", "--workspace", "--all-features", "--locked"]);
    command.args(["--config", ".config/deny.toml", "check", "licenses", "bans", "sources"]);
    Ok(vec![command])
}

fn has_nextest() -> bool {
    tools::works(&mut cargo(&["nextest", "--version"]))
}

//! Makes a fresh machine ready: says what is missing, installs it with apt, or says what to do.

use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};

use crate::tools;

/// What the program needs to be built.
const BUILD: &[&str] = &[
    "build-essential",
    "cmake",
    "file",
    "libasound2-dev",
    "libayatana-appindicator3-dev",
    "libgtk-3-dev",
    "librsvg2-dev",
    "libwebkit2gtk-4.1-dev",
    "libxdo-dev",
    "pkg-config",
];

/// What runs it and plays its sound.
const RUN: &[&str] = &["fonts-dejavu-core", "libasound2-plugins", "libayatana-appindicator3-1"];

/// The servers, telephones and desktop of the lab.
const LAB: &[&str] = &[
    "baresip-core",
    "coturn",
    "dbus",
    "dbus-bin",
    "dovecot-lmtpd",
    "gnome-keyring",
    "imagemagick",
    "kamailio",
    "kamailio-presence-modules",
    "kamailio-tls-modules",
    "libglib2.0-bin",
    "libsecret-tools",
    "linphone-cli",
    "openbox",
    "postfix",
    "procps",
    "pulseaudio",
    "pulseaudio-utils",
    "redmine",
    "redmine-sqlite",
    "request-tracker5",
    "rt5-db-sqlite",
    "rt5-standalone",
    "sip-tester",
    "util-linux",
    "webkit2gtk-driver",
    "xauth",
    "xvfb",
];

/// Answers to the questions that packages ask while they are installed.
const ANSWERS: &str = "postfix postfix/main_mailer_type select No configuration\n\
                       redmine redmine/instances/default/dbconfig-install boolean true\n\
                       redmine redmine/instances/default/database-type select sqlite3\n\
                       redmine redmine/default-language select en\n\
                       request-tracker5 request-tracker5/dbconfig-install boolean true\n\
                       request-tracker5 request-tracker5/database-type select sqlite3\n";

/// What a command is about to do on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Build,
    Test,
}

/// Installs whatever is missing for `need`, after saying so.
pub(crate) fn prepare(need: Need) -> anyhow::Result<()> {
    ensure_node()?;
    if need == Need::Test {
        ensure_components()?;
    }
    if !cfg!(target_os = "linux") {
        explain_elsewhere();
        return Ok(());
    }
    let mut wanted = [BUILD, RUN].concat();
    if need == Need::Test {
        wanted.extend(LAB);
    }
    let has_dpkg = tools::works(Command::new("dpkg-query").arg("--version"));
    if !has_dpkg {
        println!(
            "This is no Debian or Ubuntu, so nothing is installed here. Needed are what these Debian packages hold:"
        );
        println!("  {}", wanted.join(" "));
        return Ok(());
    }
    let missing = missing(&wanted)?;
    if missing.is_empty() {
        println!("All {} Debian packages are there.", wanted.len());
        return Ok(());
    }
    println!("These Debian packages are missing and will be installed now:");
    println!("  {}", missing.join(" "));
    install(&missing)
}

fn install(packages: &[&str]) -> anyhow::Result<()> {
    ensure!(
        is_root() || tools::works(Command::new("sudo").arg("--version")),
        "That takes root, and there is no `sudo` here. Let root do this, then try again:\n  \
         apt-get update && apt-get install --no-install-recommends {}",
        packages.join(" ")
    );
    // One of the machine's own sources may be out of order; what matters is told by the installation.
    if let Err(error) = tools::run(as_root("apt-get").args(["update", "-qq"])) {
        println!("{error:#}; going on with the lists that are there.");
    }
    let asks = ["postfix", "redmine", "request-tracker5"];
    if packages.iter().any(|package| asks.contains(package)) {
        let mut child = as_root("debconf-set-selections").stdin(Stdio::piped()).spawn()?;
        child.stdin.take().context("no input")?.write_all(ANSWERS.as_bytes())?;
        ensure!(child.wait()?.success(), "debconf-set-selections failed");
    }
    let mut command = as_root("env");
    command.args(bundler()).args(["apt-get", "install", "-y", "-qq", "--no-install-recommends"]);
    command.args(packages);
    tools::run(command.stdin(Stdio::null()))
}

/// Holds Redmine's installation to the distribution's own Bundler: the newer one that comes with
/// Ruby does not find the distribution's gems, and the package cannot be set up with it.
fn bundler() -> Option<String> {
    let mut command = Command::new("apt-cache");
    let shown = tools::output(command.args(["show", "--no-all-versions", "ruby-bundler"])).ok()?;
    let version = shown.lines().find_map(|line| line.strip_prefix("Version: "))?;
    let (upstream, _) = version.split_once('-')?;
    Some(format!("BUNDLER_VERSION={upstream}"))
}

/// The command itself for root, with sudo for everyone else.
fn as_root(name: &str) -> Command {
    let mut command = Command::new(if is_root() { "env" } else { "sudo" });
    command.args(["DEBIAN_FRONTEND=noninteractive", name]);
    command
}

fn is_root() -> bool {
    tools::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn missing<'p>(wanted: &[&'p str]) -> anyhow::Result<Vec<&'p str>> {
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat", "${db:Status-Abbrev}${Package}\n"]).args(wanted);
    // It fails when one package is unknown and prints the rest all the same.
    let output = query.output().context("dpkg-query")?;
    let listed = String::from_utf8_lossy(&output.stdout);
    let is_there = |package: &str| {
        listed.lines().any(|line| line.strip_prefix("ii ").is_some_and(|name| name == package))
    };
    Ok(wanted.iter().copied().filter(|package| !is_there(package)).collect())
}

/// What to do about Node.js: distributions often carry one that is too old.
const NODE: &str = "Needed is Node.js 20.19 or newer with npm, from https://nodejs.org; \
                    distributions often carry an older one.";

fn ensure_node() -> anyhow::Result<()> {
    let said = tools::output(Command::new("node").arg("--version"));
    let Ok(version) = said else { bail!("`node` is not there. {NODE}") };
    ensure!(is_new_enough(version.trim()), "`node` is {}. {NODE}", version.trim());
    ensure!(tools::works(&mut tools::npm(&["--version"])), "`npm` is not there. {NODE}");
    Ok(())
}

/// Whether the window's pages can be built with this Node.js, such as `v20.19.1`.
fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.').map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= (20, 19),
        _unreadable => true,
    }
}

/// Rust comes without them when it was installed in its smallest form.
fn ensure_components() -> anyhow::Result<()> {
    for (tool, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        ensure!(
            tools::works(&mut tools::cargo(&[tool, "--version"])),
            "`cargo {tool}` is not there. Add it with `rustup component add {component}`, \
             or install your distribution's {component}."
        );
    }
    Ok(())
}

fn explain_elsewhere() {
    if cfg!(windows) {
        println!(
            "Needed: the C++ build tools of Visual Studio with CMake, and WebView2 (part of Windows 11)."
        );
    } else {
        println!("Needed: the command line tools of Xcode (`xcode-select --install`) and CMake.");
    }
    println!("The tests against real servers and on a desktop run on Linux only.");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_node_is_refused() {
        assert!(!is_new_enough("v18.19.0"));
        assert!(!is_new_enough("v20.18.3"));
        assert!(is_new_enough("v20.19.0"));
        assert!(is_new_enough("v24.1.0"));
    }
}

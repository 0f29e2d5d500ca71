//! The command line: what can be typed, and which way each verb goes.

mod args;
mod calling;
mod client;
mod desk;
mod doctor;
mod faults;
mod holidays;
mod print;
mod promises;
mod providers;
mod verbs;

use std::ffi::{OsStr, OsString};
use std::process::ExitCode;

use clap::Parser as _;

use args::Args;
pub(crate) use args::{Launch, Secrets};

/// The verb did what it says.
const DONE: u8 = 0;
/// The program refused, and said why.
const REFUSED: u8 = 1;
/// The words on the command line make no sense.
const USAGE: u8 = 2;
/// The verb needs a running program and there is none.
const NOT_RUNNING: u8 = 3;

/// Runs the program as its command line says.
#[must_use]
pub fn run() -> ExitCode {
    #[cfg(windows)]
    crate::console::attach();
    let args = match parse(std::env::args_os().collect()) {
        Ok(args) => args,
        Err(error) => {
            let code = if error.use_stderr() { USAGE } else { DONE };
            // Nothing is left to tell anybody when even the usage cannot be printed.
            drop(error.print());
            return ExitCode::from(code);
        }
    };
    ExitCode::from(verbs::run(args))
}

/// Reads the command line. A link alone, as desktops hand it over, is the same as `--uri LINK`.
fn parse(mut typed: Vec<OsString>) -> Result<Args, clap::Error> {
    Args::try_parse_from(&typed).or_else(|error| {
        let Some(link) = typed.pop().filter(|last| is_link(last)) else { return Err(error) };
        typed.extend(["--uri".into(), link]);
        Args::try_parse_from(&typed).map_err(|_other| error)
    })
}

fn is_link(text: &OsStr) -> bool {
    let text = text.to_string_lossy().to_ascii_lowercase();
    ["tel:", "sip:", "sips:", "callto:"].iter().any(|scheme| text.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Args, clap::Error> {
        parse(line.split(' ').map(OsString::from).collect())
    }

    #[test]
    fn a_link_alone_is_put_into_the_number_field() {
        assert_eq!(
            read("rufbereit tel:+49891234").unwrap().launch.uri.as_deref(),
            Some("tel:+49891234")
        );
        let with_profile = read("rufbereit --profile /p --minimized SIP:a@b").unwrap();
        assert_eq!(with_profile.launch.uri.as_deref(), Some("SIP:a@b"));
    }

    #[test]
    fn a_link_after_a_verb_is_the_verbs() {
        let args = read("rufbereit dial sip:a@b").unwrap();

        assert!(args.launch.uri.is_none());
        assert!(matches!(args.verb, Some(args::Verb::Dial { target, .. }) if target == "sip:a@b"));
    }

    #[test]
    fn what_is_no_verb_and_no_link_is_wrong_usage() {
        assert!(read("rufbereit https://example.org").is_err());
        assert!(read("rufbereit dail 123").is_err());
    }

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory as _;

        Args::command().debug_assert();
    }
}

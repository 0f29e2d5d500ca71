//! The command line: what can be typed, and which way each verb goes.

mod args;
mod client;
mod print;
mod verbs;

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
    let args = match Args::try_parse() {
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

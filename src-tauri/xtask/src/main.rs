//! The project's own commands: `cargo xtask <command>`.

#![expect(clippy::print_stdout, reason = "a command speaks to the person who gave it")]

mod bench;
mod checks;
mod counts;
mod demo;
mod machine;
mod section;
mod tidy;
mod tools;
mod ui;

use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};

/// The project's own commands.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Set up, build the program and start it with the telephone system it brings along
    Demo(demo::Wish),
    /// Set up and run everything that must hold: what CI runs
    Test {
        /// Run only these sections
        #[arg(value_parser = PossibleValuesParser::new(section::NAMES))]
        sections: Vec<String>,
    },
    /// The fast part of `test`: format, lints, tidy, unit tests
    Check,
    /// Run the unit tests with many cases for each property, drawn by a seed of their own
    Properties {
        /// Only these packages
        packages: Vec<String>,
        /// Cases for each property that does not say how many it takes
        #[arg(long, default_value_t = 20_000)]
        cases: u32,
        /// The seed that a run before printed
        #[arg(long)]
        seed: Option<u64>,
    },
    /// Hold the rules that no compiler knows: arrows, headers, lengths, paths in documents
    Tidy,
    /// Rewrite the TypeScript bindings from the contract
    Bindings,
    /// Build the installer for this system
    Bundle,
    /// Start real servers and telephones for playing by hand
    Lab,
    /// Run the benchmarks
    Bench {
        /// Only benchmarks whose name contains this
        filter: Option<String>,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Demo(wish) => demo::demo(wish),
        Command::Test { sections } => checks::test(&sections),
        Command::Check => checks::check(),
        Command::Properties { packages, cases, seed } => checks::properties(&packages, cases, seed),
        Command::Tidy => tidy::print(),
        Command::Bindings => demo::bindings(),
        Command::Bundle => demo::bundle(),
        Command::Lab => demo::lab(),
        Command::Bench { filter } => bench::bench(filter.as_deref()),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

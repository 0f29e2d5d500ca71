//! `bench`: every benchmark of the workspace; those of the whole product with the release program.

use cargo_metadata::{MetadataCommand, Package};

use crate::machine::{self, Need};
use crate::tools::{self, cargo};
use crate::{checks, ui};

/// Runs the benchmarks of each package that has some.
pub(crate) fn bench(filter: Option<&str>) -> anyhow::Result<bool> {
    let metadata = MetadataCommand::new().current_dir(tools::repository()).no_deps().exec()?;
    for package in &metadata.packages {
        let benches = benches(package);
        if benches.is_empty() {
            continue;
        }
        let is_product = package.name.as_str() == "tests";
        if is_product {
            machine::prepare(Need::Test)?;
            ui::install()?;
            ui::build()?;
            tools::run(&mut cargo(&["build", "--release", "--locked", "--bin", "rufbereit"]))?;
        }
        let mut command = cargo(&["bench", "--locked", "--package", &package.name]);
        for bench in benches {
            command.args(["--bench", bench]);
        }
        if is_product {
            command.env("RUFBEREIT_BIN", checks::program("release"));
        }
        if let Some(filter) = filter {
            command.args(["--", filter]);
        }
        tools::run(&mut command)?;
    }
    Ok(true)
}

fn benches(package: &Package) -> Vec<&str> {
    let benches = package.targets.iter().filter(|target| target.is_bench());
    benches.map(|target| target.name.as_str()).collect()
}

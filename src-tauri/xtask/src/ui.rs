//! Makes the window's pages, which the program embeds.

use std::fs;
use std::time::SystemTime;

use crate::tools;

/// Installs the packages of `ui` when they are not those of the lock file.
pub(crate) fn install() -> anyhow::Result<()> {
    let ui = tools::repository().join("ui");
    let at = |name: &str| fs::metadata(ui.join(name)).and_then(|data| data.modified());
    let locked = at("package-lock.json").unwrap_or(SystemTime::UNIX_EPOCH);
    // npm writes this file at the end of every install.
    if at("node_modules/.package-lock.json").is_ok_and(|installed| installed >= locked) {
        return Ok(());
    }
    tools::run(&mut tools::npm(&["ci", "--no-audit", "--no-fund"]))
}

/// Builds the pages into `ui/dist`.
pub(crate) fn build() -> anyhow::Result<()> {
    tools::run(&mut tools::npm(&["run", "build"]))
}

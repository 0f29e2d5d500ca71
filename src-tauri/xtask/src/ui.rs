//! Makes the window's pages, which the program embeds.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::tools;

/// What the pages are made of, in `ui`.
const SOURCES: &[&str] =
    &["index.html", "incoming.html", "messages", "package-lock.json", "src", "vite.config.ts"];

/// Installs the packages of `ui` when they are not those of the lock file.
pub(crate) fn install() -> anyhow::Result<()> {
    let ui = tools::repository().join("ui");
    let locked = changed_at(&ui.join("package-lock.json")).unwrap_or(SystemTime::UNIX_EPOCH);
    // npm writes this file at the end of every install.
    if changed_at(&ui.join("node_modules/.package-lock.json")).is_some_and(|at| at >= locked) {
        return Ok(());
    }
    tools::run(&mut tools::npm(&["ci", "--no-audit", "--no-fund"]))
}

/// Builds the pages into `ui/dist`.
pub(crate) fn build() -> anyhow::Result<()> {
    tools::run(&mut tools::npm(&["run", "build"]))
}

/// Builds the pages unless those in `ui/dist` are younger than all they are made of: new ones
/// would have the program built anew.
pub(crate) fn build_if_old() -> anyhow::Result<()> {
    let ui = tools::repository().join("ui");
    // Not index.html: a stand-in of that name is made by whoever checks the program without pages.
    let built_at = changed_at(&ui.join("dist/incoming.html"));
    let newest = SOURCES.iter().filter_map(|source| newest(&ui.join(source))).max();
    if built_at.is_some() && built_at >= newest {
        println!("The window's pages in ui/dist are up to date.");
        return Ok(());
    }
    build()
}

/// When the file, or the folder with all that is in it, was last changed.
fn newest(path: &Path) -> Option<SystemTime> {
    let inside = fs::read_dir(path).into_iter().flatten().flatten();
    inside.filter_map(|entry| newest(&entry.path())).chain(changed_at(path)).max()
}

fn changed_at(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|data| data.modified()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_the_pages_are_made_of_exists() {
        let ui = tools::repository().join("ui");

        for source in SOURCES {
            assert!(newest(&ui.join(source)).is_some(), "{source}");
        }
    }
}

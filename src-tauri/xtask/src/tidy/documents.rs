//! Every path that a document names exists.

use super::{File, Findings};
use crate::tools;

/// What a path may begin with to count as one of ours.
const PLACES: &[&str] =
    &[".cargo", ".ci", ".config", ".github", "icons", "src-tauri", "tests", "ui"];

/// Made by a build, so absent from a fresh clone.
const MADE: &[&str] = &["ui/dist", "ui/node_modules", "src-tauri/gen"];

pub(super) fn check(file: &File, findings: &mut Findings) {
    if !file.path.ends_with(".md") || file.path.ends_with("CHANGELOG.md") {
        return;
    }
    let top = tools::repository();
    for path in paths(&file.text) {
        let is_made = MADE.iter().any(|made| path.starts_with(made));
        if !is_made && !top.join(path).exists() {
            findings.broken(format!("{}: names `{path}`, which does not exist", file.path));
        }
    }
}

/// The paths of ours that stand in backticks or behind a link.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    quoted.map(|word| word.trim_end_matches('/')).filter(|word| is_path(word))
}

fn is_path(word: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    let begins_here = PLACES.iter().any(|place| {
        word.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    word.contains('/') && word.chars().all(is_plain) && begins_here
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_taken_for_paths() {
        let text = "See `src-tauri/xtask/` and `application/sdp`, `tests/*/x`, `cargo test`, `ui`.";

        assert_eq!(paths(text).collect::<Vec<_>>(), ["src-tauri/xtask"]);
    }
}

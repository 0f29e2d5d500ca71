//! What every source file owes its reader, and what may stand at the top.

use std::collections::BTreeSet;

use super::{File, Findings};

/// Above this a file is worth a look for a seam.
const LONG: usize = 400;
/// Above this it must be split.
const TOO_LONG: usize = 600;

/// What may stand at the top, besides dotfiles.
const TOP: &[&str] = &[
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "icons",
    "src-tauri",
    "tests",
    "ui",
];

/// Marks of work that was put off; such work belongs into the tracker.
const PUT_OFF: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME")];

pub(super) fn check_top(paths: &[String], findings: &mut Findings) {
    let entries: BTreeSet<&str> = paths.iter().filter_map(|path| path.split('/').next()).collect();
    for entry in entries {
        if !entry.starts_with('.') && !TOP.contains(&entry) {
            findings.broken(format!("{entry}: does not belong at the top"));
        }
    }
}

pub(super) fn check(file: &File, findings: &mut Findings) {
    let Some((_, ending)) = file.path.rsplit_once('.') else { return };
    let opens_well = match ending {
        "rs" => opens_with(&file.text, &["//!"]),
        "ts" | "js" | "mjs" => opens_with(&file.text, &["//", "/*"]),
        "svelte" => opens_with(&file.text, &["<!--"]),
        _ => return,
    };
    if !opens_well {
        findings.broken(format!("{}: begins without a line that says what it is for", file.path));
    }
    for mark in PUT_OFF {
        if file.text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == *mark) {
            findings.broken(format!("{}: says {mark}", file.path));
        }
    }
    let lines = file.text.lines().count();
    let is_generated = file.path.starts_with("ui/src/bindings/");
    if lines > TOO_LONG && !is_generated {
        findings.broken(format!("{}: {lines} lines, at most {TOO_LONG}", file.path));
    } else if lines > LONG && !is_generated {
        findings.doubtful(format!("{}: {lines} lines", file.path));
    }
}

/// Whether the first line that says something says what the file is for.
fn opens_with(text: &str, signs: &[&str]) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty());
    first.is_some_and(|line| signs.iter().any(|sign| line.starts_with(sign)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings_of(path: &str, text: &str) -> usize {
        let mut findings = Findings::default();
        check(&File { path: path.to_owned(), text: text.to_owned() }, &mut findings);
        findings.broken.len()
    }

    #[test]
    fn a_file_says_first_what_it_is_for() {
        assert_eq!(findings_of("a.rs", "//! Keeps time.\nfn main() {}\n"), 0);
        assert_eq!(findings_of("a.rs", "fn main() {}\n"), 1);
        assert_eq!(findings_of("A.svelte", "<!-- A button. -->\n"), 0);
        assert_eq!(findings_of("A.svelte", "<script>\n"), 1);
        assert_eq!(findings_of("README.md", "# Title\n"), 0);
    }

    #[test]
    fn a_file_is_not_too_long_and_puts_nothing_off() {
        assert_eq!(findings_of("a.rs", &format!("//! Long.\n{}", "\n".repeat(TOO_LONG))), 1);
        let put_off = PUT_OFF.first().copied().unwrap_or_default();
        assert_eq!(findings_of("a.rs", &format!("//! Short.\n// {put_off}: later\n")), 1);
    }

    #[test]
    fn nothing_new_stands_at_the_top() {
        let mut findings = Findings::default();
        let paths = ["src-tauri/a.rs", "README.md", ".ci/run", "notes.txt"].map(str::to_owned);

        check_top(&paths, &mut findings);

        assert_eq!(findings.broken.len(), 1, "{findings:?}");
    }
}

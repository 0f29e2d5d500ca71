//! Holds the rules that no compiler knows: arrows between rooms, headers, lengths, documents, words.

mod arrows;
mod catalogue;
mod documents;
mod files;

use std::path::PathBuf;
use std::process::Command;

use crate::tools;

/// What tidy found.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    broken: Vec<String>,
    doubtful: Vec<String>,
}

impl Findings {
    /// A rule is broken: the run fails.
    pub(crate) fn broken(&mut self, what: String) {
        self.broken.push(what);
    }

    /// Worth a look.
    pub(crate) fn doubtful(&mut self, what: String) {
        self.doubtful.push(what);
    }
}

/// A file of the repository: its path from the top with `/`, and its text.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Checks everything, prints what was found, and says whether all rules hold.
pub(crate) fn print() -> anyhow::Result<bool> {
    let (paths, files) = read_repository()?;
    let mut findings = Findings::default();
    arrows::check(&mut findings)?;
    files::check_top(&paths, &mut findings);
    for file in &files {
        files::check(file, &mut findings);
        documents::check(file, &mut findings);
    }
    catalogue::check(&files, &mut findings);

    for doubtful in &findings.doubtful {
        println!("worth a look: {doubtful}");
    }
    for broken in &findings.broken {
        println!("broken: {broken}");
    }
    println!("{} files, {} rules broken", files.len(), findings.broken.len());
    Ok(findings.broken.is_empty())
}

/// Every file that git has or would take, and the texts among them that can be read.
fn read_repository() -> anyhow::Result<(Vec<String>, Vec<File>)> {
    let top = tools::repository();
    let mut list = Command::new("git");
    list.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(&top);
    let listed = tools::output(&mut list)?;
    let exists = |path: &&str| top.join(path).is_file();
    let mut paths: Vec<String> = listed.lines().filter(exists).map(str::to_owned).collect();
    paths.sort();
    paths.dedup();
    let read = |path: &String| {
        let text = std::fs::read_to_string(top.join(PathBuf::from(path))).ok()?;
        Some(File { path: path.clone(), text })
    };
    let files = paths.iter().filter_map(read).collect();
    Ok((paths, files))
}

//! Opens a ticket where its provider shows it.
//!
//! An address comes from a ticket system, so only those of the web are opened, and of this computer
//! only a folder: nothing that an address could name is ever started.

use std::path::Path;

use contract::{Refusal, RefusalCode};

use super::{Core, FaultDone, Reply, answer};

impl Core {
    /// Opens it in the person's browser; a report that is kept as files, in its folder.
    pub(super) fn open_ticket(&self, report: &str, reply: Reply) {
        let link = self.report_id(report).and_then(|id| {
            let ticket = self.faults.find(id).and_then(|kept| kept.report.state.ticket());
            let link = ticket.and_then(|ticket| ticket.link.clone());
            link.filter(|link| may_open(link))
                .ok_or_else(|| Refusal::new(RefusalCode::NoLink, report))
        });
        match link {
            Err(refusal) => answer(reply, Err(refusal)),
            Ok(link) => self.beside(async move {
                let outcome = open(link).await.map(|()| None);
                FaultDone::Answered { outcome, reply }
            }),
        }
    }
}

/// Looking for the browser takes files and processes, and calls do not wait for it.
async fn open(link: String) -> Result<(), Refusal> {
    let failed =
        |error: &dyn std::fmt::Display| Refusal::new(RefusalCode::NothingOpens, error.to_string());
    let opened = tokio::task::spawn_blocking(move || open::that_detached(link)).await;
    opened.map_err(|error| failed(&error))?.map_err(|error| failed(&error))
}

fn may_open(link: &str) -> bool {
    let is_plain = |letter: char| !letter.is_whitespace() && !letter.is_control();
    let is_web = link.split_once("://").is_some_and(|(scheme, rest)| {
        ["https", "http"].contains(&scheme) && !rest.is_empty() && rest.chars().all(is_plain)
    });
    let path = Path::new(link);
    is_web || (path.is_absolute() && path.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_and_folders_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("run.sh");
        std::fs::write(&program, "#!/bin/sh").unwrap();

        for link in ["https://desk.example.org/17", "http://127.0.0.1:8080/#ticket/zoom/9"] {
            assert!(may_open(link), "{link}");
        }
        assert!(may_open(&folder.path().display().to_string()));
        let program = program.display().to_string();
        for link in [
            program.as_str(),
            "javascript://x",
            "file:///etc",
            "smb://x/y",
            "tmp",
            "",
            "-x",
            "https://",
            "https://x/7 --y",
        ] {
            assert!(!may_open(link), "{link}");
        }
    }
}

//! The configuration that a server is started with.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Context;

use super::{Kamailio, NO_ANSWER};
use crate::Transport;

impl Kamailio {
    /// The text of its configuration.
    pub(super) fn settings(&self) -> anyhow::Result<String> {
        let sip = self.socket(Transport::Udp);
        let tls = self.socket(Transport::Tls);
        let mut users = String::new();
        for (name, password) in &self.users {
            writeln!(users, "\t$sht(users=>{name}) = \"{password}\";")?;
        }
        let modules = modules()?.display().to_string();
        let folder = self.folder.path().display().to_string();
        let tls_module = format!(
            "loadmodule \"tls.so\"\nmodparam(\"tls\", \"config\", \"{folder}/tls.cfg\")\nmodparam(\"tls\", \"tls_force_run\", 11)"
        );
        let (shortest, longest) = self.options.lifetime;
        let defines = [
            (self.options.services, "SERVICES"),
            (self.options.strict, "STRICT"),
            (self.options.asserts, "ASSERTS"),
        ];
        let defines = defines.into_iter().filter(|(is_wanted, _)| *is_wanted);
        let defines =
            defines.fold(String::new(), |all, (_, name)| format!("{all}#!define {name}\n"));
        let family = if self.ip.is_ipv4() { "4" } else { "6" };
        let words = [
            ("DEFINES", defines),
            ("ADDRESS", sip.to_string()),
            ("FAMILY", family.to_owned()),
            ("IP", self.ip.to_string()),
            ("NO_ANSWER_MS", NO_ANSWER.as_millis().to_string()),
            ("TLS", "yes".to_owned()),
            ("TLS_MODULE", tls_module),
            ("LISTEN", format!("listen=udp:{sip}\nlisten=tcp:{sip}\nlisten=tls:{tls}")),
            ("REALM", self.options.realm.clone()),
            ("MODULES", modules),
            ("FOLDER", folder),
            ("MAX_EXPIRES", longest.to_string()),
            ("MIN_EXPIRES", shortest.to_string()),
            ("NONCE_EXPIRE", self.options.nonce_lifetime.as_secs().to_string()),
            ("ALGORITHM", self.options.algorithm.to_owned()),
            ("USERS", users),
        ];
        let template = include_str!("../kamailio.cfg").to_owned();
        Ok(words
            .iter()
            .fold(template, |text, (word, value)| text.replace(&format!("@{word}@"), value)))
    }
}

/// The folder of Kamailio's modules, which Debian names by the machine's kind.
fn modules() -> anyhow::Result<PathBuf> {
    let found =
        std::fs::read_dir("/usr/lib")?.flatten().map(|entry| entry.path().join("kamailio/modules"));
    let mut found = found.filter(|folder| folder.join("tm.so").exists());
    found.next().context("kamailio is not installed")
}

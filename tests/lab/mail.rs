//! A mail server: Postfix takes mail and hands it to Dovecot, which keeps it and knows passwords.
//!
//! Both run from a folder of their own; nothing in `/etc` is read or changed. Postfix changes to a
//! user of its own, so it needs a lab that runs as root.

use std::net::{IpAddr, SocketAddr, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context;

use crate::{Authority, Folder, Process, address, process, wait};

/// How the mail server differs from one that takes everything.
#[derive(Debug, Clone)]
pub struct MailOptions {
    /// Largest mail that it takes, as it says in answer to EHLO.
    pub most_bytes: u64,
    /// Whether it says so.
    pub tells_size: bool,
}

impl Default for MailOptions {
    fn default() -> Self {
        Self { most_bytes: 30_000_000, tells_size: true }
    }
}

/// A running mail server. Dropping it stops it.
#[derive(Debug)]
pub struct MailHost {
    postfix: Option<Process>,
    _dovecot: Process,
    ip: IpAddr,
    authority: PathBuf,
    folder: Folder,
}

impl MailHost {
    /// Who may hand in mail.
    pub const USER: &str = "uc@peers.test";
    pub const PASSWORD: &str = "pw-of-uc";
    /// Who gets it.
    pub const RECEIVER: &str = "tickets@peers.test";
    /// Handing in with STARTTLS and a password.
    pub const SUBMISSION: u16 = 587;
    /// Handing in over TLS from the first byte, with a password.
    pub const SUBMISSIONS: u16 = 465;
    /// From this machine, without either.
    pub const PLAIN: u16 = 25;

    /// Starts a fresh mail server and waits until it answers.
    ///
    /// # Errors
    /// When Postfix or Dovecot is not installed or does not answer, or the lab is not root's.
    pub fn start(options: &MailOptions) -> anyhow::Result<Self> {
        let folder = Folder::new("mail")?;
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755))?;
        let ip = IpAddr::V4(address::own_address()?);
        let authority = Authority::new()?;
        let files = authority.issue(&["mail.peers.test"], &[ip], folder.path())?;
        for name in ["postfix", "queue", "data", "boxes", "dovecot"] {
            std::fs::create_dir_all(folder.join(name))?;
        }
        let (mail, group) = (user("mail", 2)?, user("mail", 3)?);
        chown(folder.join("boxes"), Some(mail), Some(group)).context("the lab needs root")?;
        chown(folder.join("data"), Some(user("postfix", 2)?), None)?;
        let fill = |text: &str| {
            text.replace("@FOLDER@", &folder.path().display().to_string())
                .replace("@IP@", &ip.to_string())
                .replace("@CERTIFICATE@", &files.certificate.display().to_string())
                .replace("@KEY@", &files.key.display().to_string())
                .replace("@MOST@", &options.most_bytes.to_string())
                .replace("@HIDDEN@", if options.tells_size { "" } else { "size" })
                .replace("@UID@", &mail.to_string())
                .replace("@GID@", &group.to_string())
        };
        let users = [(Self::USER, Self::PASSWORD), (Self::RECEIVER, "pw-of-tickets")];
        let users = users.map(|(name, password)| format!("{name}:{{PLAIN}}{password}::::::\n"));
        folder.write("users", users.concat())?;
        folder.write("dovecot.conf", fill(include_str!("dovecot.conf")))?;
        folder.write("postfix/main.cf", fill(include_str!("postfix_main.cf")))?;
        folder.write("postfix/master.cf", fill(include_str!("postfix_master.cf")))?;

        let mut command = Process::command("dovecot");
        command.arg("-F").arg("-c").arg(folder.join("dovecot.conf")).stdin(Stdio::null());
        let mut dovecot = Process::start("dovecot", &mut command, &folder.join("dovecot.log"))?;
        let sockets = [folder.join("lmtp"), folder.join("auth")];
        dovecot.await_ready(|| sockets.iter().all(|socket| socket.exists()))?;
        let mut host =
            Self { postfix: None, _dovecot: dovecot, ip, authority: files.authority, folder };
        host.restart()?;
        Ok(host)
    }

    /// Starts taking mail again.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        self.stop();
        // Makes the folders of the queue. What it starts by itself leaves the process group.
        let settings = self.folder.join("postfix");
        process::run(Command::new("postfix").arg("-c").arg(&settings).arg("check"))?;
        let mut command = Process::command("/usr/lib/postfix/sbin/master");
        command.arg("-c").arg(settings).arg("-d").stdin(Stdio::null());
        let mut postfix =
            Process::start("postfix", &mut command, &self.folder.join("postfix.log"))?;
        let at = SocketAddr::new(self.ip, Self::SUBMISSION);
        postfix.await_ready(|| TcpStream::connect(at).is_ok())?;
        self.postfix = Some(postfix);
        Ok(())
    }

    /// Takes no mail any more; the mail that is there stays.
    pub fn stop(&mut self) {
        self.postfix = None;
    }

    /// The name of the machine to which mail is handed in.
    #[must_use]
    pub fn server(&self) -> String {
        self.ip.to_string()
    }

    /// The authority that signed its certificate (PEM).
    #[must_use]
    pub fn authority(&self) -> &Path {
        &self.authority
    }

    /// Waits until the receiver has `count` mails; gives them as they lie there, oldest first.
    ///
    /// # Errors
    /// When there are fewer after a while.
    pub fn await_mails(&self, count: usize) -> anyhow::Result<Vec<Vec<u8>>> {
        let what = format!("{count} mails");
        let there = wait::until(&what, wait::LIMIT, || {
            self.mails().ok().filter(|mails| mails.len() >= count)
        });
        there.with_context(|| {
            std::fs::read_to_string(self.folder.join("maillog")).unwrap_or_default()
        })
    }

    /// The receiver's mails as they lie there, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn mails(&self) -> anyhow::Result<Vec<Vec<u8>>> {
        let place = self.folder.join(format!("boxes/{}/Maildir/new", Self::RECEIVER));
        if !place.exists() {
            return Ok(Vec::new());
        }
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(place)? {
            let entry = entry?;
            paths.push((entry.metadata()?.modified()?, entry.path()));
        }
        paths.sort();
        paths.iter().map(|(_, path)| Ok(std::fs::read(path)?)).collect()
    }
}

/// A number out of what the system knows of a user: 2 is the user's, 3 the group's.
fn user(name: &str, field: usize) -> anyhow::Result<u32> {
    let known = process::run(Command::new("getent").args(["passwd", name]))?;
    let known = String::from_utf8(known)?;
    let number = known.trim().split(':').nth(field).and_then(|number| number.parse().ok());
    number.with_context(|| format!("no user {name}"))
}

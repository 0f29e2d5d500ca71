//! The conversation with a mail server, each part of it within its time.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use faults::{Trouble, TroubleKind};
use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, TlsParameters, TlsParametersBuilder,
};
use lettre::transport::smtp::commands::Ehlo;
use lettre::transport::smtp::extension::ClientId;
use secrecy::{ExposeSecret, SecretString};

use super::Security;
use crate::{tls, web};

/// Where the server is and how to get in.
pub(super) struct Way {
    host: String,
    port: u16,
    security: Security,
    tls: TlsParameters,
    user: Option<(String, SecretString)>,
}

/// A server that is ready to take a mail.
pub(super) struct Connection {
    inner: AsyncSmtpConnection,
    most_bytes: Option<u64>,
}

impl Way {
    pub(super) fn new(
        host: String,
        port: u16,
        security: Security,
        ca_file: Option<&Path>,
    ) -> Result<Self, Trouble> {
        let mut builder = TlsParametersBuilder::new(host.clone());
        for root in ca_file.map(tls::read_roots).transpose()?.unwrap_or_default() {
            let root = Certificate::from_der(root.to_vec()).map_err(|error| translate(&error))?;
            builder = builder.add_root_certificate(root);
        }
        let tls = builder.build_rustls().map_err(|error| translate(&error))?;
        Ok(Self { host, port, security, tls, user: None })
    }

    pub(super) fn signing_in(mut self, user: String, password: &SecretString) -> Self {
        self.user = Some((user, password.clone()));
        self
    }

    /// Connects, encrypts and signs in.
    pub(super) async fn connect(&self) -> Result<Connection, Trouble> {
        within(GREETING_WAIT, self.greet()).await?
    }

    async fn greet(&self) -> Result<Connection, Trouble> {
        let from_start = (self.security == Security::Tls).then(|| self.tls.clone());
        let at = (self.host.trim_matches(['[', ']']), self.port);
        // The machine's own name is nobody's business.
        let name = ClientId::default();
        let mut inner =
            AsyncSmtpConnection::connect_tokio1(at, Some(CONNECT_WAIT), &name, from_start, None)
                .await
                .map_err(|error| translate(&error))?;
        if self.security == Security::StartTls {
            if !inner.can_starttls() {
                return Err(Trouble::new(TroubleKind::Certificate).saying("no STARTTLS"));
            }
            inner.starttls(self.tls.clone(), &name).await.map_err(|error| translate(&error))?;
        }
        // Asked once more, because the library does not tell of sizes.
        let told = inner.command(Ehlo::new(name)).await.map_err(|error| translate(&error))?;
        let most_bytes = told.message().find_map(read_size);
        if let Some((user, password)) = &self.user {
            let password = password.expose_secret().trim().to_owned();
            let credentials = Credentials::new(user.clone(), password.clone());
            let signed_in = inner.auth(DEFAULT_MECHANISMS, &credentials).await;
            signed_in.map_err(|error| without(sign_in_trouble(&error), &password))?;
        }
        Ok(Connection { inner, most_bytes })
    }
}

impl Connection {
    /// Largest mail that the server takes, where it says so.
    pub(super) const fn most_bytes(&self) -> Option<u64> {
        self.most_bytes
    }

    /// Hands in one mail.
    pub(super) async fn send(mut self, envelope: &Envelope, mail: &[u8]) -> Result<(), Trouble> {
        let sent = within(SEND_WAIT, self.inner.send(envelope, mail)).await?;
        sent.map_err(|error| translate(&error))?;
        // The mail is taken; how the server says farewell changes nothing.
        let _farewell = within(QUIT_WAIT, self.inner.quit()).await;
        Ok(())
    }
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Way")
    }
}

/// `SIZE 30000000`; no number or zero means no limit. Source: RFC 1870 §4.
fn read_size(line: &str) -> Option<u64> {
    let (keyword, bytes) = line.trim().split_once(' ')?;
    keyword
        .eq_ignore_ascii_case("SIZE")
        .then(|| bytes.trim().parse().ok())?
        .filter(|size| *size > 0)
}

async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Result<T, Trouble> {
    let done = tokio::time::timeout(limit, work).await;
    done.map_err(|_| Trouble::new(TroubleKind::TimedOut))
}

/// Trouble while signing in is about the password, unless the server has trouble of its own.
fn sign_in_trouble(error: &Error) -> Trouble {
    let trouble = translate(error);
    if trouble.kind == TroubleKind::Rejected || error.is_client() {
        Trouble { kind: TroubleKind::SignIn, ..trouble }
    } else {
        trouble
    }
}

fn without(trouble: Trouble, secret: &str) -> Trouble {
    let words = trouble.words.clone().filter(|_| !secret.is_empty());
    match words {
        Some(words) => trouble.saying(&words.replace(secret, "…")),
        None => trouble,
    }
}

/// What kept the mail from going, in our terms and in the server's words.
fn translate(error: &Error) -> Trouble {
    let chain = std::iter::successors(std::error::Error::source(error), |&error| error.source());
    if let Some(tls) = chain.clone().find_map(web::tls_error) {
        return Trouble::new(TroubleKind::Certificate).saying(&tls.to_string());
    }
    let words = chain.last().map(ToString::to_string).unwrap_or_default();
    let status = error.status().map(u16::from);
    let kind = match status {
        Some(status) => kind_of(status, &words),
        None if error.is_tls() => TroubleKind::Certificate,
        None if error.is_timeout() => TroubleKind::TimedOut,
        None if error.is_response() => TroubleKind::Garbled,
        None if error.is_client() => TroubleKind::Rejected,
        // Connected, and then cut off: whatever was handed in may have been taken.
        None if error.to_string().starts_with("network") => TroubleKind::TimedOut,
        None => TroubleKind::Unreachable,
    };
    Trouble { status, ..Trouble::new(kind) }.saying(&words)
}

/// Source: RFC 5321 §4.2.3, RFC 4954 §6, RFC 3463 (the three numbers with dots).
fn kind_of(status: u16, words: &str) -> TroubleKind {
    let detail = words.split_whitespace().next().unwrap_or_default();
    match (status, detail) {
        (400..=499, _) => TroubleKind::ServerFailed,
        (530 | 534 | 535 | 538, _) => TroubleKind::SignIn,
        // A mailbox that is full.
        (_, "5.2.2") => TroubleKind::Rejected,
        (552, _) | (_, "5.2.3" | "5.3.4") => TroubleKind::TooLarge,
        (_, "5.7.0" | "5.7.1") => TroubleKind::Forbidden,
        (_, _) => TroubleKind::Rejected,
    }
}

/// Longest time until a connection stands.
const CONNECT_WAIT: Duration = Duration::from_secs(15);
/// Longest time until the server is ready to take a mail.
const GREETING_WAIT: Duration = Duration::from_secs(40);
/// Longest time for a mail to be taken.
const SEND_WAIT: Duration = Duration::from_secs(100);
/// Longest time for a farewell.
const QUIT_WAIT: Duration = Duration::from_secs(2);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_tells_the_largest_mail_that_it_takes() {
        assert_eq!(read_size("SIZE 30000000"), Some(30_000_000));
        assert_eq!(read_size("size 1"), Some(1));
        assert_eq!(read_size("SIZE"), None);
        assert_eq!(read_size("SIZE 0"), None);
        assert_eq!(read_size("8BITMIME"), None);
    }

    #[test]
    fn refusals_are_told_apart_by_their_numbers() {
        for (status, words, kind) in [
            (421, "4.3.2 busy", TroubleKind::ServerFailed),
            (454, "4.7.0 try later", TroubleKind::ServerFailed),
            (535, "5.7.8 authentication failed", TroubleKind::SignIn),
            (530, "5.7.0 Must issue a STARTTLS command first", TroubleKind::SignIn),
            (550, "5.1.1 no such user", TroubleKind::Rejected),
            (552, "5.3.4 Message size exceeds fixed limit", TroubleKind::TooLarge),
            (552, "5.2.2 mailbox full", TroubleKind::Rejected),
            (554, "5.7.1 Relay access denied", TroubleKind::Forbidden),
            (554, "no", TroubleKind::Rejected),
        ] {
            assert_eq!(kind_of(status, words), kind, "{status} {words}");
        }
    }
}

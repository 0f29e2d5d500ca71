//! Mail by SMTP: one mail per report, and one per comment that follows it.
//!
//! SMTP can neither search nor tell how far anybody is. So the same report is the same mail: its
//! `Message-ID` comes from the report's id, and a mail that is sent again after its fate was not
//! known is shown once by those who count by that id. The ticket's number comes by the provider's
//! own mail, which a person reads; until then the report's mark is its reference.
//!
//! Source: RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 8314 (TLS from the first byte), RFC 1870
//! (SIZE), RFC 4954 (AUTH), RFC 5322 §3.6.4 (Message-ID, In-Reply-To, References).

pub(crate) mod message;
mod wire;

use std::fmt;
use std::path::PathBuf;

use faults::{Comment, News, Report, Ticket, Trouble, TroubleKind};
use lettre::address::Envelope;
use lettre::message::Mailbox;
use secrecy::SecretString;

use crate::desk::packed;
use crate::parcel::{self, Carrier, Parcel};
use crate::{Capabilities, Desk, Wording, web};
use message::Sheet;
use wire::{Connection, Way};

/// Where mail is handed in, and from whom to whom it goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MailServer {
    /// Server that takes mail.
    pub server: String,
    /// Its port; 587, or 465 for TLS from the first byte, when absent.
    pub port: Option<u16>,
    /// How the way there is kept private.
    pub security: Security,
    /// User name; nobody signs in when absent.
    pub user: Option<String>,
    /// Sender's address, with or without a name.
    pub from: String,
    /// The provider's address.
    pub to: String,
    /// PEM file with additional certificate authorities.
    pub ca_file: Option<PathBuf>,
}

/// How the way to a mail server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Security {
    /// In the clear first, then encrypted before anything is said; never less.
    #[default]
    StartTls,
    /// Encrypted from the first byte.
    Tls,
    /// Never encrypted, because somebody decided so. A password goes this way on loopback only.
    None,
}

/// A mail server and the provider's address.
pub struct Mail {
    way: Way,
    from: Mailbox,
    to: Mailbox,
    wording: Wording,
}

impl Mail {
    /// A way to the provider; `token` is the user's password and plays no part without a user.
    ///
    /// # Errors
    /// Tells what of the settings cannot be used.
    pub fn new(
        server: MailServer,
        token: &SecretString,
        wording: Wording,
    ) -> Result<Self, Trouble> {
        let misconfigured = |why: &str| Trouble::new(TroubleKind::Misconfigured).saying(why);
        let address = |text: &str| {
            text.trim().parse::<Mailbox>().map_err(|error| {
                Trouble::new(TroubleKind::Misconfigured).saying(&format!("{text}: {error}"))
            })
        };
        let (from, to) = (address(&server.from)?, address(&server.to)?);
        let host = server.server.trim().to_owned();
        if host.is_empty() || host.contains(|letter: char| letter.is_whitespace() || letter == '/')
        {
            return Err(misconfigured("the mail server needs a name"));
        }
        let in_clear = server.security == Security::None && !web::is_loopback_host(&host);
        if in_clear && server.user.is_some() {
            return Err(misconfigured("a password needs an encrypted way"));
        }
        let port = server.port.unwrap_or(match server.security {
            Security::StartTls | Security::None => 587,
            Security::Tls => 465,
        });
        let way = Way::new(host, port, server.security, server.ca_file.as_deref())?;
        let way = match server.user {
            Some(user) => way.signing_in(user, token),
            None => way,
        };
        Ok(Self { way, from, to, wording })
    }

    fn envelope(&self) -> Result<Envelope, Trouble> {
        Envelope::new(Some(self.from.email.clone()), vec![self.to.email.clone()])
            .map_err(|error| Trouble::new(TroubleKind::Misconfigured).saying(&error.to_string()))
    }

    fn sheet<'a>(&'a self, report: &'a Report) -> Sheet<'a> {
        Sheet { report, from: &self.from, to: Some(&self.to), wording: &self.wording }
    }

    async fn send(&self, connection: Connection, mail: &[u8]) -> Result<(), Trouble> {
        connection.send(&self.envelope()?, mail).await
    }
}

impl Desk for Mail {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            most_bytes: None,
            tells_state: false,
            takes_comments: true,
            takes_files: true,
        }
    }

    /// Sends the report with all its evidence; a server that finds it too large gets less of it.
    async fn create(&self, report: &Report) -> Result<Ticket, Trouble> {
        let mut most = MOST_BYTES;
        loop {
            let connection = self.way.connect().await?;
            most = most.min(connection.most_bytes().map_or(most, message::room_for_file));
            let (file, notes) = packed(report, &self.wording, most).await?;
            let mail = self.sheet(report).report_mail(file, &notes)?;
            match self.send(connection, &mail).await {
                Ok(()) => return Ok(Ticket { reference: message::reference(report), link: None }),
                Err(trouble) if trouble.kind == TroubleKind::TooLarge && most > LEAST_BYTES => {
                    // A server need not say how much it takes.
                    most /= 4;
                }
                Err(trouble) => return Err(trouble),
            }
        }
    }

    /// Nobody can look into somebody else's mail: what may have been lost is sent again, as the
    /// same mail.
    async fn find(&self, _: &Report) -> Result<Option<Ticket>, Trouble> {
        Ok(None)
    }

    /// Nothing is left to do: the evidence went with the mail.
    async fn attach(&self, _: &Ticket, _: &Report) -> Result<(), Trouble> {
        Ok(())
    }

    async fn comment(
        &self,
        ticket: &Ticket,
        report: &Report,
        comment: &Comment,
    ) -> Result<(), Trouble> {
        let reply = Reply { desk: self, report, comment };
        parcel::comment(&reply, ticket, comment, MOST_BYTES).await
    }

    /// The provider answers people, not programs.
    async fn state(&self, _: &Ticket, _: &Report) -> Result<News, Trouble> {
        Ok(News::default())
    }
}

/// A comment on its way as a mail that answers the report's.
struct Reply<'a> {
    desk: &'a Mail,
    report: &'a Report,
    comment: &'a Comment,
}

impl Carrier for Reply<'_> {
    /// Nobody can look; the same comment is the same mail, as with reports.
    async fn has(&self, _: &Ticket, _: &str) -> Result<bool, Trouble> {
        Ok(false)
    }

    async fn carry(&self, _: &Ticket, parcel: &Parcel) -> Result<(), Trouble> {
        let connection = self.desk.way.connect().await?;
        let room = connection.most_bytes().map_or(u64::MAX, message::room_for_file);
        if parcel.bytes() > room {
            return Err(Trouble::new(TroubleKind::TooLarge));
        }
        let mail = self.desk.sheet(self.report).comment_mail(self.comment, parcel)?;
        self.desk.send(connection, &mail).await
    }
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mail")
    }
}

/// Largest bundle that is tried with a server that does not say how much it takes.
const MOST_BYTES: u64 = 15 * 1024 * 1024;
/// Below this, a server that finds a mail too large takes none.
const LEAST_BYTES: u64 = 64 * 1024;

#[cfg(test)]
mod tests;

//! Writes a description as a message body. Source: RFC 8866 §9.

use std::fmt;
use std::net::IpAddr;

use super::{Attribute, Connection, Description, Media};

impl Description {
    /// The description as it goes into a message body.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.to_string().into_bytes()
    }
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = &self.origin;
        let kind = address_kind(&origin.address);
        write!(
            f,
            "v=0\r\no={} {} {} IN {kind} ",
            origin.username, origin.session_id, origin.version
        )?;
        write!(f, "{}\r\ns=-\r\n", origin.address)?;
        write_connection(f, self.connection.as_ref())?;
        f.write_str("t=0 0\r\n")?;
        write_attributes(f, &self.attributes)?;
        self.media.iter().try_for_each(|media| write_media(f, media))
    }
}

fn write_media(f: &mut fmt::Formatter<'_>, media: &Media) -> fmt::Result {
    write!(f, "m={} {} {}", media.kind.word(), media.port, media.protocol.words())?;
    media.formats.iter().try_for_each(|format| write!(f, " {format}"))?;
    f.write_str("\r\n")?;
    write_connection(f, media.connection.as_ref())?;
    write_attributes(f, &media.attributes)
}

fn write_connection(f: &mut fmt::Formatter<'_>, connection: Option<&Connection>) -> fmt::Result {
    match connection {
        Some(Connection::Address(address @ IpAddr::V4(_))) => write!(f, "c=IN IP4 {address}\r\n"),
        Some(Connection::Address(address @ IpAddr::V6(_))) => write!(f, "c=IN IP6 {address}\r\n"),
        Some(Connection::Name(name)) => write!(f, "c=IN IP4 {name}\r\n"),
        None => Ok(()),
    }
}

fn write_attributes(f: &mut fmt::Formatter<'_>, attributes: &[Attribute]) -> fmt::Result {
    attributes.iter().try_for_each(|attribute| match &attribute.value {
        Some(value) => write!(f, "a={}:{value}\r\n", attribute.name),
        None => write!(f, "a={}\r\n", attribute.name),
    })
}

fn address_kind(address: &str) -> &'static str {
    if address.contains(':') { "IP6" } else { "IP4" }
}

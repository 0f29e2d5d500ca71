//! Reads descriptions tolerantly.
//!
//! A library reads the lines; before it does, [`mend`] brings what real telephones write into the
//! order and the shape that the grammar wants, and leaves out what nobody here needs.

mod mend;

use std::io::Cursor;
use std::net::IpAddr;

use rtc_sdp::description::common as library;
use rtc_sdp::description::media::MediaDescription;
use rtc_sdp::description::session::SessionDescription;

use crate::{Attribute, Connection, Description, Media, MediaKind, Origin, Protocol};

/// Longest description that is read; real ones have some hundred bytes, with ICE a few thousand.
pub const MAX_BYTES: usize = 32 * 1024;

/// Why a body is no description at all; everything less grave is tolerated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing to read.
    #[error("empty")]
    Empty,
    /// Longer than [`MAX_BYTES`].
    #[error("{0} bytes, at most 32768")]
    TooLong(usize),
    /// It does not begin with `v=0`.
    #[error("no session description")]
    NotSdp,
    /// More than 32 streams.
    #[error("too many streams")]
    TooManyStreams,
    /// The `o=` line is absent.
    #[error("no origin")]
    Origin,
    /// An `m=` line cannot be understood.
    #[error("stream not understood")]
    Media,
}

/// Reads a message body as a session description.
pub fn read(bytes: &[u8]) -> Result<Description, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLong(bytes.len()));
    }
    let mended = mend::mend(&String::from_utf8_lossy(bytes))?;
    let read = SessionDescription::unmarshal(&mut Cursor::new(mended.text.as_bytes()));
    let session = read.map_err(|_| ReadError::NotSdp)?;
    let media = session.media_descriptions.into_iter().zip(mended.kinds);
    Ok(Description {
        origin: Origin {
            username: session.origin.username,
            session_id: session.origin.session_id,
            version: session.origin.session_version,
            address: session.origin.unicast_address,
        },
        connection: session.connection_information.and_then(connection),
        attributes: session.attributes.into_iter().map(attribute).collect(),
        media: media.map(|(media, kind)| stream(media, kind)).collect(),
    })
}

fn stream(read: MediaDescription, kind: MediaKind) -> Media {
    Media {
        kind,
        port: u16::try_from(read.media_name.port.value).unwrap_or(0),
        protocol: Protocol::from_words(&read.media_name.protos.join("/")),
        formats: read.media_name.formats,
        connection: read.connection_information.and_then(connection),
        attributes: read.attributes.into_iter().map(attribute).collect(),
    }
}

fn connection(read: library::ConnectionInformation) -> Option<Connection> {
    let address = read.address?.address;
    // A multicast address carries its lifetime behind a slash.
    let host = address.split('/').next().unwrap_or_default().trim_matches(['[', ']']);
    match host.parse::<IpAddr>() {
        Ok(address) => Some(Connection::Address(address)),
        Err(_) => Some(Connection::Name(host.to_owned())),
    }
}

fn attribute(read: library::Attribute) -> Attribute {
    let trimmed = |text: String| text.trim().to_owned();
    Attribute { name: trimmed(read.key), value: read.value.map(trimmed) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_description_is_refused_with_its_reason() {
        assert_eq!(read(b""), Err(ReadError::Empty));
        assert_eq!(read(b"\r\n\r\n"), Err(ReadError::Empty));
        assert_eq!(read(b"<html></html>"), Err(ReadError::NotSdp));
        assert_eq!(read(b"v=1\r\no=- 1 1 IN IP4 1.1.1.1\r\n"), Err(ReadError::NotSdp));
        assert_eq!(read(b"v=0\r\ns=-\r\nm=audio 5004 RTP/AVP 0\r\n"), Err(ReadError::Origin));
        assert_eq!(read(b"v=0\r\no=- 1 1 IN IP4 1.1.1.1\r\nm=audio\r\n"), Err(ReadError::Media));
        assert_eq!(read(&vec![b'v'; MAX_BYTES + 1]), Err(ReadError::TooLong(MAX_BYTES + 1)));
        let crowd =
            format!("v=0\r\no=- 1 1 IN IP4 1.1.1.1\r\n{}", "m=audio 1 RTP/AVP 0\r\n".repeat(33));
        assert_eq!(read(crowd.as_bytes()), Err(ReadError::TooManyStreams));
    }

    #[test]
    fn missing_and_misplaced_lines_are_mended() {
        let odd = "\u{feff}v=0\no=M\u{fc}ller 99999999999999999999999 x IN IP4 10.0.0.1\nb=AS:x\na=tool:odd\nt=0 0 0\n\
                   c=IN IP4 10.0.0.1/127\nu=no url\nz=1\nnonsense\ny=later\nm=audio 4000/2 RTP/AVP 8 0\nk=clear:1\n\
                   b=TIAS:64000:1\nc=IN IP4 10.0.0.2\nm=holo 4002 XYZ 1\n";

        let description = read(odd.as_bytes()).unwrap();

        assert_eq!(description.connection, Some(Connection::Address([10, 0, 0, 1].into())));
        assert_eq!(description.media[0].port, 4000);
        assert_eq!(
            description.media[0].connection,
            Some(Connection::Address([10, 0, 0, 2].into()))
        );
        assert_eq!(description.media[1].kind, MediaKind::Other("holo".to_owned()));
        assert_eq!(description.media[1].protocol, Protocol::Other("XYZ".to_owned()));
        assert_eq!(description.attributes[0].name, "tool");
    }

    #[test]
    fn latin_1_does_not_cost_the_description() {
        let odd = b"v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=M\xfcller\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\na=x:\xfc\r\n";

        assert_eq!(read(odd).unwrap().media.len(), 1);
    }

    #[test]
    fn a_flood_of_attributes_is_cut_off() {
        let flood = format!(
            "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\nm=audio 4000 RTP/AVP 8\r\n{}",
            "a=x\r\n".repeat(5000)
        );

        let description = read(flood.as_bytes()).unwrap();

        assert!(description.media[0].attributes.len() <= 512);
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
            read(&bytes).ok();
        }

        #[test]
        fn no_lines_do_harm(lines in prop::collection::vec("[vosiuepcbtrzkam]=[ -~]{0,40}", 0..40)) {
            let text = format!("v=0\r\no=- 1 1 IN IP4 1.1.1.1\r\n{}", lines.join("\r\n"));
            if let Ok(description) = read(text.as_bytes()) {
                let again = read(&description.to_bytes());
                prop_assert_eq!(again, Ok(description));
            }
        }
    }
}

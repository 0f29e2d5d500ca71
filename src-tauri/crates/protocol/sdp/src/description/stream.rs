//! What the attributes of one stream mean together with those of its session.

use std::net::{IpAddr, SocketAddr};

use super::{Attribute, Connection, Description, Media, Protocol};
use crate::{Codec, Direction};

/// One number of an `m=` line and what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Payload {
    pub(crate) number: u8,
    pub(crate) encoding: Encoding,
}

/// What a payload type stands for, as far as we know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Audio(Codec),
    TelephoneEvent { clock_hz: u32 },
    Unknown,
}

impl Encoding {
    /// Reads the value of an `rtpmap` behind its number. Source: RFC 8866 §6.6.
    fn from_map(map: &str) -> Self {
        let mut words = map.trim().split('/');
        let name = words.next().unwrap_or_default().to_ascii_lowercase();
        let clock_hz = words.next().and_then(|word| word.trim().parse().ok()).unwrap_or(8000);
        let channels = words.next().and_then(|word| word.trim().parse().ok()).unwrap_or(1);
        match (name.as_str(), clock_hz, channels) {
            // Always written with two channels; some forget them.
            ("opus", 48_000, 1 | 2) => Self::Audio(Codec::Opus),
            // 8000 for history's sake; some write what is true.
            ("g722", 8_000 | 16_000, 1) => Self::Audio(Codec::G722),
            ("pcma", 8_000, 1) => Self::Audio(Codec::Pcma),
            ("pcmu", 8_000, 1) => Self::Audio(Codec::Pcmu),
            ("telephone-event", clock_hz, 1) => Self::TelephoneEvent { clock_hz },
            _other => Self::Unknown,
        }
    }

    /// Numbers that need no `rtpmap`. Source: RFC 3551 table 4.
    const fn fixed(number: u8) -> Self {
        match number {
            0 => Self::Audio(Codec::Pcmu),
            8 => Self::Audio(Codec::Pcma),
            9 => Self::Audio(Codec::G722),
            _other => Self::Unknown,
        }
    }
}

impl Media {
    /// The value of the first attribute of this name; empty for a flag.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        find(&self.attributes, name)
    }

    /// Plain RTP, with or without the profile for early feedback.
    pub(crate) fn is_plain_rtp(&self) -> bool {
        match self.protocol {
            Protocol::Avp | Protocol::Avpf => true,
            Protocol::Secure(_) | Protocol::Other(_) => false,
        }
    }

    /// The payload types in the writer's order; formats that are no payload type are left out.
    pub(crate) fn payloads(&self) -> impl Iterator<Item = Payload> {
        let numbers = self.formats.iter().filter_map(|format| format.parse::<u8>().ok());
        numbers.filter(|number| *number < 128).map(|number| {
            let encoding =
                self.map_of(number).map_or_else(|| Encoding::fixed(number), Encoding::from_map);
            Payload { number, encoding }
        })
    }

    fn map_of(&self, number: u8) -> Option<&str> {
        let maps = self
            .attributes
            .iter()
            .filter(|attribute| attribute.name.eq_ignore_ascii_case("rtpmap"));
        let mut entries = maps.filter_map(|map| map.value.as_deref()?.split_once(' '));
        entries.find_map(|(of, map)| (of.trim().parse() == Ok(number)).then_some(map))
    }

    /// The number under which the writer has `codec`.
    pub(crate) fn number_of(&self, codec: Codec) -> Option<u8> {
        self.payloads()
            .find(|payload| payload.encoding == Encoding::Audio(codec))
            .map(|payload| payload.number)
    }

    /// The number of telephone events that suit a codec: under its clock, or else under 8000.
    pub(crate) fn event_for(&self, rtp_clock_hz: u32) -> Option<(u8, u32)> {
        let under = |wanted: u32| {
            let mut payloads = self.payloads();
            payloads.find_map(|payload| match payload.encoding {
                Encoding::TelephoneEvent { clock_hz } if clock_hz == wanted => {
                    Some((payload.number, clock_hz))
                }
                Encoding::TelephoneEvent { .. } | Encoding::Audio(_) | Encoding::Unknown => None,
            })
        };
        under(rtp_clock_hz).or_else(|| under(8000))
    }

    /// RTCP shares RTP's port, as far as the writer is concerned.
    pub(crate) fn is_rtcp_muxed(&self) -> bool {
        self.attribute("rtcp-mux").is_some()
    }
}

impl Description {
    /// Which way a stream flows, seen from the writer.
    ///
    /// `c=0.0.0.0` is the older way to say that nothing shall be sent. Source: RFC 3264 §8.4.
    pub(crate) fn direction_of(&self, media: &Media) -> Direction {
        let written = direction_in(&media.attributes)
            .or_else(|| direction_in(&self.attributes))
            .unwrap_or_default();
        match self.address_of(media) {
            Some(address) if address.is_unspecified() => Direction::of(written.is_sending(), false),
            Some(_) | None => written,
        }
    }

    /// Milliseconds per packet the writer wants to receive, within `maxptime`; some say so once for
    /// the whole session.
    pub(crate) fn ptime_ms(&self, media: &Media) -> Option<u32> {
        let number = |name| {
            let written = media.attribute(name).or_else(|| find(&self.attributes, name))?;
            written.trim().parse::<f32>().ok()
        };
        let wanted = number("ptime").or_else(|| number("maxptime").map(|most| most.min(20.0)))?;
        let most = number("maxptime").unwrap_or(wanted).max(10.0);
        Some(wanted.min(most) as u32)
    }

    fn address_of(&self, media: &Media) -> Option<IpAddr> {
        match media.connection.as_ref().or(self.connection.as_ref()) {
            Some(Connection::Address(address)) => Some(*address),
            Some(Connection::Name(_)) | None => None,
        }
    }

    /// Where RTP for a stream goes; absent without a usable address.
    pub(crate) fn rtp_target(&self, media: &Media) -> Option<SocketAddr> {
        let address = self.address_of(media).filter(|address| !address.is_unspecified())?;
        (media.port != 0).then(|| SocketAddr::new(address, media.port))
    }

    /// Where RTCP for a stream goes when it has a port of its own. Source: RFC 3605 §2.1.
    pub(crate) fn rtcp_target(&self, media: &Media) -> Option<SocketAddr> {
        let rtp = self.rtp_target(media)?;
        let mut words = media.attribute("rtcp").unwrap_or_default().split_whitespace();
        let port = words.next().and_then(|word| word.parse::<u16>().ok()).filter(|port| *port != 0);
        let address = words.nth(2).and_then(|word| word.parse::<IpAddr>().ok());
        let address = address.filter(|address| !address.is_unspecified()).unwrap_or(rtp.ip());
        let port = port.or_else(|| rtp.port().checked_add(1))?;
        Some(SocketAddr::new(address, port))
    }
}

fn find<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a str> {
    let mut named = attributes.iter().filter(|attribute| attribute.name.eq_ignore_ascii_case(name));
    named.next().map(|attribute| attribute.value.as_deref().unwrap_or_default())
}

fn direction_in(attributes: &[Attribute]) -> Option<Direction> {
    attributes.iter().find_map(|attribute| match attribute.name.to_ascii_lowercase().as_str() {
        "sendrecv" => Some(Direction::SendReceive),
        "sendonly" => Some(Direction::SendOnly),
        "recvonly" => Some(Direction::ReceiveOnly),
        "inactive" => Some(Direction::Inactive),
        _other => None,
    })
}

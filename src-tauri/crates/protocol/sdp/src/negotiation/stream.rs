//! Writes one `m=` section: offered, answered or refused.

use crate::description::{Encoding, Payload};
use crate::{Attribute, Capabilities, Codec, Direction, Media, Protocol};

/// Digits, star, pound, letters and the flash. Source: RFC 4733 §3.2.
const EVENTS: &str = "0-16";

/// Which payload type stands for what, for the life of a dialog. Source: RFC 3264 §8.3.2.
#[derive(Debug, Clone)]
pub(super) struct Numbers {
    known: Vec<Payload>,
}

impl Numbers {
    /// The numbers of a first offer.
    pub(super) fn usual() -> Self {
        Self { known: Vec::new() }
    }

    /// The numbers of an earlier description of ours.
    pub(super) fn of(previous: &Media) -> Self {
        Self {
            known: previous
                .payloads()
                .filter(|payload| payload.encoding != Encoding::Unknown)
                .collect(),
        }
    }

    /// The number known for `encoding`, else `usual`, else the first dynamic one that is free.
    fn number(&mut self, encoding: Encoding, usual: u8) -> u8 {
        if let Some(payload) = self.known.iter().find(|payload| payload.encoding == encoding) {
            return payload.number;
        }
        let is_free = |number: &u8| self.known.iter().all(|payload| payload.number != *number);
        let number = std::iter::once(usual).chain(96..128).find(is_free).unwrap_or(usual);
        self.known.push(Payload { number, encoding });
        number
    }
}

impl Codec {
    /// Rate of the RTP clock; for G.722 half of the truth. Source: RFC 3551 §4.5.2.
    #[must_use]
    pub const fn rtp_clock_hz(self) -> u32 {
        match self {
            Self::Opus => 48_000,
            Self::G722 | Self::Pcma | Self::Pcmu => 8_000,
        }
    }

    const fn usual_number(self) -> u8 {
        match self {
            Self::Opus => 96,
            Self::G722 => 9,
            Self::Pcma => 8,
            Self::Pcmu => 0,
        }
    }

    const fn map(self) -> &'static str {
        match self {
            Self::Opus => "opus/48000/2",
            Self::G722 => "G722/8000",
            Self::Pcma => "PCMA/8000",
            Self::Pcmu => "PCMU/8000",
        }
    }

    /// We want one channel and send one, and repair what is lost. Source: RFC 7587 §6.1.
    const fn parameters(self) -> Option<&'static str> {
        match self {
            Self::Opus => Some("useinbandfec=1;stereo=0;sprop-stereo=0"),
            Self::G722 | Self::Pcma | Self::Pcmu => None,
        }
    }
}

/// Our audio stream with all our codecs.
pub(super) fn offered(capabilities: &Capabilities, protocol: Protocol, numbers: &Numbers) -> Media {
    let mut numbers = numbers.clone();
    let codecs = &capabilities.codecs;
    let mut writer = Writer::new(protocol, capabilities.port);
    for codec in codecs {
        writer.codec(numbers.number(Encoding::Audio(*codec), codec.usual_number()), *codec);
    }
    if capabilities.telephone_event {
        for (clock_hz, usual) in [(8_000, 101), (48_000, 102)] {
            if clock_hz == 8_000 || codecs.iter().any(|codec| codec.rtp_clock_hz() == clock_hz) {
                writer
                    .event(numbers.number(Encoding::TelephoneEvent { clock_hz }, usual), clock_hz);
            }
        }
    }
    writer.finish(capabilities, capabilities.rtcp_mux, capabilities.direction)
}

/// Our answer to one audio stream: one codec, under the offerer's number. Source: RFC 3264 §6.1.
pub(super) fn answered(
    capabilities: &Capabilities,
    offer: &Media,
    codec: Codec,
    direction: Direction,
) -> Media {
    let mut writer = Writer::new(offer.protocol.clone(), capabilities.port);
    if let Some(number) = offer.number_of(codec) {
        writer.codec(number, codec);
    }
    if let (true, Some((number, clock_hz))) =
        (capabilities.telephone_event, offer.event_for(codec.rtp_clock_hz()))
    {
        writer.event(number, clock_hz);
    }
    writer.finish(capabilities, capabilities.rtcp_mux && offer.is_rtcp_muxed(), direction)
}

/// The same stream, refused: port 0, formats kept because the grammar wants one. Source: RFC 3264 §6.
pub(super) fn refused(media: &Media) -> Media {
    Media { port: 0, connection: None, attributes: Vec::new(), ..media.clone() }
}

/// The frame we send: what the far end asks for, if our codec and our clock can cut it.
pub(super) fn frame_ms(codec: Codec, wanted_ms: Option<u32>) -> u32 {
    match (wanted_ms, codec) {
        (Some(0..=19), _) => 10,
        (Some(30..=39), Codec::G722 | Codec::Pcma | Codec::Pcmu) => 30,
        (Some(40..=59), _) => 40,
        (Some(60..), _) => 60,
        (Some(20..=39) | None, _) => 20,
    }
}

struct Writer {
    media: Media,
}

impl Writer {
    fn new(protocol: Protocol, port: u16) -> Self {
        let (formats, attributes) = (Vec::new(), Vec::new());
        Self {
            media: Media {
                kind: crate::MediaKind::Audio,
                port,
                protocol,
                formats,
                connection: None,
                attributes,
            },
        }
    }

    fn codec(&mut self, number: u8, codec: Codec) {
        self.format(number, codec.map());
        if let Some(parameters) = codec.parameters() {
            self.media
                .attributes
                .push(Attribute::new("fmtp", format_args!("{number} {parameters}")));
        }
    }

    fn event(&mut self, number: u8, clock_hz: u32) {
        self.format(number, &format!("telephone-event/{clock_hz}"));
        self.media.attributes.push(Attribute::new("fmtp", format_args!("{number} {EVENTS}")));
    }

    fn format(&mut self, number: u8, map: &str) {
        self.media.formats.push(number.to_string());
        self.media.attributes.push(Attribute::new("rtpmap", format_args!("{number} {map}")));
    }

    fn finish(
        mut self,
        capabilities: &Capabilities,
        rtcp_mux: bool,
        direction: Direction,
    ) -> Media {
        let attributes = &mut self.media.attributes;
        attributes.push(Attribute::new("ptime", capabilities.ptime_ms));
        if let Some(port) = capabilities.rtcp_port {
            attributes.push(Attribute::new("rtcp", port));
        }
        if rtcp_mux {
            attributes.push(Attribute::flag("rtcp-mux"));
        }
        attributes.push(Attribute::flag(direction.name()));
        self.media
    }
}

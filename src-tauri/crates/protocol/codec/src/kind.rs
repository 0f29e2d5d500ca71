//! The codecs this program speaks, with the figures their RTP profiles fix.

use std::time::Duration;

/// A codec. Source: RFC 3551 table 4, RFC 7587 §4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodecKind {
    /// Opus, mono at 48 kHz, with in-band error correction.
    Opus,
    /// G.722 at 64 kbit/s: 16 kHz sound under an 8 kHz RTP clock.
    G722,
    /// G.711 A-law.
    Pcma,
    /// G.711 µ-law.
    Pcmu,
}

impl CodecKind {
    /// All of them, best sound first.
    pub const ALL: [Self; 4] = [Self::Opus, Self::G722, Self::Pcma, Self::Pcmu];

    /// Rate of the samples that go in and come out.
    #[must_use]
    pub const fn sample_rate_hz(self) -> u32 {
        match self {
            Self::Opus => 48_000,
            Self::G722 => 16_000,
            Self::Pcma | Self::Pcmu => 8_000,
        }
    }

    /// Rate of the RTP timestamp, which for G.722 is half its sample rate. Source: RFC 3551 §4.5.2.
    #[must_use]
    pub const fn rtp_clock_hz(self) -> u32 {
        match self {
            Self::Opus => 48_000,
            Self::G722 | Self::Pcma | Self::Pcmu => 8_000,
        }
    }

    /// The payload type fixed by RFC 3551, absent for Opus.
    #[must_use]
    pub const fn static_payload_type(self) -> Option<u8> {
        match self {
            Self::Opus => None,
            Self::G722 => Some(9),
            Self::Pcma => Some(8),
            Self::Pcmu => Some(0),
        }
    }

    /// The encoding name of its `rtpmap`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opus => "opus",
            Self::G722 => "G722",
            Self::Pcma => "PCMA",
            Self::Pcmu => "PCMU",
        }
    }

    /// Samples in `span` of sound, rounded down.
    #[must_use]
    pub const fn samples_in(self, span: Duration) -> usize {
        (span.as_micros() * self.sample_rate_hz() as u128 / 1_000_000) as usize
    }

    /// RTP clock ticks for a number of samples.
    #[must_use]
    pub const fn ticks_for(self, samples: usize) -> u32 {
        (samples as u64 * self.rtp_clock_hz() as u64 / self.sample_rate_hz() as u64) as u32
    }
}

//! How a call sounds, in figures and in one word.

/// A codec by the name people know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Codec {
    /// RFC 6716.
    Opus,
    /// ITU-T G.722.
    G722,
    /// ITU-T G.711 A-law.
    Pcma,
    /// ITU-T G.711 µ-law.
    Pcmu,
}

impl Codec {
    /// The name that people and SDP share.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opus => "Opus",
            Self::G722 => "G.722",
            Self::Pcma => "PCMA",
            Self::Pcmu => "PCMU",
        }
    }

    /// The codec of this name, as [`Codec::name`] writes it or as SDP does.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Opus, Self::G722, Self::Pcma, Self::Pcmu].into_iter().find(|codec| {
            codec.name().eq_ignore_ascii_case(name)
                || codec.name().replace('.', "").eq_ignore_ascii_case(name)
        })
    }
}

/// What is measured of a call's sound, renewed each second. Source: RFC 3550 §6.4.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quality {
    /// RTP packets sent.
    pub sent: u32,
    /// RTP packets received.
    pub received: u32,
    /// RTP packets lost on the way to us.
    pub lost: u32,
    /// Interarrival jitter in milliseconds.
    pub jitter_ms: u32,
    /// Round trip by RTCP in milliseconds.
    pub round_trip_ms: Option<u32>,
    /// What the jitter buffer holds back, in milliseconds.
    pub buffer_ms: u32,
    /// Loss of what we sent as the far end reports it, in thousandths.
    pub remote_loss_permille: Option<u32>,
}

/// A call's sound in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Nothing to say yet.
    Unknown,
    /// As it should be.
    Good,
    /// Noticeable.
    Fair,
    /// Hard to follow.
    Poor,
}

/// Above this loss, in thousandths, sound is noticeably worse. Source: stimme, network limits (< 1 %).
const LOSS_FAIR: u32 = 10;
/// Above this loss, in thousandths, sound is hard to follow.
const LOSS_POOR: u32 = 50;
/// Above this jitter, in milliseconds, sound is noticeably worse. Source: stimme, network limits.
const JITTER_FAIR_MS: u32 = 20;
/// Above this jitter, in milliseconds, the buffer cannot hide it without a delay that hurts.
const JITTER_POOR_MS: u32 = 60;
/// Above this round trip, in milliseconds, people interrupt each other. Source: stimme (150 ms one way).
const ROUND_TRIP_FAIR_MS: u32 = 300;
/// Above this round trip, in milliseconds, people take turns. Source: ITU-T G.114 (400 ms one way).
const ROUND_TRIP_POOR_MS: u32 = 800;

impl Quality {
    /// Lost share of what should have come, in thousandths.
    #[must_use]
    pub fn loss_permille(&self) -> u32 {
        let expected = u64::from(self.received) + u64::from(self.lost);
        let permille = (u64::from(self.lost) * 1000).checked_div(expected).unwrap_or(0);
        u32::try_from(permille).unwrap_or(1000)
    }

    /// The worst of loss, jitter and round trip.
    #[must_use]
    pub fn grade(&self) -> Grade {
        if self.received == 0 {
            return Grade::Unknown;
        }
        let loss = self.loss_permille().max(self.remote_loss_permille.unwrap_or(0));
        let round_trip = self.round_trip_ms.unwrap_or(0);
        step(loss, LOSS_FAIR, LOSS_POOR)
            .max(step(self.jitter_ms, JITTER_FAIR_MS, JITTER_POOR_MS))
            .max(step(round_trip, ROUND_TRIP_FAIR_MS, ROUND_TRIP_POOR_MS))
    }
}

fn step(value: u32, fair: u32, poor: u32) -> Grade {
    if value > poor {
        Grade::Poor
    } else if value > fair {
        Grade::Fair
    } else {
        Grade::Good
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_figure_gives_the_grade() {
        let clean = Quality { received: 1000, ..Quality::default() };
        let table = [
            (clean, Grade::Good),
            (Quality { received: 0, ..clean }, Grade::Unknown),
            (Quality { lost: 10, received: 990, ..clean }, Grade::Good),
            (Quality { lost: 11, received: 989, ..clean }, Grade::Fair),
            (Quality { lost: 51, received: 949, ..clean }, Grade::Poor),
            (Quality { jitter_ms: 21, ..clean }, Grade::Fair),
            (Quality { round_trip_ms: Some(801), ..clean }, Grade::Poor),
            (Quality { remote_loss_permille: Some(60), ..clean }, Grade::Poor),
        ];
        for (quality, grade) in table {
            assert_eq!(quality.grade(), grade, "{quality:?}");
        }
    }

    #[test]
    fn nothing_expected_is_nothing_lost() {
        assert_eq!(Quality::default().loss_permille(), 0);
        assert_eq!(
            Quality { lost: u32::MAX, received: u32::MAX, ..Quality::default() }.loss_permille(),
            500
        );
    }

    #[test]
    fn a_codec_is_found_by_either_spelling() {
        assert_eq!(Codec::from_name("g722"), Some(Codec::G722));
        assert_eq!(Codec::from_name("G.722"), Some(Codec::G722));
        assert_eq!(Codec::from_name("speex"), None);
    }
}

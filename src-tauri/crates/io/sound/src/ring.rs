//! What it rings with: the melodies there are, how loud, for how long.

use crate::Volume;

/// A melody of our own. Its id is what is stored and typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Melody {
    /// Six bell notes rising twice: the one that rings where nothing was chosen.
    #[default]
    Chime,
    /// The two gongs of the German W48 desk telephone: 1 s on, 4 s off.
    W48,
    /// The warbling two-tone ringer of electronic telephones.
    Warble,
    /// Wooden bars running up and down.
    Marimba,
    /// Two short rings and a rest, as telephones in Britain.
    Double,
    /// Falling drops.
    Drops,
    /// Two long soft notes, 14 dB below the others: for a shared room.
    Quiet,
    /// Fast, high and without rest: not to be missed.
    Urgent,
}

impl Melody {
    /// All melodies, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Chime,
        Self::W48,
        Self::Warble,
        Self::Marimba,
        Self::Double,
        Self::Drops,
        Self::Quiet,
        Self::Urgent,
    ];

    /// The name in settings and on the command line; never changes.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Chime => "chime",
            Self::W48 => "w48",
            Self::Warble => "warble",
            Self::Marimba => "marimba",
            Self::Double => "double",
            Self::Drops => "drops",
            Self::Quiet => "quiet",
            Self::Urgent => "urgent",
        }
    }

    /// The melody of an id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|melody| melody.id() == id)
    }
}

/// How it rings. Internal calls, external ones and those of a group may ring differently: the
/// caller chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Ring {
    /// What is played, over and over.
    pub melody: Melody,
    /// How loud, whatever the volume of talking is.
    pub volume: Volume,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_melody_is_found_by_its_id() {
        for melody in Melody::ALL {
            assert_eq!(Melody::from_id(melody.id()), Some(melody));
        }
        assert_eq!(Melody::from_id("Chime"), None);
    }

    #[test]
    fn the_ids_stay_what_they_are() {
        let ids = Melody::ALL.map(Melody::id);

        assert_eq!(
            ids,
            ["chime", "w48", "warble", "marimba", "double", "drops", "quiet", "urgent"]
        );
    }
}

//! Which frequencies the tones of a country have, and for how long.
//!
//! Source: ITU-T E.180 supplement 2 (01/94) and its successor, the list of tones in national networks
//! (annex to the ITU Operational Bulletin 781), ETSI TR 101 041-2; for the United Kingdom also BT SIN
//! 350, for the United States also ANSI T1.401. Where a list names several (old and new exchanges),
//! the one of digital exchanges is taken. The special information tone is that of ITU-T E.180 §4.4
//! where the country has no other.

use super::{Country, Tone};

/// One piece of a tone. All steps are played over and over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    /// Two frequencies at once; 0 is none.
    pub(super) hz: [u16; 2],
    pub(super) ms: u16,
}

const fn on(hz: u16, ms: u16) -> Step {
    Step { hz: [hz, 0], ms }
}

const fn both(low_hz: u16, high_hz: u16, ms: u16) -> Step {
    Step { hz: [low_hz, high_hz], ms }
}

const fn off(ms: u16) -> Step {
    Step { hz: [0, 0], ms }
}

/// The length of the single step of a tone that never pauses.
const EVER: u16 = 1000;

/// The steps of a tone; never empty, none of length zero.
pub(super) const fn steps(country: Country, tone: Tone) -> &'static [Step] {
    match tone {
        Tone::Dial => dial(country),
        Tone::Ringback => ringback(country),
        Tone::Busy => busy(country),
        Tone::Congestion => congestion(country),
        Tone::Waiting => waiting(country),
        Tone::Unobtainable => unobtainable(country),
    }
}

const fn dial(country: Country) -> &'static [Step] {
    match country {
        Country::De
        | Country::Ch
        | Country::Nl
        | Country::Be
        | Country::Es
        | Country::Pt
        | Country::Pl
        | Country::Dk
        | Country::Se
        | Country::No
        | Country::Fi => const { &[on(425, EVER)] },
        Country::At => const { &[on(420, EVER)] },
        Country::Fr => const { &[on(440, EVER)] },
        Country::It => const { &[on(425, 200), off(200), on(425, 600), off(1000)] },
        Country::Cz => const { &[on(425, 330), off(330), on(425, 660), off(660)] },
        Country::Uk | Country::Us => const { &[both(350, 440, EVER)] },
    }
}

const fn ringback(country: Country) -> &'static [Step] {
    match country {
        Country::De
        | Country::Ch
        | Country::It
        | Country::Nl
        | Country::Pl
        | Country::Cz
        | Country::Dk
        | Country::No
        | Country::Fi => const { &[on(425, 1000), off(4000)] },
        Country::At => const { &[on(420, 1000), off(5000)] },
        Country::Fr => const { &[on(440, 1500), off(3500)] },
        Country::Be => const { &[on(425, 1000), off(3000)] },
        Country::Es => const { &[on(425, 1500), off(3000)] },
        Country::Pt | Country::Se => const { &[on(425, 1000), off(5000)] },
        Country::Uk => const { &[both(400, 450, 400), off(200), both(400, 450, 400), off(2000)] },
        Country::Us => const { &[both(440, 480, 2000), off(4000)] },
    }
}

const fn busy(country: Country) -> &'static [Step] {
    match country {
        Country::De => const { &[on(425, 480), off(480)] },
        Country::At => const { &[on(420, 400), off(400)] },
        Country::Fr => const { &[on(440, 500), off(500)] },
        Country::Ch
        | Country::It
        | Country::Nl
        | Country::Be
        | Country::Pt
        | Country::Pl
        | Country::Dk
        | Country::No => const { &[on(425, 500), off(500)] },
        Country::Es => const { &[on(425, 200), off(200)] },
        Country::Cz => const { &[on(425, 330), off(330)] },
        Country::Se => const { &[on(425, 250), off(250)] },
        Country::Fi => const { &[on(425, 300), off(300)] },
        Country::Uk => const { &[on(400, 375), off(375)] },
        Country::Us => const { &[both(480, 620, 500), off(500)] },
    }
}

const fn congestion(country: Country) -> &'static [Step] {
    match country {
        Country::De => const { &[on(425, 240), off(240)] },
        Country::At => const { &[on(420, 200), off(200)] },
        Country::Fr => const { &[on(440, 250), off(250)] },
        Country::Ch | Country::It | Country::Pt | Country::Dk | Country::No | Country::Fi => {
            const { &[on(425, 200), off(200)] }
        }
        Country::Nl => const { &[on(425, 250), off(250)] },
        Country::Be => const { &[on(425, 167), off(167)] },
        Country::Es => {
            const { &[on(425, 200), off(200), on(425, 200), off(200), on(425, 200), off(600)] }
        }
        Country::Pl => const { &[on(425, 500), off(500)] },
        Country::Cz => const { &[on(425, 165), off(165)] },
        Country::Se => const { &[on(425, 250), off(750)] },
        Country::Uk => const { &[on(400, 400), off(350), on(400, 225), off(525)] },
        Country::Us => const { &[both(480, 620, 250), off(250)] },
    }
}

const fn waiting(country: Country) -> &'static [Step] {
    match country {
        Country::De => const { &[on(425, 200), off(200), on(425, 200), off(5000)] },
        Country::At => const { &[on(420, 40), off(1960)] },
        Country::Ch => const { &[on(425, 200), off(200), on(425, 200), off(4000)] },
        Country::Fr => const { &[on(440, 300), off(10_000)] },
        Country::It => {
            const { &[on(425, 400), off(100), on(425, 250), off(100), on(425, 150), off(14_000)] }
        }
        Country::Nl => const { &[on(425, 500), off(9500)] },
        Country::Be => const { &[on(1400, 175), off(175), on(1400, 175), off(3500)] },
        Country::Es => const { &[on(425, 175), off(175), on(425, 175), off(3500)] },
        Country::Pt => const { &[on(425, 200), off(200), on(425, 200), off(5000)] },
        Country::Pl => const { &[on(425, 150), off(150), on(425, 150), off(4000)] },
        Country::Cz => const { &[on(425, 330), off(9000)] },
        Country::Dk => const { &[on(425, 200), off(600), on(425, 200), off(3000)] },
        Country::Se => const { &[on(425, 200), off(500), on(425, 200), off(9100)] },
        Country::No => const { &[on(425, 200), off(600), on(425, 200), off(10_000)] },
        Country::Fi => const { &[on(425, 150), off(150), on(425, 150), off(8000)] },
        Country::Uk => const { &[on(400, 100), off(4000)] },
        Country::Us => const { &[on(440, 300), off(10_000)] },
    }
}

const fn unobtainable(country: Country) -> &'static [Step] {
    match country {
        Country::De
        | Country::Ch
        | Country::Fr
        | Country::It
        | Country::Nl
        | Country::Es
        | Country::Pt
        | Country::Us
        | Country::Pl
        | Country::Dk
        | Country::No
        | Country::Fi => const { &[on(950, 330), on(1400, 330), on(1800, 330), off(1000)] },
        Country::At => const { &[on(950, 330), on(1450, 330), on(1850, 330), off(1000)] },
        Country::Be => const { &[on(900, 330), on(1400, 330), on(1800, 330), off(1000)] },
        Country::Uk => {
            const { &[on(950, 330), off(15), on(1400, 330), off(15), on(1800, 330), off(1000)] }
        }
        Country::Cz => {
            const { &[on(950, 330), off(30), on(1400, 330), off(30), on(1800, 330), off(1000)] }
        }
        Country::Se => {
            const { &[on(950, 332), off(24), on(1400, 332), off(24), on(1800, 332), off(2024)] }
        }
    }
}

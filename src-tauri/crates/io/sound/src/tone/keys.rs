//! The short sound of one's own key presses: heard here only, never sent.
//!
//! Source: ITU-T Q.23 (the pairs of frequencies).

use std::collections::VecDeque;

use media::Digit;

use super::player::{Wave, pair_amplitude};
use crate::hub::{Block, RATE_HZ};

/// Samples of a key: 80 ms.
const PRESS: u32 = RATE_HZ * 80 / 1000;

/// Samples between two keys: 40 ms.
const PAUSE: u32 = RATE_HZ * 40 / 1000;

/// Samples in which a key comes and goes: 5 ms.
const EDGE: u32 = RATE_HZ / 200;

/// Keys that wait at most; more are not heard.
const WAITING: usize = 16;

/// Plays keys one after the other.
#[derive(Debug)]
pub(crate) struct KeyPlayer {
    waiting: VecDeque<[u16; 2]>,
    position: u32,
    waves: [Wave; 2],
}

impl KeyPlayer {
    pub(crate) fn new() -> Self {
        Self { waiting: VecDeque::with_capacity(WAITING), position: 0, waves: [Wave::default(); 2] }
    }

    pub(crate) fn press(&mut self, digit: Digit) {
        if let Some(pair) = pair(digit)
            && self.waiting.len() < WAITING
        {
            self.waiting.push_back(pair);
        }
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Adds the next 10 ms.
    pub(crate) fn add_to(&mut self, block: &mut Block, gain: f32) {
        for sample in block {
            let Some([low_hz, high_hz]) = self.waiting.front().copied() else { return };
            if self.position < PRESS {
                let [low, high] = &mut self.waves;
                let rest = PRESS - self.position - 1;
                let edge = self.position.min(rest).min(EDGE) as f32 / EDGE as f32;
                let value = (low.next(low_hz) + high.next(high_hz)) * pair_amplitude();
                *sample += value * edge * gain;
            }
            self.position += 1;
            if self.position == PRESS + PAUSE {
                self.position = 0;
                self.waves = [Wave::default(); 2];
                self.waiting.pop_front();
            }
        }
    }
}

/// The two frequencies of a key; a flash has none.
fn pair(digit: Digit) -> Option<[u16; 2]> {
    Some(match digit.to_char() {
        '1' => [697, 1209],
        '2' => [697, 1336],
        '3' => [697, 1477],
        'A' => [697, 1633],
        '4' => [770, 1209],
        '5' => [770, 1336],
        '6' => [770, 1477],
        'B' => [770, 1633],
        '7' => [852, 1209],
        '8' => [852, 1336],
        '9' => [852, 1477],
        'C' => [852, 1633],
        '*' => [941, 1209],
        '0' => [941, 1336],
        '#' => [941, 1477],
        'D' => [941, 1633],
        _ => return None,
    })
}

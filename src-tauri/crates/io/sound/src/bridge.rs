//! Carries what one party of a conference says from the loudspeaker's pace to the microphone's.
//!
//! ```text
//! loudspeaker wants 10 ms ─▶ push ─▶ ▒▒▒ ─▶ pull ─▶ microphone gave 10 ms
//! ```
//!
//! Sound is decoded when the loudspeaker wants it and sent when the microphone gave some, and the
//! two have clocks of their own. A few blocks wait in between: two at first, one more each time they
//! ran out. Where never less than two wait, two blocks are blended into one; where none is left now
//! and then, one is drawn out over the time of two. So a difference of the clocks is heard no more
//! than a blink is seen.

use std::collections::VecDeque;

use crate::hub::{BLOCK, Block, SILENCE};

/// Blocks that wait before the first is taken; then one is always left.
const FIRST: usize = 2;

/// Blocks that wait at most before the first is taken: loudspeakers may ask for 50 ms at once.
const MOST: usize = 6;

/// Blocks there is room for.
const ROOM: usize = 12;

/// Blocks over which is looked how many always wait: two seconds.
const WATCH: u32 = 200;

/// The bridge of one party.
#[derive(Debug)]
pub(crate) struct Bridge {
    blocks: VecDeque<Block>,
    last: Block,
    target: usize,
    is_filling: bool,
    /// The least that was left since the watch began.
    least: usize,
    watched: u32,
}

impl Bridge {
    pub(crate) fn new() -> Self {
        Self {
            blocks: VecDeque::with_capacity(ROOM),
            last: SILENCE,
            target: FIRST,
            is_filling: true,
            least: ROOM,
            watched: 0,
        }
    }

    /// Forgets what waits.
    pub(crate) fn clear(&mut self) {
        self.blocks.clear();
        self.last = SILENCE;
        self.target = FIRST;
        self.is_filling = true;
        self.start_watch();
    }

    /// Takes a block from the loudspeaker's side; the oldest makes room where the other side stands
    /// still.
    pub(crate) fn push(&mut self, block: &Block) {
        if self.blocks.len() == ROOM {
            self.blocks.pop_front();
        }
        self.blocks.push_back(*block);
    }

    /// Gives a block to the microphone's side: silence while none is ready.
    pub(crate) fn pull(&mut self) -> Block {
        let was_filling = self.is_filling;
        if self.is_filling && self.blocks.len() >= self.target {
            self.is_filling = false;
            self.start_watch();
        }
        if self.is_filling {
            return SILENCE;
        }
        let block = if self.is_short() { self.draw_out() } else { self.take() };
        let Some(block) = block else {
            self.is_filling = true;
            self.target = (self.target + 1).min(MOST);
            return fade_out(&self.last);
        };
        self.last = block;
        if was_filling { fade_in(&block) } else { block }
    }

    fn start_watch(&mut self) {
        self.least = ROOM;
        self.watched = 0;
    }

    /// Whether none was left at times over the last two seconds.
    fn is_short(&self) -> bool {
        self.watched >= WATCH && self.least == 0
    }

    /// Goes on from the last block as the next one does and ends as the last one did, so that the
    /// next one can follow.
    fn draw_out(&mut self) -> Option<Block> {
        let mut block = *self.blocks.front()?;
        blend(&mut block, &self.last);
        self.start_watch();
        Some(block)
    }

    fn take(&mut self) -> Option<Block> {
        let mut block = self.blocks.pop_front()?;
        self.least = self.least.min(self.blocks.len());
        self.watched += 1;
        if self.watched >= WATCH && self.least > 0 {
            if self.least >= FIRST
                && let Some(next) = self.blocks.pop_front()
            {
                blend(&mut block, &next);
            }
            self.start_watch();
        }
        Some(block)
    }
}

/// From the first block into the second.
fn blend(block: &mut Block, next: &Block) {
    for (place, (sample, other)) in block.iter_mut().zip(next).enumerate() {
        let share = place as f32 / BLOCK as f32;
        *sample = *sample * (1.0 - share) + other * share;
    }
}

fn fade_in(block: &Block) -> Block {
    let mut faded = *block;
    for (place, sample) in faded.iter_mut().enumerate() {
        *sample *= place as f32 / BLOCK as f32;
    }
    faded
}

/// Goes on backwards from the last sample and becomes silent: no jump.
fn fade_out(last: &Block) -> Block {
    let mut faded = SILENCE;
    for (place, (sample, mirrored)) in faded.iter_mut().zip(last.iter().rev()).enumerate() {
        *sample = mirrored * (1.0 - place as f32 / BLOCK as f32);
    }
    faded
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks named by their value.
    fn named(value: f32) -> Block {
        [value; BLOCK]
    }

    #[test]
    fn two_blocks_wait_and_nothing_is_lost_or_changed() {
        let mut bridge = Bridge::new();
        bridge.push(&named(0.0));
        assert_eq!(bridge.pull(), SILENCE);
        let mut heard = Vec::new();
        for number in 1..500_u16 {
            bridge.push(&named(f32::from(number)));
            heard.push(bridge.pull());
        }

        assert_eq!(heard[0], SILENCE, "the block named 0");
        for (index, block) in heard.iter().enumerate().skip(1) {
            assert_eq!(*block, named(index as f32), "block {index}");
        }
    }

    #[test]
    fn a_loudspeaker_that_asks_for_four_blocks_at_once_leaves_no_gap_once_it_is_known() {
        let mut bridge = Bridge::new();
        let mut silent = 0;
        for turn in 0..2000 {
            if turn % 4 == 0 {
                for _ in 0..4 {
                    bridge.push(&named(1.0));
                }
            }
            let block = bridge.pull();
            silent += usize::from(turn > 100 && block.iter().any(|sample| *sample < 1.0));
        }

        assert_eq!(silent, 0);
        assert!(bridge.blocks.len() <= MOST + 4, "{}", bridge.blocks.len());
    }

    #[test]
    fn clocks_that_differ_make_neither_delay_nor_gaps() {
        // 500 parts in a million: more than any two sound cards.
        for fast_side in [0, 1] {
            let mut bridge = Bridge::new();
            let mut gaps = 0;
            let mut most = 0;
            for turn in 1..120_000_u32 {
                let is_extra = turn % 2000 == 0;
                for _ in 0..1 + u32::from(is_extra && fast_side == 0) {
                    bridge.push(&named(1.0));
                }
                for _ in 0..1 + u32::from(is_extra && fast_side == 1) {
                    let block = bridge.pull();
                    gaps += usize::from(turn > 100 && block[BLOCK / 2] < 0.9);
                }
                most = most.max(bridge.blocks.len());
            }

            assert!(most <= MOST, "{most} blocks wait");
            assert_eq!(gaps, 0, "side {fast_side}");
        }
    }

    #[test]
    fn a_side_that_stands_still_costs_no_memory_and_leaves_nothing_old() {
        let mut bridge = Bridge::new();
        for number in 0..1000_u16 {
            bridge.push(&named(f32::from(number)));
        }

        assert_eq!(bridge.blocks.len(), ROOM);
        assert_eq!(bridge.blocks.capacity(), VecDeque::<Block>::with_capacity(ROOM).capacity());
        assert_eq!(bridge.blocks.front(), Some(&named(988.0)));
        bridge.clear();
        assert_eq!(bridge.pull(), SILENCE);
    }

    #[test]
    fn running_out_makes_no_jump() {
        let mut bridge = Bridge::new();
        bridge.push(&named(0.5));
        bridge.push(&named(0.5));

        let blocks = [bridge.pull(), bridge.pull(), bridge.pull(), bridge.pull()].concat();

        let jump = blocks.windows(2).map(|pair| (pair[0] - pair[1]).abs()).fold(0.0, f32::max);
        assert!(jump < 0.01, "{jump}");
        assert_eq!(blocks[3 * BLOCK..], SILENCE);
    }
}

//! The delay of late, at the moments packets were decoded.

/// Decodes remembered: half a second of 20 ms frames.
const REMEMBERED: usize = 25;

/// The slack each packet had when it was decoded; the least of them is what may be taken away.
#[derive(Debug, Clone, Default)]
pub(super) struct Level {
    slacks: [i64; REMEMBERED],
    next: usize,
    count: usize,
}

impl Level {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) fn take(&mut self, slack_us: i64) {
        if let Some(slack) = self.slacks.get_mut(self.next) {
            *slack = slack_us;
        }
        self.next = (self.next + 1) % REMEMBERED;
        self.count = (self.count + 1).min(REMEMBERED);
    }

    /// The delay was changed: what was remembered would have been so much longer or shorter.
    pub(super) fn shift(&mut self, by_us: i64) {
        self.slacks.iter_mut().for_each(|slack| *slack = slack.saturating_add(by_us));
    }

    /// Whether enough is remembered to say that there is too little.
    pub(super) const fn is_settled(&self) -> bool {
        self.count >= REMEMBERED / 2
    }

    pub(super) fn least_us(&self) -> i64 {
        self.slacks.iter().take(self.count).copied().min().unwrap_or(0)
    }

    pub(super) fn mean_us(&self) -> i64 {
        let sum: i64 =
            self.slacks.iter().take(self.count).fold(0, |sum, slack| sum.saturating_add(*slack));
        sum / i64::try_from(self.count.max(1)).unwrap_or(1)
    }
}

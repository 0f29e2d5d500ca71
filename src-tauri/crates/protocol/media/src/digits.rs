//! Key presses as telephone events. Source: RFC 4733.

mod receiver;
mod sender;

pub(crate) use receiver::DigitReceiver;
pub(crate) use sender::{DigitSender, EventClock, EventFrame};

/// The four bytes of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EventPayload {
    pub(crate) event: u8,
    pub(crate) is_end: bool,
    /// −dBm0, 0..=63.
    pub(crate) volume: u8,
    /// In ticks of the events' clock.
    pub(crate) duration: u16,
}

impl EventPayload {
    pub(crate) const BYTES: usize = 4;

    pub(crate) fn read(payload: &[u8]) -> Option<Self> {
        let ([event, flags, high, low], _redundant) = payload.split_first_chunk::<4>()?;
        Some(Self {
            event: *event,
            is_end: flags & 0x80 != 0,
            volume: flags & 0x3f,
            duration: u16::from_be_bytes([*high, *low]),
        })
    }

    pub(crate) const fn write(self) -> [u8; Self::BYTES] {
        let end = if self.is_end { 0x80 } else { 0 };
        let [high, low] = self.duration.to_be_bytes();
        [self.event, end | self.volume & 0x3f, high, low]
    }
}

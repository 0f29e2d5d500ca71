//! Datagrams that wait to be sent, in memory taken once.

use super::Channel;
use crate::MAX_DATAGRAM_BYTES;

/// More than one turn of the sound thread produces; when nobody polls, the oldest are lost.
const SLOTS: usize = 16;

#[derive(Debug)]
pub(super) struct Outbox {
    slots: Box<[Slot]>,
    first: usize,
    count: usize,
}

#[derive(Debug, Clone)]
struct Slot {
    channel: Channel,
    length: usize,
    bytes: [u8; MAX_DATAGRAM_BYTES],
}

impl Outbox {
    pub(super) fn new() -> Self {
        let empty = Slot { channel: Channel::Rtp, length: 0, bytes: [0; MAX_DATAGRAM_BYTES] };
        Self { slots: vec![empty; SLOTS].into_boxed_slice(), first: 0, count: 0 }
    }

    pub(super) fn push(&mut self, channel: Channel, bytes: &[u8]) {
        self.push_with(channel, |buffer| {
            let part = buffer.get_mut(..bytes.len())?;
            part.copy_from_slice(bytes);
            Some(bytes.len())
        });
    }

    /// Lets `write` fill the next slot; nothing is queued if it gives no length.
    pub(super) fn push_with(
        &mut self,
        channel: Channel,
        write: impl FnOnce(&mut [u8]) -> Option<usize>,
    ) -> bool {
        if self.count == SLOTS {
            self.first = (self.first + 1) % SLOTS;
            self.count -= 1;
        }
        let Some(slot) = self.slots.get_mut((self.first + self.count) % SLOTS) else {
            return false;
        };
        let Some(length) = write(&mut slot.bytes) else { return false };
        slot.channel = channel;
        slot.length = length;
        self.count += 1;
        true
    }

    /// Copies the oldest into `buffer`; one that does not fit is lost.
    pub(super) fn pop(&mut self, buffer: &mut [u8]) -> Option<(Channel, usize)> {
        while self.count > 0 {
            let slot = self.slots.get(self.first)?;
            self.first = (self.first + 1) % SLOTS;
            self.count -= 1;
            if let (Some(to), Some(from)) =
                (buffer.get_mut(..slot.length), slot.bytes.get(..slot.length))
            {
                to.copy_from_slice(from);
                return Some((slot.channel, slot.length));
            }
        }
        None
    }
}

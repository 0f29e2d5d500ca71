//! Packets that wait for their moment, in the order of their sound.

use codec::MAX_PAYLOAD_BYTES;

/// Most packets that wait: a second of 10 ms frames and some more.
const SLOTS: usize = 112;

/// A waiting packet.
#[derive(Debug, Clone)]
pub(super) struct Packet {
    /// First sample, on the stream's own timeline.
    pub(super) at: i64,
    pub(super) samples: usize,
    /// No packet was sent between the one before and this: a gap in front of it is on purpose.
    pub(super) is_next: bool,
    bytes: usize,
    payload: [u8; MAX_PAYLOAD_BYTES],
}

impl Packet {
    pub(super) fn payload(&self) -> &[u8] {
        self.payload.get(..self.bytes).unwrap_or_default()
    }

    /// One past the last sample.
    pub(super) const fn end(&self) -> i64 {
        self.at + self.samples as i64
    }
}

/// What became of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stored {
    Kept,
    /// There is one with the same sound, or the payload is longer than any can be.
    Refused,
}

/// All memory is taken at the beginning.
#[derive(Debug)]
pub(super) struct Store {
    slots: Box<[Packet]>,
    /// Slots in use, by `at`.
    order: Vec<usize>,
    free: Vec<usize>,
    /// Longest stretch that may wait.
    max_samples: i64,
}

impl Store {
    pub(super) fn new(max_samples: usize) -> Self {
        let empty =
            Packet { at: 0, samples: 0, is_next: false, bytes: 0, payload: [0; MAX_PAYLOAD_BYTES] };
        let mut order = Vec::with_capacity(SLOTS);
        order.clear();
        Self {
            slots: vec![empty; SLOTS].into_boxed_slice(),
            order,
            free: (0..SLOTS).collect(),
            max_samples: i64::try_from(max_samples).unwrap_or(i64::MAX),
        }
    }

    /// Keeps a packet; the oldest make room when too much waits.
    pub(super) fn insert(
        &mut self,
        at: i64,
        samples: usize,
        is_next: bool,
        payload: &[u8],
    ) -> Stored {
        if payload.len() > MAX_PAYLOAD_BYTES {
            return Stored::Refused;
        }
        let place = self
            .order
            .partition_point(|slot| self.slots.get(*slot).is_some_and(|packet| packet.at < at));
        if self.at(place).is_some_and(|packet| packet.at == at) {
            return Stored::Refused;
        }
        let mut place = place;
        if self.free.is_empty() {
            if place == 0 {
                return Stored::Refused;
            }
            self.drop_first();
            place -= 1;
        }
        let Some(slot) = self.free.pop() else { return Stored::Refused };
        if let Some(packet) = self.slots.get_mut(slot) {
            packet.at = at;
            packet.samples = samples;
            packet.is_next = is_next;
            packet.bytes = payload.len();
            packet.payload.iter_mut().zip(payload).for_each(|(kept, byte)| *kept = *byte);
        }
        self.order.insert(place, slot);
        while self.span() > self.max_samples {
            self.drop_first();
        }
        Stored::Kept
    }

    /// The packet with the earliest sound.
    pub(super) fn first(&self) -> Option<&Packet> {
        self.at(0)
    }

    /// Where the packet after the first begins.
    pub(super) fn second_at(&self) -> Option<i64> {
        self.at(1).map(|packet| packet.at)
    }

    pub(super) fn drop_first(&mut self) {
        if !self.order.is_empty() {
            let slot = self.order.remove(0);
            self.free.push(slot);
        }
    }

    pub(super) fn clear(&mut self) {
        self.free.append(&mut self.order);
    }

    /// From the first sample to the last.
    pub(super) fn span(&self) -> i64 {
        let last = self.order.last().and_then(|slot| self.slots.get(*slot));
        match (self.first(), last) {
            (Some(first), Some(last)) => last.end().saturating_sub(first.at),
            (_, _) => 0,
        }
    }

    fn at(&self, place: usize) -> Option<&Packet> {
        self.order.get(place).and_then(|slot| self.slots.get(*slot))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_come_out_in_the_order_of_their_sound() {
        let mut store = Store::new(8000);

        for at in [320, 0, 480, 160] {
            assert_eq!(store.insert(at, 160, false, &[at as u8]), Stored::Kept);
        }
        assert_eq!(store.insert(160, 160, false, &[1]), Stored::Refused, "twice");

        assert_eq!(drain(&mut store), [0, 160, 320, 480]);
    }

    #[test]
    fn the_oldest_make_room_when_too_much_waits() {
        let mut store = Store::new(8000);

        for n in 0..1000 {
            store.insert(n * 160, 160, false, &[0; 160]);
            assert!(store.span() <= 8000);
        }

        assert_eq!(drain(&mut store).len(), 50);
    }

    #[test]
    fn many_tiny_packets_fill_the_slots_and_no_more() {
        let mut store = Store::new(8000);

        for n in 0..1000 {
            store.insert(n, 1, false, &[0]);
        }

        assert_eq!(drain(&mut store).len(), SLOTS);
    }

    #[test]
    fn a_payload_too_long_is_refused() {
        assert_eq!(
            Store::new(8000).insert(0, 160, false, &[0; MAX_PAYLOAD_BYTES + 1]),
            Stored::Refused
        );
    }

    fn drain(store: &mut Store) -> Vec<i64> {
        std::iter::from_fn(|| {
            let at = store.first()?.at;
            store.drop_first();
            Some(at)
        })
        .collect()
    }
}

//! The mailboxes of the users: what was said after the tone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Messages that one mailbox keeps; beyond, the oldest is forgotten.
const MESSAGES: usize = 20;

/// Shorter ones are none, in bytes of A-law: half a second.
const SHORTEST: usize = 4_000;

/// The mailboxes of all users.
#[derive(Debug)]
pub(crate) struct Mailboxes {
    boxes: BTreeMap<String, Vec<Message>>,
    next_id: u64,
    changed: BTreeSet<String>,
}

/// One message.
#[derive(Debug)]
struct Message {
    id: u64,
    /// A-law at 8 kHz.
    bytes: Arc<[u8]>,
    is_heard: bool,
}

impl Mailboxes {
    pub(super) fn of(users: &[String]) -> Self {
        let boxes = users.iter().map(|user| (user.clone(), Vec::new())).collect();
        Self { boxes, next_id: 1, changed: BTreeSet::new() }
    }

    /// How many messages are new and how many were heard.
    pub(crate) fn counts(&self, user: &str) -> (u32, u32) {
        let count = |is_heard: bool| {
            let all = self.boxes.get(user).into_iter().flatten();
            let count = all.filter(|message| message.is_heard == is_heard).count();
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        (count(false), count(true))
    }

    /// Keeps a message, unless hardly anything was said.
    pub(super) fn add(&mut self, user: &str, bytes: Vec<u8>) {
        let Some(messages) = self.boxes.get_mut(user) else { return };
        if bytes.len() < SHORTEST {
            return;
        }
        if messages.len() >= MESSAGES {
            messages.remove(0);
        }
        messages.push(Message { id: self.next_id, bytes: bytes.into(), is_heard: false });
        self.next_id += 1;
        self.changed.insert(user.to_owned());
    }

    /// What to play: the new messages, else those heard before.
    pub(super) fn to_play(&self, user: &str) -> Vec<(u64, Arc<[u8]>)> {
        let all = || self.boxes.get(user).into_iter().flatten();
        let has_new = all().any(|message| !message.is_heard);
        all()
            .filter(|message| message.is_heard != has_new)
            .map(|message| (message.id, Arc::clone(&message.bytes)))
            .collect()
    }

    /// This one is being heard.
    pub(super) fn hear(&mut self, user: &str, id: u64) {
        let messages = self.boxes.get_mut(user).into_iter().flatten();
        for message in messages.filter(|message| message.id == id && !message.is_heard) {
            message.is_heard = true;
            self.changed.insert(user.to_owned());
        }
    }

    pub(super) fn delete(&mut self, user: &str, id: u64) {
        let Some(messages) = self.boxes.get_mut(user) else { return };
        let before = messages.len();
        messages.retain(|message| message.id != id);
        if messages.len() < before {
            self.changed.insert(user.to_owned());
        }
    }

    /// Whose counts are different since the last time.
    pub(crate) fn take_changed(&mut self) -> BTreeSet<String> {
        std::mem::take(&mut self.changed)
    }
}

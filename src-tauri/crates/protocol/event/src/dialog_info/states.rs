//! What is known of somebody's dialogs, kept from one notification to the next.
//!
//! Source: RFC 4235 §4.3 (versions), §3.8.

use std::collections::VecDeque;

use super::{Dialog, DialogInfo, MAX_DIALOGS, State};

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// What is known is up to date.
    Current,
    /// It is taken, but one before it is missing: full state should be asked for, by renewing the
    /// subscription.
    Incomplete,
    /// It is older than what is known, and left out.
    Stale,
}

/// The dialogs of one telephone that are not over, as its notifications tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DialogStates {
    version: Option<u32>,
    dialogs: Vec<Dialog>,
    /// Ids and calls of the last ones that full documents said to be over; at most [`MAX_DIALOGS`].
    over: VecDeque<(String, String)>,
}

impl DialogStates {
    /// Nothing known yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { version: None, dialogs: Vec::new(), over: VecDeque::new() }
    }

    /// Forgets everything, as is right when a subscription is made anew.
    pub fn reset(&mut self) {
        *self = Self::new();
    }

    /// Takes one document in.
    ///
    /// A full one is always taken: notifications come in their order by CSeq, and many servers
    /// count anew, or not at all. Kamailio may name one dialog twice there, and go on to name its
    /// older state after the newer one; a dialog never goes back (RFC 4235 §3.7.1), so the furthest
    /// state holds.
    pub fn take(&mut self, document: DialogInfo) -> Taken {
        if document.is_full {
            self.version = Some(document.version);
            let has_room = self.replace(document.dialogs);
            return if has_room { Taken::Current } else { Taken::Incomplete };
        }
        let is_next = match self.version {
            Some(known) if document.version <= known => return Taken::Stale,
            Some(known) => document.version - known == 1,
            None => false,
        };
        self.version = Some(document.version);
        let has_room = self.update(document.dialogs);
        if is_next && has_room { Taken::Current } else { Taken::Incomplete }
    }

    /// Those that are not over, in the order in which they were first named.
    #[must_use]
    pub fn dialogs(&self) -> &[Dialog] {
        &self.dialogs
    }

    /// Whether any document was taken.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        self.version.is_some()
    }

    /// Those that ring and can be picked up.
    pub fn ringing(&self) -> impl Iterator<Item = &Dialog> {
        self.dialogs.iter().filter(|dialog| dialog.is_ringing())
    }

    /// Those that are talked on.
    pub fn confirmed(&self) -> impl Iterator<Item = &Dialog> {
        self.dialogs.iter().filter(|dialog| dialog.state == State::Confirmed)
    }

    /// Whether the telephone is in no call at all, as far as is known.
    #[must_use]
    pub const fn is_idle(&self) -> bool {
        self.dialogs.is_empty()
    }

    /// Takes these in the place of all before; false where there was no room for one of them.
    fn replace(&mut self, named: Vec<Dialog>) -> bool {
        let before = std::mem::take(&mut self.dialogs);
        let mut dialogs: Vec<Dialog> = Vec::new();
        for dialog in named {
            match dialogs.iter_mut().find(|other| may_be_one(other, &dialog)) {
                Some(other) => advance(other, dialog),
                None => dialogs.push(dialog),
            }
        }
        for dialog in &mut dialogs {
            if self.is_over(dialog) {
                dialog.state = State::Terminated;
            } else if dialog.state == State::Terminated {
                self.remember_over(dialog);
            } else if let Some(older) = before.iter().find(|older| may_be_one(older, dialog)) {
                go_on_from(dialog, older);
            }
        }
        dialogs.retain(|dialog| dialog.state != State::Terminated);
        let has_room = dialogs.len() <= MAX_DIALOGS;
        dialogs.truncate(MAX_DIALOGS);
        self.dialogs = dialogs;
        has_room
    }

    fn is_over(&self, dialog: &Dialog) -> bool {
        let is_it = |(id, call): &(String, String)| {
            *id == dialog.id && dialog.call_id.as_ref() == Some(call)
        };
        self.over.iter().any(is_it)
    }

    /// Only with its call: an id may be used again, and by some telephone systems always is.
    fn remember_over(&mut self, dialog: &Dialog) {
        let Some(call) = &dialog.call_id else { return };
        if self.over.len() == MAX_DIALOGS {
            self.over.pop_front();
        }
        self.over.push_back((dialog.id.clone(), call.clone()));
    }

    /// Puts each in its place; false where there was none for one of them.
    fn update(&mut self, dialogs: Vec<Dialog>) -> bool {
        let mut has_room = true;
        for dialog in dialogs {
            let place = self.dialogs.iter().position(|known| is_same(known, &dialog));
            match (dialog.state, place) {
                (State::Terminated, Some(place)) => drop(self.dialogs.remove(place)),
                (State::Terminated, None) => {}
                (
                    State::Trying | State::Proceeding | State::Early | State::Confirmed,
                    Some(place),
                ) => {
                    if let Some(known) = self.dialogs.get_mut(place) {
                        renew(known, dialog);
                    }
                }
                (State::Trying | State::Proceeding | State::Early | State::Confirmed, None) => {
                    if self.dialogs.len() < MAX_DIALOGS {
                        self.dialogs.push(dialog);
                    } else {
                        has_room = false;
                    }
                }
            }
        }
        has_room
    }
}

/// Whether both are one dialog: by its id, or by its call where no id is given.
fn is_same(known: &Dialog, other: &Dialog) -> bool {
    if known.id.is_empty() && other.id.is_empty() {
        known.call_id == other.call_id && known.local_tag == other.local_tag
    } else {
        known.id == other.id
    }
}

/// Whether full documents, or one of them twice, name one dialog by these: two telephones with one
/// address may count their dialogs alike.
fn may_be_one(one: &Dialog, other: &Dialog) -> bool {
    let may_be_one_call = match (&one.call_id, &other.call_id) {
        (Some(one), Some(other)) => one == other,
        (None, _) | (_, None) => true,
    };
    is_same(one, other) && may_be_one_call
}

/// Takes the further one of two states; what it does not name is taken from the other.
fn advance(known: &mut Dialog, other: Dialog) {
    if other.state.rank() >= known.state.rank() {
        renew(known, other);
    } else {
        let further = std::mem::replace(known, other);
        renew(known, further);
    }
}

/// Takes over by what a dialog was named before: Kamailio gives the tags only while it rings, and
/// they stay the same (RFC 3261 §12). Where it is surely the same, it does not go back either.
fn go_on_from(dialog: &mut Dialog, older: &Dialog) {
    if dialog.call_id.is_some() && dialog.call_id != older.call_id {
        return;
    }
    if dialog.call_id.is_some() && older.state.rank() > dialog.state.rank() {
        dialog.state = older.state;
    }
    if dialog.local_tag.is_none() || dialog.remote_tag.is_none() {
        dialog.call_id.clone_from(&older.call_id);
        dialog.local_tag.clone_from(&older.local_tag);
        dialog.remote_tag.clone_from(&older.remote_tag);
    }
}

/// Takes the newer state; what it does not name stays known.
fn renew(known: &mut Dialog, newer: Dialog) {
    let older = std::mem::replace(known, newer);
    known.call_id = known.call_id.take().or(older.call_id);
    known.local_tag = known.local_tag.take().or(older.local_tag);
    known.remote_tag = known.remote_tag.take().or(older.remote_tag);
    known.direction = known.direction.or(older.direction);
    known.local = known.local.take().or(older.local);
    known.remote = known.remote.take().or(older.remote);
}

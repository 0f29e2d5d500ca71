//! How a watched telephone, a place to park and one's own other telephones stand.
//!
//! Source: RFC 4235 (dialog states).

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{Direction, Party};

/// How far a dialog at a watched address is. Source: RFC 4235 §3.7.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DialogState {
    /// Begun; nothing rings.
    Trying,
    /// Somebody took note of it.
    Proceeding,
    /// It rings.
    Early,
    /// Answered.
    Confirmed,
    /// Over.
    Terminated,
}

/// One dialog at a watched address, as the watch told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// Its id within the watch.
    pub id: String,
    /// How far it is.
    pub state: DialogState,
    /// Which side began it, seen from the watched address; absent where that is not told.
    pub direction: Option<Direction>,
    /// Who is at the other end, where that is told.
    pub remote: Option<Party>,
    /// True when the watch told what a Replaces header needs. Source: RFC 3891 §3.
    pub is_replaceable: bool,
    /// True when it is a call of this program's own.
    pub is_ours: bool,
    /// True when the watched side has it on hold. Source: RFC 4235 §4.1.6.2 (`+sip.rendering`).
    pub is_held: bool,
}

/// How a watched telephone stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Lamp {
    /// Nobody tells.
    #[default]
    Unknown,
    /// Free.
    Idle,
    /// It rings there.
    Ringing {
        /// Who calls, where that is told.
        caller: Option<Party>,
        /// Since when.
        since: Timestamp,
        /// True when the call can be picked up.
        can_pick_up: bool,
    },
    /// In a call.
    Talking {
        /// With whom, where that is told.
        with: Option<Party>,
        /// Since when.
        since: Timestamp,
    },
}

/// How a place to park stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Parked {
    /// Nobody tells.
    #[default]
    Unknown,
    /// Nobody is there.
    Free,
    /// Somebody waits there.
    Taken {
        /// Who, where that is told.
        party: Option<Party>,
        /// Since when.
        since: Timestamp,
    },
}

/// A call at one's own other telephone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// Id within the watch.
    pub id: String,
    /// Who is at the other end, where that is told.
    pub party: Option<Party>,
    /// Which side began it, where that is told.
    pub direction: Option<Direction>,
    /// True once it was answered.
    pub is_answered: bool,
    /// Since when.
    pub since: Timestamp,
    /// True when it can be taken over.
    pub can_pull: bool,
}

/// What is known of one watched address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    dialogs: Option<BTreeMap<String, (Watched, Timestamp)>>,
}

impl Line {
    /// Most dialogs that are kept of one address.
    pub const MOST_DIALOGS: usize = 32;

    /// The watch told of dialogs: all that there are when `is_full`, else those that changed.
    ///
    /// Source: RFC 4235 §4.3 (`full` and `partial`).
    pub fn told(&mut self, dialogs: Vec<Watched>, is_full: bool, at: Timestamp) {
        let mut before = self.dialogs.take().unwrap_or_default();
        let mut now = if is_full { BTreeMap::new() } else { before.clone() };
        for dialog in dialogs {
            if dialog.state == DialogState::Terminated {
                now.remove(&dialog.id);
                continue;
            }
            // A dialog stands since it came, and talks since it was answered.
            let since = before
                .remove(&dialog.id)
                .filter(|(known, _)| is_answered(known.state) == is_answered(dialog.state))
                .map_or(at, |(_, since)| since);
            if now.contains_key(&dialog.id) || now.len() < Self::MOST_DIALOGS {
                now.insert(dialog.id.clone(), (dialog, since));
            }
        }
        self.dialogs = Some(now);
    }

    /// The watch ended: nobody tells any longer.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// How the telephone stands. `has_code` says that a ringing call can be picked up by a code.
    #[must_use]
    pub fn lamp(&self, has_code: bool) -> Lamp {
        let Some(dialogs) = &self.dialogs else { return Lamp::Unknown };
        let ringing = oldest(dialogs, |dialog| {
            dialog.state == DialogState::Early && dialog.direction != Some(Direction::Outgoing)
        });
        if let Some((dialog, since)) = ringing {
            return Lamp::Ringing {
                caller: dialog.remote.clone(),
                since: *since,
                can_pick_up: has_code || dialog.is_replaceable,
            };
        }
        let talking = oldest(dialogs, |dialog| is_answered(dialog.state));
        if let Some((dialog, since)) = talking.or_else(|| oldest(dialogs, |_| true)) {
            return Lamp::Talking { with: dialog.remote.clone(), since: *since };
        }
        Lamp::Idle
    }

    /// How it stands, if it is a place to park.
    #[must_use]
    pub fn parked(&self) -> Parked {
        match &self.dialogs {
            None => Parked::Unknown,
            Some(dialogs) => match oldest(dialogs, |_| true) {
                None => Parked::Free,
                Some((dialog, since)) => {
                    Parked::Taken { party: dialog.remote.clone(), since: *since }
                }
            },
        }
    }

    /// Calls at one's own other telephones, if it is one's own address; oldest first.
    #[must_use]
    pub fn elsewhere(&self) -> Vec<Elsewhere> {
        let dialogs = self.dialogs.iter().flat_map(BTreeMap::values);
        let mut calls: Vec<Elsewhere> = dialogs
            .filter(|(dialog, _)| !dialog.is_ours)
            .map(|(dialog, since)| Elsewhere {
                id: dialog.id.clone(),
                party: dialog.remote.clone(),
                direction: dialog.direction,
                is_answered: is_answered(dialog.state),
                since: *since,
                can_pull: dialog.is_replaceable && is_answered(dialog.state),
            })
            .collect();
        calls.sort_by_key(|call| call.since);
        calls
    }

    /// Whether the telephone is free to be called, as a call-back wants to know; absent where nobody
    /// tells.
    #[must_use]
    pub fn is_free(&self) -> Option<bool> {
        self.dialogs.as_ref().map(BTreeMap::is_empty)
    }
}

const fn is_answered(state: DialogState) -> bool {
    match state {
        DialogState::Confirmed => true,
        DialogState::Trying
        | DialogState::Proceeding
        | DialogState::Early
        | DialogState::Terminated => false,
    }
}

fn oldest(
    dialogs: &BTreeMap<String, (Watched, Timestamp)>,
    wanted: impl Fn(&Watched) -> bool,
) -> Option<&(Watched, Timestamp)> {
    dialogs.values().filter(|(dialog, _)| wanted(dialog)).min_by_key(|(_, since)| *since)
}

#[cfg(test)]
mod tests;

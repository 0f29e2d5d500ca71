//! What the users have set: forwards, groups, who does not want to be named, who waits for whom.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use clock::Deadline;
use sip_message::StatusCode;

use crate::code::Condition;

/// How long a free one is left in peace before it is called back.
const PEACE: Duration = Duration::from_secs(2);

/// How long a call back waits at most.
const WAITS_AT_MOST: Duration = Duration::from_secs(1800);

/// Calls back that one user may wait for.
const CALL_BACKS: usize = 8;

/// What the users have set.
#[derive(Debug, Default)]
pub(crate) struct Services {
    forwards: BTreeMap<(String, Condition), String>,
    /// Members by group.
    groups: BTreeMap<String, BTreeSet<String>>,
    /// Which of the operator's targets is on.
    pub(crate) operator: usize,
    hidden: BTreeSet<String>,
    /// Whom this user called last in vain, and why that was.
    last_missed: BTreeMap<String, (String, Missed)>,
    call_backs: Vec<CallBack>,
}

/// Why a call was in vain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missed {
    Busy,
    /// It rang, or no telephone was there.
    Unanswered,
}

/// Somebody waits for somebody to be free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallBack {
    pub(crate) user: String,
    pub(crate) target: String,
    expires_at: Instant,
    /// Who did not answer is there once it was seen in a call.
    awaits_sign: bool,
    /// Both are free since a while before this.
    due_at: Option<Instant>,
}

impl Services {
    pub(crate) fn forward(&self, user: &str, when: Condition) -> Option<&String> {
        self.forwards.get(&(user.to_owned(), when))
    }

    pub(crate) fn set_forward(&mut self, user: &str, when: Condition, to: Option<String>) {
        let key = (user.to_owned(), when);
        match to {
            Some(to) => self.forwards.insert(key, to),
            None => self.forwards.remove(&key),
        };
    }

    pub(crate) fn members(&self, group: &str) -> impl Iterator<Item = &String> {
        self.groups.get(group).into_iter().flatten()
    }

    pub(crate) fn set_member(&mut self, group: &str, user: &str, is_member: bool) {
        let members = self.groups.entry(group.to_owned()).or_default();
        if is_member {
            members.insert(user.to_owned());
        } else {
            members.remove(user);
        }
    }

    pub(crate) fn is_hidden(&self, user: &str) -> bool {
        self.hidden.contains(user)
    }

    pub(crate) fn set_hidden(&mut self, user: &str, is_hidden: bool) {
        if is_hidden {
            self.hidden.insert(user.to_owned());
        } else {
            self.hidden.remove(user);
        }
    }

    /// `user` called `target` in vain.
    pub(crate) fn note_missed(&mut self, user: &str, target: &str, why: Missed) {
        self.last_missed.insert(user.to_owned(), (target.to_owned(), why));
    }

    /// Lets `user` wait for who was called in vain last.
    pub(crate) fn wait(&mut self, user: &str, now: Instant) -> Result<(), StatusCode> {
        let (target, why) = self.last_missed.get(user).ok_or(StatusCode::NOT_FOUND)?.clone();
        self.call_backs.retain(|one| one.user != user || one.target != target);
        let waits = self.call_backs.iter().filter(|one| one.user == user).count();
        if waits >= CALL_BACKS {
            return Err(StatusCode::FORBIDDEN);
        }
        let (user, expires_at) = (user.to_owned(), now + WAITS_AT_MOST);
        let awaits_sign = why == Missed::Unanswered;
        self.call_backs.push(CallBack { user, target, expires_at, awaits_sign, due_at: None });
        Ok(())
    }

    /// Looks who is free now: `is_free` tells of both, `is_active` whether the one called is in a
    /// call.
    pub(crate) fn watch(
        &mut self,
        is_free: impl Fn(&CallBack) -> bool,
        is_active: impl Fn(&str) -> bool,
        now: Instant,
    ) {
        self.call_backs.retain(|one| one.expires_at > now);
        for one in &mut self.call_backs {
            one.awaits_sign = one.awaits_sign && !is_active(&one.target);
            if one.awaits_sign {
                continue;
            }
            one.due_at = match (is_free(one), one.due_at) {
                (true, Some(due_at)) => Some(due_at),
                (true, None) => Some(now + PEACE),
                (false, _) => None,
            };
        }
    }

    /// A call back that is due.
    pub(crate) fn take_due(&mut self, now: Instant) -> Option<CallBack> {
        let is_due = |one: &CallBack| one.due_at.is_some_and(|at| at <= now);
        let at = self.call_backs.iter().position(is_due)?;
        Some(self.call_backs.remove(at))
    }

    pub(crate) fn next_deadline(&self) -> Option<Deadline> {
        let of = |one: &CallBack| match one.due_at {
            Some(at) => Deadline::new(at, "call back is due"),
            None => Deadline::new(one.expires_at, "call back waited long enough"),
        };
        self.call_backs.iter().map(of).map(Some).fold(None, Deadline::earlier)
    }
}

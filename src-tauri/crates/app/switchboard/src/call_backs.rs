//! Calling somebody again: as soon as they are free, or after growing pauses.
//!
//! What a call-back is and does is `telephony::callback`; here it gets its news (the watch of their
//! telephone, the ends of our calls, the telephone system's answer to its code, time) and what it wants
//! is done: a notice, or a call.

mod wishes;

use std::collections::{BTreeMap, BTreeSet};

use clock::{Deadline, Now};
use jiff::SignedDuration;
use model::{AccountId, CallBackId, CallId, Target};
use telephony::callback::{CallBack, Ended, Input, Means, Output as Wanted, State, Why};
use telephony::{Account, Call, Cause, Direction};

use crate::watching::{Key, target_key};
use crate::{Changed, Notice, Output, Switchboard, translate};

/// Most call-backs at once.
const MOST: usize = 32;

/// How long one that is over is remembered from one start to the next.
const KEPT_OVER: SignedDuration = SignedDuration::from_hours(24);

/// Those who are to be called again.
#[derive(Debug, Default)]
pub(crate) struct CallBacks {
    /// Oldest first.
    waiting: Vec<CallBack>,
    /// Calls that are made for a call-back.
    calls: BTreeMap<CallId, CallBackId>,
    /// Ended calls that have been looked at.
    seen: BTreeSet<CallId>,
    /// The call of ours that ended last.
    last: Option<Last>,
    /// What is due next, as of the last step.
    due: Option<Deadline>,
}

/// The call of ours that ended last.
#[derive(Debug, Clone)]
struct Last {
    account: AccountId,
    target: Target,
    name: Option<String>,
    why: Option<Why>,
}

impl Switchboard {
    /// Active call-backs and repeated calls, and those that ended in vain; oldest first.
    pub fn call_backs(&self) -> impl Iterator<Item = &CallBack> {
        self.call_backs.waiting.iter()
    }

    pub(crate) fn remember_call_backs(&mut self, mut call_backs: Vec<CallBack>, now: Now) {
        let is_old = |over: &CallBack| now.timestamp.duration_since(over.until) > KEPT_OVER;
        call_backs.retain(|call_back| !(call_back.is_over() && is_old(call_back)));
        call_backs.truncate(MOST);
        self.call_backs.waiting = call_backs;
        self.run_call_backs(now);
        self.call_backs_changed();
    }

    fn call_backs_changed(&mut self) {
        self.watching.stir();
        self.push(Output::KeepCallBacks { call_backs: self.call_backs.waiting.clone() });
        self.change(Changed::CallBacks);
    }

    /// An account is gone for good: nobody is called back by it.
    pub(crate) fn forget_call_backs_of(&mut self, account: AccountId) {
        let before = self.call_backs.waiting.len();
        self.call_backs.waiting.retain(|waiting| waiting.account != account);
        if self.call_backs.waiting.len() != before {
            self.call_backs_changed();
        }
    }

    /// Whose telephones an account watches because they are to be called back.
    pub(crate) fn called_back_by<'a>(&'a self, account: &'a Account) -> impl Iterator<Item = Key> {
        let waiting = self.call_backs.waiting.iter();
        let watched = waiting.filter(|waiting| {
            waiting.account == account.id && waiting.means == Means::Watch && !waiting.is_over()
        });
        watched.filter_map(|waiting| target_key(account, &Target::read(&waiting.target).ok()?))
    }

    /// A watch told something: whether somebody who is to be called back is free now.
    pub(crate) fn watched(&mut self, key: &Key, now: Now) {
        let Some(is_free) = self.is_free(key) else { return };
        for id in self.waiting_at(key) {
            self.tell_call_back(id, Input::Watched { is_free }, now);
        }
    }

    /// Their telephone cannot be watched: they are tried again and again instead.
    pub(crate) fn cannot_watch(&mut self, key: &Key, now: Now) {
        for id in self.waiting_at(key) {
            self.repeat_instead(id, now);
        }
    }

    fn waiting_at(&self, key: &Key) -> Vec<CallBackId> {
        let Some(account) = self.watching_account(key) else { return Vec::new() };
        let is_there = |waiting: &&CallBack| {
            waiting.account == account.id
                && waiting.means == Means::Watch
                && !waiting.is_over()
                && Target::read(&waiting.target)
                    .is_ok_and(|target| target_key(&account, &target).as_ref() == Some(key))
        };
        self.call_backs.waiting.iter().filter(is_there).map(|waiting| waiting.id).collect()
    }

    /// The telephone system refused its code for a call-back: we watch ourselves.
    pub(crate) fn system_refused(&mut self, id: CallBackId, now: Now) {
        self.instead(id, Means::Watch, now);
    }

    fn repeat_instead(&mut self, id: CallBackId, now: Now) {
        self.instead(id, Means::Repeat, now);
    }

    /// Goes on with a call-back by other means.
    fn instead(&mut self, id: CallBackId, means: Means, now: Now) {
        let mut waiting = self.call_backs.waiting.iter_mut();
        let Some(waiting) = waiting.find(|waiting| waiting.id == id) else { return };
        let Ok(target) = Target::read(&waiting.target) else { return };
        let until = waiting.until;
        let mut other =
            CallBack::new(id, waiting.account, &target, waiting.why, means, now.timestamp);
        other.name.clone_from(&waiting.name);
        other.attempts = waiting.attempts;
        other.until = other.until.min(until);
        *waiting = other;
        self.call_backs_changed();
    }

    pub(crate) fn forget_call_back(&mut self, id: CallBackId) {
        self.call_backs.waiting.retain(|waiting| waiting.id != id);
    }

    /// Tells a call-back what happened, and does what it wants.
    fn tell_call_back(&mut self, id: CallBackId, input: Input, now: Now) {
        let mut waiting = self.call_backs.waiting.iter_mut();
        let Some(waiting) = waiting.find(|waiting| waiting.id == id) else { return };
        let before = waiting.state();
        let wanted = waiting.handle_input(input, now.timestamp);
        let is_different = waiting.state() != before;
        self.do_wanted(id, wanted, now);
        if is_different {
            self.call_backs_changed();
        }
    }

    fn do_wanted(&mut self, id: CallBackId, wanted: Option<Wanted>, now: Now) {
        let waiting = self.call_backs.waiting.iter().find(|waiting| waiting.id == id).cloned();
        let (Some(wanted), Some(waiting)) = (wanted, waiting) else { return };
        match wanted {
            Wanted::Offer => {
                let party = self.party_of_call_back(&waiting);
                self.push(Output::Notice(Notice::CallBackFree { id: id.to_string(), party }));
            }
            Wanted::Withdraw => {}
            Wanted::Call => self.call_for(&waiting, now),
            Wanted::Done(why) if why.must_be_told() => {
                let party = self.party_of_call_back(&waiting);
                self.push(Output::Notice(Notice::CallBackOver { id: id.to_string(), party, why }));
            }
            Wanted::Done(_) => self.forget_call_back(id),
        }
    }

    /// An ordinary call of ours to who is to be called again.
    fn call_for(&mut self, waiting: &CallBack, now: Now) {
        let account = waiting.account.to_string();
        match self.dial(&waiting.target, Some(&account), None, now) {
            Ok(call) => drop(self.call_backs.calls.insert(call, waiting.id)),
            Err(refusal) => {
                tracing::info!(%refusal, "a call-back cannot be dialled now");
                self.tell_call_back(waiting.id, Input::Ended(Ended::Failed), now);
            }
        }
    }

    /// Does what is due, and looks at the calls that have ended or come since the last step.
    pub(crate) fn run_call_backs(&mut self, now: Now) {
        self.look_at_calls(now);
        let is_engaged = self.live_calls() > 0;
        let due: Vec<CallBackId> = self
            .call_backs
            .waiting
            .iter()
            .filter(|waiting| !(is_engaged && is_pausing(waiting)))
            .filter(|waiting| {
                waiting.next_deadline(now).is_some_and(|deadline| deadline.at <= now.instant)
            })
            .map(|waiting| waiting.id)
            .collect();
        for id in due {
            let mut waiting = self.call_backs.waiting.iter_mut();
            let Some(waiting) = waiting.find(|waiting| waiting.id == id) else { continue };
            let wanted = waiting.handle_timeout(now.timestamp);
            self.do_wanted(id, wanted, now);
            self.call_backs_changed();
        }
        let is_engaged = self.live_calls() > 0;
        // Nobody is dialled by itself while another call stands.
        let waiting = self.call_backs.waiting.iter();
        let waiting = waiting.filter(|waiting| !(is_engaged && is_pausing(waiting)));
        self.call_backs.due =
            waiting.map(|waiting| waiting.next_deadline(now)).fold(None, Deadline::earlier);
    }

    pub(crate) const fn next_call_back(&self) -> Option<Deadline> {
        self.call_backs.due
    }

    /// Gives call-backs up that nobody can carry out any more.
    pub(crate) fn close_call_backs(&mut self) {
        // What is kept outlives the program; nothing of it is done by this one any more.
        self.call_backs.waiting.clear();
        self.call_backs.calls.clear();
        self.call_backs.due = None;
    }

    fn look_at_calls(&mut self, now: Now) {
        let calls = &self.calls;
        self.call_backs.seen.retain(|id| calls.contains_key(id));
        let fresh: Vec<Call> = calls
            .values()
            .map(|entry| &entry.call)
            .filter(|call| call.is_ended() || call.direction == Direction::Incoming)
            .filter(|call| !self.call_backs.seen.contains(&call.id))
            .cloned()
            .collect();
        for call in fresh {
            self.call_backs.seen.insert(call.id);
            match call.direction {
                Direction::Incoming => self.they_called(&call, now),
                Direction::Outgoing => self.call_is_over(&call, now),
            }
        }
    }

    /// Somebody calls whom the telephone system was to call back: it does now.
    fn they_called(&mut self, call: &Call, now: Now) {
        let at_system = self.call_backs.waiting.iter().filter(|waiting| {
            waiting.account == call.account && waiting.state() == State::AtSystem
        });
        let ids: Vec<CallBackId> = at_system
            .filter(|waiting| self.is_target(waiting, call))
            .map(|waiting| waiting.id)
            .collect();
        for id in ids {
            self.tell_call_back(id, Input::SystemCalled, now);
        }
    }

    fn call_is_over(&mut self, call: &Call, now: Now) {
        let telephony::State::Ended { end, .. } = call.state() else { return };
        let ended = ended(call, end.cause, end.by);
        let meant = self.call_backs.calls.remove(&call.id);
        let ids: Vec<CallBackId> = match meant {
            Some(id) => vec![id],
            // The person called them without being asked to.
            None => {
                let waiting = self.call_backs.waiting.iter();
                waiting.filter(|waiting| self.is_target(waiting, call)).map(|w| w.id).collect()
            }
        };
        for id in ids {
            self.tell_call_back(id, Input::Ended(ended), now);
            self.reached_after_all(id, ended);
            // They may have become free meanwhile.
            self.look_again(id, now);
        }
        if let Ok(target) = Target::read(&call.remote.uri.0) {
            let why = match ended {
                Ended::Busy => Some(Why::Busy),
                Ended::NoAnswer | Ended::Cancelled => Some(Why::NoAnswer),
                Ended::Answered | Ended::Refused | Ended::Failed => None,
            };
            let name = call.remote.name.as_ref().map(|name| name.0.clone());
            let target = self.at_home(call.account, target, &call.remote.number.0);
            self.call_backs.last = Some(Last { account: call.account, target, name, why });
        }
    }

    /// Who was called in vain and answers now need not be called any more.
    fn reached_after_all(&mut self, id: CallBackId, ended: Ended) {
        let mut waiting = self.call_backs.waiting.iter();
        let is_over = waiting.any(|waiting| waiting.id == id && waiting.is_over());
        if ended == Ended::Answered && is_over {
            self.forget_call_back(id);
            self.call_backs_changed();
        }
    }

    fn look_again(&mut self, id: CallBackId, now: Now) {
        let waiting = self.call_backs.waiting.iter().find(|waiting| waiting.id == id);
        let is_watched = |waiting: &&CallBack| waiting.means == Means::Watch && !waiting.is_over();
        let Some(waiting) = waiting.filter(is_watched) else { return };
        let key = self
            .entry(waiting.account)
            .ok()
            .and_then(|entry| target_key(&entry.account, &Target::read(&waiting.target).ok()?));
        // News of the watch within this very step is what the call itself was.
        if let Some(is_free) = key.and_then(|key| self.is_free(&key))
            && !is_free
        {
            self.tell_call_back(id, Input::Watched { is_free }, now);
        }
    }

    /// Whether a call is with who is to be called back.
    fn is_target(&self, waiting: &CallBack, call: &Call) -> bool {
        let Ok(entry) = self.entry(waiting.account) else { return false };
        if waiting.account != call.account {
            return false;
        }
        let theirs = Target::read(&call.remote.uri.0).ok();
        let key = |target: Option<Target>| target_key(&entry.account, &target?);
        let wanted = key(Target::read(&waiting.target).ok());
        wanted.is_some() && wanted == key(theirs)
    }

    /// A number of the account's own telephone system as it is dialled, where it is one.
    fn at_home(&self, account: AccountId, target: Target, number: &str) -> Target {
        let Ok(entry) = self.entry(account) else { return target };
        match Target::read(number) {
            Ok(bare)
                if target_key(&entry.account, &bare) == target_key(&entry.account, &target) =>
            {
                bare
            }
            Ok(_) | Err(_) => target,
        }
    }

    fn party_of_call_back(&self, waiting: &CallBack) -> telephony::Party {
        let uri = self.entry(waiting.account).ok().and_then(|entry| {
            crate::calls::dial_uri(&Target::read(&waiting.target).ok()?, &entry.account)
        });
        let mut party = match uri {
            Some(uri) => translate::party(&sip_message::NameAddr::new(sip_message::Uri::Sip(uri))),
            None => telephony::Party {
                name: None,
                number: redact::Redacted(waiting.target.clone()),
                uri: redact::Redacted(waiting.target.clone()),
            },
        };
        party.name = waiting.name.clone().map(redact::Redacted);
        party
    }
}

const fn is_pausing(waiting: &CallBack) -> bool {
    match waiting.state() {
        State::Pausing { .. } => true,
        State::Waiting { .. }
        | State::Free { .. }
        | State::AtSystem
        | State::Calling
        | State::Ended { .. } => false,
    }
}

/// How a call of ours ended, as a call-back sees it.
fn ended(call: &Call, cause: Cause, by: telephony::EndedBy) -> Ended {
    if call.answered_at.is_some() {
        return Ended::Answered;
    }
    match cause {
        Cause::Busy => Ended::Busy,
        Cause::NoAnswer | Cause::NotReachable => Ended::NoAnswer,
        Cause::Cancelled | Cause::HungUp if by == telephony::EndedBy::Me => Ended::Cancelled,
        Cause::Declined
        | Cause::UnknownNumber
        | Cause::IncompleteNumber
        | Cause::Forbidden
        | Cause::NoCommonCodec => Ended::Refused,
        Cause::Cancelled
        | Cause::HungUp
        | Cause::AnsweredElsewhere
        | Cause::WrongPassword
        | Cause::ServerUnreachable
        | Cause::ServerFailed
        | Cause::ConnectionLost
        | Cause::Failed
        | Cause::Transferred
        | Cause::Forwarded
        | Cause::Parked
        | Cause::TakenOver => Ended::Failed,
    }
}

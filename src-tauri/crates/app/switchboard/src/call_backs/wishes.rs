//! What a person wishes of call-backs.

use clock::Now;
use model::{CallBackId, Target};
use telephony::Account;
use telephony::callback::{CallBack, Input, Means, Why};
use telephony::plan::Code;

use super::{Last, MOST};
use crate::calls::dial_refusal;
use crate::services::{Job, Purpose};
use crate::watching::target_key;
use crate::{Refusal, RefusalCode, Switchboard};

impl Switchboard {
    /// Calls back as soon as somebody is free: who was called last, when nobody is named. Somebody who
    /// is waited for already is called now.
    pub(crate) fn call_back(
        &mut self,
        typed: Option<&str>,
        name: Option<&str>,
        now: Now,
    ) -> Result<(), Refusal> {
        let last = self.call_backs.last.clone();
        let (account, target) = match (typed, &last) {
            (Some(typed), _) => (self.dialling_account(name)?, read(typed)?),
            (None, Some(last)) => {
                let account = last.account.to_string();
                (self.dialling_account(name.or(Some(&account)))?, last.target.clone())
            }
            (None, None) => return Err(Refusal::new(RefusalCode::NothingDialled, "")),
        };
        if let Some(id) = self.known(&account, &target) {
            self.tell_call_back(id, Input::CallNow, now);
            return Ok(());
        }
        // What the code of the telephone system is about is who was called in vain last.
        let last = last.filter(|last| self.is_same(&account, last, &target));
        let code = last.as_ref().and_then(|_| account.plan.digits(Code::CallBack, None).ok());
        let why = last.as_ref().and_then(|last| last.why).unwrap_or(Why::Busy);
        let means = if code.is_some() { Means::System } else { Means::Watch };
        let id = self.add(&account, &target, (why, means), now)?;
        if let Some(waiting) = self.call_backs.waiting.last_mut() {
            waiting.name = last.and_then(|last| last.name);
        }
        if let Some(digits) = code {
            let job = Job { purpose: Purpose::CallBack(id), digits };
            match self.enqueue(account.id, job) {
                Ok(()) => self.serve(account.id, now),
                Err(_full) => self.system_refused(id, now),
            }
        }
        if let Some(key) = target_key(&account, &target) {
            self.watched(&key, now);
        }
        self.call_backs_changed();
        Ok(())
    }

    /// Dials again and again until somebody answers, for the first time at once.
    pub(crate) fn redial_until_answered(
        &mut self,
        typed: Option<&str>,
        name: Option<&str>,
        now: Now,
    ) -> Result<(), Refusal> {
        let (account, target) = match (typed, &self.dialled) {
            (Some(typed), _) => (self.dialling_account(name)?, read(typed)?),
            (None, Some((account, typed))) => {
                let target = read(typed)?;
                let account = self.entry(*account).is_ok().then(|| account.to_string());
                (self.dialling_account(name.or(account.as_deref()))?, target)
            }
            (None, None) => return Err(Refusal::new(RefusalCode::NothingDialled, "")),
        };
        let id = match self.known(&account, &target) {
            Some(id) => id,
            None => self.add(&account, &target, (Why::Redial, Means::Repeat), now)?,
        };
        if self.live_calls() == 0 {
            self.tell_call_back(id, Input::CallNow, now);
        }
        self.call_backs_changed();
        Ok(())
    }

    /// Gives up a call-back, or all of them.
    pub(crate) fn stop_call_back(&mut self, id: Option<&str>, now: Now) -> Result<(), Refusal> {
        let unknown = || Refusal::new(RefusalCode::UnknownCallBack, id.unwrap_or_default());
        let ids: Vec<CallBackId> = match id {
            Some(text) => vec![text.parse().map_err(|_error| unknown())?],
            None => self.call_backs.waiting.iter().map(|waiting| waiting.id).collect(),
        };
        let is_known = |id: &CallBackId| self.call_backs().any(|waiting| waiting.id == *id);
        if ids.is_empty() || !ids.iter().all(is_known) {
            return Err(unknown());
        }
        for id in ids {
            self.tell_call_back(id, Input::GiveUp, now);
            // One that was over was still in sight.
            self.forget_call_back(id);
        }
        self.call_backs_changed();
        Ok(())
    }

    fn add(
        &mut self,
        account: &Account,
        target: &Target,
        (why, means): (Why, Means),
        now: Now,
    ) -> Result<CallBackId, Refusal> {
        let waiting = &mut self.call_backs.waiting;
        waiting.retain(|over| !(over.is_over() && is_about(over, account, target)));
        if waiting.len() >= MOST
            && let Some(oldest) = waiting.iter().position(CallBack::is_over)
        {
            waiting.remove(oldest);
        }
        if waiting.len() >= MOST {
            return Err(Refusal::new(RefusalCode::TooManyCalls, target.to_string()));
        }
        let id = CallBackId::from_random_bytes(self.random_bytes());
        let waiting = CallBack::new(id, account.id, target, why, means, now.timestamp);
        self.call_backs.waiting.push(waiting);
        Ok(id)
    }

    fn known(&self, account: &Account, target: &Target) -> Option<CallBackId> {
        let mut waiting = self.call_backs.waiting.iter();
        waiting
            .find(|waiting| !waiting.is_over() && is_about(waiting, account, target))
            .map(|waiting| waiting.id)
    }

    fn is_same(&self, account: &Account, last: &Last, target: &Target) -> bool {
        last.account == account.id
            && last.why.is_some()
            && target_key(account, &last.target) == target_key(account, target)
    }
}

fn is_about(waiting: &CallBack, account: &Account, target: &Target) -> bool {
    let Some(key) = target_key(account, target) else { return false };
    let known = Target::read(&waiting.target).ok();
    waiting.account == account.id
        && known.and_then(|known| target_key(account, &known)).as_ref() == Some(&key)
}

fn read(typed: &str) -> Result<Target, Refusal> {
    Target::read(typed).map_err(|error| dial_refusal(&error, typed))
}

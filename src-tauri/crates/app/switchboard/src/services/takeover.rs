//! Calls that change the telephone: picked up, parked, retrieved, pulled.
//!
//! A call that rings at a colleague's is taken from its caller, who began the early dialog; one that is
//! talked on at one's own other device is taken from who is at its other end.
//!
//! Source: RFC 3891 §3 (which dialog), §7.1 (early-only), RFC 5359 §2.9 (call park), §2.10 (pick-up).

use std::collections::BTreeSet;

use clock::Now;
use event::dialog_info::{Dialog, Party as Side, State};
use model::{AccountId, CallId, Number};
use sip_agent::invitation::InviteOptions;
use sip_message::{NameAddr, SipUri, Uri};
use telephony::lamp::Parked;
use telephony::plan::{Code, CodeError, PickUpBy};
use telephony::{Account, Cause, End, EndedBy, Party};

use crate::calls::{Outgoing, at_home, dial_refusal};
use crate::watching::name;
use crate::{CallChoice, Changed, Place, Refusal, RefusalCode, Switchboard, translate};

/// Calls of ours that want to take the place of another one.
#[derive(Debug, Default)]
pub(crate) struct Takeovers {
    under_way: BTreeSet<CallId>,
}

impl Switchboard {
    /// Takes a call that rings at a colleague's.
    pub(crate) fn pick_up(
        &mut self,
        number: Option<&str>,
        name: Option<&str>,
        now: Now,
    ) -> Result<(), Refusal> {
        self.must_have_room()?;
        let (account, number) = match number {
            Some(typed) => {
                let number = read(typed)?;
                let watcher = self.watcher_of(&number).map(|id| id.to_string());
                (self.dialling_account(name.or(watcher.as_deref()))?, number)
            }
            None => {
                let wanted = name.map(|name| self.find_account(name)).transpose()?;
                let ringing = self.longest_ringing(wanted).ok_or_else(nothing_to_pick_up)?;
                let (account, number) = (ringing.account.to_string(), ringing.number.clone());
                (self.dialling_account(Some(&account))?, number)
            }
        };
        let ringing = self.dialogs_at(&account, &number).iter().find(|dialog| dialog.is_ringing());
        let ringing = ringing.cloned();
        let by_code = account.plan.digits(Code::PickUp, Some(&number));
        let replaced = ringing.as_ref().and_then(Dialog::replaces_at_caller);
        let (target, options) = match (account.plan.pick_up_by(), replaced, by_code, &ringing) {
            (PickUpBy::Code, _, Ok(digits), _) | (PickUpBy::Replaces, None, Ok(digits), _) => {
                (home(&account, &digits)?, InviteOptions::default())
            }
            (PickUpBy::Code | PickUpBy::Replaces, Some(value), _, Some(dialog)) => {
                let options = InviteOptions {
                    replaces_value: Some(value.to_string()),
                    ..InviteOptions::default()
                };
                (other_end(&account, dialog, &number)?, options)
            }
            (PickUpBy::Code | PickUpBy::Replaces, _, Err(CodeError::Absent), _) => {
                return Err(nothing_to_pick_up());
            }
            (PickUpBy::Code | PickUpBy::Replaces, _, Err(_) | Ok(_), _) => {
                return Err(Refusal::new(RefusalCode::InvalidTarget, number.as_str()));
            }
        };
        let caller = ringing.as_ref().and_then(caller_of);
        let caller = caller.unwrap_or_else(|| party_of(&account, &number));
        self.take_over(Outgoing { account, target, options }, caller, now);
        Ok(())
    }

    /// Takes a call that rings in the pick-up group, by the telephone system's code.
    pub(crate) fn pick_up_group(&mut self, name: Option<&str>, now: Now) -> Result<(), Refusal> {
        self.must_have_room()?;
        let account = self.dialling_account(name)?;
        let digits = account
            .plan
            .digits(Code::PickUpGroup, None)
            .map_err(|_error| Refusal::new(RefusalCode::NoSuchService, "pick-up-group"))?;
        let target = home(&account, &digits)?;
        self.begin_call(Outgoing { account, target, options: InviteOptions::default() }, now);
        Ok(())
    }

    /// Takes a call over from one's own other device.
    pub(crate) fn pull(&mut self, id: Option<&str>, now: Now) -> Result<(), Refusal> {
        self.must_have_room()?;
        let mut others = self.elsewhere();
        others.retain(|other| id.map_or(other.call.can_pull, |id| other.id == id));
        let other = match others.as_slice() {
            [] => return Err(nothing_to_pick_up()),
            [other] => other.clone(),
            [_, _, ..] => return Err(Refusal::new(RefusalCode::AmbiguousCall, "")),
        };
        let account = self.dialling_account(Some(&other.account.to_string()))?;
        let mut dialogs = self.own_dialogs(&account).iter();
        let dialog = dialogs.find(|dialog| name(dialog) == other.call.id).cloned();
        let talked = dialog.filter(|dialog| dialog.state == State::Confirmed);
        let talked = talked.ok_or_else(nothing_to_pick_up)?;
        let value = talked.replaces_at_caller().ok_or_else(nothing_to_pick_up)?;
        let own = account.number().ok_or_else(nothing_to_pick_up)?;
        let target = other_end(&account, &talked, &own)?;
        let options =
            InviteOptions { replaces_value: Some(value.to_string()), ..InviteOptions::default() };
        let party = other.call.party.unwrap_or_else(|| party_of(&account, &own));
        self.take_over(Outgoing { account, target, options }, party, now);
        Ok(())
    }

    /// Parks a call: sends it to a place.
    pub(crate) fn park(
        &mut self,
        choice: CallChoice,
        place: Option<&str>,
        now: Now,
    ) -> Result<(), Refusal> {
        let id = self.choose_spoken(choice)?;
        let Some(account) = self.calls.get(&id).map(|entry| entry.call.account) else {
            return Err(Refusal::new(RefusalCode::UnknownCall, ""));
        };
        let account = self.entry(account)?.account.clone();
        let is_fixed = account.plan.code(Code::Park).is_some_and(|code| code.blank().is_none());
        let place = match place {
            Some(typed) => Some(read(typed)?),
            None if is_fixed => None,
            None => Some(self.free_place(account.id).ok_or_else(no_place)?),
        };
        let digits = match (account.plan.digits(Code::Park, place.as_ref()), place) {
            (Ok(digits), _) => digits,
            (Err(CodeError::Absent), Some(place)) => place,
            (Err(_), _) => return Err(no_place()),
        };
        self.transfer(CallChoice::This(id), digits.as_str(), now)
    }

    /// The first place where nobody waits; one of which nobody tells only where no other is free.
    fn free_place(&self, account: AccountId) -> Option<Number> {
        let places = || self.places().into_iter().filter(|place| place.account == account);
        let free = places().find(|place| place.parked == Parked::Free);
        free.or_else(|| places().find(|place| place.parked == Parked::Unknown))
            .map(|place| place.number)
    }

    /// Takes a parked call.
    pub(crate) fn retrieve(
        &mut self,
        place: Option<&str>,
        name: Option<&str>,
        now: Now,
    ) -> Result<(), Refusal> {
        self.must_have_room()?;
        let named = name.map(|name| self.find_account(name)).transpose()?;
        let wanted = place.map(read).transpose()?;
        let mut places = self.places();
        places.retain(|known| named.is_none_or(|named| known.account == named));
        places.retain(|known| match &wanted {
            Some(wanted) => known.number == *wanted,
            None => party_at(known).is_some(),
        });
        let (account, place) = match (places.as_slice(), wanted) {
            ([known], _) | ([known, ..], Some(_)) => (Some(known.account), known.clone()),
            ([], Some(number)) => {
                let account = self.dialling_account(name)?.id;
                let parked = Parked::Unknown;
                (None, Place { number, name: String::new(), account, parked })
            }
            ([], None) => return Err(no_place()),
            ([_, _, ..], None) => return Err(Refusal::new(RefusalCode::AmbiguousCall, "")),
        };
        let account = account.map(|id| id.to_string());
        let account = self.dialling_account(account.as_deref().or(name))?;
        match account.plan.digits(Code::Retrieve, Some(&place.number)) {
            Ok(digits) => self.retrieve_by_dialling(account, &digits, &place, now),
            Err(CodeError::Absent) => match self.parked_dialog(&account, &place.number) {
                Some(dialog) => self.retrieve_by_dialog(account, &dialog, &place, now),
                None => {
                    let digits = place.number.clone();
                    self.retrieve_by_dialling(account, &digits, &place, now)
                }
            },
            Err(_) => Err(no_place()),
        }
    }

    /// Dials what the telephone system takes for the call at a place.
    fn retrieve_by_dialling(
        &mut self,
        account: Account,
        digits: &Number,
        place: &Place,
        now: Now,
    ) -> Result<(), Refusal> {
        let target = home(&account, digits)?;
        let id =
            self.begin_call(Outgoing { account, target, options: InviteOptions::default() }, now);
        if let Some(Some(party)) = party_at(place)
            && let party = self.named(place.account, party)
            && let Some(entry) = self.calls.get_mut(&id)
        {
            entry.call.remote = party;
        }
        Ok(())
    }

    /// Takes the place of the telephone that keeps a call. Source: RFC 5359 §2.9.
    fn retrieve_by_dialog(
        &mut self,
        account: Account,
        dialog: &Dialog,
        place: &Place,
        now: Now,
    ) -> Result<(), Refusal> {
        let value = dialog.replaces_at_caller().ok_or_else(no_place)?;
        let target = other_end(&account, dialog, &place.number)?;
        let party = party_at(place).flatten();
        let party = party.unwrap_or_else(|| party_of(&account, &place.number));
        let options =
            InviteOptions { replaces_value: Some(value.to_string()), ..InviteOptions::default() };
        self.take_over(Outgoing { account, target, options }, party, now);
        Ok(())
    }

    /// The call that a telephone keeps at a place, where the watch names it well enough to be taken.
    fn parked_dialog(&self, account: &Account, place: &Number) -> Option<Dialog> {
        let mut dialogs = self.dialogs_at(account, place).iter();
        let parked = dialogs.find(|dialog| dialog.state == State::Confirmed)?;
        parked.replaces_at_caller().is_some().then(|| parked.clone())
    }

    /// Why a call ended that was sent away: parked, if it was sent to a place.
    pub(crate) fn sent_away(&self, id: CallId) -> Cause {
        let parked = self.calls.get(&id).is_some_and(|entry| {
            let Some(transfer) = &entry.call.transfer else { return false };
            let Ok(account) = self.entry(entry.call.account) else { return false };
            let plan = &account.account.plan;
            plan.places().iter().map(|place| &place.number).any(|place| {
                let digits = plan.digits(Code::Park, Some(place));
                let digits = digits.as_ref().unwrap_or(place);
                digits.as_str() == transfer.target.number.0
            })
        });
        if parked { Cause::Parked } else { Cause::Transferred }
    }

    /// Begins a call that takes the place of another one, with who is to be at its other end.
    fn take_over(&mut self, outgoing: Outgoing, party: Party, now: Now) {
        let party = self.named(outgoing.account.id, party);
        let id = self.begin_call(outgoing, now);
        if let Some(entry) = self.calls.get_mut(&id) {
            entry.call.remote = party;
        }
        self.takeovers.under_way.insert(id);
        self.change(Changed::Call(id));
    }

    /// How a call ended that wanted to take another's place: what was to be taken is gone, because
    /// somebody else has it. Source: RFC 3891 §3 (481, 486, 603).
    pub(crate) fn end_of_takeover(&mut self, id: CallId, end: End) -> End {
        if !self.takeovers.under_way.remove(&id) {
            return end;
        }
        let was_answered =
            self.calls.get(&id).is_some_and(|entry| entry.call.answered_at.is_some());
        match end.status {
            Some(404 | 410 | 480 | 481 | 486 | 487 | 603)
                if !was_answered && end.by != EndedBy::Me =>
            {
                End { cause: Cause::AnsweredElsewhere, by: EndedBy::Network, ..end }
            }
            Some(_) | None => end,
        }
    }

    /// Forgets takeovers of calls that are gone.
    pub(crate) fn forget_takeovers(&mut self) {
        let calls = &self.calls;
        self.takeovers.under_way.retain(|id| calls.contains_key(id));
    }
}

/// Who waits at a place, if anybody; absent where nobody does.
#[expect(clippy::option_option, reason = "somebody may wait of whom nobody tells")]
fn party_at(place: &Place) -> Option<Option<Party>> {
    match &place.parked {
        Parked::Taken { party, .. } => Some(party.clone()),
        Parked::Unknown | Parked::Free => None,
    }
}

/// Where who is at the other end of a dialog is reached: at the address that the watch tells, as far as
/// it leads to the account's own telephone system; else the watched number's own, for a telephone
/// system knows a dialog by its name.
fn other_end(account: &Account, dialog: &Dialog, watched: &Number) -> Result<SipUri, Refusal> {
    let own = home(account, watched)?;
    let side = dialog.remote.as_ref();
    let told =
        [side.and_then(|side| side.target.as_ref()), side.and_then(|side| side.identity.as_ref())];
    let told = told.into_iter().flatten().filter_map(Uri::sip);
    let at_home =
        told.filter(|uri| uri.host.is_equivalent(&own.host)).find(|uri| uri.user().is_some());
    Ok(at_home.cloned().unwrap_or(own))
}

fn caller_of(dialog: &Dialog) -> Option<Party> {
    let address = dialog.remote.as_ref().and_then(Side::address)?;
    Some(translate::party(&address))
}

fn party_of(account: &Account, number: &Number) -> Party {
    let uri = home(account, number).map(|uri| NameAddr::new(Uri::Sip(uri)));
    uri.map_or_else(
        |_| Party {
            name: None,
            number: redact::Redacted(number.to_string()),
            uri: redact::Redacted(String::new()),
        },
        |address| translate::party(&address),
    )
}

fn home(account: &Account, number: &Number) -> Result<SipUri, Refusal> {
    let home = account.address.parse::<SipUri>();
    let home = home.map_err(|_| Refusal::new(RefusalCode::NoAccount, number.as_str()))?;
    Ok(at_home(&home, number.as_str()))
}

fn read(typed: &str) -> Result<Number, Refusal> {
    Number::read(typed).map_err(|error| dial_refusal(&error, typed))
}

fn nothing_to_pick_up() -> Refusal {
    Refusal::new(RefusalCode::NothingToPickUp, "")
}

fn no_place() -> Refusal {
    Refusal::new(RefusalCode::NoPlace, "")
}

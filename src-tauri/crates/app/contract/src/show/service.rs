//! What telephone systems do, and what rings elsewhere, as a window sees it.

use switchboard::{AtOther, Place};
use telephony::callback::{CallBack, Done, State, Why};
use telephony::lamp::{Lamp, Parked};
use telephony::plan::{Code, Numbered};
use telephony::policy::Manner;
use telephony::services::{ForwardWhen as When, Known, Messages, OperatorTarget, Services};
use telephony::{Account, Colleague};

use super::call::{code, direction, party};
use crate::{
    CallBackEnd, CallBackState, CallBackView, CallBackWhy, ColleagueView, DisturbManner,
    ElsewhereView, ForwardView, ForwardWhen, GroupView, KnownView, LampView, MessagesView,
    NumberedView, ParkedView, PartyView, PlaceView, ServicesView,
};

/// The view of what the telephone system does for an account. `loops` says whether a forward would
/// come back; see [`switchboard::Switchboard::forward_loops`].
#[must_use]
pub fn services(
    account: &Account,
    services: &Services,
    loops: impl Fn(When) -> bool,
) -> ServicesView {
    let plan = &account.plan;
    let has = |code| plan.code(code).is_some();
    let can_set_groups = has(Code::GroupJoin) && has(Code::GroupLeave);
    ServicesView {
        account_id: account.id.to_string(),
        forwards: When::ALL
            .into_iter()
            .map(|when| ForwardView {
                when: when.into(),
                can_set: plan.can_forward(when),
                target: known(services.forward(when), |to| {
                    to.as_ref().map(ToString::to_string).unwrap_or_default()
                }),
                loops: loops(when),
            })
            .collect(),
        groups: plan
            .groups()
            .iter()
            .map(|group| GroupView {
                number: group.number.to_string(),
                name: group.name.clone(),
                can_set: can_set_groups,
                member: known(services.group(&group.number), |member| *member),
            })
            .collect(),
        can_set_operator: has(Code::OperatorFirst) && has(Code::OperatorSecond),
        operator_second: known(services.operator(), |target| *target == OperatorTarget::Second),
        hidden: known(services.hidden(), |hidden| *hidden),
        can_turn_away: plan.can_turn_away(),
        undisturbed: known(services.undisturbed(), |is_on| *is_on),
        can_pick_up_group: has(Code::PickUpGroup),
        messages: services.messages().map(messages),
        voicemail: services.voicemail(plan),
    }
}

fn messages(messages: &Messages) -> MessagesView {
    MessagesView {
        waiting: messages.waiting,
        new: messages.new,
        old: messages.old,
        urgent: messages.urgent,
    }
}

fn known<T, V>(known: &Known<T>, value: impl Fn(&T) -> V) -> KnownView<V> {
    match known {
        Known::Unknown => KnownView::Unknown,
        Known::Asked { wish, .. } => KnownView::Asked { value: value(wish) },
        Known::Set { value: set, at } => KnownView::Set { value: value(set), at: at.to_string() },
        Known::Failed { wish, cause, at } => {
            KnownView::Failed { value: value(wish), code: code(*cause), at: at.to_string() }
        }
    }
}

/// The view of a number with a name.
pub(super) fn numbered(numbered: &Numbered) -> NumberedView {
    NumberedView { number: numbered.number.to_string(), name: numbered.name.clone() }
}

/// The view of a watched colleague.
#[must_use]
pub fn colleague(colleague: &Colleague, lamp: &Lamp) -> ColleagueView {
    ColleagueView {
        number: colleague.number.to_string(),
        name: colleague.name.clone(),
        account_id: colleague.account.to_string(),
        lamp: match lamp {
            Lamp::Unknown => LampView::Unknown,
            Lamp::Idle => LampView::Idle,
            Lamp::Ringing { caller, since, can_pick_up } => LampView::Ringing {
                caller: caller.as_ref().map(party),
                since: since.to_string(),
                can_pick_up: *can_pick_up,
            },
            Lamp::Talking { with, since } => {
                LampView::Talking { with: with.as_ref().map(party), since: since.to_string() }
            }
        },
    }
}

/// The view of a place to park.
#[must_use]
pub fn place(place: &Place) -> PlaceView {
    PlaceView {
        number: place.number.to_string(),
        name: place.name.clone(),
        account_id: place.account.to_string(),
        parked: match &place.parked {
            Parked::Unknown => ParkedView::Unknown,
            Parked::Free => ParkedView::Free,
            Parked::Taken { party: who, since } => {
                ParkedView::Taken { party: who.as_ref().map(party), since: since.to_string() }
            }
        },
    }
}

/// The view of a call on one's own other device.
#[must_use]
pub fn elsewhere(other: &AtOther) -> ElsewhereView {
    ElsewhereView {
        id: other.id.clone(),
        account_id: other.account.to_string(),
        party: other.call.party.as_ref().map(party),
        direction: other.call.direction.map(direction),
        answered: other.call.is_answered,
        since: other.call.since.to_string(),
        can_pull: other.call.can_pull,
    }
}

/// The view of a call-back.
#[must_use]
pub fn call_back(call_back: &CallBack) -> CallBackView {
    let state = match call_back.state() {
        State::Waiting { .. } => CallBackState::Waiting,
        State::Free { .. } => CallBackState::Free,
        State::AtSystem => CallBackState::AtSystem,
        State::Pausing { at } => CallBackState::Pausing { at: at.to_string() },
        State::Calling => CallBackState::Calling,
        State::Ended { why } => CallBackState::Ended { why: call_back_end(why) },
    };
    CallBackView {
        id: call_back.id.to_string(),
        account_id: call_back.account.to_string(),
        party: target(call_back),
        why: match call_back.why {
            Why::Busy => CallBackWhy::Busy,
            Why::NoAnswer => CallBackWhy::NoAnswer,
            Why::Redial => CallBackWhy::Redial,
        },
        state,
        attempts: call_back.attempts,
        until: call_back.until.to_string(),
    }
}

/// Why nobody is called any more.
pub(super) const fn call_back_end(why: Done) -> CallBackEnd {
    match why {
        Done::Reached => CallBackEnd::Reached,
        Done::GivenUp => CallBackEnd::GivenUp,
        Done::Expired => CallBackEnd::Expired,
        Done::TooOften => CallBackEnd::TooOften,
        Done::Unwatchable => CallBackEnd::Unwatchable,
        Done::Refused => CallBackEnd::Refused,
    }
}

/// Whom a call-back is for. What is dialled again is its target as it is kept, so that stands as the
/// address; people read the part before the host.
fn target(call_back: &CallBack) -> PartyView {
    let address = call_back.target.as_str();
    let bare = address.trim_start_matches("sips:").trim_start_matches("sip:");
    let number = bare.split_once('@').map_or(bare, |(user, _)| user);
    PartyView { name: call_back.name.clone(), number: number.to_owned(), uri: address.to_owned() }
}

/// What happens to calls.
#[must_use]
pub const fn disturb(manner: Manner) -> DisturbManner {
    match manner {
        Manner::Off => DisturbManner::Off,
        Manner::Silence => DisturbManner::Silence,
        Manner::Reject => DisturbManner::Reject,
    }
}

impl From<DisturbManner> for Manner {
    fn from(manner: DisturbManner) -> Self {
        match manner {
            DisturbManner::Off => Self::Off,
            DisturbManner::Silence => Self::Silence,
            DisturbManner::Reject => Self::Reject,
        }
    }
}

impl From<When> for ForwardWhen {
    fn from(when: When) -> Self {
        match when {
            When::Always => Self::Always,
            When::Busy => Self::Busy,
            When::NoAnswer => Self::NoAnswer,
        }
    }
}

impl From<ForwardWhen> for When {
    fn from(when: ForwardWhen) -> Self {
        match when {
            ForwardWhen::Always => Self::Always,
            ForwardWhen::Busy => Self::Busy,
            ForwardWhen::NoAnswer => Self::NoAnswer,
        }
    }
}

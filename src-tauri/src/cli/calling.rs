//! Verbs about calls and the telephone system's services.

use contract::{
    AccountView, Command, DisturbManner, EmergencyByView, ForwardWhen, LocationView, NumberedView,
    OperatorTarget, PlanDraft, ReachView, Refusal, RefusalCode,
};

use super::args::calling::{
    CallBackVerb, ColleaguesVerb, ConferenceVerb, Disturb, EmergencyBy, EmergencyVerb,
    ForwardsVerb, Location, Operator, PickUpBy, PlanArgs, PlanVerb, When,
};
use super::client::{Peer, PeerError};
use super::print;

pub(super) fn conference(verb: ConferenceVerb) -> Command {
    match verb {
        ConferenceVerb::Join(two) => Command::Join { call: two.call, other: two.other },
        ConferenceVerb::Split(which) => Command::Split { call: which.call },
        ConferenceVerb::Leave => Command::LeaveConference,
        ConferenceVerb::End => Command::EndConference,
    }
}

pub(super) async fn forwards(peer: &mut Peer, verb: ForwardsVerb) -> Result<(), PeerError> {
    match verb {
        ForwardsVerb::Show { json } => {
            print::service::services(&peer.snapshot().await?, json);
            Ok(())
        }
        ForwardsVerb::Set { when, target, account } => {
            let (account, target) = (account.account, Some(target));
            peer.perform(Command::SetForward { account, when: when.into(), target }).await
        }
        ForwardsVerb::Clear { when, account } => {
            let account = account.account;
            peer.perform(Command::SetForward { account, when: when.into(), target: None }).await
        }
    }
}

pub(super) async fn call_backs(peer: &mut Peer, verb: CallBackVerb) -> Result<(), PeerError> {
    match verb {
        CallBackVerb::List { json } => {
            print::service::call_backs(&peer.snapshot().await?.call_backs, json);
            Ok(())
        }
        CallBackVerb::Start { target, account } => {
            peer.perform(Command::CallBack { target, account: account.account }).await
        }
        CallBackVerb::Redial { target, account } => {
            peer.perform(Command::RedialUntilAnswered { target, account: account.account }).await
        }
        CallBackVerb::Stop { id } => peer.perform(Command::StopCallBack { id }).await,
    }
}

pub(super) async fn colleagues(peer: &mut Peer, verb: ColleaguesVerb) -> Result<(), PeerError> {
    match verb {
        ColleaguesVerb::List { json } => {
            print::service::colleagues(&peer.snapshot().await?.colleagues, json);
            Ok(())
        }
        ColleaguesVerb::Add { number, name, account } => {
            peer.perform(Command::WatchLine { number, name, account: account.account }).await
        }
        ColleaguesVerb::Remove { number } => peer.perform(Command::UnwatchLine { number }).await,
    }
}

pub(super) async fn emergency(peer: &mut Peer, verb: EmergencyVerb) -> Result<(), PeerError> {
    match verb {
        EmergencyVerb::Show { json } => {
            print::service::emergency(&peer.snapshot().await?.emergency, json);
            Ok(())
        }
        EmergencyVerb::Acknowledge => peer.perform(Command::AcknowledgeEmergency).await,
        EmergencyVerb::Location { location, country } => {
            peer.perform(Command::SetLocation { location: location.into(), country }).await
        }
    }
}

/// Shows plans, or changes one.
pub(super) async fn plan(peer: &mut Peer, args: PlanArgs) -> Result<(), PeerError> {
    match args.verb {
        Some(PlanVerb::Show { account, json }) => {
            let mut accounts = peer.snapshot().await?.accounts;
            if let Some(name) = account {
                let is_meant = |known: &AccountView| is_called(known, &name);
                if !accounts.iter().any(is_meant) {
                    let refusal = Refusal::new(RefusalCode::UnknownAccount, name);
                    return Err(PeerError::Refused(refusal));
                }
                accounts.retain(|known| is_called(known, &name));
            }
            print::service::plans(&accounts, json);
            Ok(())
        }
        None => peer.perform(plan_change(args)?).await,
    }
}

/// By id, label, address, or the part of the address before the host.
fn is_called(account: &AccountView, name: &str) -> bool {
    let address = account.address.trim_start_matches("sips:").trim_start_matches("sip:");
    let user = address.split_once('@').map_or(address, |(user, _)| user);
    [account.id.as_str(), account.label.as_str(), account.address.as_str(), address, user]
        .contains(&name)
}

/// The change of a plan that was typed.
///
/// # Errors
/// When a group, a place or a code is not written as `NUMBER=NAME`.
fn plan_change(args: PlanArgs) -> Result<Command, PeerError> {
    let numbered = |texts: Option<Vec<String>>| {
        texts.map(|texts| texts.into_iter().map(|text| numbered(&text)).collect())
    };
    let codes = if args.codes.is_empty() {
        None
    } else {
        Some(args.codes.iter().map(|text| pair(text)).collect::<Result<_, _>>()?)
    };
    let plan = PlanDraft {
        system: args.system,
        country: args.country,
        area_code: args.area_code,
        outside_prefix: args.outside_prefix,
        internal_from: args.internal_from,
        internal_to: args.internal_to,
        voicemail: args.voicemail,
        groups: numbered(args.groups),
        places: numbered(args.places),
        codes,
        pick_up: args.pick_up.map(|way| match way {
            PickUpBy::Replaces => ReachView::Replaces,
            PickUpBy::Code => ReachView::Code,
        }),
        emergency_by: args.emergency_by.map(|by| match by {
            EmergencyBy::Number => EmergencyByView::Number,
            EmergencyBy::Service => EmergencyByView::Service,
        }),
        location: args.location,
    };
    let account = args.account.unwrap_or_default();
    Ok(Command::ChangePlan { account, plan: Box::new(plan) })
}

/// `300=Service`, or the number alone.
fn numbered(text: &str) -> NumberedView {
    let (number, name) = text.split_once('=').unwrap_or((text, ""));
    NumberedView { number: number.trim().to_owned(), name: name.trim().to_owned() }
}

fn pair(text: &str) -> Result<(String, String), PeerError> {
    match text.split_once('=') {
        Some((name, code)) => Ok((name.trim().to_owned(), code.trim().to_owned())),
        None => Err(PeerError::Usage(format!("{text}: NAME=TEXT"))),
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

impl From<Operator> for OperatorTarget {
    fn from(target: Operator) -> Self {
        match target {
            Operator::First => Self::First,
            Operator::Second => Self::Second,
        }
    }
}

impl From<Disturb> for DisturbManner {
    fn from(manner: Disturb) -> Self {
        match manner {
            Disturb::Off => Self::Off,
            Disturb::Silence => Self::Silence,
            Disturb::Reject => Self::Reject,
        }
    }
}

impl From<Location> for LocationView {
    fn from(location: Location) -> Self {
        match location {
            Location::Registered => Self::Registered,
            Location::Elsewhere => Self::Elsewhere,
            Location::Unknown => Self::Unknown,
        }
    }
}

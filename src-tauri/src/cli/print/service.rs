//! What verbs print of the telephone system's services.

use contract::{
    AccountView, CallBackState, CallBackView, ColleagueView, ElsewhereView, EmergencyView,
    KnownView, LampView, NumberedView, ParkedView, PartyView, PlaceView, PlanView, Snapshot,
};

use super::fault::local;
use super::{json, line, words};
use crate::words::Words;

/// Forwards, groups, operator, hidden number and mailbox of every account.
pub(crate) fn services(snapshot: &Snapshot, as_json: bool) {
    if as_json {
        return json(&snapshot.services);
    }
    let words = words();
    for services in &snapshot.services {
        let account = snapshot
            .accounts
            .iter()
            .find(|account| account.id == services.account_id)
            .map_or(services.account_id.as_str(), |account| &account.label);
        line(account);
        for forward in &services.forwards {
            let name = words.code("cli-forward", &forward.when, "");
            let target = known(&words, &forward.target, |target| {
                if target.is_empty() { words.say("cli-forward-none") } else { target.clone() }
            });
            line(&format!("  {name}  {target}"));
        }
        let on_off = |is_on: &bool| words.say(if *is_on { "cli-on" } else { "cli-off" });
        for group in &services.groups {
            line(&format!(
                "  {}  {}  {}",
                group.number,
                group.name,
                known(&words, &group.member, on_off)
            ));
        }
        if services.can_set_operator {
            let target = known(&words, &services.operator_second, |second| {
                words.say(if *second { "cli-operator-second" } else { "cli-operator-first" })
            });
            line(&format!("  {}  {target}", words.say("cli-operator")));
        }
        line(&format!(
            "  {}  {}",
            words.say("cli-hidden"),
            known(&words, &services.hidden, on_off)
        ));
        if services.can_turn_away {
            let is_on = known(&words, &services.undisturbed, on_off);
            line(&format!("  {}  {is_on}", words.say("cli-turn-away")));
        }
        if let Some(messages) = &services.messages {
            let (new, old) = (count(messages.new), count(messages.old));
            line(&words.tell("cli-messages", &[("new", &new), ("old", &old)]));
        }
    }
}

/// How accounts' telephone systems are dialled and what they can do.
pub(crate) fn plans(accounts: &[AccountView], as_json: bool) {
    if as_json {
        let plans: Vec<_> = accounts.iter().map(PlanLine::of).collect();
        return json(&plans);
    }
    let words = words();
    for account in accounts {
        let plan = &account.plan;
        line(&account.label);
        let tell = |key: &str, value: &str| {
            if !value.is_empty() {
                line(&format!("  {}  {value}", words.say(key)));
            }
        };
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        tell("cli-plan-system", &plan.system);
        tell("cli-plan-country", &plan.country);
        tell("cli-plan-area-code", &text(&plan.area_code));
        tell("cli-plan-outside-prefix", &text(&plan.outside_prefix));
        if plan.internal_to > 0 {
            let digits = format!("{}–{}", plan.internal_from, plan.internal_to);
            tell("cli-plan-extensions", &digits);
        }
        tell("cli-plan-voicemail", &text(&plan.voicemail));
        tell("cli-plan-groups", &numbered(&plan.groups));
        tell("cli-plan-places", &numbered(&plan.places));
        tell("cli-plan-pick-up", &words.code("cli-plan-pick-up", &plan.pick_up, ""));
        tell("cli-plan-emergency", &words.code("cli-plan-emergency", &plan.emergency_by, ""));
        tell("cli-plan-location", &text(&plan.location));
        for (name, code) in &plan.codes {
            line(&format!("  {name} = {code}"));
        }
    }
}

fn numbered(list: &[NumberedView]) -> String {
    let one = |entry: &NumberedView| match entry.name.as_str() {
        "" => entry.number.clone(),
        name => format!("{} {name}", entry.number),
    };
    list.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// One account's plan, as scripts read it.
#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct PlanLine<'a> {
    account_id: &'a str,
    label: &'a str,
    plan: &'a PlanView,
}

impl<'a> PlanLine<'a> {
    fn of(account: &'a AccountView) -> Self {
        Self { account_id: &account.id, label: &account.label, plan: &account.plan }
    }
}

pub(crate) fn colleagues(colleagues: &[ColleagueView], as_json: bool) {
    if as_json {
        return json(&colleagues);
    }
    let words = words();
    for colleague in colleagues {
        let lamp = match &colleague.lamp {
            LampView::Unknown => words.say("cli-lamp-unknown"),
            LampView::Idle => words.say("cli-lamp-idle"),
            LampView::Ringing { caller, .. } => {
                format!("{}  {}", words.say("cli-lamp-ringing"), party(caller.as_ref()))
            }
            LampView::Talking { with, .. } => {
                format!("{}  {}", words.say("cli-lamp-talking"), party(with.as_ref()))
            }
        };
        line(&format!("{}  {}  {lamp}", colleague.number, colleague.name));
    }
}

pub(crate) fn places(places: &[PlaceView], as_json: bool) {
    if as_json {
        return json(&places);
    }
    let words = words();
    for place in places {
        let parked = match &place.parked {
            ParkedView::Unknown => words.say("cli-lamp-unknown"),
            ParkedView::Free => words.say("cli-place-free"),
            ParkedView::Taken { party: who, since } => {
                format!("{}  {since}", party(who.as_ref()))
            }
        };
        line(&format!("{}  {}  {parked}", place.number, place.name));
    }
}

pub(crate) fn elsewhere(calls: &[ElsewhereView], as_json: bool) {
    if as_json {
        return json(&calls);
    }
    for call in calls {
        line(&format!("{}  {}  {}", call.id, party(call.party.as_ref()), call.since));
    }
}

pub(crate) fn call_backs(call_backs: &[CallBackView], as_json: bool) {
    if as_json {
        return json(&call_backs);
    }
    let words = words();
    for call_back in call_backs {
        let state = match &call_back.state {
            CallBackState::Waiting => words.say("cli-call-back-waiting"),
            CallBackState::Free => words.say("cli-call-back-free"),
            CallBackState::AtSystem => words.say("cli-call-back-at-system"),
            CallBackState::Pausing { at } => words.tell("cli-call-back-pausing", &[("at", at)]),
            CallBackState::Calling => words.say("cli-call-back-calling"),
            CallBackState::Ended { why } => words.code("call-back-over", why, ""),
        };
        line(&format!("{}  {}  {state}", call_back.id, party(Some(&call_back.party))));
    }
}

pub(crate) fn emergency(emergency: &EmergencyView, as_json: bool) {
    if as_json {
        return json(emergency);
    }
    let words = words();
    line(&emergency.numbers.join("  "));
    line(&words.code("cli-location", &emergency.location, ""));
    if let Some(country) = &emergency.country {
        line(&words.tell("cli-location-country", &[("country", country)]));
    }
    match &emergency.acknowledged_at {
        Some(at) => line(&words.tell("cli-acknowledged", &[("at", at)])),
        None => line(&words.say("cli-not-acknowledged")),
    }
}

fn known<T>(words: &Words, known: &KnownView<T>, value: impl Fn(&T) -> String) -> String {
    match known {
        KnownView::Unknown => words.say("cli-known-unknown"),
        KnownView::Asked { value: asked } => {
            words.tell("cli-known-asked", &[("value", &value(asked))])
        }
        KnownView::Set { value: set, at } => {
            words.tell("cli-known-set", &[("value", &value(set)), ("at", &local(at))])
        }
        KnownView::Failed { value: wanted, code, at } => {
            let why = words.code("end", code, "");
            let told = [("value", &*value(wanted)), ("why", &*why), ("at", &*local(at))];
            words.tell("cli-known-failed", &told)
        }
    }
}

fn party(party: Option<&PartyView>) -> String {
    match party {
        None => "?".to_owned(),
        Some(PartyView { name: Some(name), number, .. }) => format!("{name} {number}"),
        Some(party) if party.number.is_empty() => party.uri.clone(),
        Some(party) => party.number.clone(),
    }
}

fn count(messages: Option<u32>) -> String {
    messages.map_or_else(|| "?".to_owned(), |messages| messages.to_string())
}

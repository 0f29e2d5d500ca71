//! What others may know of the calls of a number. Source: RFC 4235 §4.1.

use event::dialog_info::{Dialog, Direction, Party as Side, State};
use sip_message::{NameAddr, Uri};

use super::{Call, Ledger, Leg, Party};

impl Ledger {
    /// All dialogs of a number, as its telephones see them.
    pub(crate) fn dialogs(&self, number: &str, now: std::time::Instant) -> Vec<Dialog> {
        let mut dialogs = Vec::new();
        for (id, call) in &self.calls {
            if call.caller.is(number) {
                if call.legs.is_empty() {
                    dialogs.push(call.begun(&format!("{id}-0")));
                }
                for (count, leg) in (1..).zip(&call.legs) {
                    let mut dialog = call.seen(&format!("{id}-{count}"), leg, now);
                    dialog.direction = Some(Direction::Initiator);
                    dialog.local_tag = Some(call.caller.tag.clone());
                    dialog.remote_tag = Some(leg.party.tag.clone());
                    dialog.local = Some(side(&call.caller.name));
                    dialog.remote = Some(side(&leg.party.name));
                    dialogs.push(dialog);
                }
            }
            let called = (1..).zip(&call.legs).filter(|(_, leg)| leg.party.is(number));
            for (count, leg) in called {
                let mut dialog = call.seen(&format!("{id}-{count}r"), leg, now);
                dialog.direction = Some(Direction::Recipient);
                dialog.local_tag = Some(leg.party.tag.clone());
                dialog.remote_tag = Some(call.caller.tag.clone());
                dialog.local = Some(side(&leg.party.name));
                dialog.remote = Some(call.remote());
                dialogs.push(dialog);
            }
        }
        dialogs.truncate(event::dialog_info::MAX_DIALOGS);
        dialogs
    }
}

impl Call {
    /// Called, and nobody rings yet.
    fn begun(&self, id: &str) -> Dialog {
        Dialog {
            call_id: Some(self.call_id.clone()),
            local_tag: Some(self.caller.tag.clone()),
            direction: Some(Direction::Initiator),
            local: Some(side(&self.caller.name)),
            remote: Some(side(&self.dialled)),
            ..Dialog::new(id, State::Trying)
        }
    }

    fn seen(&self, id: &str, leg: &Leg, now: std::time::Instant) -> Dialog {
        let state = if leg.is_confirmed { State::Confirmed } else { State::Early };
        let seconds = now.saturating_duration_since(leg.since).as_secs();
        Dialog {
            call_id: Some(self.call_id.clone()),
            seconds: leg.is_confirmed.then(|| u32::try_from(seconds).unwrap_or(u32::MAX)),
            ..Dialog::new(id, state)
        }
    }

    /// Who calls, unless that is nobody's business.
    fn remote(&self) -> Side {
        let Party { name, .. } = &self.caller;
        match "sip:anonymous@anonymous.invalid".parse::<Uri>() {
            Ok(nobody) if self.is_hidden => side(&NameAddr::new(nobody).with_name("Anonymous")),
            Ok(_) | Err(_) => side(name),
        }
    }
}

/// Somebody, by the address at this PBX: telephones are reached by it too.
fn side(name: &NameAddr) -> Side {
    let mut side = Side::new(name.uri.clone());
    side.display.clone_from(&name.display_name);
    side.target = Some(name.uri.clone());
    side
}

//! The machine has other addresses: the sound of the calls that stand leaves from another one, and
//! their far ends are told by a new offer.
//!
//! ```text
//! network changed ─▶ OpenMedia for each call ── same address ──▶ nothing to do
//!                          │ another: MediaOpened
//!                          ▼
//!       sound leaves from there at once ──registered there, or needs not──▶ new offer ──▶ answered
//!                                                         ▲                    │
//!                                                         └── some seconds ────┘ nobody reached
//! ```
//!
//! Source: RFC 3264 §8.3.1 (address and port), RFC 3261 §14.1 (the new Contact).

use std::net::IpAddr;
use std::time::Duration;

use clock::Now;
use model::{AccountId, CallId};
use telephony::Registration;

use crate::{Output, Switchboard, Toward};

/// How long a new offer waits that reached nobody: the network may still be coming.
const AGAIN: Duration = Duration::from_secs(3);

impl Switchboard {
    /// Registers anew, and looks from where the sound of each call has to leave now.
    pub(crate) fn network_changed(&mut self, now: Now) {
        self.agent.handle_network_change(now);
        let open: Vec<(CallId, Toward)> = self
            .calls
            .values()
            .filter(|entry| !entry.call.is_ended() && entry.negotiation.is_open())
            .filter_map(|entry| Some((entry.call.id, entry.toward.clone()?)))
            .collect();
        for (call, toward) in open {
            self.push(Output::OpenMedia { call, toward });
        }
    }

    /// Asks for the first port of a call's sound.
    pub(super) fn open_media(&mut self, id: CallId, toward: Toward) {
        if let Some(entry) = self.calls.get_mut(&id) {
            entry.toward = Some(toward.clone());
        }
        self.push(Output::OpenMedia { call: id, toward });
    }

    /// A call that had a port has another one.
    pub(super) fn sound_moved(&mut self, id: CallId, address: IpAddr, port: u16, now: Now) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        entry.negotiation.open(address, port);
        if let Some(next) = &mut entry.next {
            next.open(address, port);
        }
        self.carry(id);
        self.tell_move(id, now);
    }

    /// The account has another standing: its calls can tell what they had to keep to themselves.
    pub(crate) fn tell_moves(&mut self, account: AccountId, now: Now) {
        let of = |id: &CallId| self.calls.get(id).is_some_and(|it| it.call.account == account);
        let ids: Vec<CallId> = self.calls.keys().copied().filter(of).collect();
        for id in ids {
            self.tell_move(id, now);
        }
    }

    /// Tells the far end where the sound is now. While the account is being registered it waits:
    /// only then is known under which address the server sees this telephone.
    pub(super) fn tell_move(&mut self, id: CallId, now: Now) {
        let Some(entry) = self.calls.get(&id) else { return };
        let waits = entry.is_offering || entry.owes_offer.is_some();
        if !waits && entry.call.is_up() && entry.negotiation.has_moved() {
            match self.account(entry.call.account).map(|(_, registration)| registration) {
                Some(Registration::Registering) => {}
                Some(
                    Registration::Registered { .. }
                    | Registration::Waiting { .. }
                    | Registration::Direct
                    | Registration::Disabled,
                )
                | None => self.reoffer(id, now),
            }
        }
    }

    /// An offer reached nobody: where the far end does not know yet, it is made again.
    pub(super) fn tell_move_later(&mut self, id: CallId, now: Now) {
        if let Some(entry) = self.calls.get_mut(&id)
            && entry.call.is_up()
            && entry.negotiation.has_moved()
            && !entry.is_offering
        {
            entry.owes_offer = Some(now.instant + AGAIN);
        }
    }
}

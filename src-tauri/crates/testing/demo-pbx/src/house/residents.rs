//! Who lives in the house, and what becomes of a call to one of them.

use std::time::Duration;

use clock::Now;
use sip_agent::invitation::{IncomingInvitation, InvitationId};
use sip_agent::wire::TransportKind;
use sip_agent::{Identity, IdentityId};
use sip_message::{NameAddr, StatusCode, Uri};

use super::line::{Cause, Line};
use super::manner::{Going, Manner, Rings};
use super::speech::{NOTHING, Source};
use super::tone::Tone;
use super::{House, Output, terms};
use crate::pbx::derived;
use crate::settings::{Extension, Role, Settings};

/// Says that a feature code was carried out; not to be dialled.
pub(crate) const CODE: &str = "code";

/// Calls back when somebody is free; not to be dialled.
const CONNECTOR: &str = "connector";

/// How long who is busy for now is free.
const FREE_FOR: Duration = Duration::from_secs(60);

/// Somebody or something that lives in the house.
#[derive(Debug, Clone)]
pub(super) enum Resident {
    Colleague(Extension),
    Code,
    Connector,
    /// By number.
    Mailbox(String),
    /// By number.
    Place(String),
}

impl Resident {
    pub(super) fn all(settings: &Settings) -> Vec<Self> {
        let colleagues = settings.extensions.iter().cloned().map(Self::Colleague);
        let places = settings.services.places.iter().cloned().map(Self::Place);
        let mailbox = Self::Mailbox(settings.services.mailbox.clone());
        colleagues.chain(places).chain([mailbox, Self::Code, Self::Connector]).collect()
    }

    pub(super) fn identity(&self, settings: &Settings) -> Identity {
        let number = match self {
            Self::Colleague(extension) => extension.number.as_str(),
            Self::Code => CODE,
            Self::Connector => CONNECTOR,
            Self::Mailbox(number) | Self::Place(number) => number.as_str(),
        };
        let mut identity = Identity::new(crate::pbx::address(settings.address, number), None);
        identity.display_name = Some(settings.name_of(number).to_owned());
        identity.transport = Some(TransportKind::Udp);
        identity.registers = false;
        identity
    }
}

/// What a call is answered by.
enum Reception {
    By(Manner, Cause),
    Refusal(StatusCode),
    /// 302 to this number.
    Elsewhere(String),
}

impl House {
    pub(super) fn take_call(&mut self, incoming: &IncomingInvitation, now: Now) {
        let call = incoming.id;
        let found = incoming.identity.and_then(|id| Some((id, self.residents.get(&id)?.clone())));
        let Some((identity, resident)) = found else {
            self.agent.reject(call, StatusCode::NOT_FOUND, now).ok();
            return;
        };
        let reception = if self.lines.len() >= self.limit {
            Reception::Refusal(StatusCode::BUSY_HERE)
        } else {
            self.reception(identity, &resident, incoming, now)
        };
        match reception {
            Reception::By(manner, cause) => {
                self.receive(identity, incoming, (manner, cause), now);
            }
            Reception::Refusal(status) => {
                self.agent.reject(call, status, now).ok();
            }
            Reception::Elsewhere(number) => {
                let target = Uri::Sip(self.address(&number));
                self.agent.redirect(call, &[target], now).ok();
            }
        }
    }

    fn receive(
        &mut self,
        identity: IdentityId,
        incoming: &IncomingInvitation,
        what: (Manner, Cause),
        now: Now,
    ) {
        let call: InvitationId = incoming.id;
        let offer = match incoming.offer.as_deref().map(terms::read_offer).transpose() {
            Ok(offer) => offer,
            Err(status) => {
                self.agent.reject(call, status, now).ok();
                return;
            }
        };
        let with = self.caller(incoming);
        let seed = derived(&mut self.chance);
        let line = Line::ringing(identity, call, (offer, with), what, seed, now.instant);
        let needs_media = line.needs_media();
        let media = self.add(line);
        self.of_call.insert(call, media);
        self.agent.ring(call, None, now).ok();
        if needs_media {
            self.outputs.push_back(Output::Open(media));
        }
    }

    fn reception(
        &mut self,
        identity: IdentityId,
        resident: &Resident,
        incoming: &IncomingInvitation,
        now: Now,
    ) -> Reception {
        let caller = self.caller(incoming);
        match resident {
            Resident::Colleague(extension) => {
                self.colleague(identity, extension.role, incoming, now)
            }
            Resident::Code => Reception::By(Manner::confirmation(), Cause::Dialled),
            Resident::Connector => Reception::Refusal(StatusCode::NOT_FOUND),
            Resident::Place(_) => {
                let parker = incoming.request.headers.referred_by();
                let parker = parker.and_then(|parker| self.user_in(&parker));
                let after = self.settings.services.recall_after;
                Reception::By(Manner::park(parker.as_deref(), after), Cause::Dialled)
            }
            Resident::Mailbox(_) => {
                let diversions = incoming.request.headers.diversions();
                let absent = diversions.first().and_then(|first| self.user_in(&first.address));
                match (absent, caller) {
                    (Some(user), _) => Reception::By(Manner::machine(), Cause::Message(user)),
                    (None, Some(user)) => self.playback(user),
                    (None, None) => Reception::Refusal(StatusCode::FORBIDDEN),
                }
            }
        }
    }

    fn colleague(
        &mut self,
        identity: IdentityId,
        role: Role,
        incoming: &IncomingInvitation,
        now: Now,
    ) -> Reception {
        let speaker = self.number_of(Role::Speaks).unwrap_or_default();
        if incoming.replaces.is_some() {
            let rings = Rings::Answers(Duration::ZERO);
            let manner = Manner { rings, acts: Vec::new(), errand: None, ..Manner::of(role, "") };
            return Reception::By(manner, Cause::Replaces);
        }
        let cause = match (role, self.caller(incoming)) {
            (Role::Busy, _) => return Reception::Refusal(StatusCode::BUSY_HERE),
            (Role::Redirects, _) => return Reception::Elsewhere(speaker),
            (Role::BusyForNow, _) if !self.is_free(identity, now) => {
                return Reception::Refusal(StatusCode::BUSY_HERE);
            }
            (Role::AnsweringMachine, Some(user)) => Cause::Message(user),
            (
                Role::Echo
                | Role::Speaks
                | Role::SpeaksToo
                | Role::BusyForNow
                | Role::NeverAnswers
                | Role::CallsBack
                | Role::RingsColleague
                | Role::TransfersYou
                | Role::HoldsYou
                | Role::TakesTransfers
                | Role::RefusesTransfers
                | Role::EarlyMedia
                | Role::CallsForService
                | Role::LeavesMessage
                | Role::AnsweringMachine
                | Role::Intercom,
                _,
            ) => Cause::Dialled,
        };
        Reception::By(Manner::of(role, &speaker), cause)
    }

    /// Whether who is busy for now is free; if not, sees to it that there is a call to be busy with.
    fn is_free(&mut self, identity: IdentityId, now: Now) -> bool {
        if self.free_until.get(&identity).is_some_and(|until| now.instant < *until) {
            return true;
        }
        let is_occupied = self
            .lines
            .values()
            .any(|line| line.identity == identity && line.cause == Cause::Occupation);
        if !is_occupied && let Some(speaker) = self.number_of(Role::Speaks) {
            let what = (Manner::occupation(), Cause::Occupation);
            self.go(identity, Going::to(self.address(&speaker)), what, now);
        }
        false
    }

    /// The conversation is over: free for a minute.
    pub(super) fn set_free(&mut self, identity: IdentityId, now: Now) {
        self.free_until.insert(identity, now.instant + FREE_FOR);
    }

    /// Says how many messages there are by playing them.
    fn playback(&self, user: String) -> Reception {
        let messages = self.mailboxes.to_play(&user);
        let mut what = Vec::new();
        let mut ids = Vec::new();
        for (id, bytes) in messages {
            what.extend([Source::Tone(Tone::Beep), Source::Message(bytes)]);
            ids.push(id);
        }
        if ids.is_empty() {
            what.push(Source::Recording(&NOTHING));
        }
        Reception::By(Manner::player(what), Cause::Playback(user, ids))
    }

    /// Who calls, if it is a user of this PBX: as the PBX says, even where others may not know.
    fn caller(&self, incoming: &IncomingInvitation) -> Option<String> {
        let asserted = incoming.request.headers.p_asserted_identity();
        self.user_in(asserted.first().unwrap_or(&incoming.from))
    }

    /// The user that an address names.
    fn user_in(&self, address: &NameAddr) -> Option<String> {
        let number = address.uri.sip()?.user()?.into_owned();
        self.users.contains(&number).then_some(number)
    }

    /// The first colleague of a role.
    pub(super) fn number_of(&self, role: Role) -> Option<String> {
        let mut all = self.settings.extensions.iter();
        all.find(|extension| extension.role == role).map(|extension| extension.number.clone())
    }
}

//! What the station does for calls besides handing wishes on: ringing, what is kept, emergencies.

use std::collections::BTreeSet;

use clock::Timestamp;
use contract::{EmergencyView, LocationView, Refusal, RefusalCode};
use model::{AccountId, DialRules};
use sound::{Country, Melody, Ring, Volume, Volumes};
use storage::{Dialled, Settings};
use switchboard::Ringing;
use telephony::CallRecord;
use telephony::PartyKey;
use telephony::emergency;
use telephony::plan::Plan;
use tokio::sync::oneshot;

use super::core::{Core, Done};
use super::views::Mark;

type Reply = oneshot::Sender<Result<(), Refusal>>;

impl Core {
    /// Rings, each kind of call with its own melody.
    pub(super) fn ring(&self, ringing: Option<Ringing>) {
        let settings = &self.settings;
        self.sounds.ring(ringing.map(|ringing| {
            let melody = match ringing {
                Ringing::Outside => &settings.melody,
                Ringing::Inside => &settings.melody_internal,
                Ringing::Group => &settings.melody_group,
            };
            ring(melody, settings)
        }));
    }

    /// Plays a melody once.
    pub(super) fn play_melody(&self, id: &str) -> Result<(), Refusal> {
        let melody =
            Melody::from_id(id).ok_or_else(|| Refusal::new(RefusalCode::UnknownMelody, id))?;
        self.sounds.preview(ring(melody.id(), &self.settings));
        Ok(())
    }

    /// Puts volumes and the country of the tones to work.
    pub(super) fn apply_tones(&self) {
        let settings = &self.settings;
        self.sounds.set_country(Country::from_code(&settings.tone_country).unwrap_or_default());
        let tones = Volume::new(settings.tone_volume_percent);
        self.sounds.set_volumes(Volumes {
            speech: Volume::FULL,
            tones,
            waiting: if settings.waiting_tone { tones } else { Volume::OFF },
            keys: if settings.key_tones { tones } else { Volume::OFF },
        });
    }

    /// Keeps what was dialled, for redialling after the next start.
    pub(super) fn keep_dialled(&mut self, account: AccountId, target: &str) {
        let dialled = Dialled { account: account.to_string(), target: target.to_owned() };
        if self.settings.dialled.as_ref() != Some(&dialled) {
            self.settings.dialled = Some(dialled);
            self.keep_settings();
        }
    }

    /// Writes the settings as they are, in the background.
    pub(super) fn keep_settings(&self) {
        let (store, settings, done) =
            (self.store.clone(), self.settings.clone(), self.done.clone());
        self.tasks.spawn(async move {
            if let Err(error) = store.save_settings(settings).await {
                drop(done.send(Done::StorageFailed(error)).await);
            }
        });
    }

    /// Keeps the moment at which the person confirmed to know where emergency calls arrive.
    pub(super) fn acknowledge_emergency(&mut self, reply: Reply) {
        let at = Timestamp::now().to_string();
        self.settings.emergency_acknowledged_at = Some(at);
        if self.settings.emergency_location == location_code(LocationView::Registered) {
            self.settings.emergency_networks = probes::networks();
        }
        self.views.mark(Mark::Emergency);
        self.keep_and_answer(reply);
    }

    /// Keeps where the person is.
    pub(super) fn set_location(
        &mut self,
        location: LocationView,
        country: Option<&str>,
        reply: Reply,
    ) {
        let country = match country.map(str::trim).filter(|text| !text.is_empty()) {
            // Where the line is registered its own country holds.
            None => None,
            Some(_) if location == LocationView::Registered => None,
            Some(text) => match text.to_uppercase().parse::<model::Country>() {
                Ok(country) => Some(country),
                Err(_not_one) => {
                    drop(reply.send(Err(Refusal::new(RefusalCode::InvalidField, "country"))));
                    return;
                }
            },
        };
        self.settings.emergency_country = country.map(|country| country.to_string());
        self.stay_in_country();
        location_code(location).clone_into(&mut self.settings.emergency_location);
        if location == LocationView::Registered {
            self.settings.emergency_networks.append(&mut probes::networks());
        }
        self.views.mark(Mark::Emergency);
        self.keep_and_answer(reply);
    }

    /// Tells the switchboard in which country the person is.
    pub(super) fn stay_in_country(&mut self) {
        let country = self.settings.emergency_country.as_ref().and_then(|text| text.parse().ok());
        if let Err(refusal) = self.pass(switchboard::Command::StayIn { country }) {
            tracing::warn!(?refusal, "the country of the person is not known");
        }
    }

    fn keep_and_answer(&self, reply: Reply) {
        let (store, settings) = (self.store.clone(), self.settings.clone());
        self.tasks.spawn(async move {
            let outcome = store
                .save_settings(settings)
                .await
                .map_err(|error| Refusal::new(RefusalCode::StorageFailed, error.to_string()));
            drop(reply.send(outcome));
        });
    }

    /// What the person must know of emergency calls.
    pub(super) fn emergency_view(&self) -> EmergencyView {
        EmergencyView {
            numbers: self.emergency_numbers(),
            location: seen_from(
                location(&self.settings.emergency_location),
                &self.settings.emergency_networks,
                &probes::networks(),
            ),
            country: self.settings.emergency_country.clone(),
            countries: emergency::countries().map(str::to_owned).collect(),
            acknowledged_at: self.settings.emergency_acknowledged_at.clone(),
        }
    }

    /// The emergency numbers of the country of the account that dials, and of where the person is.
    fn emergency_numbers(&self) -> Vec<String> {
        let dials = self.switchboard.default_account();
        let account = dials.and_then(|id| self.switchboard.account(id));
        let account = account.or_else(|| self.switchboard.accounts().next());
        let country = account.map(|(account, _)| account.plan.dialling.country).unwrap_or_default();
        let here = self.settings.emergency_country.as_ref().and_then(|text| text.parse().ok());
        let mut numbers = emergency::numbers(country).to_vec();
        for number in here.map_or(&[][..], emergency::numbers) {
            if !numbers.contains(number) {
                numbers.push(number);
            }
        }
        numbers.into_iter().map(str::to_owned).collect()
    }

    /// Whose call it is in the call list; nobody's where the caller hides.
    pub(super) fn person(&self, record: &CallRecord) -> Option<String> {
        let plan = self.switchboard.account(record.account).map(|(account, _)| &account.plan);
        let rules = plan.map_or_else(DialRules::default, Plan::rules);
        PartyKey::of(&record.remote, record.id, &rules).text()
    }

    /// Deletes every line of the call list with the person of one.
    pub(super) fn delete_person(&self, record: &str) -> Result<(), Refusal> {
        let id =
            record.parse().map_err(|_error| Refusal::new(RefusalCode::UnknownRecord, record))?;
        self.change_history(move |store| async move { store.delete_person(id).await });
        Ok(())
    }
}

fn ring(melody: &str, settings: &Settings) -> Ring {
    Ring {
        melody: Melody::from_id(melody).unwrap_or_default(),
        volume: Volume::new(settings.ring_volume_percent),
    }
}

const fn location_code(location: LocationView) -> &'static str {
    match location {
        LocationView::Registered => "registered",
        LocationView::Elsewhere => "elsewhere",
        LocationView::Unknown => "unknown",
    }
}

/// A location that this version does not know is not known.
fn location(code: &str) -> LocationView {
    match code {
        "registered" => LocationView::Registered,
        "elsewhere" => LocationView::Elsewhere,
        _ => LocationView::Unknown,
    }
}

/// Where the person is, after a look at the networks: one who said to be at the registered place
/// and is in none of its networks may be anywhere. Without any network nothing can be told.
fn seen_from(
    said: LocationView,
    registered: &BTreeSet<String>,
    now: &BTreeSet<String>,
) -> LocationView {
    let is_known_network = registered.is_empty() || now.is_empty() || !registered.is_disjoint(now);
    match said {
        LocationView::Registered if !is_known_network => LocationView::Unknown,
        LocationView::Registered | LocationView::Elsewhere | LocationView::Unknown => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_in_another_network_may_be_anywhere() {
        let networks = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let office = networks(&["192.0.2.0/24", "10.0.0.0/8"]);
        let home = networks(&["192.168.178.0/24"]);
        let both = networks(&["192.168.178.0/24", "192.0.2.0/24"]);
        let none = BTreeSet::new();
        for (said, registered, now, seen) in [
            (LocationView::Registered, &office, &office, LocationView::Registered),
            (LocationView::Registered, &office, &both, LocationView::Registered),
            (LocationView::Registered, &office, &home, LocationView::Unknown),
            (LocationView::Registered, &office, &none, LocationView::Registered),
            (LocationView::Registered, &none, &home, LocationView::Registered),
            (LocationView::Elsewhere, &office, &office, LocationView::Elsewhere),
            (LocationView::Unknown, &office, &office, LocationView::Unknown),
        ] {
            assert_eq!(seen_from(said, registered, now), seen);
        }
    }
}

//! Providers: profiles of the house and of IT, the contract in force, and calendars.
//!
//! IT's own profiles are `providers/*.toml` within the profile's folder. They are read when the
//! program starts and whenever a provider is chosen; of a file that broke the last good profile
//! stays in force, also when the program starts anew.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use clock::Timestamp;
use contract::{ProfileTroubleView, ProvidersView, Refusal, RefusalCode, show};
use faults::{
    CalendarEntry, Contract, Maintenance, Planned, Profiles, Provider, berlin, read_calendar,
    time_zone,
};
use storage::Settings;

use super::{Core, FaultDone, Reply, answer};
use crate::providers::{CALENDARS, HOLIDAYS_FILE, MAINTENANCE_FILE, last_good, name};
use crate::station::core::now;
use crate::station::views::Mark;

/// Planned work that is shown ahead.
const PLANNED: usize = 10;

/// What is in force now.
#[derive(Debug, Clone, Default)]
pub(in crate::station) struct InForce {
    /// Absent before any were read.
    profiles: Option<Profiles>,
    troubles: Vec<ProfileTroubleView>,
    /// Whose contract it is; absent without a provider or where its settings contradict.
    pub(super) contract: Option<Contract>,
    pub(super) maintenance: Option<Maintenance>,
    /// What is set for the provider, without the files.
    pub(super) settings: BTreeMap<String, String>,
    holidays: Vec<CalendarEntry>,
}

/// What was read, and the settings with which it was.
pub(in crate::station) struct Loaded {
    in_force: InForce,
    settings: Settings,
}

impl InForce {
    /// Reads profiles and calendars of a profile's folder; what cannot be read is said in
    /// [`InForce::troubles`] and stops nobody.
    pub(in crate::station) async fn load(
        before: Self,
        settings: &Settings,
        profile: &Path,
    ) -> Self {
        let (profiles, troubles) = profiles(before.profiles, profile).await;
        let mut in_force = Self { profiles: Some(profiles), troubles, ..Self::default() };
        let Some(provider) = &settings.provider else { return in_force };
        let set = settings.provider_settings.get(provider).cloned().unwrap_or_default();
        let (files, set) = without_files(set);
        in_force.settings = set;
        let zone = in_force
            .profile(provider)
            .and_then(|provider| time_zone(&provider.time_zone).ok())
            .unwrap_or_else(berlin);
        let year = now().timestamp.to_zoned(zone.clone()).year();
        let mut calendars = BTreeMap::new();
        for (name, path) in files {
            match calendar(&path, &zone, year).await {
                Ok(entries) => drop(calendars.insert(name, entries)),
                Err((line, why)) => in_force.troubles.push(trouble(&path, line, &name, &why)),
            }
        }
        in_force.holidays = calendars.remove(HOLIDAYS_FILE).unwrap_or_default();
        in_force.contract = in_force.contract_of(provider, &in_force.settings.clone());
        if in_force.contract.is_none() {
            let why = "the provider or its settings are not known";
            in_force.troubles.push(trouble(provider, 1, "provider", why));
        }
        let announced = calendars.remove(MAINTENANCE_FILE).unwrap_or_default();
        in_force.maintenance =
            in_force.contract.as_ref().and_then(|contract| contract.maintenance(&announced).ok());
        in_force
    }

    fn profile(&self, id: &str) -> Option<&Arc<Provider>> {
        self.profiles.as_ref()?.get(id)
    }

    /// The contract of a provider with settings of its own.
    pub(super) fn contract_of(
        &self,
        provider: &str,
        settings: &BTreeMap<String, String>,
    ) -> Option<Contract> {
        let provider = self.profile(provider)?;
        let contract = Contract::new(Arc::clone(provider), settings).ok()?;
        Some(contract.with_calendar(&self.holidays))
    }

    /// What is set for the provider.
    pub(super) fn set(&self, name: &str) -> Option<&str> {
        self.contract.as_ref()?;
        self.settings.get(name).map(String::as_str)
    }

    /// Who gets mail where the desk names nobody: the own IT desk of those who may not report
    /// themselves, else the provider. Source: S0-05, S0-07.
    pub(super) fn recipient(&self) -> Option<String> {
        if self.set("reporter") == Some("not") {
            return self.set("it_desk").map(str::to_owned);
        }
        let provider = self.contract.as_ref()?.provider();
        let reach = provider.reaches.iter().find(|reach| reach.kind == faults::ChannelKind::Mail);
        let known = reach.and_then(|reach| reach.target.known().cloned());
        known.or_else(|| self.set("mail").map(str::to_owned))
    }

    fn view(&self, settings: &Settings, now: Timestamp) -> ProvidersView {
        let nothing = BTreeMap::new();
        let list = self.profiles.iter().flat_map(Profiles::all).map(|provider| {
            let id = provider.id.as_str();
            let set = settings.provider_settings.get(id).unwrap_or(&nothing);
            let (_, plain) = without_files(set.clone());
            let contract = self.contract_of(id, &plain).or_else(|| self.contract_of(id, &nothing));
            show::provider(provider, contract.as_ref(), set, &CALENDARS, now)
        });
        let chosen = settings.provider.as_deref().and_then(|id| self.profile(id));
        let missing = chosen.map_or_else(Vec::new, |provider| {
            let needed = provider.settings().into_iter().filter(|spec| spec.is_needed);
            let names = needed.map(|spec| spec.name.to_string());
            names.filter(|name| !self.settings.contains_key(name)).collect()
        });
        ProvidersView {
            list: list.collect(),
            chosen: settings.provider.clone(),
            missing,
            troubles: self.troubles.clone(),
            planned: self.planned(now).iter().map(|one| show::maintenance(one, now)).collect(),
        }
    }

    /// Announced work that lasts or is to come, soonest first. Windows that always stand open are
    /// no news.
    fn planned(&self, now: Timestamp) -> Vec<Planned> {
        let announced = self.maintenance.iter().flat_map(Maintenance::announced);
        announced.filter(|one| one.end > now).take(PLANNED).cloned().collect()
    }

    /// When planned work begins or ends next.
    pub(super) fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        let announced = self.maintenance.iter().flat_map(Maintenance::announced);
        announced.flat_map(|one| [one.start, one.end]).filter(|at| *at > now).min()
    }
}

impl Core {
    pub(in crate::station) fn providers_view(&self) -> ProvidersView {
        self.faults.in_force.view(&self.settings, now().timestamp)
    }

    /// Chooses the provider whose contract is in force, and sets what its profile leaves open.
    pub(super) fn choose_provider(
        &self,
        provider: Option<String>,
        set: BTreeMap<String, String>,
        reply: Reply,
    ) {
        let (store, profile) = (self.store.clone(), self.profile.clone());
        let (before, mut settings) = (self.faults.in_force.clone(), self.settings.clone());
        self.beside(async move {
            settings.provider.clone_from(&provider);
            if let Some(provider) = &provider {
                merge(settings.provider_settings.entry(provider.clone()).or_default(), set);
            }
            let in_force = InForce::load(before, &settings, &profile).await;
            let mut outcome = check(&in_force, &settings);
            if outcome.is_ok() {
                outcome = store
                    .save_settings(settings.clone())
                    .await
                    .map_err(|error| Refusal::new(RefusalCode::StorageFailed, error.to_string()));
            }
            let loaded = Box::new(Loaded { in_force, settings });
            FaultDone::Loaded { loaded, outcome, reply: Some(reply) }
        });
    }

    /// Reads profiles and calendars again.
    pub(in crate::station) fn reload_providers(&self) {
        let (before, settings) = (self.faults.in_force.clone(), self.settings.clone());
        let profile = self.profile.clone();
        self.beside(async move {
            let in_force = InForce::load(before, &settings, &profile).await;
            let loaded = Box::new(Loaded { in_force, settings });
            FaultDone::Loaded { loaded, outcome: Ok(()), reply: None }
        });
    }

    pub(super) fn providers_loaded(
        &mut self,
        loaded: Loaded,
        outcome: Result<(), Refusal>,
        reply: Option<Reply>,
    ) {
        if outcome.is_ok() {
            self.settings.provider = loaded.settings.provider;
            self.settings.provider_settings = loaded.settings.provider_settings;
            self.faults.in_force = loaded.in_force;
            self.views.mark(Mark::Providers);
            self.views.mark(Mark::Draft);
            self.apply_desk();
            self.watch_promises();
        }
        if let Some(reply) = reply {
            answer(reply, outcome);
        }
    }
}

/// Takes over what is set; an empty value sets nothing.
fn merge(settings: &mut BTreeMap<String, String>, set: BTreeMap<String, String>) {
    for (name, value) in set {
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim().to_owned());
        if value.is_empty() {
            settings.remove(&name);
        } else {
            settings.insert(name, value);
        }
    }
}

/// Whether the chosen provider is there and its settings fit.
fn check(in_force: &InForce, settings: &Settings) -> Result<(), Refusal> {
    let Some(id) = &settings.provider else { return Ok(()) };
    let Some(provider) = in_force.profile(id) else {
        return Err(Refusal::new(RefusalCode::UnknownProvider, id.clone()));
    };
    let invalid = |why: String| Refusal::new(RefusalCode::InvalidProviderSetting, why);
    if let Err(error) = Contract::new(Arc::clone(provider), &in_force.settings) {
        let names: Vec<String> = error.invalid.iter().map(ToString::to_string).collect();
        return Err(invalid(names.join("; ")));
    }
    let broken = in_force.troubles.iter().find(|one| CALENDARS.contains(&one.field.as_str()));
    match broken {
        Some(one) => {
            Err(invalid(format!("`{}`: {}:{}: {}", one.field, one.file, one.line, one.rule)))
        }
        None => Ok(()),
    }
}

/// Splits what is set into files to read and the profile's own settings.
fn without_files(
    set: BTreeMap<String, String>,
) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    set.into_iter().partition(|(name, _)| CALENDARS.contains(&name.as_str()))
}

fn trouble(file: &str, line: usize, field: &str, why: &str) -> ProfileTroubleView {
    ProfileTroubleView {
        file: file.to_owned(),
        line: u32::try_from(line).unwrap_or(u32::MAX),
        field: field.to_owned(),
        rule: why.to_owned(),
        is_kept: false,
    }
}

/// The profiles in force, and what is to be told of their files.
async fn profiles(before: Option<Profiles>, profile: &Path) -> (Profiles, Vec<ProfileTroubleView>) {
    let stays = before.clone();
    let profile = profile.to_owned();
    let reading = tokio::task::spawn_blocking(move || {
        let folder = crate::providers::folder(&profile);
        let read = match before {
            Some(before) => crate::providers::InForce::read(before, &folder),
            None => crate::providers::InForce::at_start(&folder, &profile),
        };
        let unkept = read.keep(&profile).err();
        (read, unkept.map(|error| (last_good::folder(&profile), error)))
    });
    let (read, unkept) = match reading.await {
        Ok(read) => read,
        Err(error) => {
            let troubles = vec![trouble("providers", 1, "", &error.to_string())];
            return (stays.unwrap_or_default(), troubles);
        }
    };
    let profiles = &read.profiles;
    let unread = read.unread.iter().map(|(path, error)| ProfileTroubleView {
        is_kept: profiles.has_own(&name(path)),
        ..trouble(&name(path), 1, "", &error.to_string())
    });
    let broken =
        read.errors.iter().map(|error| show::profile_trouble(error, profiles.has_own(&error.file)));
    let unkept = unkept.map(|(folder, error)| trouble(&name(&folder), 1, "", &error.to_string()));
    let troubles = unread.chain(broken).chain(unkept).collect();
    (read.profiles, troubles)
}

async fn calendar(
    path: &str,
    zone: &jiff::tz::TimeZone,
    year: i16,
) -> Result<Vec<CalendarEntry>, (usize, String)> {
    let most = u64::try_from(faults::CALENDAR_BYTES).unwrap_or(u64::MAX);
    let text = read_bounded(Path::new(path), most).await.map_err(|why| (1, why))?;
    // Reports of the last years are still shown, and work is announced a year or two ahead.
    let years = year.saturating_sub(3)..=year.saturating_add(2);
    read_calendar(&text, zone, years).map_err(|error| (error.line, error.fault.to_string()))
}

async fn read_bounded(path: &Path, most: u64) -> Result<String, String> {
    use tokio::io::AsyncReadExt as _;

    let file = tokio::fs::File::open(path).await.map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    let read = file.take(most.saturating_add(1)).read_to_end(&mut bytes).await;
    let read = read.map_err(|error| error.to_string())?;
    if u64::try_from(read).unwrap_or(u64::MAX) > most {
        return Err(format!("larger than {most} bytes"));
    }
    String::from_utf8(bytes).map_err(|_error| "not UTF-8".to_owned())
}

#[cfg(test)]
mod tests;

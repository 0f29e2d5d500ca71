//! What the running program or its database knows: accounts, calls, devices, the chosen provider.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use contract::{
    AccountView, Reason, ReasonCode, RecordFilter, RecordQuery, RecordView, RegistrationView,
    Snapshot, TransportView,
};
use faults::emodel::Speech;
use probes::{AccountState, Call, Plan, Sounds, Why};
use telephony::{CallRecord, Wire};
use tokio::time::timeout;

use crate::plan;
use crate::socket::client::Client;

/// What was found.
pub(super) enum Known {
    /// The program runs.
    Running { snapshot: Box<Snapshot>, records: Vec<RecordView> },
    /// It does not; this is what its database says.
    Kept {
        accounts: Vec<telephony::Account>,
        records: Vec<CallRecord>,
        settings: Box<storage::Settings>,
    },
    /// There is neither.
    Nothing,
}

/// For an answer of the program, and for its database.
const WAIT: Duration = Duration::from_secs(2);
/// Calls that are looked at.
const CALLS: u32 = 5;

impl Known {
    pub(super) async fn find(profile: &Path) -> Self {
        if let Ok(Some(running)) = timeout(WAIT, running(profile)).await {
            return running;
        }
        match timeout(WAIT, kept(profile)).await {
            Ok(Some(kept)) => kept,
            // No database, one in use by a program that does not answer, or one that cannot be read.
            Ok(None) | Err(_) => Self::Nothing,
        }
    }

    /// The chosen provider and its settings.
    pub(super) fn provider(&self) -> Option<(String, BTreeMap<String, String>)> {
        match self {
            Self::Running { snapshot, .. } => {
                let chosen = snapshot.providers.chosen.clone()?;
                let provider = snapshot.providers.list.iter().find(|one| one.id == chosen)?;
                let set = provider.settings.iter();
                let set = set.filter_map(|one| Some((one.name.clone(), one.value.clone()?)));
                Some((chosen, set.collect()))
            }
            Self::Kept { settings, .. } => {
                let chosen = settings.provider.clone()?;
                let set = settings.provider_settings.get(&chosen).cloned().unwrap_or_default();
                Some((chosen, set))
            }
            Self::Nothing => None,
        }
    }

    /// Microphone and loudspeaker of the settings.
    pub(super) fn devices(&self) -> (Option<&str>, Option<&str>) {
        match self {
            Self::Running { snapshot, .. } => {
                (Some(&snapshot.settings.input), Some(&snapshot.settings.output))
            }
            Self::Kept { settings, .. } => (Some(&settings.input), Some(&settings.output)),
            Self::Nothing => (None, None),
        }
    }

    /// Sound devices as the program sees them.
    pub(super) fn sounds(&self) -> Option<Sounds> {
        let Self::Running { snapshot, .. } = self else { return None };
        let names =
            |list: &[contract::DeviceView]| list.iter().map(|device| device.name.clone()).collect();
        Some(Sounds {
            inputs: names(&snapshot.devices.inputs),
            outputs: names(&snapshot.devices.outputs),
            missing: snapshot.devices.missing.clone(),
            engine: probes::Engine::Off,
        })
    }

    pub(super) const fn has_call(&self) -> bool {
        match self {
            Self::Running { snapshot, .. } => !snapshot.calls.is_empty(),
            Self::Kept { .. } | Self::Nothing => false,
        }
    }

    /// Adds accounts and calls.
    pub(super) fn add_to(&self, plan: &mut Plan) {
        match self {
            Self::Running { snapshot, records } => {
                for account in &snapshot.accounts {
                    let state = state(&account.registration);
                    plan::add_account(plan, &of_view(account), state, Vec::new());
                }
                plan.calls.extend(records.iter().filter_map(call));
            }
            Self::Kept { accounts, records, settings: _ } => {
                for account in accounts {
                    let state = match (account.enabled, account.registers) {
                        (false, _) => AccountState::Off,
                        (true, false) => AccountState::Direct,
                        (true, true) => AccountState::NotTold,
                    };
                    plan::add_account(plan, &account.into(), state, Vec::new());
                }
                let now = jiff::Timestamp::now();
                plan.calls.extend(records.iter().filter_map(|record| plan::call(record, now)));
            }
            Self::Nothing => {}
        }
    }
}

async fn running(profile: &Path) -> Option<Known> {
    let mut client = Client::connect(profile).await.ok()?;
    let snapshot = client.snapshot().await.ok()?;
    let query =
        RecordQuery { filter: RecordFilter::All, limit: Some(CALLS), ..RecordQuery::default() };
    let page = client.history(query).await.ok();
    let records = page.map_or_else(Vec::new, |page| page.records);
    Some(Known::Running { snapshot: Box::new(snapshot), records })
}

/// Opens a database that is there; none is made.
async fn kept(profile: &Path) -> Option<Known> {
    if !profile.join(storage::DATABASE_FILE).exists() {
        return None;
    }
    let store = storage::Store::open(profile).await.ok()?;
    let accounts = store.accounts().await;
    let query = storage::Query { limit: CALLS, ..storage::Query::default() };
    let page = store.records(query).await;
    let settings = store.settings().await;
    store.close().await;
    let records = page.map_or_else(|_unread| Vec::new(), |page| page.records);
    let records = records.into_iter().map(|listed| listed.record).collect();
    let settings = Box::new(settings.ok()?);
    Some(Known::Kept { accounts: accounts.ok()?, records, settings })
}

fn of_view(account: &AccountView) -> plan::Known<'_> {
    plan::Known {
        label: &account.label,
        hops: [
            account.outbound_proxy.as_deref(),
            account.registrar.as_deref(),
            Some(&account.address),
        ],
        wire: match account.transport {
            TransportView::Automatic => Wire::Automatic,
            TransportView::Udp => Wire::Udp,
            TransportView::Tcp => Wire::Tcp,
            TransportView::Tls => Wire::Tls,
        },
        is_used: account.enabled && !account.is_demo,
        ca_file: account.ca_file.as_deref(),
    }
}

fn state(registration: &RegistrationView) -> AccountState {
    match registration {
        RegistrationView::Disabled => AccountState::Off,
        RegistrationView::Direct => AccountState::Direct,
        RegistrationView::Registering => AccountState::Registering,
        RegistrationView::Registered { server, .. } => {
            AccountState::Registered { server: server.clone() }
        }
        RegistrationView::Waiting { reason: Reason { code, status, subject }, .. } => {
            AccountState::Waiting { why: why(*code), status: *status, subject: subject.clone() }
        }
    }
}

const fn why(code: ReasonCode) -> Why {
    match code {
        ReasonCode::WrongPassword | ReasonCode::PasswordMissing => Why::Credentials,
        ReasonCode::KeyringAwaited | ReasonCode::KeyringLocked | ReasonCode::KeyringAbsent => {
            Why::Keyring
        }
        ReasonCode::Forbidden | ReasonCode::UnknownUser | ReasonCode::Refused => Why::Refused,
        ReasonCode::ServerNotFound => Why::Name,
        ReasonCode::ServerUnreachable | ReasonCode::NoAnswer => Why::Silent,
        ReasonCode::ServerBusy => Why::ServerFailed,
        ReasonCode::CertificateUnknown
        | ReasonCode::CertificateWrongName
        | ReasonCode::CertificateExpired => Why::Certificate,
        ReasonCode::TlsFailed => Why::Tls,
        ReasonCode::NetworkDown => Why::NetworkDown,
    }
}

fn call(record: &RecordView) -> Option<Call> {
    let quality = record.quality.as_ref()?;
    let speech = match telephony::Codec::from_name(record.codec.as_deref()?)? {
        telephony::Codec::Opus => Speech::Opus,
        telephony::Codec::G722 => Speech::G722,
        telephony::Codec::Pcma | telephony::Codec::Pcmu => Speech::G711,
    };
    let milliseconds = |value: u32| Duration::from_millis(u64::from(value));
    let ended_at: jiff::Timestamp = record.ended_at.parse().ok()?;
    let age = jiff::Timestamp::now().duration_since(ended_at);
    Some(Call {
        started_at: record.started_at.clone(),
        is_recent: age < jiff::SignedDuration::from_hours(1),
        speech,
        received: u64::from(quality.received),
        lost: u64::from(quality.lost),
        jitter: milliseconds(quality.jitter_ms),
        round_trip: quality.round_trip_ms.map(milliseconds),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn without_a_running_program_the_chosen_provider_is_read_from_the_database() {
        let profile = tempfile::tempdir().unwrap();
        assert_eq!(Known::find(profile.path()).await.provider(), None);
        let store = storage::Store::open(profile.path()).await.unwrap();
        let set = BTreeMap::from([("municipality".to_owned(), "munich".to_owned())]);
        let settings = storage::Settings {
            provider: Some("traut".to_owned()),
            provider_settings: [("traut".to_owned(), set.clone())].into(),
            input: "null".to_owned(),
            ..storage::Settings::default()
        };
        store.save_settings(settings).await.unwrap();
        store.close().await;

        let known = Known::find(profile.path()).await;

        assert_eq!(known.provider(), Some(("traut".to_owned(), set)));
        assert_eq!(known.devices(), (Some("null"), Some("default")));
    }
}

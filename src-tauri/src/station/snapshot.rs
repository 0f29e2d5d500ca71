//! What is shown: the state as views, and pages of the call list.

use contract::{
    Change, CodecView, LanguageView, ProgramView, RecordFilter, RecordPage, RecordQuery,
    RecordView, Refusal, RefusalCode, SettingsView, Snapshot, ThemeView, TransferRequestsView,
    show,
};
use sound::{Country, Melody};
use storage::{Language, Store, Theme};
use telephony::Codec;
use telephony::policy::TransferRequests;

use super::core::Core;
use super::faults::desks;
use super::keeping::transfer_requests;
use super::views::Mark;

/// Reports in a snapshot; older ones stay in the database.
const REPORTS: usize = 100;

impl Core {
    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot {
            schema: contract::SCHEMA,
            program: ProgramView {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                secrets_in_memory: self.secrets.is_memory(),
                system_language: crate::words::system_language(),
            },
            accounts: self
                .switchboard
                .accounts()
                .map(|(account, standing)| show::account(account, standing))
                .collect(),
            calls: self.switchboard.calls().into_iter().map(show::call).collect(),
            services: self.all_services(),
            colleagues: self.colleagues(),
            places: self.places(),
            elsewhere: self.elsewhere(),
            call_backs: self.call_backs(),
            do_not_disturb: show::disturb(self.switchboard.disturb().manner),
            emergency: self.emergency_view(),
            reports: self.report_views(REPORTS),
            draft: self.draft_view().map(Box::new),
            diagnosis: self.diagnosis_view(),
            providers: self.providers_view(),
            settings: self.settings_view(),
            devices: self.devices.clone(),
            demo: self.demo_view(),
            missed: self.missed,
            prepared: self.prepared.clone(),
        }
    }

    /// What a mark stands for now; absent when it is gone again.
    pub(super) fn view(&self, mark: Mark) -> Option<Change> {
        Some(match mark {
            Mark::Account(id) => {
                let (account, standing) = self.switchboard.account(id)?;
                Change::AccountChanged { account: show::account(account, standing) }
            }
            Mark::AccountRemoved(id) => Change::AccountRemoved { id: id.to_string() },
            Mark::Call(id) => {
                Change::CallChanged { call: Box::new(show::call(self.switchboard.call(id)?)) }
            }
            Mark::CallRemoved(id) => Change::CallRemoved { id: id.to_string() },
            Mark::History => Change::HistoryChanged { missed: self.missed },
            Mark::Report(id) => Change::ReportChanged { report: Box::new(self.report_view(id)?) },
            Mark::ReportRemoved(id) => Change::ReportRemoved { id: id.to_string() },
            Mark::Draft => Change::DraftChanged { draft: self.draft_view().map(Box::new) },
            Mark::Diagnosis => {
                Change::DiagnosisChanged { diagnosis: Box::new(self.diagnosis_view()) }
            }
            Mark::Providers => {
                Change::ProvidersChanged { providers: Box::new(self.providers_view()) }
            }
            Mark::Settings => Change::SettingsChanged { settings: self.settings_view() },
            Mark::Devices => Change::DevicesChanged { devices: self.devices.clone() },
            Mark::Demo => Change::DemoChanged { demo: self.demo_view() },
            Mark::Emergency => Change::EmergencyChanged { emergency: self.emergency_view() },
            Mark::Services(id) => {
                Change::ServicesChanged { services: Box::new(self.services(id)?) }
            }
            Mark::Colleagues => Change::ColleaguesChanged { colleagues: self.colleagues() },
            Mark::Places => Change::PlacesChanged { places: self.places() },
            Mark::Elsewhere => Change::ElsewhereChanged { elsewhere: self.elsewhere() },
            Mark::CallBacks => Change::CallBacksChanged { call_backs: self.call_backs() },
            Mark::DoNotDisturb => Change::DoNotDisturbChanged {
                manner: show::disturb(self.switchboard.disturb().manner),
            },
        })
    }

    fn settings_view(&self) -> SettingsView {
        let settings = &self.settings;
        SettingsView {
            language: match settings.language {
                Language::System => LanguageView::System,
                Language::De => LanguageView::De,
                Language::En => LanguageView::En,
            },
            theme: match settings.theme {
                Theme::System => ThemeView::System,
                Theme::Light => ThemeView::Light,
                Theme::Dark => ThemeView::Dark,
            },
            codecs: codecs(&settings.codecs).into_iter().map(CodecView::from).collect(),
            input: settings.input.clone(),
            output: settings.output.clone(),
            ring: settings.ring.clone(),
            ring_also: settings.ring_also.clone(),
            ring_everywhere: settings.ring_everywhere,
            ring_volume: settings.ring_volume_percent,
            melodies: Melody::ALL.map(|melody| melody.id().to_owned()).into(),
            melody: settings.melody.clone(),
            melody_internal: settings.melody_internal.clone(),
            melody_group: settings.melody_group.clone(),
            tone_countries: Country::ALL.map(|country| country.code().to_owned()).into(),
            tone_country: settings.tone_country.clone(),
            tone_volume: settings.tone_volume_percent,
            call_waiting: settings.call_waiting,
            waiting_tone: settings.waiting_tone,
            auto_answer: settings.auto_answer.clone(),
            transfer_requests: match transfer_requests(&settings.transfer_requests) {
                TransferRequests::Ask => TransferRequestsView::Ask,
                TransferRequests::AskOutside => TransferRequestsView::AskOutside,
                TransferRequests::Follow => TransferRequestsView::Follow,
                TransferRequests::Refuse => TransferRequestsView::Refuse,
            },
            key_tones: settings.key_tones,
            call_bar: settings.call_bar,
            ticket_desk: desks::show(&settings.ticket_desk, &self.report_folder(), self.has_token),
            default_account: self.switchboard.default_account().map(|id| id.to_string()),
            black_box_days: settings.black_box_days,
            report_key: settings.report_key.clone(),
        }
    }
}

/// The codecs of a setting; names that are not known are passed over, and nothing left means all.
pub(super) fn codecs(names: &[String]) -> Vec<Codec> {
    let known: Vec<Codec> = names.iter().filter_map(|name| Codec::from_name(name)).collect();
    if known.is_empty() { vec![Codec::Opus, Codec::G722, Codec::Pcma, Codec::Pcmu] } else { known }
}

/// A page of the call list.
pub(super) async fn page(store: &Store, query: RecordQuery) -> Result<RecordPage, Refusal> {
    let after = match query.after {
        None => None,
        Some(text) => {
            Some(text.parse().map_err(|_error| Refusal::new(RefusalCode::InvalidField, "after"))?)
        }
    };
    let filter = match query.filter {
        RecordFilter::All => storage::Filter::All,
        RecordFilter::Incoming => storage::Filter::Incoming,
        RecordFilter::Outgoing => storage::Filter::Outgoing,
        RecordFilter::Missed => storage::Filter::Missed,
        RecordFilter::NotAnswered => storage::Filter::NotAnswered,
    };
    let limit = query.limit.unwrap_or(50).clamp(1, 500);
    let person_of = match query.person {
        None => None,
        Some(text) => {
            Some(text.parse().map_err(|_error| Refusal::new(RefusalCode::UnknownRecord, text))?)
        }
    };
    let is_grouped = query.grouped;
    let page = store
        .records(storage::Query {
            filter,
            search: query.search,
            is_grouped,
            person_of,
            after,
            skip: query.skip.unwrap_or(0),
            limit,
        })
        .await
        .map_err(|error| Refusal::new(RefusalCode::StorageFailed, error.to_string()))?;
    Ok(RecordPage {
        records: page
            .records
            .iter()
            .map(|listed| RecordView {
                calls: listed.calls,
                new_calls: listed.new_calls,
                ..show::record(&listed.record, listed.is_new)
            })
            .collect(),
        next: page.next.map(|cursor| cursor.to_string()),
        total: page.total,
    })
}

//! Keeps tray, notifications and the small window in line with the station.

use std::collections::BTreeMap;

use contract::{CallStateView, Change, DirectionView, EndCode, Notice, Snapshot, TicketView};
use tauri::AppHandle;

use super::tray::{self, Standing, Tray};
use super::{hotkey, incoming, notify, on_main};
use crate::station::Station;
use crate::words::{Tongue, Words};

/// What is shown at the moment.
struct Shown {
    standing: Option<Standing>,
    tongue: Option<Tongue>,
    offers: BTreeMap<String, notify::Shown>,
    has_window: bool,
    report_key: Option<String>,
}

/// Watches until the station ends.
pub(super) async fn run(app: AppHandle, station: Station, tray: Tray) {
    let Ok(mut changes) = station.watch().await else { return };
    let mut shown = Shown {
        standing: None,
        tongue: None,
        offers: BTreeMap::new(),
        has_window: false,
        report_key: None,
    };
    while let Some(change) = changes.recv().await {
        // Whole state each time: it is small, and nothing can be missed.
        let Ok(snapshot) = station.snapshot().await else { return };
        let tongue = Tongue::chosen(snapshot.settings.language);
        let words = Words::new(tongue);
        if let Change::CallChanged { call } = &change {
            tell_missed(&words, call);
        }
        if let Change::Noticed { notice } = &change {
            tell_notice(&app, &words, &snapshot, notice);
        }
        shown.follow(&app, &station, &tray, &snapshot, &words, tongue);
    }
}

impl Shown {
    fn follow(
        &mut self,
        app: &AppHandle,
        station: &Station,
        tray: &Tray,
        snapshot: &Snapshot,
        words: &Words,
        tongue: Tongue,
    ) {
        let standing = Standing::of(snapshot);
        if self.standing != Some(standing) || self.tongue != Some(tongue) {
            self.standing = Some(standing);
            self.tongue = Some(tongue);
            tray::update(app, tray, standing, words);
        }
        if self.report_key != snapshot.settings.report_key {
            self.report_key.clone_from(&snapshot.settings.report_key);
            hotkey::set(app, tongue, self.report_key.clone());
        }
        let offered = || snapshot.calls.iter().filter(|call| call.state == CallStateView::Offered);
        self.offers.retain(|id, _| offered().any(|call| call.id == *id));
        for call in offered() {
            if !self.offers.contains_key(&call.id) {
                let account =
                    snapshot.accounts.iter().find(|account| account.id == call.account_id);
                let label = account.map_or("", |account| account.label.as_str());
                self.offers.insert(call.id.clone(), notify::offered(station, words, call, label));
            }
        }
        let has_call = || snapshot.calls.iter().any(is_ours);
        let wants_window = !self.offers.is_empty() || (snapshot.settings.call_bar && has_call());
        if self.has_window != wants_window {
            self.has_window = wants_window;
            on_main(app, move |app| incoming::set(app, wants_window));
        }
    }
}

/// A call that this person has: dialled or answered, and not over.
const fn is_ours(call: &contract::CallView) -> bool {
    match call.state {
        CallStateView::Dialling
        | CallStateView::Ringing { .. }
        | CallStateView::Talking
        | CallStateView::Held { .. } => true,
        CallStateView::Offered | CallStateView::Ended { .. } => false,
    }
}

/// A call that rang here and that nobody answered anywhere is told of.
fn tell_missed(words: &Words, call: &contract::CallView) {
    let CallStateView::Ended { code, by, .. } = &call.state else { return };
    let is_missed = call.direction == DirectionView::Incoming
        && call.answered_at.is_none()
        && *by != contract::EndedBy::Me
        && *code != EndCode::AnsweredElsewhere;
    if !is_missed {
        return;
    }
    let caller = call.remote.name.clone().unwrap_or_else(|| call.remote.number.clone());
    let caller = if caller.is_empty() { words.say("notify-unknown-caller") } else { caller };
    notify::missed(words, &caller, &local_time(&call.started_at));
}

/// What belongs to a report is told outside the window too: it may be closed for days.
fn tell_notice(app: &AppHandle, words: &Words, snapshot: &Snapshot, notice: &Notice) {
    match notice {
        Notice::ReportNews { report, reference } => {
            let Some(report) = snapshot.reports.iter().find(|one| one.id == *report) else {
                return;
            };
            let wrote = report.updates.iter().rev().find(|update| update.is_new);
            let stage = match &report.ticket {
                TicketView::Filed { stage, .. } => words.code("stage", stage, ""),
                TicketView::Queued { .. }
                | TicketView::Creating
                | TicketView::Attaching
                | TicketView::Refused { .. } => String::new(),
            };
            let text = wrote.map_or(stage, |update| format!("{}: {}", update.by, update.text));
            notify::report_news(app, words, reference, &text);
        }
        Notice::PromiseNear { report, reference, promise, due_at } => {
            let hotline = snapshot.reports.iter().find(|one| one.id == *report);
            let number = hotline.and_then(|one| one.hotline.as_ref()).map(|one| one.number.clone());
            let promise = words.say(&format!("promise-{promise}"));
            notify::promise_near(app, words, reference, &promise, &local_time(due_at), number);
        }
        Notice::TransferFailed { target, code } => {
            let why = words.code("end", code, "");
            notify::failed(app, words, "notify-transfer-failed", target, &why);
        }
        Notice::TransferProposed { by, target } => {
            notify::failed(app, words, "notify-transfer-proposed", by, target);
        }
        Notice::ServiceRefused { dialled, code, .. } => {
            let why = words.code("end", code, "");
            notify::failed(app, words, "notify-service-refused", dialled, &why);
        }
        Notice::CallBackFree { id, party } => {
            let target = snapshot
                .call_backs
                .iter()
                .find(|call_back| call_back.id == *id)
                .map(|call_back| (call_back.party.uri.clone(), call_back.account_id.clone()));
            notify::call_back_free(app, words, party, target);
        }
        Notice::CallBackOver { party, why, .. } => {
            let why = words.code("call-back-over", why, "");
            notify::failed(app, words, "notify-call-back-over", party, &why);
        }
        // It stands beside the call.
        Notice::EmergencyTried { .. }
        | Notice::Undisturbed { .. }
        | Notice::DeviceLost { .. }
        | Notice::StorageFailed { .. }
        | Notice::Saved { .. } => {}
    }
}

/// Hours and minutes on this machine's clock.
fn local_time(at: &str) -> String {
    at.parse::<jiff::Timestamp>()
        .map(|at| at.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M").to_string())
        .unwrap_or_default()
}

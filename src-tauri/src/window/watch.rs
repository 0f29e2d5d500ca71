//! Keeps tray, notifications and the small window in line with the station.

use std::collections::BTreeMap;

use contract::{CallStateView, Change, DirectionView, EndCode, Snapshot};
use tauri::AppHandle;

use super::tray::{self, Standing, Tray};
use super::{incoming, notify, on_main};
use crate::station::Station;
use crate::words::{Tongue, Words};

/// What is shown at the moment.
struct Shown {
    standing: Option<Standing>,
    tongue: Option<Tongue>,
    offers: BTreeMap<String, notify::Shown>,
    has_window: bool,
}

/// Watches until the station ends.
pub(super) async fn run(app: AppHandle, station: Station, tray: Tray) {
    let Ok(mut changes) = station.watch().await else { return };
    let mut shown =
        Shown { standing: None, tongue: None, offers: BTreeMap::new(), has_window: false };
    while let Some(change) = changes.recv().await {
        // Whole state each time: it is small, and nothing can be missed.
        let Ok(snapshot) = station.snapshot().await else { return };
        let tongue = Tongue::chosen(snapshot.settings.language);
        let words = Words::new(tongue);
        if let Change::CallChanged { call } = &change {
            tell_missed(&words, call);
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
        let wants_window = !self.offers.is_empty();
        if self.has_window != wants_window {
            self.has_window = wants_window;
            on_main(app, move |app| incoming::set(app, wants_window));
        }
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

/// Hours and minutes on this machine's clock.
fn local_time(at: &str) -> String {
    at.parse::<jiff::Timestamp>()
        .map(|at| at.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M").to_string())
        .unwrap_or_default()
}

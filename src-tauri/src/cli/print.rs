//! What verbs print: words for people, JSON for scripts. The one place that writes to the terminal.
#![expect(clippy::print_stderr, reason = "printing is what this module is for")]

pub(super) mod fault;
pub(super) mod service;

use std::io::{IsTerminal as _, Read as _, Write as _};

use contract::{
    AccountView, CallView, Change, DisturbManner, RecordPage, Refusal, RegistrationView,
    ReportView, SettingsView, Snapshot, TicketView,
};
use serde::Serialize;

use super::client::PeerError;
use crate::words::{Tongue, Words};

/// Longest password or token read from standard input, in bytes.
const SECRET_BYTES: u64 = 4096;

/// The words of the command line, in the system's language.
pub(super) fn words() -> Words {
    Words::new(Tongue::of_system())
}

pub(super) fn error(text: &str) {
    eprintln!("rufbereit: {text}");
}

pub(super) fn refusal(refusal: &Refusal) {
    error(&words().code("refusal", &refusal.code, &refusal.subject));
}

pub(super) fn status(snapshot: &Snapshot, as_json: bool) {
    if as_json {
        return json(snapshot);
    }
    accounts(&snapshot.accounts, false);
    match snapshot.do_not_disturb {
        DisturbManner::Off => {}
        DisturbManner::Silence => line(&words().say("cli-disturb-silence")),
        DisturbManner::Reject => line(&words().say("cli-disturb-reject")),
    }
    for view in &snapshot.calls {
        call(view);
    }
    for view in
        snapshot.reports.iter().filter(|report| !matches!(report.ticket, TicketView::Filed { .. }))
    {
        report(view, false);
    }
    if snapshot.missed > 0 {
        line(&words().tell("cli-missed", &[("count", &snapshot.missed.to_string())]));
    }
}

pub(super) fn accounts(accounts: &[AccountView], as_json: bool) {
    if as_json {
        return json(&accounts);
    }
    let words = words();
    if accounts.is_empty() {
        line(&words.say("cli-accounts-none"));
    }
    for account in accounts {
        let standing = match &account.registration {
            RegistrationView::Disabled => words.say("registration-disabled"),
            RegistrationView::Direct => words.say("registration-direct"),
            RegistrationView::Registering => words.say("registration-registering"),
            RegistrationView::Registered { server, .. } => {
                format!("{} ({server})", words.say("registration-registered"))
            }
            RegistrationView::Waiting { reason, .. } => {
                words.code("reason", &reason.code, reason.subject.as_deref().unwrap_or_default())
            }
        };
        line(&format!("{}  {}  {}", account.label, account.address, standing));
    }
}

pub(super) fn call(call: &CallView) {
    let words = words();
    let state = match &call.state {
        contract::CallStateView::Dialling => words.say("call-dialling"),
        contract::CallStateView::Ringing { .. } => words.say("call-ringing"),
        contract::CallStateView::Offered => words.say("call-offered"),
        contract::CallStateView::Talking => words.say("call-talking"),
        contract::CallStateView::Held { by } => words.code("call-held", by, ""),
        contract::CallStateView::Ended { code, .. } => words.code("end", code, ""),
    };
    let name = call.remote.name.as_deref().unwrap_or(&call.remote.number);
    line(&format!("{}  {name}  {state}", call.id));
    if let Some(target) = &call.proposed {
        let target = target.name.as_deref().unwrap_or(&target.number);
        line(&words.tell("cli-proposed", &[("name", name), ("target", target)]));
    }
}

pub(super) fn change(change: &Change, as_json: bool) {
    if as_json {
        return json(change);
    }
    match change {
        Change::Snapshot { snapshot } => status(snapshot, false),
        Change::AccountChanged { account } => accounts(std::slice::from_ref(account), false),
        Change::CallChanged { call: view } => call(view),
        Change::ReportChanged { report: view } => report(view, false),
        Change::DraftChanged { draft: Some(draft) } => fault::draft(draft, false),
        Change::Prepared { target } => line(target),
        Change::AccountRemoved { .. }
        | Change::CallRemoved { .. }
        | Change::HistoryChanged { .. }
        | Change::SettingsChanged { .. }
        | Change::DevicesChanged { .. }
        | Change::DemoChanged { .. }
        | Change::DraftChanged { draft: None }
        | Change::DiagnosisChanged { .. }
        | Change::ProvidersChanged { .. }
        | Change::ReportRemoved { .. }
        | Change::ServicesChanged { .. }
        | Change::ColleaguesChanged { .. }
        | Change::PlacesChanged { .. }
        | Change::ElsewhereChanged { .. }
        | Change::CallBacksChanged { .. }
        | Change::DoNotDisturbChanged { .. }
        | Change::EmergencyChanged { .. }
        | Change::Noticed { .. } => {}
    }
}

pub(super) fn records(page: &RecordPage, as_json: bool) {
    if as_json {
        return json(page);
    }
    let words = words();
    if page.records.is_empty() {
        line(&words.say("cli-calls-none"));
    }
    for record in &page.records {
        let who = record.remote.name.as_deref().unwrap_or(&record.remote.number);
        let arrow = match record.direction {
            contract::DirectionView::Incoming => "←",
            contract::DirectionView::Outgoing => "→",
        };
        let outcome = words.code("outcome", &record.outcome, "");
        let times = if record.calls > 1 { format!(" ({})", record.calls) } else { String::new() };
        let called = match &record.called {
            None => String::new(),
            Some(called) => {
                let name = called.name.as_deref().unwrap_or(&called.number);
                words.tell("cli-called", &[("name", name)])
            }
        };
        line(&format!(
            "{}  {arrow}  {who}{times}  {called}  {outcome}  {} s  {}",
            record.started_at, record.duration_s, record.id
        ));
    }
}

pub(super) fn settings(settings: &SettingsView, as_json: bool) {
    if as_json {
        return json(settings);
    }
    // Settings are names and values; as text they read best one per line.
    if let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(settings) {
        for (name, value) in fields {
            line(&format!("{name}: {value}"));
        }
    }
}

pub(super) fn report(report: &ReportView, as_json: bool) {
    if as_json {
        return json(report);
    }
    let words = words();
    let state = match &report.ticket {
        TicketView::Queued { trouble: None, .. } => words.say("ticket-queued"),
        TicketView::Queued { trouble: Some(trouble), .. } | TicketView::Refused { trouble } => {
            words.tell(&format!("trouble-{trouble}"), &[("trouble", trouble)])
        }
        TicketView::Creating => words.say("ticket-creating"),
        TicketView::Attaching => words.say("ticket-attaching"),
        TicketView::Filed { reference, link, stage } => {
            let filed = words.tell("ticket-filed", &[("reference", reference)]);
            let stage = words.code("stage", stage, "");
            format!("{filed}  {stage}  {}", link.as_deref().unwrap_or_default())
        }
    };
    line(&format!("{}  {}  {state}", report.id, report.grade));
}

/// Reads a secret from standard input, without its last line break.
pub(super) fn read_secret() -> Result<String, PeerError> {
    let mut text = String::new();
    std::io::stdin()
        .take(SECRET_BYTES)
        .read_to_string(&mut text)
        .map_err(|error| PeerError::Usage(error.to_string()))?;
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() {
        return Err(PeerError::Usage(words().say("cli-password-empty")));
    }
    Ok(secret.to_owned())
}

/// Asks for a secret at the terminal; what is typed is not shown.
pub(super) fn ask_secret(question: &str) -> Result<String, PeerError> {
    if !std::io::stdin().is_terminal() {
        return Err(PeerError::Usage(words().say("cli-password-how")));
    }
    rpassword::prompt_password(format!("{question} "))
        .map_err(|error| PeerError::Usage(error.to_string()))
}

pub(super) fn json(value: &impl Serialize) {
    match serde_json::to_string(value) {
        Ok(text) => line(&text),
        Err(fault) => error(&fault.to_string()),
    }
}

/// A line as it is.
pub(super) fn text(text: &str) {
    line(text);
}

/// Writes over the line before, on the terminal that people watch.
pub(super) fn progress(text: &str) {
    let mut terminal = std::io::stderr();
    // Clears the line first: the one before may have been longer.
    drop(write!(terminal, "\r\x1b[K{text}"));
    drop(terminal.flush());
}

/// Prints a line; whoever reads may have gone, as `head` does, and then there is nobody to tell.
fn line(text: &str) {
    drop(writeln!(std::io::stdout(), "{text}"));
}

//! What the verbs of the fault desk print.

use std::io::IsTerminal as _;

use contract::{
    ChannelView, DraftView, EvidencePage, HotlineView, ProfileTroubleView, PromiseView,
    ProvidersView, ReportView, Sentence, StandingView,
};

use super::{json, line, words};
use crate::words::Words;

/// A report that was just sent, with what the person must still do.
pub(in crate::cli) fn sent(report: &ReportView, as_json: bool) {
    if as_json {
        return json(report);
    }
    super::report(report, false);
    for promise in &report.promises {
        line(&promised(&words(), promise));
    }
    if report.is_incomplete {
        line(&words().say("report-incomplete"));
        hotline(report);
    }
}

/// All reports, one per line.
pub(in crate::cli) fn reports(reports: &[ReportView], as_json: bool) {
    if as_json {
        return json(&reports);
    }
    if reports.is_empty() {
        line(&words().say("cli-reports-none"));
    }
    for report in reports {
        super::report(report, false);
    }
}

/// One report, whole.
pub(in crate::cli) fn report(report: &ReportView, as_json: bool) {
    if as_json {
        return json(report);
    }
    let words = words();
    super::report(report, false);
    line(&report.what);
    if report.is_incomplete {
        line(&words.say("report-incomplete"));
    }
    for promise in &report.promises {
        line(&promised(&words, promise));
    }
    for event in &report.events {
        line(&format!(
            "{}  {}  {}",
            local(&event.at),
            words.say(&format!("event-{}", event.code)),
            event.detail
        ));
    }
    for update in &report.updates {
        line(&format!("{}  {}:", local(&update.at), update.by));
        line(&update.text);
    }
    if !report.files.is_empty() {
        line(&report.files.join("  "));
    }
    if let Some(by) = &report.report_expected_by {
        line(&words.tell("report-expected", &[("by", &local(by))]));
    }
    if report.asks_if_fixed {
        line(&words.say("report-asks-if-fixed"));
    }
}

/// The hotline: number, QR code, what to say.
pub(in crate::cli) fn hotline(report: &ReportView) {
    let words = words();
    if let Some(hotline) = &report.hotline {
        line(&words.tell("cli-hotline", &[("number", &hotline.written)]));
        if std::io::stdout().is_terminal() {
            for row in squares(hotline) {
                line(&row);
            }
        }
        line(&hotline.uri);
    }
    for sentence in &report.script {
        line(&format!("  {}", said(&words, "hotline", sentence)));
    }
}

/// The QR code as half blocks, two rows to a line, with the quiet zone of ISO/IEC 18004 around it.
fn squares(hotline: &HotlineView) -> Vec<String> {
    const QUIET: usize = 4;
    let width = hotline.qr.first().map_or(0, String::len);
    let is_dark = |row: usize, column: usize| {
        let cell = row
            .checked_sub(QUIET)
            .and_then(|row| hotline.qr.get(row))
            .zip(column.checked_sub(QUIET));
        cell.is_some_and(|(row, column)| row.as_bytes().get(column) == Some(&b'1'))
    };
    (0..hotline.qr.len() + 2 * QUIET)
        .step_by(2)
        .map(|row| {
            let cells = (0..width + 2 * QUIET).map(|column| {
                // Terminals are dark more often than not: light cells are drawn, dark ones left out.
                match (is_dark(row, column), is_dark(row + 1, column)) {
                    (false, false) => '█',
                    (false, true) => '▀',
                    (true, false) => '▄',
                    (true, true) => ' ',
                }
            });
            cells.collect()
        })
        .collect()
}

/// The report that is being written.
pub(in crate::cli) fn draft(draft: &DraftView, as_json: bool) {
    if as_json {
        return json(draft);
    }
    let words = words();
    line(&draft.what);
    let grade = draft.overrule.as_ref().map_or(&draft.assessment.grade, |other| &other.grade);
    line(&format!("{grade}  {}", said(&words, "rule", &draft.assessment.rule)));
    if let Some(why) = &draft.assessment.questioned {
        line(&said(&words, "questioned", why));
    }
    if let Some(work) = &draft.maintenance {
        let (from, to) = (local(&work.starts_at), local(&work.ends_at));
        let values = [("summary", work.summary.as_str()), ("from", &from), ("to", &to)];
        line(&words.tell("planned-now", &values));
    }
    if let Some(similar) = &draft.similar {
        let report = similar.reference.as_deref().unwrap_or(&similar.report);
        let values = [("report", report), ("at", &local(&similar.created_at))];
        line(&words.tell("similar-open", &values));
    }
    for promise in &draft.promises {
        line(&promised(&words, promise));
    }
    for channel in &draft.channels {
        line(&way(&words, channel));
    }
    for name in &draft.missing {
        line(&words.tell("cli-provider-missing", &[("name", name)]));
    }
    for file in &draft.files {
        let mark = if file.included { "+" } else { "-" };
        line(&format!("{mark} {}  {} B  {}", file.name, file.bytes, file.replaced));
    }
    for place in &draft.secrets {
        line(
            &words
                .tell("cli-secret-at", &[("file", &place.file), ("line", &place.line.to_string())]),
        );
    }
}

/// Providers, and what is set for the chosen one.
pub(in crate::cli) fn providers(view: &ProvidersView, as_json: bool) {
    if as_json {
        return json(view);
    }
    let words = words();
    for provider in &view.list {
        let mark = if view.chosen.as_ref() == Some(&provider.id) { "*" } else { " " };
        line(&format!("{mark} {}  {}", provider.id, provider.name));
        if mark == "*" {
            if let Some(days) = provider.demo_days_left {
                line(&format!(
                    "    {}",
                    words.tell("demo-days-left", &[("days", &days.to_string())])
                ));
            }
            for setting in &provider.settings {
                let value = setting.value.as_deref().unwrap_or("–");
                line(&format!("    {} = {value}", setting.name));
            }
        }
    }
    for name in &view.missing {
        line(&words.tell("cli-provider-missing", &[("name", name)]));
    }
    for trouble in &view.troubles {
        let ProfileTroubleView { file, line, field, rule, is_kept } = trouble;
        let field = if field.is_empty() { String::new() } else { format!("{field}: ") };
        super::error(&format!("{file}:{line}: {field}{rule}"));
        if *is_kept {
            super::error(&words.say("profile-kept"));
        }
    }
}

/// Lines of a file; those that were taken out are marked.
pub(in crate::cli) fn lines(page: &EvidencePage) {
    for one in &page.lines {
        let mark = if one.included { " " } else { "-" };
        line(&format!("{:>6}{mark} {}", one.number, one.text));
    }
}

fn said(words: &Words, family: &str, sentence: &Sentence) -> String {
    words.sentence(&format!("{family}-{}", sentence.code), &sentence.args)
}

fn way(words: &Words, channel: &ChannelView) -> String {
    let mark = if channel.demanded { "!" } else { " " };
    let why = words.say(&format!("channel-{}", channel.rule));
    format!("{mark} {}  {}  {why}", words.say(&format!("way-{}", channel.kind)), channel.target)
}

fn promised(words: &Words, promise: &PromiseView) -> String {
    let standing = match &promise.standing {
        StandingView::Running { due_at } => {
            words.tell("standing-running", &[("due", &local(due_at))])
        }
        StandingView::Paused { why, .. } => words.say(&format!("standing-paused-{why}")),
        StandingView::Kept { .. } => words.say("standing-kept"),
        StandingView::Missed { .. } => {
            words.tell("standing-missed", &[("due", &local(&promise.due_at))])
        }
    };
    format!("{}: {standing}  ({})", words.say(&format!("promise-{}", promise.kind)), promise.why)
}

/// A moment on this machine's clock, as people read it.
pub(super) fn local(at: &str) -> String {
    at.parse::<jiff::Timestamp>().map_or_else(
        |_error| at.to_owned(),
        |at| at.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string(),
    )
}

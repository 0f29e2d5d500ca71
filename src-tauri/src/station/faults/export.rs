//! The evidence of a year: what was reported, promised and kept, as a table and as a page to print.

use std::fmt::Write as _;
use std::path::PathBuf;

use clock::Timestamp;
use contract::{ExportFormat, Refusal, RefusalCode, show};
use faults::{
    Availability, Contract, Event, Happening, Incident, Kind, Maintenance, Period, PromiseKind,
    Report, Standing, availability,
};
use jiff::tz::TimeZone;

use super::{Core, FaultDone, Reply, answer, files};
use crate::station::core::now;
use crate::words::{Tongue, Words};

/// One report in the export.
struct Row<'a> {
    report: &'a Report,
    contract: Option<Contract>,
}

/// One line about availability.
struct Year {
    period: Period,
    source: String,
    is: Availability,
}

/// Everything that is exported.
struct Evidence<'a> {
    rows: Vec<Row<'a>>,
    years: Vec<Year>,
    year: i16,
    zone: TimeZone,
    now: Timestamp,
}

impl Core {
    pub(super) fn export_evidence(
        &self,
        format: ExportFormat,
        year: Option<i16>,
        path: Option<String>,
        reply: Reply,
    ) {
        let now = now().timestamp;
        let in_force = self.faults.in_force.contract.as_ref();
        let zone = in_force.map_or_else(faults::berlin, |contract| contract.zone().clone());
        let year = year.unwrap_or_else(|| now.to_zoned(zone.clone()).year());
        let Some((first, next)) = Period::Year(year).bounds(&zone) else {
            return answer(reply, Err(Refusal::new(RefusalCode::InvalidField, "year")));
        };
        let of_year = self.faults.reports.iter().map(|kept| &kept.report);
        let mut rows: Vec<Row<'_>> = of_year
            .filter(|report| (first..next).contains(&report.created_at))
            .map(|report| Row { report, contract: self.faults.contract_of(report) })
            .collect();
        rows.sort_by_key(|row| row.report.created_at);
        let all: Vec<&Report> = self.faults.reports.iter().map(|kept| &kept.report).collect();
        let maintenance = self.faults.in_force.maintenance.as_ref();
        let years = in_force
            .map_or_else(Vec::new, |contract| years(contract, maintenance, &all, year, now));
        let evidence = Evidence { rows, years, year, zone, now };
        let words = self.words();
        let (text, ending) = match format {
            ExportFormat::Csv => (csv(&evidence), "csv"),
            ExportFormat::Page => (page(&evidence, &words, self.tongue()), "html"),
        };
        let name = format!("rufbereit-{year}.{ending}");
        let profile = self.profile.clone();
        self.beside(async move {
            let path = path.map(PathBuf::from);
            let written = files::write(path, &profile, &name, text.into_bytes()).await;
            FaultDone::Answered { outcome: written.map(Some), reply }
        });
    }
}

/// Availability of the year and of its last month, for each promise of the contract.
fn years(
    contract: &Contract,
    maintenance: Option<&Maintenance>,
    reports: &[&Report],
    year: i16,
    now: Timestamp,
) -> Vec<Year> {
    let id = contract.provider().id.as_str();
    let incidents: Vec<Incident> = reports
        .iter()
        .filter(|report| report.judged.provider.as_deref() == Some(id))
        .filter(|report| report.facts.kind == Kind::Incident)
        .map(|report| Incident {
            class: report.grade().to_owned(),
            from: report.facts.since.unwrap_or(report.created_at).min(report.created_at),
            until: restored_at(report),
        })
        .collect();
    let today = now.to_zoned(contract.zone().clone());
    let month = if today.year() == year { today.month() } else { 12 };
    let mut years = Vec::new();
    for term in contract.availability() {
        for period in [Period::Year(year), Period::Month(year, month)] {
            let Some((from, to)) = period.bounds(contract.zone()) else { continue };
            let excluded = maintenance.map_or_else(Vec::new, |one| one.excluded(from, to));
            let is = availability(&term, period, contract.zone(), &incidents, &excluded, now);
            if let Some(is) = is {
                years.push(Year { period, source: term.source.clone(), is });
            }
        }
    }
    years
}

/// When it worked again for good; absent while it does not.
fn restored_at(report: &Report) -> Option<Timestamp> {
    let mut restored = None;
    for event in &report.events {
        match event.what {
            Happening::Restored => restored = restored.or(Some(event.at)),
            Happening::Closed => restored = restored.or(Some(event.at)),
            Happening::Reopened => restored = None,
            Happening::Reported
            | Happening::Telephoned { .. }
            | Happening::Reacted
            | Happening::Updated
            | Happening::Paused(_)
            | Happening::Resumed => {}
        }
    }
    restored
}

fn first(events: &[Event], is: impl Fn(&Happening) -> bool) -> Option<Timestamp> {
    events.iter().find(|event| is(&event.what)).map(|event| event.at)
}

/// The columns of the table, the same in every language: programs read them.
const COLUMNS: [&str; 21] = [
    "report",
    "reference",
    "provider",
    "class",
    "kind",
    "chargeable",
    "what",
    "reported",
    "telephoned",
    "reacted",
    "restored",
    "closed",
    "reaction_due",
    "reaction_standing",
    "reaction_s",
    "update_due",
    "update_standing",
    "update_s",
    "restoration_due",
    "restoration_standing",
    "restoration_s",
];

fn cells(row: &Row<'_>, now: Timestamp) -> Vec<String> {
    let report = row.report;
    let moment = |at: Option<Timestamp>| at.map_or_else(String::new, whole_seconds);
    let is_reaction = |what: &Happening| {
        matches!(
            what,
            Happening::Reacted | Happening::Updated | Happening::Restored | Happening::Closed
        )
    };
    let mut cells = vec![
        report.id.to_string(),
        report.state.ticket().map(|ticket| ticket.reference.clone()).unwrap_or_default(),
        report.judged.provider.clone().unwrap_or_default(),
        report.grade().to_owned(),
        report.facts.kind.code().to_owned(),
        report.judged.chargeable.code().to_owned(),
        report.what.clone(),
        whole_seconds(report.created_at),
        moment(first(&report.events, |what| matches!(what, Happening::Telephoned { .. }))),
        moment(first(&report.events, is_reaction)),
        moment(restored_at(report)),
        moment(first(&report.events, |what| matches!(what, Happening::Closed))),
    ];
    let running = show::running(row.contract.as_ref(), report, now);
    for kind in [PromiseKind::Reaction, PromiseKind::Update, PromiseKind::Restoration] {
        match running.iter().find(|one| one.promise.kind == kind) {
            Some(one) => {
                let (standing, seconds) = told(one.standing, now);
                cells.extend([whole_seconds(one.promise.due_at), standing.to_owned(), seconds]);
            }
            None => cells.extend([const { String::new() }; 3]),
        }
    }
    cells
}

/// RFC 3339, as programs read it.
fn whole_seconds(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// How a promise fares, with seconds left or over: negative when missed.
fn told(standing: Standing, now: Timestamp) -> (&'static str, String) {
    match standing {
        Standing::Running { due } => ("running", due.duration_since(now).as_secs().to_string()),
        Standing::Paused { left, .. } => ("paused", left.as_secs().to_string()),
        Standing::Kept { spare } => ("kept", spare.as_secs().to_string()),
        Standing::Missed { by } => ("missed", format!("-{}", by.as_secs())),
    }
}

/// A table for spreadsheets. Source: RFC 4180.
fn csv(evidence: &Evidence<'_>) -> String {
    let mut text = record(COLUMNS.iter().map(|name| (*name).to_owned()));
    for row in &evidence.rows {
        text.push_str(&record(cells(row, evidence.now).into_iter()));
    }
    text
}

fn record(fields: impl Iterator<Item = String>) -> String {
    let fields: Vec<String> = fields.map(|field| quoted(&field)).collect();
    format!("{}\r\n", fields.join(","))
}

/// A field of the table, which no spreadsheet runs. Source: OWASP, CSV injection.
fn quoted(field: &str) -> String {
    let is_below_zero = field.strip_prefix('-').is_some_and(|seconds| {
        !seconds.is_empty() && seconds.bytes().all(|byte| byte.is_ascii_digit())
    });
    let field = if is_below_zero { field.to_owned() } else { without_formula(field) };
    if field.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field
    }
}

/// Puts `'` before whatever would begin a formula, also in full width, as some programs read it: at
/// the beginning, and wherever a spreadsheet that takes `;` or a tab for the end of a field, as those
/// of German systems do, would begin another. Quotes mean nothing to it within a field.
fn without_formula(field: &str) -> String {
    let mut safe = String::with_capacity(field.len());
    let mut is_start = true;
    for letter in field.chars() {
        let is_blank = safe.is_empty() && ['\t', '\r'].contains(&letter);
        if is_blank || is_start && ['=', '+', '-', '@', '＝', '＋', '－', '＠'].contains(&letter)
        {
            safe.push('\'');
        }
        is_start = match letter {
            ';' | '\t' | '\r' | '\n' => true,
            ' ' | '"' | '\u{a0}' => is_start,
            _other => false,
        };
        safe.push(letter);
    }
    safe
}

/// A page that needs nothing else and that a browser prints.
fn page(evidence: &Evidence<'_>, words: &Words, tongue: Tongue) -> String {
    let language = match tongue {
        Tongue::German => "de",
        Tongue::English => "en",
    };
    let title = words.tell("evidence-title", &[("year", &evidence.year.to_string())]);
    let title = escaped(&title);
    let mut body = format!("<h1>{title}</h1>\n");
    // Writing to a text cannot fail.
    _ = writeln!(
        body,
        "<p>{}</p>",
        escaped(&words.tell("evidence-made", &[("time", &local(evidence, evidence.now))]))
    );
    if !evidence.years.is_empty() {
        availability_table(&mut body, evidence, words);
    }
    if evidence.rows.is_empty() {
        _ = writeln!(body, "<p>{}</p>", escaped(&words.say("evidence-none")));
    } else {
        reports_table(&mut body, evidence, words);
    }
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<meta charset=\"utf-8\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n{body}</html>\n"
    )
}

const STYLE: &str = "body{font:14px/1.4 sans-serif;margin:2em}table{border-collapse:collapse;\
    width:100%;margin:1em 0}th,td{border:1px solid #999;padding:.3em .5em;text-align:left;\
    vertical-align:top}th{background:#eee}tr{break-inside:avoid}.missed{font-weight:bold}\
    @media print{body{margin:0;font-size:10px}}";

fn availability_table(body: &mut String, evidence: &Evidence<'_>, words: &Words) {
    let keys = [
        "evidence-period",
        "evidence-promised",
        "evidence-achieved",
        "evidence-down",
        "evidence-allowed",
        "evidence-excluded",
        "evidence-kept",
        "evidence-source",
    ];
    _ = writeln!(body, "<h2>{}</h2>", escaped(&words.say("evidence-availability")));
    head(body, words, &keys);
    for Year { period, source, is } in &evidence.years {
        let period = match period {
            Period::Year(year) => year.to_string(),
            Period::Month(year, month) => format!("{year}-{month:02}"),
        };
        let minutes = |span: std::time::Duration| format!("{} min", span.as_secs() / 60);
        let kept = words.say(if is.is_kept() { "evidence-yes" } else { "evidence-no" });
        let cells = [
            period,
            format!("{} %", is.promised),
            format!("{} %", is.achieved_so_far()),
            minutes(is.down),
            minutes(is.allowed),
            minutes(is.excluded),
            kept,
            source.clone(),
        ];
        line(body, &cells, !is.is_kept());
    }
    body.push_str("</table>\n");
}

fn reports_table(body: &mut String, evidence: &Evidence<'_>, words: &Words) {
    let keys = [
        "evidence-ticket",
        "evidence-class",
        "evidence-what",
        "evidence-reported",
        "evidence-reacted",
        "evidence-restored",
        "evidence-promises",
    ];
    _ = writeln!(body, "<h2>{}</h2>", escaped(&words.say("evidence-reports")));
    head(body, words, &keys);
    for row in &evidence.rows {
        let report = row.report;
        let moment = |at: Option<Timestamp>| at.map_or_else(String::new, |at| local(evidence, at));
        let running = show::running(row.contract.as_ref(), report, evidence.now);
        let mut is_missed = false;
        let promises: Vec<String> = running
            .iter()
            .map(|one| {
                let (standing, _) = told(one.standing, evidence.now);
                is_missed |= matches!(one.standing, Standing::Missed { .. });
                format!(
                    "{}: {} ({})",
                    words.say(&format!("promise-{}", one.promise.kind.code())),
                    words.say(&format!("evidence-{standing}")),
                    local(evidence, one.promise.due_at)
                )
            })
            .collect();
        let reacted = first(&report.events, |what| {
            matches!(
                what,
                Happening::Reacted | Happening::Updated | Happening::Restored | Happening::Closed
            )
        });
        let cells = [
            report.state.ticket().map_or_else(|| report.mark(), |one| one.reference.clone()),
            report.grade().to_owned(),
            report.what.clone(),
            local(evidence, report.created_at),
            moment(reacted),
            moment(restored_at(report)),
            promises.join("; "),
        ];
        line(body, &cells, is_missed);
    }
    body.push_str("</table>\n");
}

fn head(body: &mut String, words: &Words, keys: &[&str]) {
    body.push_str("<table>\n<tr>");
    for key in keys {
        _ = write!(body, "<th scope=\"col\">{}</th>", escaped(&words.say(key)));
    }
    body.push_str("</tr>\n");
}

fn line(body: &mut String, cells: &[String], is_missed: bool) {
    body.push_str(if is_missed { "<tr class=\"missed\">" } else { "<tr>" });
    for cell in cells {
        _ = write!(body, "<td>{}</td>", escaped(cell));
    }
    body.push_str("</tr>\n");
}

fn local(evidence: &Evidence<'_>, at: Timestamp) -> String {
    at.to_zoned(evidence.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// As text within a page: nothing in it is markup, and nothing turns or hides what stands around it.
fn escaped(text: &str) -> String {
    let mut page = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            '\'' => page.push_str("&#39;"),
            '\n' => page.push_str("<br>"),
            '\t' => page.push(' '),
            // Marks that change the direction of what follows. Source: Unicode UAX #9.
            '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {}
            control if control.is_control() => {}
            letter => page.push(letter),
        }
    }
    page
}

#[cfg(test)]
mod tests;

//! Promises and ways to the provider as a window sees them.

use clock::Timestamp;
use faults::{
    Channel, Contract, Event, Happening, Hotline, JudgeError, Judgement, Kind, Line, Promise,
    PromiseKind, Reading, Standing,
};
use qrcode::{Color, QrCode};

use crate::{ChannelView, HotlineView, PromiseView, Sentence, StandingView};

/// A promise of a report with what its clock shows, whoever looks: windows, warnings, exports.
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    /// What was promised.
    pub promise: Promise,
    /// How it fares.
    pub standing: Standing,
}

/// How the promises of a report fare at a moment.
///
/// Those of the contract run on its own clocks; where the contract cannot be read any more, what it
/// said when the report was sent is held against what happened, without pauses.
#[must_use]
pub fn running(
    contract: Option<&Contract>,
    report: &faults::Report,
    now: Timestamp,
) -> Vec<Running> {
    let terms = contract.and_then(|contract| {
        contract.terms(report.grade(), report.facts.kind, report.created_at).ok()
    });
    let by_terms = terms.iter().flatten().filter_map(|(term, schedule)| {
        let standing = Reading::of(term, schedule, &report.events, now)?.standing;
        let promise = term.promise(schedule, report.created_at)?;
        Some(Running { promise, standing })
    });
    let mut running: Vec<Running> = by_terms.collect();
    for promise in &report.judged.promises {
        if !running.iter().any(|one| one.promise.kind == promise.kind) && terms.is_none() {
            let standing = bare(promise, &report.events, now);
            running.push(Running { promise: promise.clone(), standing });
        }
    }
    running.sort_by_key(|one| one.promise.kind);
    running
}

/// How a promise fares of which only its moment is known.
fn bare(promise: &Promise, events: &[Event], now: Timestamp) -> Standing {
    let is_done = |what: &Happening| match promise.kind {
        PromiseKind::Reaction | PromiseKind::Update => matches!(
            what,
            Happening::Reacted | Happening::Updated | Happening::Restored | Happening::Closed
        ),
        PromiseKind::Restoration => matches!(what, Happening::Restored | Happening::Closed),
    };
    let span = |from: Timestamp, to: Timestamp| to.duration_since(from).unsigned_abs();
    match events.iter().find(|event| is_done(&event.what)).map(|event| event.at) {
        Some(at) if at <= promise.due_at => Standing::Kept { spare: span(at, promise.due_at) },
        Some(at) => Standing::Missed { by: span(promise.due_at, at) },
        None if now <= promise.due_at => Standing::Running { due: promise.due_at },
        None => Standing::Missed { by: span(promise.due_at, now) },
    }
}

/// A promise as a window sees it.
#[must_use]
pub fn promise(promise: &Promise, standing: Standing) -> PromiseView {
    let seconds = |span: std::time::Duration| u32::try_from(span.as_secs()).unwrap_or(u32::MAX);
    PromiseView {
        kind: promise.kind.code().to_owned(),
        due_at: promise.due_at.to_string(),
        clock: promise.clock.code().to_owned(),
        why: promise.why.clone(),
        standing: match standing {
            Standing::Running { due } => StandingView::Running { due_at: due.to_string() },
            Standing::Paused { left, why } => {
                StandingView::Paused { left_s: seconds(left), why: why.code().to_owned() }
            }
            Standing::Kept { spare } => StandingView::Kept { spare_s: seconds(spare) },
            Standing::Missed { by } => StandingView::Missed { by_s: seconds(by) },
        },
    }
}

/// What the contract says of a class at a moment, and the names of settings that it misses.
///
/// # Errors
/// When nothing can be said at all.
pub fn judged(
    contract: &Contract,
    class: &str,
    kind: Kind,
    at: Timestamp,
) -> Result<Judgement, Vec<String>> {
    match contract.judge(class, kind, at) {
        Ok(judgement) => Ok(judgement),
        Err(JudgeError::Missing { names }) => Err(names),
        Err(JudgeError::UnknownClass { .. } | JudgeError::FarYear(_) | JudgeError::NeverOpen) => {
            Err(Vec::new())
        }
    }
}

/// A way to the provider as a window sees it.
#[must_use]
pub fn channel(channel: &Channel) -> ChannelView {
    ChannelView {
        kind: channel.kind.code().to_owned(),
        demanded: channel.demanded,
        target: channel.target.clone(),
        rule: channel.rule.to_owned(),
    }
}

/// The hotline with a QR code that any mobile reads.
#[must_use]
pub fn hotline(hotline: &Hotline) -> HotlineView {
    let uri = hotline.uri();
    HotlineView {
        written: hotline.written.clone(),
        number: hotline.number.as_str().to_owned(),
        qr: qr(&uri),
        uri,
    }
}

/// Rows of `0` and `1`; nothing where the text is longer than any code holds.
fn qr(text: &str) -> Vec<String> {
    let Ok(code) = QrCode::new(text) else { return Vec::new() };
    let width = code.width();
    let colors = code.to_colors();
    let bit = |color: &Color| if *color == Color::Dark { '1' } else { '0' };
    colors.chunks(width.max(1)).map(|row| row.iter().map(bit).collect()).collect()
}

/// A line to read out; the key is without `hotline-`.
#[must_use]
pub fn line(line: &Line) -> Sentence {
    let code = line.code.strip_prefix("hotline-").unwrap_or(line.code).to_owned();
    let args = line.values.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    Sentence { code, args: args.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qr_code_is_square_and_has_its_three_corners() {
        let rows = qr("tel:+495401858339");

        assert!(rows.len() >= 21);
        assert!(rows.iter().all(|row| row.len() == rows.len()));
        for row in [&rows[0], &rows[6]] {
            assert!(row.starts_with("1111111") && row.ends_with("1111111"), "{row}");
        }
        assert!(rows[rows.len() - 1].starts_with("1111111"));
        assert_eq!(qr(&"x".repeat(10_000)), Vec::<String>::new());
    }
}

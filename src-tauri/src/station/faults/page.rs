//! Lines of a file of a draft or of a sent report.

use contract::{EvidencePage, EvidenceQuery, LineView, Refusal, RefusalCode};
use faults::preview::Page;
use faults::{Preview, Report};

/// Lines of a file as they would leave.
pub(super) fn of_preview(
    preview: &Preview,
    query: &EvidenceQuery,
) -> Result<EvidencePage, Refusal> {
    let (from, most) = (large(query.from.max(1)), large(query.limit));
    let page = match words(query) {
        Some(words) => preview.search(&query.file, words, from, most),
        None => preview.read(&query.file, from, most),
    };
    page.map(view).ok_or_else(|| unknown(query))
}

/// Lines of a file as they left.
pub(super) fn of_report(report: &Report, query: &EvidenceQuery) -> Result<EvidencePage, Refusal> {
    let piece = report.evidence.iter().find(|piece| piece.name == query.file);
    let piece = piece.ok_or_else(|| unknown(query))?;
    let words: Vec<String> = words(query)
        .map(|words| words.to_lowercase().split_whitespace().map(str::to_owned).collect())
        .unwrap_or_default();
    let from = large(query.from.max(1));
    let most = large(query.limit).clamp(1, Preview::PAGE_LINES);
    let mut page = EvidencePage::default();
    for (number, line) in (1_usize..).zip(piece.text.lines()) {
        if !words.is_empty() {
            let folded = line.to_lowercase();
            if !words.iter().all(|word| folded.contains(word)) {
                continue;
            }
        }
        page.total += 1;
        if number >= from && page.lines.len() < most {
            page.lines.push(LineView {
                number: small(number),
                text: line.chars().take(Preview::LINE_CHARS).collect(),
                included: true,
            });
        }
    }
    Ok(page)
}

fn words(query: &EvidenceQuery) -> Option<&str> {
    query.search.as_deref().map(str::trim).filter(|words| !words.is_empty())
}

fn view(page: Page) -> EvidencePage {
    let lines = page.lines.into_iter().map(|line| LineView {
        number: small(line.number),
        text: line.text,
        included: line.is_included,
    });
    EvidencePage { lines: lines.collect(), total: small(page.total) }
}

fn unknown(query: &EvidenceQuery) -> Refusal {
    Refusal::new(RefusalCode::UnknownFile, query.file.clone())
}

fn large(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

//! What the tests of all ticket systems file: a report, and words that follow it.

use clock::Timestamp;
use faults::{Affects, Attachment, Cast, Comment, Draft, Evidence, Report, Works};
use model::{CommentId, ReportId};
use servicedesk::{Wording, bundle};

/// A report whose evidence is past the redaction on purpose: here the bytes matter.
pub(crate) fn report(seed: u8) -> Report {
    let mut report = Draft {
        what: "Kein Ton – „gar keiner“\nseit heute früh".to_owned(),
        affects: Affects::Several,
        works: Works::Nothing,
        evidence: vec![],
        cast: Cast::default(),
    }
    .finish(ReportId::from_random_bytes([seed; 16]), Timestamp::UNIX_EPOCH)
    .unwrap();
    report.evidence = [
        ("calls.txt", "Zeile ä\r\nline two\n\n".to_owned()),
        ("empty.txt", String::new()),
        ("large.log", "registration refused, tried again €\n".repeat(50_000)),
        ("accounts.json", "{\"label\": \"\\u0000 <b>&amp;\"}".to_owned()),
    ]
    .map(|(name, text)| Evidence { name: name.to_owned(), text })
    .into();
    report
}

/// The same with evidence that no packing makes much smaller than `bytes`.
pub(crate) fn large_report(seed: u8, bytes: usize) -> Report {
    let mut state = u64::from(seed) + 1;
    let mut text = String::with_capacity(bytes);
    while text.len() < bytes {
        // Numbers without a pattern (xorshift64), in lines as a log has them.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        text.push_str(&format!("{state:016x}\n"));
    }
    let mut report = report(seed);
    report.evidence.push(Evidence { name: "signalling.log".to_owned(), text });
    report
}

/// The bundle as every desk sends it: name and bytes.
pub(crate) fn packed(report: &Report) -> (String, Vec<u8>) {
    let bundle = bundle::write(report, &Wording::default(), None).unwrap();
    (bundle::file_name(report), bundle.bytes)
}

/// Words and a file of the person's.
pub(crate) fn comment(seed: u8) -> Comment {
    Comment {
        id: CommentId::from_random_bytes([seed; 16]),
        at: Timestamp::UNIX_EPOCH,
        text: "Immer noch nichts, auch nach Neustart – „stumm“.".to_owned(),
        files: vec![Attachment {
            name: "foto.jpg".to_owned(),
            bytes: (0..=255).cycle().take(70_000).collect(),
        }],
    }
}

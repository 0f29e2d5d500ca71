//! What was measured as a window sees it.

use faults::{Finding, Outcome, Side, Verdict};

use crate::{MeasuredView, OutcomeCode, ProbeState, SideView, VerdictView};

/// The end of a probe.
#[must_use]
pub fn finding(finding: &Finding) -> ProbeState {
    ProbeState::Done {
        outcome: match finding.outcome {
            Outcome::Good => OutcomeCode::Good,
            Outcome::Remark => OutcomeCode::Remark,
            Outcome::Bad => OutcomeCode::Bad,
            Outcome::Unknown => OutcomeCode::Unknown,
            Outcome::Skipped => OutcomeCode::Skipped,
        },
        says: finding.says.code().to_owned(),
        measured: finding
            .measured
            .iter()
            .map(|(name, value)| MeasuredView { name: (*name).to_owned(), value: value.clone() })
            .collect(),
        limit: finding.limit.clone(),
        took_ms: u32::try_from(finding.took.as_millis()).unwrap_or(u32::MAX),
    }
}

/// The verdict.
#[must_use]
pub fn verdict(verdict: &Verdict) -> VerdictView {
    VerdictView {
        side: match verdict.side {
            Side::Healthy => SideView::Healthy,
            Side::Customer => SideView::Customer,
            Side::Provider => SideView::Provider,
            Side::Unclear => SideView::Unclear,
        },
        says: verdict.says.to_owned(),
        because: verdict.because.clone(),
    }
}

//! From findings to one sentence: on which side of the handover point the fault lies.
//!
//! The rules stand in the order in which faults cause each other: without a network no name is found,
//! without names no server, without a server no registration. A rule *explains* the findings it rests
//! on, and what is explained gives no cause of its own, so that one pulled cable is one fault. When
//! causes that do not explain each other point to both sides, the sentence says so instead of choosing.
//!
//! A failed port test points to the customer's firewall (S1-157), but only while the host itself is
//! there: when every port of a host fails and other hosts answer, the host or the way to it is gone,
//! which no firewall of the customer explains, unless it blocks all of those ports for everybody.
//!
//! Source: requirements S0-03, S1-140 to S1-145, S1-157, S1-158, S4-11 to S4-14.

mod ports;
mod rest;

use std::collections::BTreeSet;

use crate::{Finding, Outcome, Says, Side, Verdict};

/// Judges findings; the order in which they come does not matter to the side.
#[must_use]
pub fn judge(findings: &[Finding]) -> Verdict {
    let mut case = Case::new(findings);
    ports::network(&mut case);
    ports::names(&mut case);
    ports::blocked_here(&mut case);
    ports::certificates(&mut case);
    ports::hosts(&mut case);
    rest::registrations(&mut case);
    rest::server(&mut case);
    rest::path(&mut case);
    rest::sound(&mut case);
    rest::machine(&mut case);
    rest::calls(&mut case);
    case.verdict()
}

/// One thing that is wrong, and what shows it.
#[derive(Debug)]
struct Cause {
    side: Side,
    says: &'static str,
    because: Vec<String>,
}

/// Findings with what is known of them so far.
#[derive(Debug)]
struct Case<'f> {
    findings: &'f [Finding],
    explained: BTreeSet<&'f str>,
    causes: Vec<Cause>,
}

impl<'f> Case<'f> {
    const fn new(findings: &'f [Finding]) -> Self {
        Self { findings, explained: BTreeSet::new(), causes: Vec::new() }
    }

    /// All findings that say one of these.
    fn saying(&self, says: &[Says]) -> Vec<&'f Finding> {
        self.findings.iter().filter(|finding| says.contains(&finding.says)).collect()
    }

    /// The same, without those that another cause explains.
    fn unexplained(&self, says: &[Says]) -> Vec<&'f Finding> {
        let mut found = self.saying(says);
        found.retain(|finding| !self.explained.contains(finding.id.as_str()));
        found
    }

    fn has(&self, says: &[Says]) -> bool {
        self.findings.iter().any(|finding| says.contains(&finding.says))
    }

    /// Adds a cause that rests on `because` and explains them.
    fn add(&mut self, side: Side, says: &'static str, because: &[&'f Finding]) {
        self.explain(because);
        let because = because.iter().map(|finding| finding.id.clone()).collect();
        self.causes.push(Cause { side, says, because });
    }

    fn explain(&mut self, findings: &[&'f Finding]) {
        self.explained.extend(findings.iter().map(|finding| finding.id.as_str()));
    }

    fn verdict(mut self) -> Verdict {
        let left: Vec<&Finding> = self
            .findings
            .iter()
            .filter(|finding| finding.outcome == Outcome::Bad)
            .filter(|finding| !self.explained.contains(finding.id.as_str()))
            .collect();
        if !left.is_empty() {
            self.add(Side::Unclear, "unclear-other", &left);
        }
        let is_on = |side: Side| self.causes.iter().any(|cause| cause.side == side);
        let (customer, provider) = (is_on(Side::Customer), is_on(Side::Provider));
        let both = customer && provider;
        // A cause with a side says more than one without.
        let first = self
            .causes
            .iter()
            .find(|cause| matches!(cause.side, Side::Customer | Side::Provider))
            .or_else(|| self.causes.first());
        let Some(first) = first else { return self.without_cause() };
        let (side, says) =
            if both { (Side::Unclear, "unclear-both") } else { (first.side, first.says) };
        let mut because = first.because.clone();
        let others = self.causes.iter().flat_map(|cause| &cause.because);
        for id in others {
            if !because.contains(id) {
                because.push(id.clone());
            }
        }
        Verdict { side, says, because }
    }

    /// Nothing is wrong, as far as anything was measured.
    fn without_cause(&self) -> Verdict {
        let telling: Vec<String> = self
            .findings
            .iter()
            .filter(|finding| is_about_telephoning(finding) && finding.outcome == Outcome::Good)
            .map(|finding| finding.id.clone())
            .collect();
        if telling.is_empty() {
            let asked = |finding: &&Finding| {
                is_about_telephoning(finding) && finding.outcome == Outcome::Unknown
            };
            let because: Vec<String> =
                self.findings.iter().filter(asked).map(|finding| finding.id.clone()).collect();
            let says = if because.is_empty() { "unclear-nothing" } else { "unclear-unanswered" };
            return Verdict { side: Side::Unclear, says, because };
        }
        Verdict { side: Side::Healthy, says: "healthy", because: telling }
    }
}

/// Whether a finding that is good shows that telephoning works as far as it was looked at.
fn is_about_telephoning(finding: &Finding) -> bool {
    ["registration", "port", "server", "path"].contains(&finding.probe)
}

#[cfg(test)]
mod tests;

//! A diagnosis as the station makes it: planned from what it knows, watched, cancelled, kept.

use std::fmt::Write as _;
use std::time::Duration;

use contract::{DiagnosisState, DiagnosisView, ProbeState, ProbeView, show};
use faults::{Evidence, Finding, Told, Verdict};
use probes::{Diagnosed, Plan, Progress, Subject};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{Core, FaultDone};
use crate::plan;
use crate::station::core::{Done, now};
use crate::station::views::Mark;

/// News of probes that wait. Beyond: some are left out, and the end tells all.
const NEWS: usize = 256;
/// Shortest time between two steps of one probe that are shown.
const PACE: Duration = Duration::from_millis(300);
/// Calls whose quality is looked at.
const CALLS: u32 = 5;
/// Name of the file in a report.
const FILE: &str = "diagnosis.txt";

/// News of a diagnosis.
pub(in crate::station) enum News {
    /// It has begun.
    Began { subjects: Vec<Subject>, started_at: clock::Timestamp, ends_at: clock::Timestamp },
    /// A probe got further.
    Moved(Progress),
    /// It is over.
    Over(Box<Diagnosed>),
}

/// The last diagnosis, or the one that runs.
#[derive(Debug, Default)]
pub(super) struct Diagnosing {
    view: DiagnosisView,
    findings: Vec<Finding>,
    verdict: Option<Verdict>,
    /// Ends the one that runs.
    stop: Option<CancellationToken>,
}

impl Diagnosing {
    pub(super) fn cancel(&self) {
        if let Some(stop) = &self.stop {
            stop.cancel();
        }
    }

    /// What was found so far, as a file of a report.
    pub(super) fn evidence(&self) -> Option<Evidence> {
        (!self.findings.is_empty()).then(|| evidence_of(&self.findings, self.verdict.as_ref()))
    }

    /// The verdict for a report; none while it is still looked for.
    pub(super) fn told(&self) -> Option<Told> {
        self.verdict.as_ref().map(told_of)
    }
}

impl Core {
    pub(in crate::station) fn diagnosis_view(&self) -> DiagnosisView {
        self.faults.diagnosing.view.clone()
    }

    /// Begins a diagnosis; one that runs goes on.
    pub(super) fn diagnose(&mut self) {
        if self.faults.diagnosing.stop.is_some() {
            return;
        }
        let stop = CancellationToken::new();
        self.faults.diagnosing.stop = Some(stop.clone());
        let (plan, done) = (self.plan(), self.done.clone());
        // Not among the station's tasks: nothing has to be written when the program ends.
        tokio::spawn(async move {
            let plan = plan.await;
            let (progress, news) = mpsc::channel(NEWS);
            let diagnosis = probes::Diagnosis::start(plan, progress, stop);
            let tell = |news| done.send(Done::Fault(FaultDone::Diagnosis(news)));
            let began = News::Began {
                subjects: diagnosis.subjects().to_vec(),
                started_at: diagnosis.started_at(),
                ends_at: diagnosis.ends_at(),
            };
            if tell(began).await.is_err() {
                return;
            }
            let watching = watch(news, &done);
            let (diagnosed, ()) = tokio::join!(diagnosis.finished(), watching);
            // The station is gone only when the program ends.
            drop(tell(News::Over(Box::new(diagnosed))).await);
        });
    }

    /// What is to be looked at, from what the station knows now.
    pub(super) fn plan(&self) -> impl Future<Output = Plan> + Send + 'static {
        let mut planned = Plan { folder: Some(self.profile.clone()), ..Plan::default() };
        for (account, standing) in self.switchboard.accounts() {
            let state = plan::state(standing);
            plan::add_account(&mut planned, &account.into(), state, errors(standing));
        }
        if let Some(contract) = &self.faults.in_force.contract {
            plan::add_contract(&mut planned, contract);
        }
        let names = |devices: &[contract::DeviceView]| {
            devices.iter().map(|device| device.name.clone()).collect()
        };
        planned.sounds = Some(probes::Sounds {
            inputs: names(&self.devices.inputs),
            outputs: names(&self.devices.outputs),
            missing: self.devices.missing.clone(),
            ..probes::Sounds::default()
        });
        let has_call = !self.switchboard.calls().is_empty();
        let loop_test = if has_call {
            let busy = async { Err(probes::LoopTrouble::Busy) };
            probes::LoopTest(Box::pin(busy))
        } else {
            probes::LoopTest(crate::sound_test::loop_test(self.sounds.choice()))
        };
        planned.loop_test = Some(loop_test);
        let store = self.store.clone();
        async move {
            let query = storage::Query { limit: CALLS, ..storage::Query::default() };
            match store.records(query).await {
                Ok(page) => {
                    let at = now().timestamp;
                    let calls = page.records.iter();
                    planned.calls =
                        calls.filter_map(|listed| plan::call(&listed.record, at)).collect();
                }
                Err(error) => tracing::warn!(%error, "the last calls cannot be looked at"),
            }
            planned
        }
    }

    pub(super) fn diagnosis_moved(&mut self, news: News) {
        let diagnosing = &mut self.faults.diagnosing;
        let mut has_finding = false;
        match news {
            News::Began { subjects, started_at, ends_at } => {
                diagnosing.findings.clear();
                diagnosing.verdict = None;
                diagnosing.view = DiagnosisView {
                    state: DiagnosisState::Running {
                        started_at: started_at.to_string(),
                        ends_at: ends_at.to_string(),
                    },
                    probes: subjects.into_iter().map(waiting).collect(),
                    verdict: None,
                };
            }
            News::Moved(Progress { index, state }) => {
                let Some(probe) = diagnosing.view.probes.get_mut(index) else { return };
                probe.state = match state {
                    probes::ProbeState::Waiting => ProbeState::Waiting,
                    probes::ProbeState::Running { done } => {
                        ProbeState::Running { permille: permille(done) }
                    }
                    probes::ProbeState::Done(finding) => {
                        has_finding = true;
                        let view = show::finding(&finding);
                        diagnosing.findings.push(finding);
                        view
                    }
                };
            }
            News::Over(diagnosed) => {
                has_finding = true;
                diagnosing.stop = None;
                for (probe, finding) in diagnosing.view.probes.iter_mut().zip(&diagnosed.findings) {
                    probe.state = show::finding(finding);
                }
                diagnosing.view.verdict = Some(show::verdict(&diagnosed.verdict));
                diagnosing.view.state = DiagnosisState::Done {
                    ended_at: now().timestamp.to_string(),
                    cancelled: diagnosed.cancelled,
                };
                diagnosing.findings = diagnosed.findings;
                diagnosing.verdict = Some(diagnosed.verdict);
            }
        }
        self.views.mark(Mark::Diagnosis);
        if has_finding && let Some(piece) = self.faults.diagnosing.evidence() {
            self.add_to_draft(piece);
        }
    }
}

/// Passes news on, steps of one probe not too often.
async fn watch(mut news: mpsc::Receiver<Progress>, done: &mpsc::Sender<Done>) {
    let mut shown_at: Vec<Option<Instant>> = Vec::new();
    while let Some(progress) = news.recv().await {
        if shown_at.len() <= progress.index {
            shown_at.resize(progress.index + 1, None);
        }
        let is_step = matches!(progress.state, probes::ProbeState::Running { .. });
        let Some(last) = shown_at.get_mut(progress.index) else { continue };
        if is_step && last.is_some_and(|at| at.elapsed() < PACE) {
            continue;
        }
        *last = Some(Instant::now());
        let news = Done::Fault(FaultDone::Diagnosis(News::Moved(progress)));
        if done.send(news).await.is_err() {
            return;
        }
    }
}

fn waiting(subject: Subject) -> ProbeView {
    ProbeView {
        id: subject.id,
        probe: subject.probe.to_owned(),
        subject: subject.subject,
        state: ProbeState::Waiting,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held between 0 and 1,000 before"
)]
fn permille(done: f32) -> u16 {
    (done.clamp(0.0, 1.0) * 1_000.0) as u16
}

/// The last SIP error of an account.
fn errors(standing: &telephony::Registration) -> Vec<String> {
    match standing {
        telephony::Registration::Waiting { trouble, .. } => {
            trouble.status.iter().map(ToString::to_string).collect()
        }
        telephony::Registration::Disabled
        | telephony::Registration::Direct
        | telephony::Registration::Registering
        | telephony::Registration::Registered { .. } => Vec::new(),
    }
}

pub(super) fn told_of(verdict: &Verdict) -> Told {
    Told { side: verdict.side, says: verdict.says.to_owned() }
}

/// Findings as a file for technicians, verdict first.
pub(super) fn evidence_of(findings: &[Finding], verdict: Option<&Verdict>) -> Evidence {
    let mut text = String::new();
    // Writing to a text cannot fail.
    match verdict {
        Some(verdict) => {
            let because = verdict.because.join(", ");
            _ = writeln!(text, "verdict: {} ({}): {because}", verdict.says, verdict.side.code());
        }
        None => text.push_str("verdict: not yet, measuring goes on\n"),
    }
    for finding in findings {
        _ = write!(
            text,
            "{} [{}] {}: {}",
            finding.outcome.code(),
            finding.id,
            finding.subject,
            finding.says.code()
        );
        for (name, value) in &finding.measured {
            _ = write!(text, ", {name} {value}");
        }
        if let Some(limit) = &finding.limit {
            _ = write!(text, ", limit {limit}");
        }
        _ = writeln!(text, " ({} ms)", finding.took.as_millis());
    }
    Evidence { name: FILE.to_owned(), text }
}

#[cfg(test)]
mod tests {
    use faults::{Outcome, Says, Side};

    use super::*;

    #[test]
    fn findings_are_written_with_values_and_limits() {
        let finding = Finding::new("path", "a:1", Outcome::Bad, Says::PortOpen)
            .with("jitter", "21 ms")
            .within("20 ms (S1-142)");
        let because = vec!["path".to_owned()];
        let verdict = Verdict { side: Side::Customer, says: "path-here", because };

        let piece = evidence_of(&[finding], Some(&verdict));

        assert_eq!(
            piece.text,
            "verdict: path-here (customer): path\n\
             bad [path] a:1: port-open, jitter 21 ms, limit 20 ms (S1-142) (0 ms)\n"
        );
        assert!(evidence_of(&[], None).text.starts_with("verdict: not yet"));
    }

    #[test]
    fn steps_are_shown_in_per_mille() {
        for (done, shown) in [(0.0, 0), (0.5, 500), (1.0, 1_000), (7.0, 1_000), (-1.0, 0)] {
            assert_eq!(permille(done), shown);
        }
    }
}

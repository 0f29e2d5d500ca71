//! Runs all probes at once, tells how far they are, and ends in time whatever they do.
//!
//! Each probe is a task with a time limit of its own; none waits for another. What blocks a thread
//! (files of the system, its tools, its resolver) blocks a thread of its own that is left behind when
//! it hangs. A probe that is not done when its time is over is found [`Says::OutOfTime`], one that was
//! stopped [`Says::Cancelled`], and one that panics [`Says::Broken`]: there is a finding for each.

use std::sync::Arc;
use std::time::Duration;

use faults::{Finding, Outcome, Says, Verdict, judge};
use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::job::{Job, jobs};
use crate::{Plan, ProbeState, Progress, Subject};

/// A diagnosis under way. Dropping it stops it.
#[derive(Debug)]
pub struct Diagnosis {
    subjects: Vec<Subject>,
    started_at: Timestamp,
    ends_at: Timestamp,
    stop: CancellationToken,
    run: JoinHandle<Diagnosed>,
}

/// A diagnosis that is over.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosed {
    /// One for each of [`Diagnosis::subjects`], in their order.
    pub findings: Vec<Finding>,
    /// On which side of the handover point the fault lies.
    pub verdict: Verdict,
    /// When it began.
    pub started_at: Timestamp,
    /// How long it took.
    pub took: Duration,
    /// True when it was stopped early.
    pub cancelled: bool,
}

impl Diagnosis {
    /// Starts all probes of a plan. Must be called within a runtime.
    ///
    /// News that find `progress` full are dropped: the finding of every probe comes with
    /// [`Diagnosis::finished`] all the same.
    #[must_use]
    pub fn start(plan: Plan, progress: mpsc::Sender<Progress>, stop: CancellationToken) -> Self {
        let started_at = Timestamp::now();
        let limit = plan.limit;
        let jobs = jobs(plan, &progress);
        let subjects = jobs.iter().map(|job| job.subject.clone()).collect();
        // Ending one diagnosis ends nothing else that its starter stops by the same token.
        let stop = stop.child_token();
        let run = tokio::spawn(run(jobs, progress, stop.clone(), limit, started_at));
        let ends_at = started_at.checked_add(limit).unwrap_or(Timestamp::MAX);
        Self { subjects, started_at, ends_at, stop, run }
    }

    /// What is looked at, in the order in which it is shown.
    #[must_use]
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// When it began.
    #[must_use]
    pub const fn started_at(&self) -> Timestamp {
        self.started_at
    }

    /// When it is over at the latest.
    #[must_use]
    pub const fn ends_at(&self) -> Timestamp {
        self.ends_at
    }

    /// Waits for the end: at most the plan's limit.
    pub async fn finished(mut self) -> Diagnosed {
        let outcome = (&mut self.run).await;
        outcome.unwrap_or_else(|_broken| {
            let findings = self.subjects.iter().map(|one| unfinished(one, Says::Broken)).collect();
            diagnosed(findings, self.started_at, Duration::ZERO, false)
        })
    }
}

impl Drop for Diagnosis {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn run(
    jobs: Vec<Job>,
    progress: mpsc::Sender<Progress>,
    stop: CancellationToken,
    limit: Duration,
    started_at: Timestamp,
) -> Diagnosed {
    let started = Instant::now();
    let subjects: Arc<[Subject]> = jobs.iter().map(|job| job.subject.clone()).collect();
    let mut findings: Vec<Option<Finding>> = subjects.iter().map(|_| None).collect();
    let mut tasks = JoinSet::new();
    for (index, _) in jobs.iter().enumerate() {
        tell(&progress, index, ProbeState::Waiting);
    }
    for (index, job) in jobs.into_iter().enumerate() {
        tell(&progress, index, ProbeState::Running { done: 0.0 });
        tasks.spawn(carry_out(index, job, stop.clone(), limit));
    }
    let over = started + limit;
    while let Ok(Some(outcome)) = timeout_at(over, tasks.join_next()).await {
        // Of a task that broke nobody knows which it was; its finding is made below.
        let Ok((index, finding)) = outcome else { continue };
        tell(&progress, index, ProbeState::Done(finding.clone()));
        if let Some(place) = findings.get_mut(index) {
            *place = Some(finding);
        }
    }
    let says = if tasks.is_empty() { Says::Broken } else { Says::OutOfTime };
    tasks.abort_all();
    let findings = findings.into_iter().zip(subjects.iter()).enumerate();
    let findings = findings.map(|(index, (finding, subject))| {
        finding.unwrap_or_else(|| {
            let finding = unfinished(subject, says);
            tell(&progress, index, ProbeState::Done(finding.clone()));
            finding
        })
    });
    diagnosed(findings.collect(), started_at, started.elapsed(), stop.is_cancelled())
}

/// Carries out one probe, until it is done, its time is over, or it is stopped.
async fn carry_out(
    index: usize,
    job: Job,
    stop: CancellationToken,
    limit: Duration,
) -> (usize, Finding) {
    let started = Instant::now();
    let mut finding = tokio::select! {
        // A probe that is done is done, even when it was stopped at the same moment.
        biased;
        outcome = timeout(job.limit.min(limit), job.work) => {
            outcome.unwrap_or_else(|_elapsed| unfinished(&job.subject, Says::OutOfTime))
        }
        () = stop.cancelled() => unfinished(&job.subject, Says::Cancelled),
    };
    finding.id.clone_from(&job.subject.id);
    if finding.subject.is_empty() {
        finding.subject.clone_from(&job.subject.subject);
    }
    finding.took = started.elapsed();
    (index, finding)
}

fn unfinished(subject: &Subject, says: Says) -> Finding {
    let mut finding = Finding::new(subject.probe, &subject.subject, Outcome::Unknown, says);
    finding.id.clone_from(&subject.id);
    finding
}

fn diagnosed(
    findings: Vec<Finding>,
    started_at: Timestamp,
    took: Duration,
    cancelled: bool,
) -> Diagnosed {
    let verdict = judge(&findings);
    Diagnosed { findings, verdict, started_at, took, cancelled }
}

fn tell(progress: &mpsc::Sender<Progress>, index: usize, state: ProbeState) {
    // Nobody may watch, or watch too slowly; the diagnosis goes on.
    let _unheard = progress.try_send(Progress { index, state });
}

#[cfg(test)]
mod tests;

//! A shelf in memory and a clock turned by hand, for tests of what runs in simulated time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};

use clock::Timestamp;
use faults::{
    Affects, Cast, Comment, CommentState, CommentStep, Draft, Effort, Event, Evidence,
    FOLLOWED_AFTER_CLOSE, Followed, Happening, Look, Report, Shelf, Stage, Step, Ticket,
    TicketState, Update, WaitingComment, Works,
};
use model::{CommentId, ReportId};
use tokio::time::Instant;

use crate::outbox::later;

/// Wall clock that goes with tokio's.
pub(crate) fn simulated() -> Timestamp {
    static START: LazyLock<std::time::Instant> = LazyLock::new(std::time::Instant::now);
    let elapsed = Instant::now().into_std().saturating_duration_since(*START);
    later(Timestamp::from_second(1_800_000_000).unwrap(), elapsed)
}

#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("full")]
pub(crate) struct Full;

/// Keeps as a database does, and fails when told.
#[derive(Clone, Default)]
pub(crate) struct Memory(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    reports: BTreeMap<ReportId, Row>,
    comments: Vec<CommentRow>,
    writes_until_failure: Option<u32>,
}

struct Row {
    report: Report,
    looked_at: Option<Timestamp>,
    stage: Option<Stage>,
    events: Vec<Event>,
    updates: Vec<Update>,
}

struct CommentRow {
    report: ReportId,
    comment: Comment,
    state: CommentState,
}

impl Memory {
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap()
    }

    pub(crate) fn put(&self, report: Report) {
        let row =
            Row { looked_at: None, stage: None, events: Vec::new(), updates: Vec::new(), report };
        self.lock().reports.insert(row.report.id, row);
    }

    pub(crate) fn put_comment(&self, report: ReportId, comment: Comment) {
        let state = CommentState::Queued(Effort::default());
        self.lock().comments.push(CommentRow { report, comment, state });
    }

    /// As a run leaves it that was killed while the comment was being sent.
    pub(crate) fn put_comment_in_doubt(&self, report: ReportId, comment: Comment, at: Timestamp) {
        let effort = Effort { retry_at: Some(at), ..Effort::default() };
        self.lock().comments.push(CommentRow {
            report,
            comment,
            state: CommentState::Sending(effort),
        });
    }

    /// As if the last run had looked at it.
    pub(crate) fn set_looked_at(&self, report: ReportId, at: Timestamp) {
        self.lock().reports.get_mut(&report).unwrap().looked_at = Some(at);
    }

    /// Something that the person does.
    pub(crate) fn step(&self, report: ReportId, step: Step) {
        self.lock().reports.get_mut(&report).unwrap().report.state.take(step).unwrap();
    }

    pub(crate) fn state(&self, report: ReportId) -> Option<TicketState> {
        self.lock().reports.get(&report).map(|row| row.report.state.clone())
    }

    pub(crate) fn comment_states(&self) -> Vec<&'static str> {
        self.lock().comments.iter().map(|row| row.state.code()).collect()
    }

    pub(crate) fn events(&self, report: ReportId) -> Vec<&'static str> {
        let kept = self.lock();
        kept.reports.get(&report).unwrap().events.iter().map(|event| event.what.code()).collect()
    }

    pub(crate) fn updates(&self, report: ReportId) -> Vec<String> {
        let kept = self.lock();
        kept.reports.get(&report).unwrap().updates.iter().map(|one| one.text.clone()).collect()
    }

    pub(crate) fn fail_write(&self, which: u32) {
        self.lock().writes_until_failure = Some(which);
    }

    fn waiting(&self) -> Vec<Report> {
        let kept = self.lock();
        let reports = kept.reports.values().map(|row| &row.report);
        reports.filter(|report| report.state.effort().is_some()).cloned().collect()
    }

    /// Comments that may be sent when their time has come.
    fn waiting_comments(&self) -> Vec<WaitingComment> {
        let kept = self.lock();
        let mut held_up = BTreeSet::new();
        let mut waiting = Vec::new();
        for CommentRow { report, comment, state } in &kept.comments {
            let Some(row) = kept.reports.get(report) else { continue };
            let is_filed =
                row.report.state.ticket().is_some() && row.report.state.effort().is_none();
            let is_free = is_filed && !held_up.contains(report);
            if is_free && state.effort().is_some() {
                let report = Report { evidence: Vec::new(), ..row.report.clone() };
                let (comment, state) = (comment.clone(), state.clone());
                waiting.push(WaitingComment { report, comment, state });
            }
            if state.holds_up() {
                held_up.insert(*report);
            }
        }
        waiting
    }
}

impl Kept {
    fn write(&mut self) -> Result<(), Full> {
        let Some(left) = self.writes_until_failure.as_mut() else { return Ok(()) };
        *left = left.wrapping_sub(1);
        if *left == 0 { Err(Full) } else { Ok(()) }
    }
}

impl Shelf for Memory {
    type Error = Full;

    async fn due(&self, now: Timestamp) -> Result<Option<Report>, Full> {
        Ok(self.waiting().into_iter().find(|report| due_at(report.state.effort()) <= now))
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, Full> {
        Ok(self.waiting().iter().map(|report| due_at(report.state.effort())).min())
    }

    async fn keep(&self, id: ReportId, state: TicketState) -> Result<(), Full> {
        let mut kept = self.lock();
        kept.write()?;
        kept.reports.get_mut(&id).unwrap().report.state = state;
        Ok(())
    }

    async fn in_doubt(&self) -> Result<Vec<Report>, Full> {
        let is_in_doubt = |report: &Report| {
            let effort = report.state.effort();
            effort.is_some_and(|effort| effort.trouble.is_none() && effort.retry_at.is_some())
        };
        Ok(self.waiting().into_iter().filter(is_in_doubt).collect())
    }

    async fn hurry(&self) -> Result<(), Full> {
        let mut kept = self.lock();
        for row in kept.reports.values_mut() {
            let _filed_already = row.report.state.take(Step::Hurry);
        }
        for row in &mut kept.comments {
            let _sent_already = row.state.take(CommentStep::Hurry);
        }
        Ok(())
    }

    async fn due_comment(&self, now: Timestamp) -> Result<Option<WaitingComment>, Full> {
        let waiting = self.waiting_comments();
        Ok(waiting.into_iter().find(|waiting| due_at(waiting.state.effort()) <= now))
    }

    async fn next_due_comment(&self) -> Result<Option<Timestamp>, Full> {
        Ok(self.waiting_comments().iter().map(|waiting| due_at(waiting.state.effort())).min())
    }

    async fn keep_comment(&self, id: CommentId, state: CommentState) -> Result<(), Full> {
        let mut kept = self.lock();
        kept.write()?;
        kept.comments.iter_mut().find(|row| row.comment.id == id).unwrap().state = state;
        Ok(())
    }

    async fn comments_in_doubt(&self) -> Result<Vec<WaitingComment>, Full> {
        let is_in_doubt = |waiting: &WaitingComment| {
            let effort = waiting.state.effort();
            waiting.state.code() == "sending"
                && effort.is_some_and(|one| one.trouble.is_none() && one.retry_at.is_some())
        };
        Ok(self.waiting_comments().into_iter().filter(is_in_doubt).collect())
    }

    async fn followed(&self, now: Timestamp) -> Result<Vec<Followed>, Full> {
        let closed_long_ago = |row: &Row| {
            let closed = row.events.iter().rev().find(|event| event.what == Happening::Closed);
            row.report.state.code() == "closed"
                && closed.is_some_and(|event| later(event.at, FOLLOWED_AFTER_CLOSE) <= now)
        };
        let kept = self.lock();
        let filed = kept.reports.values().filter(|row| {
            let state = &row.report.state;
            state.ticket().is_some() && state.effort().is_none() && !closed_long_ago(row)
        });
        let followed = filed.map(|row| Followed {
            report: Report { evidence: Vec::new(), ..row.report.clone() },
            looked_at: row.looked_at,
            stage: row.stage,
            latest_at: row.events.last().map_or(row.report.created_at, |event| event.at),
            known: row.updates.iter().map(|update| update.id.clone()).collect(),
        });
        Ok(followed.collect())
    }

    async fn keep_news(&self, look: Look) -> Result<bool, Full> {
        let mut kept = self.lock();
        kept.write()?;
        let Some(row) = kept.reports.get_mut(&look.report) else { return Ok(false) };
        if row.report.state != look.before {
            return Ok(false);
        }
        row.report.state = look.state;
        row.stage = look.stage;
        row.looked_at = Some(look.looked_at);
        row.events.extend(look.events);
        row.updates.extend(look.updates);
        Ok(true)
    }
}

fn due_at(effort: Option<&Effort>) -> Timestamp {
    effort.and_then(|effort| effort.retry_at).unwrap_or(Timestamp::MIN)
}

pub(crate) fn id(seed: u8) -> ReportId {
    ReportId::from_random_bytes([seed; 16])
}

pub(crate) fn ticket(number: usize) -> Ticket {
    Ticket { reference: number.to_string(), link: None }
}

/// A report of class FK3.
pub(crate) fn queued(seed: u8) -> Report {
    let mut report = Draft {
        what: "no sound".to_owned(),
        affects: Affects::OnlyMe,
        works: Works::Partly,
        evidence: vec![Evidence { name: "calls.txt".to_owned(), text: "none".to_owned() }],
        cast: Cast::default(),
    }
    .finish(id(seed), Timestamp::UNIX_EPOCH)
    .unwrap();
    report.state.take(Step::Queue).unwrap();
    report
}

/// The same, filed just now.
pub(crate) fn filed(seed: u8) -> Report {
    let state = TicketState::Filed(ticket(seed.into()));
    Report { state, created_at: simulated(), ..queued(seed) }
}

pub(crate) fn comment(seed: u8, text: &str) -> Comment {
    let id = CommentId::from_random_bytes([seed; 16]);
    Comment { id, at: Timestamp::UNIX_EPOCH, text: text.to_owned(), files: Vec::new() }
}

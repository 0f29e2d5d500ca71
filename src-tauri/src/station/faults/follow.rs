//! What a person does with a report that was sent.

use contract::{Refusal, RefusalCode, StageView};
use faults::{
    Comment, Event, Happening, News, PauseReason, Shelf as _, Stage, Step, Ticket, TicketState,
    follow,
};
use model::{CommentId, ReportId};
use storage::{Store, StoreError};

use super::{Changed, Core, FaultDone, Reply, answer, files, moment, random_id, storage_failed};
use crate::station::core::now;

/// Longest comment.
const WORDS_BYTES: usize = 64 * 1024;
/// Longest name of whoever was spoken with, and longest number of a ticket.
const NAME_CHARS: usize = 120;
/// How often a decision is made anew because the report moved meanwhile.
const TRIES: usize = 5;

impl Core {
    /// Says that the hotline was called; goes to the ticket too. Source: S0-09.
    pub(super) fn confirm_call(
        &self,
        report: &str,
        at: Option<String>,
        spoke_with: &str,
        reply: Reply,
    ) {
        let read = || -> Result<_, Refusal> {
            let at = moment(at.as_deref(), now().timestamp)?;
            let name = one_line(spoke_with);
            if name.is_empty() {
                return Err(Refusal::new(RefusalCode::InvalidField, "spokeWith"));
            }
            Ok((self.report_id(report)?, at, name))
        };
        let (id, at, spoke_with) = match read() {
            Ok(read) => read,
            Err(refusal) => return answer(reply, Err(refusal)),
        };
        let time = at.to_string();
        let text = self.words().tell("comment-called", &[("time", &time), ("name", &spoke_with)]);
        let (store, outbox) = (self.store.clone(), self.faults.filings.outbox.clone());
        self.beside(async move {
            let event = Event { at, what: Happening::Telephoned { spoke_with } };
            let outcome = async {
                store.add_event(id, event).await?;
                store.add_comment(id, comment(text, Vec::new())).await
            };
            let outcome = outcome.await.map_err(|error| storage_failed(&error));
            outbox.look().await;
            changed(id, outcome, reply)
        });
    }

    /// Adds words and files to a report's ticket.
    pub(super) fn comment_report(
        &self,
        report: &str,
        text: String,
        paths: Vec<String>,
        reply: Reply,
    ) {
        let id = match self.report_id(report) {
            Ok(_) if text.trim().is_empty() && paths.is_empty() => {
                return answer(reply, Err(Refusal::new(RefusalCode::ReportEmpty, "")));
            }
            Ok(_) if text.len() > WORDS_BYTES => {
                return answer(reply, Err(Refusal::new(RefusalCode::InvalidField, "text")));
            }
            Ok(id) => id,
            Err(refusal) => return answer(reply, Err(refusal)),
        };
        if let Some(place) = faults::find_secrets(&text).first() {
            let subject = format!(":{}", place.line);
            return answer(reply, Err(Refusal::new(RefusalCode::SecretInReport, subject)));
        }
        let (store, outbox) = (self.store.clone(), self.faults.filings.outbox.clone());
        self.beside(async move {
            let outcome = match files::read(paths).await {
                Err(refusal) => Err(refusal),
                Ok(files) => store
                    .add_comment(id, comment(text.trim().to_owned(), files))
                    .await
                    .map_err(|error| storage_failed(&error)),
            };
            outbox.look().await;
            changed(id, outcome, reply)
        });
    }

    /// Says whether it works again: closes the report, or tells the provider that it does not.
    pub(super) fn answer_fixed(&self, report: &str, fixed: bool, reply: Reply) {
        let id = match self.report_id(report) {
            Ok(id) => id,
            Err(refusal) => return answer(reply, Err(refusal)),
        };
        let key = if fixed { "comment-fixed" } else { "comment-not-fixed" };
        let text = self.words().say(key);
        let (store, outbox) = (self.store.clone(), self.faults.filings.outbox.clone());
        self.beside(async move {
            let decide = |state: &TicketState| fixed_or_not(state, fixed);
            let mut outcome = decided(&store, id, decide).await;
            if outcome.is_ok() {
                let added = store.add_comment(id, comment(text, Vec::new())).await;
                outcome = added.map_err(|error| storage_failed(&error));
            }
            outbox.look().await;
            changed(id, outcome, reply)
        });
    }

    /// Writes down how far the provider is, where its ticket system does not tell.
    pub(super) fn mark_stage(
        &self,
        report: &str,
        stage: StageView,
        at: Option<String>,
        reply: Reply,
    ) {
        let read = || Ok((self.report_id(report)?, moment(at.as_deref(), now().timestamp)?));
        let (id, at) = match read() {
            Ok(read) => read,
            Err(refusal) => return answer(reply, Err(refusal)),
        };
        let store = self.store.clone();
        self.beside(async move {
            let outcome = match marked(stage) {
                Mark::Stage(stage) => staged(&store, id, stage, at).await,
                Mark::Acknowledged => {
                    let decide = |state: &TicketState| {
                        let mut state = state.clone();
                        state.take(Step::Acknowledge).ok()?;
                        Some((state, vec![Event { at, what: Happening::Reacted }]))
                    };
                    decided(&store, id, decide).await
                }
            };
            changed(id, outcome, reply)
        });
    }

    /// Writes down the ticket's number, where the provider told it by mail or telephone.
    pub(super) fn set_reference(&self, report: &str, reference: &str, reply: Reply) {
        let reference = one_line(reference);
        let read = || {
            if reference.is_empty() {
                return Err(Refusal::new(RefusalCode::InvalidField, "reference"));
            }
            self.report_id(report)
        };
        let id = match read() {
            Ok(id) => id,
            Err(refusal) => return answer(reply, Err(refusal)),
        };
        let store = self.store.clone();
        self.beside(async move {
            let outcome =
                decided(&store, id, |state| Some((with_reference(state, &reference)?, Vec::new())));
            let outcome = outcome.await;
            changed(id, outcome, reply)
        });
    }

    /// Asks the ticket system about a report now.
    pub(super) fn look_report(&self, report: &str, reply: Reply) {
        let id = match self.report_id(report) {
            Ok(id) => id,
            Err(refusal) => return answer(reply, Err(refusal)),
        };
        let is_filed = self.faults.find(id).is_some_and(|kept| {
            kept.report.state.ticket().is_some() && kept.report.state.effort().is_none()
        });
        if !is_filed {
            return answer(reply, Err(Refusal::new(RefusalCode::WrongState, report)));
        }
        match self.settings.ticket_desk {
            storage::TicketDesk::File { .. } | storage::TicketDesk::Mail { .. } => {
                answer(reply, Err(Refusal::new(RefusalCode::NotSupported, "")));
            }
            storage::TicketDesk::RequestTracker { .. }
            | storage::TicketDesk::Redmine { .. }
            | storage::TicketDesk::Jira { .. }
            | storage::TicketDesk::Zammad { .. }
            | storage::TicketDesk::Znuny { .. } => {
                let tracker = self.faults.filings.tracker.clone();
                self.beside(async move {
                    tracker.look_now(id).await;
                    FaultDone::Answered { outcome: Ok(None), reply }
                });
            }
        }
    }

    /// Marks what the provider wrote as read.
    pub(super) fn see_updates(&self, report: &str, reply: Reply) {
        let id = match self.report_id(report) {
            Ok(id) => id,
            Err(refusal) => return answer(reply, Err(refusal)),
        };
        let store = self.store.clone();
        self.beside(async move {
            let outcome = store.see_updates(id).await.map_err(|error| storage_failed(&error));
            changed(id, outcome, reply)
        });
    }

    /// Forgets a report here; its ticket stays. One that is just being filed is left alone.
    pub(super) fn forget_report(&self, report: &str, reply: Reply) {
        let id = match self.report_id(report) {
            Ok(id) => id,
            Err(refusal) => return answer(reply, Err(refusal)),
        };
        let is_under_way = self.faults.find(id).is_some_and(|kept| {
            let effort = kept.report.state.effort();
            let is_queued = matches!(kept.report.state, TicketState::Queued(_));
            !is_queued && effort.is_some_and(|effort| effort.trouble.is_none())
        });
        if is_under_way {
            return answer(reply, Err(Refusal::new(RefusalCode::WrongState, report)));
        }
        let store = self.store.clone();
        self.beside(async move {
            let outcome = store.delete_report(id).await.map_err(|error| storage_failed(&error));
            FaultDone::Changed {
                report: id,
                outcome: outcome.map(|()| Changed::Gone),
                reply: Some(reply),
            }
        });
    }
}

fn changed(report: ReportId, outcome: Result<(), Refusal>, reply: Reply) -> FaultDone {
    let outcome = outcome.map(|()| Changed::Different);
    FaultDone::Changed { report, outcome, reply: Some(reply) }
}

fn comment(text: String, files: Vec<faults::Attachment>) -> Comment {
    let id = CommentId::from_random_bytes(random_id());
    Comment { id, at: now().timestamp, text, files }
}

fn one_line(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.chars().filter(|letter| !letter.is_control()).take(NAME_CHARS).collect()
}

/// Moves a report by a decision that is made anew when it moved meanwhile; refused where the
/// decision does not fit.
async fn decided(
    store: &Store,
    id: ReportId,
    decide: impl Fn(&TicketState) -> Option<(TicketState, Vec<Event>)>,
) -> Result<(), Refusal> {
    for _ in 0..TRIES {
        let before = store.report(id).await.map_err(|error| storage_failed(&error))?.state;
        let Some((state, events)) = decide(&before) else { return Err(wrong_state(id)) };
        let moved = store.move_report(id, before, state, events).await;
        if moved.map_err(|error| storage_failed(&error))? {
            return Ok(());
        }
    }
    Err(wrong_state(id))
}

fn wrong_state(id: ReportId) -> Refusal {
    Refusal::new(RefusalCode::WrongState, id.to_string())
}

/// Goes to a stage as if the ticket system had told it.
async fn staged(
    store: &Store,
    id: ReportId,
    stage: Stage,
    at: clock::Timestamp,
) -> Result<(), Refusal> {
    for _ in 0..TRIES {
        let now = now().timestamp;
        let all = store.followed(now).await.map_err(|error| storage_failed(&error))?;
        let Some(mut followed) = all.into_iter().find(|one| one.report.id == id) else {
            return Err(wrong_state(id));
        };
        // What the system said before plays no part in what a person says now.
        followed.stage = None;
        let news = News { stage: Some(stage), since: Some(at), updates: Vec::new() };
        let look = follow(&followed, news, now);
        if look.state == look.before && look.events.is_empty() {
            return Err(wrong_state(id));
        }
        let kept: Result<bool, StoreError> = store.keep_news(look).await;
        if kept.map_err(|error| storage_failed(&error))? {
            return Ok(());
        }
    }
    Err(wrong_state(id))
}

/// What a person marks.
enum Mark {
    Stage(Stage),
    Acknowledged,
}

const fn marked(stage: StageView) -> Mark {
    match stage {
        StageView::Filed => Mark::Stage(Stage::Received),
        StageView::Acknowledged => Mark::Acknowledged,
        StageView::InWork => Mark::Stage(Stage::InWork),
        StageView::WaitingForCustomer => Mark::Stage(Stage::Waiting(PauseReason::Customer)),
        StageView::WaitingForThirdParty => Mark::Stage(Stage::Waiting(PauseReason::ThirdParty)),
        StageView::WaitingForAppointment => Mark::Stage(Stage::Waiting(PauseReason::Appointment)),
        StageView::Restored => Mark::Stage(Stage::Restored),
        StageView::Closed => Mark::Stage(Stage::Closed),
    }
}

/// Where a report goes when a person says whether it works, and what happened then.
fn fixed_or_not(state: &TicketState, fixed: bool) -> Option<(TicketState, Vec<Event>)> {
    let at = now().timestamp;
    let event = |what| Event { at, what };
    let mut after = state.clone();
    let mut events = Vec::new();
    if fixed {
        if matches!(state, TicketState::Paused { .. }) {
            events.push(event(Happening::Resumed));
        }
        if !matches!(state, TicketState::Restored(_)) {
            after.take(Step::Restore).ok()?;
            events.push(event(Happening::Restored));
        }
        after.take(Step::Close).ok()?;
        events.push(event(Happening::Closed));
    } else {
        after.take(Step::Reopen).ok()?;
        events.push(event(Happening::Reopened));
    }
    Some((after, events))
}

/// The same state with another number; nothing where there is no ticket yet.
fn with_reference(state: &TicketState, reference: &str) -> Option<TicketState> {
    let other = |ticket: &Ticket| Ticket { reference: reference.to_owned(), ..ticket.clone() };
    Some(match state {
        TicketState::Drafted
        | TicketState::Queued(_)
        | TicketState::Creating(_)
        // The desk still looks for its own ticket by this number.
        | TicketState::Attaching { .. } => return None,
        TicketState::Filed(ticket) => TicketState::Filed(other(ticket)),
        TicketState::Acknowledged(ticket) => TicketState::Acknowledged(other(ticket)),
        TicketState::InWork(ticket) => TicketState::InWork(other(ticket)),
        TicketState::Paused { ticket, why } => {
            TicketState::Paused { ticket: other(ticket), why: *why }
        }
        TicketState::Restored(ticket) => TicketState::Restored(other(ticket)),
        TicketState::Closed(ticket) => TicketState::Closed(other(ticket)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_works_again_is_closed_from_wherever_the_ticket_stands() {
        for (state, happened) in [
            (TicketState::Filed(ticket()), vec!["restored", "closed"]),
            (TicketState::Restored(ticket()), vec!["closed"]),
            (
                TicketState::Paused { ticket: ticket(), why: PauseReason::Customer },
                vec!["resumed", "restored", "closed"],
            ),
        ] {
            let (after, events) = fixed_or_not(&state, true).unwrap();
            let codes: Vec<_> = events.iter().map(|event| event.what.code()).collect();
            assert_eq!((after.code(), codes), ("closed", happened));
        }
        assert!(fixed_or_not(&TicketState::Closed(ticket()), true).is_none());
        assert!(fixed_or_not(&TicketState::Drafted, true).is_none());
    }

    #[test]
    fn what_does_not_work_goes_back_to_work() {
        for state in [TicketState::Restored(ticket()), TicketState::Closed(ticket())] {
            let (after, events) = fixed_or_not(&state, false).unwrap();
            assert_eq!((after.code(), events[0].what.code()), ("in-work", "reopened"));
        }
        assert!(fixed_or_not(&TicketState::InWork(ticket()), false).is_none());
    }

    #[test]
    fn a_number_is_taken_once_there_is_a_ticket() {
        let paused = TicketState::Paused { ticket: ticket(), why: PauseReason::Appointment };
        let after = with_reference(&paused, "4711").unwrap();

        assert_eq!(after.ticket().unwrap().reference, "4711");
        assert_eq!(after.code(), "paused");
        assert!(with_reference(&TicketState::Drafted, "4711").is_none());
        assert_eq!(one_line(" a\n\tb\u{7} "), "a b");
    }

    fn ticket() -> Ticket {
        Ticket { reference: "17".to_owned(), link: None }
    }
}

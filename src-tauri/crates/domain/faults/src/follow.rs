//! From what a ticket system tells to what happened to a report.
//!
//! People move tickets in any order: from received straight to restored, from closed back into work.
//! Each way there is made of steps that fit, so that no report ever gets stuck, and pauses and
//! resumptions alternate. What a person decided here ("it does not work after all") stands until the
//! provider moves the ticket again.

use std::collections::BTreeSet;

use clock::Timestamp;

use crate::{Event, Followed, Happening, Look, News, Stage, Step, TicketState, Update};

/// Judges what a ticket system told at `now` of a report that stands as `followed`.
///
/// The provider's own moments are taken where it tells them, kept between the report's making and
/// now: neither a clock that is wrong there nor one that went back here turns the order around.
#[must_use]
pub fn follow(followed: &Followed, news: News, now: Timestamp) -> Look {
    let made_at = followed.report.created_at;
    let now = now.max(followed.latest_at).max(made_at);
    let before = followed.report.state.clone();
    let mut state = before.clone();
    let mut events = Vec::new();

    let updates = new_updates(news.updates, &followed.known, made_at, now);
    events.extend(updates.iter().map(|update| Event { at: update.at, what: Happening::Updated }));

    let moved_at = news.since.unwrap_or(now).clamp(followed.latest_at.min(now), now);
    let has_moved = news.stage != followed.stage
        || news.since.zip(followed.looked_at).is_some_and(|(since, looked_at)| since > looked_at);
    let way = match news.stage {
        Some(stage) if has_moved => way(&before, stage),
        Some(_) | None => Vec::new(),
    };
    let is_unheard = match before {
        TicketState::Filed(_) => true,
        TicketState::Drafted
        | TicketState::Queued(_)
        | TicketState::Creating(_)
        | TicketState::Attaching { .. }
        | TicketState::Acknowledged(_)
        | TicketState::InWork(_)
        | TicketState::Paused { .. }
        | TicketState::Restored(_)
        | TicketState::Closed(_) => false,
    };
    if is_unheard {
        let written_at = updates.iter().map(|update| update.at).min();
        let begun_at = (!way.is_empty()).then_some(moved_at);
        if let Some(at) = written_at.into_iter().chain(begun_at).min() {
            events.insert(0, Event { at, what: Happening::Reacted });
            take(&mut state, Step::Acknowledge);
        }
    }
    for (step, what) in way {
        if take(&mut state, step) {
            events.extend(what.map(|what| Event { at: moved_at, what }));
        }
    }
    events.sort_by_key(|event| event.at);

    let (report, looked_at) = (followed.report.id, now);
    let stage = news.stage.or(followed.stage);
    Look { report, before, state, stage, events, updates, looked_at }
}

/// What is not known yet, each once, oldest first, at moments that can be.
fn new_updates(
    updates: Vec<Update>,
    known: &BTreeSet<String>,
    made_at: Timestamp,
    now: Timestamp,
) -> Vec<Update> {
    let mut seen = BTreeSet::new();
    let mut new: Vec<Update> = updates
        .into_iter()
        .filter(|update| !known.contains(&update.id) && seen.insert(update.id.clone()))
        .map(|update| Update { at: update.at.clamp(made_at, now), ..update })
        .collect();
    new.sort_by_key(|update| update.at);
    new
}

/// The steps from a state to a stage, each with what it means for the clocks.
fn way(state: &TicketState, stage: Stage) -> Vec<(Step, Option<Happening>)> {
    let start = (Step::StartWork, None);
    let resume = (Step::StartWork, Some(Happening::Resumed));
    let reopen = (Step::Reopen, Some(Happening::Reopened));
    let restore = (Step::Restore, Some(Happening::Restored));
    let close = (Step::Close, Some(Happening::Closed));
    let pause = |why| (Step::Pause(why), Some(Happening::Paused(why)));
    match state {
        // The provider has nothing to tell of a report that it does not have.
        TicketState::Drafted
        | TicketState::Queued(_)
        | TicketState::Creating(_)
        | TicketState::Attaching { .. } => Vec::new(),
        TicketState::Filed(_) | TicketState::Acknowledged(_) => match stage {
            Stage::Received => Vec::new(),
            Stage::InWork => vec![start],
            Stage::Waiting(why) => vec![pause(why)],
            Stage::Restored => vec![restore],
            Stage::Closed => vec![close],
        },
        TicketState::InWork(_) => match stage {
            Stage::Received | Stage::InWork => Vec::new(),
            Stage::Waiting(why) => vec![pause(why)],
            Stage::Restored => vec![restore],
            Stage::Closed => vec![close],
        },
        TicketState::Paused { why: standing, .. } => match stage {
            Stage::Received | Stage::InWork => vec![resume],
            Stage::Waiting(why) if why == *standing => Vec::new(),
            Stage::Waiting(why) => vec![resume, pause(why)],
            Stage::Restored => vec![resume, restore],
            Stage::Closed => vec![resume, close],
        },
        TicketState::Restored(_) => match stage {
            Stage::Received | Stage::InWork => vec![reopen],
            Stage::Waiting(why) => vec![reopen, pause(why)],
            Stage::Restored => Vec::new(),
            Stage::Closed => vec![close],
        },
        TicketState::Closed(_) => match stage {
            Stage::Received | Stage::InWork => vec![reopen],
            Stage::Waiting(why) => vec![reopen, pause(why)],
            Stage::Restored | Stage::Closed => Vec::new(),
        },
    }
}

/// Takes a step that fits by the making of [`way`].
fn take(state: &mut TicketState, step: Step) -> bool {
    state.take(step).is_ok()
}

#[cfg(test)]
mod tests;

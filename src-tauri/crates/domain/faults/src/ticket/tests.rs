//! The way of a report, step by step, and the steps that do not fit.

use super::*;
use crate::TroubleKind;

#[test]
fn a_report_goes_from_draft_to_closed() {
    let mut state = TicketState::Drafted;
    let steps = [
        (Step::Queue, "queued"),
        (Step::Create { settled_at: Timestamp::UNIX_EPOCH }, "creating"),
        (Step::Located(ticket()), "attaching"),
        (Step::Attach { settled_at: Timestamp::UNIX_EPOCH }, "attaching"),
        (Step::Attached, "filed"),
        (Step::Acknowledge, "acknowledged"),
        (Step::StartWork, "in-work"),
        (Step::Pause(PauseReason::Customer), "paused"),
        (Step::StartWork, "in-work"),
        (Step::Restore, "restored"),
        (Step::Reopen, "in-work"),
        (Step::Restore, "restored"),
        (Step::Close, "closed"),
    ];

    for (step, code) in steps {
        state.take(step).unwrap();
        assert_eq!(state.code(), code);
    }

    assert_eq!(state.ticket(), Some(&ticket()));
}

#[test]
fn a_failure_keeps_the_report_where_it_is_and_counts() {
    let mut state = TicketState::Creating(Effort::default());

    for _ in 0..2 {
        let trouble = Trouble::new(TroubleKind::Unreachable);
        state.take(Step::Failed { trouble, retry_at: Timestamp::UNIX_EPOCH }).unwrap();
    }

    assert_eq!(state.code(), "creating");
    assert_eq!(state.effort().unwrap().failures, 2);
    assert_eq!(state.effort().unwrap().retry_at, Some(Timestamp::UNIX_EPOCH));
    state.take(Step::Hurry).unwrap();
    assert_eq!(state.effort().unwrap().retry_at, None);
    assert_eq!(state.effort().unwrap().failures, 2);
}

#[test]
fn no_hurry_looks_for_a_ticket_that_the_server_may_still_be_making() {
    let settled_at = Timestamp::from_second(20).unwrap();
    let mut state = TicketState::Queued(Effort::default());

    state.take(Step::Create { settled_at }).unwrap();
    state.take(Step::Hurry).unwrap();
    assert_eq!(state.effort().unwrap().retry_at, Some(settled_at));

    for (kind, waits) in [(TroubleKind::TimedOut, true), (TroubleKind::SignIn, false)] {
        let trouble = Trouble::new(kind);
        state.take(Step::Failed { trouble, retry_at: settled_at }).unwrap();
        state.take(Step::Hurry).unwrap();
        assert_eq!(state.effort().unwrap().retry_at.is_some(), waits, "{kind:?}");
    }
}

#[test]
fn a_found_ticket_starts_its_attaching_with_a_clean_slate() {
    let mut state = TicketState::Creating(Effort { failures: 7, ..Effort::default() });

    state.take(Step::Located(ticket())).unwrap();

    assert_eq!(state.effort(), Some(&Effort::default()));
}

#[test]
fn what_does_not_fit_is_refused_and_changes_nothing() {
    for (before, step) in [
        (TicketState::Drafted, Step::Create { settled_at: Timestamp::UNIX_EPOCH }),
        (TicketState::Queued(Effort::default()), Step::Located(ticket())),
        (TicketState::Filed(ticket()), Step::Create { settled_at: Timestamp::UNIX_EPOCH }),
        (TicketState::Filed(ticket()), Step::Hurry),
        (TicketState::Closed(ticket()), Step::Queue),
        (TicketState::Drafted, Step::Close),
    ] {
        let mut state = before.clone();
        assert_eq!(state.take(step), Err(Refusal));
        assert_eq!(state, before);
    }
}

fn ticket() -> Ticket {
    Ticket { reference: "17".to_owned(), link: None }
}

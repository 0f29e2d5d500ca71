//! Reports survive in every state and come when they are due.

use super::*;

#[tokio::test]
async fn a_report_reads_back_in_every_state() {
    let profile = TempDir::new().unwrap();
    let store = Store::open(profile.path()).await.unwrap();
    let ticket = Ticket { reference: "17".to_owned(), link: Some("https://rt/17".to_owned()) };
    let trouble = Trouble {
        status: Some(503),
        retry_after: Some(Duration::from_secs(7)),
        ..Trouble::new(TroubleKind::ServerFailed).saying("busy")
    };
    let effort = Effort { failures: 3, retry_at: Some(second(9)), trouble: Some(trouble) };

    for state in [
        TicketState::Drafted,
        TicketState::Queued(Effort::default()),
        TicketState::Creating(effort.clone()),
        TicketState::Attaching { ticket: ticket.clone(), effort },
        TicketState::Filed(ticket.clone()),
        TicketState::Acknowledged(Ticket { link: None, ..ticket.clone() }),
        TicketState::InWork(ticket.clone()),
        TicketState::Paused { ticket: ticket.clone(), why: PauseReason::Customer },
        TicketState::Restored(ticket.clone()),
        TicketState::Closed(ticket.clone()),
    ] {
        let report = Report { state: state.clone(), ..report(1) };
        store.keep_report(report.clone()).await.unwrap();
        assert_eq!(store.report(report.id).await.unwrap(), report);
        store.keep(report.id, TicketState::Drafted).await.unwrap();
        store.keep(report.id, state.clone()).await.unwrap();
        assert_eq!(store.report(report.id).await.unwrap().state, state);
    }
    assert_eq!(store.reports().await.unwrap().len(), 1);
    store.delete_report(report(1).id).await.unwrap();
    assert_eq!(count(&store, "SELECT count(*) FROM evidence").await, 0);
    assert!(matches!(store.report(report(1).id).await, Err(StoreError::Missing)));
    let kept = store.keep(report(1).id, TicketState::Drafted).await;
    assert!(matches!(kept, Err(StoreError::Missing)));
}

#[tokio::test]
async fn the_oldest_report_that_is_due_comes_first() {
    let profile = TempDir::new().unwrap();
    let store = Store::open(profile.path()).await.unwrap();
    assert_eq!(store.next_due().await.unwrap(), None);
    for seed in [3, 1, 2] {
        let mut report = report(seed);
        report.state.take(Step::Queue).unwrap();
        store.keep_report(report).await.unwrap();
    }

    assert_eq!(store.next_due().await.unwrap(), Some(Timestamp::MIN));
    let first = store.due(second(100)).await.unwrap().unwrap();
    assert_eq!(first, Report { state: TicketState::Queued(Effort::default()), ..report(1) });

    for (seed, retry_at) in [(1, 200), (2, 150), (3, 300)] {
        let trouble = Some(Trouble::new(TroubleKind::Unreachable));
        let effort = Effort { retry_at: Some(second(retry_at)), trouble, ..Effort::default() };
        store.keep(report(seed).id, TicketState::Creating(effort)).await.unwrap();
    }
    assert_eq!(store.due(second(100)).await.unwrap(), None);
    assert_eq!(store.next_due().await.unwrap(), Some(second(150)));
    assert_eq!(store.due(second(200)).await.unwrap().unwrap().id, report(1).id);
    store.hurry().await.unwrap();
    assert_eq!(store.due(second(100)).await.unwrap().unwrap().id, report(1).id);
}

#[tokio::test]
async fn a_report_does_not_wait_for_a_moment_that_a_wrong_clock_set() {
    let profile = TempDir::new().unwrap();
    let store = Store::open(profile.path()).await.unwrap();
    let effort = Effort { retry_at: Some(second(1_000_000_000)), ..Effort::default() };
    store.keep_report(Report { state: TicketState::Queued(effort), ..report(1) }).await.unwrap();

    assert!(store.due(second(100)).await.unwrap().is_some());
}

//! What the fault desk keeps: history, news, comments, the draft; and what a full disk leaves.

use faults::{
    Attachment, Channel, ChannelKind, Chargeable, ClockKind, Comment, CommentState, CommentStep,
    Event, Facts, Fingerprint, Happening, Judged, Kind, Look, Overrule, Percent, Promise,
    PromiseKind, Side, Stage, Told, Update, Writing,
};
use model::CommentId;

use super::*;

#[tokio::test]
async fn a_profile_of_version_1_is_taken_over_whole() {
    let profile = TempDir::new().unwrap();
    let old = rusqlite::Connection::open(profile.path().join(DATABASE_FILE)).unwrap();
    old.execute_batch(include_str!("v1.sql")).unwrap();
    drop(old);

    let store = Store::open(profile.path()).await.unwrap();
    let reports = store.kept_reports().await.unwrap();

    let told: Vec<_> = reports
        .iter()
        .map(|kept| (kept.report.what.as_str(), kept.report.grade(), kept.report.state.code()))
        .collect();
    assert_eq!(
        told,
        [
            ("How do I park a call?", "FK4", "filed"),
            ("One-way audio since this morning", "FK3", "filed"),
        ]
    );
    for kept in &reports {
        let reported = Event { at: kept.report.created_at, what: Happening::Reported };
        assert_eq!(kept.report.events, [reported]);
        assert_eq!(kept.files.len(), 3);
        assert_eq!(kept.report.judged.chargeable, Chargeable::Unknown);
    }
    assert_eq!(store.followed(second(0)).await.unwrap().len(), 2, "they are looked at from now on");
}

#[tokio::test]
async fn everything_that_the_contract_said_reads_back() {
    let (_profile, store) = opened().await;
    let mut wanted = report(1);
    wanted.facts = Facts {
        kind: Kind::Change,
        repeats: Some(true),
        legal_duty: true,
        failing: Percent::from_thousandths(60_001),
        redundancy_lost: true,
        since: Some(second(4)),
        what_changed: "new firewall".to_owned(),
    };
    wanted.judged = Judged {
        provider: Some("spie-osmo".to_owned()),
        settings: [("state".to_owned(), "BY".to_owned())].into(),
        grade: "FK2".to_owned(),
        values: vec![("percent".to_owned(), "60.001".to_owned())],
        overruled: Some(Overrule { class: "FK2".to_owned(), comment: "because".to_owned() }),
        chargeable: Chargeable::Yes,
        promises: vec![Promise {
            kind: PromiseKind::Reaction,
            due_at: second(90),
            clock: ClockKind::Wall,
            why: "90 min".to_owned(),
        }],
        channels: vec![Channel {
            kind: ChannelKind::Telephone,
            demanded: true,
            target: "+495401858339".to_owned(),
            why: "must".to_owned(),
            rule: "fk1-outside-hours",
        }],
    };
    wanted.fingerprint = Some(Fingerprint::of(wanted.class, "a", "b", "c"));
    wanted.verdict = Some(Told { side: Side::Provider, says: "server-failed".to_owned() });
    wanted.events.push(Event {
        at: second(50),
        what: Happening::Telephoned { spoke_with: "Ms Meyer".to_owned() },
    });
    wanted.events.push(Event { at: second(51), what: Happening::Paused(PauseReason::Customer) });

    store.keep_report(wanted.clone()).await.unwrap();

    assert_eq!(store.report(wanted.id).await.unwrap(), wanted);
    let kept = store.kept_report(wanted.id).await.unwrap();
    assert_eq!(kept.report, Report { evidence: Vec::new(), ..wanted });
    assert_eq!(kept.files, ["one.txt", "two.txt"]);
}

#[tokio::test]
async fn news_is_kept_whole_or_not_at_all() {
    let (_profile, store) = opened().await;
    let filed = filed(1);
    store.keep_report(filed.clone()).await.unwrap();
    let look = Look {
        report: filed.id,
        before: filed.state.clone(),
        state: TicketState::InWork(ticket()),
        stage: Some(Stage::InWork),
        events: vec![Event { at: second(20), what: Happening::Reacted }],
        updates: vec![Update::new("u1", second(20), "Support", "We look")],
        looked_at: second(21),
    };

    assert!(store.keep_news(look.clone()).await.unwrap());
    assert!(!store.keep_news(look.clone()).await.unwrap(), "it no longer stands where it stood");
    let followed = store.followed(second(30)).await.unwrap().remove(0);
    assert_eq!(followed.looked_at, Some(second(21)));
    assert_eq!(followed.stage, Some(Stage::InWork));
    assert_eq!(followed.latest_at, second(20));
    assert_eq!(followed.known, ["u1".to_owned()].into());

    let again = Look { before: look.state.clone(), events: Vec::new(), ..look };
    assert!(store.keep_news(again).await.unwrap());
    let kept = store.kept_report(filed.id).await.unwrap();
    assert_eq!(kept.updates.len(), 1, "the same update is kept once");
    assert!(kept.updates[0].is_new);
    store.see_updates(filed.id).await.unwrap();
    assert!(!store.kept_report(filed.id).await.unwrap().updates[0].is_new);
}

#[tokio::test]
async fn what_a_person_decides_waits_for_nobody_and_overwrites_nothing() {
    let (_profile, store) = opened().await;
    let filed = filed(1);
    store.keep_report(filed.clone()).await.unwrap();
    let closed = TicketState::Closed(ticket());
    let event = Event { at: second(9), what: Happening::Closed };

    let stale = store
        .move_report(filed.id, closed.clone(), closed.clone(), vec![event.clone()])
        .await
        .unwrap();
    assert!(!stale);
    let moved = store
        .move_report(filed.id, filed.state.clone(), closed.clone(), vec![event])
        .await
        .unwrap();
    assert!(moved);

    let day = 24 * 60 * 60;
    assert_eq!(store.followed(second(9 + 13 * day)).await.unwrap().len(), 1);
    assert_eq!(store.followed(second(9 + 14 * day)).await.unwrap().len(), 0);
    assert_eq!(store.drop_evidence(second(9)).await.unwrap(), 0);
    assert_eq!(store.drop_evidence(second(10)).await.unwrap(), 2);
    assert_eq!(store.report(filed.id).await.unwrap().state, closed);
    let missing = store.add_event(report(5).id, Event { at: second(1), what: Happening::Closed });
    assert!(matches!(missing.await, Err(StoreError::Missing)));
}

#[tokio::test]
async fn a_warning_is_told_once_for_each_moment() {
    let (_profile, store) = opened().await;
    store.keep_report(filed(1)).await.unwrap();
    let warn = |due| store.keep_warning(filed(1).id, PromiseKind::Update, second(due));

    assert!(warn(100).await.unwrap());
    assert!(!warn(100).await.unwrap());
    assert!(warn(200).await.unwrap(), "a pause moved it");
    assert_eq!(store.kept_report(filed(1).id).await.unwrap().warned.len(), 2);
}

#[tokio::test]
async fn comments_go_in_order_once_their_report_is_filed() {
    let (_profile, store) = opened().await;
    let mut queued = report(1);
    queued.state.take(Step::Queue).unwrap();
    store.keep_report(queued.clone()).await.unwrap();
    for seed in [1, 2] {
        store.add_comment(queued.id, comment(seed)).await.unwrap();
    }
    assert_eq!(store.due_comment(second(9)).await.unwrap(), None);
    assert_eq!(store.next_due_comment().await.unwrap(), None);

    store.keep(queued.id, TicketState::Filed(ticket())).await.unwrap();
    let first = store.due_comment(second(9)).await.unwrap().unwrap();
    assert_eq!(first.comment, comment(1));
    assert_eq!(store.next_due_comment().await.unwrap(), Some(Timestamp::MIN));

    let mut state = first.state;
    state.take(CommentStep::Send { settled_at: second(40) }).unwrap();
    state
        .take(CommentStep::Failed {
            trouble: Trouble::new(TroubleKind::Unreachable),
            retry_at: second(60),
        })
        .unwrap();
    store.keep_comment(comment(1).id, state.clone()).await.unwrap();
    assert_eq!(store.due_comment(second(9)).await.unwrap(), None, "the second waits for the first");
    assert_eq!(store.next_due_comment().await.unwrap(), Some(second(60)));
    store.hurry().await.unwrap();
    assert_eq!(store.due_comment(second(9)).await.unwrap().unwrap().comment.id, comment(1).id);

    store.keep_comment(comment(1).id, CommentState::Sent).await.unwrap();
    assert_eq!(store.due_comment(second(9)).await.unwrap().unwrap().comment, comment(2));
    assert_eq!(count(&store, "SELECT count(*) FROM comment_file").await, 1);
    assert_eq!(store.kept_report(queued.id).await.unwrap().comments_waiting, 1);
    let lost = store.add_comment(report(9).id, comment(3)).await;
    assert!(matches!(lost, Err(StoreError::Missing)));
}

#[tokio::test]
async fn a_draft_comes_back_with_its_words_and_answers() {
    let (profile, store) = opened().await;
    let mut writing = Writing::open(report(1).id, second(3));
    writing.what = "no sound".to_owned();
    writing.record = Some(record(1).id);
    writing.answers.failing_percent = Some(30.5);
    writing.answers.repeats = Some(false);
    writing.overrule = Some(Overrule { class: "FK1".to_owned(), comment: "worse".to_owned() });
    writing.keep.hosts = true;
    store.keep_draft(&writing).await.unwrap();
    writing.what = "no sound at all".to_owned();
    store.keep_draft(&writing).await.unwrap();
    store.close().await;

    let store = Store::open(profile.path()).await.unwrap();
    let back = store.draft().await.unwrap().unwrap();

    assert_eq!((back.id, back.opened_at, back.record), (writing.id, second(3), writing.record));
    assert_eq!((&back.what, &back.answers), (&writing.what, &writing.answers));
    assert_eq!((back.overrule, back.keep), (writing.overrule, writing.keep));
    store.drop_draft().await.unwrap();
    assert!(store.draft().await.unwrap().is_none());
}

#[tokio::test]
async fn a_full_disk_is_said_and_loses_nothing() {
    let (_profile, store) = opened().await;
    store.keep_report(filed(1)).await.unwrap();
    let mut writing = Writing::open(report(2).id, second(3));
    writing.what = "before".to_owned();
    store.keep_draft(&writing).await.unwrap();
    store
        .ask(|connection| {
            let pages: u32 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
            connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
            Ok(())
        })
        .await
        .unwrap();

    let large = "x".repeat(1_000_000);
    let mut report = report(2);
    report.evidence[0].text.clone_from(&large);
    assert!(matches!(store.keep_report(report.clone()).await, Err(StoreError::DiskFull)));
    let comment = Comment { text: large.clone(), ..comment(1) };
    let commented = store.add_comment(filed(1).id, comment).await;
    assert!(matches!(commented, Err(StoreError::DiskFull)));
    writing.what = large;
    assert!(matches!(store.keep_draft(&writing).await, Err(StoreError::DiskFull)));

    assert_eq!(store.report(filed(1).id).await.unwrap(), filed(1));
    assert!(matches!(store.report(report.id).await, Err(StoreError::Missing)));
    assert_eq!(store.draft().await.unwrap().unwrap().what, "before");
    store
        .ask(|connection| {
            connection.query_row("PRAGMA max_page_count = 1073741823", [], |_| Ok(()))?;
            Ok(())
        })
        .await
        .unwrap();
    store.keep_report(report).await.unwrap();
}

async fn opened() -> (TempDir, Store) {
    let profile = TempDir::new().unwrap();
    let store = Store::open(profile.path()).await.unwrap();
    (profile, store)
}

fn ticket() -> Ticket {
    Ticket { reference: "17".to_owned(), link: None }
}

fn filed(seed: u8) -> Report {
    Report { state: TicketState::Filed(ticket()), ..report(seed) }
}

fn comment(seed: u8) -> Comment {
    Comment {
        id: CommentId::from_random_bytes([seed; 16]),
        at: second(5),
        text: format!("comment {seed}"),
        files: vec![Attachment { name: "a.txt".to_owned(), bytes: vec![seed, 0, 255] }],
    }
}

//! Zammad's exchanges.

use faults::{Trouble, TroubleKind};
use secrecy::SecretString;
use servicedesk::{Desk, Wording, Zammad, ZammadServer};

use crate::replay::{Replay, SECRET, comments, report, ticket, told};

const RECORDING: &str = include_str!("zammad.json");

#[tokio::test]
async fn creates_a_ticket_and_gives_number_and_link() {
    let (replay, desk) = play(&["create"]).await;

    let created = desk.create(&report()).await;

    assert_eq!(created, Ok(ours(&replay)));
    replay.assert_done();
}

#[tokio::test]
async fn finds_the_oldest_ticket_with_the_mark_in_its_title() {
    let (replay, desk) = play(&["find"]).await;

    assert_eq!(desk.find(&report()).await, Ok(Some(ours(&replay))));
    replay.assert_done();
}

#[tokio::test]
async fn finds_nothing_only_when_database_and_index_know_nothing() {
    let (replay, desk) = play(&["find nothing", "find by the index"]).await;

    assert_eq!(desk.find(&report()).await, Ok(None));
    assert_eq!(desk.find(&report()).await, Ok(Some(ours(&replay))));
    replay.assert_done();
}

#[tokio::test]
async fn attaches_the_bundle_once() {
    let (replay, desk) = play(&["attach", "attached already"]).await;

    for _ in 0..2 {
        desk.attach(&ours(&replay), &report()).await.unwrap();
    }

    replay.assert_done();
}

#[tokio::test]
async fn adds_each_comment_once_with_its_files() {
    let (replay, desk) = play(&["comments", "comments already there"]).await;

    for comment in comments().iter().chain(&comments()) {
        desk.comment(&ours(&replay), &report(), comment).await.unwrap();
    }

    replay.assert_done();
}

#[tokio::test]
async fn a_file_that_is_never_taken_is_left_out_with_a_note() {
    let (replay, desk) = play(&["a file too large"]).await;
    let [comment, _] = comments();

    desk.comment(&ours(&replay), &report(), &comment).await.unwrap();

    replay.assert_done();
}

#[tokio::test]
async fn tells_the_stage_and_what_agents_wrote_to_the_customer() {
    let scenarios = ["received", "in work", "closed", "of its own"];
    let (replay, desk) = play(&scenarios).await;
    let mut seen = Vec::new();

    for _ in scenarios {
        seen.push(told(&desk.state(&ours(&replay), &report()).await.unwrap()));
    }

    let words = "19 2026-11-22T13:10:00Z Chris Miller via Faults: We are on it.\nWhich room?";
    let closed_at = "2026-11-22T15:00:00Z".to_owned();
    assert_eq!(
        seen,
        [
            (Some("received"), None, vec![]),
            (Some("in-work"), None, vec![words.to_owned()]),
            (Some("closed"), Some(closed_at), vec![]),
            (Some("waiting-customer"), None, vec![]),
        ]
    );
    replay.assert_done();
}

#[tokio::test]
async fn a_ticket_of_another_server_is_not_asked_for() {
    let (replay, desk) = play(&[]).await;
    let not_found = Err(Trouble::new(TroubleKind::NotFound));

    for link in
        ["https://other.example/#ticket/zoom/9", "http://127.0.0.1/#ticket/zoom/9", "17", ""]
    {
        let state = desk.state(&ticket("22009", link.to_owned()), &report()).await;
        assert_eq!(state, not_found, "{link}");
    }

    replay.assert_done();
}

#[tokio::test]
#[should_panic(expected = "body of POST /api/v1/tickets")]
async fn a_request_that_differs_from_what_is_written_down_is_noticed() {
    let replay = Replay::of(RECORDING, &["create"]).await;
    let server = ZammadServer { url: replay.url.clone(), ..ZammadServer::default() };
    let desk = Zammad::new(server, &SecretString::from(SECRET), Wording::default()).unwrap();

    assert!(desk.create(&report()).await.is_ok());

    replay.assert_done();
}

async fn play(scenarios: &[&str]) -> (Replay, Zammad) {
    let replay = Replay::of(RECORDING, scenarios).await;
    let server = ZammadServer {
        url: format!("{}/api/v1/", replay.url),
        group: "Faults".to_owned(),
        stages: [("wartet auf rückruf".to_owned(), "waiting-customer".to_owned())].into(),
        ..ZammadServer::default()
    };
    let desk = Zammad::new(server, &SecretString::from(SECRET), Wording::default()).unwrap();
    (replay, desk)
}

fn ours(replay: &Replay) -> faults::Ticket {
    ticket("22009", format!("{}/#ticket/zoom/9", replay.url))
}

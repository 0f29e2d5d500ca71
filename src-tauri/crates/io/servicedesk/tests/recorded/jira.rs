//! Jira Service Management's exchanges.

use faults::{Ticket, Trouble, TroubleKind};
use secrecy::SecretString;
use servicedesk::{Desk, Jira, JiraServer, Wording};

use crate::replay::{Replay, SECRET, comments, report, ticket, told};

const RECORDING: &str = include_str!("jira.json");

#[tokio::test]
async fn creates_a_request_and_gives_key_and_link() {
    let (replay, desk) = play(&["create", "create with a harmful link"]).await;

    assert_eq!(desk.create(&report()).await, Ok(ours(&replay)));
    let by_key = ticket("DESK-17", format!("{}/jira/browse/DESK-17", replay.url));
    assert_eq!(desk.create(&report()).await, Ok(by_key), "no script as a link");
    replay.assert_done();
}

#[tokio::test]
async fn finds_the_oldest_request_with_the_mark_in_its_summary() {
    let (replay, desk) = play(&["find", "find what the search does not know yet"]).await;

    for _ in 0..2 {
        assert_eq!(desk.find(&report()).await, Ok(Some(ours(&replay))));
    }

    replay.assert_done();
}

#[tokio::test]
async fn finds_nothing_where_nothing_is() {
    let (replay, desk) = play(&["find nothing"]).await;

    assert_eq!(desk.find(&report()).await, Ok(None));
    replay.assert_done();
}

#[tokio::test]
async fn uploads_the_bundle_and_puts_it_to_the_request_once() {
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
async fn tells_the_stage_since_when_and_what_others_wrote() {
    let scenarios =
        ["received", "in work", "waiting", "restored", "closed", "of its own", "of no category"];
    let (replay, desk) = play(&scenarios).await;
    let mut seen = Vec::new();

    for _ in scenarios {
        seen.push(told(&desk.state(&ours(&replay), &report()).await.unwrap()));
    }

    let since = |time: &str| Some(format!("2026-11-22T{time}Z"));
    let words = ["1004 2026-11-22T13:01:00Z Kim Reed: We are on it."]
        .into_iter()
        .chain(["1006 2026-11-22T13:02:00Z Kim Reed: Which room?"])
        .map(str::to_owned)
        .collect();
    assert_eq!(
        seen,
        [
            (Some("received"), since("13:00:00"), vec![]),
            (Some("in-work"), since("13:05:00"), words),
            (Some("waiting-customer"), since("13:00:00"), vec![]),
            (Some("restored"), since("13:00:00"), vec![]),
            (Some("closed"), since("13:00:00"), vec![]),
            (Some("waiting-third-party"), since("13:00:00"), vec![]),
            (None, since("13:00:00"), vec![]),
        ]
    );
    replay.assert_done();
}

#[tokio::test]
async fn a_server_of_ones_own_takes_a_personal_access_token_and_tells_no_category() {
    let replay = Replay::of(RECORDING, &["on a server"]).await;
    let server = JiraServer { user: None, ..server(&replay.url) };
    let desk = Jira::new(server, &SecretString::from(SECRET), Wording::default()).unwrap();

    let news = told(&desk.state(&ours(&replay), &report()).await.unwrap());

    assert_eq!(news.0, Some("waiting-customer"));
    assert_eq!(news.2, ["1004 2026-11-22T13:01:00Z Kim Reed: Which room?"]);
    replay.assert_done();
}

#[tokio::test]
async fn what_is_no_key_is_not_asked_for() {
    let (replay, desk) = play(&[]).await;
    let not_found = Err(Trouble::new(TroubleKind::NotFound));

    for reference in ["17", "desk-17", "DESK-", "-17", "DESK-17/../../myself", "DESK-1?x", "D/E-1"]
    {
        let state = desk.state(&ticket(reference, String::new()), &report()).await;
        assert_eq!(state, not_found, "{reference}");
    }

    replay.assert_done();
}

async fn play(scenarios: &[&str]) -> (Replay, Jira) {
    let replay = Replay::of(RECORDING, scenarios).await;
    let token = SecretString::from(SECRET);
    let desk = Jira::new(server(&replay.url), &token, Wording::default()).unwrap();
    (replay, desk)
}

fn server(url: &str) -> JiraServer {
    JiraServer {
        url: format!("{url}/jira"),
        service_desk: "10".to_owned(),
        request_type: "25".to_owned(),
        user: Some("desk@customer.example".to_owned()),
        stages: [("Beim Vorlieferanten".to_owned(), "waiting-third-party".to_owned())].into(),
        ..JiraServer::default()
    }
}

fn ours(replay: &Replay) -> Ticket {
    ticket("DESK-17", format!("{}/jira/servicedesk/customer/portal/10/DESK-17", replay.url))
}

//! Znuny's exchanges.

use faults::{Ticket, Trouble, TroubleKind};
use secrecy::SecretString;
use servicedesk::{Desk, Wording, Znuny, ZnunyServer};

use crate::replay::{Replay, SECRET, comments, report, ticket, told};

const RECORDING: &str = include_str!("znuny.json");

#[tokio::test]
async fn creates_a_ticket_and_gives_number_and_link() {
    let (replay, desk) = play(&["create"]).await;

    assert_eq!(desk.create(&report()).await, Ok(ours(&replay)));
    replay.assert_done();
}

#[tokio::test]
async fn finds_the_oldest_ticket_and_knows_an_empty_answer_from_a_strange_one() {
    let (replay, desk) = play(&["find", "find nothing", "find what is none"]).await;

    assert_eq!(desk.find(&report()).await, Ok(Some(ours(&replay))));
    assert_eq!(desk.find(&report()).await, Ok(None));
    assert_eq!(desk.find(&report()).await.unwrap_err().kind, TroubleKind::Garbled);
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
async fn tells_the_stage_and_what_agents_wrote_to_the_customer() {
    let scenarios = ["received", "in work", "waiting", "closed", "of its own"];
    let (replay, desk) = play(&scenarios).await;
    let mut seen = Vec::new();

    for _ in scenarios {
        seen.push(told(&desk.state(&ours(&replay), &report()).await.unwrap()));
    }

    let by = "\"Chris Miller\" <faults@provider.example>";
    let words = vec![
        format!("15 2026-11-22T13:10:00Z {by}: We are on it."),
        format!("18 2026-11-22T13:10:00Z {by}: no time of its own"),
        format!("16 2026-11-22T13:15:00Z {by}: Which room?"),
    ];
    assert_eq!(
        seen,
        [
            (Some("received"), None, vec![]),
            (Some("in-work"), None, words),
            (Some("waiting-customer"), None, vec![]),
            (Some("closed"), None, vec![]),
            (Some("in-work"), None, vec![]),
        ]
    );
    replay.assert_done();
}

#[tokio::test]
async fn a_refusal_under_a_good_status_is_one_and_never_repeats_the_password() {
    for (code, kind, words) in [
        ("AuthFail", TroubleKind::SignIn, "TicketCreate: User could not be authenticated!"),
        (
            "AccessDenied",
            TroubleKind::Forbidden,
            "TicketCreate: Can not create tickets in given Queue or QueueID!",
        ),
        (
            "InvalidParameter",
            TroubleKind::Rejected,
            "TicketCreate: Ticket->QueueID or Ticket->Queue parameter is invalid!",
        ),
        (
            "UnknownError",
            TroubleKind::ServerFailed,
            "…: Ticket could not be created, please contact system administrator!",
        ),
    ] {
        let (replay, desk) = play(&[&format!("refused: TicketCreate.{code}")]).await;

        let trouble = desk.create(&report()).await.unwrap_err();

        assert_eq!((trouble.kind, trouble.words.as_deref()), (kind, Some(words)));
        replay.assert_done();
    }
}

#[tokio::test]
async fn a_ticket_of_another_server_is_not_asked_for() {
    let (replay, desk) = play(&[]).await;
    let not_found = Err(Trouble::new(TroubleKind::NotFound));

    for link in [
        "https://other.example/znuny/customer.pl?Action=CustomerTicketZoom;TicketID=5".to_owned(),
        format!("{}x", ours(&replay).link.unwrap()),
        String::new(),
    ] {
        let state = desk.state(&ticket("2026112200000017", link), &report()).await;
        assert_eq!(state, not_found);
    }

    replay.assert_done();
}

#[test]
fn a_password_must_be_there() {
    let made = Znuny::new(server("https://tickets.example"), &" ".into(), Wording::default());

    assert_eq!(made.unwrap_err().kind, TroubleKind::NoToken);
}

async fn play(scenarios: &[&str]) -> (Replay, Znuny) {
    let replay = Replay::of(RECORDING, scenarios).await;
    let server = server(&replay.url);
    let desk = Znuny::new(server, &SecretString::from(SECRET), Wording::default()).unwrap();
    (replay, desk)
}

fn server(url: &str) -> ZnunyServer {
    ZnunyServer {
        url: format!("{url}/znuny/nph-genericinterface.pl"),
        web_service: "Rufbereit".to_owned(),
        user: "desk".to_owned(),
        queue: "Faults".to_owned(),
        stages: [("Entstörung läuft".to_owned(), "in-work".to_owned())].into(),
        ..ZnunyServer::default()
    }
}

fn ours(replay: &Replay) -> Ticket {
    let link = format!("{}/znuny/customer.pl?Action=CustomerTicketZoom;TicketID=5", replay.url);
    ticket("2026112200000017", link)
}

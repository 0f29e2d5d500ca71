//! What can go wrong with any of the three, whatever is asked.

use std::sync::Arc;
use std::time::Duration;

use faults::{News, Ticket, Trouble, TroubleKind};
use secrecy::SecretString;
use servicedesk::{
    AnyDesk, Desk, Jira, JiraServer, Wording, Zammad, ZammadServer, Znuny, ZnunyServer,
};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::replay::{SECRET, Seen, comments, report, said, ticket};

#[tokio::test]
async fn every_refusal_is_told_in_its_kind_and_in_the_servers_words() {
    for (status, kind) in [
        (400, TroubleKind::Rejected),
        (401, TroubleKind::SignIn),
        (403, TroubleKind::Forbidden),
        (404, TroubleKind::NotFound),
        (302, TroubleKind::NotFound),
        (422, TroubleKind::Rejected),
        (429, TroubleKind::ServerFailed),
        (500, TroubleKind::ServerFailed),
        (503, TroubleKind::ServerFailed),
    ] {
        for body in [
            r#"{"errorMessage": "not today"}"#,
            r#"{"error": "raw", "error_human": "not today"}"#,
            r#"{"errorMessages": ["not today"], "errors": {}}"#,
            "not today",
        ] {
            for trouble in everything_asked(said(status, body)).await {
                assert_eq!((trouble.kind, trouble.status), (kind, Some(status)));
                assert_eq!(trouble.words.as_deref(), Some("not today"), "{body}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_no_answer_of_a_ticket_system_passes_for_none() {
    let mut cut_off = said(200, r#"{"issueKey": "DESK-17", "#);
    cut_off.truncate(cut_off.len() - 4);
    let endless = said(200, &format!("[{}1]", "1,".repeat(3_000_000)));
    for (answer, kind) in [
        (said(200, "<html>Sign in, please</html>"), TroubleKind::Garbled),
        (said(200, "null"), TroubleKind::Garbled),
        (said(200, "[17]"), TroubleKind::Garbled),
        (said(200, r#"{"issueKey": "#), TroubleKind::Garbled),
        (said(200, ""), TroubleKind::Garbled),
        (cut_off, TroubleKind::TimedOut),
        (b"HTTP/1.1 200 So\r\nContent-Le".to_vec(), TroubleKind::TimedOut),
        (Vec::new(), TroubleKind::TimedOut),
        (endless, TroubleKind::Garbled),
    ] {
        for trouble in everything_asked(answer.clone()).await {
            assert_eq!(
                trouble.kind,
                kind,
                "{}",
                String::from_utf8_lossy(&answer[..answer.len().min(80)])
            );
        }
    }
}

#[tokio::test]
async fn no_trouble_holds_the_secret() {
    let echo =
        said(403, &format!(r#"{{"errorMessage": "{SECRET} may not", "error": "{SECRET}"}}"#));

    for trouble in everything_asked(echo).await {
        assert!(!format!("{trouble:?}").contains(SECRET), "{trouble:?}");
    }
}

/// The wait is simulated: it is turned forward once the request has arrived.
#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    for number in 0..3 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let [jira, zammad, znuny] = desks(&url);
        let (desk, _) = [jira, zammad, znuny].into_iter().nth(number).unwrap();
        let asked = tokio::spawn(async move { desk.find(&report()).await });
        let (mut stream, _) = listener.accept().await.unwrap();
        Seen::read(&mut stream).await.unwrap();

        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(61)).await;

        let trouble = asked.await.unwrap().unwrap_err();
        assert_eq!(trouble.kind, TroubleKind::TimedOut);
        tokio::time::resume();
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_leaves_no_doubt() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);

    for (desk, _) in desks(&url) {
        let trouble = desk.create(&report()).await.unwrap_err();
        assert_eq!(trouble.kind, TroubleKind::Unreachable);
        assert!(!trouble.kind.leaves_doubt());
    }
}

#[test]
fn an_address_that_would_give_the_secret_away_is_refused() {
    for url in ["http://tickets.example", "https://desk:pass@tickets.example", "tickets.example"] {
        let token = SecretString::from(SECRET);
        let wording = Wording::default;
        for made in [
            Jira::new(jira(url), &token, wording()).err(),
            Zammad::new(zammad(url), &token, wording()).err(),
            Znuny::new(znuny(url), &token, wording()).err(),
        ] {
            assert_eq!(made.unwrap().kind, TroubleKind::Misconfigured, "{url}");
        }
    }
}

/// The troubles of every question to every desk when the server always says `answer`.
async fn everything_asked(answer: Vec<u8>) -> Vec<Trouble> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answer = Arc::new(answer);
    let (sender, mut addresses) = mpsc::unbounded_channel();
    let server = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (answer, sender) = (Arc::clone(&answer), sender.clone());
            drop(tokio::spawn(async move {
                let Some(seen) = Seen::read(&mut stream).await else { return };
                let _test_may_be_over = sender.send(seen.line);
                let _peer_may_be_gone = stream.write_all(&answer).await;
                let _peer_may_be_gone = stream.shutdown().await;
            }));
        }
    });
    let mut troubles = Vec::new();
    for (desk, ticket) in desks(&url) {
        let [comment, _] = comments();
        troubles.push(desk.create(&report()).await.unwrap_err());
        troubles.push(desk.find(&report()).await.unwrap_err());
        troubles.push(desk.attach(&ticket, &report()).await.unwrap_err());
        troubles.push(desk.comment(&ticket, &report(), &comment).await.unwrap_err());
        let state: Result<News, Trouble> = desk.state(&ticket, &report()).await;
        troubles.push(state.unwrap_err());
    }
    server.abort();
    while let Ok(line) = addresses.try_recv() {
        assert!(!line.contains(SECRET), "{line}");
    }
    troubles
}

fn desks(url: &str) -> [(AnyDesk, Ticket); 3] {
    let token = SecretString::from(SECRET);
    let wording = Wording::default;
    let zoom = format!("{url}/customer.pl?Action=CustomerTicketZoom;TicketID=5");
    [
        (
            AnyDesk::Jira(Box::new(Jira::new(jira(url), &token, wording()).unwrap())),
            ticket("DESK-17", String::new()),
        ),
        (
            AnyDesk::Zammad(Box::new(Zammad::new(zammad(url), &token, wording()).unwrap())),
            ticket("22009", format!("{url}/#ticket/zoom/9")),
        ),
        (
            AnyDesk::Znuny(Box::new(Znuny::new(znuny(url), &token, wording()).unwrap())),
            ticket("2026112200000017", zoom),
        ),
    ]
}

fn jira(url: &str) -> JiraServer {
    JiraServer { url: url.to_owned(), service_desk: "10".to_owned(), ..JiraServer::default() }
}

fn zammad(url: &str) -> ZammadServer {
    ZammadServer { url: url.to_owned(), ..ZammadServer::default() }
}

fn znuny(url: &str) -> ZnunyServer {
    ZnunyServer { url: url.to_owned(), web_service: "R".to_owned(), ..ZnunyServer::default() }
}

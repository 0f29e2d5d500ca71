//! Against a small HTTP server on loopback that answers as Request Tracker does, or as none should.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use base64::Engine as _;
use clock::Timestamp;
use faults::{Affects, Cast, Draft, Evidence, Update, Works};
use model::{CommentId, ReportId};
use serde_json::{Value, json};

use super::*;
use crate::bundle;
use crate::web::peer::{self, Answer, Peer};

const TOKEN: &str = "1-14-f1e2d3c4b5a6";

#[tokio::test]
async fn creates_a_ticket_and_gives_number_and_link() {
    let peer = Peer::start(|_| Answer::json(201, &json!({"id": "17", "type": "ticket"}))).await;

    let ticket = desk(&peer).create(&report(&[])).await.unwrap();

    assert_eq!(ticket.reference, "17");
    assert_eq!(ticket.link, Some(format!("{}/rt/Ticket/Display.html?id=17", peer.url)));
    let seen = peer.seen();
    assert_eq!(seen[0].line, "POST /rt/REST/2.0/ticket HTTP/1.1");
    assert_eq!(seen[0].header("authorization"), format!("token {TOKEN}"));
    let body = seen[0].json();
    assert_eq!(body["Queue"], "faults");
    assert_eq!(body["Subject"], "FK3: no sound, ünd nöw? [#07070707]");
    assert_eq!(body["Requestor"], "uc@peers.test");
    assert!(body["Content"].as_str().unwrap().contains(&report(&[]).id.to_string()));
}

#[tokio::test]
async fn takes_the_number_from_the_location_when_the_body_is_missing() {
    let head = "HTTP/1.1 201 Created\r\nLocation: http://rt/REST/2.0/ticket/23\r\nContent-Length: 0\r\n\r\n";
    let peer = Peer::start(move |_| Answer::Raw(head.into())).await;

    let ticket = desk(&peer).create(&report(&[])).await.unwrap();

    assert_eq!(ticket.reference, "23");
}

#[tokio::test]
async fn finds_the_oldest_ticket_by_the_mark() {
    let peer = Peer::start(|_| {
        Answer::json(200, &json!({"count": 2, "items": [{"id": "19"}, {"id": 18}], "pages": 1}))
    })
    .await;

    let found = desk(&peer).find(&report(&[])).await.unwrap();

    assert_eq!(found.unwrap().reference, "18");
    let line = &peer.seen()[0].line;
    assert!(
        line.starts_with("GET /rt/REST/2.0/tickets?query=Subject+LIKE+%27%5B%2307070707%5D%27&")
    );
}

#[tokio::test]
async fn an_empty_list_means_no_ticket_and_anything_else_does_not() {
    let empty = json!({"count": 0, "items": [], "pages": 0.0, "page": 1, "total": null});
    let peer = Peer::start(move |_| Answer::json(200, &empty)).await;
    assert_eq!(desk(&peer).find(&report(&[])).await, Ok(None));

    for strange in [
        Answer::text(200, "<html>Please sign in to the guest network</html>"),
        Answer::text(200, ""),
        Answer::text(200, "[]"),
        Answer::text(200, "{\"items\": []}"),
        Answer::text(200, "{\"count\": 3, \"items\": []}"),
        Answer::text(200, "{\"count\": 1, \"items\": [{\"id\": \"../../user/1\"}]}"),
        Answer::text(200, "{\"count\": 1, \"items\": [{\"id\": -4}]}"),
        Answer::text(200, &"[".repeat(100_000)),
        Answer::text(
            200,
            &format!("{{\"count\": 0, \"items\": [], \"x\": \"{}\"}}", "y".repeat(5_000_000)),
        ),
    ] {
        let peer = Peer::start(move |_| strange.clone()).await;
        let trouble = desk(&peer).find(&report(&[])).await.unwrap_err();
        assert_eq!(trouble.kind, TroubleKind::Garbled);
    }
}

#[tokio::test]
async fn the_bundle_is_attached_once_and_in_one_piece() {
    let is_there = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&is_there);
    let peer = Peer::start(move |seen| {
        if !seen.line.starts_with("GET") {
            told.store(true, Ordering::Relaxed);
            return Answer::json(201, &json!(["Comments added"]));
        }
        let items = match seen.line.split("page=").last().unwrap() {
            page if page.starts_with('1') => json!([{"id": "1", "Filename": "other.txt"}]),
            page if page.starts_with('2') && told.load(Ordering::Relaxed) => {
                json!([{"id": "2"}, {"id": 3, "Filename": "rufbereit-07070707.zip"}])
            }
            _ => json!([]),
        };
        let count = items.as_array().unwrap().len();
        Answer::json(200, &json!({"count": count, "items": items, "pages": null}))
    })
    .await;
    let report = report(&[("one.txt", "first"), ("two.txt", "zweites: ü\r\n\n")]);

    desk(&peer).attach(&ticket(), &report).await.unwrap();
    desk(&peer).attach(&ticket(), &report).await.unwrap();

    let seen = peer.seen();
    let posts: Vec<_> = seen.iter().filter(|seen| seen.line.starts_with("POST")).collect();
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].line, "POST /rt/REST/2.0/ticket/17/comment HTTP/1.1");
    let attachments = posts[0].json()["Attachments"].clone();
    assert_eq!(attachments.as_array().unwrap().len(), 1);
    assert_eq!(attachments[0]["FileName"], "rufbereit-07070707.zip");
    let bundle = bundle::write(&report, &Wording::default(), None).unwrap();
    assert!(decoded(&attachments[0]) == bundle.bytes);
}

#[tokio::test]
async fn the_persons_words_go_to_everybody_and_only_once() {
    let is_there = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&is_there);
    let peer = Peer::start(move |seen| {
        if !seen.line.starts_with("GET") {
            told.store(true, Ordering::Relaxed);
            return Answer::json(201, &json!(["Correspondence added"]));
        }
        let is_there = told.load(Ordering::Relaxed) && seen.line.contains("&page=1 ");
        let items = if is_there { json!([{"id": 9, "Subject": "[+09090909]"}]) } else { json!([]) };
        Answer::json(200, &json!({"count": items.as_array().unwrap().len(), "items": items}))
    })
    .await;
    let files = [("photo.jpg", vec![0xff, 0, 1]), ("empty", vec![])]
        .map(|(name, bytes)| faults::Attachment { name: name.to_owned(), bytes })
        .into();
    let comment = Comment {
        id: CommentId::from_random_bytes([9; 16]),
        at: Timestamp::UNIX_EPOCH,
        text: "still no sound\n".to_owned(),
        files,
    };

    for _ in 0..2 {
        desk(&peer).comment(&ticket(), &report(&[]), &comment).await.unwrap();
    }

    let seen = peer.seen();
    let posts: Vec<_> = seen.iter().filter(|seen| seen.line.starts_with("POST")).collect();
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].line, "POST /rt/REST/2.0/ticket/17/correspond HTTP/1.1");
    let body = posts[0].json();
    assert_eq!(body["Subject"], "[+09090909]");
    assert_eq!(body["Content"], "still no sound\n\n[+09090909]\n");
    assert_eq!(body["Attachments"].as_array().unwrap().len(), 1);
    assert_eq!(decoded(&body["Attachments"][0]), [0xff, 0, 1]);
}

#[tokio::test]
async fn the_providers_words_and_state_are_read_and_our_own_and_internal_ones_are_not() {
    let peer = Peer::start(|seen| {
        let path = seen.line.split(['?', ' ']).nth(1).unwrap();
        let person = |id: &str| json!({"id": id, "type": "user", "RealName": "Ben vom Dienst"});
        Answer::json(200, &match path.trim_start_matches("/rt/REST/2.0/") {
            "ticket/17" => json!({
                "Status": "Wartet", "Creator": person("uc"), "Requestor": [person("anna@peers.test")],
            }),
            "ticket/17/history" if !seen.line.contains("&page=1 ") => json!({"count": 0, "items": []}),
            "ticket/17/history" => json!({"count": 6, "items": [
                {"id": "1", "Type": "Create", "Creator": person("uc"), "Created": "2026-11-22T10:00:00Z"},
                {"id": "2", "Type": "Correspond", "Creator": person("ben"), "Created": "2026-11-22T10:05:00Z"},
                {"id": "3", "Type": "Comment", "Creator": person("ben"), "Created": "2026-11-22T10:06:00Z"},
                {"id": "4", "Type": "Status", "Creator": person("ben"), "Created": "2026-11-22T10:07:00Z"},
                {"id": 5, "Type": "Correspond", "Creator": person("Anna@peers.test"), "Created": "2026-11-22T10:08:00Z"},
                {"id": "6", "Type": "Correspond", "Creator": person("UC"), "Created": "2026-11-22T10:09:00Z"},
            ]}),
            "transaction/2/attachments" => json!({"count": 3, "items": [
                {"id": "20", "ContentType": "multipart/mixed"},
                {"id": "21", "ContentType": "text/html", "ContentLength": "30"},
                {"id": "22", "ContentType": "text/plain", "Filename": "log.txt", "ContentLength": 5},
            ]}),
            "attachment/21" => json!({"Content": base64::engine::general_purpose::STANDARD.encode("<p>Wir pr&uuml;fen.</p>")}),
            other => panic!("{other} was asked for"),
        })
    })
    .await;
    let stages = [("wartet".to_owned(), "waiting-third-party".to_owned())].into();
    let server = RequestTrackerServer { stages, ..server(&format!("{}/rt", peer.url)) };
    let desk = RequestTracker::new(server, &token(), Wording::default()).unwrap();

    let news = desk.state(&ticket(), &report(&[])).await.unwrap();

    assert_eq!(news.stage, Some(Stage::Waiting(PauseReason::ThirdParty)));
    assert_eq!(news.since, Some("2026-11-22T10:07:00Z".parse().unwrap()));
    let at = "2026-11-22T10:05:00Z".parse().unwrap();
    assert_eq!(news.updates, [Update::new("2", at, "Ben vom Dienst", "Wir prüfen.")]);
}

#[tokio::test]
async fn every_refusal_is_told_in_its_kind_and_in_the_servers_words() {
    for (status, kind) in [
        (400, TroubleKind::Rejected),
        (401, TroubleKind::SignIn),
        (403, TroubleKind::Forbidden),
        (404, TroubleKind::NotFound),
        (409, TroubleKind::Rejected),
        (413, TroubleKind::TooLarge),
        (422, TroubleKind::Rejected),
        (429, TroubleKind::ServerFailed),
        (500, TroubleKind::ServerFailed),
        (503, TroubleKind::ServerFailed),
    ] {
        let peer =
            Peer::start(move |_| Answer::json(status, &json!({"message": "Because\nof reasons"})))
                .await;
        let trouble = desk(&peer).create(&report(&[])).await.unwrap_err();
        assert_eq!((trouble.kind, trouble.status), (kind, Some(status)));
        assert_eq!(trouble.words.as_deref(), Some("Because of reasons"));
    }
}

#[tokio::test]
async fn a_server_that_asks_to_wait_is_heard_and_its_web_page_is_not() {
    let answer = "HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 13\r\n\r\n<h1>Busy</h1>";
    let peer = Peer::start(move |_| Answer::Raw(answer.into())).await;

    let trouble = desk(&peer).create(&report(&[])).await.unwrap_err();

    assert_eq!(trouble.retry_after, Some(Duration::from_secs(120)));
    assert_eq!(trouble.words, None);
}

#[tokio::test]
async fn the_token_follows_no_redirect() {
    let thief = Peer::start(|_| Answer::json(201, &json!({"id": 1}))).await;
    let to = format!(
        "HTTP/1.1 307 Moved\r\nLocation: {}/REST/2.0/ticket\r\nContent-Length: 0\r\n\r\n",
        thief.url
    );
    let peer = Peer::start(move |_| Answer::Raw(to.clone().into())).await;

    let trouble = desk(&peer).create(&report(&[])).await.unwrap_err();

    assert_eq!(trouble.kind, TroubleKind::NotFound);
    assert!(thief.seen().is_empty());
}

#[tokio::test]
async fn a_create_that_is_cut_off_leaves_doubt_and_one_that_never_began_does_not() {
    for cut_off in [
        Answer::HangUp,
        Answer::Raw("HTTP/1.1 201 Created\r\nContent-Length: 50\r\n\r\n{\"id\"".into()),
        Answer::Raw("SSH-2.0-OpenSSH_9.2\r\n".into()),
        Answer::text(201, "{\"id\": \"seventeen\"}"),
        Answer::text(201, "null"),
    ] {
        let peer = Peer::start(move |_| cut_off.clone()).await;
        let trouble = desk(&peer).create(&report(&[])).await.unwrap_err();
        assert!(trouble.kind.leaves_doubt(), "{trouble:?}");
    }

    let gone = Peer::start(|_| Answer::HangUp).await;
    let desk = desk(&gone);
    gone.stop().await;
    let trouble = desk.create(&report(&[])).await.unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::Unreachable);
}

#[tokio::test]
async fn no_trouble_holds_token_or_address() {
    let peer = Peer::start(|_| Answer::HangUp).await;
    let desk = desk(&peer);

    let mut told = format!("{desk:?} {:?}", desk.find(&report(&[])).await);
    peer.stop().await;
    told.push_str(&format!("{:?}", desk.create(&report(&[])).await));

    assert!(!told.contains(TOKEN) && !told.contains("REST"), "{told}");
}

#[tokio::test]
async fn a_ticket_number_from_elsewhere_cannot_lead_elsewhere() {
    let peer = Peer::start(|_| Answer::json(200, &json!({"count": 0, "items": []}))).await;
    let strange = Ticket { reference: "1/../../../user/2".to_owned(), link: None };

    let trouble = desk(&peer).attach(&strange, &report(&[("a", "b")])).await.unwrap_err();

    assert_eq!(trouble.kind, TroubleKind::NotFound);
    assert!(peer.seen().is_empty());
}

#[test]
fn only_encrypted_addresses_and_loopback_are_taken() {
    for (url, is_taken) in [
        ("https://rt.example.org", true),
        ("https://rt.example.org/rt/REST/2.0/", true),
        ("http://127.0.0.70:8070", true),
        ("http://localhost:8070", true),
        ("http://[::1]:8070", true),
        ("http://rt.example.org", false),
        ("http://127.0.0.1.example.org", false),
        ("https://user:pass@rt.example.org", false),
        ("ftp://127.0.0.1", false),
        ("rt.example.org", false),
        ("", false),
    ] {
        let made = RequestTracker::new(server(url), &token(), Wording::default());
        assert_eq!(made.is_ok(), is_taken, "{url}");
        if let Err(trouble) = made {
            assert_eq!(trouble.kind, TroubleKind::Misconfigured);
        }
    }
}

#[test]
fn a_token_that_is_no_header_and_a_file_that_holds_no_certificate_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    for content in [None, Some("no certificate")] {
        if let Some(content) = content {
            std::fs::write(&path, content).unwrap();
        }
        let server = RequestTrackerServer {
            ca_file: Some(path.clone()),
            ..server("https://rt.example.org")
        };
        let trouble = RequestTracker::new(server, &token(), Wording::default()).unwrap_err();
        assert_eq!(trouble.kind, TroubleKind::Misconfigured);
    }

    let token = SecretString::from("1-14-\r\nX: y");
    let made = RequestTracker::new(server("http://127.0.0.1:9"), &token, Wording::default());
    assert_eq!(made.err().map(|trouble| trouble.kind), Some(TroubleKind::NoToken));
}

#[tokio::test]
async fn certificates_are_checked_against_the_given_authority_and_the_name() {
    let (peer, ca_file, _folder) = peer::with_tls("localhost").await;
    let port = peer.url.rsplit_once(':').unwrap().1.to_owned();
    let through = |host: &str, ca_file: Option<PathBuf>| {
        let server = RequestTrackerServer { ca_file, ..server(&format!("https://{host}:{port}")) };
        RequestTracker::new(server, &token(), Wording::default()).unwrap()
    };

    let believed = through("localhost", Some(ca_file.clone())).find(&report(&[])).await;
    assert_eq!(believed, Ok(None));
    let other_name = through("127.0.0.1", Some(ca_file.clone())).find(&report(&[])).await;
    assert_eq!(other_name.unwrap_err().kind, TroubleKind::Certificate);

    let (_other_peer, other_ca, _other_folder) = peer::with_tls("localhost").await;
    let stranger = through("localhost", Some(other_ca)).find(&report(&[])).await;
    let trouble = stranger.unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::Certificate);
    assert!(trouble.words.is_some());
    assert!(peer.seen().iter().all(|seen| seen.line.starts_with("GET")), "one request only");
    assert_eq!(peer.seen().len(), 1);
}

fn desk(peer: &Peer) -> RequestTracker {
    let url = format!("{}/rt/", peer.url);
    RequestTracker::new(server(&url), &token(), Wording::default()).unwrap()
}

fn server(url: &str) -> RequestTrackerServer {
    RequestTrackerServer {
        url: url.to_owned(),
        queue: "faults".to_owned(),
        ca_file: None,
        requestor: Some("uc@peers.test".to_owned()),
        ..RequestTrackerServer::default()
    }
}

fn token() -> SecretString {
    SecretString::from(TOKEN)
}

fn ticket() -> Ticket {
    Ticket { reference: "17".to_owned(), link: None }
}

fn report(evidence: &[(&str, &str)]) -> Report {
    let mut report = Draft {
        what: "no sound, ünd nöw?\nsecond line".to_owned(),
        affects: Affects::OnlyMe,
        works: Works::Partly,
        evidence: vec![],
        cast: Cast::default(),
    }
    .finish(ReportId::from_random_bytes([7; 16]), Timestamp::UNIX_EPOCH)
    .unwrap();
    report.evidence = evidence
        .iter()
        .map(|(name, text)| Evidence { name: (*name).to_owned(), text: (*text).to_owned() })
        .collect();
    report
}

fn decoded(attachment: &Value) -> Vec<u8> {
    let content = attachment["FileContent"].as_str().unwrap();
    base64::engine::general_purpose::STANDARD.decode(content).unwrap()
}

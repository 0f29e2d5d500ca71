//! Against a small HTTP server on loopback that answers as Redmine does, or as none should.

use clock::Timestamp;
use faults::{Affects, Cast, Draft, Update, Works};
use model::{CommentId, ReportId};
use serde_json::{Value, json};

use super::*;
use crate::bundle;
use crate::web::peer::{Answer, Peer, Seen};

const KEY: &str = "0123456789abcdef0123456789abcdef01234567";

#[tokio::test]
async fn creates_an_issue_in_the_named_tracker_with_the_id_in_its_field() {
    let peer = Peer::start(|seen| match path(seen) {
        "GET projects/faults.json" => Answer::json(200, &project()),
        "POST issues.json" => Answer::json(201, &json!({"issue": {"id": 17}})),
        other => panic!("{other}"),
    })
    .await;

    let ticket = desk(&peer, Some("Störung"), Some("Report id")).create(&report()).await.unwrap();

    assert_eq!(ticket.reference, "17");
    assert_eq!(ticket.link, Some(format!("{}/redmine/issues/17", peer.url)));
    let seen = peer.seen();
    assert!(seen.iter().all(|seen| seen.header("x-redmine-api-key") == KEY));
    let issue = &seen[1].json()["issue"];
    assert_eq!(issue["project_id"], "faults");
    assert_eq!(issue["tracker_id"], 4);
    assert_eq!(issue["subject"], "FK3: no sound [#07070707]");
    assert_eq!(issue["custom_fields"], json!([{"id": 9, "value": report().id.to_string()}]));
}

#[tokio::test]
async fn a_tracker_that_the_project_does_not_have_is_told_by_its_name() {
    let peer = Peer::start(|_| Answer::json(200, &project())).await;

    let trouble = desk(&peer, Some("Nirgends"), None).create(&report()).await.unwrap_err();

    assert_eq!(trouble.kind, TroubleKind::NotFound);
    assert_eq!(trouble.words.as_deref(), Some("Nirgends"));
}

#[tokio::test]
async fn an_issue_is_found_by_field_or_mark_and_never_taken_for_another() {
    let id = report().id.to_string();
    let by_field = issue(3, "moved by the provider", json!([{"id": 9, "value": id}]));
    let by_mark = issue(5, "Re: FK3: no sound [#07070707]", json!([]));
    // A condition that the server does not know leaves everything in.
    let stranger = issue(1, "another [#08080808]", json!([{"id": 9, "value": "other"}]));
    for (of_field, of_subject, expected) in [
        (json!([stranger, by_field]), json!([]), Some("3")),
        (json!([stranger]), json!([by_mark]), Some("5")),
        (json!([stranger]), json!([stranger]), None),
        (json!([]), json!([]), None),
    ] {
        let peer = Peer::start(move |seen| {
            let list = if seen.line.contains("cf_9=") { &of_field } else { &of_subject };
            Answer::json(200, &json!({"issues": list, "total_count": 1}))
        })
        .await;

        let found = desk(&peer, None, Some("9")).find(&report()).await.unwrap();

        assert_eq!(found.map(|ticket| ticket.reference).as_deref(), expected);
        assert!(peer.seen().iter().all(|seen| seen.line.contains("status_id=*")));
    }
}

#[tokio::test]
async fn an_answer_of_somebody_else_does_not_mean_that_there_is_no_issue() {
    for strange in ["<html>guest network</html>", "", "[]", "{}", "{\"issues\": [{\"id\": -1}]}"] {
        let peer = Peer::start(move |_| Answer::text(200, strange)).await;
        let trouble = desk(&peer, None, None).find(&report()).await.unwrap_err();
        assert_eq!(trouble.kind, TroubleKind::Garbled, "{strange}");
    }
}

#[tokio::test]
async fn files_go_up_first_and_the_note_names_them() {
    let peer = Peer::start(|seen| match path(seen) {
        "GET issues/17.json" => Answer::json(200, &json!({"issue": issue(17, "x", json!([]))})),
        "POST uploads.json" => Answer::json(201, &json!({"upload": {"id": 7, "token": "7.ed1c"}})),
        "PUT issues/17.json" => Answer::text(204, ""),
        other => panic!("{other}"),
    })
    .await;
    let desk = desk(&peer, None, None);
    let files = vec![Attachment { name: "photo & co.jpg".to_owned(), bytes: vec![0xff, 0, 1] }];
    let comment = Comment {
        id: CommentId::from_random_bytes([9; 16]),
        at: Timestamp::UNIX_EPOCH,
        text: "still no sound\n".to_owned(),
        files,
    };

    desk.attach(&ticket(), &report()).await.unwrap();
    desk.comment(&ticket(), &report(), &comment).await.unwrap();

    let seen = peer.seen();
    assert!(
        seen[1].line.starts_with("POST /redmine/uploads.json?filename=rufbereit-07070707.zip ")
    );
    let bundle = bundle::write(&report(), &Wording::default(), None).unwrap();
    assert!(seen[1].body == bundle.bytes);
    let upload = json!([{
        "token": "7.ed1c", "filename": "rufbereit-07070707.zip",
        "content_type": "application/octet-stream",
    }]);
    assert_eq!(seen[2].json()["issue"], json!({"notes": "", "uploads": upload}));
    assert!(seen[4].line.contains("filename=photo+%26+co.jpg"), "{}", seen[4].line);
    assert_eq!(seen[5].json()["issue"]["notes"], "still no sound\n\n[+09090909]");
}

#[tokio::test]
async fn what_is_there_is_not_added_again() {
    let peer = Peer::start(|_| {
        let mut issue = issue(17, "x", json!([]));
        issue["attachments"] = json!([{"filename": "rufbereit-07070707.zip"}]);
        issue["journals"] = json!([journal(1, 2, "again [+09090909]")]);
        Answer::json(200, &json!({"issue": issue}))
    })
    .await;
    let comment = Comment {
        id: CommentId::from_random_bytes([9; 16]),
        at: Timestamp::UNIX_EPOCH,
        text: "again".to_owned(),
        files: vec![],
    };

    desk(&peer, None, None).attach(&ticket(), &report()).await.unwrap();
    desk(&peer, None, None).comment(&ticket(), &report(), &comment).await.unwrap();

    assert!(peer.seen().iter().all(|seen| seen.line.starts_with("GET")));
}

#[tokio::test]
async fn the_providers_notes_and_state_are_read_and_our_own_and_private_ones_are_not() {
    for (status, stage) in [
        (json!({"id": 4, "name": "Feedback"}), Some(Stage::Waiting(PauseReason::Customer))),
        (json!({"id": 8, "name": "Abgelegt"}), Some(Stage::Closed)),
        (json!({"id": 9, "name": "Sonstwo"}), None),
    ] {
        let peer = Peer::start(move |seen| {
            if path(seen) == "GET issue_statuses.json" {
                let known = json!([{"id": 8, "is_closed": true}, {"id": 9, "is_closed": false}]);
                return Answer::json(200, &json!({"issue_statuses": known}));
            }
            let mut issue = issue(17, "x", json!([]));
            let mut private = journal(3, 5, "internal");
            private["private_notes"] = json!(true);
            let mut change = journal(4, 5, "");
            change["details"] = json!([{"property": "attr", "name": "status_id"}]);
            let notes = [journal(1, 2, "ours"), journal(2, 5, "Wir prüfen.\r\n"), private, change];
            issue["journals"] = json!(notes);
            issue["status"] = status.clone();
            Answer::json(200, &json!({"issue": issue}))
        })
        .await;

        let news = desk(&peer, None, None).state(&ticket(), &report()).await.unwrap();

        assert_eq!(news.stage, stage);
        assert_eq!(news.since, Some(at(4)));
        assert_eq!(news.updates, [Update::new("2", at(2), "Ben", "Wir prüfen.")]);
    }
}

#[tokio::test]
async fn refusals_are_told_in_redmines_words_without_the_key() {
    for (status, body, kind, words) in [
        (401, "".to_owned(), TroubleKind::SignIn, None),
        (403, "".to_owned(), TroubleKind::Forbidden, None),
        (
            422,
            json!({"errors": ["Project is invalid", format!("no {KEY}")]}).to_string(),
            TroubleKind::Rejected,
            Some("Project is invalid; no …"),
        ),
        (500, "<h1>Internal error</h1>".to_owned(), TroubleKind::ServerFailed, None),
    ] {
        let peer = Peer::start(move |_| Answer::text(status, &body)).await;
        let trouble = desk(&peer, None, None).create(&report()).await.unwrap_err();
        assert_eq!((trouble.kind, trouble.words.as_deref()), (kind, words));
    }
}

fn desk(peer: &Peer, tracker: Option<&str>, id_field: Option<&str>) -> Redmine {
    let server = RedmineServer {
        url: format!("{}/redmine/", peer.url),
        project: "faults".to_owned(),
        tracker: tracker.map(str::to_owned),
        id_field: id_field.map(str::to_owned),
        ..RedmineServer::default()
    };
    Redmine::new(server, &SecretString::from(KEY), Wording::default()).unwrap()
}

/// Method and path of a request below the base address.
fn path(seen: &Seen) -> &str {
    let line = seen.line.split(['?']).next().unwrap();
    match line.trim_end_matches(" HTTP/1.1") {
        "GET /redmine/projects/faults.json" => "GET projects/faults.json",
        "GET /redmine/issues/17.json" => "GET issues/17.json",
        "GET /redmine/issue_statuses.json" => "GET issue_statuses.json",
        "POST /redmine/issues.json" => "POST issues.json",
        "POST /redmine/uploads.json" => "POST uploads.json",
        "PUT /redmine/issues/17.json" => "PUT issues/17.json",
        _ => line,
    }
}

fn project() -> Value {
    json!({"project": {
        "id": 1,
        "trackers": [{"id": 1, "name": "Bug"}, {"id": 4, "name": "STÖRUNG"}],
        "issue_custom_fields": [{"id": 9, "name": "Report ID"}],
    }})
}

fn issue(id: u64, subject: &str, custom_fields: Value) -> Value {
    json!({
        "id": id, "subject": subject, "status": {"id": 1, "name": "New"},
        "author": {"id": 2, "name": "Program"}, "created_on": "2026-11-22T10:00:00Z",
        "custom_fields": custom_fields,
    })
}

fn journal(id: i64, user: u64, notes: &str) -> Value {
    json!({
        "id": id, "user": {"id": user, "name": "Ben"}, "notes": notes,
        "created_on": at(id).to_string(), "private_notes": false, "details": [],
    })
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

#[tokio::test]
async fn a_file_larger_than_the_owner_allows_is_left_out_and_the_note_says_so() {
    let peer = Peer::start(|seen| match path(seen) {
        "GET issues/17.json" => Answer::json(200, &json!({"issue": issue(17, "x", json!([]))})),
        "POST uploads.json" => Answer::json(422, &json!({"errors": ["it exceeds the maximum"]})),
        "PUT issues/17.json" => Answer::text(204, ""),
        other => panic!("{other}"),
    })
    .await;

    desk(&peer, None, None).attach(&ticket(), &report()).await.unwrap();

    let seen = peer.seen();
    let note = seen.last().unwrap().json()["issue"].clone();
    assert_eq!(note, json!({"notes": "rufbereit-07070707.zip: left out, no room", "uploads": []}));
}

#[tokio::test]
async fn a_number_that_another_ticket_system_gave_is_not_asked_for() {
    let peer = Peer::start(|seen| panic!("{}", seen.line)).await;
    let link = Some("https://rt.example/Ticket/Display.html?id=17".to_owned());
    let strange = Ticket { link, ..ticket() };

    let trouble = desk(&peer, None, None).state(&strange, &report()).await.unwrap_err();

    assert_eq!(trouble.kind, TroubleKind::NotFound);
    assert!(peer.seen().is_empty());
}

fn ticket() -> Ticket {
    Ticket { reference: "17".to_owned(), link: None }
}

fn report() -> Report {
    Draft {
        what: "no sound".to_owned(),
        affects: Affects::OnlyMe,
        works: Works::Partly,
        evidence: vec![],
        cast: Cast::default(),
    }
    .finish(ReportId::from_random_bytes([7; 16]), Timestamp::UNIX_EPOCH)
    .unwrap()
}

//! The client of Request Tracker against a real one: what it files is there, byte for byte, once.

use std::path::PathBuf;
use std::time::Duration;

use faults::{PauseReason, Stage, Ticket, TroubleKind};
use lab::{Authority, RequestTracker, TlsFront};
use secrecy::SecretString;
use serde_json::json;
use servicedesk::{Desk, RequestTrackerServer, Wording};

use crate::filing;

#[tokio::test]
async fn a_report_goes_through_a_request_tracker_and_back() {
    let tracker = RequestTracker::start().unwrap();
    let desk = desk(server(&tracker), tracker.token());
    let report = filing::report(1);

    // Filed once, with the bundle as it was packed, and found by its mark among others.
    assert_eq!(desk.find(&report).await, Ok(None));
    let other = desk.create(&filing::report(2)).await.unwrap();
    let ticket = desk.create(&report).await.unwrap();
    for _ in 0..2 {
        desk.attach(&ticket, &report).await.unwrap();
    }
    let number = ticket.reference.parse().unwrap();
    assert_eq!(tracker.tickets().unwrap(), [other.reference.parse().unwrap(), number]);
    assert!(files(&tracker, number) == [filing::packed(&report)]);
    let told = tracker.ticket(number).unwrap();
    assert_eq!(told["Subject"], format!("FK2: Kein Ton – „gar keiner“ {}", report.mark()));
    assert_eq!(told["CustomFields"][0]["values"], json!([report.id.to_string()]));
    assert_eq!(desk.find(&report).await, Ok(Some(ticket.clone())));
    assert_eq!(desk.find(&filing::report(3)).await, Ok(None));
    assert!(ticket.link.as_ref().unwrap().ends_with("/Ticket/Display.html?id=2"));
    // The provider's people write subjects of their own.
    tracker.change(number, &json!({"Subject": "Störung Telefon"})).unwrap();
    assert_eq!(desk.find(&report).await, Ok(Some(ticket.clone())));

    // Added to once, and the person's own words do not come back as news.
    let news = desk.state(&ticket, &report).await.unwrap();
    assert_eq!((news.stage, news.updates.len()), (Some(Stage::Received), 0));
    let comment = filing::comment(9);
    for _ in 0..2 {
        desk.comment(&ticket, &report, &comment).await.unwrap();
    }
    let photo = ("foto.jpg".to_owned(), comment.files[0].bytes.clone());
    assert!(files(&tracker, number) == [filing::packed(&report), photo]);
    assert_eq!(desk.state(&ticket, &report).await.unwrap().updates, []);

    // What the provider does is seen, and what it keeps to itself is not.
    tracker.change(number, &json!({"Status": "open"})).unwrap();
    let html = "<p>Wir pr&uuml;fen das <b>Gateway</b>.</p><p>Ben</p>";
    let message = json!({"Content": html, "ContentType": "text/html"});
    tracker.write(number, "correspond", &message).unwrap();
    let message = json!({"Content": "interne Notiz", "ContentType": "text/plain"});
    tracker.write(number, "comment", &message).unwrap();
    let message = json!({"Content": "Bitte neu starten – geht es?", "ContentType": "text/plain"});
    tracker.write(number, "correspond", &message).unwrap();
    let news = desk.state(&ticket, &report).await.unwrap();
    assert_eq!(news.stage, Some(Stage::InWork));
    assert!(news.since.is_some());
    let told: Vec<(&str, &str)> =
        news.updates.iter().map(|update| (update.by.as_str(), update.text.as_str())).collect();
    assert_eq!(
        told,
        [("ben", "Wir prüfen das Gateway.\nBen"), ("ben", "Bitte neu starten – geht es?")]
    );
    for (status, stage) in [
        ("stalled", Stage::Waiting(PauseReason::Customer)),
        ("resolved", Stage::Restored),
        ("rejected", Stage::Closed),
    ] {
        tracker.change(number, &json!({"Status": status})).unwrap();
        let again = desk.state(&ticket, &report).await.unwrap();
        assert_eq!((again.stage, again.updates.len()), (Some(stage), 2));
    }
}

#[tokio::test]
async fn what_goes_wrong_at_a_request_tracker_is_told_in_its_kind_and_words() {
    let mut tracker = RequestTracker::start().unwrap();
    let good = desk(server(&tracker), tracker.token());
    let report = filing::report(1);

    let wrong = desk(server(&tracker), "1-17-0123456789abcdef");
    assert_eq!(wrong.create(&report).await.unwrap_err().kind, TroubleKind::SignIn);
    assert_eq!(wrong.find(&report).await.unwrap_err().kind, TroubleKind::SignIn);
    let stranger = desk(server(&tracker), tracker.stranger()).create(&report).await.unwrap_err();
    assert_eq!(stranger.kind, TroubleKind::Forbidden, "{stranger:?}");
    let nowhere = RequestTrackerServer { queue: "nowhere".to_owned(), ..server(&tracker) };
    let refused = desk(nowhere, tracker.token()).create(&report).await.unwrap_err();
    assert!(refused.kind.is_lasting() && !refused.kind.leaves_doubt(), "{refused:?}");
    let no_ticket = Ticket { reference: "4711".to_owned(), link: None };
    let refused = good.attach(&no_ticket, &report).await.unwrap_err();
    assert!(refused.kind.is_lasting(), "{refused:?}");

    // Certificates are held to the authority of the settings.
    let front = TlsFront::start(tracker.at()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.pem");
    std::fs::write(&other, Authority::new().unwrap().certificate()).unwrap();
    let through = |ca_file: Option<PathBuf>| {
        let server = RequestTrackerServer { url: front.url(), ca_file, ..server(&tracker) };
        desk(server, tracker.token())
    };
    for untrusted in [Some(other), None] {
        let trouble = through(untrusted).find(&report).await.unwrap_err();
        assert_eq!(trouble.kind, TroubleKind::Certificate, "{trouble:?}");
    }
    assert_eq!(through(Some(front.authority().to_owned())).find(&report).await, Ok(None));

    // Even trouble of its own it tells with 400, in its own words.
    tracker.break_tickets(true).unwrap();
    let trouble = good.create(&report).await.unwrap_err();
    assert!(trouble.status.is_some_and(|status| status >= 400), "{trouble:?}");
    assert!(trouble.words.is_some(), "{trouble:?}");
    tracker.break_tickets(false).unwrap();

    tracker.freeze();
    let asked = tokio::time::timeout(Duration::from_secs(2), good.create(&report)).await;
    assert!(asked.is_err(), "a server that is silent is waited for");
    tracker.thaw();
    tracker.stop();
    assert_eq!(good.create(&report).await.unwrap_err().kind, TroubleKind::Unreachable);
    assert_eq!(good.find(&report).await.unwrap_err().kind, TroubleKind::Unreachable);
}

fn desk(server: RequestTrackerServer, token: &str) -> servicedesk::RequestTracker {
    servicedesk::RequestTracker::new(server, &SecretString::from(token), Wording::default())
        .unwrap()
}

fn server(tracker: &RequestTracker) -> RequestTrackerServer {
    RequestTrackerServer {
        url: tracker.url(),
        queue: RequestTracker::QUEUE.to_owned(),
        id_field: Some(RequestTracker::ID_FIELD.to_owned()),
        ..RequestTrackerServer::default()
    }
}

/// Name and content of each file of a ticket; messages have no name.
fn files(tracker: &RequestTracker, number: u64) -> Vec<(String, Vec<u8>)> {
    let all = tracker.attachments(number).unwrap();
    all.into_iter().filter(|(name, _)| !name.is_empty()).collect()
}

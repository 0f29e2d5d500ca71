//! The client of Redmine against a real one: what it files is there, byte for byte, once.

use std::time::Duration;

use faults::{PauseReason, Stage, Ticket, TroubleKind};
use lab::Redmine;
use secrecy::SecretString;
use serde_json::json;
use servicedesk::{Desk, RedmineServer, Wording};

use crate::filing;

#[tokio::test]
async fn a_report_goes_through_a_redmine_and_back() {
    let redmine = Redmine::start().unwrap();
    let desk = desk(&redmine, redmine.key(), Redmine::PROJECT);
    let report = filing::report(1);

    // Filed once, with the bundle as it was packed.
    assert_eq!(desk.find(&report).await, Ok(None));
    let other = desk.create(&filing::report(2)).await.unwrap();
    let ticket = desk.create(&report).await.unwrap();
    for _ in 0..2 {
        desk.attach(&ticket, &report).await.unwrap();
    }
    let number = ticket.reference.parse().unwrap();
    assert_eq!(redmine.issues().unwrap(), [other.reference.parse().unwrap(), number]);
    assert!(redmine.attachments(number).unwrap() == [filing::packed(&report)]);
    let issue = redmine.issue(number).unwrap();
    assert_eq!(issue["subject"], format!("FK2: Kein Ton – „gar keiner“ {}", report.mark()));
    assert_eq!(issue["tracker"]["name"], "Support");
    assert_eq!(issue["custom_fields"][0]["value"], report.id.to_string());

    // Found by the field when its subject was changed, and by the subject when the field was.
    let agent = |change| redmine.answer(number, &change).unwrap();
    agent(json!({"subject": "Störung Telefon"}));
    assert_eq!(desk.find(&report).await, Ok(Some(ticket.clone())));
    let field = &issue["custom_fields"][0]["id"];
    let emptied = json!([{"id": field, "value": ""}]);
    agent(json!({"subject": format!("Störung {}", report.mark()), "custom_fields": emptied}));
    assert_eq!(desk.find(&report).await, Ok(Some(ticket.clone())));
    assert_eq!(desk.find(&filing::report(3)).await, Ok(None));

    // Added to once, and the person's own words do not come back as news.
    let news = desk.state(&ticket, &report).await.unwrap();
    assert_eq!((news.stage, news.updates.len()), (Some(Stage::Received), 0));
    let comment = filing::comment(9);
    for _ in 0..2 {
        desk.comment(&ticket, &report, &comment).await.unwrap();
    }
    let expected =
        [filing::packed(&report), ("foto.jpg".to_owned(), comment.files[0].bytes.clone())];
    assert!(redmine.attachments(number).unwrap() == expected);
    let notes = redmine.issue(number).unwrap()["journals"].to_string();
    assert_eq!(notes.matches(&comment.mark()).count(), 1, "{notes}");

    // What the provider does is seen, and what it keeps to itself is not.
    agent(
        json!({"status_id": redmine.status("In Progress").unwrap(), "notes": "Wir prüfen.\r\n\r\nBen"}),
    );
    agent(json!({"notes": "interne Notiz", "private_notes": true}));
    let news = desk.state(&ticket, &report).await.unwrap();
    assert_eq!(news.stage, Some(Stage::InWork));
    assert!(news.since.is_some());
    let texts: Vec<&str> = news.updates.iter().map(|update| update.text.as_str()).collect();
    assert_eq!(texts, ["Wir prüfen.\n\nBen"]);
    assert_eq!(news.updates[0].by, "ben Lab");
    for (status, stage) in [
        ("Feedback", Stage::Waiting(PauseReason::Customer)),
        ("Resolved", Stage::Restored),
        ("Closed", Stage::Closed),
    ] {
        agent(json!({"status_id": redmine.status(status).unwrap()}));
        assert_eq!(desk.state(&ticket, &report).await.unwrap().stage, Some(stage));
    }
    // A closed issue is found all the same.
    assert_eq!(desk.find(&report).await, Ok(Some(ticket)));
}

#[tokio::test]
async fn what_goes_wrong_at_a_redmine_is_told_in_its_kind_and_words() {
    let mut redmine = Redmine::start().unwrap();
    let good = desk(&redmine, redmine.key(), Redmine::PROJECT);
    let report = filing::report(1);

    let wrong_key = desk(&redmine, "0123456789abcdef", Redmine::PROJECT);
    assert_eq!(wrong_key.create(&report).await.unwrap_err().kind, TroubleKind::SignIn);
    assert_eq!(wrong_key.find(&report).await.unwrap_err().kind, TroubleKind::SignIn);
    let nowhere = desk(&redmine, redmine.key(), "nowhere").create(&report).await.unwrap_err();
    assert_eq!(nowhere.kind, TroubleKind::NotFound);
    let no_ticket = Ticket { reference: "4711".to_owned(), link: None };
    let trouble = good.attach(&no_ticket, &report).await.unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::NotFound);

    // A user of whom the project knows nothing: 403.
    let ticket = good.create(&report).await.unwrap();
    let stranger = desk(&redmine, &redmine.make_user("stranger", &[]).unwrap(), Redmine::PROJECT);
    for trouble in [
        stranger.attach(&ticket, &report).await.unwrap_err(),
        stranger.state(&ticket, &report).await.unwrap_err(),
    ] {
        assert_eq!((trouble.kind, trouble.status), (TroubleKind::Forbidden, Some(403)));
    }

    // What Redmine does not accept is told in its own words: 422.
    redmine.demand_field().unwrap();
    let without = RedmineServer { id_field: None, ..server(&redmine, Redmine::PROJECT) };
    let key = SecretString::from(redmine.key());
    let without = servicedesk::Redmine::new(without, &key, Wording::default()).unwrap();
    let trouble = without.create(&filing::report(2)).await.unwrap_err();
    assert_eq!((trouble.kind, trouble.status), (TroubleKind::Rejected, Some(422)));
    assert_eq!(trouble.words.as_deref(), Some("Report id cannot be blank"));

    redmine.break_issues(true).unwrap();
    let trouble = good.find(&report).await.unwrap_err();
    assert_eq!((trouble.kind, trouble.status), (TroubleKind::ServerFailed, Some(500)));
    redmine.break_issues(false).unwrap();
    assert_eq!(good.find(&report).await, Ok(Some(ticket)));

    redmine.freeze();
    let asked = tokio::time::timeout(Duration::from_secs(2), good.create(&report)).await;
    assert!(asked.is_err(), "a server that is silent is waited for");
    redmine.thaw();
    redmine.stop();
    assert_eq!(good.create(&report).await.unwrap_err().kind, TroubleKind::Unreachable);
    assert_eq!(good.find(&report).await.unwrap_err().kind, TroubleKind::Unreachable);
}

fn desk(redmine: &Redmine, key: &str, project: &str) -> servicedesk::Redmine {
    let key = SecretString::from(key);
    servicedesk::Redmine::new(server(redmine, project), &key, Wording::default()).unwrap()
}

fn server(redmine: &Redmine, project: &str) -> RedmineServer {
    RedmineServer {
        url: redmine.url(),
        project: project.to_owned(),
        tracker: Some("support".to_owned()),
        id_field: Some(Redmine::ID_FIELD.to_owned()),
        ..RedmineServer::default()
    }
}

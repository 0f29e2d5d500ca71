//! The client of Request Tracker against a real one: what it files is there, byte for byte, once.

use clock::Timestamp;
use faults::{Affects, Cast, Draft, Evidence, Report, Ticket, TroubleKind, Works};
use lab::RequestTracker;
use model::ReportId;
use secrecy::SecretString;
use servicedesk::{Desk, RequestTrackerServer, Wording};

#[tokio::test]
async fn evidence_arrives_byte_for_byte_and_only_once() {
    let tracker = RequestTracker::start().unwrap();
    let desk = desk(&tracker, tracker.token(), RequestTracker::QUEUE);
    let evidence = [
        ("calls.txt", "Zeile ä\r\nline two\n\n".to_owned()),
        ("empty.txt", String::new()),
        ("large.log", "registration refused, tried again €\n".repeat(50_000)),
        ("accounts.json", "{\"label\": \"\\u0000 <b>&amp;\"}".to_owned()),
    ];
    let report = report(1, &evidence);

    assert_eq!(desk.find(&report).await, Ok(None));
    let ticket = desk.create(&report).await.unwrap();
    desk.attach(&ticket, &report).await.unwrap();
    desk.attach(&ticket, &report).await.unwrap();

    let number = ticket.reference.parse().unwrap();
    assert_eq!(tracker.tickets().unwrap(), [number]);
    let files: Vec<_> = tracker
        .attachments(number)
        .unwrap()
        .into_iter()
        .filter(|(name, _)| !name.is_empty())
        .collect();
    // REST2 takes no file with nothing in it; the ticket's text names it all the same.
    let expected: Vec<_> = evidence
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| (format!("{}-{name}", report.id.short()), text.clone().into_bytes()))
        .collect();
    assert!(files == expected, "{:?}", files.iter().map(|(name, _)| name).collect::<Vec<_>>());
    let told = tracker.ticket(number).unwrap();
    assert_eq!(told["Subject"], format!("FK2: Kein Ton – „gar keiner“ {}", report.mark()));
}

#[tokio::test]
async fn a_ticket_is_found_by_its_mark_among_others() {
    let tracker = RequestTracker::start().unwrap();
    let desk = desk(&tracker, tracker.token(), RequestTracker::QUEUE);
    for seed in 1..=3 {
        desk.create(&report(seed, &[])).await.unwrap();
    }

    let found = desk.find(&report(2, &[])).await.unwrap().unwrap();
    assert_eq!(found.reference, "2");
    assert!(found.link.unwrap().ends_with("/Ticket/Display.html?id=2"));
    assert_eq!(desk.find(&report(4, &[])).await, Ok(None));
}

#[tokio::test]
async fn what_goes_wrong_is_told_in_its_kind() {
    let mut tracker = RequestTracker::start().unwrap();
    let good = desk(&tracker, tracker.token(), RequestTracker::QUEUE);
    let wrong_token = desk(&tracker, "1-17-0123456789abcdef", RequestTracker::QUEUE);
    let wrong_queue = desk(&tracker, tracker.token(), "nowhere");
    let report = report(1, &[("calls.txt", "none".to_owned())]);

    assert_eq!(wrong_token.create(&report).await.unwrap_err().kind, TroubleKind::SignIn);
    assert_eq!(wrong_token.find(&report).await.unwrap_err().kind, TroubleKind::SignIn);
    let refused = wrong_queue.create(&report).await.unwrap_err();
    assert!(refused.kind.is_lasting() && !refused.kind.leaves_doubt(), "{refused:?}");
    let no_ticket = Ticket { reference: "4711".to_owned(), link: None };
    let refused = good.attach(&no_ticket, &report).await.unwrap_err();
    assert!(refused.kind.is_lasting(), "{refused:?}");
    tracker.stop();
    assert_eq!(good.create(&report).await.unwrap_err().kind, TroubleKind::Unreachable);
    assert_eq!(good.find(&report).await.unwrap_err().kind, TroubleKind::Unreachable);
}

fn desk(tracker: &RequestTracker, token: &str, queue: &str) -> servicedesk::RequestTracker {
    let (url, queue) = (tracker.url(), queue.to_owned());
    let server = RequestTrackerServer { url, queue, ..RequestTrackerServer::default() };
    servicedesk::RequestTracker::new(server, &SecretString::from(token), Wording::default())
        .unwrap()
}

fn report(seed: u8, evidence: &[(&str, String)]) -> Report {
    let mut report = Draft {
        what: "Kein Ton – „gar keiner“\nseit heute früh".to_owned(),
        affects: Affects::Several,
        works: Works::Nothing,
        evidence: vec![],
        cast: Cast::default(),
    }
    .finish(ReportId::from_random_bytes([seed; 16]), Timestamp::UNIX_EPOCH)
    .unwrap();
    // Past the redaction on purpose: here the bytes matter.
    report.evidence = evidence
        .iter()
        .map(|(name, text)| Evidence { name: (*name).to_owned(), text: text.clone() })
        .collect();
    report
}

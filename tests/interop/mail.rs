//! Mail to a real Postfix and Dovecot: what is sent lies there, byte for byte, and a report that is
//! sent twice is the same mail.

use std::path::PathBuf;

use base64::Engine as _;
use faults::{News, TroubleKind};
use lab::{Authority, MailHost, MailOptions};
use secrecy::SecretString;
use servicedesk::{Desk, Mail, MailServer, Security, Wording};

use crate::filing;

#[tokio::test]
async fn a_report_goes_by_mail_and_is_the_same_mail_when_it_goes_again() {
    let host = MailHost::start(&MailOptions::default()).unwrap();
    let report = filing::report(1);
    let ways = [
        server(&host),
        MailServer { security: Security::Tls, ..server(&host) },
        MailServer {
            security: Security::None,
            port: Some(MailHost::PLAIN),
            user: None,
            ..server(&host)
        },
    ];
    for way in ways {
        let desk = desk(way);
        let ticket = desk.create(&report).await.unwrap();
        assert_eq!(ticket.reference, format!("#{}", report.id.short()));
        desk.attach(&ticket, &report).await.unwrap();
        assert_eq!(desk.find(&report).await, Ok(None));
        assert_eq!(desk.state(&ticket, &report).await, Ok(News::default()));
    }
    let desk = desk(server(&host));
    let ticket = desk.create(&report).await.unwrap();
    let comment = filing::comment(9);
    desk.comment(&ticket, &report, &comment).await.unwrap();

    let mails = host.await_mails(5).unwrap();
    let mails: Vec<Read> = mails.iter().map(|mail| Read::of(mail)).collect();
    let (comments, reports): (Vec<&Read>, Vec<&Read>) =
        mails.iter().partition(|mail| mail.header("In-Reply-To").is_some());
    assert_eq!((reports.len(), comments.len()), (4, 1));
    let id = format!("<{}@peers.test>", report.id);
    for mail in &reports {
        assert_eq!(mail.header("Message-ID").as_deref(), Some(id.as_str()));
        assert!(mail.files() == [filing::packed(&report)]);
        assert!(mail.header("Subject").unwrap().starts_with("[FK2][#01010101] "));
        let text = mail.text();
        assert!(text.contains("Kein Ton – „gar keiner“\r\nseit heute früh"), "{text}");
        assert!(text.contains(&format!("\"report\": \"{}\"", report.id)), "{text}");
    }
    assert_eq!(comments[0].header("In-Reply-To"), Some(id.clone()));
    assert_eq!(comments[0].header("References"), Some(id));
    assert!(comments[0].text().contains(&comment.text));
    let expected = [("foto.jpg".to_owned(), comment.files[0].bytes.clone())];
    assert!(comments[0].files() == expected);
}

#[tokio::test]
async fn a_mail_that_is_too_large_goes_with_less_and_says_so() {
    let report = filing::large_report(3, 2_000_000);
    let whole = filing::packed(&report).1.len();
    for tells_size in [true, false] {
        let host = MailHost::start(&MailOptions { most_bytes: 900_000, tells_size }).unwrap();

        desk(server(&host)).create(&report).await.unwrap();

        let mails = host.await_mails(1).unwrap();
        assert_eq!(mails.len(), 1);
        let files = Read::of(&mails[0]).files();
        assert_eq!(files.len(), 1);
        let bundle = &files[0].1;
        assert!(bundle.len() < whole && bundle.len() > 50_000, "{} of {whole}", bundle.len());
        // A zip's list of names is not packed.
        let has_notes = bundle.windows(9).any(|window| window == b"notes.txt");
        assert!(has_notes, "what was left out is told");

        // Words arrive whatever becomes of the files that go along.
        let mut comment = filing::comment(9);
        comment.files[0].bytes = vec![7; 1_500_000];
        let ticket = desk(server(&host)).create(&filing::report(4)).await.unwrap();
        desk(server(&host)).comment(&ticket, &report, &comment).await.unwrap();
        let mails: Vec<Read> =
            host.await_mails(3).unwrap().iter().map(|mail| Read::of(mail)).collect();
        let reply = mails.iter().find(|mail| mail.header("In-Reply-To").is_some()).unwrap();
        assert!(reply.text().contains("foto.jpg: left out"), "{}", reply.text());
        assert_eq!(reply.files(), []);
    }
}

#[tokio::test]
async fn what_goes_wrong_with_mail_is_told_in_its_kind_and_words() {
    let mut host = MailHost::start(&MailOptions::default()).unwrap();
    let report = filing::report(1);
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.pem");
    std::fs::write(&other, Authority::new().unwrap().certificate()).unwrap();

    let wrong = SecretString::from("s3cr3t-and-wrong");
    let wrong = Mail::new(server(&host), &wrong, Wording::default()).unwrap();
    let trouble = wrong.create(&report).await.unwrap_err();
    assert_eq!((trouble.kind, trouble.status), (TroubleKind::SignIn, Some(535)));
    assert!(!format!("{trouble:?}").contains("s3cr3t"), "{trouble:?}");
    for (way, kind, words) in [
        (
            MailServer { to: "nobody@peers.test".into(), ..server(&host) },
            TroubleKind::Rejected,
            "User unknown",
        ),
        (MailServer { user: None, ..server(&host) }, TroubleKind::Forbidden, "Access denied"),
        (
            MailServer { ca_file: Some(other.clone()), ..server(&host) },
            TroubleKind::Certificate,
            "",
        ),
        (MailServer { ca_file: None, ..server(&host) }, TroubleKind::Certificate, ""),
        (
            MailServer { ca_file: Some(other), security: Security::Tls, ..server(&host) },
            TroubleKind::Certificate,
            "",
        ),
    ] {
        let told = format!("{way:?}");
        let trouble = desk(way).create(&report).await.unwrap_err();
        assert_eq!(trouble.kind, kind, "{told}: {trouble:?}");
        let said = trouble.words.unwrap_or_default();
        assert!(said.contains(words), "{told}: {said}");
    }
    // Where there is no TLS nothing is said: the plain port offers it, a port of nobody does not.
    host.stop();
    let trouble = desk(server(&host)).create(&report).await.unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::Unreachable);
    assert!(host.mails().unwrap().is_empty());
    host.restart().unwrap();
    desk(server(&host)).create(&report).await.unwrap();
    assert_eq!(host.await_mails(1).unwrap().len(), 1);
}

fn desk(server: MailServer) -> Mail {
    Mail::new(server, &SecretString::from(MailHost::PASSWORD), Wording::default()).unwrap()
}

fn server(host: &MailHost) -> MailServer {
    MailServer {
        server: host.server(),
        user: Some(MailHost::USER.to_owned()),
        from: format!("Rufbereit <{}>", MailHost::USER),
        to: MailHost::RECEIVER.to_owned(),
        ca_file: Some(PathBuf::from(host.authority())),
        ..MailServer::default()
    }
}

/// A mail as any mail program reads it: headers, and parts between boundaries.
struct Read {
    headers: String,
    parts: Vec<(String, String)>,
}

impl Read {
    fn of(mail: &[u8]) -> Self {
        let mail = String::from_utf8(mail.to_vec()).unwrap().replace("\r\n", "\n");
        let (headers, body) = mail.split_once("\n\n").unwrap();
        // A header goes on in lines that begin with a blank.
        let headers = headers.replace("\n ", " ").replace("\n\t", " ");
        let boundary = headers.split_once("boundary=\"").unwrap().1.split_once('"').unwrap().0;
        let between = format!("--{boundary}");
        let parts = body.split(&between);
        let parts = parts.filter_map(|part| part.trim_start().split_once("\n\n"));
        let parts = parts.map(|(head, body)| (head.to_owned(), body.to_owned())).collect();
        Self { headers, parts }
    }

    fn header(&self, name: &str) -> Option<String> {
        let mut headers = self.headers.lines().filter_map(|line| line.split_once(": "));
        let found = headers.find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim().to_owned())
    }

    fn text(&self) -> String {
        let (_, body) = self.parts.iter().find(|(head, _)| head.contains("text/plain")).unwrap();
        String::from_utf8(decoded(body)).unwrap()
    }

    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let files = self.parts.iter().filter(|(head, _)| head.contains("attachment"));
        files
            .map(|(head, body)| {
                let name = head.split_once("filename=\"").unwrap().1.split_once('"').unwrap().0;
                (name.to_owned(), decoded(body))
            })
            .collect()
    }
}

fn decoded(body: &str) -> Vec<u8> {
    let body: String = body.split_whitespace().collect();
    base64::engine::general_purpose::STANDARD.decode(body).unwrap()
}

//! What a mail looks like, and what of the settings is refused.

use clock::Timestamp;
use faults::{Affects, Attachment, Cast, Draft, Works};
use model::{CommentId, ReportId};

use super::*;

#[test]
fn the_same_report_is_the_same_mail() {
    let (from, to) = (mailbox("Rufbereit <uc@peers.test>"), mailbox("tickets@provider.test"));
    let report = report();
    let wording = Wording::default();
    let sheet = Sheet { report: &report, from: &from, to: Some(&to), wording: &wording };

    let mail = sheet.report_mail(bundle(), &[]).unwrap();

    assert!(mail == sheet.report_mail(bundle(), &[]).unwrap());
    let text = String::from_utf8(mail).unwrap();
    assert!(text.is_ascii() && text.lines().all(|line| line.len() <= 998));
    for header in [
        "Message-ID: <07070707-0707-4707-8707-070707070707@peers.test>\r\n",
        "Subject: [FK3][#07070707] no sound\r\n",
        "From: Rufbereit <uc@peers.test>\r\n",
        "To: tickets@provider.test\r\n",
        "Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n",
        "Content-Disposition: attachment; filename=\"rufbereit-07070707.zip\"\r\n",
    ] {
        assert!(text.contains(header), "{header} is not in {text}");
    }
    assert!(!text.contains("In-Reply-To"));
}

#[test]
fn a_comment_answers_the_reports_mail() {
    let (from, to) = (mailbox("uc@peers.test"), mailbox("tickets@provider.test"));
    let report = report();
    let wording = Wording::default();
    let sheet = Sheet { report: &report, from: &from, to: Some(&to), wording: &wording };
    let files = vec![Attachment { name: "Foto \"1\"/ä.jpg".to_owned(), bytes: vec![0, 255] }];
    let comment = Comment {
        id: CommentId::from_random_bytes([9; 16]),
        at: Timestamp::UNIX_EPOCH,
        text: "still no sound".to_owned(),
        files,
    };

    let text =
        String::from_utf8(sheet.comment_mail(&comment, &parcel::whole(&comment)).unwrap()).unwrap();

    let original = "<07070707-0707-4707-8707-070707070707@peers.test>";
    for header in [
        format!("Message-ID: <{}@peers.test>\r\n", comment.id),
        format!("In-Reply-To: {original}\r\n"),
        format!("References: {original}\r\n"),
        "Subject: Re: [FK3][#07070707] no sound\r\n".to_owned(),
    ] {
        assert!(text.contains(&header), "{header} is not in {text}");
    }
}

#[test]
fn a_file_that_fits_by_its_size_fits_as_a_mail() {
    for mail_bytes in [200_000_u64, 1_000_000, 30_000_000] {
        let room = usize::try_from(message::room_for_file(mail_bytes)).unwrap();
        let bytes = vec![0; room];
        let (from, to) = (mailbox("uc@peers.test"), mailbox("tickets@provider.test"));
        let report = report();
        let wording = Wording::default();
        let sheet = Sheet { report: &report, from: &from, to: Some(&to), wording: &wording };
        let file = Attachment { name: "rufbereit-07070707.zip".to_owned(), bytes };

        let mail = sheet.report_mail(file, &[]).unwrap();

        assert!(mail.len() as u64 <= mail_bytes, "{} of {mail_bytes}", mail.len());
    }
    assert_eq!(message::room_for_file(10), 0);
}

#[test]
fn what_cannot_work_is_refused_before_anything_is_sent() {
    let good = || MailServer {
        server: "mail.example.org".to_owned(),
        from: "uc@example.org".to_owned(),
        to: "Ticket Desk <tickets@provider.test>".to_owned(),
        ..MailServer::default()
    };
    let none = Security::None;
    let user = || Some("uc".to_owned());
    for (server, is_taken) in [
        (good(), true),
        (MailServer { user: user(), ..good() }, true),
        (MailServer { security: none, ..good() }, true),
        (MailServer { security: none, user: user(), ..good() }, false),
        (MailServer { security: none, user: user(), server: "127.0.0.1".into(), ..good() }, true),
        (MailServer { server: " ".into(), ..good() }, false),
        (MailServer { server: "smtp://x".into(), ..good() }, false),
        (MailServer { from: "uc".into(), ..good() }, false),
        (MailServer { to: "a@b\r\nBcc: c@d".into(), ..good() }, false),
        (MailServer { ca_file: Some("/nowhere.pem".into()), ..good() }, false),
    ] {
        let made = Mail::new(server.clone(), &SecretString::from("pw"), Wording::default());
        assert_eq!(made.is_ok(), is_taken, "{server:?}");
        if let Err(trouble) = made {
            assert_eq!(trouble.kind, TroubleKind::Misconfigured);
        }
    }
}

fn mailbox(text: &str) -> Mailbox {
    text.parse().unwrap()
}

fn bundle() -> Attachment {
    Attachment { name: "rufbereit-07070707.zip".to_owned(), bytes: (0..=255).collect() }
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

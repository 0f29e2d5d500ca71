//! The fault desk from end to end, with the program itself and a real ticket system.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lab::{MailHost, MailOptions, Program, ProgramOptions, Redmine, RequestTracker, wait};
use serde_json::{Value, json};

#[test]
fn a_grave_fault_outside_hours_stays_incomplete_until_the_hotline_was_called() {
    let desk = RequestTracker::start().unwrap();
    let program = with_contract(&desk);

    let said = program
        .run(&["report", "No telephone rings", "--affects", "everyone", "--works", "nothing"])
        .unwrap()
        .done()
        .unwrap();
    let report = await_filed(&program);

    assert_eq!(report["grade"], "FK1", "{report}");
    assert_eq!(report["isIncomplete"], true, "{report}");
    assert_eq!(report["hotline"]["number"], "+495401858339");
    assert!(report["hotline"]["qr"].as_array().unwrap().len() >= 21, "a whole QR code");
    let ways: Vec<_> = report["channels"].as_array().unwrap().iter().collect();
    assert!(
        ways.iter().any(|way| way["kind"] == "telephone" && way["demanded"] == true),
        "{report}"
    );
    assert!(said.stdout.contains("+495401858339"), "the card is printed: {}", said.stdout);
    let reaction = promise(&report, "reaction");
    assert_eq!(reaction["standing"]["kind"], "running", "{report}");

    let number = report["ticket"]["reference"].as_str().unwrap().to_owned();
    let called = ["reports", "called", &number, "--spoke-with", "Frau Berger"];
    program.run(&called).unwrap().done().unwrap();

    program
        .await_status("a complete report", |status| status["reports"][0]["isIncomplete"] == false)
        .unwrap();
    await_in_ticket(&desk, &number, "Frau Berger");
}

#[test]
fn what_the_provider_does_comes_back_with_its_clocks() {
    let desk = RequestTracker::start().unwrap();
    let program = with_contract(&desk);
    program.run(&["report", "Calls crackle", "--affects", "several"]).unwrap().done().unwrap();
    let report = await_filed(&program);
    let number = report["ticket"]["reference"].as_str().unwrap().to_owned();

    agent_sets(&desk, &number, "open");
    program.run(&["reports", "look", &number]).unwrap().done().unwrap();
    let stage = |status: &Value, stage: &str| status["reports"][0]["ticket"]["stage"] == stage;
    let status = program.await_status("work on it", |status| stage(status, "inWork")).unwrap();
    assert_eq!(promise(&status["reports"][0], "reaction")["standing"]["kind"], "kept");
    let said = json!({ "Content": "We replace a cable", "ContentType": "text/plain" });
    desk.write(number.parse().unwrap(), "correspond", &said).unwrap();
    program.run(&["reports", "look", &number]).unwrap().done().unwrap();
    program
        .await_status("what the provider wrote", |status| {
            let update = &status["reports"][0]["updates"][0];
            update["isNew"] == true
                && update["text"].as_str().is_some_and(|text| text.contains("We replace a cable"))
        })
        .unwrap();

    agent_sets(&desk, &number, "stalled");
    program.run(&["reports", "look", &number]).unwrap().done().unwrap();
    let status =
        program.await_status("a pause", |status| stage(status, "waitingForCustomer")).unwrap();
    let restoration = promise(&status["reports"][0], "restoration");
    assert_eq!(restoration["standing"]["kind"], "paused", "{restoration}");

    agent_sets(&desk, &number, "resolved");
    program.run(&["reports", "look", &number]).unwrap().done().unwrap();
    program
        .await_status("the question whether it works", |status| {
            status["reports"][0]["asksIfFixed"] == true
        })
        .unwrap();
    program.run(&["reports", "fixed", &number, "yes"]).unwrap().done().unwrap();
    program.await_status("a closed report", |status| stage(status, "closed")).unwrap();
}

#[test]
fn a_draft_is_read_cut_and_sent_and_no_secret_leaves_with_it() {
    let desk = RequestTracker::start().unwrap();
    let program = with_contract(&desk);
    program.run(&["draft", "open"]).unwrap().done().unwrap();
    let draft = await_draft(&program);
    let file = draft["files"][0]["name"].as_str().unwrap().to_owned();
    let told = program.run(&["draft", "file", &file, "--json"]).unwrap().json().unwrap();
    assert!(told["total"].as_u64().unwrap() > 0, "{told}");

    let key = "My key is EsTc 5rr1 nBqM kQ7A x4Zp 9LmT";
    program.run(&["draft", "set", "--what", key]).unwrap().done().unwrap();
    let refused = program.run(&["draft", "send"]).unwrap();
    assert_eq!(refused.code, 1, "{refused:?}");
    let what = "Nothing is heard, password: Sommer2026!x";
    program.run(&["draft", "set", "--what", what]).unwrap().done().unwrap();
    program.run(&["draft", "take-out", &file]).unwrap().done().unwrap();
    let zip = program.profile().join("report.zip");
    program.run(&["draft", "save", "--to", &zip.to_string_lossy()]).unwrap().done().unwrap();
    program.run(&["draft", "send", "--wait", "60"]).unwrap().done().unwrap();

    let report = await_filed(&program);
    let number = report["ticket"]["reference"].as_str().unwrap().to_owned();
    assert!(!report["files"].as_array().unwrap().contains(&Value::from(file.as_str())));
    let bundle = bundle_of(&desk, &number);
    assert!(bundle.starts_with(b"PK"), "a zip");
    assert!(std::fs::read(&zip).unwrap().starts_with(b"PK"), "a zip");
    let everything = text_of(&desk, &number);
    assert!(everything.contains("Nothing is heard") && !everything.contains("Sommer2026"));
}

#[test]
fn a_second_report_of_the_same_fault_joins_the_first() {
    let desk = RequestTracker::start().unwrap();
    let program = with_contract(&desk);
    let what = ["report", "The line is dead", "--affects", "several", "--works", "nothing"];
    program.run(&what).unwrap().done().unwrap();
    let first = await_filed(&program);
    let number = first["ticket"]["reference"].as_str().unwrap().to_owned();

    let refused = program.run(&what).unwrap();
    assert!(refused.code == 1 && refused.stderr.contains(&number), "{refused:?}");
    program.run(&["draft", "open"]).unwrap().done().unwrap();
    await_draft(&program);
    let same = [
        "draft",
        "set",
        "--what",
        "Dead here as well",
        "--affects",
        "several",
        "--works",
        "nothing",
    ];
    program.run(&same).unwrap().done().unwrap();
    let draft = program
        .await_status("the first report beside the second", |status| {
            status["draft"]["similar"].is_object()
        })
        .unwrap();
    assert_eq!(draft["draft"]["similar"]["report"], first["id"]);
    assert!(program.run(&["draft", "show"]).unwrap().stdout.contains(&number));
    program.run(&["draft", "join", &number]).unwrap().done().unwrap();

    await_in_ticket(&desk, &number, "Dead here as well");
    assert_eq!(desk.tickets().unwrap().len(), 1);
}

#[test]
fn a_comment_with_a_file_arrives_byte_for_byte() {
    let desk = RequestTracker::start().unwrap();
    let program = with_contract(&desk);
    program.run(&["report", "Calls crackle"]).unwrap().done().unwrap();
    let number = await_filed(&program)["ticket"]["reference"].as_str().unwrap().to_owned();
    let name = "Mitschnitt – „heute“ ä, so wie ihn die Anlage aufgenommen hat.bin";
    let file = program.profile().join(name);
    let bytes: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    std::fs::write(&file, &bytes).unwrap();

    let path = file.to_string_lossy();
    let comment = ["reports", "comment", &number, "It crackled again", "--file", &path];
    program.run(&comment).unwrap().done().unwrap();

    await_in_ticket(&desk, &number, "It crackled again");
    let arrived = desk.attachments(number.parse().unwrap()).unwrap();
    let is_whole = |(told, content): &(String, Vec<u8>)| told == name && *content == bytes;
    assert!(arrived.iter().any(is_whole), "the file arrived whole, and by its name");
}

#[test]
fn what_was_promised_and_kept_is_written_for_the_next_talk_with_the_provider() {
    let desk = RequestTracker::start().unwrap();
    let program = with_contract(&desk);
    program.run(&["report", "Calls crackle; \"again\""]).unwrap().done().unwrap();
    let report = await_filed(&program);

    for (form, name) in [("csv", "evidence.csv"), ("page", "evidence.html")] {
        let path = program.profile().join(name);
        let words = ["reports", "export", form, "--to", &path.to_string_lossy()];
        program.run(&words).unwrap().done().unwrap();
        let written = std::fs::read_to_string(path).unwrap();
        let number = report["ticket"]["reference"].as_str().unwrap();
        assert!(written.contains(number) && written.contains("FK3"), "{written}");
    }
}

#[test]
fn reports_go_to_a_redmine_and_by_mail_and_a_number_told_later_is_written_down() {
    let redmine = Redmine::start().unwrap();
    let mail = MailHost::start(&MailOptions::default()).unwrap();
    let program = Program::start(ProgramOptions::label("program")).unwrap();

    let url = redmine.url();
    let project = Redmine::PROJECT;
    let words = ["desk", "redmine", "--url", &url, "--project", project, "--token-stdin"];
    program.run_with_input(&words, &format!("{}\n", redmine.key())).unwrap().done().unwrap();
    program.run(&["report", "The door phone is silent"]).unwrap().done().unwrap();
    let filed = await_filed(&program);
    let number: u64 = filed["ticket"]["reference"].as_str().unwrap().parse().unwrap();
    let issue = redmine.issue(number).unwrap().to_string();
    assert!(issue.contains("The door phone is silent"), "{issue}");

    let (server, authority) = (mail.server(), mail.authority().to_string_lossy().into_owned());
    let words = [
        "desk",
        "mail",
        "--server",
        &server,
        "--user",
        MailHost::USER,
        "--from",
        MailHost::USER,
        "--to",
        MailHost::RECEIVER,
        "--ca-file",
        &authority,
        "--token-stdin",
    ];
    program.run_with_input(&words, &format!("{}\n", MailHost::PASSWORD)).unwrap().done().unwrap();
    program.run(&["report", "The fax is silent too", "--sure"]).unwrap().done().unwrap();
    let mails = mail.await_mails(1).unwrap();
    assert!(String::from_utf8_lossy(&mails[0]).contains("The fax is silent too"));
    let sent = await_filed(&program);
    let id = sent["id"].as_str().unwrap();
    program.run(&["reports", "reference", id, "INC-4711"]).unwrap().done().unwrap();
    program.run(&["reports", "stage", "INC-4711", "in-work"]).unwrap().done().unwrap();
    let status = program
        .await_status("work on what was mailed", |status| {
            status["reports"][0]["ticket"]["stage"] == "inWork"
        })
        .unwrap();
    assert_eq!(status["reports"][0]["ticket"]["reference"], "INC-4711");
}

#[test]
fn a_profile_of_its_own_that_breaks_is_named_by_line_and_the_old_one_stays() {
    let program = Program::start(ProgramOptions::label("program")).unwrap();
    let folder = program.profile().join("providers");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("mine.toml"), "id = \"mine\"\nname = 7\n").unwrap();

    program.run(&["provider", "choose", "traut"]).unwrap().done().unwrap();
    let shown = program.run(&["provider", "show", "--json"]).unwrap().json().unwrap();

    assert_eq!(shown["chosen"], "traut");
    let trouble = &shown["troubles"][0];
    assert_eq!(trouble["file"], "mine.toml", "{shown}");
    assert_eq!(trouble["line"], 2, "{shown}");
    let unknown = program.run(&["provider", "choose", "nobody"]).unwrap();
    assert_eq!(unknown.code, 1, "{unknown:?}");
    let wrong =
        program.run(&["provider", "choose", "traut", "--set", "municipality=moon"]).unwrap();
    assert_eq!(wrong.code, 1, "{wrong:?}");
    assert!(wrong.stderr.contains("municipality"), "{wrong:?}");
}

/// A program that files to `desk` under the contract of SPIE OSMO, at a time outside business hours.
fn with_contract(desk: &RequestTracker) -> Program {
    let program = Program::start(ProgramOptions::label("program")).unwrap();
    let hours = format!("service_hours={} 08:00-09:00", day_ahead());
    let choose = ["provider", "choose", "spie-osmo", "--set", &hours, "--set", "state=NI"];
    program.run(&choose).unwrap().done().unwrap();
    let url = desk.url();
    let queue = RequestTracker::QUEUE;
    let words = ["desk", "request-tracker", "--url", &url, "--queue", queue, "--token-stdin"];
    program.run_with_input(&words, &format!("{}\n", desk.token())).unwrap().done().unwrap();
    program
}

/// A day of the week that is neither today nor near it in any zone.
fn day_ahead() -> &'static str {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 86_400;
    // The epoch began on a Thursday.
    ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][usize::try_from((days + 3) % 7).unwrap()]
}

fn await_filed(program: &Program) -> Value {
    let is_filed = |status: &Value| status["reports"][0]["ticket"]["kind"] == "filed";
    program.await_status("a filed report", is_filed).unwrap()["reports"][0].clone()
}

/// What an agent of the provider does in the ticket system.
fn agent_sets(desk: &RequestTracker, number: &str, status: &str) {
    desk.change(number.parse().unwrap(), &json!({ "Status": status })).unwrap();
}

fn await_draft(program: &Program) -> Value {
    let is_collected = |status: &Value| {
        status["draft"]["isCollected"] == true && status["draft"]["files"][0].is_object()
    };
    program.await_status("a draft", is_collected).unwrap()["draft"].clone()
}

fn promise(report: &Value, kind: &str) -> Value {
    let promises = report["promises"].as_array().unwrap();
    promises.iter().find(|promise| promise["kind"] == kind).unwrap().clone()
}

fn text_of(desk: &RequestTracker, number: &str) -> String {
    let parts = desk.attachments(number.parse().unwrap()).unwrap();
    parts.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect()
}

fn await_in_ticket(desk: &RequestTracker, number: &str, words: &str) {
    wait::until(words, Duration::from_secs(60), || {
        text_of(desk, number).contains(words).then_some(())
    })
    .unwrap();
}

fn bundle_of(desk: &RequestTracker, number: &str) -> Vec<u8> {
    let parts = desk.attachments(number.parse().unwrap()).unwrap();
    parts.into_iter().find(|(name, _)| name.ends_with(".zip")).unwrap().1
}

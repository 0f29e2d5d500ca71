//! A fault is reported and arrives as a ticket in a real ticket system, once.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;

use lab::{
    Baresip, BaresipOptions, Folder, Kamailio, KamailioOptions, Program, ProgramOptions,
    RequestTracker, Transport, wait,
};
use serde_json::Value;

const WHAT: &str = "Anna hears nothing since noon";

/// Tells the program where tickets go; a fresh process has no token in memory.
fn point_at(program: &Program, desk: &RequestTracker) {
    let url = desk.url();
    let words = [
        "settings",
        "set",
        "--rt-url",
        &url,
        "--rt-queue",
        RequestTracker::QUEUE,
        "--rt-token-stdin",
    ];
    program.run_with_input(&words, &format!("{}\n", desk.token())).unwrap().done().unwrap();
}

fn await_filed(program: &Program) -> Value {
    let is_filed = |status: &Value| status["reports"][0]["ticket"]["kind"] == "filed";
    let status = program.await_status("a filed report", is_filed).unwrap();
    status["reports"][0].clone()
}

#[test]
fn a_report_becomes_a_ticket_with_the_last_call_and_without_anybodys_number() {
    let desk = RequestTracker::start().unwrap();
    let server = Kamailio::start(KamailioOptions::default()).unwrap();
    let phone = Baresip::start(BaresipOptions::user("1002"), &server).unwrap();
    let program = Program::start(ProgramOptions::label("program")).unwrap();
    program.register(&server, "1001", Transport::Udp).unwrap();
    program.run(&["dial", "1002"]).unwrap().done().unwrap();
    program.await_call("talking").unwrap();
    phone.hang_up().unwrap();
    program.await_record(1).unwrap();
    point_at(&program, &desk);

    let said = program
        .run(&["report", WHAT, "--affects", "several", "--works", "partly"])
        .unwrap()
        .done()
        .unwrap();
    let report = await_filed(&program);

    let number: u64 = report["ticket"]["reference"].as_str().unwrap_or_default().parse().unwrap();
    assert_eq!(desk.tickets().unwrap(), [number]);
    assert!(said.stdout.contains(&number.to_string()), "{said:?}");
    assert!(
        report["ticket"]["link"].as_str().is_some_and(|link| link.starts_with(&desk.url())),
        "{report}"
    );
    let attachments = desk.attachments(number).unwrap();
    let all: String =
        attachments.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect();
    assert!(all.contains(WHAT), "the person's words are in the ticket");
    for private in ["1001@", "1002", "pw1001", &server.ip().to_string()] {
        assert!(!all.contains(private), "{private} is in the ticket: {all}");
    }
}

#[test]
fn a_report_survives_a_dead_desk_and_a_killed_program_and_is_filed_once() {
    let mut desk = RequestTracker::start().unwrap();
    let mut program = Program::start(ProgramOptions::label("program")).unwrap();
    point_at(&program, &desk);
    desk.stop();

    let _queued = program.run(&["report", WHAT, "--wait", "0"]).unwrap();
    program
        .await_status("a report that could not be filed", |status| {
            // Killed amid an attempt, it would first wait until nothing of that can come any more.
            let ticket = &status["reports"][0]["ticket"];
            ticket["kind"] == "queued" && !ticket["trouble"].is_null()
        })
        .unwrap();
    program.kill();
    desk.restart().unwrap();
    program.launch().unwrap();
    point_at(&program, &desk);
    let report = await_filed(&program);

    assert_eq!(report["what"], WHAT);
    assert_eq!(desk.tickets().unwrap().len(), 1);
}

#[test]
fn without_a_ticket_system_a_report_is_kept_as_a_file() {
    let program = Program::start(ProgramOptions::label("program")).unwrap();

    program.run(&["report", WHAT]).unwrap().done().unwrap();

    let report = await_filed(&program);
    let link = report["ticket"]["link"].as_str().unwrap_or_default();
    let path = std::path::Path::new(link.trim_start_matches("file://"));
    assert!(path.exists(), "{report}");
}

#[test]
fn a_report_that_is_kept_as_files_is_opened_in_its_folder() {
    let desktop = Folder::new("desktop").unwrap();
    let opened = desktop.join("opened");
    let script =
        format!("#!/bin/sh\nprintf %s \"$1\" > {0}.new\nmv {0}.new {0}\n", opened.display());
    desktop.write("xdg-open", script).unwrap();
    std::fs::set_permissions(desktop.join("xdg-open"), Permissions::from_mode(0o755)).unwrap();
    let mut options = ProgramOptions::label("program");
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", desktop.path().display());
    options.environment.insert("PATH".to_owned(), path.into());
    let program = Program::start(options).unwrap();

    program.run(&["report", WHAT]).unwrap().done().unwrap();
    let report = await_filed(&program);
    let id = report["id"].as_str().unwrap();
    program.run(&["reports", "open", id]).unwrap().done().unwrap();

    let seen =
        wait::until("the file manager", wait::LIMIT, || std::fs::read_to_string(&opened).ok());
    assert_eq!(seen.unwrap(), report["ticket"]["link"].as_str().unwrap());
}

//! A whole diagnosis: it ends in time whatever hangs, can be stopped, and has a word for everything.

use std::collections::BTreeSet;
use std::future::pending;
use std::net::SocketAddr;

use reach::TrustSettings;
use tokio::net::{TcpListener, UdpSocket};

use super::*;
use crate::{Account, AccountState, Endpoint, LoopTest, Row, Service, Why};

/// A plan in which everything hangs, and the sockets that make it hang.
async fn hanging() -> (Plan, Vec<UdpSocket>, TcpListener) {
    let mut silent = Vec::new();
    for _ in 0..4 {
        silent.push(UdpSocket::bind("127.0.0.1:0").await.unwrap());
    }
    let ports: Vec<SocketAddr> = silent.iter().map(|one| one.local_addr().unwrap()).collect();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let tls = listener.local_addr().unwrap().port();
    let endpoint = |at: SocketAddr| Some(Endpoint::new(at.ip().to_string(), at.port()));
    let named = |row: &str| Row {
        row: row.to_owned(),
        host: Some("pbx.example.org".to_owned()),
        ports: vec![(443, 443)],
        tcp: true,
        udp: true,
        service: Service::Plain,
    };
    let mut encrypted = named("S1-146");
    encrypted.host = Some("127.0.0.1".to_owned());
    encrypted.ports = vec![(tls, tls)];
    encrypted.udp = false;
    encrypted.service = Service::Tls;
    let plan = Plan {
        accounts: vec![Account {
            label: "Desk".to_owned(),
            domain: Some("example.org".to_owned()),
            state: AccountState::Waiting { why: Why::Silent, status: None, subject: None },
            errors: Vec::new(),
        }],
        ports: vec![encrypted, named("S1-147"), named("S1-148")],
        echo: endpoint(ports[1]),
        stun: endpoint(ports[2]),
        sip: endpoint(ports[3]),
        time_servers: vec![Endpoint::new("time.example.org", 123)],
        web: Some(Endpoint::new("127.0.0.1", tls)),
        name_servers: Some(vec![ports[0]]),
        trust: TrustSettings { platform_roots: false, ..TrustSettings::default() },
        loop_test: Some(LoopTest(Box::pin(pending()))),
        ..Plan::default()
    };
    (plan, silent, listener)
}

async fn run_whole(plan: Plan) -> (Diagnosed, Vec<Subject>) {
    let (progress, _news) = mpsc::channel(8);
    let diagnosis = Diagnosis::start(plan, progress, CancellationToken::new());
    let subjects = diagnosis.subjects().to_vec();
    (diagnosis.finished().await, subjects)
}

#[tokio::test(start_paused = true)]
async fn whatever_hangs_it_is_over_after_thirty_seconds() {
    let (plan, _silent, _listener) = hanging().await;

    let (diagnosed, subjects) = run_whole(plan).await;

    assert!(diagnosed.took <= crate::LIMIT, "{:?}", diagnosed.took);
    assert_eq!(diagnosed.findings.len(), subjects.len());
    assert_ne!(diagnosed.verdict.side, faults::Side::Healthy);
    for finding in &diagnosed.findings {
        assert!(finding.took <= crate::LIMIT, "{finding:?}");
    }
}

#[tokio::test]
async fn a_shorter_limit_holds_on_the_real_clock_too() {
    let (mut plan, _silent, _listener) = hanging().await;
    plan.limit = Duration::from_millis(900);

    let started = std::time::Instant::now();
    let (diagnosed, subjects) = run_whole(plan).await;

    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    assert_eq!(diagnosed.findings.len(), subjects.len());
    let late = diagnosed.findings.iter().filter(|finding| finding.says == Says::OutOfTime);
    assert!(late.count() >= 5, "{:#?}", diagnosed.findings);
}

#[tokio::test]
async fn one_that_is_stopped_ends_at_once_and_keeps_what_it_found() {
    let (plan, _silent, _listener) = hanging().await;
    let (progress, _news) = mpsc::channel(8);
    let stop = CancellationToken::new();

    let diagnosis = Diagnosis::start(plan, progress, stop.clone());
    stop.cancel();
    let diagnosed = diagnosis.finished().await;

    assert!(diagnosed.cancelled);
    assert!(diagnosed.took < Duration::from_secs(10), "{:?}", diagnosed.took);
    let says = |says| diagnosed.findings.iter().any(|finding| finding.says == says);
    assert!(says(Says::Cancelled));
    assert!(says(Says::RegistrationSilent), "what was known at once is kept");
}

#[tokio::test]
async fn a_diagnosis_that_is_dropped_stops() {
    let (plan, _silent, _listener) = hanging().await;
    let (progress, mut news) = mpsc::channel(256);
    let all = CancellationToken::new();

    drop(Diagnosis::start(plan, progress, all.clone()));

    // The channel ends when the last task has ended.
    while news.recv().await.is_some() {}
    assert!(!all.is_cancelled(), "nobody else is stopped");
}

#[tokio::test]
async fn each_probe_tells_its_way_from_waiting_to_done() {
    let plan = Plan { span: Duration::from_millis(100), ..Plan::default() };
    let (progress, mut news) = mpsc::channel(4096);

    let diagnosis = Diagnosis::start(plan, progress, CancellationToken::new());
    let subjects = diagnosis.subjects().to_vec();
    let diagnosed = diagnosis.finished().await;

    let mut states: Vec<Vec<ProbeState>> = vec![Vec::new(); subjects.len()];
    while let Some(Progress { index, state }) = news.recv().await {
        states[index].push(state);
    }
    for (states, (subject, finding)) in states.iter().zip(subjects.iter().zip(&diagnosed.findings))
    {
        assert_eq!(states.first(), Some(&ProbeState::Waiting), "{subject:?}");
        assert_eq!(states.last(), Some(&ProbeState::Done(finding.clone())), "{subject:?}");
        assert_eq!((&finding.id, finding.probe), (&subject.id, subject.probe));
    }
    let ids: BTreeSet<&String> = subjects.iter().map(|subject| &subject.id).collect();
    assert_eq!(ids.len(), subjects.len(), "ids are unique");
}

#[tokio::test]
async fn nobody_has_to_watch() {
    let plan = Plan { span: Duration::from_millis(100), ..Plan::default() };
    let (progress, news) = mpsc::channel(1);
    drop(news);

    let diagnosed = Diagnosis::start(plan, progress, CancellationToken::new()).finished().await;

    // Without accounts and servers nobody can say more.
    assert_eq!(diagnosed.verdict.says, "unclear-nothing", "{diagnosed:#?}");
}

const CATALOGUES: [&str; 2] = [
    include_str!("../../../../../../ui/messages/de/codes.ftl"),
    include_str!("../../../../../../ui/messages/en/codes.ftl"),
];

fn has(key: &str) -> bool {
    CATALOGUES.iter().all(|words| words.lines().any(|line| line.starts_with(&format!("{key} ="))))
}

#[test]
fn there_are_words_for_every_sentence() {
    for says in Says::ALL {
        assert!(has(&format!("finding-{}", says.code())), "finding-{}", says.code());
    }
}

/// Names that stand in the sources behind one of `marks`.
fn named_in_sources(folder: &std::path::Path, marks: &[&str], names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            named_in_sources(&path, marks, names);
        } else if path.file_name().is_some_and(|name| name != "tests.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap_or_default().replace("\n", " ");
            for mark in marks {
                for rest in text.split(mark).skip(1) {
                    names.insert(rest.split('"').next().unwrap_or_default().to_owned());
                }
            }
        }
    }
}

#[test]
fn there_are_words_for_every_probe_and_everything_measured() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut measured, mut probes) = (BTreeSet::new(), BTreeSet::new());
    named_in_sources(&here, &[".with(\"", ".push((\""], &mut measured);
    named_in_sources(&here, &["list.add(\""], &mut probes);

    assert!(measured.len() > 20 && probes.len() > 20, "{measured:?} {probes:?}");
    for name in measured {
        assert!(has(&format!("measured-{name}")), "measured-{name}");
    }
    for probe in probes {
        assert!(has(&format!("probe-{probe}")), "probe-{probe}");
    }
}

#[test]
fn there_are_words_for_every_verdict() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = folder.join("../../domain/faults/src/verdict");
    let mut says = BTreeSet::new();
    named_in_sources(
        &folder,
        &["Side::Customer, \"", "Side::Provider, \"", "Side::Unclear, \""],
        &mut says,
    );
    says.extend(
        ["healthy", "unclear-both", "unclear-other", "unclear-nothing", "unclear-unanswered"]
            .map(str::to_owned),
    );

    assert!(says.len() > 20, "{says:?}");
    for verdict in says {
        assert!(has(&format!("verdict-{verdict}")), "verdict-{verdict}");
    }
}

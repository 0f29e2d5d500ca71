//! The program is killed at every step of filing, and once while the server is at it: afterwards
//! there is exactly one ticket with its bundle and each comment once, in order.
//!
//! The test runs itself as a child process that files over HTTP into a server of the parent and
//! aborts at the step that it is told, with its database on the disk.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use clock::Timestamp;
use faults::{
    Affects, Cast, Comment, CommentState, Draft, Evidence, Followed, Look, News, Report, Shelf,
    Step, Ticket, TicketState, Trouble, WaitingComment, Works,
};
use model::{CommentId, ReportId};
use secrecy::SecretString;
use serde_json::{Value, json};
use servicedesk::{Capabilities, Desk, Outbox, RequestTracker, RequestTrackerServer, Wording};
use storage::{Store, StoreError};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

#[test]
fn one_ticket_whatever_step_the_program_is_killed_at() {
    let mut killed = 0;
    for step in 1.. {
        let provider = Provider::start(Duration::ZERO);
        let profile = queued_profile();
        let first = start_child(profile.path(), &provider, step, AT_ONCE).wait().unwrap();
        if !first.success() {
            killed += 1;
            let second = start_child(profile.path(), &provider, 0, AT_ONCE).wait().unwrap();
            assert!(second.success());
        }
        provider.assert_complete(step);
        if first.success() {
            break;
        }
    }
    // Before and after each of three writes, two answers, and the reading of what is due.
    assert!(killed >= 10, "only {killed} steps");
}

#[test]
fn one_ticket_when_the_program_is_killed_while_the_server_works_for_it() {
    for posts in 1..=3 {
        let provider = Provider::start(Duration::from_millis(700));
        let profile = queued_profile();
        let settle = Duration::from_secs(5);

        let mut first = start_child(profile.path(), &provider, 0, settle);
        for _ in 0..posts {
            provider.post_seen.recv().unwrap();
        }
        first.kill().unwrap();
        first.wait().unwrap();
        let second = start_child(profile.path(), &provider, 0, settle).wait().unwrap();

        assert!(second.success());
        provider.assert_complete(0);
    }
}

/// Does nothing unless it is the child process of the tests above.
#[test]
fn files_what_is_on_the_shelf_when_it_is_the_child() {
    let Ok(profile) = std::env::var("KILLED_PROFILE") else { return };
    let url = std::env::var("KILLED_URL").unwrap();
    let step = std::env::var("KILLED_STEP").unwrap().parse().unwrap();
    let settle = std::env::var("KILLED_SETTLE_MS").unwrap().parse().unwrap();
    let settle = Duration::from_millis(settle);

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(file_all(profile.as_ref(), url, step, settle));
}

async fn file_all(profile: &Path, url: String, step: u32, settle: Duration) {
    let fuse = Fuse(Arc::new(AtomicU32::new(step)));
    let store = Store::open(profile).await.unwrap();
    let queue = "faults".to_owned();
    let server = RequestTrackerServer { url, queue, ..RequestTrackerServer::default() };
    let token = SecretString::from("1-1-token");
    let desk = RequestTracker::new(server, &token, Wording::default()).unwrap();
    let (sender, mut news) = mpsc::channel(1);
    let desk = Fused { inner: desk, fuse: fuse.clone() };
    let shelf = Fused { inner: store.clone(), fuse };
    let (outbox, handle) = Outbox::new(shelf, desk, sender);
    let stop = CancellationToken::new();
    let task = tokio::spawn(outbox.with_settle(settle).run(stop.clone()));
    while store.report(id()).await.unwrap().state.code() != "filed"
        || store.next_due_comment().await.unwrap().is_some()
    {
        news.recv().await.unwrap();
    }
    stop.cancel();
    task.await.unwrap();
    drop(handle);
    store.close().await;
}

/// Ends the process at its last count, as a kill does: no destructor runs.
#[derive(Clone)]
struct Fuse(Arc<AtomicU32>);

impl Fuse {
    fn burn(&self) {
        if self.0.load(Ordering::Relaxed) > 0 && self.0.fetch_sub(1, Ordering::Relaxed) == 1 {
            std::process::abort();
        }
    }
}

struct Fused<T> {
    inner: T,
    fuse: Fuse,
}

impl Desk for Fused<RequestTracker> {
    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    async fn comment(
        &self,
        ticket: &Ticket,
        report: &Report,
        comment: &Comment,
    ) -> Result<(), Trouble> {
        self.fuse.burn();
        let added = self.inner.comment(ticket, report, comment).await;
        self.fuse.burn();
        added
    }

    async fn state(&self, ticket: &Ticket, report: &Report) -> Result<News, Trouble> {
        self.inner.state(ticket, report).await
    }

    async fn create(&self, report: &Report) -> Result<Ticket, Trouble> {
        self.fuse.burn();
        let created = self.inner.create(report).await;
        self.fuse.burn();
        created
    }

    async fn find(&self, report: &Report) -> Result<Option<Ticket>, Trouble> {
        self.fuse.burn();
        let found = self.inner.find(report).await;
        self.fuse.burn();
        found
    }

    async fn attach(&self, ticket: &Ticket, report: &Report) -> Result<(), Trouble> {
        self.fuse.burn();
        let attached = self.inner.attach(ticket, report).await;
        self.fuse.burn();
        attached
    }
}

impl Shelf for Fused<Store> {
    type Error = StoreError;

    async fn due(&self, now: Timestamp) -> Result<Option<Report>, StoreError> {
        let due = self.inner.due(now).await;
        self.fuse.burn();
        due
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        self.inner.next_due().await
    }

    async fn keep(&self, id: ReportId, state: TicketState) -> Result<(), StoreError> {
        self.fuse.burn();
        let kept = self.inner.keep(id, state).await;
        self.fuse.burn();
        kept
    }

    async fn in_doubt(&self) -> Result<Vec<Report>, StoreError> {
        self.inner.in_doubt().await
    }

    async fn hurry(&self) -> Result<(), StoreError> {
        self.inner.hurry().await
    }

    async fn due_comment(&self, now: Timestamp) -> Result<Option<WaitingComment>, StoreError> {
        let due = self.inner.due_comment(now).await;
        self.fuse.burn();
        due
    }

    async fn next_due_comment(&self) -> Result<Option<Timestamp>, StoreError> {
        self.inner.next_due_comment().await
    }

    async fn keep_comment(&self, id: CommentId, state: CommentState) -> Result<(), StoreError> {
        self.fuse.burn();
        let kept = self.inner.keep_comment(id, state).await;
        self.fuse.burn();
        kept
    }

    async fn comments_in_doubt(&self) -> Result<Vec<WaitingComment>, StoreError> {
        self.inner.comments_in_doubt().await
    }

    async fn followed(&self, now: Timestamp) -> Result<Vec<Followed>, StoreError> {
        self.inner.followed(now).await
    }

    async fn keep_news(&self, look: Look) -> Result<bool, StoreError> {
        self.inner.keep_news(look).await
    }
}

fn start_child(profile: &Path, provider: &Provider, step: u32, settle: Duration) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "files_what_is_on_the_shelf_when_it_is_the_child", "--test-threads=1"])
        .env("KILLED_PROFILE", profile)
        .env("KILLED_URL", &provider.url)
        .env("KILLED_STEP", step.to_string())
        .env("KILLED_SETTLE_MS", settle.as_millis().to_string())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap()
}

/// Enough where the server has always ended what it was asked.
const AT_ONCE: Duration = Duration::from_millis(100);

fn queued_profile() -> TempDir {
    let profile = TempDir::new().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(profile.path()).await.unwrap();
        store.keep_report(report()).await.unwrap();
        for (seed, text) in [(9, "first"), (8, "second")] {
            let (at, files) = (Timestamp::UNIX_EPOCH, Vec::new());
            let id = CommentId::from_random_bytes([seed; 16]);
            let comment = Comment { id, at, text: text.to_owned(), files };
            store.add_comment(self::id(), comment).await.unwrap();
        }
        store.close().await;
    });
    profile
}

fn report() -> Report {
    let mut report = Draft {
        what: "no sound".to_owned(),
        affects: Affects::OnlyMe,
        works: Works::Partly,
        evidence: ["one.txt", "two.txt"]
            .map(|name| Evidence { name: name.to_owned(), text: name.to_owned() })
            .into(),
        cast: Cast::default(),
    }
    .finish(id(), Timestamp::UNIX_EPOCH)
    .unwrap();
    report.state.take(Step::Queue).unwrap();
    report
}

fn id() -> ReportId {
    ReportId::from_random_bytes([7; 16])
}

/// Answers as Request Tracker does, and keeps what it was given.
struct Provider {
    url: String,
    tickets: Arc<Mutex<Vec<MadeTicket>>>,
    post_seen: Receiver<()>,
}

struct MadeTicket {
    subject: String,
    /// Names of files, and subjects of what people wrote.
    added: Vec<String>,
}

impl Provider {
    fn start(post_takes: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let tickets = Arc::new(Mutex::new(Vec::new()));
        let (sender, post_seen) = channel();
        let kept = Arc::clone(&tickets);
        // Ends with the test's process.
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (tickets, sender) = (Arc::clone(&tickets), sender.clone());
                thread::spawn(move || answer(stream.unwrap(), &tickets, &sender, post_takes));
            }
        });
        Self { url, tickets: kept, post_seen }
    }

    fn assert_complete(&self, step: u32) {
        let tickets = self.tickets.lock().unwrap();
        let added: Vec<_> = tickets.iter().map(|ticket| ticket.added.clone()).collect();
        let whole = ["rufbereit-07070707.zip", "[+09090909]", "[+08080808]"];
        assert_eq!(added, [whole], "killed at step {step}");
    }
}

fn answer(
    mut stream: TcpStream,
    tickets: &Mutex<Vec<MadeTicket>>,
    post_seen: &Sender<()>,
    post_takes: Duration,
) {
    let Some((line, body)) = read(&mut stream) else { return };
    let (status, answer) = if line.starts_with("GET /REST/2.0/tickets?") {
        let tickets = tickets.lock().unwrap();
        let items: Vec<Value> = (1..)
            .zip(tickets.iter())
            .filter(|(_, ticket)| ticket.subject.contains("[#07070707]"))
            .map(|(number, _): (u32, _)| json!({"type": "ticket", "id": number.to_string()}))
            .collect();
        (200, json!({"count": items.len(), "items": items, "pages": 1}))
    } else if line.starts_with("POST /REST/2.0/ticket ") {
        let _test_may_be_over = post_seen.send(());
        thread::sleep(post_takes);
        let mut tickets = tickets.lock().unwrap();
        let subject = body["Subject"].as_str().unwrap().to_owned();
        tickets.push(MadeTicket { subject, added: Vec::new() });
        (201, json!({"type": "ticket", "id": tickets.len().to_string()}))
    } else if line.starts_with("GET /REST/2.0/ticket/1/attachments?") {
        let tickets = tickets.lock().unwrap();
        let added = if line.contains("page=1 ") { tickets[0].added.as_slice() } else { &[] };
        let items: Vec<Value> = added
            .iter()
            .map(|name| json!({"id": "1", "Filename": name, "Subject": name}))
            .collect();
        (200, json!({"count": items.len(), "items": items, "pages": 1}))
    } else {
        let is_bundle = line.starts_with("POST /REST/2.0/ticket/1/comment ");
        assert!(is_bundle || line.starts_with("POST /REST/2.0/ticket/1/correspond "), "{line}");
        let _test_may_be_over = post_seen.send(());
        thread::sleep(post_takes);
        let name = if is_bundle { &body["Attachments"][0]["FileName"] } else { &body["Subject"] };
        tickets.lock().unwrap()[0].added.push(name.as_str().unwrap().to_owned());
        (201, json!(["Message added"]))
    };
    let answer = answer.to_string();
    let head = format!("HTTP/1.1 {status} So\r\nContent-Length: {}\r\n", answer.len());
    let _child_may_be_gone =
        stream.write_all(format!("{head}Connection: close\r\n\r\n{answer}").as_bytes());
}

/// One request: its first line and its body. Nothing when the peer was gone before its end.
fn read(stream: &mut TcpStream) -> Option<(String, Value)> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.to_lowercase();
            let length = length.split_once("content-length: ").map_or(0, |(_, length)| {
                length.lines().next().unwrap_or_default().parse().unwrap()
            });
            if body.len() >= length {
                let line = head.lines().next().unwrap_or_default().to_owned();
                return Some((line, serde_json::from_str(body).unwrap_or(Value::Null)));
            }
        }
        match stream.read(&mut part) {
            Ok(0) | Err(_) => return None,
            Ok(read) => bytes.extend_from_slice(&part[..read]),
        }
    }
}

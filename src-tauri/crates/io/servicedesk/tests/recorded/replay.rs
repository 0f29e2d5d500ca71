//! The server that expects what is written down, and what is said to it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clock::Timestamp;
use faults::{Affects, Attachment, Cast, Comment, Draft, Evidence, News, Report, Ticket, Works};
use model::{CommentId, ReportId};
use reqwest::Url;
use serde::Deserialize;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What no address may hold.
pub(crate) const SECRET: &str = "s3cr3t-t0k3n";

/// The exchanges of one system.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recording {
    /// Where they were taken from.
    sources: Vec<String>,
    /// That no server was asked.
    live: bool,
    scenarios: BTreeMap<String, Vec<Exchange>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    request: Expected,
    answer: Answer,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    method: String,
    path: String,
    #[serde(default)]
    query: BTreeMap<String, String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// JSON; a text `‹starts›…` stands for any that begins so, `‹zip›` for a zip in base64.
    body: Option<Value>,
    /// Texts that must stand in a body of several parts.
    parts: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    status: u16,
    /// `{base}` stands for this server's address.
    body: Value,
}

/// A server that plays one scenario.
pub(crate) struct Replay {
    pub(crate) url: String,
    left: Arc<Mutex<VecDeque<Exchange>>>,
    wrong: Arc<Mutex<Vec<String>>>,
}

impl Replay {
    /// Plays scenarios of a recording one after the other.
    pub(crate) async fn of(recording: &str, scenarios: &[&str]) -> Self {
        let mut recording: Recording = serde_json::from_str(recording).unwrap();
        assert!(!recording.live && recording.sources.iter().all(|one| one.starts_with("https://")));
        let exchanges = scenarios.iter().flat_map(|name| {
            recording.scenarios.remove(*name).unwrap_or_else(|| panic!("no scenario {name}"))
        });
        let left = Arc::new(Mutex::new(exchanges.collect::<VecDeque<_>>()));
        let wrong = Arc::new(Mutex::new(Vec::new()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let replay = Self { url: url.clone(), left: Arc::clone(&left), wrong: Arc::clone(&wrong) };
        drop(tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let Some(seen) = Seen::read(&mut stream).await else { continue };
                let Some(exchange) = left.lock().unwrap().pop_front() else {
                    wrong.lock().unwrap().push(format!("one too many: {}", seen.line));
                    continue;
                };
                wrong.lock().unwrap().extend(exchange.request.differences(&seen));
                let Answer { status, body } = exchange.answer;
                let body = body.to_string().replace("{base}", &url);
                let answer = said(status, &body);
                let _peer_may_be_gone = stream.write_all(&answer).await;
            }
        }));
        replay
    }

    /// Everything was asked, and nothing else.
    pub(crate) fn assert_done(&self) {
        assert_eq!(*self.wrong.lock().unwrap(), Vec::<String>::new());
        let left: Vec<_> =
            self.left.lock().unwrap().iter().map(|one| one.request.path.clone()).collect();
        assert_eq!(left, Vec::<String>::new(), "not asked");
    }
}

/// An answer that closes the connection.
pub(crate) fn said(status: u16, body: &str) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status} So\r\nConnection: close\r\n");
    format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// A request as it came.
pub(crate) struct Seen {
    pub(crate) line: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Seen {
    pub(crate) async fn read(stream: &mut TcpStream) -> Option<Self> {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break end;
            }
            if stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        };
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.lines();
        let line = lines.next().unwrap().to_owned();
        let headers: BTreeMap<String, String> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
            .collect();
        let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
        let mut body = bytes[end + 4..].to_vec();
        while body.len() < length {
            if stream.read_buf(&mut body).await.ok()? == 0 {
                return None;
            }
        }
        Some(Self { line, headers, body })
    }
}

impl Expected {
    fn differences(&self, seen: &Seen) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut compare = |what: &str, expected: String, found: String| {
            if expected != found {
                wrong.push(format!("{what} of {}: {expected} but {found}", seen.line));
            }
        };
        let mut words = seen.line.split(' ');
        compare("method", self.method.clone(), words.next().unwrap_or_default().to_owned());
        let target = words.next().unwrap_or_default();
        let url = Url::parse("http://peer").unwrap().join(target).unwrap();
        compare("path", self.path.clone(), url.path().to_owned());
        let query: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        compare("query", format!("{:?}", self.query), format!("{query:?}"));
        for (name, value) in &self.headers {
            let found = seen.headers.get(name).cloned().unwrap_or_default();
            compare(name, value.clone(), found);
        }
        compare("secret in the address", "false".into(), target.contains(SECRET).to_string());
        if let Some(expected) = &self.body {
            let found: Value = serde_json::from_slice(&seen.body).unwrap_or_default();
            let is_same = matches(expected, &found);
            compare(
                "body",
                format!("{} {expected}", true),
                format!("{is_same} {}", if is_same { expected } else { &found }),
            );
        }
        let text = String::from_utf8_lossy(&seen.body);
        for part in self.parts.iter().flatten() {
            compare(
                "part",
                format!("{part} true"),
                format!("{part} {}", text.contains(part.as_str())),
            );
        }
        if self.body.is_none() && self.parts.is_none() {
            compare("body", String::new(), text.into_owned());
        }
        wrong
    }
}

fn matches(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::String(expected), Value::String(found)) => {
            if let Some(start) = expected.strip_prefix("‹starts›") {
                found.starts_with(start)
            } else if expected == "‹zip›" {
                STANDARD.decode(found).is_ok_and(|bytes| bytes.starts_with(b"PK\x03\x04"))
            } else {
                expected == found
            }
        }
        (Value::Array(expected), Value::Array(found)) => {
            expected.len() == found.len()
                && expected.iter().zip(found).all(|(expected, found)| matches(expected, found))
        }
        (Value::Object(expected), Value::Object(found)) => {
            expected.len() == found.len()
                && expected
                    .iter()
                    .all(|(name, value)| found.get(name).is_some_and(|found| matches(value, found)))
        }
        (expected, found) => expected == found,
    }
}

pub(crate) fn report() -> Report {
    Draft {
        what: "no sound".to_owned(),
        affects: Affects::OnlyMe,
        works: Works::Partly,
        evidence: vec![Evidence { name: "calls.txt".to_owned(), text: "none".to_owned() }],
        cast: Cast::default(),
    }
    .finish(ReportId::from_random_bytes([7; 16]), Timestamp::UNIX_EPOCH)
    .unwrap()
}

/// A comment with a file and one with nothing but words.
pub(crate) fn comments() -> [Comment; 2] {
    let comment = |seed, files| Comment {
        id: CommentId::from_random_bytes([seed; 16]),
        at: Timestamp::UNIX_EPOCH,
        text: "It is the second floor only.".to_owned(),
        files,
    };
    let files = vec![Attachment { name: "plan.txt".to_owned(), bytes: b"second floor".to_vec() }];
    [comment(5, files), comment(6, Vec::new())]
}

pub(crate) fn ticket(reference: &str, link: String) -> Ticket {
    Ticket { reference: reference.to_owned(), link: Some(link) }
}

/// Stage, moment, and id, moment, writer and words of each update.
pub(crate) fn told(news: &News) -> (Option<&'static str>, Option<String>, Vec<String>) {
    let updates = news.updates.iter();
    let updates =
        updates.map(|one| format!("{} {} {}: {}", one.id, one.at, one.by, one.text)).collect();
    (news.stage.map(|stage| stage.code()), news.since.map(|since| since.to_string()), updates)
}

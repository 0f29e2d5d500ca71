//! The ticket system: Request Tracker 5 on SQLite with a queue, a user and a token.

use std::net::{IpAddr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;
use base64::Engine as _;
use serde_json::Value;

use crate::http::{self, Response};
use crate::{Folder, Process, address, folder, process};

const HOME: &str = "/usr/share/request-tracker5";

/// A running Request Tracker. Dropping it stops it.
#[derive(Debug)]
pub struct RequestTracker {
    process: Option<Process>,
    at: SocketAddr,
    token: String,
    /// The token of somebody at the provider.
    agent: String,
    stranger: String,
    folder: Folder,
}

impl RequestTracker {
    /// The queue that takes the program's reports.
    pub const QUEUE: &str = "faults";
    /// The custom field for a report's id.
    pub const ID_FIELD: &str = "Report id";

    /// Starts a fresh tracker and waits until it answers.
    ///
    /// # Errors
    /// When Request Tracker is not installed or does not answer.
    pub fn start() -> anyhow::Result<Self> {
        let folder = Folder::new("rt")?;
        let at = SocketAddr::new(IpAddr::V4(address::own_address()?), 8070);
        let settings = include_str!("rt_site_config.pm")
            .replace("@IP@", &at.ip().to_string())
            .replace("@PORT@", &at.port().to_string())
            .replace("@FOLDER@", &folder.path().display().to_string());
        folder.write("RT_SiteConfig.pm", settings)?;
        std::fs::create_dir_all(folder.join("conf.d"))?;
        let (token, agent, stranger) = Default::default();
        let mut tracker = Self { process: None, at, token, agent, stranger, folder };
        tracker.lay_database()?;
        let script = tracker.folder.write("token.pl", include_str!("rt_token.pl"))?;
        let printed = process::run(tracker.with_settings(&mut Command::new("perl")).arg(script))?;
        let printed = String::from_utf8(printed)?;
        let mut tokens = printed.lines().map(|line| line.trim().to_owned());
        let mut token = || tokens.next().filter(|token| !token.is_empty()).context("no token");
        (tracker.token, tracker.agent, tracker.stranger) = (token()?, token()?, token()?);
        tracker.restart()?;
        Ok(tracker)
    }

    /// Starts it again with the tickets it has.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        self.stop();
        let mut command = Process::command(&format!("{HOME}/libexec/standalone_httpd"));
        command.args(["--server", "Starlet", "--max-workers", "2"]);
        command.args(["--host", &self.at.ip().to_string(), "--port", &self.at.port().to_string()]);
        self.with_settings(&mut command).stdin(std::process::Stdio::null());
        let mut process = Process::start("rt", &mut command, &self.folder.join("log"))?;
        process.await_ready(|| {
            TcpStream::connect(self.at).is_ok()
                && self.get("/REST/2.0/rt").is_ok_and(|answer| answer.status == 200)
        })?;
        self.process = Some(process);
        Ok(())
    }

    /// Ends it; the tickets stay.
    pub fn stop(&mut self) {
        self.process = None;
    }

    /// The address to file to, without a path.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.at)
    }

    /// Where it listens.
    #[must_use]
    pub const fn at(&self) -> SocketAddr {
        self.at
    }

    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The token of a user who may do nothing.
    #[must_use]
    pub fn stranger(&self) -> &str {
        &self.stranger
    }

    /// Sets fields of a ticket as somebody at the provider does.
    ///
    /// # Errors
    /// When it refuses.
    pub fn change(&self, number: u64, fields: &Value) -> anyhow::Result<()> {
        let path = format!("/REST/2.0/ticket/{number}");
        let answer = self.ask_as(&self.agent, "PUT", &path, fields.to_string().as_bytes())?;
        anyhow::ensure!(answer.status == 200, "{}", String::from_utf8_lossy(&answer.body));
        Ok(())
    }

    /// Writes as somebody at the provider does: `correspond` to the customer, `comment` to others.
    ///
    /// # Errors
    /// When it refuses.
    pub fn write(&self, number: u64, kind: &str, message: &Value) -> anyhow::Result<()> {
        let path = format!("/REST/2.0/ticket/{number}/{kind}");
        let answer = self.ask_as(&self.agent, "POST", &path, message.to_string().as_bytes())?;
        anyhow::ensure!(answer.status == 201, "{}", String::from_utf8_lossy(&answer.body));
        Ok(())
    }

    /// Takes the table of tickets away, so that it fails, or gives it back.
    ///
    /// # Errors
    /// When the database cannot be changed.
    pub fn break_tickets(&self, is_broken: bool) -> anyhow::Result<()> {
        let (from, to) = if is_broken { ("Tickets", "Gone") } else { ("Gone", "Tickets") };
        let change = format!(
            "use DBI; DBI->connect('dbi:SQLite:'.$ARGV[0], '', '', {{RaiseError => 1}})->do('ALTER TABLE {from} RENAME TO {to}')"
        );
        process::run(Command::new("perl").args(["-e", &change]).arg(self.folder.join("rtdb")))?;
        Ok(())
    }

    /// Stops it in its tracks: it takes connections and answers nothing.
    pub fn freeze(&self) {
        if let Some(process) = &self.process {
            process.freeze();
        }
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        if let Some(process) = &self.process {
            process.thaw();
        }
    }

    /// Asks its REST2 interface, signed in.
    ///
    /// # Errors
    /// When there is no answer.
    pub fn get(&self, path: &str) -> anyhow::Result<Response> {
        self.ask("GET", path, &[])
    }

    /// Posts JSON to its REST2 interface, signed in.
    ///
    /// # Errors
    /// When there is no answer.
    pub fn post(&self, path: &str, body: &Value) -> anyhow::Result<Response> {
        self.ask("POST", path, body.to_string().as_bytes())
    }

    /// Everything it says of one ticket.
    ///
    /// # Errors
    /// When there is no such ticket.
    pub fn ticket(&self, number: u64) -> anyhow::Result<Value> {
        let answer = self.get(&format!("/REST/2.0/ticket/{number}"))?;
        anyhow::ensure!(answer.status == 200, "ticket {number}: {}", answer.status);
        answer.json()
    }

    /// The numbers of the tickets in [`RequestTracker::QUEUE`], oldest first.
    ///
    /// # Errors
    /// When there is no answer.
    pub fn tickets(&self) -> anyhow::Result<Vec<u64>> {
        let query = http::encode(&format!("Queue = '{}'", Self::QUEUE));
        let path = format!("/REST/2.0/tickets?query={query}&orderby=id&per_page=100");
        let found = self.get(&path)?.json()?;
        let items = found.get("items").and_then(Value::as_array).cloned().unwrap_or_default();
        let number = |item: &Value| item.get("id").and_then(number_of);
        Ok(items.iter().filter_map(number).collect())
    }

    /// Number and subject of every ticket in [`RequestTracker::QUEUE`], oldest first.
    ///
    /// # Errors
    /// When there is no answer.
    pub fn subjects(&self) -> anyhow::Result<Vec<(u64, String)>> {
        let query = http::encode(&format!("Queue = '{}'", Self::QUEUE));
        let mut subjects = Vec::new();
        for page in 1.. {
            let path = format!(
                "/REST/2.0/tickets?query={query}&orderby=id&per_page=100&page={page}&fields=Subject"
            );
            let found = self.get(&path)?.json()?;
            let items = found.get("items").and_then(Value::as_array).cloned().unwrap_or_default();
            let subject = |item: &Value| item.get("Subject")?.as_str().map(str::to_owned);
            subjects.extend(
                items.iter().filter_map(|item| Some((number_of(item.get("id")?)?, subject(item)?))),
            );
            if items.len() < 100 {
                break;
            }
        }
        Ok(subjects)
    }

    /// Name and content of each file attached to a ticket; the message itself has no name.
    ///
    /// # Errors
    /// When there is no such ticket.
    pub fn attachments(&self, number: u64) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
        let path = format!("/REST/2.0/ticket/{number}/attachments?fields=Filename&per_page=100");
        let found = self.get(&path)?.json()?;
        let items = found.get("items").and_then(Value::as_array).cloned().unwrap_or_default();
        items.iter().map(|item| self.attachment(item)).collect()
    }

    fn attachment(&self, item: &Value) -> anyhow::Result<(String, Vec<u8>)> {
        let id = item.get("id").and_then(number_of).context("an attachment without id")?;
        let name = item.get("Filename").and_then(Value::as_str).unwrap_or_default().to_owned();
        let whole = self.get(&format!("/REST/2.0/attachment/{id}"))?.json()?;
        let content = whole.get("Content").and_then(Value::as_str).unwrap_or_default();
        let content: String = content.split_whitespace().collect();
        let content = base64::engine::general_purpose::STANDARD.decode(content)?;
        Ok((name, content))
    }

    fn ask(&self, method: &str, path: &str, body: &[u8]) -> anyhow::Result<Response> {
        self.ask_as(&self.token, method, path, body)
    }

    fn ask_as(
        &self,
        token: &str,
        method: &str,
        path: &str,
        body: &[u8],
    ) -> anyhow::Result<Response> {
        let token = format!("token {token}");
        let headers = [("Authorization", token.as_str()), ("Content-Type", "application/json")];
        http::request(method, self.at, path, &headers, body)
    }

    fn with_settings<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env("RT_SITE_CONFIG_DIR", self.folder.join("conf.d"))
            .env("RT_SITE_CONFIG", self.folder.join("RT_SiteConfig.pm"))
            .current_dir(self.folder.path())
    }

    /// A fresh database, copied from one that is made once for each build folder.
    fn lay_database(&self) -> anyhow::Result<()> {
        let template = template();
        if !template.exists() {
            let tool = "/usr/sbin/rt-setup-database-5";
            let password = self.folder.write("rootpw", "lab-root")?;
            let mut command = Command::new(tool);
            self.with_settings(&mut command).args(["--action", "init"]);
            process::run(command.arg("--root-password-file").arg(password))?;
            if let Some(parent) = template.parent() {
                std::fs::create_dir_all(parent)?;
            }
            // Two labs may make it at once: each writes its own file and moves it into place.
            let own = template.with_extension(std::process::id().to_string());
            std::fs::copy(self.folder.join("rtdb"), &own)?;
            std::fs::rename(own, &template)?;
        }
        std::fs::copy(template, self.folder.join("rtdb"))?;
        Ok(())
    }
}

fn template() -> PathBuf {
    folder::build_folder().join("lab-cache").join("request-tracker.sqlite")
}

/// RT gives numbers now as numbers, now as text.
fn number_of(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

//! The other ticket system: Redmine 5 on SQLite with a project, a reporter and an agent.

use std::net::{IpAddr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;
use base64::Engine as _;
use serde_json::{Value, json};

use crate::http::{self, Response};
use crate::{Folder, Process, address, process};

const HOME: &str = "/usr/share/redmine";
/// What the package's installation made, with Redmine's own trackers, states and roles.
const DATABASE: &str = "/var/lib/dbconfig-common/sqlite3/redmine/instances/default/redmine_default";
const GEMS: &str = "/usr/share/rubygems-integration/all/gems";
const ADMIN_KEY: &str = "ad31ad31ad31ad31ad31ad31ad31ad31ad31ad31";

/// A running Redmine. Dropping it stops it.
#[derive(Debug)]
pub struct Redmine {
    process: Option<Process>,
    at: SocketAddr,
    key: String,
    agent_key: String,
    folder: Folder,
}

impl Redmine {
    /// The project that takes the program's reports.
    pub const PROJECT: &str = "faults";
    /// The custom field for a report's id.
    pub const ID_FIELD: &str = "Report id";

    /// Starts a fresh Redmine and waits until it answers.
    ///
    /// # Errors
    /// When Redmine is not installed or does not answer.
    pub fn start() -> anyhow::Result<Self> {
        let folder = Folder::new("redmine")?;
        let at = SocketAddr::new(IpAddr::V4(address::own_address()?), 3000);
        for name in ["config", "tmp/cache", "log", "files", "public"] {
            std::fs::create_dir_all(folder.join(name))?;
        }
        let database = folder.join("db.sqlite");
        std::fs::copy(DATABASE, &database).with_context(|| DATABASE)?;
        folder.write(
            "config/database.yml",
            format!(
                "production:\n  adapter: sqlite3\n  database: {}\n  encoding: utf8\n  timeout: 5000\n",
                database.display()
            ),
        )?;
        folder.write("config/secret_key.txt", "5e".repeat(32))?;
        let gems = "eval_gemfile \"/usr/share/redmine/Gemfile\"\ngem \"webrick\"\n";
        folder.write("Gemfile", gems)?;
        std::fs::copy(format!("{HOME}/Gemfile.lock"), folder.join("Gemfile.lock"))?;
        let script = folder.write("set_up.rb", include_str!("redmine.rb"))?;
        process::run(Command::new("ruby").arg(script).arg(&database).arg(ADMIN_KEY))?;

        let (key, agent_key) = (String::new(), String::new());
        let mut redmine = Self { process: None, at, key, agent_key, folder };
        redmine.restart()?;
        redmine.make_project()?;
        redmine.key = redmine.make_user("rufbereit", &["Reporter"])?;
        redmine.agent_key = redmine.make_user("ben", &["Manager"])?;
        Ok(redmine)
    }

    /// Starts it again with the issues it has.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        self.stop();
        let mut command = Process::command("bundle");
        command.args(["exec", "rails", "server", "-u", "webrick", "-e", "production"]);
        command.args(["-b", &self.at.ip().to_string(), "-p", &self.at.port().to_string()]);
        command.arg("-P").arg(self.folder.join("tmp/server.pid")).current_dir(HOME);
        command.env("REDMINE_INSTANCE", self.instance()).env("RAILS_ENV", "production");
        command.env("RAILS_LOG_TO_STDOUT", "1").env("BUNDLE_GEMFILE", self.folder.join("Gemfile"));
        command.env("BUNDLER_VERSION", bundler()?).stdin(std::process::Stdio::null());
        let mut process = Process::start("redmine", &mut command, &self.folder.join("server.log"))?;
        process.await_ready(|| {
            TcpStream::connect(self.at).is_ok()
                && self.get("/users/current.json").is_ok_and(|answer| answer.status == 200)
        })?;
        self.process = Some(process);
        Ok(())
    }

    /// Ends it; the issues stay.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
        let _none = std::fs::remove_file(self.folder.join("tmp/server.pid"));
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

    /// Takes the table of issues away, so that it fails with 500, or gives it back.
    ///
    /// # Errors
    /// When the database cannot be changed.
    pub fn break_issues(&self, is_broken: bool) -> anyhow::Result<()> {
        let (from, to) = if is_broken { ("issues", "gone") } else { ("gone", "issues") };
        self.alter(&format!("ALTER TABLE {from} RENAME TO {to}"))
    }

    /// Makes the field for a report's id one that every issue must have.
    ///
    /// # Errors
    /// When the database cannot be changed.
    pub fn demand_field(&self) -> anyhow::Result<()> {
        self.alter("UPDATE custom_fields SET is_required = 1")
    }

    fn alter(&self, change: &str) -> anyhow::Result<()> {
        let script = "require 'sqlite3'; SQLite3::Database.new(ARGV[0]).execute(ARGV[1])";
        let mut command = Command::new("ruby");
        command.args(["-e", script]).arg(self.folder.join("db.sqlite")).arg(change);
        process::run(&mut command)?;
        Ok(())
    }

    /// Its base address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.at)
    }

    /// Where it listens.
    #[must_use]
    pub const fn at(&self) -> SocketAddr {
        self.at
    }

    /// The API key of the user for whom the program files.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// One issue with its files and notes, as the agent sees it.
    ///
    /// # Errors
    /// When there is no such issue.
    pub fn issue(&self, number: u64) -> anyhow::Result<Value> {
        let path = format!("/issues/{number}.json?include=attachments,journals");
        let answer = self.ask("GET", &path, &self.agent_key, &Value::Null)?;
        anyhow::ensure!(answer.status == 200, "issue {number}: {}", answer.status);
        answer.json()?.get("issue").cloned().context("no issue")
    }

    /// The numbers of all issues, oldest first.
    ///
    /// # Errors
    /// When there is no answer.
    pub fn issues(&self) -> anyhow::Result<Vec<u64>> {
        let found = self.get("/issues.json?status_id=*&sort=id&limit=100")?.json()?;
        let list = found.get("issues").and_then(Value::as_array).cloned().unwrap_or_default();
        Ok(list.iter().filter_map(|issue| issue.get("id")?.as_u64()).collect())
    }

    /// Name and content of each file of an issue.
    ///
    /// # Errors
    /// When there is no such issue, or a file cannot be fetched.
    pub fn attachments(&self, number: u64) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
        let issue = self.issue(number)?;
        let list = issue.get("attachments").and_then(Value::as_array).cloned().unwrap_or_default();
        let fetch = |file: &Value| {
            let text = |key: &str| file.get(key).and_then(Value::as_str).unwrap_or_default();
            let path =
                text("content_url").strip_prefix(&self.url()).context("a strange address")?;
            let answer = self.ask("GET", path, &self.agent_key, &Value::Null)?;
            anyhow::ensure!(answer.status == 200, "{path}: {}", answer.status);
            Ok((text("filename").to_owned(), answer.body))
        };
        list.iter().map(fetch).collect()
    }

    /// Changes an issue as somebody at the provider does.
    ///
    /// # Errors
    /// When Redmine refuses.
    pub fn answer(&self, number: u64, change: &Value) -> anyhow::Result<()> {
        let path = format!("/issues/{number}.json");
        let answer = self.ask("PUT", &path, &self.agent_key, &json!({"issue": change}))?;
        anyhow::ensure!(answer.status == 204, "{}", String::from_utf8_lossy(&answer.body));
        Ok(())
    }

    /// The number of a state by its name.
    ///
    /// # Errors
    /// When there is none.
    pub fn status(&self, name: &str) -> anyhow::Result<u64> {
        let known = self.get("/issue_statuses.json")?.json()?;
        named(&known, "issue_statuses", name)
    }

    fn make_project(&self) -> anyhow::Result<()> {
        let project = json!({"project": {
            "name": "Faults", "identifier": Self::PROJECT, "is_public": false,
        }});
        let answer = self.ask("POST", "/projects.json", ADMIN_KEY, &project)?;
        anyhow::ensure!(answer.status == 201, "{}", String::from_utf8_lossy(&answer.body));
        Ok(())
    }

    /// Makes a user with roles in the project, or without any part in it; gives the API key.
    ///
    /// # Errors
    /// When Redmine refuses.
    pub fn make_user(&self, login: &str, roles: &[&str]) -> anyhow::Result<String> {
        let password = format!("{login}-lab-password");
        let user = json!({"user": {
            "login": login, "firstname": login, "lastname": "Lab", "password": password,
            "mail": format!("{login}@peers.test"),
        }});
        let made = self.ask("POST", "/users.json", ADMIN_KEY, &user)?;
        anyhow::ensure!(made.status == 201, "{}", String::from_utf8_lossy(&made.body));
        let id = made.json()?.pointer("/user/id").and_then(Value::as_u64).context("no id")?;
        if !roles.is_empty() {
            self.make_member(id, roles)?;
        }
        let basic = base64::engine::general_purpose::STANDARD.encode(format!("{login}:{password}"));
        let headers = [("Authorization", format!("Basic {basic}"))];
        let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
        let account = http::request("GET", self.at, "/my/account.json", &headers, b"")?.json()?;
        let key = account.pointer("/user/api_key").and_then(Value::as_str);
        key.map(str::to_owned).context("no key")
    }

    fn make_member(&self, user: u64, roles: &[&str]) -> anyhow::Result<()> {
        let known = self.get("/roles.json")?.json()?;
        let roles = roles.iter().map(|role| named(&known, "roles", role));
        let roles: Vec<u64> = roles.collect::<anyhow::Result<_>>()?;
        let membership = json!({"membership": {"user_id": user, "role_ids": roles}});
        let path = format!("/projects/{}/memberships.json", Self::PROJECT);
        let answer = self.ask("POST", &path, ADMIN_KEY, &membership)?;
        anyhow::ensure!(answer.status == 201, "{}", String::from_utf8_lossy(&answer.body));
        Ok(())
    }

    fn get(&self, path: &str) -> anyhow::Result<Response> {
        self.ask("GET", path, ADMIN_KEY, &Value::Null)
    }

    fn ask(&self, method: &str, path: &str, key: &str, body: &Value) -> anyhow::Result<Response> {
        let headers = [("X-Redmine-API-Key", key), ("Content-Type", "application/json")];
        let body = if body.is_null() { String::new() } else { body.to_string() };
        http::request(method, self.at, path, &headers, body.as_bytes())
    }

    /// Redmine looks for an instance below its own folder; this leads from there to ours.
    fn instance(&self) -> PathBuf {
        let root = std::path::Path::new("/");
        let ours =
            self.folder.path().strip_prefix(root).unwrap_or(self.folder.path()).to_path_buf();
        std::iter::repeat_n("..", 16).collect::<PathBuf>().join(ours)
    }
}

fn named(known: &Value, list: &str, name: &str) -> anyhow::Result<u64> {
    let list = known.get(list).and_then(Value::as_array).context("no list")?;
    let found = list.iter().find(|item| item.get("name").is_some_and(|found| found == name));
    found.and_then(|item| item.get("id")?.as_u64()).with_context(|| format!("no {name}"))
}

/// The distribution's own Bundler: a newer one that comes with Ruby does not find its gems.
fn bundler() -> anyhow::Result<String> {
    let gems = std::fs::read_dir(GEMS).with_context(|| GEMS)?;
    let version = gems.flatten().find_map(|gem| {
        gem.file_name().to_string_lossy().strip_prefix("bundler-").map(str::to_owned)
    });
    version.context("no Bundler")
}

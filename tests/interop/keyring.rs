//! Secrets in the real keyring of a desktop: open, locked, and none at all.
//!
//! The library reaches the keyring of its own process's desktop, so the test runs itself as a child
//! within one.

use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use lab::{Process, Program, ProgramOptions, Session, SessionOptions, wait};
use model::AccountId;
use secrecy::{ExposeSecret, SecretString};
use storage::{SecretError, SecretName, Secrets};
use uuid::Uuid;

/// A keyring may be waited for as long as a prompt could be open, twice.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn an_open_keyring_keeps_a_password_for_the_next_start() {
    let session = Session::start(SessionOptions { keyring: true, sound: false }).unwrap();

    assert_eq!(said(&session, "put"), "missing, kept");
    assert_eq!(said(&session, "put"), "hunter2, kept");
    assert_eq!(said(&session, "remove"), "hunter2, removed, missing");
}

#[test]
fn a_locked_keyring_is_said_to_be_locked_and_holds_nobody_up() {
    let session = Session::start(SessionOptions { keyring: false, sound: false }).unwrap();

    assert_eq!(said(&session, "put"), "locked, locked");
}

#[test]
fn a_machine_without_a_keyring_is_said_to_have_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/does/not/exist");
    child.env("XDG_RUNTIME_DIR", folder.path());

    let said = folder.path().join("said");
    let mut child =
        Process::start("child", with(&mut child, "put", &said), &folder.path().join("log"));
    child.as_mut().unwrap().await_end(PATIENCE).unwrap();

    assert_eq!(std::fs::read_to_string(said).unwrap(), "no service, no service");
}

#[test]
fn a_keyring_that_does_not_answer_keeps_neither_the_program_nor_its_scripts_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let bus = folder.path().join("bus");
    // Takes connections and never says a word, as behind a prompt that nobody answers.
    let _silent = UnixListener::bind(&bus).unwrap();
    let mut program = Program::start(ProgramOptions::label("program")).unwrap();
    let words = ["account", "add", "1001@127.0.0.1", "--password-stdin"];
    program.run_with_input(&words, "pw1001\n").unwrap().done().unwrap();
    program.quit().unwrap();

    program.use_keyring(&bus);
    program.launch().unwrap();

    // Were it waited for, the first that anybody hears would be what the keyring said.
    assert_eq!(why(&program), Some("keyringAwaited".to_owned()));
    let locked = || (why(&program)? == "keyringLocked").then_some(());
    wait::until("the word of the keyring", PATIENCE, locked).unwrap();
}

/// Why the account does not register.
fn why(program: &Program) -> Option<String> {
    let status = program.status().unwrap();
    let reason = status["accounts"][0]["registration"]["reason"]["code"].as_str();
    reason.map(str::to_owned)
}

/// Does nothing unless it is the child process of the tests above.
#[tokio::test]
async fn speaks_with_the_keyring_when_it_is_the_child() {
    let Ok(task) = std::env::var("KEYRING_TASK") else { return };
    let secrets = Secrets::keyring(Uuid::nil());
    let name = SecretName::Account(AccountId::from_random_bytes([1; 16]));

    let mut said = vec![match secrets.get(name).await {
        Ok(secret) => secret.expose_secret().to_owned(),
        Err(error) => word(error).to_owned(),
    }];
    if task == "put" {
        let put = secrets.put(name, SecretString::from("hunter2")).await;
        said.push(put.map_or_else(word, |()| "kept").to_owned());
    } else {
        let removed = secrets.remove(name).await;
        said.push(removed.map_or_else(word, |()| "removed").to_owned());
        said.push(secrets.get(name).await.map_or_else(word, |_| "still there").to_owned());
    }
    std::fs::write(std::env::var("KEYRING_SAID").unwrap(), said.join(", ")).unwrap();
    // The runtime must not wait for a keyring behind a prompt: the test ends here or hangs.
}

fn word(error: SecretError) -> &'static str {
    match error {
        SecretError::Locked => "locked",
        SecretError::NoService => "no service",
        SecretError::Denied => "denied",
        SecretError::Missing => "missing",
    }
}

/// What the child says of its dealings with the keyring.
fn said(session: &Session, task: &str) -> String {
    let said = session.folder().join("said");
    let log = session.folder().join("child.log");
    let exe = std::env::current_exe().unwrap();
    let mut child = session.command(&exe.display().to_string());
    let mut child = Process::start("child", with(&mut child, task, &said), &log).unwrap();
    child.await_end(PATIENCE).unwrap();
    let text =
        wait::until("the child's words", wait::LIMIT, || std::fs::read_to_string(&said).ok());
    std::fs::remove_file(&said).unwrap();
    text.unwrap()
}

fn with<'c>(child: &'c mut Command, task: &str, said: &Path) -> &'c mut Command {
    child
        .args(["--exact", "keyring::speaks_with_the_keyring_when_it_is_the_child", "--nocapture"])
        .env("KEYRING_TASK", task)
        .env("KEYRING_SAID", said)
}

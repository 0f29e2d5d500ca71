//! A desktop with the program's window on it.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use lab::{Session, SessionOptions, Window};

/// A desktop, and the window that was opened on it.
pub(crate) struct Desk {
    pub(crate) window: Window,
    pub(crate) session: Session,
    pub(crate) profile: PathBuf,
}

impl Desk {
    /// Opens the program with a profile of its own and sound from the desktop's devices.
    pub(crate) async fn open(arguments: &[&str]) -> Self {
        Self::open_on(
            Session::start(SessionOptions { keyring: false, sound: true }).unwrap(),
            arguments,
        )
        .await
    }

    /// The same on a desktop that stands already.
    pub(crate) async fn open_on(session: Session, arguments: &[&str]) -> Self {
        let profile = session.folder().join("profile");
        let mut all = vec!["--profile".to_owned(), profile.display().to_string()];
        all.extend(["--secrets", "memory", "--bind", "127.0.0.1"].map(str::to_owned));
        all.extend(arguments.iter().map(|argument| (*argument).to_owned()));
        let window = Window::open(&session, &lab::binary().unwrap(), &all).await.unwrap();
        Self { window, session, profile }
    }

    /// Waits until the window shows this text anywhere.
    pub(crate) async fn sees(&self, text: &str) {
        self.window.await_text("body", text).await.unwrap();
    }

    /// Runs a verb of the command line beside the window.
    pub(crate) fn verb(&self, words: &[&str]) {
        let mut command: Command = self.session.command(&lab::binary().unwrap().to_string_lossy());
        command.arg("--profile").arg(&self.profile).args(words);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Types a number and calls it.
    pub(crate) async fn dial(&self, number: &str) {
        self.window.fill("Number or address", number).await.unwrap();
        self.window.press("Call").await.unwrap();
    }

    /// Calls the extension that calls back, hangs up, and waits until it rings here.
    pub(crate) async fn is_called_back(&self) {
        self.sees("Registered").await;
        self.dial("14").await;
        self.sees("Connected").await;
        self.window.press("Hang up").await.unwrap();
        self.sees("Incoming call").await;
    }

    /// Presses a key outside the window again and again until the window shows this text.
    pub(crate) async fn presses_until(&self, key: &str, text: &str) {
        let end = std::time::Instant::now() + lab::wait::LIMIT;
        loop {
            let pressed = self.session.command("xdotool").args(["key", key]).status().unwrap();
            assert!(pressed.success());
            let pause = Duration::from_millis(500);
            if self.window.await_text_within("body", text, pause).await.is_ok() {
                return;
            }
            assert!(std::time::Instant::now() < end, "{key} does not show {text}");
        }
    }

    /// The X11 window that has the focus.
    pub(crate) fn focused(&self) -> String {
        let mut command: Command = self.session.command("xdotool");
        let output = command.arg("getactivewindow").output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

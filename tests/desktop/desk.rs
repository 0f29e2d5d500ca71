//! A desktop with the program's window on it.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use lab::{Part, Session, SessionOptions, Window, wait};

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

    /// Waits until this part of the window says so.
    pub(crate) async fn reads(&self, css: &str, text: &str) {
        self.window.await_text(css, text).await.unwrap();
    }

    /// Waits until this part of the window is there.
    pub(crate) async fn finds(&self, css: &str) {
        self.window.finds(Part::Css(css)).await.unwrap();
    }

    /// Waits until this part of the window is gone.
    pub(crate) async fn misses(&self, css: &str) {
        self.window.misses(Part::Css(css)).await.unwrap();
    }

    /// Waits until the telephone itself, left of the pages, says so.
    pub(crate) async fn hears(&self, text: &str) {
        self.reads(".stage", text).await;
    }

    /// Opens a page by its key: Ctrl and this digit.
    pub(crate) async fn opens(&self, digit: char) {
        let tab = format!("nav button[aria-keyshortcuts='Control+{digit}']");
        self.window.click(Part::Css(&tab)).await.unwrap();
    }

    /// Chooses what says so out of an open menu.
    pub(crate) async fn picks(&self, words: &str) {
        let path = format!("//*[starts-with(@role, 'menuitem')][contains(., \"{words}\")]");
        self.window.click(Part::XPath(&path)).await.unwrap();
    }

    /// Runs a verb of the command line beside the window.
    pub(crate) fn verb(&self, words: &[&str]) {
        drop(self.asks(words));
    }

    /// The same, and what it says.
    pub(crate) fn asks(&self, words: &[&str]) -> String {
        let mut command: Command = self.session.command(&lab::binary().unwrap().to_string_lossy());
        command.arg("--profile").arg(&self.profile).args(words);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Types a number and calls it.
    pub(crate) async fn dial(&self, number: &str) {
        self.window.fill("Number or address", number).await.unwrap();
        self.window.press("Call").await.unwrap();
    }

    /// Calls a colleague of the demo telephone system and waits until they speak.
    pub(crate) async fn speaks_with(&self, number: &str, name: &str) {
        self.dial(number).await;
        let path = format!(
            "//*[@data-call and contains(@aria-label, \"{name}\") and contains(@class, 'talking')]"
        );
        self.window.finds(Part::XPath(&path)).await.unwrap();
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
        let end = Instant::now() + wait::LIMIT;
        loop {
            let pressed = self.session.command("xdotool").args(["key", key]).status().unwrap();
            assert!(pressed.success());
            let pause = Duration::from_millis(500);
            if self.window.await_text_within("body", text, pause).await.is_ok() {
                return;
            }
            assert!(Instant::now() < end, "{key} does not show {text}");
        }
    }

    /// The X11 window that has the focus.
    pub(crate) fn focused(&self) -> String {
        let mut command: Command = self.session.command("xdotool");
        let output = command.arg("getactivewindow").output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

//! A desktop with the program's window on it.

use std::path::PathBuf;
use std::process::Command;

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

    /// The X11 window that has the focus.
    pub(crate) fn focused(&self) -> String {
        let mut command: Command = self.session.command("xdotool");
        let output = command.arg("getactivewindow").output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

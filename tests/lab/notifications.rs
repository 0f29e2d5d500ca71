//! Stands in for the desktop's notification service: keeps what is shown, and presses its buttons.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use zbus::object_server::SignalEmitter;
use zbus::{Connection, OwnedVariant, interface};

use crate::{Session, wait};

const PATH: &str = "/org/freedesktop/Notifications";

/// One notification as the program sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    pub id: u32,
    pub title: String,
    pub body: String,
    /// Keys and their labels, such as `accept` and `Accept`.
    pub actions: Vec<(String, String)>,
    pub is_closed: bool,
}

/// The service. It owns its name on the session's bus until it is dropped.
#[derive(Debug)]
pub struct Notifications {
    connection: Connection,
    shown: Arc<Mutex<Vec<Notification>>>,
}

impl Notifications {
    /// Takes the service's name; do this before the program starts.
    ///
    /// # Errors
    /// When the bus does not give it.
    pub async fn serve(session: &Session) -> anyhow::Result<Self> {
        let shown = Arc::new(Mutex::new(Vec::new()));
        let service = Service { shown: Arc::clone(&shown) };
        let connection = zbus::connection::Builder::address(session.bus_address().as_str())
            .name("org.freedesktop.Notifications")
            .serve_at(PATH, service)
            .build()
            .await?;
        Ok(Self { connection, shown })
    }

    /// Everything shown so far, oldest first.
    #[must_use]
    pub fn shown(&self) -> Vec<Notification> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for a notification that `is_it` accepts.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn await_shown(
        &self,
        is_it: impl Fn(&Notification) -> bool,
    ) -> anyhow::Result<Notification> {
        let started = Instant::now();
        loop {
            let shown = self.shown();
            if let Some(found) = shown.iter().find(|notification| is_it(notification)) {
                return Ok(found.clone());
            }
            anyhow::ensure!(
                started.elapsed() < wait::LIMIT,
                "no such notification among {shown:?}"
            );
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// Presses a button of a notification once, whether or not anybody listens.
    ///
    /// # Errors
    /// When the bus is gone.
    pub async fn press(&self, id: u32, action: &str) -> anyhow::Result<()> {
        let emitter = SignalEmitter::new(&self.connection, PATH)?;
        Ok(Service::action_invoked(&emitter, id, action).await?)
    }

    /// Presses a button of a notification until its program takes the notification away.
    ///
    /// A program begins to listen for buttons after it has shown them, so a press without a pause,
    /// which no hand makes, may come before that.
    ///
    /// # Errors
    /// When it is not taken away in time, or the bus is gone.
    pub async fn press_until_taken_away(&self, id: u32, action: &str) -> anyhow::Result<()> {
        let started = Instant::now();
        while !self.shown().iter().any(|one| one.id == id && one.is_closed) {
            anyhow::ensure!(started.elapsed() < wait::LIMIT, "{action} of {id} does nothing");
            self.press(id, action).await?;
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
        Ok(())
    }
}

struct Service {
    shown: Arc<Mutex<Vec<Notification>>>,
}

/// Source: Desktop Notifications Specification 1.2.
#[interface(name = "org.freedesktop.Notifications")]
impl Service {
    fn get_capabilities(&self) -> Vec<&str> {
        vec!["actions", "body", "persistence"]
    }

    fn get_server_information(&self) -> (&str, &str, &str, &str) {
        ("lab", "rufbereit", "1", "1.2")
    }

    #[expect(clippy::too_many_arguments, reason = "the specification has as many")]
    fn notify(
        &self,
        _program: &str,
        replaces: u32,
        _icon: &str,
        title: &str,
        body: &str,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedVariant>,
        _lifetime: i32,
    ) -> u32 {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = u32::try_from(shown.len()).unwrap_or(u32::MAX).saturating_add(1);
        let id = if replaces == 0 { fresh } else { replaces };
        let mut words = actions.into_iter();
        let actions = std::iter::from_fn(|| words.next().zip(words.next())).collect();
        let (title, body) = (title.to_owned(), body.to_owned());
        shown.push(Notification { id, title, body, actions, is_closed: false });
        id
    }

    async fn close_notification(
        &self,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
        id: u32,
    ) -> zbus::fdo::Result<()> {
        {
            let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
            for notification in shown.iter_mut().filter(|notification| notification.id == id) {
                notification.is_closed = true;
            }
        }
        // 3: closed by a call to CloseNotification.
        Self::notification_closed(&emitter, id, 3).await?;
        Ok(())
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str)
    -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(
        emitter: &SignalEmitter<'_>,
        id: u32,
        reason: u32,
    ) -> zbus::Result<()>;
}

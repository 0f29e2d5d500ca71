//! Notifications of the system, with buttons where it has them.

use contract::Command;
#[cfg(all(unix, not(target_os = "macos")))]
use notify_rust::{Hint, Urgency};
use notify_rust::{Notification, Timeout};
use tokio::task::AbortHandle;

use crate::station::Station;
use crate::words::Words;

/// A notification that is on the screen; dropping it takes it away.
#[derive(Debug)]
pub(super) struct Shown(AbortHandle, tokio::sync::mpsc::Sender<()>);

impl Drop for Shown {
    fn drop(&mut self) {
        // Full or closed: it is being taken away already.
        if self.1.try_send(()).is_err() {
            self.0.abort();
        }
    }
}

/// Tells of a call that rings here, with Accept and Reject.
pub(super) fn offered(
    station: &Station,
    words: &Words,
    call: &contract::CallView,
    account: &str,
) -> Shown {
    let unknown = words.say("notify-unknown-caller");
    let caller = call.remote.name.clone().unwrap_or_else(|| {
        if call.remote.number.is_empty() { unknown } else { call.remote.number.clone() }
    });
    let mut notification = Notification::new();
    notification
        .appname("Rufbereit")
        .summary(&words.tell("notify-incoming-title", &[("caller", &caller)]))
        .body(&words.tell("notify-incoming-body", &[("account", account)]))
        .icon("rufbereit")
        .timeout(Timeout::Never)
        .action("accept", &words.say("notify-accept"))
        .action("reject", &words.say("notify-reject"));
    #[cfg(all(unix, not(target_os = "macos")))]
    notification
        .urgency(Urgency::Critical)
        .hint(Hint::Category("call.incoming".to_owned()))
        .hint(Hint::Resident(true));
    show(notification, station.clone(), call.id.clone())
}

/// Tells of a call that nobody answered.
pub(super) fn missed(words: &Words, caller: &str, time: &str) {
    let mut notification = Notification::new();
    notification
        .appname("Rufbereit")
        .summary(&words.tell("notify-missed-title", &[("caller", caller)]))
        .body(&words.tell("notify-missed-body", &[("time", time)]))
        .icon("rufbereit");
    tauri::async_runtime::spawn(post(notification));
}

/// Shows it and waits for nothing.
async fn post(notification: Notification) {
    #[cfg(all(unix, not(target_os = "macos")))]
    let shown = notification.show_async().await.map(drop);
    // Elsewhere the library has only the blocking way.
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    let shown = match tokio::task::spawn_blocking(move || notification.show().map(drop)).await {
        Ok(shown) => shown,
        Err(error) => return tracing::debug!(%error, "no notification"),
    };
    if let Err(error) = shown {
        tracing::debug!(%error, "no notification server");
    }
}

/// Shows it and waits for a button; it goes when the call no longer rings.
#[cfg(all(unix, not(target_os = "macos")))]
fn show(notification: Notification, station: Station, call: String) -> Shown {
    let (sender, mut gone) = tokio::sync::mpsc::channel(1);
    let task = tauri::async_runtime::handle().inner().spawn(async move {
        let handle = match notification.show_async().await {
            Ok(handle) => handle,
            // A desktop without notifications has the small window.
            Err(error) => return tracing::debug!(%error, "no notification server"),
        };
        let mut chosen = None;
        tokio::select! {
            () = handle.wait_for_action_async(|response| chosen = command(response, call)) => {}
            _gone = gone.recv() => {}
        }
        handle.close_async().await;
        if let Some(command) = chosen
            && let Err(refusal) = station.perform(command).await
        {
            tracing::info!(%refusal, "a button came too late");
        }
    });
    Shown(task.abort_handle(), sender)
}

/// Shows it; elsewhere the library waits in a thread of its own and cannot take it away.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn show(notification: Notification, station: Station, call: String) -> Shown {
    let (sender, _gone) = tokio::sync::mpsc::channel(1);
    drop((station, call));
    let task = tauri::async_runtime::handle().inner().spawn(post(notification));
    Shown(task.abort_handle(), sender)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn command(response: &notify_rust::NotificationResponse, call: String) -> Option<Command> {
    let notify_rust::NotificationResponse::Action(action) = response else { return None };
    match action.as_str() {
        "accept" => Some(Command::Answer { call: Some(call) }),
        "reject" => Some(Command::Reject { call: Some(call) }),
        _ => None,
    }
}

//! Notifications of the system, with buttons where it has them.

use contract::Command;
#[cfg(all(unix, not(target_os = "macos")))]
use contract::RejectReason;
#[cfg(all(unix, not(target_os = "macos")))]
use notify_rust::{Hint, Urgency};
use notify_rust::{Notification, Timeout};
use tauri::AppHandle;
#[cfg(all(unix, not(target_os = "macos")))]
use tauri::Manager as _;
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
    let body = match &call.called {
        Some(called) => {
            let called = called.name.as_deref().unwrap_or(&called.number);
            words.tell("notify-incoming-for", &[("called", called)])
        }
        None => words.tell("notify-incoming-body", &[("account", account)]),
    };
    let mut notification = Notification::new();
    notification
        .appname("Rufbereit")
        .summary(&words.tell("notify-incoming-title", &[("caller", &caller)]))
        .body(&body)
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

/// Tells that another program has the key for reports.
pub(super) fn key_taken(words: &Words, key: &str) {
    let mut notification = Notification::new();
    notification
        .appname("Rufbereit")
        .summary(&words.tell("notify-key-taken-title", &[("key", key)]))
        .body(&words.say("notify-key-taken-body"))
        .icon("rufbereit");
    tauri::async_runtime::spawn(post(notification));
}

/// Tells that the provider wrote something, or got further.
pub(super) fn report_news(app: &AppHandle, words: &Words, reference: &str, text: &str) {
    let mut notification = Notification::new();
    notification
        .appname("Rufbereit")
        .summary(&words.tell("notify-report-news-title", &[("reference", reference)]))
        .body(text)
        .icon("rufbereit")
        .action("show", &words.say("notify-show"));
    offer(notification, app.clone(), None);
}

/// Tells that a promise is about to be missed, and offers to call the hotline.
pub(super) fn promise_near(
    app: &AppHandle,
    words: &Words,
    reference: &str,
    promise: &str,
    time: &str,
    hotline: Option<String>,
) {
    let mut notification = Notification::new();
    notification
        .appname("Rufbereit")
        .summary(&words.tell("notify-promise-title", &[("reference", reference)]))
        .body(&words.tell("notify-promise-body", &[("promise", promise), ("time", time)]))
        .icon("rufbereit")
        .action("show", &words.say("notify-show"));
    if hotline.is_some() {
        notification.action("call", &words.say("notify-call-hotline"));
    }
    let call = hotline.map(|target| Command::Prepare { target });
    offer(notification, app.clone(), call);
}

/// Tells that a transfer or a service did not work.
pub(super) fn failed(app: &AppHandle, words: &Words, key: &str, what: &str, why: &str) {
    let mut notification = Notification::new();
    notification
        .appname("Rufbereit")
        .summary(&words.tell(key, &[("what", what)]))
        .body(why)
        .icon("rufbereit")
        .action("show", &words.say("notify-show"));
    offer(notification, app.clone(), None);
}

/// Tells that somebody who is to be called back is free, and offers to call.
pub(super) fn call_back_free(
    app: &AppHandle,
    words: &Words,
    party: &str,
    target: Option<(String, String)>,
) {
    let mut notification = Notification::new();
    notification
        .appname("Rufbereit")
        .summary(&words.tell("notify-call-back-free", &[("party", party)]))
        .icon("rufbereit")
        .action("show", &words.say("notify-show"));
    if target.is_some() {
        notification.action("call", &words.say("notify-call"));
    }
    // Wished again, a call-back that waits is made at once.
    let call = target.map(|(target, account)| Command::CallBack {
        target: Some(target),
        account: Some(account),
    });
    offer(notification, app.clone(), call);
}

/// Shows it; its buttons bring the window to the front, or carry out what `call` stands for first.
#[cfg(all(unix, not(target_os = "macos")))]
fn offer(notification: Notification, app: AppHandle, call: Option<Command>) {
    tauri::async_runtime::spawn(async move {
        let handle = match notification.show_async().await {
            Ok(handle) => handle,
            Err(error) => return tracing::debug!(%error, "no notification server"),
        };
        let mut pressed = None;
        handle
            .wait_for_action_async(|response| {
                if let notify_rust::NotificationResponse::Action(action) = response {
                    pressed = Some(action.clone());
                }
            })
            .await;
        let Some(pressed) = pressed else { return };
        handle.close_async().await;
        if pressed == "call"
            && let Some(command) = call
        {
            let station = app.state::<Station>().inner().clone();
            if let Err(refusal) = station.perform(command).await {
                tracing::warn!(%refusal, "a call from a notification was refused");
            }
        }
        super::on_main(&app, super::show);
    });
}

/// Shows it; elsewhere the library has no way to wait for a button without a thread for good.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn offer(notification: Notification, app: AppHandle, call: Option<Command>) {
    drop((app, call));
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
        "reject" => Some(Command::Reject { call: Some(call), reason: RejectReason::default() }),
        _ => None,
    }
}

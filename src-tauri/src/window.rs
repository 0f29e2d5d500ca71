//! The windows, the tray and the notifications: what a person sees of the station.
//!
//! Nothing that must live is in a window: closing the main one leaves the program in the tray, and
//! opening it again begins with a snapshot.

pub(crate) mod commands;
pub(crate) mod hotkey;
mod incoming;
mod notify;
mod tray;
pub(crate) mod trouble;
mod watch;

use tauri::{AppHandle, Manager as _, RunEvent, WebviewUrl, WebviewWindowBuilder};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use crate::bindings;
use crate::station::Station;

/// The main window's label, as the capabilities know it.
const MAIN: &str = "main";
/// Size of the main window when it is first opened, in logical pixels.
const SIZE: (f64, f64) = (960.0, 680.0);
/// Smallest size at which everything can still be used.
const SMALLEST: (f64, f64) = (360.0, 520.0);

/// Runs the windows until the station has ended; gives the exit code.
///
/// # Errors
/// Fails when the system opens no windows for this program.
pub(crate) fn run(
    runtime: &Runtime,
    station: Station,
    shows: mpsc::Receiver<()>,
    minimized: bool,
) -> tauri::Result<u8> {
    tauri::async_runtime::set(runtime.handle().clone());
    let handler = bindings::builder().invoke_handler();
    let app = tauri::Builder::default()
        .manage(station.clone())
        .invoke_handler(handler)
        .setup(move |app| {
            let app = app.handle().clone();
            if !minimized {
                show(&app);
            }
            let tray = tray::build(&app);
            tauri::async_runtime::spawn(watch::run(app.clone(), station.clone(), tray));
            tauri::async_runtime::spawn(show_when_asked(app.clone(), shows));
            tauri::async_runtime::spawn(leave_with(app, station));
            Ok(())
        })
        .build(tauri::generate_context!())?;
    let code = app.run_return(|_app, event| {
        // Closing the last window ends nothing; only `exit` with a code does.
        if let RunEvent::ExitRequested { api, code: None, .. } = event {
            api.prevent_exit();
        }
    });
    Ok(u8::try_from(code).unwrap_or(1))
}

/// Brings the main window to the front; opens it where it is closed.
pub(crate) fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        let shown =
            window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!(%error, "the window does not come to the front");
        }
        return;
    }
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("Rufbereit")
        .inner_size(SIZE.0, SIZE.1)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .build();
    if let Err(error) = window {
        tracing::error!(%error, "the window cannot be opened");
    }
}

/// Begins a report with what is known at this moment, and shows it.
pub(crate) fn begin_report(app: &AppHandle) {
    let (app, station) = (app.clone(), app.state::<Station>().inner().clone());
    tauri::async_runtime::spawn(async move {
        if let Err(refusal) = station.perform(contract::Command::OpenReport { record: None }).await
        {
            tracing::warn!(%refusal, "no report was begun");
        }
        on_main(&app, show);
    });
}

async fn show_when_asked(app: AppHandle, mut shows: mpsc::Receiver<()>) {
    while shows.recv().await.is_some() {
        on_main(&app, show);
    }
}

/// Ends the windows when the station has ended, and the station when the system ends the program.
async fn leave_with(app: AppHandle, station: Station) {
    tokio::select! {
        () = station.ended() => {}
        () = crate::program::interrupted() => {
            // Refused only when it is ending already.
            drop(station.perform(contract::Command::Quit).await);
            station.ended().await;
        }
    }
    app.exit(0);
}

/// Does something with windows where windows may be touched.
pub(crate) fn on_main(app: &AppHandle, work: impl FnOnce(&AppHandle) + Send + 'static) {
    let handle = app.clone();
    if let Err(error) = app.run_on_main_thread(move || work(&handle)) {
        tracing::warn!(%error, "the windows are gone");
    }
}

//! The small window above all others: for offered calls, because some notifications have no buttons,
//! and for calls that stand where the person wants to see them always.
//!
//! It comes without the focus, so that keys typed elsewhere neither accept nor reject.

use tauri::{AppHandle, LogicalPosition, Manager as _, WebviewUrl, WebviewWindowBuilder};

/// The label, as the capabilities know it.
const INCOMING: &str = "incoming";
/// Size in logical pixels.
const SIZE: (f64, f64) = (360.0, 168.0);
/// Distance from the corner of the screen, in logical pixels.
const MARGIN: f64 = 24.0;

/// Shows or takes away the window.
pub(super) fn set(app: &AppHandle, wanted: bool) {
    let shown = app.get_webview_window(INCOMING);
    let done = match (shown, wanted) {
        (None, true) => open(app),
        (Some(window), false) => window.destroy(),
        (None, false) | (Some(_), true) => Ok(()),
    };
    if let Err(error) = done {
        tracing::warn!(%error, "the window of an offered call");
    }
}

fn open(app: &AppHandle) -> tauri::Result<()> {
    let mut builder =
        WebviewWindowBuilder::new(app, INCOMING, WebviewUrl::App("incoming.html".into()))
            .title("Rufbereit")
            .inner_size(SIZE.0, SIZE.1)
            .resizable(false)
            .always_on_top(true)
            .skip_taskbar(true)
            .focused(false)
            .visible_on_all_workspaces(true);
    if let Some(corner) = corner(app) {
        builder = builder.position(corner.x, corner.y);
    }
    builder.build().map(drop)
}

/// The lower right corner of the first screen.
fn corner(app: &AppHandle) -> Option<LogicalPosition<f64>> {
    let monitor = app.primary_monitor().ok().flatten()?;
    let scale = monitor.scale_factor();
    let size = monitor.size().to_logical::<f64>(scale);
    let origin = monitor.position().to_logical::<f64>(scale);
    Some(LogicalPosition {
        x: origin.x + (size.width - SIZE.0 - MARGIN).max(0.0),
        y: origin.y + (size.height - SIZE.1 - 3.0 * MARGIN).max(0.0),
    })
}

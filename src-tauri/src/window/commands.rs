//! Everything a window may ask of the program, on one page.

use contract::{Change, Command, EvidencePage, EvidenceQuery, RecordPage, RecordQuery, Refusal};
use tauri::State;
use tauri::ipc::Channel;

use crate::station::Station;

/// Grants a wish, or says why not.
#[tauri::command]
#[specta::specta]
pub(crate) async fn perform(station: State<'_, Station>, command: Command) -> Result<(), Refusal> {
    station.perform(command).await
}

/// Sends the present state and then every change to `changes`, in order.
#[tauri::command]
#[specta::specta]
pub(crate) async fn watch(
    station: State<'_, Station>,
    changes: Channel<Change>,
) -> Result<(), Refusal> {
    let mut watched = station.watch().await?;
    tauri::async_runtime::spawn(async move {
        while let Some(change) = watched.recv().await {
            // The window is gone, or has begun anew with another channel.
            if changes.send(change).is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// One page of the call list.
#[tauri::command]
#[specta::specta]
pub(crate) async fn history(
    station: State<'_, Station>,
    query: RecordQuery,
) -> Result<RecordPage, Refusal> {
    station.history(query).await
}

/// Lines of a file of a report, or of the one that is being written, as they would leave.
#[tauri::command]
#[specta::specta]
pub(crate) async fn evidence(
    station: State<'_, Station>,
    query: EvidenceQuery,
) -> Result<EvidencePage, Refusal> {
    station.evidence(query).await
}

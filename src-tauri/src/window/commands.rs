//! Everything a window may ask of the program, on one page.

use contract::{Change, Command, RecordPage, RecordQuery, Refusal, RefusalCode};
use tauri::ipc::Channel;

/// Grants a wish, or says why not.
#[tauri::command]
#[specta::specta]
pub(crate) async fn perform(command: Command) -> Result<(), Refusal> {
    Err(Refusal::new(RefusalCode::Closing, format!("{command:?}")))
}

/// Sends the present state and then every change to `changes`, in order.
#[tauri::command]
#[specta::specta]
pub(crate) async fn watch(changes: Channel<Change>) {
    drop(changes);
}

/// One page of the call list.
#[tauri::command]
#[specta::specta]
pub(crate) async fn history(query: RecordQuery) -> Result<RecordPage, Refusal> {
    Err(Refusal::new(RefusalCode::StorageFailed, format!("{query:?}")))
}

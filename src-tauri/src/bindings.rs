//! The window's TypeScript, generated from the contract. `cargo xtask bindings` writes it.

use std::path::Path;

use specta_typescript::Typescript;

use crate::window::commands;

/// What stands above the generated text.
const HEADER: &str = "// Generated from the Rust contract by `cargo xtask bindings`. Do not edit.";

/// All functions that the windows may call, and the types they use.
#[must_use]
pub fn builder() -> tauri_specta::Builder<tauri::Wry> {
    tauri_specta::Builder::new().disable_serde_phases().commands(tauri_specta::collect_commands![
        commands::perform,
        commands::watch,
        commands::history,
        commands::evidence,
    ])
}

/// Writes the generated text to `path`.
///
/// # Errors
/// When a type of the contract has no shape in TypeScript, or the file cannot be written.
pub fn write(path: &Path) -> anyhow::Result<()> {
    Ok(builder().export(Typescript::default().header(HEADER), path)?)
}

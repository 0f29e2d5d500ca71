//! The program: Tauri, tokio, tray, windows, command line. Wires everything, decides nothing.

pub mod bindings;
mod window;

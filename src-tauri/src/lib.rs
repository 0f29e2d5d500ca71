//! The program: Tauri, tokio, tray, windows, command line. Wires everything, decides nothing.

pub mod bindings;
mod cli;
#[cfg(windows)]
mod console;
mod demo;
mod logs;
mod plan;
mod profile;
mod program;
mod providers;
mod socket;
mod sound_test;
mod station;
mod window;
mod words;

pub use cli::run;

//! Name, kernel, uptime, load and memory, from wherever the system keeps them.

#[cfg(target_os = "linux")]
pub(crate) use linux::{kernel, load, memory, name, uptime};
#[cfg(target_os = "macos")]
pub(crate) use macos::{kernel, load, memory, name, uptime};
#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
pub(crate) use other::{kernel, load, memory, name, uptime};
#[cfg(windows)]
pub(crate) use windows::{kernel, load, memory, name, uptime};

#[cfg(any(target_os = "linux", test))]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
mod other;
#[cfg(windows)]
mod windows;

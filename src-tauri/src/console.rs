//! Where the program prints on Windows. As a program with windows it has no console of its own there.

use windows_sys::Win32::System::Console::{ATTACH_PARENT_PROCESS, AttachConsole};

/// Prints from now on to the console in which the program was typed, if it was typed in one. What
/// was redirected to a file or a pipe stays so.
#[expect(unsafe_code, reason = "a call of the system that no library wraps")]
pub(crate) fn attach() {
    // SAFETY: it takes a number and touches no memory of ours.
    let is_attached = unsafe { AttachConsole(ATTACH_PARENT_PROCESS) } != 0;
    // Refused where there is none, as for a start from the desktop: nobody reads then anyway.
    tracing::trace!(is_attached, "console");
}

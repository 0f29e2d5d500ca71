//! macOS tells it by its tools. Source: sw_vers(1), uname(1), sysctl(8).

use std::time::{Duration, SystemTime};

use crate::ProbeError;
use crate::command::output_of;

pub(crate) fn name() -> Result<String, ProbeError> {
    Ok(format!("macOS {}", output_of("/usr/bin/sw_vers", &["-productVersion"])?))
}

pub(crate) fn kernel() -> Result<String, ProbeError> {
    output_of("/usr/bin/uname", &["-r"])
}

/// `{ sec = 1700000000, usec = 0 } Tue Nov …` is when the machine was started.
pub(crate) fn uptime() -> Result<Duration, ProbeError> {
    let started = output_of("/usr/sbin/sysctl", &["-n", "kern.boottime"])?;
    let seconds = started.split("sec = ").nth(1).and_then(|rest| rest.split(',').next());
    let seconds = seconds.and_then(|seconds| seconds.trim().parse().ok());
    let since_epoch = Duration::from_secs(seconds.ok_or(ProbeError::Unknown)?);
    let started_at = SystemTime::UNIX_EPOCH.checked_add(since_epoch).ok_or(ProbeError::Unknown)?;
    SystemTime::now().duration_since(started_at).map_err(|_| ProbeError::Unknown)
}

pub(crate) fn load() -> Result<String, ProbeError> {
    output_of("/usr/sbin/sysctl", &["-n", "vm.loadavg"])
}

pub(crate) fn memory() -> Result<String, ProbeError> {
    let bytes = output_of("/usr/sbin/sysctl", &["-n", "hw.memsize"])?;
    let bytes: u64 = bytes.parse().map_err(|_| ProbeError::Unknown)?;
    Ok(format!("{} MiB in all", bytes / 1024 / 1024))
}

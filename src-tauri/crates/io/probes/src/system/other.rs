//! Systems of which nothing is known yet.

use std::time::Duration;

use crate::ProbeError;

pub(crate) fn name() -> Result<String, ProbeError> {
    Ok(std::env::consts::OS.to_owned())
}

pub(crate) fn kernel() -> Result<String, ProbeError> {
    Err(ProbeError::Unknown)
}

pub(crate) fn uptime() -> Result<Duration, ProbeError> {
    Err(ProbeError::Unknown)
}

pub(crate) fn load() -> Result<String, ProbeError> {
    Err(ProbeError::Unknown)
}

pub(crate) fn memory() -> Result<String, ProbeError> {
    Err(ProbeError::Unknown)
}

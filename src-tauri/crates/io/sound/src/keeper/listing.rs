//! The list of devices, shared between the keeper and whoever asks.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::Device;

/// The list of devices as it was last seen.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    devices: Mutex<Option<Vec<Device>>>,
    first: Condvar,
}

impl Listing {
    /// Waits for the first look at the devices, but no longer than it may take.
    pub(crate) fn read(&self, patience: Duration) -> Vec<Device> {
        let devices = self.devices.lock().unwrap_or_else(PoisonError::into_inner);
        let (devices, _) = self
            .first
            .wait_timeout_while(devices, patience, |devices| devices.is_none())
            .unwrap_or_else(PoisonError::into_inner);
        devices.clone().unwrap_or_default()
    }

    /// Keeps a new list; true when it differs.
    pub(super) fn write(&self, seen: &[Device]) -> bool {
        let mut devices = self.devices.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = devices.as_deref() != Some(seen);
        if is_new {
            *devices = Some(seen.to_vec());
            self.first.notify_all();
        }
        is_new
    }
}

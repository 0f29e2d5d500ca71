//! What the keeper is told.

use std::time::Duration;

use crate::wav::{Loop, Recorder};
use crate::{Choice, DeviceId};

/// What the handle and the devices tell the keeper.
pub(crate) enum Order {
    /// New devices, with files already opened.
    Choose(Choice, Files),
    /// Which devices are in use from now on.
    Need(Needs),
    /// A call may come.
    Prepare,
    /// The ring devices are in use for this long from now on.
    Preview(Duration),
    /// The device opened as this number stopped working.
    Lost(u64),
    Stop,
}

/// Files of a choice; absent where there is none or the one there is is kept.
#[derive(Debug, Default)]
pub(crate) struct Files {
    pub(crate) input: Option<Loop>,
    pub(crate) output: Option<Recorder>,
    /// Those that record what rings.
    pub(crate) rings: Vec<(DeviceId, Recorder)>,
}

/// Which devices are in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Needs {
    pub(crate) input: bool,
    pub(crate) output: bool,
    pub(crate) ring: bool,
}

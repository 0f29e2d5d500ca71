//! What the keeper is told.

use crate::wav::{Loop, Recorder};
use crate::{Choice, Role};

/// What the handle and the devices tell the keeper.
pub(crate) enum Order {
    /// New devices, with files already opened.
    Choose(Choice, Files),
    /// Which devices are in use from now on.
    Need(Needs),
    /// A call may come.
    Prepare,
    /// The device opened as this number stopped working.
    Lost(Role, u64),
    Stop,
}

/// Files of a choice, by role; absent where the role has none or keeps the one it has.
#[derive(Debug, Default)]
pub(crate) struct Files {
    pub(crate) input: Option<Loop>,
    pub(crate) output: Option<Recorder>,
    pub(crate) ring: Option<Recorder>,
}

/// Which devices are in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Needs {
    pub(crate) input: bool,
    pub(crate) output: bool,
    pub(crate) ring: bool,
}

impl Needs {
    pub(super) const fn of(self, role: Role) -> bool {
        match role {
            Role::Input => self.input,
            Role::Output => self.output,
            Role::Ring => self.ring,
        }
    }
}

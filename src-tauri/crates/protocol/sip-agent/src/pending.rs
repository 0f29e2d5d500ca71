//! Requests from outside that the upper layer must answer.

use std::collections::BTreeMap;

use sip_message::Request;

use crate::core::Core;
use crate::dialog::Dialog;
use crate::identity::IdentityId;
use crate::invitation::InvitationId;
use crate::request::RequestId;
use crate::transaction::ServerId;
use crate::wire::Flow;

/// One request that waits for its answer.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) server: ServerId,
    pub(crate) request: Request,
    pub(crate) flow: Flow,
    pub(crate) identity: Option<IdentityId>,
    /// The call that it came within.
    pub(crate) invitation: Option<InvitationId>,
    /// The dialog that it came in or opens, of a REFER; holds its count of CSeq numbers.
    pub(crate) dialog: Option<Box<Dialog>>,
}

/// Requests from outside that the upper layer must answer.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    table: BTreeMap<RequestId, Waiting>,
    by_server: BTreeMap<ServerId, RequestId>,
}

impl Pending {
    pub(crate) fn len(&self) -> usize {
        self.table.len()
    }

    pub(crate) fn add(&mut self, id: RequestId, waiting: Waiting) {
        self.by_server.insert(waiting.server, id);
        self.table.insert(id, waiting);
    }

    pub(crate) fn take(&mut self, id: RequestId) -> Option<Waiting> {
        let waiting = self.table.remove(&id)?;
        self.by_server.remove(&waiting.server);
        Some(waiting)
    }

    /// Nobody waits for the answer any more.
    pub(crate) fn forget_server(&mut self, server: ServerId, core: &mut Core) {
        if let Some(id) = self.by_server.remove(&server)
            && let Some(Waiting { dialog: Some(dialog), .. }) = self.table.remove(&id)
        {
            core.sequences.close(dialog.sequence());
        }
    }
}

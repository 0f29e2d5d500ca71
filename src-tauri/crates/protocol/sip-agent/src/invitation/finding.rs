//! Finds the invitation that something is for, and tells what is known of it.
//!
//! Source: RFC 3261 §12.2.2 (dialogs), RFC 3891 §3 (Replaces).

use sip_message::{NameAddr, Request, Uri};

use super::InvitationId;
use super::call::Phase;
use super::machine::Invitations;
use crate::dialog::Dialog;

impl Invitations {
    /// The Call-ID of one that is still known.
    pub(crate) fn call_id(&self, id: InvitationId) -> Option<&str> {
        self.table.get(&id).map(|call| call.call_id.as_str())
    }

    /// Who our own server says that the far end is.
    pub(crate) fn asserted(&self, id: InvitationId) -> Option<&NameAddr> {
        self.table.get(&id)?.asserted.as_ref()
    }

    /// Our tag and the far end's, once there is a dialog.
    pub(crate) fn tags(&self, id: InvitationId) -> Option<(&str, &str)> {
        let dialog = self.current(id)?;
        Some((&dialog.local_tag, &dialog.remote_tag))
    }

    /// The dialog that counts: the winner's, or one of those that ring.
    fn current(&self, id: InvitationId) -> Option<&Dialog> {
        let call = self.table.get(&id)?;
        let leg = match &call.phase {
            Phase::Established(established) => call.legs.get(&established.tag),
            Phase::Calling(_) | Phase::Offered(_) | Phase::Over => call.legs.values().next(),
        };
        leg.map(|leg| &leg.dialog)
    }

    /// Where the far end's Contact leads, once there is a dialog.
    pub(crate) fn remote_target(&self, id: InvitationId) -> Option<&Uri> {
        self.current(id).map(Dialog::remote_target)
    }

    /// The invitation that an in-dialog request is for. Source: RFC 3261 §12.2.2.
    pub(crate) fn find(&self, request: &Request) -> Option<InvitationId> {
        let headers = &request.headers;
        let tag = headers.to().ok()?.tag()?;
        let id = *self.by_tag.get(&tag)?;
        let call = self.table.get(&id)?;
        let from_tag = headers.from().ok()?.tag().unwrap_or_default();
        let is_same = call.call_id == headers.call_id().ok()? && call.legs.contains_key(&from_tag);
        is_same.then_some(id)
    }

    /// The invitation that a Replaces value names, by call and both tags. Source: RFC 3891 §3.
    pub(super) fn find_replaced(&self, value: &sip_message::Replaces) -> Option<InvitationId> {
        let id = *self.by_tag.get(&value.to_tag)?;
        let call = self.table.get(&id)?;
        let is_same = call.call_id == value.call_id && call.legs.contains_key(&value.from_tag);
        is_same.then_some(id)
    }

    /// The Replaces value that names this invitation's dialog to its far end.
    pub(super) fn replaces_value(&self, id: InvitationId) -> Option<String> {
        let call = self.table.get(&id)?;
        let leg = match &call.phase {
            Phase::Established(established) => call.legs.get(&established.tag),
            Phase::Calling(_) | Phase::Offered(_) => call.legs.values().next(),
            Phase::Over => None,
        };
        leg.map(|leg| leg.dialog.replaces_value())
    }
}

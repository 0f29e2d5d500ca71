//! Writes dialog information.

use super::{Dialog, DialogInfo, Direction, Party, Reason, State};
use crate::xml::Writer;

impl DialogInfo {
    /// The document, as a NOTIFY carries it.
    #[must_use]
    pub fn to_xml(&self) -> String {
        let (version, entity) = (self.version.to_string(), self.entity.to_string());
        let mut writer = Writer::new();
        writer.open(
            "dialog-info",
            &[
                ("xmlns", "urn:ietf:params:xml:ns:dialog-info"),
                ("version", &version),
                ("state", if self.is_full { "full" } else { "partial" }),
                ("entity", &entity),
            ],
        );
        for dialog in &self.dialogs {
            write_dialog(&mut writer, dialog);
        }
        writer.finish()
    }
}

fn write_dialog(writer: &mut Writer, dialog: &Dialog) {
    let direction = dialog.direction.map(|direction| match direction {
        Direction::Initiator => "initiator",
        Direction::Recipient => "recipient",
    });
    let optional = [
        ("call-id", dialog.call_id.as_deref()),
        ("local-tag", dialog.local_tag.as_deref()),
        ("remote-tag", dialog.remote_tag.as_deref()),
        ("direction", direction),
    ];
    let mut attributes = vec![("id", dialog.id.as_str())];
    attributes.extend(optional.into_iter().filter_map(|(name, value)| Some((name, value?))));
    writer.open("dialog", &attributes);
    write_state(writer, dialog);
    if let Some(seconds) = dialog.seconds {
        writer.leaf("duration", &[], &seconds.to_string());
    }
    for (name, party) in [("local", &dialog.local), ("remote", &dialog.remote)] {
        if let Some(party) = party {
            writer.open(name, &[]);
            write_party(writer, party);
            writer.close();
        }
    }
    writer.close();
}

fn write_state(writer: &mut Writer, dialog: &Dialog) {
    let state = match dialog.state {
        State::Trying => "trying",
        State::Proceeding => "proceeding",
        State::Early => "early",
        State::Confirmed => "confirmed",
        State::Terminated => "terminated",
    };
    let reason = dialog.reason.map(|reason| match reason {
        Reason::Cancelled => "cancelled",
        Reason::Rejected => "rejected",
        Reason::Replaced => "replaced",
        Reason::LocalBye => "local-bye",
        Reason::RemoteBye => "remote-bye",
        Reason::Error => "error",
        Reason::TimedOut => "timeout",
    });
    let code = dialog.code.map(|code| code.to_string());
    let optional = [("event", reason), ("code", code.as_deref())];
    let attributes: Vec<_> =
        optional.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    writer.leaf("state", &attributes, state);
}

fn write_party(writer: &mut Writer, party: &Party) {
    let identity = party.identity.as_ref().map(ToString::to_string).unwrap_or_default();
    let display: Vec<_> = party.display.iter().map(|name| ("display", name.as_str())).collect();
    writer.leaf("identity", &display, &identity);
    let target = party.target.as_ref().map(ToString::to_string);
    match (&target, party.is_rendering) {
        (None, None) => {}
        (target, None) => {
            writer.leaf("target", &[("uri", target.as_deref().unwrap_or_default())], "");
        }
        (target, Some(is_rendering)) => {
            let value = if is_rendering { "yes" } else { "no" };
            writer.open("target", &[("uri", target.as_deref().unwrap_or_default())]);
            writer.leaf("param", &[("pname", "+sip.rendering"), ("pvalue", value)], "");
            writer.close();
        }
    }
}

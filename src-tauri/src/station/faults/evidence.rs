//! What the program knows about a fault: the state of accounts, the last call, the machine.

use std::fmt::Write as _;

use faults::{Cast, Evidence};
use telephony::{Account, CallRecord, Registration};

use crate::station::core::Core;

impl Core {
    /// Registration states and calls in progress as text.
    pub(in crate::station) fn registrations(&self) -> Evidence {
        let mut text = String::new();
        for (account, standing) in self.switchboard.accounts() {
            line(&mut text, &account.address, &describe(standing));
            let wire = format!("{:?}, registers: {}", account.wire, account.registers);
            line(&mut text, "  transport", &wire);
            if let Some(proxy) = &account.outbound_proxy {
                line(&mut text, "  outbound proxy", proxy);
            }
        }
        for call in self.switchboard.calls() {
            line(
                &mut text,
                "call in progress",
                &format!("{:?} with {}", call.state(), call.remote.uri.0),
            );
        }
        if text.is_empty() {
            text.push_str("no accounts\n");
        }
        Evidence { name: "registrations.txt".to_owned(), text }
    }

    /// Sound devices that are chosen, present and missing as text.
    pub(in crate::station) fn sound_devices(&self) -> Evidence {
        let mut text = String::new();
        let choice = self.sounds.choice();
        line(&mut text, "microphone", choice.input.as_str());
        line(&mut text, "loudspeaker", choice.output.as_str());
        for device in &choice.rings {
            line(&mut text, "ringing", device.as_str());
        }
        if choice.everywhere {
            line(&mut text, "ringing", "everywhere");
        }
        for device in &self.devices.inputs {
            line(&mut text, "present, input", &device.name);
        }
        for device in &self.devices.outputs {
            line(&mut text, "present, output", &device.name);
        }
        for device in &self.devices.missing {
            line(&mut text, "missing", device);
        }
        Evidence { name: "sound-devices.txt".to_owned(), text }
    }

    /// What must not leave in the clear: numbers, names, hosts of accounts and of the call.
    pub(in crate::station) fn cast(&self, record: Option<&CallRecord>) -> Cast {
        let mut cast = Cast::default();
        for (account, _) in self.switchboard.accounts() {
            know(&mut cast, account);
        }
        if let Some(record) = record {
            cast.numbers.push(record.remote.number.0.clone());
            cast.names.extend(record.remote.name.as_ref().map(|name| name.0.clone()));
        }
        cast
    }
}

fn know(cast: &mut Cast, account: &Account) {
    cast.titles.push(account.label.clone());
    cast.names.extend(account.display_name.clone());
    cast.names.extend(account.auth_user.clone());
    let servers =
        [Some(&account.address), account.registrar.as_ref(), account.outbound_proxy.as_ref()];
    for uri in
        servers.into_iter().flatten().filter_map(|text| text.parse::<sip_message::SipUri>().ok())
    {
        cast.hosts.push(uri.host.to_string());
        cast.numbers.extend(uri.user().map(std::borrow::Cow::into_owned));
    }
}

/// A line of the call list as text.
pub(in crate::station) fn call(record: &CallRecord) -> Evidence {
    let mut text = String::new();
    line(&mut text, "direction", &format!("{:?}", record.direction));
    line(&mut text, "remote", &record.remote.uri.0);
    line(&mut text, "started", &record.started_at.to_string());
    if let Some(at) = record.answered_at {
        line(&mut text, "answered", &at.to_string());
    }
    line(&mut text, "ended", &record.ended_at.to_string());
    line(&mut text, "outcome", &format!("{:?}", record.outcome));
    line(&mut text, "cause", &format!("{:?} by {:?}", record.end.cause, record.end.by));
    if let Some(status) = record.end.status {
        line(&mut text, "SIP status", &status.to_string());
    }
    if let Some(codec) = record.codec {
        line(&mut text, "codec", codec.name());
    }
    if let Some(quality) = &record.quality {
        line(&mut text, "RTP packets sent", &quality.sent.to_string());
        line(&mut text, "RTP packets received", &quality.received.to_string());
        line(&mut text, "RTP packets lost", &quality.lost.to_string());
        line(&mut text, "jitter", &format!("{} ms", quality.jitter_ms));
        if let Some(round_trip) = quality.round_trip_ms {
            line(&mut text, "round trip", &format!("{round_trip} ms"));
        }
    }
    Evidence { name: "last-call.txt".to_owned(), text }
}

fn describe(standing: &Registration) -> String {
    match standing {
        Registration::Disabled => "switched off".to_owned(),
        Registration::Direct => "does not register".to_owned(),
        Registration::Registering => "registering".to_owned(),
        Registration::Registered { until, server } => {
            format!("registered until {until} at {server}")
        }
        Registration::Waiting { retry_at, trouble } => {
            let status = trouble.status.map_or_else(String::new, |status| format!(" ({status})"));
            let retry = retry_at
                .map_or_else(|| "not again by itself".to_owned(), |at| format!("again at {at}"));
            format!("not registered: {:?}{status}, {retry}", trouble.code)
        }
    }
}

fn line(text: &mut String, what: &str, value: &str) {
    // Writing to a string cannot fail.
    _ = writeln!(text, "{what}: {value}");
}

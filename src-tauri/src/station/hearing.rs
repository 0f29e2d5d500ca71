//! Between the switchboard and the sound: ports, devices, and what is heard of the streams.

use std::time::Duration;

use contract::Notice;
use model::CallId;
use sip_agent::Input as WireInput;
use switchboard::Input;

use super::core::{Core, now};
use super::sounds::quality;
use super::views::Mark;
use super::wires::{Heard, any_address};

impl Core {
    pub(super) fn hear(&mut self, input: WireInput) {
        self.recorder.heard(&input);
        match self.wires.hear(input) {
            Heard::Agent(input) => self.switchboard.handle_input(Input::Wire(input), now()),
            Heard::Local { call, address } => {
                self.open_media(call, address);
            }
        }
    }

    /// Binds a port for a call; one that has a port keeps it unless it has to leave from elsewhere.
    pub(super) fn open_media(&mut self, call: CallId, address: Option<std::net::IpAddr>) {
        let before = self.sounds.place(call);
        let address = match before {
            None => address.unwrap_or_else(any_address),
            Some(before) => {
                match address.filter(|found| !found.is_unspecified() && *found != before) {
                    Some(address) => address,
                    None => return,
                }
            }
        };
        let input = match self.sounds.bind(call, address) {
            Ok(port) => Input::MediaOpened { call, address, port },
            Err(error) if before.is_some() => {
                tracing::warn!(%error, %call, "the sound cannot leave from its new address");
                return;
            }
            Err(error) => {
                tracing::error!(%error, %call, "no port for sound");
                Input::MediaRefused { call }
            }
        };
        self.switchboard.handle_input(input, now());
    }

    pub(super) fn listen(&mut self, event: sound::Event) {
        use sound::Event;
        self.recorder.listen(&event, &self.sounds);
        match event {
            Event::Statistics { stream, statistics, .. } => {
                if let Some(call) = self.sounds.call_of(stream) {
                    let input = Input::Quality { call, quality: quality(&statistics) };
                    self.switchboard.handle_input(input, now());
                }
            }
            Event::Ended { statistics, timing, .. } => {
                tracing::info!(
                    sent = statistics.sent_packets,
                    received = statistics.received_packets,
                    lost = statistics.lost_packets,
                    first_sent_us = timing.open_to_first_sent.map(micros),
                    first_played_us = timing.first_received_to_first_played.map(micros),
                    "sound ended"
                );
            }
            Event::DeviceLost { role, device, instead } => {
                tracing::warn!(?role, %device, %instead, "a sound device is missing");
                let name = device.to_string();
                if !self.devices.missing.contains(&name) {
                    self.devices.missing.push(name.clone());
                }
                self.views.notice(Notice::DeviceLost { device: name });
                self.views.mark(Mark::Devices);
            }
            Event::DeviceFound { device, .. } => {
                let name = device.to_string();
                self.devices.missing.retain(|missing| *missing != name);
                self.views.mark(Mark::Devices);
            }
            Event::DevicesChanged { devices } => {
                self.list_devices(devices);
                self.views.mark(Mark::Devices);
            }
            Event::Silent { stream, span } => {
                tracing::warn!(stream = stream.0, seconds = span.as_secs(), "no sound arrives");
            }
            Event::FirstPacket { stream } => {
                tracing::debug!(stream = stream.0, "the first sound arrived");
            }
            Event::Resumed { stream } => tracing::info!(stream = stream.0, "sound arrives again"),
            Event::RemoteMoved { stream } => {
                tracing::info!(stream = stream.0, "sound comes from elsewhere");
            }
            Event::Goodbye { stream } => {
                tracing::debug!(stream = stream.0, "the far end's sound ended");
            }
            Event::Digit { stream, .. } => {
                tracing::debug!(stream = stream.0, "a key was pressed there");
            }
        }
    }
}

fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

//! What the network and the sound tell.

use std::net::IpAddr;

use model::CallId;
use telephony::Quality;

/// News from the rim.
#[derive(Debug)]
pub enum Input {
    /// From the transport, for the SIP agent.
    Wire(sip_agent::Input),
    /// A port for a call's sound is bound, the first or one at another address.
    MediaOpened {
        /// Whose.
        call: CallId,
        /// Address that goes into the session description.
        address: IpAddr,
        /// RTP port.
        port: u16,
    },
    /// No port for a call's sound can be had.
    MediaRefused {
        /// Whose.
        call: CallId,
    },
    /// What was measured in the last second.
    Quality {
        /// Whose.
        call: CallId,
        /// The figures.
        quality: Quality,
    },
    /// The machine has other addresses now, or was asleep.
    NetworkChanged,
}

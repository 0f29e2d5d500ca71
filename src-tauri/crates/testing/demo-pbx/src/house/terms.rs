//! Offer and answer of the extensions, in the words of `sdp` and of `media`.
//!
//! Source: RFC 3264.

use std::net::IpAddr;

use bytes::Bytes;
use media::{CodecKind, Direction, Terms};
use sdp::{Agreed, Capabilities, Codec, Description};
use sip_message::StatusCode;

/// Reads an offer that could be answered by somebody here.
pub(super) fn read_offer(bytes: &[u8]) -> Result<Description, StatusCode> {
    sdp::read(bytes).map_err(|_| StatusCode::NOT_ACCEPTABLE_HERE)
}

/// What an extension can do: speakers know G.711 alone, the echo all that the caller does.
pub(super) fn capabilities(
    knows_all: bool,
    (ip, port): (IpAddr, u16),
    session_id: u64,
    offer: Option<&Description>,
) -> Capabilities {
    let mut capabilities = Capabilities::new(ip, port, session_id);
    if !knows_all {
        capabilities.codecs = vec![Codec::Pcma, Codec::Pcmu];
    } else if let Some(offer) = offer {
        let all = std::mem::take(&mut capabilities.codecs);
        let mut ranked: Vec<(usize, Codec)> = all
            .into_iter()
            .filter_map(|codec| {
                capabilities.codecs = vec![codec];
                Some((rank(offer, &capabilities)?, codec))
            })
            .collect();
        ranked.sort_unstable();
        capabilities.codecs = ranked.into_iter().map(|(_, codec)| codec).collect();
    }
    capabilities
}

/// Says in a dialog of ours what somebody else says in another; `ours` is our last description there.
///
/// Origin and number of streams stay those of the dialog. Source: RFC 3264 §8.
pub(super) fn pass_on(ours: &mut Option<Description>, theirs: &[u8]) -> Result<Bytes, StatusCode> {
    let mut next = read_offer(theirs)?;
    if let Some(ours) = ours {
        next.origin = ours.origin.clone();
        next.origin.version += 1;
        for media in ours.media.iter().skip(next.media.len()) {
            let mut refused = media.clone();
            refused.port = 0;
            next.media.push(refused);
        }
    }
    let bytes = next.to_bytes().into();
    *ours = Some(next);
    Ok(bytes)
}

/// Where the only codec of `capabilities` stands in the offer.
fn rank(offer: &Description, capabilities: &Capabilities) -> Option<usize> {
    let (answer, agreed) = sdp::answer(offer, capabilities).ok()?;
    let at = answer.media.iter().position(|media| media.port != 0)?;
    let number = agreed.send_payload_type.to_string();
    offer.media.get(at)?.formats.iter().position(|format| *format == number)
}

/// What was agreed, as a media session wants to know it.
pub(super) fn terms(agreed: &Agreed) -> Terms {
    Terms {
        codec: match agreed.codec {
            Codec::Opus => CodecKind::Opus,
            Codec::G722 => CodecKind::G722,
            Codec::Pcma => CodecKind::Pcma,
            Codec::Pcmu => CodecKind::Pcmu,
        },
        send_payload_type: agreed.send_payload_type,
        receive_payload_types: agreed.receive_payload_types.clone(),
        event_send_payload_type: agreed.event_send_payload_type,
        event_receive_payload_types: agreed.event_receive_payload_types.clone(),
        event_clock_hz: agreed.event_clock_hz,
        remote: agreed.remote,
        remote_rtcp: agreed.remote_rtcp,
        is_rtcp_muxed: agreed.is_rtcp_muxed,
        frame: std::time::Duration::from_millis(u64::from(agreed.ptime_ms)),
        direction: match agreed.direction {
            sdp::Direction::SendReceive => Direction::SendReceive,
            sdp::Direction::SendOnly => Direction::SendOnly,
            sdp::Direction::ReceiveOnly => Direction::ReceiveOnly,
            sdp::Direction::Inactive => Direction::Inactive,
        },
    }
}

//! The four steps of offer and answer. Source: RFC 3264.

mod stream;

use stream::Numbers;

use crate::Protocol;
use crate::description::Encoding;
use crate::{
    Agreed, Capabilities, Codec, Connection, Description, Direction, Media, MediaKind, NoAgreement,
    Origin,
};

/// A first offer: one audio stream with all our codecs.
#[must_use]
pub fn offer(capabilities: &Capabilities) -> Description {
    let stream = stream::offered(capabilities, Protocol::Avp, &Numbers::usual());
    describe(capabilities, vec![stream])
}

/// A later offer in the same dialog: `previous` is our last description, offer or answer.
///
/// Keeps number, order and payload types of the streams; the version counts on if anything changed.
/// Source: RFC 3264 §8.
#[must_use]
pub fn reoffer(previous: &Description, capabilities: &Capabilities) -> Description {
    let audio = previous
        .media
        .iter()
        .position(is_ours)
        .or_else(|| previous.media.iter().position(is_audio));
    let mut media: Vec<Media> = previous.media.iter().map(stream::refused).collect();
    match audio.and_then(|at| Some((media.get_mut(at)?, previous.media.get(at)?))) {
        Some((slot, before)) => {
            *slot = stream::offered(capabilities, before.protocol.clone(), &Numbers::of(before));
        }
        None => media.push(stream::offered(capabilities, Protocol::Avp, &Numbers::usual())),
    }
    follow(previous, describe(capabilities, media))
}

/// The answer to a first offer, and what it settles.
pub fn answer(
    offer: &Description,
    capabilities: &Capabilities,
) -> Result<(Description, Agreed), NoAgreement> {
    let (at, codec) = choose(offer, capabilities)?;
    let mut media: Vec<Media> = offer.media.iter().map(stream::refused).collect();
    let (Some(slot), Some(offered)) = (media.get_mut(at), offer.media.get(at)) else {
        return Err(NoAgreement::NoAudio);
    };
    let direction = capabilities.direction.and(offer.direction_of(offered).reversed());
    *slot = stream::answered(capabilities, offered, codec, direction);
    let agreed = settle(slot, (offer, offered), codec, direction);
    Ok((describe(capabilities, media), agreed.ok_or(NoAgreement::NoCommonCodec)?))
}

/// The answer to a later offer in the same dialog: `previous` is our last description.
pub fn answer_again(
    previous: &Description,
    offer: &Description,
    capabilities: &Capabilities,
) -> Result<(Description, Agreed), NoAgreement> {
    let (description, agreed) = answer(offer, capabilities)?;
    Ok((follow(previous, description), agreed))
}

/// What the answer to our offer settles. Source: RFC 3264 §7.
pub fn agree(offer: &Description, answer: &Description) -> Result<Agreed, NoAgreement> {
    let at = offer.media.iter().position(is_ours).ok_or(NoAgreement::NoAudio)?;
    let (Some(ours), Some(theirs)) = (offer.media.get(at), answer.media.get(at)) else {
        return Err(NoAgreement::Mismatch);
    };
    if !is_audio(theirs) {
        return Err(NoAgreement::Mismatch);
    }
    if theirs.port == 0 {
        return Err(NoAgreement::Refused);
    }
    match theirs.protocol {
        Protocol::Avp | Protocol::Avpf => {}
        Protocol::Secure(_) => return Err(NoAgreement::SecureMediaOnly),
        Protocol::Other(_) => return Err(NoAgreement::UnknownTransport),
    }
    let codec = audio_codecs(theirs).find(|codec| ours.number_of(*codec).is_some());
    let codec = codec.ok_or(NoAgreement::NoCommonCodec)?;
    let direction = offer.direction_of(ours).and(answer.direction_of(theirs).reversed());
    settle(ours, (answer, theirs), codec, direction).ok_or(NoAgreement::NoCommonCodec)
}

/// The stream to accept and its codec: the first stream that has any of ours, our order deciding.
fn choose(offer: &Description, capabilities: &Capabilities) -> Result<(usize, Codec), NoAgreement> {
    let live = || offer.media.iter().enumerate().filter(|(_, media)| is_ours(media));
    let mut plain = live().filter(|(_, media)| media.is_plain_rtp()).peekable();
    let has_plain = plain.peek().is_some();
    let found = plain.find_map(|(at, media)| {
        let wanted = capabilities.codecs.iter().find(|codec| media.number_of(**codec).is_some());
        wanted.map(|codec| (at, *codec))
    });
    let why_not = || {
        if has_plain {
            return NoAgreement::NoCommonCodec;
        }
        match live().next().map(|(_, media)| &media.protocol) {
            Some(Protocol::Secure(_)) => NoAgreement::SecureMediaOnly,
            Some(Protocol::Other(_)) => NoAgreement::UnknownTransport,
            Some(Protocol::Avp | Protocol::Avpf) | None => NoAgreement::NoAudio,
        }
    };
    found.ok_or_else(why_not)
}

/// Joins our stream and theirs: we send under their numbers and receive under ours.
fn settle(
    ours: &Media,
    (description, theirs): (&Description, &Media),
    codec: Codec,
    direction: Direction,
) -> Option<Agreed> {
    let send = theirs.number_of(codec)?;
    let receive = ours.number_of(codec)?;
    // Some answer with numbers of their own and then send under them: harmless unless taken.
    let is_free = |number: u8| ours.payloads().all(|payload| payload.number != number);
    let mut receive_payload_types = vec![receive];
    if is_free(send) {
        receive_payload_types.push(send);
    }
    let clock_hz = codec.rtp_clock_hz();
    let event = ours.event_for(clock_hz).and(theirs.event_for(clock_hz));
    let events = ours.payloads().filter_map(|payload| match payload.encoding {
        Encoding::TelephoneEvent { .. } => Some(payload.number),
        Encoding::Audio(_) | Encoding::Unknown => None,
    });
    let event_receive_payload_types =
        events.chain(event.map(|(number, _)| number).filter(|number| is_free(*number))).collect();
    let is_rtcp_muxed = ours.is_rtcp_muxed() && theirs.is_rtcp_muxed();
    let remote = description.rtp_target(theirs);
    Some(Agreed {
        codec,
        send_payload_type: send,
        receive_payload_types,
        event_send_payload_type: event.map(|(number, _)| number),
        event_receive_payload_types,
        event_clock_hz: event.map_or(clock_hz, |(_, clock_hz)| clock_hz),
        remote,
        remote_rtcp: if is_rtcp_muxed { remote } else { description.rtcp_target(theirs) },
        is_rtcp_muxed,
        direction,
        ptime_ms: stream::frame_ms(codec, description.ptime_ms(theirs)),
    })
}

fn describe(capabilities: &Capabilities, media: Vec<Media>) -> Description {
    Description {
        origin: Origin {
            username: "-".to_owned(),
            session_id: capabilities.session_id,
            version: capabilities.version,
            address: capabilities.address.to_string(),
        },
        connection: Some(Connection::Address(capabilities.address)),
        attributes: Vec::new(),
        media,
    }
}

/// The same session as `previous`, one edition on if anything else changed. Source: RFC 3264 §8.
fn follow(previous: &Description, mut next: Description) -> Description {
    next.origin.session_id = previous.origin.session_id;
    next.origin.version = previous.origin.version;
    if next != *previous {
        next.origin.version = previous.origin.version.saturating_add(1);
    }
    next
}

fn is_audio(media: &Media) -> bool {
    media.kind == MediaKind::Audio
}

/// An audio stream that is not refused.
fn is_ours(media: &Media) -> bool {
    is_audio(media) && media.port != 0
}

fn audio_codecs(media: &Media) -> impl Iterator<Item = Codec> {
    media.payloads().filter_map(|payload| match payload.encoding {
        Encoding::Audio(codec) => Some(codec),
        Encoding::TelephoneEvent { .. } | Encoding::Unknown => None,
    })
}

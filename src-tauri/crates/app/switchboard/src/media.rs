//! What a call's two ends say to each other about sound: offers, answers, holds.
//!
//! Source: RFC 3264 §5–8 (offer/answer, hold §8.4), RFC 6337 (offer/answer in SIP).

use std::net::IpAddr;

use bytes::Bytes;
use sdp::{Agreed, Capabilities, Connection, Description, Direction, MediaKind, NoAgreement};
use telephony::Codec;

use crate::translate;

/// The session of one call, in our words.
#[derive(Debug)]
pub(crate) struct Negotiation {
    /// `o=` session id: random, one for the life of the call.
    session_id: u64,
    codecs: Vec<Codec>,
    port: Option<(IpAddr, u16)>,
    /// The port in our offer that is not answered yet.
    offered: Option<(IpAddr, u16)>,
    /// The port that the far end sends to, by all it was told.
    told: Option<(IpAddr, u16)>,
    /// Our last description, offer or answer.
    ours: Option<Description>,
    /// An offer of theirs that waits for our answer.
    theirs: Option<Description>,
    agreed: Option<Agreed>,
}

/// Why an offer or answer of the far end cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disagreement {
    /// It cannot be read.
    Unreadable,
    /// It can be read, and nothing in it is possible here.
    Impossible(NoAgreement),
    /// It came where none can be.
    Unexpected,
}

impl Negotiation {
    pub(crate) const fn new(session_id: u64, codecs: Vec<Codec>) -> Self {
        Self {
            session_id,
            codecs,
            port: None,
            offered: None,
            told: None,
            ours: None,
            theirs: None,
            agreed: None,
        }
    }

    pub(crate) const fn open(&mut self, address: IpAddr, port: u16) {
        self.port = Some((address, port));
    }

    pub(crate) const fn is_open(&self) -> bool {
        self.port.is_some()
    }

    /// Whether the far end still sends to a port that this call no longer has.
    pub(crate) fn has_moved(&self) -> bool {
        self.told.is_some() && self.told != self.port
    }

    /// Takes the port of another negotiation: both are of one call.
    pub(crate) const fn open_as(&mut self, other: &Self) {
        self.port = other.port;
    }

    /// The far end takes telephone events. Source: RFC 4733 §2.5.1.
    pub(crate) fn takes_digits(&self) -> bool {
        self.agreed.as_ref().is_some_and(|agreed| agreed.event_send_payload_type.is_some())
    }

    /// Our next offer, the first or a later one.
    pub(crate) fn offer(&mut self, held: bool) -> Option<Bytes> {
        let capabilities = self.capabilities(held)?;
        let offer = match &self.ours {
            Some(previous) => sdp::reoffer(previous, &capabilities),
            None => sdp::offer(&capabilities),
        };
        let bytes = offer.to_bytes().into();
        self.ours = Some(offer);
        self.offered = self.port;
        Some(bytes)
    }

    /// Keeps an offer of theirs until it is answered; gives the address their sound comes from.
    pub(crate) fn take_offer(&mut self, bytes: &[u8]) -> Result<Option<IpAddr>, Disagreement> {
        let offer = sdp::read(bytes).map_err(|_error| Disagreement::Unreadable)?;
        let address = audio_address(&offer);
        self.theirs = Some(offer);
        Ok(address)
    }

    /// Whether the waiting offer can be answered at all; decides nothing yet.
    pub(crate) fn can_answer(&self) -> Result<(), Disagreement> {
        let (Some(offer), Some(capabilities)) = (&self.theirs, self.capabilities(false)) else {
            return Ok(());
        };
        sdp::answer(offer, &capabilities).map(|_| ()).map_err(Disagreement::Impossible)
    }

    /// Answers the waiting offer; without one, the offer is ours.
    pub(crate) fn answer(&mut self, held: bool) -> Result<Bytes, Disagreement> {
        let Some(offer) = self.theirs.take() else {
            return self.offer(held).ok_or(Disagreement::Unexpected);
        };
        let capabilities = self.capabilities(held).ok_or(Disagreement::Unexpected)?;
        let answered = match &self.ours {
            Some(previous) => sdp::answer_again(previous, &offer, &capabilities),
            None => sdp::answer(&offer, &capabilities),
        };
        let (answer, agreed) = answered.map_err(Disagreement::Impossible)?;
        let bytes = answer.to_bytes().into();
        self.ours = Some(answer);
        self.told = self.port;
        self.agreed = Some(agreed);
        Ok(bytes)
    }

    /// Takes their answer to our last offer.
    pub(crate) fn take_answer(&mut self, bytes: &[u8]) -> Result<(), Disagreement> {
        let answer = sdp::read(bytes).map_err(|_error| Disagreement::Unreadable)?;
        let offer = self.ours.as_ref().ok_or(Disagreement::Unexpected)?;
        self.agreed = Some(sdp::agree(offer, &answer).map_err(Disagreement::Impossible)?);
        self.told = self.offered;
        Ok(())
    }

    /// Our last description, to go back to when an offer was not sent.
    pub(crate) fn snapshot(&self) -> Option<Description> {
        self.ours.clone()
    }

    /// Goes back to a description that the far end knows.
    pub(crate) fn restore(&mut self, ours: Option<Description>) {
        self.ours = ours;
    }

    /// The codec in use.
    pub(crate) fn codec(&self) -> Option<Codec> {
        self.agreed.as_ref().map(|agreed| translate::from_sdp(agreed.codec))
    }

    /// The far end wants to hear nothing of us.
    pub(crate) fn is_held_by_them(&self) -> bool {
        self.agreed.as_ref().is_some_and(Agreed::is_held_by_remote)
    }

    /// What the sound shall do: as agreed, and nothing is heard while we hold.
    pub(crate) fn terms(&self, held: bool) -> Option<Agreed> {
        let mut terms = self.agreed.clone()?;
        if held {
            terms.direction = terms.direction.and(Direction::SendOnly);
        }
        Some(terms)
    }

    fn capabilities(&self, held: bool) -> Option<Capabilities> {
        let (address, port) = self.port?;
        let mut capabilities = Capabilities::new(address, port, self.session_id);
        capabilities.codecs = self.codecs.iter().copied().map(translate::to_sdp).collect();
        capabilities.direction = if held { Direction::SendOnly } else { Direction::SendReceive };
        Some(capabilities)
    }
}

/// Where their sound comes from, if they say so in numbers.
fn audio_address(description: &Description) -> Option<IpAddr> {
    let audio =
        description.media.iter().find(|media| media.kind == MediaKind::Audio && media.port != 0)?;
    match audio.connection.as_ref().or(description.connection.as_ref())? {
        Connection::Address(address) => Some(*address),
        Connection::Name(_) => None,
    }
}

//! Offer and answer of one call, and the sound that follows from them.
//!
//! Source: RFC 3264.

use std::net::IpAddr;

use bytes::Bytes;
use clock::Now;
use sdp::{Description, Direction};
use sip_message::StatusCode;

use super::{Line, Stage};
use crate::house::sound::Sound;
use crate::house::terms;

const REFUSED: StatusCode = StatusCode::NOT_ACCEPTABLE_HERE;

impl Line {
    /// Takes the call: the answer to its offer, or our offer if it had none.
    pub(in crate::house) fn accept(&mut self, ip: IpAddr, now: Now) -> Result<Bytes, StatusCode> {
        let session = match (&self.ours, self.offer.is_some()) {
            // It was given before the call is answered.
            (Some(ours), true) => ours.to_bytes().into(),
            (None, true) => self.answer(ip, now)?,
            (_, false) => self.offer(ip),
        };
        self.begin_talk(now);
        Ok(session)
    }

    /// The answer to the caller's offer, and its sound from now on.
    pub(in crate::house) fn answer(&mut self, ip: IpAddr, now: Now) -> Result<Bytes, StatusCode> {
        let offer = self.offer.clone().ok_or(REFUSED)?;
        let capabilities = self.capabilities(ip, Some(&offer));
        let (answer, agreed) = sdp::answer(&offer, &capabilities).map_err(|_| REFUSED)?;
        self.start_sound(&agreed, now)?;
        Ok(self.say(answer))
    }

    /// Our offer in a first INVITE, or in answer to one without.
    pub(in crate::house) fn offer(&mut self, ip: IpAddr) -> Bytes {
        self.stage = Stage::Calling;
        let offer = sdp::offer(&self.capabilities(ip, None));
        self.say(offer)
    }

    /// Takes the answer to our offer.
    pub(in crate::house) fn agree(&mut self, answer: &[u8], now: Now) -> Result<(), StatusCode> {
        let answer = sdp::read(answer).map_err(|_| REFUSED)?;
        let ours = self.ours.as_ref().ok_or(REFUSED)?;
        let agreed = sdp::agree(ours, &answer).map_err(|_| REFUSED)?;
        self.begin_talk(now);
        self.start_sound(&agreed, now)
    }

    /// Another offer of ours: to hold the far end, or to talk again.
    pub(in crate::house) fn reoffer(&mut self, direction: Direction, ip: IpAddr) -> Option<Bytes> {
        let ours = self.ours.clone()?;
        let mut capabilities = self.capabilities(ip, None);
        capabilities.direction = direction;
        self.version += 1;
        capabilities.version = self.version;
        let offer = sdp::reoffer(&ours, &capabilities);
        Some(self.say(offer))
    }

    /// Answers a later offer, or makes one when asked for it.
    pub(in crate::house) fn answer_again(
        &mut self,
        offer: Option<&[u8]>,
        ip: IpAddr,
        now: Now,
    ) -> Result<Bytes, StatusCode> {
        let ours = self.ours.clone().ok_or(REFUSED)?;
        let Some(offer) = offer else {
            let offer = sdp::reoffer(&ours, &self.capabilities(ip, None));
            return Ok(self.say(offer));
        };
        let offer = terms::read_offer(offer)?;
        let capabilities = self.capabilities(ip, Some(&offer));
        let (answer, agreed) =
            sdp::answer_again(&ours, &offer, &capabilities).map_err(|_| REFUSED)?;
        self.start_sound(&agreed, now)?;
        Ok(self.say(answer))
    }

    /// Gives the sound to somebody else: what they say is said in our dialog from now on.
    pub(in crate::house) fn join(&mut self) {
        self.sound = Sound::None;
        self.acts.clear();
        self.stage = Stage::Joined;
    }

    /// Says to our far end what another one says.
    pub(in crate::house) fn pass_on(&mut self, theirs: &[u8]) -> Result<Bytes, StatusCode> {
        terms::pass_on(&mut self.ours, theirs)
    }

    fn begin_talk(&mut self, now: Now) {
        match self.stage {
            Stage::Ringing { .. }
            | Stage::NobodyHome { .. }
            | Stage::Waiting { .. }
            | Stage::Opening { .. }
            | Stage::Calling => {
                self.stage = Stage::Talking { until: now.instant + self.manner.talks_for };
                let acts = self.manner.acts.iter().cloned();
                self.acts = acts.map(|(after, act)| (now.instant + after, act)).collect();
            }
            Stage::Talking { .. } | Stage::Joined => {}
        }
    }

    fn start_sound(&mut self, agreed: &sdp::Agreed, now: Now) -> Result<(), StatusCode> {
        self.sound
            .agree(&self.manner.purpose, terms::terms(agreed), self.seed, now)
            .map_err(|_| StatusCode::SERVER_INTERNAL_ERROR)
    }

    fn say(&mut self, description: Description) -> Bytes {
        let bytes = description.to_bytes().into();
        self.version = self.version.max(description.origin.version);
        self.ours = Some(description);
        bytes
    }

    fn capabilities(&self, ip: IpAddr, offer: Option<&Description>) -> sdp::Capabilities {
        let [a, b, c, d, ..] = self.seed;
        let session_id = u64::from(u32::from_be_bytes([a, b, c, d]));
        let port = self.port.unwrap_or(9);
        terms::capabilities(self.manner.knows_all_codecs(), (ip, port), session_id, offer)
    }
}

//! What comes in from the network: judged, counted, told.

use std::net::SocketAddr;

use super::receiver::Heard;
use super::{Channel, Event, Session, Silence};
use crate::rtcp::{self, Part};
use crate::rtp::RtpPacket;

impl Session {
    pub(super) fn handle_rtp(&mut self, from: SocketAddr, bytes: &[u8], now_us: i64) -> bool {
        let Some(packet) = RtpPacket::read(bytes) else { return false };
        if packet.ssrc == self.sender.ssrc() {
            self.collide();
        }
        let target = self.receiver.target();
        match self.receiver.take(from, &packet, &self.settings.terms, now_us) {
            Heard::Nothing => return false,
            Heard::Voice => self.note_heard(Silence::Since(now_us)),
            Heard::ComfortNoise => self.note_heard(Silence::Wanted),
            Heard::Event(digit) => {
                self.note_heard(Silence::Since(now_us));
                if let Some(digit) = digit {
                    self.tell(Event::DigitReceived(digit));
                }
            }
        }
        if self.receiver.take_first() {
            self.tell(Event::FirstPacket);
        }
        if target.is_some() && target != self.receiver.target() {
            self.tell(Event::RemoteMoved);
        }
        true
    }

    /// Someone uses our SSRC: we take another, once. Source: RFC 3550 §8.2.
    fn collide(&mut self) {
        self.collisions += 1;
        if self.collisions == 1 {
            let mut buffer = [0; 256];
            let goodbye = rtcp::Compound {
                ssrc: self.sender.ssrc(),
                sender: None,
                block: None,
                cname: &self.settings.cname,
                is_goodbye: true,
            };
            if let Some(part) =
                rtcp::write(&goodbye, &mut buffer).and_then(|length| buffer.get(..length))
            {
                self.outbox.push(Channel::Rtcp, part);
            }
            self.sender.change_ssrc(&mut self.chance);
        }
    }

    pub(super) fn handle_rtcp(
        &mut self,
        channel: Channel,
        from: SocketAddr,
        bytes: &[u8],
        now_us: i64,
    ) -> bool {
        if !self.receiver.is_rtcp_source(from, &self.settings.terms) {
            return false;
        }
        let ours = self.sender.ssrc();
        let theirs = self.receiver.ssrc();
        let mut is_goodbye = false;
        let (receiver, reporter) = (&mut self.receiver, &mut self.reporter);
        let is_whole = rtcp::read(bytes, |part| match part {
            Part::Sender { ssrc, info } if Some(ssrc) == theirs => {
                receiver.take_sender_report(info.middle_of_ntp(), now_us);
            }
            Part::Block { block, .. } if block.ssrc == ours => reporter.take_block(&block, now_us),
            Part::Goodbye { ssrc } if Some(ssrc) == theirs => is_goodbye = true,
            Part::Sender { .. } | Part::Block { .. } | Part::Goodbye { .. } => {}
        });
        if is_whole && channel == Channel::Rtcp {
            self.receiver.note_rtcp_from(from);
        }
        if is_goodbye {
            self.tell(Event::Goodbye);
        }
        is_whole
    }

    fn note_heard(&mut self, next: Silence) {
        if self.silence == Silence::Told {
            self.tell(Event::Resumed);
        }
        if self.settings.terms.direction.is_receiving() {
            self.silence = next;
        }
    }
}

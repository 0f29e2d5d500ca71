//! What follows a call: whoever promised something does it.

use clock::Now;
use sip_agent::IdentityId;
use sip_message::{HeaderName, NameAddr, StatusCode, Uri};

use super::line::{Cause, Line};
use super::manner::{Errand, Going, Manner};
use super::{House, Output};
use crate::journey;
use crate::pbx::MediaId;
use crate::settings::Role;

impl House {
    /// Forgets a line, and sees to what was promised.
    pub(super) fn end(&mut self, media: MediaId, now: Now) {
        let Some(mut line) = self.lines.remove(&media) else { return };
        if let Some(call) = line.call {
            self.of_call.remove(&call);
        }
        line.close(now.instant);
        self.send_sound(media, &mut line);
        if line.needs_media() {
            self.outputs.push_back(Output::Close(media));
        }
        self.end_join(media, now);
        self.keep_message(&mut line);
        match &line.cause {
            Cause::Occupation => self.set_free(line.identity, now),
            Cause::Referred(_, request) => {
                self.report(*request, StatusCode::TEMPORARILY_UNAVAILABLE, now);
            }
            Cause::Dialled
            | Cause::Replaces
            | Cause::Message(_)
            | Cause::Playback(..)
            | Cause::Errand
            | Cause::Connects(_) => {}
        }
        if let Some((errand, caller)) = line.errand() {
            self.run_errand(line.identity, errand, &caller, now);
        }
    }

    fn keep_message(&mut self, line: &mut Line) {
        if let Some(heard) = line.take_heard()
            && let Cause::Message(user) = &line.cause
        {
            self.mailboxes.add(user, heard);
        }
    }

    fn run_errand(&mut self, identity: IdentityId, errand: Errand, caller: &str, now: Now) {
        let going = match errand {
            Errand::CallBack => Some(Going::to(self.address(caller))),
            Errand::CallForService => Some(self.for_service(caller)),
            Errand::Intercom => Some(self.to_be_answered(identity, caller)),
            Errand::RingColleague => {
                self.number_of(Role::NeverAnswers).map(|number| Going::to(self.address(&number)))
            }
            Errand::LeaveMessage => Some(self.for_mailbox(caller)),
        };
        let Some(going) = going else { return };
        let is_expected = self
            .lines
            .values()
            .any(|line| line.identity == identity && line.will_call(&going.target));
        if !is_expected && self.lines.len() < self.limit {
            self.go(identity, going, (Manner::of_errand(errand), Cause::Errand), now);
        }
    }

    /// A call that came by way of the group.
    fn for_service(&self, caller: &str) -> Going {
        let Some((number, name)) = self.settings.services.groups.first() else {
            return Going::to(self.address(caller));
        };
        let stops = [
            journey::Stop::new(self.named(number, name), Some(journey::Why::Group)),
            journey::Stop::new(self.named(caller, ""), None),
        ];
        let mut going = Going::to(self.address(caller));
        for (header, value) in journey::told(&stops) {
            going = going.with(header, value);
        }
        going
    }

    /// A call to be answered by itself. Source: RFC 5373 (Answer-Mode); others' custom.
    fn to_be_answered(&self, identity: IdentityId, caller: &str) -> Going {
        let own = self.residents.get(&identity).map(|own| own.identity(&self.settings));
        let aor = own.map(|own| own.aor.to_string()).unwrap_or_default();
        Going::to(self.address(caller))
            .with(HeaderName::CallInfo, format!("<{aor}>;answer-after=0"))
            .with(HeaderName::AlertInfo, "<http://localhost/>;info=alert-autoanswer;delay=0")
            .with(HeaderName::new("Answer-Mode"), "Auto")
    }

    /// A call that the user's mailbox takes.
    fn for_mailbox(&self, user: &str) -> Going {
        let mailbox = self.settings.services.mailbox.clone();
        let stops = [
            journey::Stop::new(self.named(user, ""), Some(journey::Why::NoAnswer)),
            journey::Stop::new(self.named(&mailbox, ""), None),
        ];
        let mut going = Going::to(self.address(&mailbox));
        for (header, value) in journey::told(&stops) {
            going = going.with(header, value);
        }
        going
    }

    fn named(&self, number: &str, name: &str) -> NameAddr {
        NameAddr::new(Uri::Sip(self.address(number))).with_name(name)
    }

    /// Notes which messages are being heard.
    pub(super) fn note_playback(&mut self, media: MediaId) {
        let Some(line) = self.lines.get_mut(&media) else { return };
        let begun = line.messages_begun();
        if let Cause::Playback(user, ids) = &line.cause {
            for id in ids.iter().take(begun) {
                self.mailboxes.hear(user, *id);
            }
        }
    }

    /// A key: 3 deletes the message that is being heard, or was heard last.
    pub(super) fn press(&mut self, media: MediaId, key: char) {
        let Some(line) = self.lines.get_mut(&media) else { return };
        let begun = line.messages_begun();
        if let (Cause::Playback(user, ids), '3') = (&line.cause, key)
            && let Some(id) = begun.checked_sub(1).and_then(|at| ids.get(at))
        {
            self.mailboxes.delete(user, *id);
            line.skip_message();
        }
    }
}

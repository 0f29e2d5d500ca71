//! Which ways a report takes: the escalation table of the contracts, by class, kind and minute.

use clock::Timestamp;
use model::Number;

use super::{Contract, MissingNames, Opening};
use crate::provider::{CommonSetting, ProviderClass, Recipient, Way, WayRule, When};
use crate::{Channel, ChannelKind, Kind};

impl Contract {
    pub(super) fn channels(
        &self,
        class: &ProviderClass,
        kind: Kind,
        reported_at: Timestamp,
        missing: &mut MissingNames,
    ) -> Vec<Channel> {
        let mut channels: Vec<Channel> = Vec::new();
        for way in &self.provider.ways {
            let is_for = way.classes.is_empty() || way.classes.contains(&class.code);
            let is_taken = channels.iter().any(|channel| channel.kind == way.kind);
            if !is_for || !way.kinds.contains(&kind) || is_taken {
                continue;
            }
            if let Some(channel) = self.channel(way, reported_at, missing) {
                channels.push(channel);
            }
        }
        channels
    }

    fn channel(
        &self,
        way: &Way,
        reported_at: Timestamp,
        missing: &mut MissingNames,
    ) -> Option<Channel> {
        let is_safe_side = way.while_hours_unknown
            && way.when != When::Always
            && self.opening(reported_at) == Opening::Unknown;
        let holds = is_safe_side || self.holds_at(way.when, reported_at, missing);
        if !holds
            || way.only_if.as_ref().is_some_and(|one| !self.is_set(one, missing))
            || way.unless.as_ref().is_some_and(|one| self.is_set(one, missing))
        {
            return None;
        }
        let target = if way.to == Recipient::ItDesk {
            self.settings.text(&CommonSetting::ItDesk.into())
        } else {
            self.target(way.kind)
        };
        if way.needs_target && target.is_none() {
            return None;
        }
        let rule = if is_safe_side { WayRule::HoursUnknown } else { way.rule };
        Some(Channel {
            kind: way.kind,
            demanded: way.demanded,
            target: self.dialled(way.kind, target),
            why: self.way_why(way, rule, target, reported_at),
            rule: rule.code(),
        })
    }

    /// A telephone's target in E.164, any other as it is.
    fn dialled(&self, kind: ChannelKind, target: Option<&str>) -> String {
        let target = target.unwrap_or_default();
        let number = Number::read(target).ok().filter(|_| kind == ChannelKind::Telephone);
        number.map_or_else(|| target.to_owned(), |number| number.as_str().to_owned())
    }

    fn way_why(&self, way: &Way, rule: WayRule, target: Option<&str>, at: Timestamp) -> String {
        let mut why = format!("{} ({})", rule.sentence(), way.source);
        if rule == WayRule::HoursUnknown
            && let Err(names) = self.business()
        {
            why.push_str(&format!(
                "; not set: {}",
                names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
            ));
        }
        if rule.tells_start()
            && let Ok(Some(schedule)) = self.business()
            && let Some(start) = schedule.next_open(at)
        {
            why.push_str(&format!("; work starts {}", self.local(start)));
            why.push_str(&format!(" ({}, {})", schedule.hours(), self.provider.business_source));
        }
        if target.is_none() {
            let name = if way.to == Recipient::ItDesk {
                CommonSetting::ItDesk
            } else {
                CommonSetting::of_channel(way.kind)
            };
            why.push_str(&format!("; where to is not set: {}", name.code()));
        }
        why
    }
}

impl WayRule {
    /// The rule in one English sentence, for scripts and logs; people read the catalogue's.
    const fn sentence(self) -> &'static str {
        match self {
            Self::TicketSystem => "the report goes to the ticket system",
            Self::StartsNextHours => {
                "the ticket is taken now, its clock starts with the next service hours"
            }
            Self::GravestOutsideHours => {
                "a ticket of this class outside business hours must also be announced by telephone"
            }
            Self::HoursUnknown => {
                "business hours are not set, so this class must be telephoned: the safe side"
            }
            Self::NotAuthorised => {
                "only authorised reporters may use the ticket system; this goes to the own IT desk"
            }
            Self::HotlineOffered => "the hotline may be called too",
            Self::MailOffered => "a mail may be sent too",
            Self::Written => "the report goes in writing",
            Self::TelephoneKeepsReaction => {
                "the reaction time is kept only when it is reported by telephone"
            }
            Self::Record => "in writing as the record of the call",
            Self::LineClosed => "the telephone line is closed, the reaction time cannot be assured",
            Self::OnCallTelephoneOnly => {
                "on-call takes reports only by the support telephone number"
            }
            Self::OnCallNotBooked => {
                "no on-call is booked: outside service hours the ticket waits for the next ones"
            }
            Self::ThroughReseller => {
                "reports go through the reseller, who reports on; they are taken at all times"
            }
            Self::IfContracted => "the telephone as contracted",
        }
    }

    /// Whether the sentence wants to know when the clock starts.
    const fn tells_start(self) -> bool {
        match self {
            Self::StartsNextHours
            | Self::LineClosed
            | Self::OnCallNotBooked
            | Self::ThroughReseller => true,
            Self::TicketSystem
            | Self::GravestOutsideHours
            | Self::HoursUnknown
            | Self::NotAuthorised
            | Self::HotlineOffered
            | Self::MailOffered
            | Self::Written
            | Self::TelephoneKeepsReaction
            | Self::Record
            | Self::OnCallTelephoneOnly
            | Self::IfContracted => false,
        }
    }
}

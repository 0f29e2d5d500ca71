//! What a registration does with the final answer to its REGISTER.
//!
//! Source: RFC 3261 §10.2.4, §10.2.8, §10.3 (step 8); RFC 5626 §4.2.1, §4.5.

use clock::Now;
use sip_message::{NameAddr, Params, StatusCode};

use super::{Bound, CORRECTIONS, Registration, STALE, State, standing};
use crate::core::{Core, Standing};
use crate::exchange::{Heard, Owner};
use crate::registration::keeper::Circumstances;
use crate::registration::outcome::{self, Grant, Outcome};
use crate::registration::{Binding, Event, Problem};
use crate::wire::TransportError;
use crate::{Failure, waits};

impl Registration {
    /// Does as the final answer to a REGISTER says.
    pub(super) fn handle_answer(
        &mut self,
        end: &Result<Box<Heard>, Failure>,
        (failures, corrections): (u32, u32),
        bound: Option<Bound>,
        is_unwanted: bool,
        core: &mut Core,
        now: Now,
    ) {
        let user = core
            .profiles
            .get(&self.id)
            .map(|profile| profile.contact_user.clone())
            .unwrap_or_default();
        let outcome = outcome::read(end, self.lifetime, &user);
        if is_unwanted {
            match (outcome, end, bound) {
                (Outcome::Granted(grant), Ok(heard), _) => {
                    let bound =
                        Bound { contact: grant.contact, flow: heard.flow, since: now.instant };
                    self.leave(&bound, core, now);
                }
                (_, _, Some(bound)) => self.leave(&bound, core, now),
                (_, _, None) => self.rest(core),
            }
            return;
        }
        let may_correct = corrections < CORRECTIONS;
        match outcome {
            Outcome::Granted(grant) => {
                if let Ok(heard) = end {
                    self.settle(*grant, heard, corrections, core, now);
                }
            }
            Outcome::TooBrief(least) if may_correct => {
                self.lifetime = least;
                self.ask_or_wait(bound, (failures, corrections + 1), false, core, now);
            }
            Outcome::NoOutbound if may_correct && self.series.wants_outbound => {
                self.series.wants_outbound = false;
                self.ask_or_wait(bound, (failures, corrections + 1), false, core, now);
            }
            Outcome::TooBrief(_) => {
                self.wait(
                    Problem::Refused(StatusCode::INTERVAL_TOO_BRIEF),
                    failures,
                    None,
                    core,
                    now,
                );
            }
            Outcome::NoOutbound => {
                let status = StatusCode::FIRST_HOP_LACKS_OUTBOUND_SUPPORT;
                self.wait(Problem::Refused(status), failures, None, core, now);
            }
            // The old connection was dead without our knowing; a new one tells more.
            Outcome::Trouble(Problem::Unreachable(TransportError::Closed), None)
                if may_correct && bound.is_some() =>
            {
                self.ask_or_wait(None, (failures, corrections + 1), true, core, now);
            }
            Outcome::Trouble(problem, retry_after) => {
                self.wait(problem, failures, retry_after, core, now);
            }
            Outcome::Refused { problem, may_mend } => {
                let retry_at = may_mend.then(|| now.instant + waits::refused(&mut core.chance));
                self.lose(core);
                self.state = State::Refused { retry_at };
                self.tell(Event::Refused { problem }, core);
            }
            Outcome::Abandoned => self.rest(core),
        }
    }

    /// A binding stands.
    fn settle(&mut self, grant: Grant, heard: &Heard, corrections: u32, core: &mut Core, now: Now) {
        let before = standing(self.id, core).and_then(|standing| standing.seen);
        let bound = Bound { contact: grant.contact, flow: heard.flow, since: now.instant };
        if let (Some(profile), Some(target)) = (core.profiles.get_mut(&self.id), &heard.target) {
            profile.standing = Some(Standing {
                target: target.clone(),
                hop: heard.hop.clone(),
                service_route: grant.service_route.clone(),
                outbound: grant.outbound,
                seen: grant.seen,
            });
        }
        self.remove(&grant.stale, core, now);
        // Behind an address translator the registrar must know the address that it sees.
        if !grant.outbound && grant.seen != before && corrections < CORRECTIONS {
            self.ask_or_wait(Some(bound), (0, corrections + 1), false, core, now);
            return;
        }
        let circumstances = Circumstances {
            wished: core.identity(self.id).and_then(|identity| identity.keep_alive),
            flow_timer: grant.flow_timer,
            is_outbound: grant.outbound,
            is_translated: grant.seen.is_some(),
        };
        self.keeper.keep(heard.flow, circumstances, now.instant, &mut core.chance);
        let is_second_choice = core.exchanges.has_penalties(now.instant);
        self.state = State::Registered {
            bound,
            refresh_at: now.instant + waits::renewal(grant.lifetime, &mut core.chance),
            return_at: is_second_choice.then(|| now.instant + waits::away(&mut core.chance)),
        };
        let binding = Binding {
            until: now.after(grant.lifetime).timestamp,
            contacts: grant.contacts,
            service_route: grant.service_route,
            gruu: grant.gruu,
            flow: heard.flow,
            outbound: grant.outbound,
        };
        self.tell(Event::Registered(Box::new(binding)), core);
    }

    /// Removes bindings of ours that lead nowhere any more; what comes of it interests nobody.
    fn remove(&self, stale: &[NameAddr], core: &mut Core, now: Now) {
        for contact in stale.iter().take(STALE) {
            let plain = NameAddr { params: Params::new(), ..contact.clone() };
            let removal = self.series.removal(plain, Owner::Nobody, core);
            if removal.is_none_or(|order| core.start(order, now).is_err()) {
                return;
            }
        }
    }
}

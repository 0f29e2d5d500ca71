//! Everything at once over a network that loses a part: whatever happens, nothing stays behind.

use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use sip_agent::invitation::{Event, InvitationId};
use sip_agent::subscription::SubscriptionId;
use sip_agent::{Output, Reply};
use sip_message::StatusCode;

use crate::transfers::to;
use crate::world::{World, capabilities, s};

/// Whom and what to dial.
const NUMBERS: [&str; 38] = [
    "11", "12", "13", "14", "15", "16", "17", "18", "30", "31", "32", "33", "34", "35", "36", "37",
    "38", "39", "21", "22", "23", "0", "300", "700", "701", "990", "*21*22#", "##21#", "*67*990#",
    "*61*12#", "##61#", "*81300#", "##81300#", "*91#", "*31#", "*8#", "*815#", "*37#",
];

#[test]
fn whatever_people_do_and_whatever_is_lost_nothing_stays_behind() {
    for seed in 0..3 {
        let loss = [0.0, 0.05, 0.2][usize::from(seed) % 3];
        let mut day = Day::begin(seed, loss);
        for _ in 0..40 {
            day.step();
        }
        day.end();
    }
}

/// Three telephones and what they are doing.
struct Day {
    world: World,
    chance: ChaCha12Rng,
    phones: [usize; 3],
    calls: Vec<(usize, InvitationId)>,
    news: Vec<(usize, SubscriptionId)>,
}

impl Day {
    fn begin(seed: u8, loss: f64) -> Self {
        let mut world = World::seeded(seed, loss);
        let phones = ["21", "22", "23"].map(|number| world.add(number));
        for phone in phones {
            world.act(phone, |agent, id, now| agent.register(id, now)).unwrap();
        }
        world.run_for(s(40));
        let mut news = Vec::new();
        for (phone, number, package) in [
            (0, "15", "dialog"),
            (0, "22", "dialog"),
            (1, "700", "dialog"),
            (2, "23", "message-summary"),
        ] {
            news.push((phone, world.follow_news(phone, number, package)));
        }
        let chance = ChaCha12Rng::from_seed([seed ^ 0x77; 32]);
        Self { world, chance, phones, calls: Vec::new(), news }
    }

    /// Somebody does something, and a while passes.
    fn step(&mut self) {
        let phone = *self.phones.choose(&mut self.chance).unwrap();
        let own: Vec<InvitationId> =
            self.calls.iter().filter(|(of, _)| *of == phone).map(|(_, call)| *call).collect();
        let call = own.choose(&mut self.chance).copied();
        match (self.chance.random_range(0..10), call) {
            (0..=4, _) | (_, None) => {
                let number = NUMBERS.choose(&mut self.chance).unwrap();
                let call = self.world.dial(phone, number);
                self.calls.push((phone, call));
            }
            (5, Some(call)) => {
                let target = to(NUMBERS.choose(&mut self.chance).unwrap());
                self.world.act(phone, |agent, _, now| agent.refer(call, target, None, now)).ok();
            }
            (6, Some(call)) => {
                let other = own.choose(&mut self.chance).copied();
                self.world.act(phone, |agent, _, now| agent.refer(call, to("12"), other, now)).ok();
            }
            (_, Some(call)) => {
                self.world.act(phone, |agent, _, now| agent.hang_up(call, now)).ok();
            }
        }
        let span = self.chance.random_range(1..15);
        for _ in 0..span {
            self.world.run_for(s(1));
            self.react();
        }
    }

    /// What telephones do by themselves or by whim: ring, answer, refuse, follow a transfer.
    fn react(&mut self) {
        for phone in self.phones {
            for incoming in self.world.incoming(phone) {
                self.calls.push((phone, incoming.id));
                let whim = self.chance.random_range(0..4);
                let offer = incoming.offer.as_deref().map(|offer| sdp::read(offer).unwrap());
                self.world.act(phone, |agent, _, now| match (whim, offer) {
                    (0, _) if incoming.replaces.is_none() => {
                        agent.ring(incoming.id, None, now).ok();
                    }
                    (1, _) if incoming.replaces.is_none() => {
                        agent.reject(incoming.id, StatusCode::BUSY_HERE, now).ok();
                    }
                    (_, Some(offer)) => match sdp::answer(&offer, &capabilities(phone)) {
                        Ok((answer, _)) => {
                            agent.accept(incoming.id, answer.to_bytes().into(), now).ok();
                        }
                        Err(_) => {
                            let status = StatusCode::NOT_ACCEPTABLE_HERE;
                            agent.reject(incoming.id, status, now).ok();
                        }
                    },
                    (_, None) => {
                        let offer = sdp::offer(&capabilities(phone)).to_bytes().into();
                        agent.accept(incoming.id, offer, now).ok();
                    }
                });
            }
            for output in std::mem::take(&mut self.world.phones[phone].news) {
                self.follow(phone, output);
            }
        }
    }

    fn follow(&mut self, phone: usize, output: Output) {
        match output {
            Output::Invitation { id, event: Event::Reoffered { offer } } => {
                let answer = match offer.map(|offer| sdp::read(&offer).unwrap()) {
                    Some(offer) => {
                        sdp::answer(&offer, &capabilities(phone)).map(|(answer, _)| answer)
                    }
                    None => Ok(sdp::offer(&capabilities(phone))),
                };
                self.world.act(phone, |agent, _, now| match answer {
                    Ok(answer) => agent.answer_reoffer(id, answer.to_bytes().into(), now).ok(),
                    Err(_) => agent.refuse_reoffer(id, StatusCode::NOT_ACCEPTABLE_HERE, now).ok(),
                });
            }
            Output::Invitation { id, event: Event::Referred { request, refer_to, .. } } => {
                let reply = Reply::new(StatusCode::ACCEPTED);
                self.world.act(phone, |agent, _, now| agent.answer(request, reply, now)).ok();
                let number = refer_to.uri.sip().and_then(|uri| Some(uri.user()?.into_owned()));
                let call = self.world.dial(phone, &number.unwrap_or_default());
                self.calls.push((phone, call));
                let done = StatusCode::OK;
                self.world.act(phone, |agent, _, now| agent.transfer_progress(id, done, now)).ok();
            }
            Output::Invitation { id, event: Event::Ended(_) } => {
                self.calls.retain(|(_, call)| *call != id);
            }
            _ => {}
        }
    }

    /// All hang up; in the end nobody is in a call, and nothing is under way.
    #[track_caller]
    fn end(mut self) {
        for (phone, call) in std::mem::take(&mut self.calls) {
            self.world.act(phone, |agent, _, now| agent.hang_up(call, now)).ok();
        }
        for (phone, news) in std::mem::take(&mut self.news) {
            self.world.act(phone, |agent, _, now| agent.unsubscribe(news, now)).ok();
        }
        for _ in 0..400 {
            self.world.run_for(s(1));
            self.react();
            for (phone, call) in std::mem::take(&mut self.calls) {
                self.world.act(phone, |agent, _, now| agent.hang_up(call, now)).ok();
            }
        }
        self.world.loss = 0.0;
        self.world.run_for(s(300));
        let watcher = self.phones[0];
        self.world.phones[watcher].news.clear();
        for number in ["11", "12", "15", "17", "18", "21", "22", "23", "700", "701", "32", "38"] {
            let news = self.world.follow_news(watcher, number, "dialog");
            assert!(self.world.dialogs(watcher, news).is_empty(), "{number} is in a call");
            self.world.act(watcher, |agent, _, now| agent.unsubscribe(news, now)).unwrap();
            self.world.run_for(s(1));
        }
        self.world.nothing_is_left();
    }
}

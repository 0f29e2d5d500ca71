//! A telephone of a story: a whole switchboard, and what people read in its window.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use clock::{Deadline, Now};
use model::{AccountId, CallId};
use sip_agent::Input as Wire;
use switchboard::{
    AccountWish, CallChoice, Changed, Command, Input, Notice, Output, Password, Refusal, Ringing,
    Settings, Switchboard,
};
use telephony::{Call, CallRecord, HeldBy, Progress, State};
use testkit::{Conditions, PBX, Story, Telephone, TelephoneId, Wish};

/// One switchboard at its seat.
#[derive(Debug)]
pub(crate) struct Phone {
    pub(crate) switchboard: Switchboard,
    /// First of the ports for sound.
    sound: SocketAddr,
    /// Where each call's sound leaves from.
    ports: BTreeMap<CallId, SocketAddr>,
    /// Everything that is not the network's, oldest first.
    pub(crate) outputs: Vec<Output>,
    /// What was shown of each call last.
    shown: BTreeMap<CallId, String>,
    /// It has no port for sound.
    pub(crate) is_deaf: bool,
}

impl Phone {
    fn new(name: &str, sound: SocketAddr) -> Self {
        let mut seed = [0; 32];
        for (place, byte) in seed.iter_mut().zip(name.bytes().cycle()) {
            *place = byte;
        }
        let settings = Settings {
            user_agent: "story".to_owned(),
            instance: "urn:uuid:00000000-0000-4000-8000-000000000001".to_owned(),
        };
        Self {
            switchboard: Switchboard::new(settings, seed),
            sound,
            ports: BTreeMap::new(),
            outputs: Vec::new(),
            shown: BTreeMap::new(),
            is_deaf: false,
        }
    }

    /// The call with somebody, by number.
    pub(crate) fn call(&self, number: &str) -> Option<Call> {
        let calls = self.switchboard.calls();
        calls.into_iter().rev().find(|call| call.remote.number.0 == number).cloned()
    }

    /// The call that rings here.
    pub(crate) fn offered(&self) -> Option<CallId> {
        let calls = self.switchboard.calls();
        calls.iter().find(|call| *call.state() == State::Offered).map(|call| call.id)
    }

    /// The machine is in another network: sound leaves from this address now.
    pub(crate) fn moves(&mut self, address: IpAddr, now: Now) {
        self.sound.set_ip(address);
        self.switchboard.handle_input(Input::NetworkChanged, now);
    }

    /// The latest output of a kind.
    pub(crate) fn last<T>(&self, pick: impl Fn(&Output) -> Option<T>) -> Option<T> {
        self.outputs.iter().rev().find_map(pick)
    }

    pub(crate) fn records(&self) -> Vec<CallRecord> {
        let kept = self.outputs.iter().filter_map(|output| match output {
            Output::Keep { record, .. } => Some((**record).clone()),
            _ => None,
        });
        kept.collect()
    }

    pub(crate) fn account(&self) -> AccountId {
        self.switchboard.accounts().next().unwrap().0.id
    }

    /// Nothing is open and nobody is remembered.
    pub(crate) fn assert_nothing_is_left(&self) {
        assert!(self.ports.is_empty(), "ports left open: {:?}", self.ports);
        assert!(self.switchboard.has_no_calls());
        let census = self.switchboard.census();
        let left = (census.invitations, census.dialogs, census.exchanges, census.requests);
        let rings = self.last(|output| match output {
            Output::Ring { ring } => Some(ring.is_some()),
            _ => None,
        });
        assert_ne!(rings, Some(true), "it rings on");
        assert_eq!(left, (0, 0, 0, 0), "{census:?}");
        let left = (census.client_transactions, census.server_transactions);
        assert_eq!(left, (0, 0), "{census:?}");
    }

    fn follow(&mut self, output: Output, now: Now) -> Option<Wish> {
        let says = match &output {
            Output::Wire(switchboard::Wire::Resolve { query, target }) => {
                return Some(Wish::Resolve { query: *query, target: target.clone() });
            }
            Output::Wire(switchboard::Wire::Send { id, route, bytes }) => {
                return Some(Wish::Send { id: *id, route: route.clone(), bytes: bytes.clone() });
            }
            Output::Wire(switchboard::Wire::Ping { flow }) => {
                return Some(Wish::Ping { flow: *flow });
            }
            Output::OpenMedia { call, .. } => {
                self.open(*call, now);
                None
            }
            Output::CloseMedia { call } => {
                self.ports.remove(call);
                None
            }
            Output::Changed(changed) => self.read(changed),
            Output::Ring { ring } => Some(match ring {
                Some(Ringing::Outside) => "rings".to_owned(),
                Some(Ringing::Inside) => "rings as inside".to_owned(),
                Some(Ringing::Group) => "rings as for a group".to_owned(),
                None => "rings no more".to_owned(),
            }),
            Output::Waiting { is_waiting: true } => Some("a call waits".to_owned()),
            Output::Waiting { is_waiting: false } => Some("no call waits".to_owned()),
            Output::Mix { calls } if calls.is_empty() => Some("nothing is mixed".to_owned()),
            Output::Mix { .. } => Some("all hear each other".to_owned()),
            Output::Notice(Notice::TransferFailed { target, cause }) => {
                Some(format!("notice: not sent to {}: {cause:?}", target.number.0))
            }
            Output::Notice(Notice::TransferProposed { by, target }) => {
                Some(format!("notice: {} proposes {}", by.number.0, target.number.0))
            }
            Output::Notice(Notice::Undisturbed { party }) => {
                Some(format!("notice: {} was turned away", party.number.0))
            }
            Output::Keep { record, .. } => {
                Some(format!("list: {} {:?}", record.remote.number.0, record.outcome))
            }
            _ => None,
        };
        self.outputs.push(output);
        says.map(Wish::Change)
    }

    fn open(&mut self, call: CallId, now: Now) {
        let address = self.sound.ip();
        if self.ports.get(&call).is_some_and(|bound| bound.ip() == address) {
            return;
        }
        let free = (0..64)
            .map(|at| self.sound.port() + 2 * at)
            .find(|port| !self.ports.values().any(|taken| taken.port() == *port))
            .filter(|_| !self.is_deaf);
        let input = match free {
            Some(port) => {
                self.ports.insert(call, SocketAddr::new(address, port));
                Input::MediaOpened { call, address, port }
            }
            None => Input::MediaRefused { call },
        };
        self.switchboard.handle_input(input, now);
    }

    /// What a person reads that is different from before.
    fn read(&mut self, changed: &Changed) -> Option<String> {
        match changed {
            Changed::Call(id) => {
                let words = self.switchboard.call(*id).map(words)?;
                let before = self.shown.insert(*id, words.clone());
                (before.as_ref() != Some(&words)).then_some(words)
            }
            Changed::CallRemoved(id) => {
                self.shown.remove(id);
                None
            }
            _ => None,
        }
    }
}

/// One line about a call, as people read it.
fn words(call: &Call) -> String {
    let number = if call.remote.number.0.is_empty() { "unknown" } else { &call.remote.number.0 };
    let mut text = match call.state() {
        State::Dialling => format!("{number}: dialling"),
        State::Ringing { early_media: false } => format!("{number}: rings there"),
        State::Ringing { early_media: true } => format!("{number}: is heard before the answer"),
        State::Offered => format!("{number}: calls"),
        State::Talking => format!("{number}: talking"),
        State::Held { by: HeldBy::Me } => format!("{number}: held here"),
        State::Held { by: HeldBy::Them } => format!("{number}: held there"),
        State::Held { by: HeldBy::Both } => format!("{number}: held at both ends"),
        State::Ended { end, .. } => format!("{number}: over, {:?} by {:?}", end.cause, end.by),
    };
    if let Some(called) = &call.called {
        text.push_str(&format!(", for {}", called.number.0));
    }
    if call.traits.is_in_conference {
        text.push_str(", in conference");
    }
    if call.traits.is_silent {
        text.push_str(", silent");
    }
    if let Some(transfer) = &call.transfer {
        let progress = match transfer.progress {
            Progress::Asked => "asked".to_owned(),
            Progress::Trying => "tried".to_owned(),
            Progress::Ringing => "rings there".to_owned(),
            Progress::Failed { cause, .. } => format!("{cause:?}"),
        };
        text.push_str(&format!(", to {}: {progress}", transfer.target.number.0));
    }
    if let Some(proposed) = &call.proposed {
        let name = proposed.name.as_ref().map_or("", |name| name.0.as_str());
        text.push_str(&format!(", wants us to speak with {name}{}", proposed.number.0));
    }
    text
}

impl Telephone for Phone {
    fn handle_wire(&mut self, input: Wire, now: Now) {
        self.switchboard.handle_input(Input::Wire(input), now);
    }

    fn poll_wish(&mut self, now: Now) -> Option<Wish> {
        while let Some(output) = self.switchboard.poll_output() {
            if let Some(wish) = self.follow(output, now) {
                return Some(wish);
            }
        }
        None
    }

    fn next_deadline(&self) -> Option<Deadline> {
        self.switchboard.next_deadline()
    }

    fn handle_timeout(&mut self, now: Now) {
        self.switchboard.handle_timeout(now);
    }
}

/// A story, with the names of those in it.
pub(crate) struct Scene {
    pub(crate) story: Story<Phone>,
    cast: BTreeMap<&'static str, (TelephoneId, SocketAddr)>,
}

impl Scene {
    /// Anna (21), Ben (22) and Dora (23), all registered, on a calm network.
    pub(crate) fn new() -> Self {
        Self::under(Conditions::CALM, 1)
    }

    pub(crate) fn under(conditions: Conditions, seed: u64) -> Self {
        let mut scene = Self { story: Story::new(conditions, seed), cast: BTreeMap::new() };
        for (name, number) in [("anna", "21"), ("ben", "22"), ("dora", "23")] {
            scene.enter(name, number);
        }
        scene.pass(Duration::from_secs(1));
        scene
    }

    /// Another telephone of a user's.
    pub(crate) fn enter(&mut self, name: &'static str, number: &str) {
        let user = self.story.user(number);
        let mut at = None;
        let id = self.story.add(name, |address, sound| {
            at = Some(address);
            Phone::new(name, sound)
        });
        self.cast.insert(name, (id, at.unwrap()));
        let put = self.story.act(id, |phone, now| {
            let account =
                phone.switchboard.check_account(account(&format!("{number}@{PBX}"))).unwrap();
            let put = Command::PutAccount {
                account: Box::new(account),
                password: Password::Known(user.password.clone()),
            };
            phone.switchboard.handle_command(put, now)
        });
        put.unwrap();
    }

    /// Grants a wish at once, and lets the others hear of it.
    #[track_caller]
    pub(crate) fn wish(&mut self, who: &str, command: Command) {
        self.try_wish(who, command).unwrap();
    }

    #[track_caller]
    pub(crate) fn try_wish(&mut self, who: &str, command: Command) -> Result<(), Refusal> {
        let id = self.id(who);
        let granted =
            self.story.act(id, |phone, now| phone.switchboard.handle_command(command, now));
        self.pass(Duration::from_millis(200));
        granted
    }

    pub(crate) fn pass(&mut self, span: Duration) {
        self.story.pass(span);
    }

    #[track_caller]
    pub(crate) fn id(&self, who: &str) -> TelephoneId {
        self.cast[who].0
    }

    /// Where somebody's telephone is.
    #[track_caller]
    pub(crate) fn address(&self, who: &str) -> SocketAddr {
        self.cast[who].1
    }

    #[track_caller]
    pub(crate) fn phone(&self, who: &str) -> &Phone {
        self.story.telephone(self.id(who))
    }

    /// The state of the call that somebody has with a number.
    #[track_caller]
    pub(crate) fn state(&self, who: &str, number: &str) -> Option<State> {
        self.phone(who).call(number).map(|call| call.state().clone())
    }

    #[track_caller]
    pub(crate) fn call_id(&self, who: &str, number: &str) -> CallId {
        self.phone(who).call(number).expect("a call with that number").id
    }

    #[track_caller]
    pub(crate) fn choice(&self, who: &str, number: &str) -> CallChoice {
        CallChoice::This(self.call_id(who, number))
    }

    /// One calls the other, who answers.
    #[track_caller]
    pub(crate) fn connect(&mut self, caller: &str, number: &str, callee: &str) {
        self.wish(caller, dial(number));
        self.wish(callee, Command::Answer { call: CallChoice::Only });
        assert_eq!(self.state(caller, number), Some(State::Talking));
    }

    /// What somebody read, in order.
    pub(crate) fn read(&self, who: &str) -> Vec<&str> {
        self.story.changes_of(who)
    }

    /// What somebody read since the line `after`, it left out.
    #[track_caller]
    pub(crate) fn read_after(&self, who: &str, after: &str) -> Vec<&str> {
        let all = self.story.changes_of(who);
        let at = all.iter().rposition(|line| *line == after).expect("the line was shown");
        all[at + 1..].to_vec()
    }

    /// Everybody hangs up and leaves; nothing may be left.
    pub(crate) fn end(mut self) {
        for (id, _) in self.cast.values().copied().collect::<Vec<_>>() {
            let done = self
                .story
                .act(id, |phone, now| phone.switchboard.handle_command(Command::ShutDown, now));
            done.unwrap();
        }
        self.pass(Duration::from_secs(200));
        for (id, _) in self.cast.values() {
            self.story.telephone(*id).assert_nothing_is_left();
        }
    }
}

pub(crate) fn dial(number: &str) -> Command {
    Command::Dial { target: number.to_owned(), account: None, hide: None }
}

/// Whoever is meant anyway.
pub(crate) const ONLY: CallChoice = CallChoice::Only;

fn account(address: &str) -> AccountWish {
    AccountWish {
        id: None,
        label: None,
        address: address.to_owned(),
        display_name: None,
        auth_user: None,
        registrar: None,
        outbound_proxy: None,
        wire: telephony::Wire::Udp,
        registers: true,
        enabled: true,
        lifetime_s: 600,
        ca_file: None,
        is_demo: false,
    }
}

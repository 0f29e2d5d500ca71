//! A whole switchboard as a telephone of a story.

use std::collections::VecDeque;
use std::net::SocketAddr;

use clock::{Deadline, Now};
use switchboard::{
    AccountWish, Changed, Command, Input, Output, Password, Settings, Switchboard, Wire,
};
use telephony::{Call, State};
use testkit::{PBX, Story, Telephone, TelephoneId, Wish};

/// A switchboard, and ports for its calls.
#[derive(Debug)]
pub(crate) struct Phone {
    pub(crate) switchboard: Switchboard,
    sound: SocketAddr,
    ports: u16,
    wishes: VecDeque<Wish>,
}

/// Adds the telephone of a user, which registers at once.
pub(crate) fn add(story: &mut Story<Phone>, name: &str, number: &str) -> TelephoneId {
    let user = story.user(number);
    let id = story.add(name, |address, sound| {
        let settings = Settings {
            user_agent: "story".to_owned(),
            instance: format!("urn:uuid:00000000-0000-4000-8000-{:012}", address.port()),
        };
        let seed = [u8::try_from(address.port() % 250).expect("below 250"); 32];
        let switchboard = Switchboard::new(settings, seed);
        Phone { switchboard, sound, ports: 0, wishes: VecDeque::new() }
    });
    story
        .act(id, |phone, now| {
            let wish = wish(number, &user.name);
            let account = Box::new(phone.switchboard.check_account(wish).expect("an account"));
            let password = Password::Known(user.password);
            phone.switchboard.handle_command(Command::PutAccount { account, password }, now)
        })
        .expect("is taken");
    id
}

impl Phone {
    /// Calls that have not ended.
    pub(crate) fn calls(&self) -> Vec<Call> {
        let all = self.switchboard.calls().into_iter();
        all.filter(|call| !call.is_ended()).cloned().collect()
    }

    /// Whether any call stands so.
    pub(crate) fn has(&self, state: &State) -> bool {
        self.calls().iter().any(|call| call.state() == state)
    }

    fn follow(&mut self, output: Output, now: Now) {
        let wish = match output {
            Output::Wire(Wire::Resolve { query, target }) => Wish::Resolve { query, target },
            Output::Wire(Wire::Send { id, route, bytes }) => Wish::Send { id, route, bytes },
            Output::Wire(Wire::Ping { flow }) => Wish::Ping { flow },
            Output::OpenMedia { call, .. } => {
                let port = self.sound.port() + 2 * (self.ports % 16);
                self.ports += 1;
                let input = Input::MediaOpened { call, address: self.sound.ip(), port };
                self.switchboard.handle_input(input, now);
                return;
            }
            Output::Changed(Changed::Call(id)) => {
                let calls = self.switchboard.calls();
                let call = calls.into_iter().find(|call| call.id == id);
                let Some(call) = call else { return };
                Wish::Change(format!("call {:?}", call.state()))
            }
            _ => return,
        };
        self.wishes.push_back(wish);
    }
}

impl Telephone for Phone {
    fn handle_wire(&mut self, input: sip_agent::Input, now: Now) {
        self.switchboard.handle_input(Input::Wire(input), now);
    }

    fn poll_wish(&mut self, now: Now) -> Option<Wish> {
        while let Some(output) = self.switchboard.poll_output() {
            self.follow(output, now);
        }
        self.wishes.pop_front()
    }

    fn next_deadline(&self) -> Option<Deadline> {
        self.switchboard.next_deadline()
    }

    fn handle_timeout(&mut self, now: Now) {
        self.switchboard.handle_timeout(now);
    }
}

fn wish(number: &str, name: &str) -> AccountWish {
    AccountWish {
        id: None,
        label: None,
        address: format!("sip:{number}@{PBX}"),
        display_name: Some(name.to_owned()),
        auth_user: None,
        registrar: None,
        outbound_proxy: None,
        wire: telephony::Wire::Udp,
        registers: true,
        enabled: true,
        lifetime_s: 600,
        ca_file: None,
        is_demo: true,
    }
}

//! Joins the domains: takes commands and input, gives changes and work.
//!
//! The control plane's one state. Commands are wishes of a person, inputs are what the network and
//! the sound tell; outputs are work for the rim and names of what has changed. It is told the time
//! and waits for nothing.
//!
//! ```text
//!   Command ──▶ ┌─────────────┐ ──▶ Output::Wire, Media, Keep …   work for the rim
//!   Input   ──▶ │ Switchboard │ ──▶ Output::Changed(…)            what a window must look at again
//!   now     ──▶ └─────────────┘ ──▶ next_deadline()               when it must be told the time
//! ```

mod accounts;
mod call_backs;
mod calls;
mod command;
mod input;
mod media;
mod output;
mod refusal;
mod services;
mod translate;
mod watching;

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use clock::{Deadline, Now};
use jiff::Timestamp;
use model::{AccountId, CallId, Country};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use sip_agent::invitation::InvitationId;
use sip_agent::{Agent, IdentityId};
use telephony::policy::Wishes;
use telephony::services::Services;
use telephony::{Account, Call, Codec, Registration};

pub use accounts::{AccountWish, Password};
pub use calls::MOST_CALLS;
pub use command::{CallChoice, Command, RejectReason};
pub use input::Input;
pub use output::{Changed, Notice, Output, Ringing, Tone, Toward, Wire};
pub use refusal::{Refusal, RefusalCode};
pub use services::Remembered;
pub use watching::{AtOther, Place};

use accounts::Entry as AccountEntry;
use call_backs::CallBacks;
use calls::{Conference, Entry as CallEntry};
use services::{Orders, Presence, Takeovers};
use watching::Watching;

/// What is set once for the life of the program.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Text of the User-Agent header field.
    pub user_agent: String,
    /// `urn:uuid:…`, the same after every start of one installation. Source: RFC 5626 §4.1.
    pub instance: String,
}

/// Accounts and calls, and the SIP agent that speaks for them.
#[derive(Debug)]
pub struct Switchboard {
    agent: Agent,
    chance: ChaCha20Rng,
    /// In the person's order.
    accounts: Vec<AccountEntry>,
    identities: BTreeMap<IdentityId, AccountId>,
    default_account: Option<AccountId>,
    calls: BTreeMap<CallId, CallEntry>,
    invitations: BTreeMap<InvitationId, CallId>,
    codecs: Vec<Codec>,
    /// What should sound, and until when.
    tone: Option<(Tone, Option<Instant>)>,
    /// What the sound was last told to play.
    playing: Option<Tone>,
    ringing: Option<Ringing>,
    /// Whether the sound was last told that a call waits.
    is_waiting: bool,
    focus: Option<CallId>,
    conference: Option<Conference>,
    /// Which calls the sound was last told to mix.
    mixed: Vec<CallId>,
    emergency_ended_at: Option<Timestamp>,
    /// Country where the person is, where that is another one than the line's.
    here: Option<Country>,
    /// What the person has set for incoming calls.
    pub(crate) wishes: Wishes,
    /// What was dialled last, as typed.
    dialled: Option<(AccountId, String)>,
    /// What telephone systems do, also for accounts that are still to come.
    services: BTreeMap<AccountId, Services>,
    watching: Watching,
    call_backs: CallBacks,
    orders: Orders,
    presence: Presence,
    takeovers: Takeovers,
    outputs: VecDeque<Output>,
}

impl Switchboard {
    /// A switchboard without accounts. `seed` is its only source of chance.
    #[must_use]
    pub fn new(settings: Settings, seed: [u8; 32]) -> Self {
        let mut chance = ChaCha20Rng::from_seed(seed);
        let agent_settings = sip_agent::Settings {
            user_agent: settings.user_agent,
            instance: settings.instance,
            ..sip_agent::Settings::default()
        };
        let agent = Agent::new(agent_settings, chance.random());
        Self {
            agent,
            chance,
            accounts: Vec::new(),
            identities: BTreeMap::new(),
            default_account: None,
            calls: BTreeMap::new(),
            invitations: BTreeMap::new(),
            codecs: vec![Codec::Opus, Codec::G722, Codec::Pcma, Codec::Pcmu],
            tone: None,
            playing: None,
            ringing: None,
            is_waiting: false,
            focus: None,
            conference: None,
            mixed: Vec::new(),
            emergency_ended_at: None,
            here: None,
            wishes: Wishes::default(),
            dialled: None,
            services: BTreeMap::new(),
            watching: Watching::default(),
            call_backs: CallBacks::default(),
            orders: Orders::default(),
            presence: Presence::default(),
            takeovers: Takeovers::default(),
            outputs: VecDeque::new(),
        }
    }

    /// Accounts in the person's order, each with its standing.
    pub fn accounts(&self) -> impl Iterator<Item = (&Account, &Registration)> {
        self.accounts.iter().map(|entry| (&entry.account, &entry.registration))
    }

    /// One account and its standing.
    #[must_use]
    pub fn account(&self, id: AccountId) -> Option<(&Account, &Registration)> {
        self.accounts().find(|(account, _)| account.id == id)
    }

    /// Calls in progress and those just ended, oldest first.
    #[must_use]
    pub fn calls(&self) -> Vec<&Call> {
        let mut calls: Vec<&Call> =
            self.calls.values().filter(|entry| entry.is_shown).map(|entry| &entry.call).collect();
        calls.sort_by_key(|call| call.started_at);
        calls
    }

    /// One call, if it is to be seen.
    #[must_use]
    pub fn call(&self, id: CallId) -> Option<&Call> {
        self.calls.get(&id).filter(|entry| entry.is_shown).map(|entry| &entry.call)
    }

    /// The Call-ID of each call's signalling, with the account that carries it.
    pub fn signalling(&self) -> impl Iterator<Item = (CallId, AccountId, &str)> {
        self.calls.values().filter_map(|entry| {
            let call_id = self.agent.call_id(entry.invitation()?)?;
            Some((entry.call.id, entry.call.account, call_id))
        })
    }

    /// The account that dials when none is named.
    #[must_use]
    pub const fn default_account(&self) -> Option<AccountId> {
        self.default_account
    }

    /// Grants a wish, or says why not; then nothing has changed.
    ///
    /// # Errors
    /// The refusal names what it concerns.
    pub fn handle_command(&mut self, command: Command, now: Now) -> Result<(), Refusal> {
        let result = match command {
            Command::PutAccount { account, password } => {
                self.put_account(*account, password, now);
                Ok(())
            }
            Command::EnableAccount { account, enabled } => {
                self.enable_account(account, enabled, now)
            }
            Command::RemoveAccount { account } => self.remove_account(account, now),
            Command::RegisterNow { account } => self.register_now(account, now),
            Command::PreferAccount { account } => self.prefer_account(account),
            Command::OfferCodecs { codecs } => self.offer_codecs(codecs),
            Command::StayIn { country } => {
                self.stay_in(country);
                Ok(())
            }
            Command::Receive { wishes } => {
                self.receive(*wishes);
                Ok(())
            }
            Command::RememberDialled { account, target } => {
                self.dialled = Some((account, target));
                Ok(())
            }
            Command::Dial { target, account, hide } => {
                self.dial(&target, account.as_deref(), hide, now).map(drop)
            }
            Command::Prepare { target } => self.prepare(target),
            Command::Answer { call } => self.answer(call, now),
            Command::Reject { call, reason } => self.reject(call, reason, now),
            Command::Silence { call } => self.silence(call),
            Command::Forward { call, target } => self.forward(call, &target, now),
            Command::HangUp { call } => self.hang_up(call, now),
            Command::Hold { call } => self.hold(call, now),
            Command::Resume { call } => self.resume(call, now),
            Command::Mute { call, muted } => self.mute(call, muted),
            Command::SendDigits { call, digits } => self.send_digits(call, &digits, now),
            Command::SetForward { account, when, target } => {
                self.set_forward(account.as_deref(), when, target.as_deref(), now)
            }
            Command::Disturb { manner } => {
                self.set_disturb(manner, now);
                Ok(())
            }
            Command::ChangePlan { account, plan } => self.change_plan(account, *plan),
            Command::Remember { remembered } => {
                self.remember(*remembered, now);
                Ok(())
            }
            Command::Redial { account } => self.redial(account.as_deref(), now),
            Command::Toggle => self.toggle(now),
            Command::Consult { call, target } => self.consult(call, &target, now),
            Command::Transfer { call, target } => self.transfer(call, &target, now),
            Command::Connect { call, other } => self.connect(call, other, now),
            Command::TakeBack { call } => self.take_back(call, now),
            Command::AnswerProposal { call, follows } => self.answer_proposal(call, follows, now),
            Command::Join { call, other } => self.join(call, other, now),
            Command::Split { call } => self.split(call, now),
            Command::LeaveConference => self.leave_conference(now),
            Command::EndConference => self.end_conference(now),
            Command::ShutDown => {
                self.close_watches();
                self.close_presence();
                self.close_call_backs();
                self.shut_down(now);
                Ok(())
            }
            Command::PickUp { number, account } => {
                self.pick_up(number.as_deref(), account.as_deref(), now)
            }
            Command::PickUpGroup { account } => self.pick_up_group(account.as_deref(), now),
            Command::Park { call, place } => self.park(call, place.as_deref(), now),
            Command::Retrieve { place, account } => {
                self.retrieve(place.as_deref(), account.as_deref(), now)
            }
            Command::Pull { id } => self.pull(id.as_deref(), now),
            Command::SetGroup { account, group, member } => {
                self.set_group(account.as_deref(), &group, member, now)
            }
            Command::SetOperator { account, second } => {
                self.set_operator(account.as_deref(), second, now)
            }
            Command::HideNumber { account, hidden } => {
                self.hide_number(account.as_deref(), hidden, now)
            }
            Command::CallBack { target, account } => {
                self.call_back(target.as_deref(), account.as_deref(), now)
            }
            Command::RedialUntilAnswered { target, account } => {
                self.redial_until_answered(target.as_deref(), account.as_deref(), now)
            }
            Command::StopCallBack { id } => self.stop_call_back(id.as_deref(), now),
            Command::HearMessages { account } => self.hear_messages(account.as_deref(), now),
            Command::WatchLine { number, name, account } => {
                self.watch_line(&number, name, account.as_deref())
            }
            Command::UnwatchLine { number } => self.unwatch_line(&number),
        };
        self.settle(now);
        result
    }

    /// Takes what the network or the sound tells.
    pub fn handle_input(&mut self, input: Input, now: Now) {
        match input {
            Input::Wire(wire) => self.agent.handle_input(wire, now),
            Input::MediaOpened { call, address, port } => {
                if !self.serving_opened(call, address, port, now) {
                    self.media_opened(call, address, port, now);
                }
            }
            Input::MediaRefused { call } => {
                if !self.serving_refused(call, now) {
                    self.media_refused(call, now);
                }
            }
            Input::Quality { call, quality } => self.measured(call, quality),
            Input::NetworkChanged => self.network_changed(now),
        }
        self.settle(now);
    }

    /// Does what is due at `now`.
    pub fn handle_timeout(&mut self, now: Now) {
        self.agent.handle_timeout(now);
        self.answer_by_itself(now);
        self.pay_offers(now);
        self.ask_again(now);
        self.end_previous(now);
        self.end_left(now);
        self.end_proposals(now);
        self.end_served(now);
        self.retry_watches(now);
        self.settle(now);
    }

    /// The next output, oldest first; poll until `None` after every other call.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Self::handle_timeout`] must be called at the latest.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Deadline> {
        let tone =
            self.tone.and_then(|(_, until)| until).map(|at| Deadline::new(at, "end of a tone"));
        let calls = self.calls.values().map(CallEntry::deadline);
        let calls = calls.fold(None, Deadline::earlier);
        let served = Deadline::earlier(self.next_served(), self.next_watch());
        let later = Deadline::earlier(served, self.next_call_back());
        let own = Deadline::earlier(Deadline::earlier(tone, calls), later);
        Deadline::earlier(self.agent.next_deadline(), own)
    }

    /// Whether nothing is under way: everyone has been told good-bye.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.agent.is_idle()
    }

    /// Whether no call is remembered, nor any leg or conference of one; for tests.
    #[must_use]
    pub fn has_no_calls(&self) -> bool {
        self.calls.is_empty() && self.invitations.is_empty() && self.conference.is_none()
    }

    /// How much the agent holds; for tests and `status --json`.
    #[must_use]
    pub fn census(&self) -> sip_agent::Census {
        self.agent.census()
    }

    /// Brings everything in line after a step: the agent's news, tones, the calls that are gone.
    fn settle(&mut self, now: Now) {
        self.take_all(now);
        self.note_own_calls(now);
        self.run_call_backs(now);
        self.follow(now);
        self.publish_presence(now);
        self.order_disturb(now);
        self.take_all(now);
        self.drop_gone_calls(now);
        self.take_back_identities(now);
        self.forget_takeovers();
        self.sound_out(now);
    }

    fn take_all(&mut self, now: Now) {
        while let Some(output) = self.agent.poll_output() {
            self.take(output, now);
        }
    }

    fn take(&mut self, output: sip_agent::Output, now: Now) {
        use sip_agent::Output as Agent;
        match output {
            Agent::Resolve { query, target } => {
                self.push(Output::Wire(Wire::Resolve { query, target }));
            }
            Agent::Send { id, route, bytes } => {
                self.push(Output::Wire(Wire::Send { id, route, bytes }));
            }
            Agent::Ping { flow } => self.push(Output::Wire(Wire::Ping { flow })),
            Agent::Registration { identity, event } => {
                self.registration_changed(identity, event, now);
            }
            Agent::Incoming(invitation) => self.incoming(*invitation, now),
            Agent::Invitation { id, event } => {
                if !self.serving_changed(id, &event, now) {
                    self.invitation_changed(id, event, now);
                }
            }
            Agent::Request(request) => self.request_from_outside(&request, now),
            Agent::Subscription { id, event } => self.subscription_changed(id, event, now),
            Agent::Publication { id, event } => self.publication_changed(id, event),
            // Nothing here sends requests outside calls, subscriptions and publications.
            Agent::Answered { .. } => {}
        }
    }

    fn request_from_outside(&mut self, request: &sip_agent::IncomingRequest, now: Now) {
        if !self.told_unasked(request, now) && !self.message_disturbs(request, now) {
            self.decline_request(request, now);
        }
    }

    /// Answers a request from outside that no domain takes.
    ///
    /// 405 names the method as known but not allowed here; news that nobody asked for belong to no
    /// subscription. Source: RFC 3261 §8.2.1, RFC 6665 §4.1.3.
    fn decline_request(&mut self, request: &sip_agent::IncomingRequest, now: Now) {
        // Nobody but the far end of a call sends us anywhere.
        if request.request.method == sip_message::Method::Refer {
            self.decline(request.id, now);
            return;
        }
        let status = if request.request.method == sip_message::Method::Notify {
            sip_message::StatusCode::CALL_DOES_NOT_EXIST
        } else {
            sip_message::StatusCode::METHOD_NOT_ALLOWED
        };
        let reply = sip_agent::Reply::new(status);
        if let Err(refusal) = self.agent.answer(request.id, reply, now) {
            tracing::debug!(%refusal, "a request from outside is no longer waiting");
        }
    }

    /// What is set for incoming calls holds from the next one on.
    fn receive(&mut self, wishes: Wishes) {
        if self.wishes != wishes {
            self.wishes = wishes;
            self.change(Changed::Disturb);
        }
    }

    fn push(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    fn change(&mut self, changed: Changed) {
        self.push(Output::Changed(changed));
    }

    fn random_bytes(&mut self) -> [u8; 16] {
        self.chance.random()
    }
}

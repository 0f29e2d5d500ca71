//! Opens devices when they are needed, watches them, and replaces them when they fail.
//!
//! ```text
//!            needed, chosen one opens
//! Closed ─────────────────────────────▶ Open(chosen) ──┐
//!   ▲  │ needed, it does not               ▲           │ lost
//!   │  └───────────▶ Open(default) ────────┤ found     │
//!   │                 or Missing ◀─────────┼───────────┘
//!   └──────── not needed for a while ──────┘
//! ```
//!
//! Files and silence are always in place; only devices are opened and closed. The list of devices
//! is looked at each two seconds, which also finds lost devices again.

mod listing;
mod order;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread::Thread;
use std::time::{Duration, Instant};

use rtrb::Producer;

pub(crate) use self::listing::Listing;
pub(crate) use self::order::{Files, Needs, Order};
use crate::device::Kind;
use crate::engine::Fit;
use crate::hardware::{Hardware, Opened};
use crate::network::Outbox;
use crate::sink::Sink;
use crate::source::Source;
use crate::{Choice, Device, DeviceId, Event, Role};

/// How often devices are looked at.
const LOOK: Duration = Duration::from_secs(2);

/// A device that has not called for this long is lost, whatever it says.
const DEAD: Duration = Duration::from_secs(3);

/// A device that stops again this soon after it was opened is tried again only at the next look.
const UNSTABLE: Duration = Duration::from_secs(1);

/// A device stays open this long after its last use: calls and tones follow each other closely.
const LINGER: Duration = Duration::from_secs(1);

/// A device opened in expectation of a call is closed after this long without one.
const EXPECTATION: Duration = Duration::from_secs(30);

/// Where one role stands.
enum State {
    /// A file or silence, or a device nobody needs now.
    Closed,
    /// A device runs.
    Open { opened: Opened, number: u64, opened_at: Instant, is_chosen: bool, pulse: Pulse },
    /// Nothing could be opened; silence stands in.
    Missing,
}

/// The last sign of life of a device.
#[derive(Debug, Clone, Copy)]
struct Pulse {
    beats: u32,
    seen_at: Instant,
}

struct Slot {
    state: State,
    /// The choice that was reported lost and not found again.
    reported: Option<DeviceId>,
    /// Since when nobody needs the open device.
    idle_since: Option<Instant>,
}

/// The thread `sound-devices`.
pub(crate) struct Keeper {
    orders: Receiver<Order>,
    /// For the devices' own calls.
    order: Sender<Order>,
    fits: Producer<Fit>,
    engine: Thread,
    outbox: Outbox,
    listing: Arc<Listing>,
    hardware: Hardware,
    choice: Choice,
    needs: Needs,
    prepared_until: Option<Instant>,
    slots: [Slot; 3],
    next_number: u64,
}

/// What a keeper is made of.
pub(crate) struct Parts {
    pub(crate) orders: Receiver<Order>,
    pub(crate) order: Sender<Order>,
    pub(crate) fits: Producer<Fit>,
    pub(crate) engine: Thread,
    pub(crate) outbox: Outbox,
    pub(crate) listing: Arc<Listing>,
}

impl Keeper {
    pub(crate) fn new(parts: Parts) -> Self {
        let slot = || Slot { state: State::Closed, reported: None, idle_since: None };
        Self {
            orders: parts.orders,
            order: parts.order,
            fits: parts.fits,
            hardware: Hardware::new(parts.engine.clone()),
            engine: parts.engine,
            outbox: parts.outbox,
            listing: parts.listing,
            choice: Choice::null(),
            needs: Needs::default(),
            prepared_until: None,
            slots: [slot(), slot(), slot()],
            next_number: 0,
        }
    }

    /// Runs until told to stop.
    pub(crate) fn run(mut self) {
        let mut look_at = Instant::now();
        loop {
            let now = Instant::now();
            if now >= look_at {
                look_at = now + LOOK;
                self.look();
            }
            self.close_idle(now);
            let wake_at = self.close_at().map_or(look_at, |close_at| close_at.min(look_at));
            let wait = wake_at.saturating_duration_since(Instant::now());
            match self.orders.recv_timeout(wait) {
                Ok(Order::Choose(choice, files)) => self.choose(choice, files),
                Ok(Order::Need(needs)) => {
                    self.needs = needs;
                    self.fit_all();
                }
                Ok(Order::Prepare) => {
                    self.prepared_until = Some(Instant::now() + EXPECTATION);
                    self.fit_all();
                }
                Ok(Order::Lost(role, number)) => self.lose(role, number),
                Ok(Order::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    fn is_needed(&self, role: Role, now: Instant) -> bool {
        let is_expected =
            role == Role::Output && self.prepared_until.is_some_and(|until| now < until);
        self.needs.of(role) || is_expected
    }

    fn choose(&mut self, choice: Choice, files: Files) {
        let before = std::mem::replace(&mut self.choice, choice);
        let now = Instant::now();
        let Files { input, output, ring } = files;
        if before.input != self.choice.input || input.is_some() {
            self.forget(Role::Input);
            let source = input.map_or_else(|| Source::silence(now), |file| Source::file(file, now));
            self.fit(Fit::Input(source));
        }
        if before.output != self.choice.output || output.is_some() {
            self.forget(Role::Output);
            let sink = output.map_or_else(|| Sink::nowhere(now), |file| Sink::file(file, now));
            self.fit(Fit::Output(sink));
        }
        self.forget(Role::Ring);
        if *self.choice.ring() == self.choice.output {
            self.fit(Fit::Ring(None));
        } else if before.ring() != self.choice.ring()
            || *before.ring() == before.output
            || ring.is_some()
        {
            let sink = ring.map_or_else(|| Sink::nowhere(now), |file| Sink::file(file, now));
            self.fit(Fit::Ring(Some(sink)));
        }
        self.fit_all();
    }

    fn chosen(&self, role: Role) -> &DeviceId {
        match role {
            Role::Input => &self.choice.input,
            Role::Output => &self.choice.output,
            Role::Ring => self.choice.ring(),
        }
    }

    fn forget(&mut self, role: Role) {
        let slot = self.slot(role);
        slot.state = State::Closed;
        slot.reported = None;
        slot.idle_since = None;
    }

    fn slot(&mut self, role: Role) -> &mut Slot {
        let [input, output, ring] = &mut self.slots;
        match role {
            Role::Input => input,
            Role::Output => output,
            Role::Ring => ring,
        }
    }

    /// Opens what is needed and not open.
    fn fit_all(&mut self) {
        let now = Instant::now();
        for role in [Role::Output, Role::Input, Role::Ring] {
            let is_needed = self.is_needed(role, now);
            let slot = self.slot(role);
            slot.idle_since = if is_needed { None } else { slot.idle_since.or(Some(now)) };
            if is_needed && matches!(slot.state, State::Closed) {
                self.open(role);
            }
        }
    }

    fn is_device(&self, role: Role) -> bool {
        let is_shared = role == Role::Ring && *self.choice.ring() == self.choice.output;
        match self.chosen(role).kind() {
            Kind::Default | Kind::Named(_) => !is_shared,
            Kind::Null | Kind::Wav(_) => false,
        }
    }

    /// Opens the chosen device, else the default one, else lets silence stand in.
    fn open(&mut self, role: Role) {
        if !self.is_device(role) {
            return;
        }
        let chosen = self.chosen(role).clone();
        if self.open_device(role, &chosen, true) {
            if self.slot(role).reported.take().is_some() {
                self.outbox.tell(Event::DeviceFound { role, device: chosen });
            }
            return;
        }
        let default = DeviceId::default_device();
        let has_default = chosen != default && self.open_device(role, &default, false);
        if !has_default {
            self.slot(role).state = State::Missing;
            self.fit_silence(role);
        }
        self.report_lost(role, if has_default { default } else { DeviceId::null() });
    }

    fn open_device(&mut self, role: Role, device: &DeviceId, is_chosen: bool) -> bool {
        let number = self.next_number;
        self.next_number += 1;
        let order = self.order.clone();
        let lost = move || drop(order.send(Order::Lost(role, number)));
        let opened = match role {
            Role::Input => self
                .hardware
                .open_input(&device.kind(), lost)
                .map(|(opened, end)| (opened, Fit::Input(Source::Microphone(Box::new(end))))),
            Role::Output => self
                .hardware
                .open_output(&device.kind(), lost)
                .map(|(opened, end)| (opened, Fit::Output(Sink::Loudspeaker(Box::new(end))))),
            Role::Ring => self
                .hardware
                .open_output(&device.kind(), lost)
                .map(|(opened, end)| (opened, Fit::Ring(Some(Sink::Loudspeaker(Box::new(end)))))),
        };
        match opened {
            Ok((opened, fit)) => {
                tracing::debug!(?role, device = %opened.id, "device opened");
                let opened_at = Instant::now();
                let pulse = Pulse { beats: opened.beats(), seen_at: opened_at };
                self.slot(role).state = State::Open { opened, number, opened_at, is_chosen, pulse };
                self.fit(fit);
                true
            }
            Err(error) => {
                tracing::debug!(?role, %device, %error, "device not opened");
                if error.is_systems_fault() {
                    self.hardware.reconnect();
                }
                false
            }
        }
    }

    fn fit_silence(&mut self, role: Role) {
        let now = Instant::now();
        self.fit(match role {
            Role::Input => Fit::Input(Source::silence(now)),
            Role::Output => Fit::Output(Sink::nowhere(now)),
            Role::Ring => Fit::Ring(Some(Sink::nowhere(now))),
        });
    }

    /// Hands over to the engine, which empties this ring many times a second while it works.
    fn fit(&mut self, mut fit: Fit) {
        for _ in 0..200 {
            match self.fits.push(fit) {
                Ok(()) => {
                    self.engine.unpark();
                    return;
                }
                Err(rtrb::PushError::Full(back)) => fit = back,
            }
            self.engine.unpark();
            std::thread::sleep(Duration::from_millis(5));
        }
        tracing::error!("the real-time thread takes no devices");
    }

    /// A device called out that it stopped; old calls about devices closed since are ignored.
    fn lose(&mut self, role: Role, lost: u64) {
        let lasted = match &self.slot(role).state {
            State::Open { number, opened_at, .. } if *number == lost => opened_at.elapsed(),
            State::Open { .. } | State::Closed | State::Missing => return,
        };
        tracing::debug!(?role, ?lasted, "device lost");
        self.hardware.reconnect();
        self.fit_silence(role);
        if lasted < UNSTABLE {
            self.slot(role).state = State::Missing;
            self.report_lost(role, DeviceId::null());
        } else {
            self.slot(role).state = State::Closed;
            self.fit_all();
        }
    }

    fn report_lost(&mut self, role: Role, instead: DeviceId) {
        let chosen = self.chosen(role).clone();
        if self.slot(role).reported.as_ref() != Some(&chosen) {
            self.slot(role).reported = Some(chosen.clone());
            self.outbox.tell(Event::DeviceLost { role, device: chosen, instead });
        }
    }

    /// Looks which devices there are, notices dead ones, and tries again what is missing.
    fn look(&mut self) {
        self.outbox.retry();
        let devices = self.hardware.list();
        if self.listing.write(&devices) {
            self.outbox.tell(Event::DevicesChanged { devices: devices.clone() });
        }
        for role in [Role::Output, Role::Input, Role::Ring] {
            self.check(role, &devices);
        }
        self.fit_all();
    }

    fn check(&mut self, role: Role, devices: &[Device]) {
        let chosen = self.chosen(role).clone();
        let listed_as = if role == Role::Input { Role::Input } else { Role::Output };
        let of_role = || devices.iter().filter(move |device| device.role == listed_as);
        let is_there = match chosen.kind() {
            Kind::Named(name) => of_role().any(|device| device.id == chosen || device.name == name),
            Kind::Default => of_role().any(|device| device.is_default),
            Kind::Null | Kind::Wav(_) => false,
        };
        let default = of_role().find(|device| device.is_default).map(|device| &device.id);
        let has_any = of_role().next().is_some();
        match &mut self.slot(role).state {
            State::Closed => {}
            State::Missing if has_any => self.slot(role).state = State::Closed,
            State::Missing => {}
            State::Open { opened, number, is_chosen, pulse, .. } => {
                let beats = opened.beats();
                if beats != pulse.beats {
                    *pulse = Pulse { beats, seen_at: Instant::now() };
                }
                let is_dead = pulse.seen_at.elapsed() > DEAD;
                let is_gone = opened.is_listed_while_open()
                    && !devices.is_empty()
                    && !devices.iter().any(|device| device.id == opened.id);
                let is_not_default = default.is_some_and(|default| *default != opened.id);
                let is_outdated = match chosen.kind() {
                    Kind::Default => is_not_default,
                    Kind::Named(_) => !*is_chosen && (is_there || is_not_default),
                    Kind::Null | Kind::Wav(_) => false,
                };
                let number = *number;
                if is_dead || is_gone {
                    self.lose(role, number);
                } else if is_outdated {
                    self.slot(role).state = State::Closed;
                }
            }
        }
    }

    fn close_at(&self) -> Option<Instant> {
        let is_open = |slot: &&Slot| matches!(slot.state, State::Open { .. } | State::Missing);
        let idle = self.slots.iter().filter(is_open).filter_map(|slot| slot.idle_since).min();
        let expected = self.prepared_until;
        [idle.map(|since| since + LINGER), expected].into_iter().flatten().min()
    }

    fn close_idle(&mut self, now: Instant) {
        if self.prepared_until.is_some_and(|until| now >= until) {
            self.prepared_until = None;
            self.fit_all();
        }
        for role in [Role::Input, Role::Output, Role::Ring] {
            let slot = self.slot(role);
            let is_over = slot.idle_since.is_some_and(|since| now >= since + LINGER);
            if is_over && matches!(slot.state, State::Open { .. } | State::Missing) {
                slot.state = State::Closed;
                self.fit_silence(role);
            }
        }
    }
}

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
mod places;
mod ringing;
mod slot;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread::Thread;
use std::time::{Duration, Instant};

use rtrb::Producer;

pub(crate) use self::listing::Listing;
pub(crate) use self::order::{Files, Needs, Order};
use self::places::Places;
use self::slot::{Place, Pulse, Slot, State, Verdict};
use crate::device::MAX_RINGS;
use crate::engine::Fit;
use crate::hardware::Hardware;
use crate::network::Outbox;
use crate::sink::Sink;
use crate::source::Source;
use crate::{Choice, Device, DeviceId, Event, Role};

/// How often devices are looked at.
const LOOK: Duration = Duration::from_secs(2);

/// A device that stops again this soon after it was opened is tried again only at the next look.
const UNSTABLE: Duration = Duration::from_secs(1);

/// A device stays open this long after its last use: calls and tones follow each other closely.
const LINGER: Duration = Duration::from_secs(1);

/// A device opened in expectation of a call is closed after this long without one.
const EXPECTATION: Duration = Duration::from_secs(30);

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
    previewed_until: Option<Instant>,
    input: Slot,
    output: Slot,
    rings: [Option<Slot>; MAX_RINGS],
    places: Places,
    /// What the engine was told about ringing in the output.
    rings_in_output: bool,
    /// The devices there were at the last look.
    devices: Vec<Device>,
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
            previewed_until: None,
            input: Slot::new(DeviceId::null()),
            output: Slot::new(DeviceId::null()),
            rings: [const { None }; MAX_RINGS],
            places: Places { in_output: false, apart: Vec::new() },
            rings_in_output: false,
            devices: Vec::new(),
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
                Ok(Order::Preview(span)) => {
                    self.previewed_until = Some(Instant::now() + span);
                    self.fit_all();
                }
                Ok(Order::Lost(number)) => self.lose(number),
                Ok(Order::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    fn is_needed(&self, role: Role, now: Instant) -> bool {
        let is_due = |until: Option<Instant>| until.is_some_and(|until| now < until);
        let rings = self.needs.ring || is_due(self.previewed_until);
        match role {
            Role::Input => self.needs.input,
            Role::Output => {
                self.needs.output || is_due(self.prepared_until) || (rings && self.rings_in_output)
            }
            Role::Ring => rings,
        }
    }

    fn choose(&mut self, choice: Choice, files: Files) {
        let before = std::mem::replace(&mut self.choice, choice);
        let now = Instant::now();
        let Files { input, output, rings } = files;
        self.places = Places::of(&self.choice, &self.devices);
        if !self.places.in_output {
            // Before the new output is there: the bell must not be heard in it even for a moment.
            self.follow_rings();
        }
        if before.input != self.choice.input || input.is_some() {
            self.input = Slot::new(self.choice.input.clone());
            let source = input.map_or_else(|| Source::silence(now), |file| Source::file(file, now));
            self.fit(Fit::Input(source));
        }
        if before.output != self.choice.output || output.is_some() {
            self.output = Slot::new(self.choice.output.clone());
            let sink = output.map_or_else(|| Sink::nowhere(now), |file| Sink::file(file, now));
            self.fit(Fit::Output(sink));
        }
        self.arrange(rings);
        self.fit_all();
    }

    /// All places there are now.
    fn all_places(&self) -> impl Iterator<Item = Place> + use<> {
        let rings = self.rings.each_ref().map(Option::is_some);
        let rings = (0..MAX_RINGS).zip(rings).filter(|(_, is_there)| *is_there);
        [Place::Output, Place::Input].into_iter().chain(rings.map(|(index, _)| Place::Ring(index)))
    }

    fn slot(&mut self, place: Place) -> Option<&mut Slot> {
        match place {
            Place::Input => Some(&mut self.input),
            Place::Output => Some(&mut self.output),
            Place::Ring(index) => self.rings.get_mut(index)?.as_mut(),
        }
    }

    /// Opens what is needed and not open.
    fn fit_all(&mut self) {
        for place in self.all_places() {
            self.fit_one(place);
        }
        if self.follow_rings() {
            self.fit_one(Place::Output);
        }
    }

    fn fit_one(&mut self, place: Place) {
        let now = Instant::now();
        let is_needed = self.is_needed(place.role(), now);
        let Some(slot) = self.slot(place) else { return };
        slot.idle_since = if is_needed { None } else { slot.idle_since.or(Some(now)) };
        if is_needed && slot.is_closed() && slot.is_device() {
            self.open(place);
        }
    }

    /// Opens the chosen device, else the default one, else lets silence stand in.
    fn open(&mut self, place: Place) {
        let Some(slot) = self.slot(place) else { return };
        let chosen = slot.chosen.clone();
        if self.open_device(place, &chosen, true) {
            let role = place.role();
            let was_reported = self
                .slot(place)
                .is_some_and(|slot| std::mem::replace(&mut slot.is_reported, false));
            if was_reported {
                self.outbox.tell(Event::DeviceFound { role, device: chosen });
            }
            return;
        }
        let default = DeviceId::default_device();
        let is_rung = matches!(place, Place::Ring(_)) && self.rings_at_default();
        let has_default =
            chosen != default && (is_rung || self.open_device(place, &default, false));
        if !has_default || is_rung {
            self.miss(place);
        }
        let instead = if has_default { default } else { self.last_resort(place) };
        self.report_lost(place, instead);
    }

    /// Nothing is there: silence stands in.
    fn miss(&mut self, place: Place) {
        if let Some(slot) = self.slot(place) {
            slot.state = State::Missing;
        }
        self.fit_silence(place);
    }

    fn open_device(&mut self, place: Place, device: &DeviceId, is_chosen: bool) -> bool {
        let number = self.next_number;
        self.next_number += 1;
        let order = self.order.clone();
        let lost = move || drop(order.send(Order::Lost(number)));
        let opened = match place {
            Place::Input => self
                .hardware
                .open_input(&device.kind(), lost)
                .map(|(opened, end)| (opened, Fit::Input(Source::Microphone(Box::new(end))))),
            Place::Output => self
                .hardware
                .open_output(&device.kind(), lost)
                .map(|(opened, end)| (opened, Fit::Output(Sink::Loudspeaker(Box::new(end))))),
            Place::Ring(index) => {
                self.hardware.open_output(&device.kind(), lost).map(|(opened, end)| {
                    (opened, Fit::Ring(index, Some(Sink::Loudspeaker(Box::new(end)))))
                })
            }
        };
        match opened {
            Ok((opened, fit)) => {
                tracing::debug!(?place, device = %opened.id, "device opened");
                let opened_at = Instant::now();
                let pulse = Pulse { beats: opened.beats(), seen_at: opened_at };
                if let Some(slot) = self.slot(place) {
                    slot.state = State::Open { opened, number, opened_at, is_chosen, pulse };
                }
                self.fit(fit);
                true
            }
            Err(error) => {
                tracing::debug!(?place, %device, %error, "device not opened");
                if error.is_systems_fault() {
                    self.hardware.reconnect();
                }
                false
            }
        }
    }

    fn fit_silence(&mut self, place: Place) {
        let now = Instant::now();
        self.fit(match place {
            Place::Input => Fit::Input(Source::silence(now)),
            Place::Output => Fit::Output(Sink::nowhere(now)),
            Place::Ring(index) => Fit::Ring(index, Some(Sink::nowhere(now))),
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
    fn lose(&mut self, number: u64) {
        let lost = self.all_places().find_map(|place| {
            let lasted = self.slot(place)?.lasted(number)?;
            Some((place, lasted))
        });
        let Some((place, lasted)) = lost else { return };
        tracing::debug!(?place, ?lasted, "device lost");
        self.hardware.reconnect();
        self.fit_silence(place);
        if lasted < UNSTABLE {
            self.miss(place);
            let instead = self.last_resort(place);
            self.report_lost(place, instead);
        } else if let Some(slot) = self.slot(place) {
            slot.state = State::Closed;
        }
        self.fit_all();
    }

    fn report_lost(&mut self, place: Place, instead: DeviceId) {
        let Some(slot) = self.slot(place) else { return };
        if !std::mem::replace(&mut slot.is_reported, true) {
            let device = slot.chosen.clone();
            self.outbox.tell(Event::DeviceLost { role: place.role(), device, instead });
        }
    }

    /// Looks which devices there are, notices dead ones, and tries again what is missing.
    fn look(&mut self) {
        self.outbox.retry();
        self.devices = self.hardware.list();
        if self.listing.write(&self.devices) {
            self.outbox.tell(Event::DevicesChanged { devices: self.devices.clone() });
        }
        self.arrange(Vec::new());
        for place in self.all_places() {
            self.check(place);
        }
        self.fit_all();
    }

    fn check(&mut self, place: Place) {
        let listed_as = if place == Place::Input { Role::Input } else { Role::Output };
        let devices = std::mem::take(&mut self.devices);
        let listed: Vec<&Device> =
            devices.iter().filter(|device| device.role == listed_as).collect();
        let verdict = self.slot(place).map_or(Verdict::Fine, |slot| slot.look(&listed));
        self.devices = devices;
        match verdict {
            Verdict::Fine => {}
            Verdict::Lost(number) => self.lose(number),
            Verdict::Outdated => {
                if let Some(slot) = self.slot(place) {
                    slot.state = State::Closed;
                }
            }
        }
    }

    fn close_at(&self) -> Option<Instant> {
        let slots = [&self.input, &self.output].into_iter().chain(self.rings.iter().flatten());
        let open = slots.filter(|slot| !slot.is_closed());
        let idle = open.filter_map(|slot| slot.idle_since).min();
        let idle = idle.map(|since| since + LINGER);
        [idle, self.prepared_until, self.previewed_until].into_iter().flatten().min()
    }

    fn close_idle(&mut self, now: Instant) {
        let is_over = |until: Option<Instant>| until.is_some_and(|until| now >= until);
        if is_over(self.prepared_until) {
            self.prepared_until = None;
            self.fit_all();
        }
        if is_over(self.previewed_until) {
            self.previewed_until = None;
            self.fit_all();
        }
        for place in self.all_places() {
            let Some(slot) = self.slot(place) else { continue };
            let is_over = slot.idle_since.is_some_and(|since| now >= since + LINGER);
            if is_over && !slot.is_closed() {
                slot.state = State::Closed;
                self.fit_silence(place);
            }
        }
    }
}

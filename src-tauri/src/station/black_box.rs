//! Feeds the black box with what passes through the station, and takes it to the disk.

use std::time::Duration;

use faults::Evidence;
use faults::black_box::{About, BlackBox, Sound, Stored, Way, Write};
use model::{CallId, RecordId};
use sip_agent::Input;
use storage::{Store, StoreError};
use switchboard::{Changed, Switchboard, Wire};
use tokio::time::Instant;

use super::core::{Core, Done, now};
use super::sounds::Sounds;

/// A program that is killed loses what came within this.
const FLUSH: Duration = Duration::from_secs(3);
/// How often old records are looked for.
const PRUNE: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Registrations that go along with a report about no call in particular.
const REGISTRATIONS: u32 = 4;

/// The black box and when it is next taken to the disk.
#[derive(Debug)]
pub(super) struct Recorder {
    black_box: BlackBox,
    /// Absent while there is nothing new.
    flush_at: Option<Instant>,
    prune_at: Instant,
    days: Option<u8>,
}

impl Recorder {
    pub(super) fn new() -> Self {
        Self {
            black_box: BlackBox::new(now().timestamp),
            flush_at: None,
            prune_at: Instant::now(),
            days: None,
        }
    }

    /// When [`Core::keep_records`] wants to be called.
    pub(super) fn due(&self) -> Option<Instant> {
        self.flush_at.into_iter().chain([self.prune_at]).min()
    }

    /// What there is is taken to the disk at once.
    pub(super) fn hurry(&mut self) {
        self.flush_at = self.flush_at.map(|_| Instant::now());
    }

    pub(super) fn heard(&mut self, input: &Input) {
        let at = now().timestamp;
        match input {
            Input::Received { flow, bytes } => {
                let said = format!("{} {}", flow.transport, flow.peer);
                self.black_box.message(at, Way::In, &said, bytes);
            }
            Input::SendFailed { route, why, .. } => {
                let said = format!("network: {} {} {why}", route.transport, route.peer);
                self.black_box.event(at, About::All, &said);
            }
            Input::FlowClosed { flow, why } => {
                let said = format!("network: {} {} {why}", flow.transport, flow.peer);
                self.black_box.event(at, About::All, &said);
            }
            Input::Resolved { result: Err(why), .. } => {
                self.black_box.event(at, About::All, &format!("network: {why}"));
            }
            Input::Resolved { result: Ok(_), .. } | Input::Pong { .. } => return,
        }
        self.note();
    }

    pub(super) fn sent(&mut self, wire: &Wire, switchboard: &Switchboard) {
        match wire {
            Wire::Send { route, bytes, .. } => {
                let said = format!("{} {}", route.transport, route.peer);
                self.black_box.message(now().timestamp, Way::Out, &said, bytes);
                self.tie(switchboard);
                self.note();
            }
            Wire::Resolve { .. } | Wire::Ping { .. } => {}
        }
    }

    /// Learns whose registration and whose call is which.
    pub(super) fn look(&mut self, changed: &Changed, switchboard: &Switchboard) {
        match changed {
            Changed::Account(id) => {
                if let Some((account, _)) = switchboard.account(*id) {
                    self.black_box.know(*id, &account.address);
                }
            }
            Changed::Call(_) => self.tie(switchboard),
            Changed::AccountRemoved(_)
            | Changed::CallRemoved(_)
            | Changed::Prepared(_)
            | Changed::Services(_)
            | Changed::Colleagues
            | Changed::Places
            | Changed::Elsewhere
            | Changed::CallBacks
            | Changed::Disturb => {}
        }
    }

    pub(super) fn ended(&mut self, call: CallId, record: RecordId, switchboard: &Switchboard) {
        self.tie(switchboard);
        self.black_box.ended(now().timestamp, call, record);
        self.note();
    }

    pub(super) fn listen(&mut self, event: &sound::Event, sounds: &Sounds) {
        use sound::Event;
        let at = now().timestamp;
        let of = |stream| sounds.call_of(stream).map(About::Call);
        let (about, said) = match event {
            Event::Statistics { stream, statistics, .. } => {
                if let Some(call) = sounds.call_of(*stream) {
                    self.black_box.sound(at, call, &measured(statistics));
                    self.note();
                }
                return;
            }
            Event::DeviceLost { role, device, instead } => {
                (Some(About::All), format!("device lost: {role:?} {device}, {instead} instead"))
            }
            Event::DeviceFound { role, device } => {
                (Some(About::All), format!("device found: {role:?} {device}"))
            }
            Event::FirstPacket { stream } => (of(*stream), "sound: first packet".to_owned()),
            Event::Silent { stream, span } => {
                (of(*stream), format!("sound: nothing arrives for {} s", span.as_secs()))
            }
            Event::Resumed { stream } => (of(*stream), "sound: arrives again".to_owned()),
            Event::RemoteMoved { stream } => {
                (of(*stream), "sound: comes from elsewhere".to_owned())
            }
            Event::Goodbye { stream } => (of(*stream), "sound: the far end leaves".to_owned()),
            // Which key was pressed is nobody's business.
            Event::Digit { stream, .. } => {
                (of(*stream), "sound: a key was pressed there".to_owned())
            }
            Event::Ended { .. } | Event::DevicesChanged { .. } => return,
        };
        if let Some(about) = about {
            self.black_box.event(at, about, &said);
            self.note();
        }
    }

    /// What the disk does not have yet; a report takes it along at once.
    pub(super) fn take_writes(&mut self) -> Vec<Write> {
        self.flush_at = None;
        self.black_box.take_writes(now().timestamp)
    }

    fn tie(&mut self, switchboard: &Switchboard) {
        for (call, account, call_id) in switchboard.signalling() {
            self.black_box.tie(call_id, call, account);
        }
    }

    fn note(&mut self) {
        self.flush_at.get_or_insert_with(|| Instant::now() + FLUSH);
    }
}

impl Core {
    /// Takes what is new to the disk when it is time, and forgets what is old.
    pub(super) fn keep_records(&mut self) {
        let days = self.settings.black_box_days;
        let is_other = self.recorder.days.replace(days) != Some(days);
        if is_other {
            self.recorder.black_box.switch(days > 0);
        }
        let moment = Instant::now();
        let writes = match self.recorder.flush_at {
            Some(at) if at <= moment => self.recorder.take_writes(),
            Some(_) | None => Vec::new(),
        };
        let prunes = is_other || self.recorder.prune_at <= moment;
        if prunes {
            self.recorder.prune_at = moment + PRUNE;
        }
        if writes.is_empty() && !prunes {
            return;
        }
        let (store, done) = (self.store.clone(), self.done.clone());
        self.tasks.spawn(async move {
            let mut outcome = store.keep_black_box(writes).await;
            if prunes && outcome.is_ok() {
                outcome = prune(&store, days).await;
            }
            if let Err(error) = outcome {
                // The station is gone only when the program ends.
                drop(done.send(Done::StorageFailed(error)).await);
            }
        });
    }
}

async fn prune(store: &Store, days: u8) -> Result<(), StoreError> {
    let (lasts, room) = match days {
        0 => (Duration::ZERO, 0),
        days => (DAY * u32::from(days), Store::BLACK_BOX_BYTES),
    };
    let gone = store.prune_black_box(now().timestamp, lasts, room).await?;
    if gone > 0 {
        tracing::info!(gone, "old records of the black box are forgotten");
    }
    Ok(())
}

/// What the black box knows about a call, or without one about the last call and the registrations.
///
/// `writes` is what [`Recorder::take_writes`] gave when the report was begun.
pub(super) async fn evidence(
    store: &Store,
    writes: Vec<Write>,
    record: Option<RecordId>,
) -> Result<Vec<Evidence>, StoreError> {
    store.keep_black_box(writes).await?;
    let call = match record {
        Some(record) => match store.black_box_of(record).await {
            Ok(stored) => Some(stored),
            Err(StoreError::Missing) => None,
            Err(error) => return Err(error),
        },
        None => store.black_box_calls(1).await?.pop(),
    };
    let mut evidence: Vec<Evidence> =
        call.iter().map(|stored| stored.evidence("call-record.txt")).collect();
    // A report about one call takes just that along.
    if record.is_none() {
        let registrations = store.black_box_registrations(REGISTRATIONS).await?;
        evidence.extend(registrations.iter().enumerate().map(|(index, stored): (_, &Stored)| {
            stored.evidence(&format!("registration-{}.txt", index + 1))
        }));
    }
    Ok(evidence)
}

fn measured(statistics: &media::Statistics) -> Sound {
    Sound {
        codec: statistics.codec.name(),
        sent: statistics.sent_packets,
        received: statistics.received_packets,
        lost: statistics.lost_packets,
        late: statistics.late_packets,
        jitter_ms: statistics.jitter_ms,
        buffer_ms: statistics.buffer_ms,
        round_trip_ms: statistics.round_trip_ms,
        remote_loss: statistics.remote_loss,
    }
}

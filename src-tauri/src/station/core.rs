//! The one task that owns the switchboard and everything at the rim.

use std::collections::BTreeSet;
use std::time::Duration;

use clock::{Now, Timestamp};
use contract::{Change, DevicesView, Notice, Refusal, show};
use model::AccountId;
use sip_agent::Input as WireInput;
use storage::{Secrets, Store};
use switchboard::{Changed, Output, Password, Switchboard};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;
use tokio_util::task::TaskTracker;

use super::Request;
use super::accounts::AccountDone;
use super::black_box::Recorder;
use super::faults::{FaultDesk, FaultDone, Tracks};
use super::requests::refuse_all;
use super::settings::{Overrides, SettingsDone};
use super::sounds::Sounds;
use super::surroundings::Surroundings;
use super::views::{Mark, Views};
use super::wires::Wires;
use crate::demo::Demo;

/// How long good-byes may take when the program ends.
const FAREWELL: Duration = Duration::from_secs(3);

/// What a task of the station's brings back.
pub(super) enum Done {
    Account(AccountDone),
    Settings(SettingsDone),
    /// What the keyring said of an account when it was asked at the start.
    Password {
        account: AccountId,
        password: Password,
    },
    /// Whether the keyring has a token of the service desk.
    Token {
        is_there: bool,
    },
    Fault(FaultDone),
    /// The call list has another line, or fewer; so many missed calls are unseen.
    History {
        missed: u32,
    },
    /// The database said no.
    StorageFailed(storage::StoreError),
    /// The demo PBX runs, or does not.
    DemoStarted {
        demo: Result<Demo, std::io::Error>,
        reply: oneshot::Sender<Result<(), Refusal>>,
    },
}

/// Everything the program has besides its windows.
pub(super) struct Core {
    pub(super) switchboard: Switchboard,
    pub(super) wires: Wires,
    pub(super) sounds: Sounds,
    pub(super) store: Store,
    pub(super) secrets: Secrets,
    pub(super) settings: storage::Settings,
    pub(super) overrides: Overrides,
    pub(super) has_token: bool,
    /// Accounts whose password the keyring was asked for at the start and has not given yet.
    pub(super) awaited: BTreeSet<AccountId>,
    pub(super) faults: FaultDesk,
    pub(super) devices: DevicesView,
    pub(super) missed: u32,
    pub(super) recorder: Recorder,
    pub(super) prepared: Option<String>,
    pub(super) demo: Option<Demo>,
    pub(super) profile: std::path::PathBuf,
    pub(super) views: Views,
    pub(super) done: mpsc::Sender<Done>,
    /// Work for database and keyring; all of it ends before the database is closed.
    pub(super) tasks: TaskTracker,
    /// Set once a good-bye has begun: when the last word is spoken.
    pub(super) closing_at: Option<Instant>,
}

/// What wakes the station; nothing else can.
enum Wake {
    Request(Option<Request>),
    Wire(WireInput),
    Sound(sound::Event),
    Done(Done),
    Filed(servicedesk::Filing),
    Tracked(servicedesk::Tracking),
    Surroundings,
    Due,
    Views,
}

/// The queues that the station reads.
pub(super) struct Queues {
    pub(super) requests: mpsc::Receiver<Request>,
    pub(super) wires: mpsc::Receiver<WireInput>,
    pub(super) sounds: mpsc::Receiver<sound::Event>,
    pub(super) done: mpsc::Receiver<Done>,
    pub(super) filings: mpsc::Receiver<servicedesk::Filing>,
    pub(super) tracks: Tracks,
    pub(super) surroundings: Surroundings,
}

impl Core {
    /// Runs until someone wishes it to end and all good-byes are said.
    pub(super) async fn run(mut self, mut queues: Queues, ended: watch::Sender<bool>) {
        self.work().await;
        while !self.is_over() {
            match self.wake(&mut queues).await {
                Wake::Request(Some(request)) => self.take(request).await,
                Wake::Request(None) => self.close(),
                Wake::Wire(input) => self.hear(input),
                Wake::Sound(event) => self.listen(event),
                Wake::Done(done) => self.finish(done).await,
                Wake::Filed(filing) => self.report_moved(filing),
                Wake::Tracked(tracking) => self.report_looked_at(tracking),
                Wake::Surroundings => self.network_changed().await,
                Wake::Due => {
                    self.switchboard.handle_timeout(now());
                    self.keep_records();
                    self.fault_due();
                }
                Wake::Views => self.send_views(),
            }
            self.work().await;
        }
        self.recorder.hurry();
        self.keep_records();
        self.send_views();
        refuse_all(queues.requests);
        self.faults.close();
        drop((queues.wires, queues.sounds, queues.done));
        self.tasks.close();
        self.tasks.wait().await;
        if let Some(demo) = self.demo.take() {
            demo.stop().await;
        }
        self.faults.stop().await;
        self.wires.close().await;
        self.store.close().await;
        drop(self.sounds);
        ended.send_replace(true);
    }

    async fn wake(&self, queues: &mut Queues) -> Wake {
        let due = self.due();
        let views = self.views.due();
        // Every arm is cancel-safe: receiving from a queue and sleeping lose nothing.
        tokio::select! {
            biased;
            Some(input) = queues.wires.recv() => Wake::Wire(input),
            Some(event) = queues.sounds.recv() => Wake::Sound(event),
            Some(done) = queues.done.recv() => Wake::Done(done),
            Some(filing) = queues.filings.recv() => Wake::Filed(filing),
            Some(tracking) = queues.tracks.recv() => Wake::Tracked(tracking),
            () = queues.surroundings.changed() => Wake::Surroundings,
            request = queues.requests.recv(), if self.closing_at.is_none() => Wake::Request(request),
            () = until(due) => Wake::Due,
            () = until(views) => Wake::Views,
        }
    }

    fn due(&self) -> Option<Instant> {
        let switchboard = self.switchboard.next_deadline().map(|deadline| deadline.at.into());
        let faults = self.next_fault_due();
        [switchboard, self.closing_at, self.recorder.due(), faults].into_iter().flatten().min()
    }

    fn is_over(&self) -> bool {
        self.closing_at.is_some_and(|at| self.switchboard.is_idle() || Instant::now() >= at)
    }

    pub(super) fn close(&mut self) {
        if self.closing_at.is_none() {
            self.closing_at = Some(Instant::now() + FAREWELL);
            if let Err(refusal) =
                self.switchboard.handle_command(switchboard::Command::ShutDown, now())
            {
                tracing::warn!(%refusal, "shutting down all the same");
            }
        }
    }

    /// Does what the switchboard gives out until there is nothing left.
    pub(super) async fn work(&mut self) {
        while let Some(output) = self.switchboard.poll_output() {
            match output {
                Output::Wire(wire) => {
                    self.recorder.sent(&wire, &self.switchboard);
                    self.wires.work(wire).await;
                }
                Output::OpenMedia { call, toward } => {
                    if let Some(address) = self.wires.look_up(call, toward).await {
                        self.open_media(call, Some(address));
                    }
                }
                Output::CarryMedia { call, agreed } => self.sounds.carry(call, &agreed),
                Output::CloseMedia { call } => self.sounds.close(call),
                Output::Mute { call, muted } => self.sounds.mute(call, muted),
                Output::SendDigits { call, digits } => self.sounds.send_digits(call, &digits),
                Output::Focus { call } => self.sounds.focus(call),
                Output::Tone { tone } => self.sounds.tone(tone),
                Output::Ring { ring } => self.ring(ring),
                Output::Waiting { is_waiting } => self.sounds.waiting(is_waiting),
                Output::Mix { calls } => self.sounds.join(&calls),
                Output::KeepServices { account, services } => {
                    self.keep_services(account, &services);
                }
                Output::KeepColleagues { colleagues } => self.keep_colleagues(&colleagues),
                Output::KeepCallBacks { call_backs } => self.keep_call_backs(&call_backs),
                Output::KeepDialled { account, target } => self.keep_dialled(account, &target.0),
                Output::Notice(notice) => self.views.notice(show::notice(&notice)),
                Output::Keep { call, record } => {
                    self.recorder.ended(call, record.id, &self.switchboard);
                    let person = self.person(&record);
                    self.change_history(move |store| async move {
                        store.keep_record(*record, person).await
                    });
                }
                Output::Changed(changed) => self.mark(changed),
            }
        }
    }

    fn mark(&mut self, changed: Changed) {
        self.recorder.look(&changed, &self.switchboard);
        match changed {
            Changed::Account(id) => {
                self.views.mark(Mark::Account(id));
                // A registration that comes or goes is how another network shows.
                self.views.mark(Mark::Emergency);
            }
            Changed::AccountRemoved(id) => self.views.mark(Mark::AccountRemoved(id)),
            Changed::Call(id) => {
                self.views.mark(Mark::Call(id));
                if self.switchboard.call(id).is_some_and(|call| call.traits.is_emergency) {
                    self.views.mark(Mark::Emergency);
                }
            }
            Changed::CallRemoved(id) => self.views.mark(Mark::CallRemoved(id)),
            Changed::Prepared(target) => {
                self.prepared = Some(target.clone());
                self.views.prepared(target);
            }
            Changed::Services(id) => self.views.mark(Mark::Services(id)),
            Changed::Colleagues => self.views.mark(Mark::Colleagues),
            Changed::Places => self.views.mark(Mark::Places),
            Changed::Elsewhere => self.views.mark(Mark::Elsewhere),
            Changed::CallBacks => self.views.mark(Mark::CallBacks),
            Changed::Disturb => {
                self.keep_disturb();
                self.views.mark(Mark::DoNotDisturb);
            }
        }
    }

    async fn finish(&mut self, done: Done) {
        match done {
            Done::Account(done) => self.account_done(done).await,
            Done::Settings(done) => self.settings_done(done),
            Done::Password { account, password } => self.password_answered(account, password),
            Done::Token { is_there } => {
                self.has_token = is_there;
                self.views.mark(Mark::Settings);
            }
            Done::Fault(done) => self.fault_done(done).await,
            Done::History { missed } => {
                self.missed = missed;
                self.views.mark(Mark::History);
            }
            Done::StorageFailed(error) => self.storage_failed(&error),
            Done::DemoStarted { demo, reply } => self.demo_started(demo, reply),
        }
    }

    pub(super) fn storage_failed(&mut self, error: &storage::StoreError) {
        tracing::error!(%error, "the database failed");
        self.views.notice(Notice::StorageFailed { detail: error.to_string() });
    }

    fn send_views(&mut self) {
        let mut views = std::mem::replace(&mut self.views, Views::new());
        views.send(
            || Change::Snapshot { snapshot: Box::new(self.snapshot()) },
            |mark| self.view(mark),
        );
        self.views = views;
    }
}

/// Both clocks, read once per wake-up.
pub(super) fn now() -> Now {
    Now { instant: std::time::Instant::now(), timestamp: Timestamp::now() }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

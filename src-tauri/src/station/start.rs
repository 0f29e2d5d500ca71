//! Brings the station up: database, accounts, network, sound, service desk.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use contract::DevicesView;
use sip_agent::Input as WireInput;
use sound::Sound;
use storage::{Secrets, Store};
use switchboard::Switchboard;
use tokio::sync::{mpsc, watch};
use tokio_util::task::TaskTracker;
use transport::Transport;

use super::accounts::trust_of;
use super::core::{Core, Queues, now};
use super::faults::FaultDesk;
use super::faults::providers::InForce;
use super::settings::Overrides;
use super::sounds::{Sounds, random_seed};
use super::surroundings::Surroundings;
use super::views::Views;
use super::wires::Wires;
use super::{REQUESTS, Station};

/// Messages of the network waiting for the station; see the transport's limits for what comes beyond.
const WIRES: usize = 256;
/// Events of the sound waiting for the station; statistics beyond are dropped, nothing else is.
const SOUNDS: usize = 256;
/// Outcomes of the station's own tasks. Beyond: the tasks wait.
const DONE: usize = 64;

/// How the station is started.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    /// Folder of the instance.
    pub(crate) profile: PathBuf,
    /// Passwords end with the process.
    pub(crate) secrets_in_memory: bool,
    /// Microphone of this run.
    pub(crate) audio_in: Option<String>,
    /// Loudspeaker of this run.
    pub(crate) audio_out: Option<String>,
    /// Ringing device of this run.
    pub(crate) audio_ring: Option<String>,
    /// Local addresses; all where empty.
    pub(crate) bind: Vec<IpAddr>,
    /// Local SIP port; a free one where absent.
    pub(crate) port: Option<u16>,
    /// Name servers instead of the system's.
    pub(crate) name_servers: Vec<SocketAddr>,
}

/// Why the station does not start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    /// The profile cannot be opened.
    #[error("{profile}: {error}")]
    Profile {
        /// Which folder.
        profile: PathBuf,
        /// Why not.
        #[source]
        error: storage::OpenError,
    },
    /// The database does not answer.
    #[error("the database cannot be read: {0}")]
    Storage(#[from] storage::StoreError),
    /// No socket for SIP.
    #[error("no socket for SIP: {0}")]
    Network(#[from] transport::StartError),
    /// A sound device that is a file cannot be used.
    #[error("{0}")]
    Sound(#[from] sound::SoundError),
}

impl StartError {
    /// Another program of this profile runs.
    #[must_use]
    pub(crate) const fn is_in_use(&self) -> bool {
        matches!(self, Self::Profile { error: storage::OpenError::InUse, .. })
    }
}

/// Starts the station and registers its accounts.
///
/// # Errors
/// Says what could not be opened; then nothing runs.
pub(crate) async fn start(options: Options) -> Result<Station, StartError> {
    let store = Store::open(&options.profile)
        .await
        .map_err(|error| StartError::Profile { profile: options.profile.clone(), error })?;
    let secrets = if options.secrets_in_memory {
        Secrets::memory()
    } else {
        Secrets::keyring(store.instance())
    };
    let settings = store.settings().await?;
    let overrides =
        Overrides { input: options.audio_in, output: options.audio_out, ring: options.audio_ring };

    let (wire_sender, wires) = mpsc::channel::<WireInput>(WIRES);
    let transport = Transport::start(
        transport_settings(&options.bind, options.port, &options.name_servers),
        wire_sender,
    )?;
    let (sound_sender, sounds) = mpsc::channel(SOUNDS);
    let sound = Sound::start(overrides.choice(&settings), sound_sender)?;
    let (requests_sender, requests) = mpsc::channel(REQUESTS);
    let (done_sender, done) = mpsc::channel(DONE);
    let (ended_sender, ended) = watch::channel(false);
    let in_force = InForce::load(InForce::default(), &settings, &options.profile).await;
    let (filings, filed, tracks) =
        super::faults::start_filing(&store, &settings, &secrets, &options.profile, &in_force);

    let switchboard = Switchboard::new(
        switchboard::Settings {
            user_agent: format!("Rufbereit/{}", env!("CARGO_PKG_VERSION")),
            instance: format!("urn:uuid:{}", store.instance()),
        },
        random_seed(),
    );
    let mut core = Core {
        switchboard,
        recorder: super::black_box::Recorder::new(),
        wires: Wires::new(transport),
        sounds: Sounds::new(sound),
        has_token: false,
        awaited: BTreeSet::new(),
        faults: FaultDesk::new(store.kept_reports().await?, filings, in_force),
        missed: store.missed().await?,
        devices: DevicesView::default(),
        prepared: None,
        demo: None,
        profile: options.profile,
        views: Views::new(),
        done: done_sender,
        tasks: TaskTracker::new(),
        closing_at: None,
        store,
        secrets,
        settings,
        overrides,
    };
    core.load().await?;
    let surroundings = Surroundings::look_around();
    let queues = Queues { requests, wires, sounds, done, filings: filed, tracks, surroundings };
    tokio::spawn(core.run(queues, ended_sender));
    Ok(Station { requests: requests_sender, ended })
}

impl Core {
    /// Takes accounts and settings from the database and puts them to work.
    async fn load(&mut self) -> Result<(), storage::StoreError> {
        let accounts = self.store.accounts().await?;
        self.wires.trust(trust_of(&accounts)).await;
        for account in accounts {
            let password = self.password_at_start(account.id).await;
            let put = switchboard::Command::PutAccount { account: Box::new(account), password };
            if let Err(refusal) = self.switchboard.handle_command(put, now()) {
                tracing::error!(%refusal, "an account of the database cannot be used");
            }
        }
        self.ask_keyring();
        let devices = self.sounds.devices();
        self.list_devices(devices);
        if let Err(refusal) = self.apply_settings() {
            tracing::warn!(%refusal, "a setting cannot be used");
        }
        self.remember().await?;
        if let Some(writing) = self.store.draft().await? {
            self.resume_draft(writing);
        }
        self.watch_promises();
        Ok(())
    }
}

fn transport_settings(
    bind: &[IpAddr],
    port: Option<u16>,
    name_servers: &[SocketAddr],
) -> transport::Settings {
    let mut settings = transport::Settings { port, ..transport::Settings::default() };
    if !bind.is_empty() {
        settings.bind = bind.to_vec();
    }
    if !name_servers.is_empty() {
        settings.dns.name_servers = Some(name_servers.to_vec());
    }
    settings
}

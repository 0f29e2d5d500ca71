//! `rufbereit doctor`: the whole diagnosis without a window, over in thirty seconds.
//!
//! It asks the running program of the profile how its accounts stand; where none runs, it reads the
//! accounts from the profile's database, if there is one, and nobody knows how they stand.

mod known;
mod tell;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args as ClapArgs;
use faults::{Contract, Outcome};
use probes::{Diagnosed, Diagnosis, Endpoint, LoopTest, Plan, ProbeState, Sounds};
use sound::{Choice, DeviceId};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::args::Launch;
use super::args::fault::setting;
use super::client::PeerError;
use crate::plan;
use known::Known;

/// News that wait to be shown; beyond, some are left out.
const NEWS: usize = 256;
/// What the end of the process may take beside the diagnosis.
const FAREWELL: Duration = Duration::from_millis(1500);

/// What is looked at beside the machine.
#[derive(Debug, ClapArgs)]
pub(crate) struct DoctorArgs {
    /// The provider whose port table and limits are tried; the chosen one where it is not given.
    #[arg(long, value_name = "ID")]
    provider: Option<String>,
    /// What the profile leaves open, such as `sip_trunk=sip.example.org`.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
    /// Folder of IT's own profiles; `providers` within the profile where it is not given.
    #[arg(long, value_name = "DIR")]
    profiles: Option<PathBuf>,
    /// Time server to compare this machine's clock with.
    #[arg(long, value_name = "HOST[:PORT]")]
    time_server: Vec<String>,
    /// PEM file with additional certificate authorities.
    #[arg(long, value_name = "FILE")]
    ca_file: Vec<PathBuf>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// Why there was no diagnosis.
#[derive(Debug, thiserror::Error)]
enum DoctorError {
    /// No provider has this id.
    #[error("no provider “{provider}”; known: {known}")]
    UnknownProvider { provider: String, known: String },
    /// The contract does not fit its settings.
    #[error("{0}")]
    Settings(String),
    /// Not a host.
    #[error("“{0}” is no host")]
    NoHost(String),
    /// A file that was named cannot be read.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// The person ended it.
    #[error("stopped")]
    Stopped,
}

/// Runs the diagnosis and prints what it found.
///
/// # Errors
/// A fault that was found, or why it could not run.
pub(super) async fn run(
    args: DoctorArgs,
    profile: &Path,
    launch: &Launch,
) -> Result<(), PeerError> {
    let as_json = args.json;
    let diagnosed = diagnose(args, profile, launch).await?;
    if as_json {
        tell::json(&diagnosed);
    } else {
        tell::table(&diagnosed);
    }
    let is_bad = diagnosed.findings.iter().any(|finding| finding.outcome == Outcome::Bad);
    if is_bad { Err(PeerError::FaultFound) } else { Ok(()) }
}

/// The exit code says that it could not run, whatever the reason.
impl From<DoctorError> for PeerError {
    fn from(error: DoctorError) -> Self {
        Self::Usage(error.to_string())
    }
}

async fn diagnose(
    args: DoctorArgs,
    profile: &Path,
    launch: &Launch,
) -> Result<Diagnosed, DoctorError> {
    let started = Instant::now();
    let plan = prepare(args, profile, launch).await?;
    let limit = probes::LIMIT.saturating_sub(started.elapsed() + FAREWELL);
    let diagnosed = carry_out(Plan { limit, ..plan }).await;
    if diagnosed.cancelled { Err(DoctorError::Stopped) } else { Ok(diagnosed) }
}

/// Gathers what is to be looked at.
async fn prepare(args: DoctorArgs, profile: &Path, launch: &Launch) -> Result<Plan, DoctorError> {
    let mut plan = Plan { folder: profile.exists().then(|| profile.to_owned()), ..Plan::default() };
    if !launch.name_server.is_empty() {
        plan.name_servers = Some(launch.name_server.clone());
    }
    for file in &args.ca_file {
        std::fs::metadata(file).map_err(|error| DoctorError::File(file.clone(), error))?;
    }
    for server in &args.time_server {
        // Source: RFC 4330 (port 123).
        let server = Endpoint::read(server, 123).ok_or(DoctorError::NoHost(server.clone()))?;
        plan.time_servers.push(server);
    }
    let known = Known::find(profile).await;
    if let Some(contract) = contract(&args, profile, &known)? {
        plan::add_contract(&mut plan, &contract);
    }
    add_sound(&mut plan, &known, launch).await;
    known.add_to(&mut plan);
    for file in &args.ca_file {
        plan.trust.add_for_all(file);
    }
    Ok(plan)
}

/// The contract that is asked for, else the one that is chosen.
fn contract(
    args: &DoctorArgs,
    profile: &Path,
    known: &Known,
) -> Result<Option<Contract>, DoctorError> {
    let chosen = known.provider();
    let Some(id) = args.provider.clone().or_else(|| chosen.as_ref().map(|(id, _)| id.clone()))
    else {
        return Ok(None);
    };
    let read = super::providers::profiles(args.profiles.clone(), profile);
    for trouble in &read.troubles {
        trouble.tell();
    }
    let profiles = read.list;
    let Some(provider) = profiles.get(&id) else {
        let known: Vec<&str> = profiles.all().map(|provider| provider.id.as_str()).collect();
        return Err(DoctorError::UnknownProvider { provider: id, known: known.join(", ") });
    };
    let mut settings =
        chosen.filter(|(other, _)| *other == id).map_or_else(Default::default, |(_, set)| set);
    // Calendars are the program's own settings and no profile's.
    settings.retain(|name, _| !crate::providers::CALENDARS.contains(&name.as_str()));
    settings.extend(args.set.iter().cloned());
    let contract = Contract::new(Arc::clone(provider), &settings)
        .map_err(|error| DoctorError::Settings(error.to_string()))?;
    Ok(Some(contract))
}

/// Devices, and a test of them unless a call has them.
async fn add_sound(plan: &mut Plan, known: &Known, launch: &Launch) {
    let device = |typed: Option<&String>, set: Option<&str>| {
        let name = typed.map(String::as_str).or(set).unwrap_or("default");
        // Files belong to the program that plays and writes them.
        if name.starts_with("wav:") { DeviceId::null() } else { DeviceId::from(name) }
    };
    let (input, output) = known.devices();
    let input = device(launch.audio_in.as_ref(), input);
    let output = device(launch.audio_out.as_ref(), output);
    let sounds = match known.sounds() {
        Some(sounds) => sounds,
        None => own_devices().await,
    };
    let is_there =
        |list: &[String], device: &DeviceId| !list.is_empty() || *device == DeviceId::null();
    let can_test = is_there(&sounds.inputs, &input) && is_there(&sounds.outputs, &output);
    if can_test && !known.has_call() {
        let ring = output.clone();
        let test = crate::sound_test::loop_test(Choice::new(input, output, ring));
        plan.loop_test = Some(LoopTest(test));
    }
    plan.sounds = Some(sounds);
}

/// The devices of this machine as a sound of our own sees them.
async fn own_devices() -> Sounds {
    let list = tokio::task::spawn_blocking(|| {
        let (events, _news) = mpsc::channel(1);
        sound::Sound::start(Choice::null(), events).map(|sound| sound.devices())
    });
    let devices = match tokio::time::timeout(DEVICES, list).await {
        Ok(Ok(Ok(devices))) => devices,
        // Without sound, or with one that hangs, there are no devices to speak of.
        Ok(Ok(Err(_)) | Err(_)) | Err(_) => Vec::new(),
    };
    let mut sounds = Sounds::default();
    for device in devices {
        let list = if device.role == sound::Role::Input {
            &mut sounds.inputs
        } else {
            &mut sounds.outputs
        };
        list.push(device.name);
    }
    sounds
}

const DEVICES: Duration = Duration::from_secs(2);

/// Runs the plan and shows on a terminal how far it is; Ctrl-C ends it.
async fn carry_out(plan: Plan) -> Diagnosed {
    let stop = CancellationToken::new();
    let (progress, mut news) = mpsc::channel(NEWS);
    let diagnosis = Diagnosis::start(plan, progress, stop.clone());
    let all = diagnosis.subjects().len();
    let show = std::io::stderr().is_terminal();
    let watching = tokio::spawn(async move {
        let mut done = 0;
        while let Some(news) = news.recv().await {
            if let ProbeState::Done(_) = news.state {
                done += 1;
                if show {
                    tell::progress(done, all);
                }
            }
        }
    });
    let interrupted = tokio::spawn(async move {
        crate::program::interrupted().await;
        stop.cancel();
    });
    let diagnosed = diagnosis.finished().await;
    interrupted.abort();
    watching.abort();
    if show {
        tell::progress_ends();
    }
    diagnosed
}

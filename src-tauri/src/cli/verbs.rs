//! What each verb does: speaks to the running program, or becomes it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use contract::{
    AccountDraft, AffectsView, CallStateView, Change, CodecView, Command, LanguageView,
    RecordFilter, RecordQuery, Refusal, RefusalCode, RejectReason, Secret, SettingsDraft, Snapshot,
    ThemeView, TicketDeskDraft, TransferRequestsView, TransportView, WorksView,
};

use super::args::calling::{Membership, OnOff};
use super::args::settings::{Codec, Language, SettingsArgs, SettingsVerb, Theme, TransferRequests};
use super::args::{
    AccountArgs, AccountVerb, Affects, Args, CallsArgs, Filter, Launch, Switch, Transport, Verb,
    Works,
};
use super::client::{Peer, PeerError};
use super::{
    DONE, NOT_RUNNING, REFUSED, USAGE, calling, desk, doctor, faults, holidays, print, promises,
    providers,
};
use crate::{profile, program};

/// Does what the command line says and gives the exit code.
pub(super) fn run(args: Args) -> u8 {
    let profile = match profile::folder(args.profile) {
        Ok(profile) => profile,
        Err(error) => {
            print::error(&error.to_string());
            return USAGE;
        }
    };
    let Some(verb) = args.verb else {
        return program::run(&profile, args.launch);
    };
    let runtime =
        match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => {
                print::error(&error.to_string());
                return REFUSED;
            }
        };
    let outcome = runtime.block_on(speak(&profile, &args.launch, verb));
    runtime.shutdown_timeout(Duration::from_secs(1));
    match outcome {
        Ok(()) => DONE,
        Err(error) => tell(&error),
    }
}

fn tell(error: &PeerError) -> u8 {
    match error {
        PeerError::NotRunning => {
            print::error(&print::words().say("cli-no-program"));
            NOT_RUNNING
        }
        PeerError::Refused(refusal) => {
            print::refusal(refusal);
            REFUSED
        }
        PeerError::Usage(text) => {
            print::error(text);
            USAGE
        }
        PeerError::FaultFound => REFUSED,
        PeerError::Other(text) => {
            print::error(text);
            REFUSED
        }
    }
}

async fn speak(profile: &Path, launch: &Launch, verb: Verb) -> Result<(), PeerError> {
    match verb {
        Verb::Status { watch: true, json } => watch(profile, json).await,
        Verb::Status { watch: false, json } => {
            let snapshot = Peer::running(profile).await?.snapshot().await?;
            print::status(&snapshot, json);
            Ok(())
        }
        Verb::Dial { target, account, hide_number, show_number } => {
            let hide = (hide_number || show_number).then_some(hide_number);
            dial(profile, launch, Command::Dial { target, account, hide }).await
        }
        Verb::Redial(which) => perform(profile, Command::Redial { account: which.account }).await,
        Verb::Prepare { target } => perform(profile, Command::Prepare { target }).await,
        Verb::Answer(which) => perform(profile, Command::Answer { call: which.call }).await,
        Verb::Reject { busy, call } => {
            let reason = if busy { RejectReason::Busy } else { RejectReason::Declined };
            perform(profile, Command::Reject { call: call.call, reason }).await
        }
        Verb::Silence(which) => perform(profile, Command::Silence { call: which.call }).await,
        Verb::Forward(to) => {
            perform(profile, Command::Forward { call: to.call.call, target: to.target }).await
        }
        Verb::Toggle => perform(profile, Command::Toggle).await,
        Verb::Consult(to) => {
            perform(profile, Command::Consult { call: to.call.call, target: to.target }).await
        }
        Verb::Transfer(to) => {
            perform(profile, Command::Transfer { call: to.call.call, target: to.target }).await
        }
        Verb::Connect(two) => {
            perform(profile, Command::Connect { call: two.call, other: two.other }).await
        }
        Verb::Back(which) => perform(profile, Command::TakeBack { call: which.call }).await,
        Verb::Follow(which) => perform(profile, Command::FollowTransfer { call: which.call }).await,
        Verb::Stay(which) => perform(profile, Command::RefuseTransfer { call: which.call }).await,
        Verb::Conference(verb) => perform(profile, calling::conference(verb)).await,
        Verb::Pickup { group: true, account, .. } => {
            perform(profile, Command::PickUpGroup { account: account.account }).await
        }
        Verb::Pickup { number, group: false, account } => {
            perform(profile, Command::PickUp { number, account: account.account }).await
        }
        Verb::Park { place, call } => {
            perform(profile, Command::Park { call: call.call, place }).await
        }
        Verb::Retrieve { place, account } => {
            perform(profile, Command::Retrieve { place, account: account.account }).await
        }
        Verb::Parked(show) => {
            let snapshot = Peer::running(profile).await?.snapshot().await?;
            print::service::places(&snapshot.places, show.json);
            Ok(())
        }
        Verb::Pull { id } => perform(profile, Command::Pull { id }).await,
        Verb::Elsewhere(show) => {
            let snapshot = Peer::running(profile).await?.snapshot().await?;
            print::service::elsewhere(&snapshot.elsewhere, show.json);
            Ok(())
        }
        Verb::Services(show) => {
            let snapshot = Peer::running(profile).await?.snapshot().await?;
            print::service::services(&snapshot, show.json);
            Ok(())
        }
        Verb::Forwards(verb) => calling::forwards(&mut Peer::running(profile).await?, verb).await,
        Verb::Group { membership, group, account } => {
            let member = membership == Membership::Join;
            let account = account.account;
            perform(profile, Command::SetGroup { account, group, member }).await
        }
        Verb::Operator { target, account } => {
            let (account, target) = (account.account, target.into());
            perform(profile, Command::SetOperator { account, target }).await
        }
        Verb::HideNumber { switch, account } => {
            let (account, hidden) = (account.account, switch == OnOff::On);
            perform(profile, Command::HideNumber { account, hidden }).await
        }
        Verb::Plan(args) => {
            let mut peer = Peer::any(profile, launch).await?;
            let outcome = calling::plan(&mut peer, *args).await;
            peer.leave().await;
            outcome
        }
        Verb::Callback(verb) => calling::call_backs(&mut Peer::running(profile).await?, verb).await,
        Verb::Dnd { manner } => {
            perform(profile, Command::SetDoNotDisturb { manner: manner.into() }).await
        }
        Verb::Voicemail(which) => {
            perform(profile, Command::HearMessages { account: which.account }).await
        }
        Verb::Colleagues(verb) => {
            calling::colleagues(&mut Peer::running(profile).await?, verb).await
        }
        Verb::Emergency(verb) => {
            let mut peer = Peer::any(profile, launch).await?;
            let outcome = calling::emergency(&mut peer, verb).await;
            peer.leave().await;
            outcome
        }
        Verb::Melody { id } => perform(profile, Command::PlayMelody { melody: id }).await,
        Verb::Hangup(which) => perform(profile, Command::HangUp { call: which.call }).await,
        Verb::Hold(which) => perform(profile, Command::Hold { call: which.call }).await,
        Verb::Resume(which) => perform(profile, Command::Resume { call: which.call }).await,
        Verb::Mute(which) => perform(profile, Command::Mute { call: which.call }).await,
        Verb::Unmute(which) => perform(profile, Command::Unmute { call: which.call }).await,
        Verb::Digits { digits, call } => {
            perform(profile, Command::SendDigits { call: call.call, digits }).await
        }
        Verb::Show => Peer::running(profile).await?.show().await,
        Verb::Quit => quit(profile).await,
        Verb::Demo { switch: Switch::Start } => perform(profile, Command::StartDemo).await,
        Verb::Demo { switch: Switch::Stop } => perform(profile, Command::StopDemo).await,
        Verb::Calls(args) => {
            let mut peer = Peer::any(profile, launch).await?;
            let outcome = calls(&mut peer, *args).await;
            peer.leave().await;
            outcome
        }
        Verb::Account(verb) => {
            let mut peer = Peer::any(profile, launch).await?;
            let outcome = account(&mut peer, verb).await;
            peer.leave().await;
            outcome
        }
        Verb::Settings(verb) => {
            let mut peer = Peer::any(profile, launch).await?;
            let outcome = settings(&mut peer, verb).await;
            peer.leave().await;
            outcome
        }
        Verb::Report(args) if args.what.is_none() => {
            faults::report(&mut Peer::running(profile).await?, *args).await
        }
        Verb::Report(args) => {
            let mut peer = Peer::any(profile, launch).await?;
            let outcome = faults::report(&mut peer, *args).await;
            peer.leave().await;
            outcome
        }
        Verb::Promises(args) => promises::promises(*args, profile),
        Verb::Providers(args) => providers::run(args, profile),
        Verb::Doctor(args) => doctor::run(*args, profile, launch).await,
        Verb::Holidays(args) => holidays::run(&args),
        Verb::Draft(verb) => faults::draft(&mut Peer::running(profile).await?, verb).await,
        Verb::Reports(verb) => {
            let mut peer = Peer::any(profile, launch).await?;
            let outcome = faults::reports(&mut peer, verb).await;
            peer.leave().await;
            outcome
        }
        Verb::Provider(verb) => {
            let mut peer = Peer::any(profile, launch).await?;
            let outcome = faults::provider(&mut peer, verb).await;
            peer.leave().await;
            outcome
        }
        Verb::Desk(verb) => {
            let mut peer = Peer::any(profile, launch).await?;
            let outcome = desk::change(&mut peer, verb).await;
            peer.leave().await;
            outcome
        }
    }
}

async fn perform(profile: &Path, command: Command) -> Result<(), PeerError> {
    Peer::running(profile).await?.perform(command).await
}

/// Dials by the running program; where none runs, this process carries the call until it is over.
async fn dial(profile: &Path, launch: &Launch, command: Command) -> Result<(), PeerError> {
    match Peer::running(profile).await {
        Ok(mut peer) => return peer.perform(command).await,
        Err(PeerError::NotRunning) => {}
        Err(error) => return Err(error),
    }
    let mut peer = Peer::start(profile, launch).await?;
    let outcome = call_through(&mut peer, command).await;
    peer.leave().await;
    outcome
}

/// Waits for registration, calls, and stays until the call has ended or the person gives up.
async fn call_through(peer: &mut Peer, command: Command) -> Result<(), PeerError> {
    let mut changes = peer.watch().await?;
    let settled = tokio::time::timeout(Duration::from_secs(10), async {
        while let Some(change) = changes.next().await? {
            if is_settled(&change)
                || is_settled(&Change::Snapshot { snapshot: Box::new(peer.snapshot().await?) })
            {
                break;
            }
        }
        Ok::<(), PeerError>(())
    });
    match settled.await {
        Ok(outcome) => outcome?,
        // The server does not answer; the call will say so in its own words.
        Err(_elapsed) => {}
    }
    peer.perform(command).await?;
    loop {
        let change = tokio::select! {
            change = changes.next() => change?,
            _interrupted = tokio::signal::ctrl_c() => {
                return peer.perform(Command::HangUp { call: None }).await;
            }
        };
        let Some(Change::CallChanged { call }) = change else {
            if change.is_none() {
                return Ok(());
            }
            continue;
        };
        print::call(&call);
        if let CallStateView::Ended { code, .. } = call.state {
            return if call.answered_at.is_some() {
                Ok(())
            } else {
                Err(PeerError::Other(print::words().code("end", &code, "")))
            };
        }
    }
}

/// No account is still waiting for the first answer of its server.
fn is_settled(change: &Change) -> bool {
    let Change::Snapshot { snapshot } = change else { return false };
    !snapshot
        .accounts
        .iter()
        .any(|account| account.registration == contract::RegistrationView::Registering)
}

async fn watch(profile: &Path, json: bool) -> Result<(), PeerError> {
    let peer = Peer::running(profile).await?;
    let mut changes = peer.into_changes().await?;
    while let Some(change) = changes.next().await? {
        print::change(&change, json);
    }
    Ok(())
}

/// Asks the program to end and waits until it has.
async fn quit(profile: &Path) -> Result<(), PeerError> {
    let mut peer = Peer::running(profile).await?;
    peer.perform(Command::Quit).await?;
    peer.into_changes_until_end().await;
    Ok(())
}

async fn calls(peer: &mut Peer, args: CallsArgs) -> Result<(), PeerError> {
    if args.clear {
        return peer.perform(Command::ClearHistory).await;
    }
    if let Some(record) = args.delete {
        return peer.perform(Command::DeleteRecord { record }).await;
    }
    if let Some(record) = args.delete_person {
        return peer.perform(Command::DeletePerson { record }).await;
    }
    let filter = match args.filter {
        Filter::All => RecordFilter::All,
        Filter::Incoming => RecordFilter::Incoming,
        Filter::Outgoing => RecordFilter::Outgoing,
        Filter::Missed => RecordFilter::Missed,
        Filter::NotAnswered => RecordFilter::NotAnswered,
    };
    let query = RecordQuery {
        filter,
        search: args.search,
        grouped: args.grouped,
        person: args.person,
        after: None,
        skip: None,
        limit: Some(args.limit),
    };
    let page = peer.history(query).await?;
    if !args.redial {
        print::records(&page, args.json);
        return Ok(());
    }
    match page.records.first() {
        None => Err(PeerError::Refused(Refusal::new(RefusalCode::NothingDialled, ""))),
        Some(last) => {
            let target = last.remote.uri.clone();
            // By the account of then, where it still is: its address means nothing to another server.
            let accounts = peer.snapshot().await?.accounts.into_iter();
            let account = accounts.map(|account| account.id).find(|id| *id == last.account_id);
            peer.perform(Command::Dial { target, account, hide: None }).await
        }
    }
}

async fn account(peer: &mut Peer, verb: AccountVerb) -> Result<(), PeerError> {
    match verb {
        AccountVerb::Add(args) => {
            let known = peer.snapshot().await?;
            let draft = account_draft(*args, &known)?;
            if peer.forgets_secrets() && draft.password.is_some() {
                return Err(PeerError::Other(print::words().say("cli-memory-needs-program")));
            }
            peer.perform(Command::SaveAccount { account: draft }).await
        }
        AccountVerb::List { json } => {
            let snapshot = peer.snapshot().await?;
            print::accounts(&snapshot.accounts, json);
            Ok(())
        }
        AccountVerb::Remove { account } => peer.perform(Command::RemoveAccount { account }).await,
        AccountVerb::Enable { account } => {
            peer.perform(Command::EnableAccount { account, enabled: true }).await
        }
        AccountVerb::Disable { account } => {
            peer.perform(Command::EnableAccount { account, enabled: false }).await
        }
        AccountVerb::Register { account } => peer.perform(Command::RegisterNow { account }).await,
    }
}

fn account_draft(args: AccountArgs, known: &Snapshot) -> Result<AccountDraft, PeerError> {
    let same = |address: &str| {
        let bare = |text: &str| {
            text.trim_start_matches("sips:").trim_start_matches("sip:").to_ascii_lowercase()
        };
        bare(address) == bare(&args.address)
    };
    let id = known
        .accounts
        .iter()
        .find(|account| same(&account.address))
        .map(|account| account.id.clone());
    let password = if args.no_password || (args.no_register && !args.password_stdin) {
        None
    } else if args.password_stdin {
        Some(print::read_secret()?)
    } else {
        Some(print::ask_secret(
            &print::words().tell("cli-password-prompt", &[("address", &args.address)]),
        )?)
    };
    Ok(AccountDraft {
        id,
        label: args.label,
        address: args.address,
        display_name: args.display_name,
        auth_user: args.auth_user,
        password: password.map(Secret),
        registrar: args.registrar,
        outbound_proxy: args.proxy,
        transport: match args.transport {
            Transport::Auto => TransportView::Automatic,
            Transport::Udp => TransportView::Udp,
            Transport::Tcp => TransportView::Tcp,
            Transport::Tls => TransportView::Tls,
        },
        registers: !args.no_register,
        enabled: !args.disabled,
        lifetime_s: args.lifetime,
        ca_file: args.ca_file.map(absolute),
    })
}

async fn settings(peer: &mut Peer, verb: SettingsVerb) -> Result<(), PeerError> {
    match verb {
        SettingsVerb::Show { json } => {
            let snapshot = peer.snapshot().await?;
            print::settings(&snapshot.settings, json);
            Ok(())
        }
        SettingsVerb::Set(args) => {
            let draft = settings_draft(*args)?;
            peer.perform(Command::ChangeSettings { settings: Box::new(draft) }).await
        }
    }
}

fn settings_draft(args: SettingsArgs) -> Result<SettingsDraft, PeerError> {
    let token = if args.rt_token_stdin { Some(Secret(print::read_secret()?)) } else { None };
    let ticket_desk = match (args.rt_url, args.rt_queue, args.report_folder) {
        (Some(url), Some(queue), _) => Some(TicketDeskDraft::RequestTracker {
            url,
            queue,
            ca_file: args.rt_ca_file.map(absolute),
            token,
        }),
        (_, _, Some(folder)) => Some(TicketDeskDraft::File { folder: Some(absolute(folder)) }),
        (_, _, None) => None,
    };
    Ok(SettingsDraft {
        language: args.language.map(|language| match language {
            Language::System => LanguageView::System,
            Language::De => LanguageView::De,
            Language::En => LanguageView::En,
        }),
        theme: args.theme.map(|theme| match theme {
            Theme::System => ThemeView::System,
            Theme::Light => ThemeView::Light,
            Theme::Dark => ThemeView::Dark,
        }),
        codecs: args.codecs.map(|codecs| codecs.into_iter().map(CodecView::from).collect()),
        input: args.input,
        output: args.output,
        ring: args.ring,
        ticket_desk,
        default_account: args.default_account,
        black_box_days: args.black_box_days,
        report_key: args.report_key.map(|key| if key == "none" { String::new() } else { key }),
        ring_also: args
            .ringing
            .ring_also
            .map(|ids| ids.into_iter().filter(|id| !id.is_empty()).collect()),
        ring_everywhere: args.ringing.ring_everywhere,
        ring_volume: args.ringing.ring_volume,
        melody: args.ringing.melody,
        melody_internal: args.ringing.melody_internal,
        melody_group: args.ringing.melody_group,
        tone_country: args.ringing.tone_country,
        tone_volume: args.ringing.tone_volume,
        call_waiting: args.ringing.call_waiting,
        waiting_tone: args.ringing.waiting_tone,
        auto_answer: args.ringing.auto_answer,
        transfer_requests: args.ringing.transfer_requests.map(|requests| match requests {
            TransferRequests::Ask => TransferRequestsView::Ask,
            TransferRequests::AskOutside => TransferRequestsView::AskOutside,
            TransferRequests::Follow => TransferRequestsView::Follow,
            TransferRequests::Refuse => TransferRequestsView::Refuse,
        }),
        key_tones: args.ringing.key_tones,
        call_bar: args.ringing.call_bar,
    })
}

pub(super) fn absolute(path: PathBuf) -> String {
    std::path::absolute(&path).unwrap_or(path).display().to_string()
}

impl From<Codec> for CodecView {
    fn from(codec: Codec) -> Self {
        match codec {
            Codec::Opus => Self::Opus,
            Codec::G722 => Self::G722,
            Codec::Pcma => Self::Pcma,
            Codec::Pcmu => Self::Pcmu,
        }
    }
}

impl From<Affects> for AffectsView {
    fn from(affects: Affects) -> Self {
        match affects {
            Affects::OnlyMe => Self::OnlyMe,
            Affects::Several => Self::Several,
            Affects::Site => Self::Site,
            Affects::Everyone => Self::Everyone,
        }
    }
}

impl From<Works> for WorksView {
    fn from(works: Works) -> Self {
        match works {
            Works::Nothing => Self::Nothing,
            Works::Partly => Self::Partly,
            Works::Question => Self::Question,
        }
    }
}

//! Verbs of the fault desk: reports, the one that is being written, and providers.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use contract::{
    AnswersView, Command, DraftEdit, DraftView, EvidencePage, EvidenceQuery, ExportFormat,
    KeepView, KindView, OverruleView, Refusal, RefusalCode, ReportDraft, ReportView, Snapshot,
    StageView, TicketView, WorksView,
};

use super::args::fault::{
    AnswerArgs, DraftSetArgs, DraftVerb, Export, FileArgs, Keep, Kind, ProviderVerb, ReportArgs,
    ReportsVerb, Stage, WhichPart,
};
use super::args::{Affects, Works};
use super::client::{Peer, PeerError};
use super::print;
use super::verbs::absolute;

/// Lines of a file that are asked for at once.
const LINES: u32 = 1000;

/// Reports in one go; without words a window shows a report to fill in.
pub(super) async fn report(peer: &mut Peer, args: ReportArgs) -> Result<(), PeerError> {
    let Some(what) = args.what.clone() else {
        peer.perform(Command::OpenReport { record: args.call }).await?;
        return peer.show().await;
    };
    let (wait, json) = (Duration::from_secs(args.wait), args.json);
    let draft = Box::new(one_go(what, args));
    let diagnosis = if draft.diagnose { Duration::from_secs(35) } else { Duration::ZERO };
    send(peer, Command::ReportFault { report: draft }, wait + diagnosis, json).await
}

fn one_go(what: String, args: ReportArgs) -> ReportDraft {
    let answers = args.answers;
    ReportDraft {
        what,
        affects: answers.affects.unwrap_or(Affects::OnlyMe).into(),
        works: answers.works.unwrap_or(Works::Partly).into(),
        record_id: args.call,
        repeats: answers.repeats.unwrap_or_default(),
        legal_duty: answers.legal_duty.unwrap_or_default(),
        failing_percent: answers.failing,
        redundancy_lost: answers.redundancy_lost.unwrap_or_default(),
        fault_kind: answers.kind.map(KindView::from),
        since: answers.since,
        changed: answers.changed,
        overrule: overrule(args.class, args.comment),
        keep: keep(&args.keep),
        diagnose: args.diagnose,
        ask: !args.sure,
    }
}

fn overrule(class: Option<String>, comment: Option<String>) -> Option<OverruleView> {
    Some(OverruleView { grade: class?, comment: comment? })
}

fn keep(kinds: &[Keep]) -> KeepView {
    let has = |kind| kinds.contains(&kind);
    KeepView {
        numbers: has(Keep::Numbers),
        names: has(Keep::Names),
        hosts: has(Keep::Hosts),
        addresses: has(Keep::Addresses),
    }
}

/// Sends, and waits until the ticket system has it or the wait is over. What is queued is safe, so
/// the end of the wait is no failure.
async fn send(
    peer: &mut Peer,
    command: Command,
    wait: Duration,
    json: bool,
) -> Result<(), PeerError> {
    let before: Vec<String> =
        peer.snapshot().await?.reports.into_iter().map(|report| report.id).collect();
    let mut changes = peer.watch().await?;
    peer.perform(command).await?;
    let end = tokio::time::Instant::now() + wait;
    loop {
        let snapshot = peer.snapshot().await?;
        let mine = snapshot.reports.iter().find(|report| !before.contains(&report.id));
        if let Some(report) = mine {
            let is_done = match report.ticket {
                TicketView::Filed { .. } | TicketView::Refused { .. } => true,
                TicketView::Queued { .. } | TicketView::Creating | TicketView::Attaching => false,
            };
            if is_done || tokio::time::Instant::now() >= end {
                print::fault::sent(report, json);
                return Ok(());
            }
        } else if tokio::time::Instant::now() >= end {
            return Err(PeerError::Other(print::words().say("cli-report-unseen")));
        }
        // Either a change or the end of the wait; both lead back to the look above.
        drop(tokio::time::timeout_at(end, changes.next()).await);
    }
}

/// Goes on with the report that is being written.
pub(super) async fn draft(peer: &mut Peer, verb: DraftVerb) -> Result<(), PeerError> {
    match verb {
        DraftVerb::Open { call } => {
            peer.perform(Command::OpenReport { record: call }).await?;
            print::fault::draft(&present(peer).await?, false);
            Ok(())
        }
        DraftVerb::Show { json } => {
            print::fault::draft(&present(peer).await?, json);
            Ok(())
        }
        DraftVerb::Set(args) => {
            let now = present(peer).await?;
            let edit = Box::new(edited(*args, &now));
            peer.perform(Command::EditReport { edit }).await
        }
        DraftVerb::File(args) => file(peer, None, args).await,
        DraftVerb::TakeOut(part) => peer.perform(include(part, false)).await,
        DraftVerb::PutBack(part) => peer.perform(include(part, true)).await,
        DraftVerb::Send { wait, json } => {
            send(peer, Command::SendReport, Duration::from_secs(wait), json).await
        }
        DraftVerb::Save { to } => save(peer, None, to).await,
        DraftVerb::Join { report } => {
            let report = which(peer, &report).await?.id;
            peer.perform(Command::JoinReport { report }).await
        }
        DraftVerb::Discard => peer.perform(Command::DiscardReport).await,
    }
}

async fn present(peer: &mut Peer) -> Result<DraftView, PeerError> {
    let draft = peer.snapshot().await?.draft;
    draft.map(|draft| *draft).ok_or_else(|| Refusal::new(RefusalCode::NoDraft, "").into())
}

fn include(part: WhichPart, included: bool) -> Command {
    match part.line {
        None => Command::IncludeFile { file: part.file, included },
        Some(line) => Command::IncludeLine { file: part.file, line, included },
    }
}

fn edited(args: DraftSetArgs, now: &DraftView) -> DraftEdit {
    DraftEdit {
        what: args.what,
        answers: answered(args.answers, &now.answers),
        overrule: overrule(args.class, args.comment),
        follow_rule: args.follow_rule,
        keep: args.keep.as_deref().map(keep),
    }
}

/// The answers as they are now, with those that were typed; absent where none was.
fn answered(typed: AnswerArgs, now: &AnswersView) -> Option<AnswersView> {
    let answers = AnswersView {
        affects: typed.affects.map_or(now.affects, Into::into),
        works: typed.works.map_or(now.works, WorksView::from),
        repeats: typed.repeats.unwrap_or(now.repeats),
        legal_duty: typed.legal_duty.unwrap_or(now.legal_duty),
        failing_percent: typed.failing.or(now.failing_percent),
        redundancy_lost: typed.redundancy_lost.unwrap_or(now.redundancy_lost),
        kind: typed.kind.map_or(now.kind, KindView::from),
        since: typed.since.or_else(|| now.since.clone()),
        changed: typed.changed.or_else(|| now.changed.clone()),
    };
    (answers != *now).then_some(answers)
}

/// Goes on with reports that were sent.
pub(super) async fn reports(peer: &mut Peer, verb: ReportsVerb) -> Result<(), PeerError> {
    match verb {
        ReportsVerb::List { json } => {
            print::fault::reports(&peer.snapshot().await?.reports, json);
            Ok(())
        }
        ReportsVerb::Show { report, json } => {
            print::fault::report(&which(peer, &report).await?, json);
            Ok(())
        }
        ReportsVerb::Hotline { report } => {
            let report = which(peer, &report).await?;
            if report.hotline.is_none() {
                return Err(PeerError::Other(print::words().say("cli-no-hotline")));
            }
            print::fault::hotline(&report);
            Ok(())
        }
        ReportsVerb::Export { format, year, to } => {
            let format = match format {
                Export::Csv => ExportFormat::Csv,
                Export::Page => ExportFormat::Page,
            };
            let path = to.map(absolute);
            written(peer, Command::ExportEvidence { format, year, path }).await
        }
        ReportsVerb::Save { report, to } => {
            let report = which(peer, &report).await?.id;
            save(peer, Some(report), to).await
        }
        ReportsVerb::File { report, file: args } => {
            let report = which(peer, &report).await?.id;
            file(peer, Some(report), args).await
        }
        ReportsVerb::Called { report, spoke_with, at } => {
            on(peer, &report, |report| Command::ConfirmCall { report, at, spoke_with }).await
        }
        ReportsVerb::Comment { report, text, file } => {
            let files = file.into_iter().map(absolute).collect();
            on(peer, &report, |report| Command::CommentReport { report, text, files }).await
        }
        ReportsVerb::Fixed { report, answer } => {
            let fixed = answer.is_yes();
            on(peer, &report, |report| Command::AnswerFixed { report, fixed }).await
        }
        ReportsVerb::Stage { report, stage, at } => {
            let stage = stage.into();
            on(peer, &report, |report| Command::MarkStage { report, stage, at }).await
        }
        ReportsVerb::Reference { report, reference } => {
            on(peer, &report, |report| Command::SetReference { report, reference }).await
        }
        ReportsVerb::Look { report } => {
            on(peer, &report, |report| Command::LookReport { report }).await
        }
        ReportsVerb::Open { report } => {
            on(peer, &report, |report| Command::OpenTicket { report }).await
        }
        ReportsVerb::Retry { report } => {
            on(peer, &report, |report| Command::RetryReport { report }).await
        }
        ReportsVerb::Forget { report } => {
            on(peer, &report, |report| Command::ForgetReport { report }).await
        }
    }
}

/// Performs a wish about the report that is named.
async fn on(
    peer: &mut Peer,
    named: &str,
    wish: impl FnOnce(String) -> Command,
) -> Result<(), PeerError> {
    let report = which(peer, named).await?.id;
    peer.perform(wish(report)).await
}

/// The report of this id, start of an id, or ticket number.
async fn which(peer: &mut Peer, named: &str) -> Result<ReportView, PeerError> {
    let snapshot = peer.snapshot().await?;
    find(&snapshot, named)
        .cloned()
        .ok_or_else(|| Refusal::new(RefusalCode::UnknownReport, named).into())
}

/// Fewest characters of an id that name a report.
const ID_CHARS: usize = 4;

fn find<'a>(snapshot: &'a Snapshot, named: &str) -> Option<&'a ReportView> {
    let by_number = |report: &&ReportView| match &report.ticket {
        TicketView::Filed { reference, .. } => reference == named,
        TicketView::Queued { .. }
        | TicketView::Creating
        | TicketView::Attaching
        | TicketView::Refused { .. } => false,
    };
    let exact = snapshot.reports.iter().find(|report| report.id == named);
    let mut starting = snapshot
        .reports
        .iter()
        .filter(|report| named.len() >= ID_CHARS && report.id.starts_with(named));
    exact
        .or_else(|| snapshot.reports.iter().find(by_number))
        .or_else(|| starting.next().filter(|_one| starting.next().is_none()))
}

/// Asks for all lines of a file, page by page.
async fn file(peer: &mut Peer, report: Option<String>, args: FileArgs) -> Result<(), PeerError> {
    let mut all = EvidencePage::default();
    loop {
        let from = all.lines.last().map_or(1, |line| line.number.saturating_add(1));
        let page = peer
            .evidence(EvidenceQuery {
                report: report.clone(),
                file: args.file.clone(),
                search: args.search.clone(),
                from,
                limit: LINES,
            })
            .await?;
        let is_last = page.lines.len() < usize::try_from(LINES).unwrap_or(usize::MAX);
        all.total = page.total;
        if args.json {
            all.lines.extend(page.lines);
        } else {
            print::fault::lines(&page);
            all.lines = page.lines;
        }
        if is_last {
            break;
        }
    }
    if args.json {
        print::json(&all);
    }
    Ok(())
}

async fn save(
    peer: &mut Peer,
    report: Option<String>,
    to: Option<PathBuf>,
) -> Result<(), PeerError> {
    let path = to.map(absolute);
    written(peer, Command::SaveReport { report, path }).await
}

/// Lets the program write a file and says which.
async fn written(peer: &mut Peer, command: Command) -> Result<(), PeerError> {
    let mut changes = peer.watch().await?;
    peer.perform(command).await?;
    // The notice follows the grant at once; a program that ends meanwhile has written all the same.
    let told = tokio::time::timeout(Duration::from_secs(5), async {
        while let Some(change) = changes.next().await? {
            if let contract::Change::Noticed { notice: contract::Notice::Saved { path } } = change {
                print::text(&path);
                break;
            }
        }
        Ok::<(), PeerError>(())
    });
    told.await.unwrap_or(Ok(()))
}

/// Shows and chooses the provider.
pub(super) async fn provider(peer: &mut Peer, verb: ProviderVerb) -> Result<(), PeerError> {
    match verb {
        ProviderVerb::Choose { provider, set } => {
            let settings = super::providers::settings(set)?;
            peer.perform(Command::ChooseProvider { provider: Some(provider), settings }).await?;
            print::fault::providers(&peer.snapshot().await?.providers, false);
            Ok(())
        }
        ProviderVerb::None => {
            let settings = BTreeMap::new();
            peer.perform(Command::ChooseProvider { provider: None, settings }).await
        }
        ProviderVerb::Show { json } => {
            print::fault::providers(&peer.snapshot().await?.providers, json);
            Ok(())
        }
    }
}

impl From<Kind> for KindView {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Incident => Self::Incident,
            Kind::Support => Self::Support,
            Kind::Change => Self::Change,
        }
    }
}

impl From<Stage> for StageView {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Acknowledged => Self::Acknowledged,
            Stage::InWork => Self::InWork,
            Stage::Waiting => Self::WaitingForCustomer,
            Stage::WaitingThirdParty => Self::WaitingForThirdParty,
            Stage::Appointment => Self::WaitingForAppointment,
            Stage::Restored => Self::Restored,
            Stage::Closed => Self::Closed,
        }
    }
}

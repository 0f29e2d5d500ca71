//! Collects what goes along with a report: at once what the station knows, then what takes time.

use std::io::SeekFrom;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use contract::{Refusal, RefusalCode};
use faults::black_box::Write;
use faults::{Cast, Evidence, Material, Writing};
use model::{RecordId, ReportId};
use storage::{Store, StoreError};
use telephony::CallRecord;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

use super::prefill::{self, Filled, Known};
use super::{Core, FaultDone, Reply, answer, evidence, random_id, storage_failed};
use crate::station::core::now;
use crate::station::views::Mark;

/// How much of the program's own log goes along, from its end.
const LOG_BYTES: u64 = 512 * 1024;
/// Calls from which the share that fails is reckoned: those of the last day.
const CALLS: u32 = 100;

/// A draft that begins.
pub(in crate::station) struct Opened {
    outcome: Result<(), Refusal>,
    writing: Writing,
    snapshot: Snapshot,
    reply: Reply,
}

/// What was collected for a draft.
pub(in crate::station) struct Collected {
    pub(super) draft: ReportId,
    pub(super) material: Material,
    pub(super) filled: Filled,
}

/// What the station knew when the button was pressed.
pub(super) struct Snapshot {
    pub(super) evidence: Vec<Evidence>,
    pub(super) cast: Cast,
    pub(super) known: Known,
    pub(super) writes: Vec<Write>,
    pub(super) store: Store,
    pub(super) profile: PathBuf,
    pub(super) record: Option<RecordId>,
}

impl Core {
    /// Begins to write a report, or goes on with the one that is being written.
    pub(super) fn open_report(&mut self, record: Option<String>, reply: Reply) {
        if self.faults.writing.is_some() {
            self.views.mark(Mark::Draft);
            return answer(reply, Ok(()));
        }
        let record: Option<RecordId> = match record.as_deref().map(str::parse).transpose() {
            Ok(record) => record,
            Err(_error) => {
                let subject = record.unwrap_or_default();
                return answer(reply, Err(Refusal::new(RefusalCode::UnknownRecord, subject)));
            }
        };
        let mut writing = Writing::open(ReportId::from_random_bytes(random_id()), now().timestamp);
        writing.record = record;
        let snapshot = self.snapshot_for_report(record);
        self.beside(async move {
            let outcome = match record {
                None => Ok(()),
                Some(record) => match snapshot.store.record(record).await {
                    Ok(_there) => Ok(()),
                    Err(StoreError::Missing) => {
                        Err(Refusal::new(RefusalCode::UnknownRecord, record.to_string()))
                    }
                    Err(error) => Err(storage_failed(&error)),
                },
            };
            FaultDone::Opened(Box::new(Opened { outcome, writing, snapshot, reply }))
        });
    }

    /// What the station knows now; asks nobody.
    pub(super) fn snapshot_for_report(&mut self, record: Option<RecordId>) -> Snapshot {
        let mut known = Known::default();
        for (account, standing) in self.switchboard.accounts() {
            if account.enabled && account.registers {
                known.registering += 1;
                known.registered +=
                    usize::from(matches!(standing, telephony::Registration::Registered { .. }));
            }
        }
        Snapshot {
            evidence: vec![self.registrations(), self.sound_devices()],
            cast: self.cast(None),
            known,
            writes: self.recorder.take_writes(),
            store: self.store.clone(),
            profile: self.profile.clone(),
            record,
        }
    }

    pub(super) fn report_opened(&mut self, opened: Opened) {
        let Opened { outcome, writing, snapshot, reply } = opened;
        if outcome.is_ok() && self.faults.writing.is_none() {
            let draft = writing.id;
            self.faults.writing = Some(writing);
            self.faults.preview = super::Previewing::default();
            self.views.mark(Mark::Draft);
            self.collect_for(draft, snapshot);
            self.watch_promises();
        }
        answer(reply, outcome);
    }

    pub(super) fn collect_for(&self, draft: ReportId, snapshot: Snapshot) {
        self.beside(async move {
            let (material, filled) = collect(snapshot).await;
            FaultDone::Collected(Box::new(Collected { draft, material, filled }))
        });
    }

    pub(super) fn report_collected(&mut self, collected: Collected) {
        let words = collected.filled.words.map(|key| self.words().say(key));
        let diagnosis = self.faults.diagnosing.evidence();
        let Some(writing) = &mut self.faults.writing else { return };
        if writing.id != collected.draft {
            return;
        }
        let Material { mut evidence, cast } = collected.material;
        evidence.extend(diagnosis);
        writing.material = Arc::new(Material { evidence, cast });
        writing.is_collected = true;
        adopt(writing, collected.filled, words);
        self.draft_changed();
        self.keep_draft();
        if let Some(reply) = self.faults.send_when_collected.take() {
            self.send_report(reply);
        }
    }
}

/// Takes over what the program filled in, where the person has not said otherwise yet.
pub(super) fn adopt(writing: &mut Writing, filled: Filled, words: Option<String>) {
    let fresh = Writing::open(writing.id, writing.opened_at);
    if writing.answers == fresh.answers {
        writing.answers = filled.answers;
        writing.prefilled = filled.prefilled;
        writing.prefilled.retain(|name| name.0 != "what");
    }
    if writing.what.trim().is_empty()
        && let Some(words) = words
    {
        writing.what = words;
        writing.prefilled.insert(0, faults::Prefilled("what"));
    }
}

/// Collects everything that takes time; a part that fails says so in its place.
pub(super) async fn collect(snapshot: Snapshot) -> (Material, Filled) {
    let Snapshot { mut evidence, mut cast, mut known, writes, store, profile, record } = snapshot;
    let call = match last_call(&store, record).await {
        Ok(call) => call,
        Err(error) => {
            evidence.push(missing("last-call.txt", &error));
            None
        }
    };
    if let Some(call) = &call {
        cast.numbers.push(call.remote.number.0.clone());
        cast.names.extend(call.remote.name.as_ref().map(|name| name.0.clone()));
        evidence.push(evidence::call(call));
    }
    match super::super::black_box::evidence(&store, writes, record).await {
        Ok(records) => evidence.extend(records),
        Err(error) => evidence.push(missing("call-record.txt", &error)),
    }
    // Only a call that the report is about, or one that just ended, says what is wrong.
    let recent = now().timestamp.checked_sub(RECENT).unwrap_or(clock::Timestamp::MIN);
    known.call = call.filter(|call| record.is_some() || call.ended_at >= recent);
    match today(&store).await {
        Ok((calls, failed)) => (known.calls, known.failed) = (calls, failed),
        Err(error) => tracing::warn!(%error, "the calls of the day cannot be counted"),
    }
    evidence.push(probes::machine(env!("CARGO_PKG_VERSION")).await.evidence());
    if record.is_none() {
        match log_tail(&profile.join("logs")).await {
            Ok(Some(log)) => evidence.push(log),
            Ok(None) => {}
            Err(error) => evidence.push(missing("program.log", &error)),
        }
    }
    let filled = prefill::fill(&known);
    (Material { evidence, cast }, filled)
}

/// A call that ended within this says something about now.
const RECENT: std::time::Duration = std::time::Duration::from_secs(30 * 60);

fn missing(name: &str, error: &dyn std::fmt::Display) -> Evidence {
    Evidence { name: name.to_owned(), text: format!("could not be read: {error}\n") }
}

async fn last_call(
    store: &Store,
    record: Option<RecordId>,
) -> Result<Option<CallRecord>, StoreError> {
    match record {
        Some(record) => Ok(Some(store.record(record).await?.record)),
        None => {
            let query = storage::Query { limit: 1, ..storage::Query::default() };
            Ok(store.records(query).await?.records.into_iter().next().map(|listed| listed.record))
        }
    }
}

/// Calls of the last day, and those of them that failed through no doing of a person.
async fn today(store: &Store) -> Result<(u32, u32), StoreError> {
    let query = storage::Query { limit: CALLS, ..storage::Query::default() };
    let since = now().timestamp.checked_sub(std::time::Duration::from_secs(24 * 60 * 60));
    let since = since.unwrap_or(clock::Timestamp::MIN);
    let page = store.records(query).await?;
    let calls = page.records.iter().map(|listed| &listed.record);
    let (mut all, mut failed) = (0, 0);
    for call in calls.filter(|call| call.started_at >= since) {
        all += 1;
        failed += u32::from(prefill::failed(call));
    }
    Ok((all, failed))
}

/// The end of what the program logged, in whole lines: of the newest file, and where that is short,
/// as it is after midnight, of the one before it.
async fn log_tail(folder: &Path) -> std::io::Result<Option<Evidence>> {
    let mut logs: Vec<PathBuf> = Vec::new();
    let mut entries = match tokio::fs::read_dir(folder).await {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    while let Some(entry) = entries.next_entry().await? {
        let path = entry.path();
        // Names carry their day, so that the last by name is the newest.
        if path.extension().is_some_and(|ending| ending == "log") {
            logs.push(path);
        }
    }
    logs.sort_unstable();
    let Some(newest) = logs.pop() else { return Ok(None) };
    let mut text = tail(&newest, LOG_BYTES).await?;
    let left = LOG_BYTES.saturating_sub(u64::try_from(text.len()).unwrap_or(u64::MAX));
    if let Some(before) = logs.pop()
        && left > 0
    {
        text.insert_str(0, &tail(&before, left).await?);
    }
    Ok(Some(Evidence { name: "program.log".to_owned(), text }))
}

/// The last bytes of a file, in whole lines.
async fn tail(path: &Path, most: u64) -> std::io::Result<String> {
    let mut file = tokio::fs::File::open(path).await?;
    let length = file.metadata().await?.len();
    let skipped = length.saturating_sub(most);
    file.seek(SeekFrom::Start(skipped)).await?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).await?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(match (skipped, text.split_once('\n')) {
        (1.., Some((_half, whole))) => format!("[{skipped} bytes left out]\n{whole}"),
        _ => text.into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_log_reaches_back_over_midnight_and_no_further_than_its_bytes() {
        let folder = tempfile::TempDir::new().unwrap();
        let write =
            |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        assert!(log_tail(&folder.path().join("none")).await.unwrap().is_none());
        assert!(log_tail(folder.path()).await.unwrap().is_none());
        write("rufbereit.2026-11-21.log", "the day before that\n");
        write("rufbereit.2026-11-22.log", &"before midnight\n".repeat(100_000));
        write("rufbereit.2026-11-23.log", "after midnight\n");
        write("notes.txt", "no log\n");

        let log = log_tail(folder.path()).await.unwrap().unwrap();

        assert!(
            log.text.starts_with('[') && log.text.contains(" bytes left out]\nbefore midnight\n")
        );
        assert!(log.text.ends_with("before midnight\nafter midnight\n"));
        assert!(!log.text.contains("the day") && !log.text.contains("no log"));
        let most = usize::try_from(LOG_BYTES).unwrap();
        assert!((most / 2..most + 100).contains(&log.text.len()), "{}", log.text.len());
    }
}

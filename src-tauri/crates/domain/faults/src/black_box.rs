//! Keeps what happened in every call and every registration, bounded and without secrets.
//!
//! ```text
//!  SIP messages ─▶ strip secrets ─▶ ┐
//!  statistics   ────────────────▶   ├─▶ record of a call, of a registration ─▶ pieces for the disk
//!  devices, network ────────────▶   ┘     (start and end survive, the middle is counted)
//! ```
//!
//! A record grows in pieces. Of a record that is too long, pieces of the middle are dropped and
//! counted. [`BlackBox::take_writes`] gives what the disk does not have yet, so that a program that
//! is killed loses only what came since.

mod message;
mod record;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use clock::Timestamp;
use model::{AccountId, CallId, RecordId};

pub use record::{Piece, RecordKey, Stored, Subject, Write};

use message::Kept;
use record::Record;

/// Whether a message came or went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From us.
    Out,
    /// To us.
    In,
}

/// What happened besides messages, and to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// One call.
    Call(CallId),
    /// One account's registration.
    Account(AccountId),
    /// Every call and every registration that is on, such as a lost network.
    All,
}

/// A call's sound as measured in one second.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    /// Name of the codec.
    pub codec: &'static str,
    /// RTP packets sent.
    pub sent: u64,
    /// RTP packets received.
    pub received: u64,
    /// Expected and not seen. Source: RFC 3550 §6.4.1.
    pub lost: u64,
    /// Came after their moment to be heard.
    pub late: u64,
    /// Interarrival jitter.
    pub jitter_ms: f32,
    /// Sound waiting to be played.
    pub buffer_ms: f32,
    /// To the far end and back, where it is known.
    pub round_trip_ms: Option<f32>,
    /// Share of our packets that the far end lost, 0.0..=1.0, where it said so.
    pub remote_loss: Option<f32>,
}

/// Records of calls and registrations.
#[derive(Debug)]
pub struct BlackBox {
    records: BTreeMap<RecordKey, Record>,
    /// Calls by the Call-ID of their signalling.
    signalling: BTreeMap<String, RecordKey>,
    calls: BTreeMap<CallId, RecordKey>,
    /// Accounts by `user@host`.
    accounts: BTreeMap<String, AccountId>,
    registrations: BTreeMap<AccountId, RecordKey>,
    next: i64,
    is_on: bool,
}

impl BlackBox {
    /// Most records that are kept in memory: of calls that are on or just over, one per account.
    pub const RECORDS_MOST: usize = 64;
    /// A registration's record is closed and another begun after this.
    pub const REGISTRATION_LASTS: Duration = Duration::from_secs(24 * 60 * 60);
    /// How long after its end a call's last messages are waited for. Source: RFC 3261 §17.1.1.2 (timer B).
    pub const LINGERS: Duration = Duration::from_secs(40);
    /// How long a call is kept that never became one of ours.
    pub const STRANGER_LASTS: Duration = Duration::from_secs(5 * 60);

    /// Without records. The moment makes their keys differ from those of earlier runs.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self {
            records: BTreeMap::new(),
            signalling: BTreeMap::new(),
            calls: BTreeMap::new(),
            accounts: BTreeMap::new(),
            registrations: BTreeMap::new(),
            next: now.as_microsecond(),
            is_on: true,
        }
    }

    /// Records from now on, or forgets everything and records no more.
    pub fn switch(&mut self, is_on: bool) {
        self.is_on = is_on;
        if !is_on {
            self.records.clear();
            self.signalling.clear();
            self.calls.clear();
            self.registrations.clear();
        }
    }

    /// Says whose registrations those of this address (`sip:anna@pbx.example`) are.
    pub fn know(&mut self, account: AccountId, address: &str) {
        let party = message::party(address);
        self.accounts.retain(|_, known| *known != account);
        if !party.is_empty() {
            self.accounts.insert(party, account);
        }
    }

    /// Notes a SIP message as it stands on the wire; `flow` is said beside it, such as `udp 192.0.2.7:5060`.
    pub fn message(&mut self, at: Timestamp, way: Way, flow: &str, bytes: &[u8]) {
        if !self.is_on {
            return;
        }
        let Some(kept) = Kept::read(bytes) else { return };
        let Some(key) = self.record_of(&kept, at) else { return };
        let line = match (kept.is_request, way) {
            (true, Way::Out) => format!("{} →  {flow}", kept.start),
            (true, Way::In) => format!("← {}  {flow}", kept.start),
            (false, Way::Out) => format!("{} →  ({}) {flow}", kept.start, kept.method),
            (false, Way::In) => format!("← {}  ({}) {flow}", kept.start, kept.method),
        };
        let mut text = format!("{}  {line}\n", moment(at));
        for line in &kept.lines {
            text.push_str("    ");
            text.push_str(line);
            text.push('\n');
        }
        if let Some(record) = self.records.get_mut(&key) {
            record.add(at, &text);
        }
    }

    /// Says which call the signalling of this Call-ID belongs to.
    pub fn tie(&mut self, signalling: &str, call: CallId, account: AccountId) {
        let Some(key) = self.signalling.get(signalling) else { return };
        if self.calls.insert(call, *key) != Some(*key)
            && let Some(record) = self.records.get_mut(key)
        {
            record.is_ours = true;
            record.subject = Subject::Call { account, record: None };
            record.touch();
        }
    }

    /// Notes a call's sound.
    pub fn sound(&mut self, at: Timestamp, call: CallId, sound: &Sound) {
        let mut line = format!(
            "{}  sound  codec={} sent_packets={} received_packets={} lost_packets={} \
             late_packets={} jitter_ms={:.1} buffer_ms={:.1}",
            moment(at),
            sound.codec,
            sound.sent,
            sound.received,
            sound.lost,
            sound.late,
            sound.jitter_ms,
            sound.buffer_ms,
        );
        // Writing to a string cannot fail.
        if let Some(round_trip) = sound.round_trip_ms {
            _ = write!(line, " round_trip_ms={round_trip:.1}");
        }
        if let Some(loss) = sound.remote_loss {
            _ = write!(line, " remote_loss={:.2}%", loss * 100.0);
        }
        line.push('\n');
        if let Some(record) = self.calls.get(&call).and_then(|key| self.records.get_mut(key)) {
            record.add(at, &line);
        }
    }

    /// Notes what happened otherwise, in one line.
    pub fn event(&mut self, at: Timestamp, about: About, what: &str) {
        let what = crate::redaction::strip_secrets(what).replace(['\r', '\n'], " ");
        let line = format!("{}  {what}\n", moment(at));
        let keys: Vec<RecordKey> = match about {
            About::Call(call) => self.calls.get(&call).into_iter().copied().collect(),
            About::Account(account) => {
                self.registrations.get(&account).into_iter().copied().collect()
            }
            About::All => {
                let on = self.records.iter().filter(|(_, record)| record.ended_at.is_none());
                on.map(|(key, _)| *key).collect()
            }
        };
        for key in keys {
            if let Some(record) = self.records.get_mut(&key) {
                record.add(at, &line);
            }
        }
    }

    /// Says that a call is over and which line of the call list it became.
    pub fn ended(&mut self, at: Timestamp, call: CallId, line: RecordId) {
        let Some(record) = self.calls.get(&call).and_then(|key| self.records.get_mut(key)) else {
            return;
        };
        record.ended_at = Some(at);
        if let Subject::Call { record: place, .. } = &mut record.subject {
            *place = Some(line);
        }
        record.touch();
    }

    /// What the disk does not have yet; forgets what is over and complete.
    pub fn take_writes(&mut self, now: Timestamp) -> Vec<Write> {
        let writes = self
            .records
            .iter_mut()
            .filter(|(_, record)| record.is_ours)
            .filter_map(|(key, record)| record.take_write(*key))
            .collect();
        self.tidy(now);
        writes
    }

    /// How many records are in memory.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    fn record_of(&mut self, kept: &Kept, at: Timestamp) -> Option<RecordKey> {
        if let Some(key) = self.signalling.get(&kept.call_id) {
            return Some(*key);
        }
        if kept.method == "INVITE" && kept.is_request && !kept.call_id.is_empty() {
            let subject = Subject::Stranger;
            let key = self.begin(subject, at);
            self.signalling.insert(kept.call_id.clone(), key);
            return Some(key);
        }
        let account = kept.parties.iter().find_map(|party| self.accounts.get(party))?;
        Some(self.registration(*account, at))
    }

    /// The record of an account's registration; another one when the last has become old.
    fn registration(&mut self, account: AccountId, at: Timestamp) -> RecordKey {
        if let Some(key) = self.registrations.get(&account)
            && let Some(record) = self.records.get_mut(key)
        {
            if at.duration_since(record.started_at).unsigned_abs() < Self::REGISTRATION_LASTS {
                return *key;
            }
            record.ended_at = Some(at);
            record.touch();
        }
        let key = self.begin(Subject::Registration { account }, at);
        self.registrations.insert(account, key);
        key
    }

    fn begin(&mut self, subject: Subject, at: Timestamp) -> RecordKey {
        if self.records.len() >= Self::RECORDS_MOST {
            self.make_room();
        }
        let key = RecordKey(self.next);
        self.next += 1;
        self.records.insert(key, Record::new(subject, at));
        key
    }

    /// Forgets the oldest of those that matter least: strangers, then calls that are over.
    fn make_room(&mut self) {
        let worth = |record: &Record| (record.is_ours, record.ended_at.is_none());
        let least = self.records.iter().min_by_key(|(key, record)| (worth(record), **key));
        if let Some(key) = least.map(|(key, _)| *key) {
            self.forget(key);
        }
    }

    fn tidy(&mut self, now: Timestamp) {
        let age = |since: Timestamp| now.duration_since(since).unsigned_abs();
        let over: Vec<RecordKey> = self
            .records
            .iter()
            .filter(|(_, record)| match (record.is_ours, record.ended_at) {
                (true, Some(ended)) => age(ended) > Self::LINGERS,
                (true, None) => false,
                (false, _) => age(record.last_at) > Self::STRANGER_LASTS,
            })
            .map(|(key, _)| *key)
            .collect();
        for key in over {
            self.forget(key);
        }
    }

    fn forget(&mut self, key: RecordKey) {
        self.records.remove(&key);
        self.signalling.retain(|_, known| *known != key);
        self.calls.retain(|_, known| *known != key);
        self.registrations.retain(|_, known| *known != key);
    }
}

fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

#[cfg(test)]
mod tests;

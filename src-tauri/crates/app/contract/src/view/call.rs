//! Calls in progress and calls that were.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Who is at the other end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PartyView {
    /// Name as the other side or a directory gives it.
    pub name: Option<String>,
    /// Number or user part, as people read it.
    pub number: String,
    /// Whole address, to dial again.
    pub uri: String,
}

/// Which side began the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DirectionView {
    /// They called.
    Incoming,
    /// We called.
    Outgoing,
}

/// Who put the call on hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum HeldBy {
    /// This side.
    Me,
    /// The far end.
    Them,
    /// Both sides.
    Both,
}

/// Where a call stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CallStateView {
    /// The request is out; nothing rings yet.
    Dialling,
    /// It rings there.
    Ringing {
        /// True when the network plays its own tone or announcement.
        early_media: bool,
    },
    /// It rings here.
    Offered,
    /// Both can speak.
    Talking,
    /// On hold.
    Held {
        /// By whom.
        by: HeldBy,
    },
    /// Over.
    Ended {
        /// Why.
        code: EndCode,
        /// Who ended it.
        by: EndedBy,
        /// SIP status, when there was one.
        status: Option<u16>,
    },
}

/// Who ended a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum EndedBy {
    /// This person.
    Me,
    /// The far end.
    Them,
    /// A server or the network between.
    Network,
}

/// Why a call ended, as a person understands it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum EndCode {
    /// Hung up after talking.
    HungUp,
    /// 486, 600.
    Busy,
    /// 603, or rejected here.
    Declined,
    /// 408, 480 after ringing: nobody answered.
    NoAnswer,
    /// Given up before it was answered.
    Cancelled,
    /// Another device of the same person answered (RFC 3326).
    AnsweredElsewhere,
    /// 404, 604: no such number.
    UnknownNumber,
    /// 484: the number is too short.
    IncompleteNumber,
    /// 480: known, but no device is there.
    NotReachable,
    /// 403: not allowed.
    Forbidden,
    /// Credentials were not accepted.
    WrongPassword,
    /// 488, 606: no common way to carry sound.
    NoCommonCodec,
    /// Server not found, not reachable or silent.
    ServerUnreachable,
    /// 5xx.
    ServerFailed,
    /// The connection went away during the call.
    ConnectionLost,
    /// Something else; the status says what.
    Failed,
    /// The other person was sent to somebody else.
    Transferred,
    /// Sent to somebody else before it was answered, here or by the telephone system.
    Forwarded,
    /// Parked in the telephone system.
    Parked,
    /// Taken over by another telephone. Source: RFC 3891.
    TakenOver,
}

/// How a call sounds, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Grade {
    /// Nothing to say yet, or no sound arrives.
    Unknown,
    /// As it should be.
    Good,
    /// Noticeable.
    Fair,
    /// Hard to follow.
    Poor,
}

/// What is measured of a call's sound, renewed each second. Source: RFC 3550 §6.4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QualityView {
    /// RTP packets sent.
    pub sent: u32,
    /// RTP packets received.
    pub received: u32,
    /// RTP packets lost on the way to us.
    pub lost: u32,
    /// Lost share of the whole call so far, in thousandths.
    pub loss_permille: u32,
    /// Interarrival jitter in milliseconds.
    pub jitter_ms: u32,
    /// Round trip by RTCP in milliseconds.
    pub round_trip_ms: Option<u32>,
    /// What the jitter buffer holds back, in milliseconds.
    pub buffer_ms: u32,
    /// Loss that the far end reports of what we sent, in thousandths.
    pub remote_loss_permille: Option<u32>,
    /// The whole in one word.
    pub grade: Grade,
}

/// One call in progress.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct CallView {
    /// Stable id for the life of the call.
    pub id: String,
    /// Account that carries it.
    pub account_id: String,
    /// Which side began it.
    pub direction: DirectionView,
    /// Who is at the other end.
    pub remote: PartyView,
    /// Where it stands.
    pub state: CallStateView,
    /// True while the microphone is off for this call.
    pub muted: bool,
    /// RFC 3339.
    pub started_at: String,
    /// RFC 3339; absent until answered.
    pub answered_at: Option<String>,
    /// Codec in use, such as `Opus`.
    pub codec: Option<String>,
    /// Digits sent so far.
    pub digits: String,
    /// Sound as measured, once it is.
    pub quality: Option<QualityView>,
    /// Whom the caller wanted, where that is somebody else: a group, a forwarding colleague. Source: RFC 5806, RFC 7044.
    pub called: Option<PartyView>,
    /// True when the own number is hidden in it.
    pub hidden: bool,
    /// True for a call to an emergency number.
    pub emergency: bool,
    /// True when it is shown and does not ring.
    pub silent: bool,
    /// True when it was answered by itself.
    pub self_answered: bool,
    /// True while it is one of a conference.
    pub conference: bool,
    /// The call that waits while this one asks about it.
    pub consults_for: Option<String>,
    /// A transfer of this call that is under way or has failed.
    pub transfer: Option<TransferView>,
    /// Whom the other side wants to connect the person with, who has not said yes or no.
    pub proposed: Option<PartyView>,
}

/// A transfer of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TransferView {
    /// Where to.
    pub target: PartyView,
    /// How far it is.
    pub state: TransferState,
}

/// How far a transfer is. Source: RFC 3515 §2.4.4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TransferState {
    /// The other side was asked.
    Asked,
    /// The other side calls there.
    Trying,
    /// It rings there.
    Ringing,
    /// It did not work; the other person is back.
    Failed {
        /// Why.
        code: EndCode,
        /// SIP status, when there was one.
        status: Option<u16>,
    },
}

/// How a call in the list ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum OutcomeView {
    /// People talked.
    Answered,
    /// Incoming, and nobody here answered.
    Missed,
    /// Incoming, rejected here.
    Rejected,
    /// Incoming, answered on another device.
    AnsweredElsewhere,
    /// Outgoing, and given up or not answered.
    NotAnswered,
    /// Outgoing, and the far end was busy.
    Busy,
    /// Outgoing, and it could not be connected.
    Failed,
    /// Incoming, and sent to somebody else from here.
    Forwarded,
}

/// One line of the call list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecordView {
    /// Stable id.
    pub id: String,
    /// Account that carried it; the account may be gone.
    pub account_id: String,
    /// Which side began it.
    pub direction: DirectionView,
    /// Who was at the other end.
    pub remote: PartyView,
    /// RFC 3339.
    pub started_at: String,
    /// RFC 3339; absent when never answered.
    pub answered_at: Option<String>,
    /// RFC 3339.
    pub ended_at: String,
    /// Talking time in whole seconds.
    pub duration_s: u32,
    /// How it ended.
    pub outcome: OutcomeView,
    /// Why, in more detail.
    pub code: EndCode,
    /// SIP status, when there was one.
    pub status: Option<u16>,
    /// Codec that was used.
    pub codec: Option<String>,
    /// Last measured sound.
    pub quality: Option<QualityView>,
    /// True until a missed call has been looked at.
    pub is_new: bool,
    /// Whom the caller wanted, where that is somebody else: a group, a forwarding colleague.
    pub called: Option<PartyView>,
    /// Calls with the same person that this line stands for, 1 unless grouped.
    pub calls: u32,
    /// How many of them are missed and not looked at.
    pub new_calls: u32,
}

/// One page of the call list, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecordPage {
    /// The lines.
    pub records: Vec<RecordView>,
    /// Pass to the next query to go on; absent at the end.
    pub next: Option<String>,
    /// How many records match in all.
    pub total: u32,
}

/// Which lines of the call list are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RecordFilter {
    /// All.
    #[default]
    All,
    /// They called.
    Incoming,
    /// We called.
    Outgoing,
    /// Incoming, and nobody here answered.
    Missed,
    /// Outgoing, and nobody answered.
    NotAnswered,
}

/// A query over the call list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct RecordQuery {
    /// Which lines.
    pub filter: RecordFilter,
    /// Part of a name or number.
    pub search: Option<String>,
    /// True for one line per person, with their last call.
    pub grouped: bool,
    /// Only calls with the person of this line.
    pub person: Option<String>,
    /// Where the page before ended.
    pub after: Option<String>,
    /// Lines to pass over, counted from there; none when absent.
    pub skip: Option<u32>,
    /// At most this many, 1–500; 50 when absent.
    pub limit: Option<u32>,
}

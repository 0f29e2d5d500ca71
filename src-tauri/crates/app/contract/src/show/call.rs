//! Calls and the lines they leave, as a window sees them.

use telephony::{
    Call, CallRecord, Cause, Direction, EndedBy, Grade, HeldBy, Outcome, Party, Progress, Quality,
    State, Transfer,
};

use crate::view::call as view;
use crate::{
    CallStateView, CallView, DirectionView, EndCode, OutcomeView, PartyView, QualityView,
    RecordView, TransferState, TransferView,
};

/// The view of a call.
#[must_use]
pub fn call(call: &Call) -> CallView {
    CallView {
        id: call.id.to_string(),
        account_id: call.account.to_string(),
        direction: direction(call.direction),
        remote: party(&call.remote),
        state: state(call.state()),
        muted: call.is_muted,
        started_at: call.started_at.to_string(),
        answered_at: call.answered_at.map(|at| at.to_string()),
        codec: call.codec.map(|codec| codec.name().to_owned()),
        digits: call.digits.clone(),
        quality: call.quality.as_ref().map(quality),
        called: call.called.as_ref().map(party),
        hidden: call.traits.is_hidden,
        emergency: call.traits.is_emergency,
        silent: call.traits.is_silent,
        self_answered: call.traits.is_self_answered,
        conference: call.traits.is_in_conference,
        consults_for: call.consults_for.map(|id| id.to_string()),
        transfer: call.transfer.as_ref().map(transfer),
        proposed: call.proposed.as_ref().map(party),
    }
}

fn transfer(transfer: &Transfer) -> TransferView {
    TransferView {
        target: party(&transfer.target),
        state: match transfer.progress {
            Progress::Asked => TransferState::Asked,
            Progress::Trying => TransferState::Trying,
            Progress::Ringing => TransferState::Ringing,
            Progress::Failed { cause, status } => {
                TransferState::Failed { code: code(cause), status }
            }
        },
    }
}

/// The view of a line in the call list.
#[must_use]
pub fn record(record: &CallRecord, is_new: bool) -> RecordView {
    let talked = record.answered_at.map_or(0, |at| record.ended_at.duration_since(at).as_secs());
    RecordView {
        id: record.id.to_string(),
        account_id: record.account.to_string(),
        direction: direction(record.direction),
        remote: party(&record.remote),
        started_at: record.started_at.to_string(),
        answered_at: record.answered_at.map(|at| at.to_string()),
        ended_at: record.ended_at.to_string(),
        duration_s: u32::try_from(talked.max(0)).unwrap_or(u32::MAX),
        outcome: outcome(record.outcome),
        code: code(record.end.cause),
        status: record.end.status,
        codec: record.codec.map(|codec| codec.name().to_owned()),
        quality: record.quality.as_ref().map(quality),
        is_new,
        called: record.called.as_ref().map(party),
        calls: 1,
        new_calls: u32::from(is_new),
    }
}

/// The view of measured sound.
#[must_use]
pub fn quality(quality: &Quality) -> QualityView {
    QualityView {
        sent: quality.sent,
        received: quality.received,
        lost: quality.lost,
        loss_permille: quality.loss_permille(),
        jitter_ms: quality.jitter_ms,
        round_trip_ms: quality.round_trip_ms,
        buffer_ms: quality.buffer_ms,
        remote_loss_permille: quality.remote_loss_permille,
        grade: match quality.grade() {
            Grade::Unknown => view::Grade::Unknown,
            Grade::Good => view::Grade::Good,
            Grade::Fair => view::Grade::Fair,
            Grade::Poor => view::Grade::Poor,
        },
    }
}

pub(super) fn party(party: &Party) -> PartyView {
    PartyView {
        name: party.name.as_ref().map(|name| name.0.clone()),
        number: party.number.0.clone(),
        uri: party.uri.0.clone(),
    }
}

pub(super) const fn direction(direction: Direction) -> DirectionView {
    match direction {
        Direction::Incoming => DirectionView::Incoming,
        Direction::Outgoing => DirectionView::Outgoing,
    }
}

fn state(state: &State) -> CallStateView {
    match state {
        State::Dialling => CallStateView::Dialling,
        State::Ringing { early_media } => CallStateView::Ringing { early_media: *early_media },
        State::Offered => CallStateView::Offered,
        State::Talking => CallStateView::Talking,
        State::Held { by } => CallStateView::Held {
            by: match by {
                HeldBy::Me => view::HeldBy::Me,
                HeldBy::Them => view::HeldBy::Them,
                HeldBy::Both => view::HeldBy::Both,
            },
        },
        State::Ended { end, .. } => CallStateView::Ended {
            code: code(end.cause),
            by: match end.by {
                EndedBy::Me => view::EndedBy::Me,
                EndedBy::Them => view::EndedBy::Them,
                EndedBy::Network => view::EndedBy::Network,
            },
            status: end.status,
        },
    }
}

const fn outcome(outcome: Outcome) -> OutcomeView {
    match outcome {
        Outcome::Answered => OutcomeView::Answered,
        Outcome::Missed => OutcomeView::Missed,
        Outcome::Rejected => OutcomeView::Rejected,
        Outcome::AnsweredElsewhere => OutcomeView::AnsweredElsewhere,
        Outcome::NotAnswered => OutcomeView::NotAnswered,
        Outcome::Busy => OutcomeView::Busy,
        Outcome::Failed => OutcomeView::Failed,
        Outcome::Forwarded => OutcomeView::Forwarded,
    }
}

pub(super) const fn code(cause: Cause) -> EndCode {
    match cause {
        Cause::HungUp => EndCode::HungUp,
        Cause::Busy => EndCode::Busy,
        Cause::Declined => EndCode::Declined,
        Cause::NoAnswer => EndCode::NoAnswer,
        Cause::Cancelled => EndCode::Cancelled,
        Cause::AnsweredElsewhere => EndCode::AnsweredElsewhere,
        Cause::UnknownNumber => EndCode::UnknownNumber,
        Cause::IncompleteNumber => EndCode::IncompleteNumber,
        Cause::NotReachable => EndCode::NotReachable,
        Cause::Forbidden => EndCode::Forbidden,
        Cause::WrongPassword => EndCode::WrongPassword,
        Cause::NoCommonCodec => EndCode::NoCommonCodec,
        Cause::ServerUnreachable => EndCode::ServerUnreachable,
        Cause::ServerFailed => EndCode::ServerFailed,
        Cause::ConnectionLost => EndCode::ConnectionLost,
        Cause::Failed => EndCode::Failed,
        Cause::Transferred => EndCode::Transferred,
        Cause::Forwarded => EndCode::Forwarded,
        Cause::Parked => EndCode::Parked,
        Cause::TakenOver => EndCode::TakenOver,
    }
}

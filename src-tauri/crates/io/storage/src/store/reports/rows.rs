//! What of a report stands in its row as JSON: fields are only ever added.

use std::collections::BTreeMap;

use clock::Timestamp;
use faults::provider::WayRule;
use faults::{
    Channel, ChannelKind, Chargeable, ClockKind, Facts, Judged, Kind, Overrule, Percent, Promise,
    PromiseKind,
};
use serde::{Deserialize, Serialize};

use super::moment;
use crate::codes::known;

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct FactsRow {
    repeats: Option<bool>,
    legal_duty: bool,
    /// Thousandths of a percent.
    failing: Option<u32>,
    redundancy_lost: bool,
    since: Option<i64>,
    what_changed: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct JudgedRow {
    settings: BTreeMap<String, String>,
    values: Vec<(String, String)>,
    overruled: Option<OverruleRow>,
    chargeable: Option<String>,
    promises: Vec<PromiseRow>,
    channels: Vec<ChannelRow>,
}

#[derive(Debug, Serialize, Deserialize)]
struct OverruleRow {
    class: String,
    comment: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct PromiseRow {
    kind: String,
    due_at: i64,
    clock: String,
    why: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct ChannelRow {
    kind: String,
    demanded: bool,
    target: String,
    why: String,
    rule: String,
}

pub(super) fn facts(facts: &Facts) -> String {
    json(&FactsRow {
        repeats: facts.repeats,
        legal_duty: facts.legal_duty,
        failing: facts.failing.map(Percent::thousandths),
        redundancy_lost: facts.redundancy_lost,
        since: facts.since.map(Timestamp::as_microsecond),
        what_changed: facts.what_changed.clone(),
    })
}

pub(super) fn read_facts(text: &str, kind: Kind) -> rusqlite::Result<Facts> {
    let row: FactsRow = known(serde_json::from_str(text).ok())?;
    Ok(Facts {
        kind,
        repeats: row.repeats,
        legal_duty: row.legal_duty,
        failing: row.failing.map(|share| known(Percent::from_thousandths(share))).transpose()?,
        redundancy_lost: row.redundancy_lost,
        since: row.since.map(moment).transpose()?,
        what_changed: row.what_changed,
    })
}

pub(super) fn judged(judged: &Judged) -> String {
    json(&JudgedRow {
        settings: judged.settings.clone(),
        values: judged.values.clone(),
        overruled: judged.overruled.as_ref().map(|overruled| OverruleRow {
            class: overruled.class.clone(),
            comment: overruled.comment.clone(),
        }),
        chargeable: Some(judged.chargeable.code().to_owned()),
        promises: judged.promises.iter().map(promise).collect(),
        channels: judged.channels.iter().map(channel).collect(),
    })
}

fn promise(promise: &Promise) -> PromiseRow {
    PromiseRow {
        kind: promise.kind.code().to_owned(),
        due_at: promise.due_at.as_microsecond(),
        clock: promise.clock.code().to_owned(),
        why: promise.why.clone(),
    }
}

fn channel(channel: &Channel) -> ChannelRow {
    ChannelRow {
        kind: channel.kind.code().to_owned(),
        demanded: channel.demanded,
        target: channel.target.clone(),
        why: channel.why.clone(),
        rule: channel.rule.to_owned(),
    }
}

pub(super) fn read_judged(
    text: &str,
    provider: Option<String>,
    grade: String,
) -> rusqlite::Result<Judged> {
    let row: JudgedRow = known(serde_json::from_str(text).ok())?;
    let chargeable = row.chargeable.as_deref().unwrap_or(Chargeable::Unknown.code());
    Ok(Judged {
        provider,
        settings: row.settings,
        grade,
        values: row.values,
        overruled: row
            .overruled
            .map(|overruled| Overrule { class: overruled.class, comment: overruled.comment }),
        chargeable: known(Chargeable::from_code(chargeable))?,
        promises: row
            .promises
            .into_iter()
            .map(|row| {
                Ok(Promise {
                    kind: known(PromiseKind::from_code(&row.kind))?,
                    due_at: moment(row.due_at)?,
                    clock: known(ClockKind::from_code(&row.clock))?,
                    why: row.why,
                })
            })
            .collect::<rusqlite::Result<_>>()?,
        channels: row
            .channels
            .into_iter()
            .map(|row| {
                Ok(Channel {
                    kind: known(ChannelKind::from_code(&row.kind))?,
                    demanded: row.demanded,
                    target: row.target,
                    why: row.why,
                    rule: known(WayRule::from_code(&row.rule))?.code(),
                })
            })
            .collect::<rusqlite::Result<_>>()?,
    })
}

fn json(row: &impl Serialize) -> String {
    serde_json::to_string(row).expect("its keys are text and its values have no errors")
}

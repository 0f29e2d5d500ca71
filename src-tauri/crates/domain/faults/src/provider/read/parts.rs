//! Reads what stands beside the classes of a profile: ways, charges, the year, network, notes.

use super::shapes::{
    classes, code, condition, echo, is_host, kinds, port_range, span, target_shape, value, when,
    window,
};
use super::{check, definition};
use crate::provider::rules::{
    Alias, AvailabilityPromise, Cause, ChargeRule, ChargeType, Demo, Exclusion, MaintenanceKind,
    MaintenanceRule, Note, Reach, Recipient, Topic, Way, WayRule,
};
use crate::provider::table::Table;
use crate::provider::{Limits, Port, PortTarget, ProfileError, ProfileRule, Transport};
use crate::{ChannelKind, Kind};

pub(super) fn alias(
    mut table: Table<'_>,
    places: &mut check::Places,
) -> Result<Alias, ProfileError> {
    places.aliases.push(table.place());
    let alias = Alias {
        code: code(&table.need("code")?)?,
        class: table.text("class")?,
        kind: table.need("kind")?.code(Kind::ALL, |one| one.code())?,
        definition: definition(&mut table)?,
        source: table.text("source")?,
    };
    table.finish()?;
    Ok(alias)
}

pub(super) fn reach(
    mut table: Table<'_>,
    places: &mut check::Places,
) -> Result<Reach, ProfileError> {
    places.reaches.push(table.place());
    let kind = table.need("kind")?.code(ChannelKind::ALL, |one| one.code())?;
    let target = value(&table.need("target")?, |field| {
        let text = field.text()?;
        match target_shape(kind, text) {
            None => Ok(text.to_owned()),
            Some(wanted) => Err(field.shape(wanted)),
        }
    })?;
    let reach = Reach { kind, target, source: table.text("source")? };
    table.finish()?;
    Ok(reach)
}

pub(super) fn way(mut table: Table<'_>, places: &mut check::Places) -> Result<Way, ProfileError> {
    places.ways.push(table.place());
    let way = Way {
        kind: table.need("channel")?.code(ChannelKind::ALL, |one| one.code())?,
        demanded: table.flag("demanded")?,
        rule: table.need("rule")?.code(WayRule::ALL, |one| one.code())?,
        classes: classes(&mut table)?,
        kinds: kinds(&mut table)?,
        when: when(&mut table)?,
        while_hours_unknown: table.flag("while_hours_unknown")?,
        only_if: condition(&mut table, "if")?,
        unless: condition(&mut table, "unless")?,
        needs_target: table.flag("needs_target")?,
        to: table.take("to").map_or(Ok(Recipient::Provider), |field| {
            field.code(Recipient::ALL, |one| one.code())
        })?,
        source: table.text("source")?,
    };
    table.finish()?;
    Ok(way)
}

pub(super) fn charge(
    mut table: Table<'_>,
    places: &mut check::Places,
) -> Result<ChargeRule, ProfileError> {
    places.charges.push(table.place());
    let rule = ChargeRule {
        kinds: kinds(&mut table)?,
        classes: classes(&mut table)?,
        cause: table
            .take("cause")
            .map(|field| field.code(Cause::ALL, |one| one.code()))
            .transpose()?,
        how: table.need("how")?.code(ChargeType::ALL, |one| one.code())?,
        price_list: table
            .take("price_list")
            .map(|field| field.text().map(str::to_owned))
            .transpose()?,
        source: table.text("source")?,
    };
    table.finish()?;
    Ok(rule)
}

pub(super) fn availability(
    mut table: Table<'_>,
    places: &mut check::Places,
) -> Result<AvailabilityPromise, ProfileError> {
    places.availability.push(table.place());
    let promise = AvailabilityPromise {
        name: table.need("name")?.words()?,
        percent: table.need("percent")?.share()?,
        counts: table.take("counts").map_or_else(|| Ok(Vec::new()), |field| field.texts())?,
        excludes: table.take("excludes").map_or_else(
            || Ok(Vec::new()),
            |field| {
                let all = Exclusion::ALL;
                field.list()?.iter().map(|one| one.code(all, |one| one.code())).collect()
            },
        )?,
        handover: table.take("handover").map(|field| field.words()).transpose()?,
        source: table.text("source")?,
    };
    table.finish()?;
    Ok(promise)
}

pub(super) fn maintenance(mut table: Table<'_>) -> Result<MaintenanceRule, ProfileError> {
    let kind = table.need("kind")?.code(MaintenanceKind::ALL, |one| one.code())?;
    let window = table.take("window").map(|field| window(&field)).transpose()?;
    let rule = MaintenanceRule {
        kind,
        window,
        outside_business: table.flag("outside_business")?,
        any_time: table.flag("any_time")?,
        notice: table.take("notice").map(|field| span(&field)).transpose()?,
        max_per_year: table.take("max_per_year").map(|field| field.positive()).transpose()?,
        refusable: table.take("refusable").map(|field| field.flag()).transpose()?,
        source: table.text("source")?,
    };
    if rule.window.is_none() && !rule.outside_business && !rule.any_time {
        return Err(table.error("window", ProfileRule::Missing));
    }
    table.finish()?;
    Ok(rule)
}

pub(super) fn demo(mut table: Table<'_>) -> Result<Demo, ProfileError> {
    let demo = Demo {
        users: table.need("users")?.positive()?,
        trunks: table.need("trunks")?.positive()?,
        weeks: table.need("weeks")?.positive()?,
        source: table.text("source")?,
    };
    table.finish()?;
    Ok(demo)
}

pub(super) fn note(mut table: Table<'_>) -> Result<Note, ProfileError> {
    let note = Note {
        topic: table.need("topic")?.code(Topic::ALL, |one| one.code())?,
        words: table.need("words")?.words()?,
        source: table.text("source")?,
    };
    table.finish()?;
    Ok(note)
}

pub(super) fn limits(mut table: Table<'_>) -> Result<Limits, ProfileError> {
    let sources = table.need("sources")?;
    let listed = sources.texts()?;
    let sources = <[String; 3]>::try_from(listed)
        .map_err(|_other| sources.shape("three texts: for delay, jitter and loss"))?;
    let loss = table.need("loss_below_percent")?;
    let limits = Limits {
        delay_ms: table.need("delay_ms")?.number()?,
        jitter_ms: table.need("jitter_ms")?.number()?,
        loss_below_percent: loss.percent()?,
        echo: table.take("echo").map(|field| echo(&field)).transpose()?,
        sources,
    };
    if limits.loss_below_percent <= 0.0 {
        return Err(loss.shape("more than 0: nothing is below that"));
    }
    table.finish()?;
    Ok(limits)
}

pub(super) fn port(mut table: Table<'_>, places: &mut check::Places) -> Result<Port, ProfileError> {
    places.ports.push(table.place());
    let transports = table.need("transports")?;
    let ports = table.need("ports")?;
    let target = table.need("target")?;
    let port = Port {
        row: table.text("row")?,
        protocol: table.text("protocol")?,
        transports: transports
            .some()?
            .iter()
            .map(|one| one.code(Transport::ALL, |one| one.code()))
            .collect::<Result<_, _>>()?,
        ports: ports.some()?.iter().map(port_range).collect::<Result<_, _>>()?,
        target: match target.text()? {
            "sip-trunk" => PortTarget::Trunk,
            host if is_host(host) => PortTarget::Host(host.to_owned()),
            _other => return Err(target.shape("a host, or `sip-trunk`")),
        },
        purpose: table.need("purpose")?.words()?,
    };
    table.finish()?;
    Ok(port)
}

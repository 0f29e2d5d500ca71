//! Shapes of single values: spans, targets, windows, ports, conditions.

use std::collections::BTreeSet;
use std::time::Duration;

use model::Number;

use crate::provider::rules::{Condition, When};
use crate::provider::setting::CommonSetting;
use crate::provider::table::{Field, Table};
use crate::provider::{ProfileError, ProfileRule, Value};
use crate::{ChannelKind, Kind, Span};

/// Reads `30 min`, `8 h`, `14 days`, `1 week`, `3 months` or `next working day`.
pub(crate) fn read_span(text: &str) -> Option<Span> {
    if text == "next working day" {
        return Some(Span::NextWorkingDay);
    }
    let (number, unit) = text.split_once(' ')?;
    let number: u16 = number.parse().ok().filter(|number| *number > 0)?;
    let seconds = |each: u64| Span::Time(Duration::from_secs(u64::from(number) * each));
    let (span, a_year) = match unit.trim() {
        "min" => (seconds(60), u16::MAX),
        "h" => (seconds(3_600), 366 * 24),
        "day" | "days" => (Span::Days(number), 366),
        "week" | "weeks" => (Span::Weeks(number), 53),
        "month" | "months" => (Span::Months(number), 12),
        _ => return None,
    };
    (number <= a_year.saturating_mul(MOST_YEARS)).then_some(span)
}

/// Nobody promises further ahead; what is longer is a slip.
const MOST_YEARS: u16 = 5;

/// How a span is written.
pub(crate) const SPANS: &str =
    "a span such as `30 min`, `8 h`, `14 days`, `1 week`, `3 months` or `next working day`";

pub(super) fn span(field: &Field<'_>) -> Result<Span, ProfileError> {
    read_span(field.text()?).ok_or_else(|| field.shape(SPANS))
}

pub(super) fn kinds(table: &mut Table<'_>) -> Result<BTreeSet<Kind>, ProfileError> {
    match table.take("kinds") {
        None => Ok(Kind::ALL.iter().copied().collect()),
        Some(field) => {
            let kinds = field.some()?;
            kinds.iter().map(|kind| kind.code(Kind::ALL, |one| one.code())).collect()
        }
    }
}

pub(super) fn classes(table: &mut Table<'_>) -> Result<Vec<String>, ProfileError> {
    let Some(field) = table.take("classes") else { return Ok(Vec::new()) };
    field.some()?.iter().map(|class| class.text().map(str::to_owned)).collect()
}

/// A word that is typed and stored: a class or another word for one.
pub(super) fn code(field: &Field<'_>) -> Result<String, ProfileError> {
    let text = field.text()?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if text.bytes().all(is_plain) {
        Ok(text.to_owned())
    } else {
        Err(field.shape("letters, digits and -"))
    }
}

pub(super) fn when(table: &mut Table<'_>) -> Result<When, ProfileError> {
    table.take("when").map_or(Ok(When::Always), |field| field.code(When::ALL, |one| one.code()))
}

/// Reads `setting=value`, where the setting has a closed list of values.
pub(super) fn condition(
    table: &mut Table<'_>,
    name: &str,
) -> Result<Option<Condition>, ProfileError> {
    let Some(field) = table.take(name) else { return Ok(None) };
    let wanted = || {
        let choices = CommonSetting::ALL.iter().filter(|name| name.decides());
        let choices = choices.flat_map(|name| {
            name.values().into_iter().map(move |value| format!("{}={value}", name.code()))
        });
        field.error(ProfileRule::Condition(choices.collect::<Vec<_>>().join(", ")))
    };
    let (setting, value) = field.text()?.split_once('=').ok_or_else(wanted)?;
    let setting = CommonSetting::from_code(setting.trim()).filter(|name| name.decides());
    let setting = setting.ok_or_else(wanted)?;
    let mut values = setting.values().into_iter();
    let value = values.find(|one| *one == value.trim()).ok_or_else(wanted)?;
    Ok(Some(Condition { setting, value: value.to_owned() }))
}

/// What a target should have been, if it is not that.
pub(crate) fn target_shape(kind: ChannelKind, text: &str) -> Option<&'static str> {
    let is_plain = !text.contains(|letter: char| letter.is_control());
    let fits = match kind {
        ChannelKind::Telephone => Number::read(text).is_ok(),
        ChannelKind::Ticket => {
            ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme))
                && !text.contains(char::is_whitespace)
        }
        ChannelKind::Mail => is_mail(text),
        ChannelKind::Reseller => true,
    };
    match kind {
        _ if fits && is_plain => None,
        ChannelKind::Telephone => Some("a telephone number"),
        ChannelKind::Ticket => Some("a web address"),
        ChannelKind::Mail => Some("a mail address"),
        ChannelKind::Reseller => Some("a text without control characters"),
    }
}

/// Whether it looks like `name@host`.
pub(crate) fn is_mail(text: &str) -> bool {
    let has_blank = text.contains(|letter: char| letter.is_whitespace() || letter.is_control());
    !has_blank
        && text
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
}

/// Whether it looks like a host name or an address.
pub(crate) fn is_host(text: &str) -> bool {
    let is_fit = |letter: char| letter.is_ascii_alphanumeric() || ".-:[]".contains(letter);
    !text.is_empty() && text.chars().all(is_fit)
}

/// A host that sends packets back, with its port.
pub(super) fn echo(field: &Field<'_>) -> Result<String, ProfileError> {
    let text = field.text()?;
    let is_port = |port: &str| port.parse::<u16>().is_ok_and(|port| port > 0);
    match text.rsplit_once(':') {
        Some((host, port)) if is_host(host) && is_port(port) => Ok(text.to_owned()),
        _ => Err(field.shape("a host with its port such as echo.example.org:7")),
    }
}

pub(super) fn window(field: &Field<'_>) -> Result<String, ProfileError> {
    let text = field.text()?;
    let minutes = |clock: &str| {
        let (hour, minute) = clock.split_once(':')?;
        let two = |part: &str| (part.len() == 2).then(|| part.parse::<u16>().ok()).flatten();
        let total = two(hour)? * 60 + two(minute).filter(|minute| *minute < 60)?;
        (total <= 24 * 60).then_some(total)
    };
    let ends = text.split_once('-').and_then(|(from, to)| Some((minutes(from)?, minutes(to)?)));
    match ends {
        // A window over midnight goes backwards; one without length is none.
        Some((from, to)) if from != to => Ok(text.to_owned()),
        _ => Err(field.shape("a daily window such as 23:00-24:00")),
    }
}

pub(super) fn port_range(field: &Field<'_>) -> Result<(u16, u16), ProfileError> {
    let wanted = || field.shape("a port such as 443 or a range such as \"16384-32767\"");
    if let Ok(port) = field.count() {
        return if port == 0 { Err(wanted()) } else { Ok((port, port)) };
    }
    let (from, to) = field.text().ok().and_then(|text| text.split_once('-')).ok_or_else(wanted)?;
    let read = |text: &str| text.trim().parse::<u16>().ok().filter(|port| *port > 0);
    let (from, to) = read(from).zip(read(to)).ok_or_else(wanted)?;
    if from > to { Err(field.error(ProfileRule::Reversed)) } else { Ok((from, to)) }
}

pub(super) const UNKNOWN: &str = "unknown";
pub(super) const OPEN: &str = "open";

pub(super) fn value<T>(
    field: &Field<'_>,
    known: impl FnOnce(&Field<'_>) -> Result<T, ProfileError>,
) -> Result<Value<T>, ProfileError> {
    match field.text() {
        Ok(UNKNOWN) => Ok(Value::Unknown),
        Ok(OPEN) => Ok(Value::Open),
        Ok(_) | Err(_) => known(field).map(Value::Known),
    }
}

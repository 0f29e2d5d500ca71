//! Turns the fields of a profile into a [`Provider`].

use std::collections::BTreeSet;
use std::time::Duration;

use model::Number;
use toml::de::DeTable;

use super::rules::{
    Alias, AvailabilityPromise, Cause, ChargeRule, ChargeType, Condition, Demo, Exclusion,
    HolidayRule, MaintenanceKind, MaintenanceRule, Note, PromiseRule, Reach, Recipient, Topic, Way,
    WayRule, When,
};
use super::setting::CommonSetting;
use super::table::{Document, Field, Table};
use super::{
    Limits, Port, PortTarget, ProfileError, ProfileRule, Provider, ProviderClass, ProviderId,
    Service, Transport, Value, check,
};
use crate::{
    ChannelKind, Class, ClockKind, Country, Kind, PromiseKind, Rule, ServiceHours, Span, State,
    time_zone,
};

/// Largest profile that is read, in bytes.
const MOST_BYTES: usize = 256 * 1024;
/// The zone of a profile that names none.
const DEFAULT_ZONE: &str = "Europe/Berlin";

impl Provider {
    /// Reads a profile and checks it for contradictions.
    ///
    /// # Errors
    /// Names file, line, field and the rule that is broken.
    pub fn read(file: &str, text: &str) -> Result<Self, ProfileError> {
        let document = Document { file, text };
        if text.len() > MOST_BYTES {
            return Err(document.error(0, "", ProfileRule::TooLarge(MOST_BYTES)));
        }
        let table = DeTable::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            document.error(at, "", ProfileRule::Syntax(error.message().to_owned()))
        })?;
        provider(document, document.top(&table))
    }
}

fn provider(document: Document<'_>, mut top: Table<'_>) -> Result<Provider, ProfileError> {
    let id = top.need("id")?;
    let id_line = id.line();
    let id = ProviderId::new(id.text()?).ok_or_else(|| id.shape("small letters, digits and -"))?;
    let name = top.text("name")?;
    let source = top.text("source")?;
    let time_zone = match top.take("time_zone") {
        None => DEFAULT_ZONE.to_owned(),
        Some(field) => {
            let zone = field.text()?;
            if time_zone(zone).is_err() {
                return Err(field.shape("an IANA time zone such as Europe/Berlin"));
            }
            zone.to_owned()
        }
    };
    let (business, business_source) = match top.take("business") {
        None => (Value::Open, String::new()),
        Some(field) => business(field.table()?)?,
    };
    let holidays = match top.take("holidays") {
        None => {
            HolidayRule { country: Value::Unknown, state: Value::Unknown, source: String::new() }
        }
        Some(field) => holidays(field.table()?)?,
    };
    let mut places = check::Places::default();
    let is_neutral = top.flag("neutral_classes")?;
    let classes = if is_neutral {
        let every = top.need("every")?.table()?;
        neutral_classes(every, &mut places)?
    } else {
        let tables = top.need("class")?.tables()?;
        tables.into_iter().map(|table| class(table, &mut places)).collect::<Result<_, _>>()?
    };
    let provider = Provider {
        id,
        name,
        file: document.file.to_owned(),
        id_line,
        source,
        time_zone,
        business,
        business_source,
        holidays,
        classes,
        is_neutral,
        aliases: each(&mut top, "alias", |table| alias(table, &mut places))?,
        reaches: each(&mut top, "channel", |table| reach(table, &mut places))?,
        ways: each(&mut top, "way", |table| way(table, &mut places))?,
        charges: each(&mut top, "charge", |table| charge(table, &mut places))?,
        availability: each(&mut top, "availability", |table| availability(table, &mut places))?,
        maintenance: each(&mut top, "maintenance", maintenance)?,
        limits: top.take("network").map(|field| limits(field.table()?)).transpose()?,
        ports: each(&mut top, "port", |table| port(table, &mut places))?,
        demo: top.take("demo").map(|field| demo(field.table()?)).transpose()?,
        ticket_reachable_percent: top
            .take("ticket_reachable_percent")
            .map(|field| field.percent())
            .transpose()?,
        reports_next_working_day: top
            .take("reports_next_working_day")
            .map(|field| field.text().map(str::to_owned))
            .transpose()?,
        notes: each(&mut top, "note", note)?,
    };
    top.finish()?;
    check::contradictions(document, &provider, &places)?;
    Ok(provider)
}

fn each<'d, T>(
    top: &mut Table<'d>,
    name: &str,
    read: impl FnMut(Table<'d>) -> Result<T, ProfileError>,
) -> Result<Vec<T>, ProfileError> {
    top.tables(name)?.into_iter().map(read).collect()
}

fn business(mut table: Table<'_>) -> Result<(Value<String>, String), ProfileError> {
    let hours = value(&table.need("hours")?, |field| {
        let text = field.text()?;
        match text.parse::<ServiceHours>() {
            Ok(_) => Ok(text.to_owned()),
            Err(error) => Err(field.shape(&format!("service hours ({error})"))),
        }
    })?;
    let source = table.text("source")?;
    table.finish()?;
    Ok((hours, source))
}

fn holidays(mut table: Table<'_>) -> Result<HolidayRule, ProfileError> {
    let country = value(&table.need("country")?, |field| {
        field.code(Country::ALL, |one| one.code()).map(|one| one.code().to_owned())
    })?;
    let state = match table.take("state") {
        None => Value::Known(NATIONWIDE.to_owned()),
        Some(field) => value(&field, |field| {
            if field.text()? == NATIONWIDE {
                return Ok(NATIONWIDE.to_owned());
            }
            field.code(State::ALL, |one| one.code()).map(|one| one.code().to_owned())
        })?,
    };
    let rule = HolidayRule { country, state, source: table.text("source")? };
    table.finish()?;
    Ok(rule)
}

/// Stands for the holidays that all states share.
pub(crate) const NATIONWIDE: &str = "none";

fn class(mut table: Table<'_>, places: &mut check::Places) -> Result<ProviderClass, ProfileError> {
    let place = table.place();
    let code = table.need("code")?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if !code.text()?.bytes().all(is_plain) {
        return Err(code.shape("letters, digits and -"));
    }
    let class = ProviderClass {
        code: code.text()?.to_owned(),
        name: Some(table.need("name")?.words()?),
        definition: definition(&mut table)?,
        neutral: table.need("neutral")?.code(Class::ALL, |one| one.code())?,
        takes: rules(&table.need("takes")?)?,
        service: service(&mut table)?,
        promises: promises(&mut table, places)?,
        source: table.text("source")?,
    };
    table.finish()?;
    places.classes.push(place);
    Ok(class)
}

/// The neutral classes with the promises of the only class that there is.
fn neutral_classes(
    mut table: Table<'_>,
    places: &mut check::Places,
) -> Result<Vec<ProviderClass>, ProfileError> {
    let place = table.place();
    let service = service(&mut table)?;
    let promises = promises(&mut table, places)?;
    let source = table.text("source")?;
    table.finish()?;
    let places_of_promises = places.promises.pop().unwrap_or_default();
    let classes = Class::ALL.iter().map(|neutral| {
        places.classes.push(place.clone());
        places.promises.push(places_of_promises.clone());
        ProviderClass {
            code: neutral.code().to_owned(),
            name: None,
            definition: None,
            neutral: *neutral,
            takes: Rule::ALL.iter().copied().filter(|rule| rule.neutral() == *neutral).collect(),
            service,
            promises: promises.clone(),
            source: source.clone(),
        }
    });
    Ok(classes.collect())
}

fn definition(table: &mut Table<'_>) -> Result<Option<crate::Words>, ProfileError> {
    let field = table.need("definition")?;
    if field.text().is_ok_and(|text| text == UNKNOWN) { Ok(None) } else { field.words().map(Some) }
}

fn rules(field: &Field<'_>) -> Result<Vec<Rule>, ProfileError> {
    field.list()?.iter().map(|rule| rule.code(Rule::ALL, |one| one.code())).collect()
}

fn service(table: &mut Table<'_>) -> Result<Service, ProfileError> {
    let all = [Service::AllTimes, Service::Business];
    table.need("service")?.code(&all, |one| match one {
        Service::AllTimes => "7x24",
        Service::Business => "business",
    })
}

fn promises(
    table: &mut Table<'_>,
    places: &mut check::Places,
) -> Result<Vec<PromiseRule>, ProfileError> {
    let tables = table.tables("promise")?;
    places.promises.push(tables.iter().map(Table::place).collect());
    tables.into_iter().map(promise).collect()
}

fn promise(mut table: Table<'_>) -> Result<PromiseRule, ProfileError> {
    let rule = PromiseRule {
        kind: table.need("kind")?.code(PromiseKind::ALL, |one| one.code())?,
        span: value(&table.need("span")?, span)?,
        strict: table.flag("strict")?,
        clock: value(&table.need("clock")?, |field| field.code(ClockKind::ALL, |one| one.code()))?,
        is_clock_assumed: table.flag("clock_assumed")?,
        kinds: kinds(&mut table)?,
        when: when(&mut table)?,
        only_if: condition(&mut table, "if")?,
        source: table.text("source")?,
    };
    table.finish()?;
    Ok(rule)
}

/// Reads `30 min`, `8 h`, `14 days`, `1 week`, `3 months` or `next working day`.
pub(crate) fn read_span(text: &str) -> Option<Span> {
    if text == "next working day" {
        return Some(Span::NextWorkingDay);
    }
    let (number, unit) = text.split_once(' ')?;
    let number: u16 = number.parse().ok().filter(|number| *number > 0)?;
    let seconds = |each: u64| Some(Span::Time(Duration::from_secs(u64::from(number) * each)));
    match unit.trim() {
        "min" => seconds(60),
        "h" => seconds(3_600),
        "day" | "days" => seconds(86_400),
        "week" | "weeks" => Some(Span::Weeks(number)),
        "month" | "months" => Some(Span::Months(number)),
        _ => None,
    }
}

/// How a span is written.
pub(crate) const SPANS: &str =
    "a span such as `30 min`, `8 h`, `14 days`, `1 week`, `3 months` or `next working day`";

fn span(field: &Field<'_>) -> Result<Span, ProfileError> {
    read_span(field.text()?).ok_or_else(|| field.shape(SPANS))
}

fn kinds(table: &mut Table<'_>) -> Result<BTreeSet<Kind>, ProfileError> {
    match table.take("kinds") {
        None => Ok(Kind::ALL.iter().copied().collect()),
        Some(field) => {
            field.list()?.iter().map(|kind| kind.code(Kind::ALL, |one| one.code())).collect()
        }
    }
}

fn classes(table: &mut Table<'_>) -> Result<Vec<String>, ProfileError> {
    table.take("classes").map_or_else(|| Ok(Vec::new()), |field| field.texts())
}

fn when(table: &mut Table<'_>) -> Result<When, ProfileError> {
    table.take("when").map_or(Ok(When::Always), |field| field.code(When::ALL, |one| one.code()))
}

/// Reads `setting=value`, where the setting has a closed list of values.
fn condition(table: &mut Table<'_>, name: &str) -> Result<Option<Condition>, ProfileError> {
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

fn alias(mut table: Table<'_>, places: &mut check::Places) -> Result<Alias, ProfileError> {
    places.aliases.push(table.place());
    let alias = Alias {
        code: table.text("code")?,
        class: table.text("class")?,
        kind: table.need("kind")?.code(Kind::ALL, |one| one.code())?,
        definition: definition(&mut table)?,
        source: table.text("source")?,
    };
    table.finish()?;
    Ok(alias)
}

fn reach(mut table: Table<'_>, places: &mut check::Places) -> Result<Reach, ProfileError> {
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

fn way(mut table: Table<'_>, places: &mut check::Places) -> Result<Way, ProfileError> {
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

fn charge(mut table: Table<'_>, places: &mut check::Places) -> Result<ChargeRule, ProfileError> {
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

fn availability(
    mut table: Table<'_>,
    places: &mut check::Places,
) -> Result<AvailabilityPromise, ProfileError> {
    places.availability.push(table.place());
    let promise = AvailabilityPromise {
        name: table.need("name")?.words()?,
        percent: table.need("percent")?.percent()?,
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

fn maintenance(mut table: Table<'_>) -> Result<MaintenanceRule, ProfileError> {
    let kind = table.need("kind")?.code(MaintenanceKind::ALL, |one| one.code())?;
    let window = table.take("window").map(|field| window(&field)).transpose()?;
    let rule = MaintenanceRule {
        kind,
        window,
        outside_business: table.flag("outside_business")?,
        any_time: table.flag("any_time")?,
        notice: table.take("notice").map(|field| span(&field)).transpose()?,
        max_per_year: table.take("max_per_year").map(|field| field.count()).transpose()?,
        refusable: table.take("refusable").map(|field| field.flag()).transpose()?,
        source: table.text("source")?,
    };
    if rule.window.is_none() && !rule.outside_business && !rule.any_time {
        return Err(table.error("window", ProfileRule::Missing));
    }
    table.finish()?;
    Ok(rule)
}

fn window(field: &Field<'_>) -> Result<String, ProfileError> {
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

fn limits(mut table: Table<'_>) -> Result<Limits, ProfileError> {
    let sources = table.need("sources")?;
    let listed = sources.texts()?;
    let sources = <[String; 3]>::try_from(listed)
        .map_err(|_other| sources.shape("three texts: for delay, jitter and loss"))?;
    let limits = Limits {
        delay_ms: table.need("delay_ms")?.number()?,
        jitter_ms: table.need("jitter_ms")?.number()?,
        loss_below_percent: table.need("loss_below_percent")?.percent()?,
        echo: table.take("echo").map(|field| field.text().map(str::to_owned)).transpose()?,
        sources,
    };
    table.finish()?;
    Ok(limits)
}

fn port(mut table: Table<'_>, places: &mut check::Places) -> Result<Port, ProfileError> {
    places.ports.push(table.place());
    let transports = table.need("transports")?;
    let ports = table.need("ports")?;
    let target = table.need("target")?.text()?;
    let port = Port {
        row: table.text("row")?,
        protocol: table.text("protocol")?,
        transports: transports
            .list()?
            .iter()
            .map(|one| one.code(Transport::ALL, |one| one.code()))
            .collect::<Result<_, _>>()?,
        ports: ports.list()?.iter().map(port_range).collect::<Result<_, _>>()?,
        target: match target {
            "sip-trunk" => PortTarget::Trunk,
            host => PortTarget::Host(host.to_owned()),
        },
        purpose: table.need("purpose")?.words()?,
    };
    if port.transports.is_empty() {
        return Err(transports.shape("a list that is not empty"));
    }
    if port.ports.is_empty() {
        return Err(ports.shape("a list that is not empty"));
    }
    table.finish()?;
    Ok(port)
}

fn port_range(field: &Field<'_>) -> Result<(u16, u16), ProfileError> {
    let wanted = || field.shape("a port such as 443 or a range such as \"16384-32767\"");
    if let Ok(port) = field.count() {
        return if port == 0 { Err(wanted()) } else { Ok((port, port)) };
    }
    let (from, to) = field.text().ok().and_then(|text| text.split_once('-')).ok_or_else(wanted)?;
    let read = |text: &str| text.trim().parse::<u16>().ok().filter(|port| *port > 0);
    let (from, to) = read(from).zip(read(to)).ok_or_else(wanted)?;
    if from > to { Err(field.error(ProfileRule::Reversed)) } else { Ok((from, to)) }
}

fn demo(mut table: Table<'_>) -> Result<Demo, ProfileError> {
    let demo = Demo {
        users: table.need("users")?.count()?,
        trunks: table.need("trunks")?.count()?,
        weeks: table.need("weeks")?.count()?,
        source: table.text("source")?,
    };
    table.finish()?;
    Ok(demo)
}

fn note(mut table: Table<'_>) -> Result<Note, ProfileError> {
    let note = Note {
        topic: table.need("topic")?.code(Topic::ALL, |one| one.code())?,
        words: table.need("words")?.words()?,
        source: table.text("source")?,
    };
    table.finish()?;
    Ok(note)
}

const UNKNOWN: &str = "unknown";
const OPEN: &str = "open";

fn value<T>(
    field: &Field<'_>,
    known: impl FnOnce(&Field<'_>) -> Result<T, ProfileError>,
) -> Result<Value<T>, ProfileError> {
    match field.text() {
        Ok(UNKNOWN) => Ok(Value::Unknown),
        Ok(OPEN) => Ok(Value::Open),
        Ok(_) | Err(_) => known(field).map(Value::Known),
    }
}

//! Turns the fields of a profile into a [`Provider`].

mod parts;
mod shapes;

use toml::de::DeTable;

use super::rules::{HolidayRule, PromiseRule};
use super::table::{Document, Field, Table};
use super::{
    ProfileError, ProfileRule, Provider, ProviderClass, ProviderId, Service, Value, check,
};
use crate::{Class, ClockKind, Country, PromiseKind, Region, Rule, ServiceHours, State, time_zone};
use parts::{alias, availability, charge, demo, limits, maintenance, note, port, reach, way};
pub(crate) use shapes::{SPANS, is_host, read_span, target_shape};
use shapes::{UNKNOWN, code, condition, kinds, span, value, when};

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
        // Whoever reads the file puts this sign where its bytes are no text.
        if let Some(at) = text.find(char::REPLACEMENT_CHARACTER) {
            return Err(document.error(at, "", ProfileRule::NotText));
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
        ticket_reachable: top
            .take("ticket_reachable_percent")
            .map(|field| field.share())
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
    if let (Value::Known(country), Value::Known(state)) = (&country, &state)
        && let (Some(country), Some(state)) = (Country::from_code(country), State::from_code(state))
        && let Err(error) = Region::new(country, Some(state), None)
    {
        return Err(table.error("state", ProfileRule::Region(error)));
    }
    let rule = HolidayRule { country, state, source: table.text("source")? };
    table.finish()?;
    Ok(rule)
}

/// Stands for the holidays that all states share.
pub(crate) const NATIONWIDE: &str = "none";

fn class(mut table: Table<'_>, places: &mut check::Places) -> Result<ProviderClass, ProfileError> {
    let place = table.place();
    let class = ProviderClass {
        code: code(&table.need("code")?)?,
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

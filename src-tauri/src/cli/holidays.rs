//! `rufbereit holidays`: what the clocks of contracts take for holidays, with no account and no
//! window.

use std::fmt::Write as _;
use std::io::Read as _;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use faults::{
    CALENDAR_BYTES, CalendarEntry, Country, HolidayName, Holidays, Municipality, Region, State,
    berlin, read_calendar,
};
use serde::Serialize;

use super::client::PeerError;
use super::print;

/// Which holidays are asked for.
#[derive(Debug, ClapArgs)]
pub(crate) struct HolidaysArgs {
    /// German state, such as BY; only what holds in all of the country where it is not given.
    #[arg(long, value_parser = state)]
    state: Option<State>,
    /// Where a state leaves days to its municipalities: munich (or catholic), augsburg, protestant.
    #[arg(long, requires = "state", value_parser = municipality)]
    municipality: Option<Municipality>,
    /// Country: de, at, ch.
    #[arg(long, value_parser = country, default_value = "de")]
    country: Country,
    /// Year; this one where it is not given.
    #[arg(long, value_parser = clap::value_parser!(i16).range(
        i64::from(*Holidays::YEARS.start())..=i64::from(*Holidays::YEARS.end())
    ))]
    year: Option<i16>,
    /// iCalendar file with further days.
    #[arg(long, value_name = "FILE")]
    calendar: Vec<PathBuf>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// What scripts read.
#[derive(Debug, Serialize)]
struct Answer {
    state: &'static str,
    year: i16,
    days: Vec<Day>,
}

#[derive(Debug, Serialize)]
struct Day {
    date: String,
    name: String,
}

/// Prints the holidays of a year.
pub(super) fn run(args: &HolidaysArgs) -> Result<(), PeerError> {
    let usage = |error: &dyn std::error::Error| PeerError::Usage(error.to_string());
    let region =
        Region::new(args.country, args.state, args.municipality).map_err(|error| usage(&error))?;
    let year = args.year.unwrap_or_else(|| jiff::Timestamp::now().to_zoned(berlin()).year());
    let mut holidays = Holidays::of(region);
    for file in &args.calendar {
        holidays = holidays.with_calendar(&read(file, year..=year)?);
    }
    let days = holidays.of_year(year);
    if args.json {
        let days = days
            .into_iter()
            .map(|(date, name)| Day { date: date.to_string(), name: name.to_string() });
        print::json(&Answer { state: region.code(), year, days: days.collect() });
        return Ok(());
    }
    let words = print::words();
    let mut text = String::new();
    for (date, name) in days {
        let name = match name {
            HolidayName::Known(holiday) => words.say(&format!("holiday-{}", holiday.code())),
            HolidayName::Given(name) => name.to_owned(),
        };
        writeln!(text, "{date}  {name}").map_err(|error| PeerError::Other(error.to_string()))?;
    }
    print::text(text.trim_end());
    Ok(())
}

/// The entries of a calendar file in these years.
pub(super) fn read(
    file: &Path,
    years: RangeInclusive<i16>,
) -> Result<Vec<CalendarEntry>, PeerError> {
    let wrong =
        |why: &dyn std::fmt::Display| PeerError::Usage(format!("{}: {why}", file.display()));
    let mut bytes = Vec::new();
    let most = u64::try_from(CALENDAR_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    std::fs::File::open(file)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .map_err(|error| wrong(&error))?;
    let text = String::from_utf8_lossy(&bytes);
    read_calendar(&text, &berlin(), years).map_err(|error| wrong(&error))
}

fn state(word: &str) -> Result<State, String> {
    let found = State::from_code(&word.trim().to_ascii_uppercase());
    found.ok_or_else(|| one_of(State::ALL.iter().map(|state| state.code())))
}

fn municipality(word: &str) -> Result<Municipality, String> {
    Municipality::read(word)
        .ok_or_else(|| one_of(Municipality::ALL.iter().map(|municipality| municipality.code())))
}

fn country(word: &str) -> Result<Country, String> {
    let found = Country::from_code(&word.trim().to_ascii_uppercase());
    found.ok_or_else(|| one_of(Country::ALL.iter().map(|country| country.code())))
}

fn one_of<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    codes.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        holidays: HolidaysArgs,
    }

    fn typed(line: &str) -> Result<HolidaysArgs, clap::Error> {
        Line::try_parse_from(line.split(' ')).map(|line| line.holidays)
    }

    #[test]
    fn a_state_and_its_municipality_are_typed_in_any_case() {
        let args = typed("holidays --state by --municipality Augsburg --year 2027").unwrap();
        assert_eq!(
            (args.state, args.municipality),
            (Some(State::By), Some(Municipality::Augsburg))
        );
        assert_eq!(typed("holidays --country at").unwrap().country, Country::Austria);
        assert_eq!(
            typed("holidays --state TH --municipality catholic").unwrap().municipality,
            Some(Municipality::Munich)
        );
    }

    #[test]
    fn what_makes_no_sense_is_wrong_usage() {
        for line in [
            "holidays --state XX",
            "holidays --municipality munich",
            "holidays --country fr",
            "holidays --year 1066",
            "holidays --year next",
        ] {
            assert!(typed(line).is_err(), "{line}");
        }
        for line in [
            "holidays --state BE --municipality augsburg --year 2027",
            "holidays --country at --state BY --year 2027",
            "holidays --year 2027 --calendar /nowhere/at-all.ics",
        ] {
            let outcome = run(&typed(line).unwrap());
            assert!(matches!(outcome, Err(PeerError::Usage(_))), "{line}");
        }
    }

    #[test]
    fn every_holiday_has_words() {
        for tongue in [crate::words::Tongue::German, crate::words::Tongue::English] {
            let words = crate::words::Words::new(tongue);
            for holiday in faults::Holiday::ALL {
                let key = format!("holiday-{}", holiday.code());
                assert_ne!(words.say(&key), key);
            }
        }
    }
}

//! Calendars as programs write them, as people break them, and as nobody should send them.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::{berlin, time_zone};

#[test]
fn days_and_times_are_read_in_their_zones() {
    let text = calendar(&[
        "DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Betriebsruhe",
        "DTSTART:20270101\r\nSUMMARY:One day",
        "DTSTART;VALUE=DATE:20270102\r\nDTEND;VALUE=DATE:20270102\r\nSUMMARY:Same end",
        "DTSTART;VALUE=DATE:20270103\r\nDURATION:P1W\r\nSUMMARY:Week",
        "DTSTART:20270601T200000Z\r\nDTEND:20270601T210000Z\r\nSUMMARY:UTC",
        "DTSTART;TZID=Europe/Berlin:20270601T220000\r\nDURATION:PT1H30M\r\nSUMMARY:Zone",
        "DTSTART;TZID=\"W. Europe Standard Time\":20270601T220000\r\nDURATION:PT1H",
        "DTSTART;TZID=/example.org/2024/Europe/Berlin:20270601T220000\r\nDURATION:PT1H",
        "DTSTART;X-A=\"a:b;c\";TZID=America/New_York:20270601T160000\r\nDURATION:PT1H",
        "DTSTART:20270601T160000\r\nDURATION:PT1H\r\nSUMMARY:Floating",
        "DTSTART:20270601T160000\r\nSUMMARY:No length",
        // A day on the calendar, though it has only 23 hours.
        "DTSTART;TZID=Europe/Berlin:20270327T220000\r\nDURATION:P1DT1H",
    ]);
    let new_york = time_zone("America/New_York").unwrap();

    let entries = read_calendar(&text, &new_york, 2026..=2027).unwrap();

    let days = |first, last| When::Days { first, last };
    let times = |start: &str, end: &str| When::Times { start: utc(start), end: utc(end) };
    let evening = times("2027-06-01T20:00:00Z", "2027-06-01T21:00:00Z");
    let found: Vec<When> = entries.iter().map(|entry| entry.when).collect();
    assert_eq!(
        found,
        [
            days(date(2026, 12, 24), date(2026, 12, 26)),
            days(date(2027, 1, 1), date(2027, 1, 1)),
            days(date(2027, 1, 2), date(2027, 1, 2)),
            days(date(2027, 1, 3), date(2027, 1, 9)),
            evening,
            times("2027-06-01T20:00:00Z", "2027-06-01T21:30:00Z"),
            evening,
            evening,
            evening,
            evening,
            times("2027-06-01T20:00:00Z", "2027-06-01T20:00:00Z"),
            times("2027-03-27T21:00:00Z", "2027-03-28T21:00:00Z"),
        ]
    );
    assert_eq!(entries[0].days().len(), 3);
    assert!(entries[0].is_all_day() && !entries[4].is_all_day() && entries[4].days().is_empty());
}

#[test]
fn form_is_taken_as_it_comes() {
    let text = "\u{feff}\nbegin:vcalendar\nVERSION:2.0\nX-WR-CALNAME;X=1:Feier\n tage\n\
        BEGIN:VTIMEZONE\nTZID:Europe/Berlin\nBEGIN:STANDARD\nDTSTART:19701025T030000\n\
        RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nEND:VTIMEZONE\n\n\
        BEGIN:VEVENT\nUID:1\ndtstart;value=DATE:2027\n 0101\nSUMM\n\tARY;LANGUAGE=de:Neu\n  jahr\\, \\\n n\
        Tag\\; \\\\ \\q \u{7}und mehr\\\nCREATED:20260101T000000Z\nBEGIN:VALARM\nTRIGGER:-PT15M\n\
        DTSTART:nonsense\nEND:VALARM\nX-OTHER:x\nEND:VEVENT\n\
        BEGIN:VTODO\nDTSTART:nonsense\nEND:VTODO\nEND:VCALENDAR\n";

    let entries = read(text).unwrap();

    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].summary, "Neu jahr, Tag; \\ q und mehr");
    assert_eq!(entries[0].announced_at, Some(utc("2026-01-01T00:00:00Z")));
    assert_eq!(entries[0].days(), [date(2027, 1, 1)]);
}

#[test]
fn what_comes_again_comes_in_the_wanted_years() {
    for (lines, dates) in [
        ("DTSTART:20200501\r\nRRULE:FREQ=YEARLY", vec!["2026-05-01", "2027-05-01"]),
        (
            "DTSTART:20200501\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1;UNTIL=20261231",
            vec!["2026-05-01"],
        ),
        ("DTSTART:20240229\r\nRRULE:FREQ=YEARLY", vec![]),
        ("DTSTART:19990501\r\nRRULE:FREQ=YEARLY;INTERVAL=9", vec!["2026-05-01"]),
        ("DTSTART:19991215\r\nRRULE:FREQ=MONTHLY;INTERVAL=18", vec!["2026-12-15"]),
        ("DTSTART:20000103\r\nRRULE:FREQ=WEEKLY;INTERVAL=100", vec!["2026-11-02"]),
        ("DTSTART:20000101\r\nRRULE:FREQ=DAILY;INTERVAL=1000", vec!["2027-05-19"]),
        (
            "DTSTART:20261231\r\nRRULE:FREQ=MONTHLY;COUNT=3",
            vec!["2026-12-31", "2027-01-31", "2027-03-31"],
        ),
        (
            "DTSTART:20261201\r\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=2",
            vec!["2026-12-01", "2026-12-15"],
        ),
        (
            "DTSTART:20261201\r\nRRULE:FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261210",
            vec!["2026-12-01", "2026-12-03", "2026-12-08", "2026-12-10"],
        ),
        (
            "DTSTART:20261230\r\nRRULE:FREQ=DAILY;COUNT=4\r\nEXDATE:20261231,20270101",
            vec!["2026-12-30", "2027-01-02"],
        ),
        ("DTSTART:20251231\r\nDTEND:20260102", vec!["2025-12-31"]),
        ("DTSTART:20280101", vec![]),
    ] {
        let entries = read(&calendar(&[lines])).unwrap();
        let found: Vec<String> = entries.iter().map(|entry| first(entry).to_string()).collect();
        assert_eq!(found, dates, "{lines}");
    }
}

#[test]
fn times_that_come_again_stay_at_their_time_of_day() {
    let text = calendar(&[
        "UID:a\r\nDTSTART;TZID=Europe/Berlin:20260327T230000\r\nDURATION:PT1H\r\n\
         RRULE:FREQ=DAILY;UNTIL=20260331T210000Z\r\nEXDATE;TZID=Europe/Berlin:20260328T230000",
        "UID:a\r\nRECURRENCE-ID:20260330T210000Z\r\nDTSTART:20260330T180000Z\r\nDURATION:PT2H",
        "UID:b\r\nDTSTART:20260330T180000Z\r\nSTATUS:CANCELLED",
    ]);

    let entries = read(&text).unwrap();

    let starts: Vec<String> =
        entries.iter().map(|entry| entry.moments(&berlin()).unwrap().0.to_string()).collect();
    let expected = [
        "2026-03-27T22:00:00Z",
        "2026-03-29T21:00:00Z",
        "2026-03-31T21:00:00Z",
        "2026-03-30T18:00:00Z",
    ];
    assert_eq!(starts, expected);
}

#[test]
fn what_is_not_understood_is_an_error_with_its_line() {
    use CalendarFault as Fault;

    for (lines, line, fault) in [
        ("SUMMARY:x", 2, Fault::NoStart),
        ("DTSTART:2027-01-01", 3, Fault::Date("2027-01-01".into())),
        ("DTSTART:20270229", 3, Fault::Date("20270229".into())),
        ("UID:1\r\nDTSTART:20270101T2500\r\n 00", 4, Fault::Date("20270101T250000".into())),
        ("DTSTART;TZID=Mars/Base:20270101T080000", 3, Fault::Zone("Mars/Base".into())),
        ("DTSTART:20270101\r\nDTEND:20261231", 4, Fault::EndsFirst),
        ("DTSTART:20270101T080000Z\r\nDTEND:20270101T070000Z", 4, Fault::EndsFirst),
        ("DTSTART:20270101\r\nDTEND:20270101T070000Z", 4, Fault::Mixed),
        ("DTSTART:20270101\r\nDURATION:PT1H", 4, Fault::Mixed),
        ("DTSTART:20270101\r\nDTEND:20290101", 2, Fault::TooLong),
        ("DTSTART:20270101T080000Z\r\nDURATION:P367D", 2, Fault::TooLong),
        ("DTSTART:20270101T080000Z\r\nDTEND:20290101T080000Z", 2, Fault::TooLong),
        ("DTSTART:20270101\r\nDURATION:1H", 4, Fault::Duration("1H".into())),
        ("DTSTART:20270101\r\nDURATION:-P1D", 4, Fault::Duration("-P1D".into())),
        ("DTSTART:20270101T080000Z\r\nDURATION:P1DT", 4, Fault::Duration("P1DT".into())),
        (
            "DTSTART:20270101\r\nRRULE:FREQ=YEARLY;BYDAY=2SU",
            4,
            Fault::Recurrence("FREQ=YEARLY;BYDAY=2SU".into()),
        ),
        ("DTSTART:20270101\r\nRRULE:FREQ=HOURLY", 4, Fault::Recurrence("FREQ=HOURLY".into())),
        ("DTSTART:20270101\r\nRRULE:COUNT", 4, Fault::Recurrence("COUNT".into())),
        (
            "DTSTART:20270101\r\nRRULE:FREQ=DAILY;INTERVAL=0",
            4,
            Fault::Recurrence("FREQ=DAILY;INTERVAL=0".into()),
        ),
        ("DTSTART:20270101\r\nRDATE:20270201", 4, Fault::Recurrence("RDATE".into())),
        ("DTSTART:20270101\r\nBEGIN:VALARM", 5, Fault::WrongEnd("VEVENT".into())),
        ("DTSTART:20270101\r\nno colon", 4, Fault::NoLine),
        ("DTSTART:20270101\r\nSUMMARY;X=\"open:x", 4, Fault::NoLine),
    ] {
        assert_eq!(read(&calendar(&[lines])), Err(CalendarError { line, fault }), "{lines}");
    }
}

#[test]
fn what_is_no_calendar_is_none() {
    use CalendarFault as Fault;

    for (text, line, fault) in [
        ("", 1, Fault::NoCalendar),
        ("<!DOCTYPE html>\n<html>", 1, Fault::NoCalendar),
        ("\n\nBEGIN:VCARD\nEND:VCARD\n", 3, Fault::NoCalendar),
        ("VERSION:2.0\n", 1, Fault::NoCalendar),
        ("BEGIN:VCALENDAR\nVERSION:2.0\n", 2, Fault::CutOff("VCALENDAR".into())),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270101\n", 3, Fault::CutOff("VEVENT".into())),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\nX:1\n", 3, Fault::NoCalendar),
    ] {
        assert_eq!(read(text), Err(CalendarError { line, fault }), "{text}");
    }
    assert_eq!(read("BEGIN:VCALENDAR\nEND:VCALENDAR\n"), Ok(Vec::new()), "an empty one is one");
}

#[test]
fn work_and_memory_are_bounded() {
    let fault = |text: &str| read(text).map(|entries| entries.len()).map_err(|error| error.fault);

    let deep = "BEGIN:VCALENDAR\n".repeat(9);
    assert_eq!(fault(&deep), Err(CalendarFault::TooDeep));
    let large = format!("BEGIN:VCALENDAR\nX:{}\n", "x\n ".repeat(CALENDAR_BYTES / 3));
    assert_eq!(fault(&large), Err(CalendarFault::TooLarge));
    let many = calendar(&vec!["DTSTART:20270101"; MOST_ENTRIES + 1]);
    assert_eq!(fault(&many), Err(CalendarFault::TooMany));
    let endless = calendar(&["DTSTART:00010101\r\nRRULE:FREQ=DAILY;COUNT=999999999"]);
    assert_eq!(fault(&endless), Err(CalendarFault::TooMany));
    let daily = calendar(&["DTSTART:20200101\r\nRRULE:FREQ=DAILY"; 20]);
    assert_eq!(fault(&daily), Err(CalendarFault::TooMany));
    let nightly = calendar(&["DTSTART:20000101T230000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY"]);
    assert_eq!(fault(&nightly), Ok(730));
    let old = calendar(&["DTSTART:00010101\r\nRRULE:FREQ=DAILY"; 3]);
    assert_eq!(fault(&old), Ok(3 * 730), "what is long past is not walked through");
    let long = format!("DTSTART:20270101\r\nSUMMARY:{}", "lang ".repeat(10_000));
    assert_eq!(read(&calendar(&[&long])).unwrap()[0].summary.chars().count(), 200);
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_fall_over(
        lines in prop::collection::vec(
            "(BEGIN|END|DTSTART|DTEND|DURATION|RRULE|EXDATE|UID|SUMMARY|RECURRENCE-ID)(;[A-Z=\"/:]{0,8})?:\
             (VEVENT|VCALENDAR|[0-9]{8}(T[0-9]{6}Z?)?|P[0-9]{0,9}[WDT]{0,2}|FREQ=(DAILY|YEARLY);(COUNT|INTERVAL)=[0-9]{1,9}|\\PC{0,20})",
            0..30
        ),
        years in (1990_i16..2040, 1990_i16..2040)
    ) {
        let text = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{}\nEND:VEVENT\nEND:VCALENDAR\n", lines.join("\n"));
        for text in [text, lines.join("\r\n ")] {
            if let Ok(entries) = read_calendar(&text, &berlin(), years.0..=years.1) {
                prop_assert!(entries.len() <= MOST_ENTRIES);
                for entry in entries {
                    prop_assert!(entry.days().len() <= MOST_DAYS);
                    if let Some((start, end)) = entry.moments(&berlin()) {
                        prop_assert!(start <= end);
                    }
                }
            }
        }
    }
}

fn read(text: &str) -> Result<Vec<CalendarEntry>, CalendarError> {
    read_calendar(text, &berlin(), 2026..=2027)
}

/// A calendar of events with these lines; the first event begins on line 2.
fn calendar<S: AsRef<str>>(events: &[S]) -> String {
    let events =
        events.iter().map(|lines| format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n", lines.as_ref()));
    format!("BEGIN:VCALENDAR\r\n{}END:VCALENDAR\r\n", events.collect::<String>())
}

fn first(entry: &CalendarEntry) -> Date {
    match entry.when {
        When::Days { first, .. } => first,
        When::Times { start, .. } => berlin().to_datetime(start).date(),
    }
}

fn utc(text: &str) -> Timestamp {
    text.parse().unwrap()
}

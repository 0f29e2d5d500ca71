//! Calendars and service hours as anybody may send them: read within bounds, or refused.

#![no_main]

use faults::{Schedule, ServiceHours, berlin, read_calendar};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, i16, i64)| {
    let (text, year, second) = input;
    for text in [text.to_owned(), format!("BEGIN:VCALENDAR\n{text}\nEND:VCALENDAR\n")] {
        let Ok(entries) = read_calendar(&text, &berlin(), year..=year.saturating_add(2)) else {
            continue;
        };
        for entry in entries {
            assert!(entry.days().len() <= 366);
            if let Some((start, end)) = entry.moments(&berlin()) {
                assert!(start <= end);
            }
        }
    }
    let Ok(hours) = text.parse::<ServiceHours>() else { return };
    assert_eq!(hours.to_string().parse(), Ok(hours.clone()));
    let Ok(at) = clock::Timestamp::from_second(second) else { return };
    let schedule = Schedule::new(hours, faults::Holidays::none(), berlin());
    if let Some(opens_at) = schedule.next_open(at) {
        assert!(schedule.is_open(opens_at));
    }
});

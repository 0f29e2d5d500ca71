//! Service hours as contracts and people write them.

use proptest::prelude::*;

use super::*;

#[test]
fn what_contracts_write_is_read_and_written_in_one_way() {
    for (text, written) in [
        ("7x24", "7x24"),
        ("24/7", "7x24"),
        ("Mon-Fri 08:00-17:00", "Mon-Fri 08:00-17:00"),
        ("Mo-Fr 8:00 - 17:00", "Mon-Fri 08:00-17:00"),
        ("Montag – Freitag 08:00–18:00", "Mon-Fri 08:00-18:00"),
        ("Mon-Thu 08:00-17:00; Fri 08:00-14:00", "Mon-Thu 08:00-17:00; Fri 08:00-14:00"),
        ("Mon-Thu 08:00-17:00, Fri 08:00-14:00", "Mon-Thu 08:00-17:00; Fri 08:00-14:00"),
        ("Mon-Fri 08:00-12:00, 13:00-17:00", "Mon-Fri 08:00-12:00, 13:00-17:00"),
        ("Mon,Wed,Fri 08:00-10:00", "Mon,Wed,Fri 08:00-10:00"),
        ("Fri-Mon 10:00-12:00", "Mon,Fri-Sun 10:00-12:00"),
        ("23:00-24:00", "Mon-Sun 23:00-24:00"),
        ("23:00-00:00", "Mon-Sun 23:00-24:00"),
        ("Sat 22:00-02:00", "Sat 22:00-02:00"),
        ("18:01-07:59", "Mon-Sun 18:01-07:59"),
        ("Mon-Sun 00:00-24:00", "Mon-Sun 00:00-24:00"),
        ("Mon 12:00-13:00; Mon 08:00-09:00;", "Mon 08:00-09:00, 12:00-13:00"),
    ] {
        let hours: ServiceHours = text.parse().unwrap();
        assert_eq!(hours.to_string(), written, "{text}");
        assert_eq!(hours.to_string().parse(), Ok(hours), "{text}");
    }
}

#[test]
fn around_the_clock_is_not_the_same_as_every_day() {
    assert!("7x24".parse::<ServiceHours>().unwrap().is_always());
    assert!(!"Mon-Sun 00:00-24:00".parse::<ServiceHours>().unwrap().is_always());
}

#[test]
fn what_is_no_service_hours_is_refused_with_the_word() {
    let day = |word: &str| HoursError::Day(word.to_owned());
    let time = |word: &str| HoursError::Time(word.to_owned());
    let span = |word: &str| HoursError::Span(word.to_owned());
    for (text, error) in [
        ("", HoursError::Empty),
        (" ; ", HoursError::Empty),
        ("5x8", span("5x8")),
        ("Mon-Fri", span("Mon-Fri")),
        ("Mon-Fri 08:00", span("08:00")),
        ("Mon-Fri 08:00-", time("")),
        ("Mon-Fry 08:00-17:00", day("Fry")),
        ("Mon-Fri 08:00-25:00", time("25:00")),
        ("Mon-Fri 08:60-17:00", time("08:60")),
        ("Mon-Fri 8:0-17:00", time("8:0")),
        ("Mon-Fri 24:01-17:00", time("24:01")),
        ("Mon-Fri 08:00-08:00", span("08:00-08:00")),
        ("Mon 24:00-02:00", span("24:00-02:00")),
        ("Mon 08:00-12:00, 11:00-13:00", HoursError::Overlap("Mon")),
        ("Mon-Tue 22:00-06:00; Tue 05:00-08:00", HoursError::Overlap("Tue")),
        ("Sun 22:00-06:00; Mon 05:59-08:00", HoursError::Overlap("Mon")),
        ("Mon 0８:00-10:00", time("0８:00")),
    ] {
        assert_eq!(text.parse::<ServiceHours>(), Err(error), "{text}");
    }
    let many: Vec<String> = (1..10).map(|hour| format!("{hour}:00-{hour}:30")).collect();
    assert_eq!(many.join(",").parse::<ServiceHours>(), Err(HoursError::TooMany("Mon")));
    let long = "Mon 08:00-09:00;".repeat(99);
    assert!(matches!(long.parse::<ServiceHours>(), Err(HoursError::TooLong(_))));
}

#[test]
fn touching_spans_are_no_overlap() {
    for text in ["Mon 08:00-12:00, 12:00-17:00", "Sun 22:00-06:00; Mon 06:00-08:00"] {
        assert!(text.parse::<ServiceHours>().is_ok(), "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_fall_over(text in "[MonTueSatFr0-9:;, x-]{0,60}|\\PC{0,60}") {
        if let Ok(hours) = text.parse::<ServiceHours>() {
            prop_assert_eq!(hours.to_string().parse(), Ok(hours));
        }
    }

    #[test]
    fn what_is_written_is_read_back(
        spans in prop::collection::vec((0..7_usize, 0..24_u16, 0..60_u16, 1..=1440_u16), 1..12)
    ) {
        let parts: Vec<String> = spans.into_iter().map(|(day, hour, minute, length)| {
            let to = (hour * 60 + minute + length) % 1440;
            format!("{} {hour:02}:{minute:02}-{:02}:{:02}", SHORT[day], to / 60, to % 60)
        }).collect();
        if let Ok(hours) = parts.join("; ").parse::<ServiceHours>() {
            prop_assert_eq!(hours.to_string().parse(), Ok(hours));
        }
    }
}

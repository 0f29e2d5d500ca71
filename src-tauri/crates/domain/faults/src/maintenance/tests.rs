//! Maintenance windows of the four contracts that have some.

use super::*;
use crate::{Region, State, berlin, read_calendar, time_zone};

#[test]
fn spie_may_update_four_times_a_year_before_midnight_with_two_weeks_notice() {
    let nights = ["2026-02-20", "2026-04-17", "2026-06-19", "2026-08-21", "2026-10-16"];
    let announced = nights.map(|day| one(day, "23:00", "24:00", Some("2026-02-06 15:00")));
    let maintenance = spie().with_announced(announced.into());

    let covered: Vec<&Covered> = maintenance.announced().iter().map(|one| &one.covered).collect();
    let by = Covered::By("standard".to_owned());
    assert_eq!(covered, [&by, &by, &by, &by, &Covered::TooMany("standard".to_owned())]);
    // The next year begins anew.
    let next_year = spie().with_announced(vec![
        one("2026-12-31", "23:00", "24:00", Some("2026-02-06 15:00")),
        one("2027-01-04", "23:00", "24:00", Some("2026-02-06 15:00")),
    ]);
    assert!(next_year.announced().iter().all(|one| one.covered == by));
}

#[test]
fn notice_is_counted_in_calendar_days_and_what_is_unknown_is_not_granted() {
    let judge = |day, from, to, announced| {
        let maintenance = spie().with_announced(vec![one(day, from, to, announced)]);
        maintenance.announced()[0].covered.clone()
    };
    let code = "standard".to_owned();

    assert_eq!(
        judge("2026-02-20", "23:00", "24:00", Some("2026-02-06 23:59")),
        Covered::By(code.clone())
    );
    let short = judge("2026-02-20", "23:00", "24:00", Some("2026-02-07 00:01"));
    assert_eq!(short, Covered::ShortNotice(code.clone()));
    let unknown = judge("2026-02-20", "23:00", "24:00", None);
    assert_eq!(unknown, Covered::UnknownNotice(code));
    for (from, to) in [("22:30", "23:30"), ("10:00", "11:00"), ("00:00", "24:00")] {
        let outside = judge("2026-02-20", from, to, Some("2026-01-06 15:00"));
        assert_eq!(outside, Covered::OutsideWindows, "{from}");
        assert!(!outside.is_covered());
    }
}

#[test]
fn stimme_needs_a_week_outside_service_and_an_hour_at_any_time() {
    let judge = |day, from, to, announced| {
        let maintenance = stimme().with_announced(vec![one(day, from, to, Some(announced))]);
        maintenance.announced()[0].covered.clone()
    };
    let (standard, urgent) = ("standard".to_owned(), "urgent".to_owned());

    // S1-160, S1-161: outside service and a week ahead, on a holiday too.
    let night = judge("2026-02-10", "18:00", "20:00", "2026-02-03 23:00");
    assert_eq!(night, Covered::By(standard.clone()));
    let good_friday = judge("2026-04-03", "10:00", "11:00", "2026-03-01 23:00");
    assert_eq!(good_friday, Covered::By(standard.clone()));
    // S1-162: otherwise it is urgent, with an hour.
    let late = judge("2026-02-10", "18:00", "20:00", "2026-02-04 09:00");
    assert_eq!(late, Covered::By(urgent.clone()));
    let day = judge("2026-02-10", "10:00", "11:00", "2026-02-10 09:00");
    assert_eq!(day, Covered::By(urgent.clone()));
    let sudden = judge("2026-02-10", "10:00", "11:00", "2026-02-10 09:01");
    assert_eq!(sudden, Covered::ShortNotice(urgent));
    let sudden_night = judge("2026-02-10", "18:00", "20:00", "2026-02-10 17:30");
    assert_eq!(sudden_night, Covered::ShortNotice(standard));
}

#[test]
fn traut_needs_no_announcement_at_night() {
    let maintenance = traut();

    // S3-05: the minutes before it and after it are nobody's.
    for (time, is_planned) in [
        ("2026-02-03 17:59", false),
        ("2026-02-03 18:00", false),
        ("2026-02-03 18:01", true),
        ("2026-02-04 07:58", true),
        ("2026-02-04 07:59", false),
        ("2026-02-07 12:00", false),
    ] {
        assert_eq!(maintenance.planned_at(at(time)).is_some(), is_planned, "{time}");
    }
    let night = maintenance.planned_at(at("2026-02-04 03:00")).unwrap();
    assert_eq!((night.start, night.end), (at("2026-02-03 18:01"), at("2026-02-04 07:59")));
    assert_eq!((night.summary, night.covered), (None, Covered::By("flat".to_owned())));
    assert_eq!(maintenance.next(at("2026-02-04 03:00")), None, "nothing was announced");
}

#[test]
fn what_was_announced_is_shown_while_it_lasts_and_before() {
    let maintenance = traut().with_announced(vec![
        one("2026-02-10", "10:00", "11:00", None),
        one("2026-02-10", "10:30", "12:00", None),
        one("2026-02-12", "10:00", "10:00", None),
        one("2026-02-11", "02:00", "03:00", None),
    ]);
    let end = |time| maintenance.planned_at(at(time)).map(|one| one.end);

    assert_eq!(end("2026-02-10 10:45"), Some(at("2026-02-10 12:00")), "the one that lasts longer");
    assert_eq!(end("2026-02-10 12:00"), None);
    assert_eq!(end("2026-02-11 02:30"), Some(at("2026-02-11 03:00")), "before the flat window");
    let next = |time| maintenance.next(at(time)).map(|one| one.start);
    assert_eq!(next("2026-02-10 10:00"), Some(at("2026-02-10 10:30")));
    assert_eq!(next("2026-02-11 02:00"), None, "what has no length is none");
}

#[test]
fn outages_do_not_count_in_what_is_covered() {
    let excluded = |maintenance: &Maintenance| {
        let stretches = maintenance.excluded(at("2026-02-02 00:00"), at("2026-02-04 00:00"));
        let minutes = stretches.iter().map(|(from, to)| to.duration_since(*from).as_secs() / 60);
        minutes.collect::<Vec<_>>()
    };

    assert_eq!(excluded(&traut()), [479, 838, 359]);
    let announced = vec![
        one("2026-02-02", "23:00", "24:00", Some("2026-01-02 12:00")),
        one("2026-02-03", "23:00", "24:00", None),
        one("2026-02-09", "23:00", "24:00", Some("2026-01-02 12:00")),
    ];
    assert_eq!(excluded(&spie().with_announced(announced)), [60]);
}

#[test]
fn a_calendar_tells_what_is_planned_and_since_when() {
    let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nCREATED:20260206T140000Z\n\
        DTSTART;TZID=Europe/Berlin:20260220T230000\nDURATION:PT1H\nSUMMARY:Update 13r3\nEND:VEVENT\n\
        BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260301\nSUMMARY:Umzug\nEND:VEVENT\nEND:VCALENDAR\n";
    let entries = read_calendar(text, &time_zone("Europe/Berlin").unwrap(), 2026..=2026).unwrap();

    let maintenance = spie().with_calendar(&entries);

    let next = maintenance.next(at("2026-02-10 12:00")).unwrap();
    assert_eq!(next.summary.as_deref(), Some("Update 13r3"));
    assert_eq!(next.covered, Covered::By("standard".to_owned()));
    let moving = maintenance.planned_at(at("2026-03-01 12:00")).unwrap();
    assert_eq!((moving.start, moving.end), (at("2026-03-01 00:00"), at("2026-03-02 00:00")));
    assert_eq!(moving.covered, Covered::OutsideWindows);
}

fn spie() -> Maintenance {
    let window = MaintenanceTime::Within("23:00-24:00".parse().unwrap());
    let rule = rule("standard", window, Notice::Days(14));
    let rule = MaintenanceRule { most_a_year: Some(4), ..rule };
    Maintenance::new(vec![rule], office("Mon-Fri 08:00-17:00", Region::germany()))
}

fn stimme() -> Maintenance {
    let hour = Notice::Time(Duration::from_secs(3600));
    let rules = vec![
        rule("standard", MaintenanceTime::OutsideService, Notice::Days(7)),
        rule("urgent", MaintenanceTime::AnyTime, hour),
    ];
    Maintenance::new(rules, office("Mon-Fri 08:00-17:00", Region::germany()))
}

fn traut() -> Maintenance {
    let window = MaintenanceTime::Within("18:01-07:59".parse().unwrap());
    let rules = vec![rule("flat", window, Notice::Unneeded)];
    Maintenance::new(rules, office("Mon-Fri 08:00-18:00", Region::state(State::By)))
}

fn rule(code: &str, when: MaintenanceTime, notice: Notice) -> MaintenanceRule {
    let (code, source) = (code.to_owned(), String::new());
    MaintenanceRule { code, when, notice, most_a_year: None, source }
}

fn office(hours: &str, region: Region) -> Schedule {
    Schedule::new(hours.parse().unwrap(), Holidays::of(region), berlin())
}

fn one(day: &str, from: &str, to: &str, announced_at: Option<&str>) -> Announcement {
    let start = at(&format!("{day} {from}"));
    let end = if to == "24:00" {
        let date: jiff::civil::Date = day.parse().unwrap();
        date.tomorrow().unwrap().to_zoned(berlin()).unwrap().timestamp()
    } else {
        at(&format!("{day} {to}"))
    };
    let announced_at = announced_at.map(at);
    Announcement { start, end, summary: "Update".to_owned(), announced_at }
}

fn at(text: &str) -> Timestamp {
    let time: jiff::civil::DateTime = text.parse().unwrap();
    time.to_zoned(berlin()).unwrap().timestamp()
}

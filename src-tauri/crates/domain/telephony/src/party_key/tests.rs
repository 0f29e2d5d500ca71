//! Who is one person, and which day it is.

use std::time::Duration;

use jiff::civil::date;
use model::{AccountId, Lengths};
use proptest::prelude::*;

use super::*;
use crate::{Cause, Direction, End, EndedBy, Outcome};

fn berlin() -> TimeZone {
    TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap()
}

fn rules() -> DialRules {
    DialRules {
        area_code: Some("89".to_owned()),
        outside_prefix: Some("0".to_owned()),
        internal: Some(Lengths { from: 2, to: 3 }),
        own_block: Some("+4989800848".to_owned()),
        ..DialRules::default()
    }
}

fn party(number: &str, uri: &str) -> Party {
    Party { name: None, number: Redacted(number.to_owned()), uri: Redacted(uri.to_owned()) }
}

fn record(id: u8, number: &str, began: &str) -> CallRecord {
    let started_at: Timestamp = began.parse().unwrap();
    CallRecord {
        id: RecordId::from_random_bytes([id; 16]),
        account: AccountId::from_random_bytes([1; 16]),
        direction: Direction::Incoming,
        remote: party(number, &format!("sip:{number}@pbx.example")),
        called: None,
        started_at,
        answered_at: None,
        ended_at: started_at + Duration::from_secs(5),
        outcome: Outcome::Missed,
        end: End { cause: Cause::Cancelled, by: EndedBy::Them, status: None },
        codec: None,
        quality: None,
    }
}

fn key(number: &str, uri: &str) -> PartyKey {
    PartyKey::of(&party(number, uri), RecordId::from_random_bytes([9; 16]), &rules())
}

/// For each group, the first byte of each record's id.
fn ids(groups: &[Group<'_>]) -> Vec<Vec<u8>> {
    let byte = |record: &&CallRecord| record.id.as_uuid().as_bytes()[0];
    groups.iter().map(|group| group.records.iter().map(byte).collect()).collect()
}

#[test]
fn one_person_is_one_number_however_it_was_written() {
    let one = key("+4989123456", "sip:x@pbx.example");
    for written in ["089 123456", "0089123456", "004989123456", "0004989123456", "123456"] {
        assert_eq!(key(written, "sip:y@pbx.example"), one, "{written}");
    }
    assert_eq!(key("+4989800848 42", ""), key("42", ""), "a colleague");
    assert_ne!(key("43", ""), key("42", ""));
    assert_eq!(one.text().as_deref(), Some("+4989123456"));
}

#[test]
fn somebody_without_a_number_is_one_address() {
    let anna = key("anna", "sip:Anna@PBX.example;transport=tcp");
    assert_eq!(anna, key("anna", "sips:anna@pbx.example"));
    assert_eq!(anna.text().as_deref(), Some("anna@pbx.example"));
    assert_ne!(anna, key("anna", "sip:anna@other.example"));
}

#[test]
fn who_hides_is_nobody_twice() {
    let one = RecordId::from_random_bytes([1; 16]);
    let other = RecordId::from_random_bytes([2; 16]);
    for (number, uri) in [
        ("", "sip:anonymous@anonymous.invalid"),
        ("anonymous", "sip:anonymous@pbx.example"),
        ("Anonymous", "sip:x@anonymous.invalid"),
        ("", ""),
    ] {
        let hidden = party(number, uri);
        let key = PartyKey::of(&hidden, one, &rules());
        assert_eq!(key, PartyKey::Hidden(one));
        assert_eq!(key.text(), None);
        assert_ne!(key, PartyKey::of(&hidden, other, &rules()));
    }
}

#[test]
fn calls_that_follow_each_other_with_one_person_on_one_day_stand_together() {
    let list = [
        record(1, "089 123456", "2026-03-02T10:00:00Z"),
        record(2, "+4989123456", "2026-03-02T09:00:00Z"),
        record(3, "42", "2026-03-02T08:00:00Z"),
        record(4, "089123456", "2026-03-02T07:00:00Z"),
        record(5, "089123456", "2026-03-01T22:00:00Z"),
        record(6, "", "2026-03-01T21:00:00Z"),
        record(7, "", "2026-03-01T20:00:00Z"),
    ];

    let groups = consecutive(&list, |_| rules(), &berlin());
    assert_eq!(ids(&groups), [vec![1, 2], vec![3], vec![4], vec![5], vec![6], vec![7]]);
    assert_eq!((groups[0].day, groups[3].day), (date(2026, 3, 2), date(2026, 3, 1)));

    let persons = by_person(&list, |_| rules(), &berlin());
    assert_eq!(ids(&persons), [vec![1, 2, 4, 5], vec![3], vec![6], vec![7]]);
}

#[test]
fn the_day_is_that_of_the_zone() {
    let late: Timestamp = "2026-03-01T23:30:00Z".parse().unwrap();
    assert_eq!(day_of(late, &TimeZone::UTC), date(2026, 3, 1));
    assert_eq!(day_of(late, &berlin()), date(2026, 3, 2));
    let west = TimeZone::posix("PST8").unwrap();
    assert_eq!(day_of(late, &west), date(2026, 3, 1));
}

#[test]
fn headings_change_at_midnight_of_the_zone() {
    let zone = berlin();
    let day = date(2026, 3, 1);
    let at = |text: &str| heading(day, text.parse().unwrap(), &zone);

    assert_eq!(at("2026-03-01T22:59:59Z"), Heading::Today);
    assert_eq!(at("2026-03-01T23:00:00Z"), Heading::Yesterday);
    assert_eq!(at("2026-03-02T23:00:00Z"), Heading::Weekday(Weekday::Sunday));
    assert_eq!(at("2026-03-07T12:00:00Z"), Heading::Weekday(Weekday::Sunday));
    assert_eq!(at("2026-03-08T12:00:00Z"), Heading::Date(day), "a week ago is no Sunday to come");
    assert_eq!(at("2026-02-28T12:00:00Z"), Heading::Date(day), "the clock was set back");
}

#[test]
fn a_day_has_23_hours_when_summer_time_begins_and_25_when_it_ends() {
    let hours = |day| {
        let (from, to) = bounds(day, &berlin());
        to.duration_since(from).as_hours()
    };
    assert_eq!(hours(date(2026, 3, 28)), 24);
    assert_eq!(hours(date(2026, 3, 29)), 23);
    assert_eq!(hours(date(2026, 10, 25)), 25);
}

#[test]
fn a_day_whose_midnight_is_skipped_begins_behind_the_gap() {
    // Clocks go from 24:00 to 01:00, as in Beirut or Havana.
    let zone = TimeZone::posix("EET-2EEST,M3.5.0/0,M10.5.0/0").unwrap();
    let day = date(2026, 3, 29);
    let (from, _) = bounds(day, &zone);
    assert_eq!(day_of(from, &zone), day);
    assert_eq!(day_of(from - Duration::from_secs(1), &zone), date(2026, 3, 28));
}

#[test]
fn the_twice_told_hour_of_autumn_keeps_the_order_of_the_calls() {
    let list = [
        record(1, "42", "2026-10-25T01:10:00Z"),
        record(2, "42", "2026-10-25T00:50:00Z"),
        record(3, "42", "2026-10-24T21:59:59Z"),
    ];
    let groups = consecutive(&list, |_| rules(), &berlin());
    assert_eq!(ids(&groups), [vec![1, 2], vec![3]]);
}

#[test]
fn a_key_in_a_log_names_nobody() {
    let printed = format!("{:?} {:?}", key("089123456", ""), key("anna", "sip:anna@pbx.example"));
    assert!(!printed.contains("89123456") && !printed.contains("anna"), "{printed}");
}

proptest! {
    #[test]
    fn no_call_is_lost_or_doubled_by_grouping(
        numbers in prop::collection::vec(prop::sample::select(vec!["42", "43", "", "089123456"]), 0..20)
    ) {
        let list: Vec<CallRecord> = (0_u8..)
            .zip(&numbers)
            .map(|(id, number)| record(id, number, "2026-03-01T12:00:00Z"))
            .collect();
        for groups in
            [consecutive(&list, |_| rules(), &berlin()), by_person(&list, |_| rules(), &berlin())]
        {
            let mut seen: Vec<u8> = ids(&groups).into_iter().flatten().collect();
            seen.sort_unstable();
            prop_assert_eq!(seen.len(), list.len());
            seen.dedup();
            prop_assert_eq!(seen.len(), list.len());
        }
    }

    #[test]
    fn every_moment_lies_within_its_day(second in 0..4_000_000_000_i64) {
        let moment = Timestamp::from_second(second).unwrap();
        let (from, to) = bounds(day_of(moment, &berlin()), &berlin());
        prop_assert!(from <= moment && moment < to);
    }
}

//! The date of Easter Sunday, from which every movable holiday is counted.

use jiff::civil::Date;

/// Easter Sunday of a year by the Gregorian calendar, as days after the last of February (so
/// that 1 is 1 March): always 22..=56.
///
/// Source: the algorithm of "A New York correspondent", Nature 13 (1876), 487, as in J. Meeus,
/// Astronomical Algorithms, ch. 8; exact for every year of the Gregorian calendar.
const fn march_day(year: i32) -> i32 {
    let golden = year.rem_euclid(19);
    let century = year.div_euclid(100);
    let in_century = year.rem_euclid(100);
    let solar = (century + 8) / 25;
    let lunar = (century - solar + 1) / 3;
    let epact = (19 * golden + century - century / 4 - lunar + 15).rem_euclid(30);
    let weekday =
        (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4).rem_euclid(7);
    let correction = (golden + 11 * epact + 22 * weekday) / 451;
    epact + weekday - 7 * correction + 22
}

/// How many days a date lies after Easter Sunday of its year; before it the number is negative.
pub(super) fn days_after(date: Date) -> i32 {
    let easter = FIRST_OF_MARCH + march_day(i32::from(date.year())) - 1;
    day_of_a_common_year(date) - easter
}

/// Days since 1 March, with January and February as negative numbers that are good enough for
/// what hangs on Easter: nothing does before March.
fn day_of_a_common_year(date: Date) -> i32 {
    let leap = i32::from(date.in_leap_year());
    i32::from(date.day_of_year()) - leap
}

/// 1 March as a day of a common year.
const FIRST_OF_MARCH: i32 = 60;

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn easter(year: i16) -> Date {
        let march = date(year, 3, 1);
        march.checked_add(jiff::Span::new().days(march_day(i32::from(year)) - 1)).unwrap()
    }

    #[test]
    fn easter_is_where_the_church_has_it() {
        for sunday in [
            date(1818, 3, 22),
            date(1943, 4, 25),
            date(1954, 4, 18),
            date(1981, 4, 19),
            date(2000, 4, 23),
            date(2008, 3, 23),
            date(2011, 4, 24),
            date(2024, 3, 31),
            date(2025, 4, 20),
            date(2026, 4, 5),
            date(2027, 3, 28),
            date(2038, 4, 25),
            date(2049, 4, 18),
            date(2076, 4, 19),
            date(2285, 3, 22),
        ] {
            assert_eq!(easter(sunday.year()), sunday);
        }
    }

    proptest! {
        #[test]
        fn easter_is_a_sunday_between_22_march_and_25_april(year in 1583_i16..=9999) {
            let sunday = easter(year);
            prop_assert_eq!(sunday.weekday(), jiff::civil::Weekday::Sunday);
            prop_assert!(sunday >= date(year, 3, 22) && sunday <= date(year, 4, 25));
        }

        #[test]
        fn days_are_counted_from_it_in_leap_years_too(year in 1583_i16..=9998, after in -6_i32..=61) {
            let day = easter(year).checked_add(jiff::Span::new().days(after)).unwrap();
            prop_assert_eq!(days_after(day), after);
        }
    }
}

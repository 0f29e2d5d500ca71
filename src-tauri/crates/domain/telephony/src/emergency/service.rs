//! The services that emergency numbers stand for.
//!
//! Source: RFC 5031 §4.2 (names); the numbering plans named beside [`numbers()`](super::numbers()).

use model::{Country, Number};

/// The name of the service that an emergency number calls in a country, such as
/// `urn:service:sos.police`; `urn:service:sos` where the number calls them all, or nobody knows.
#[must_use]
pub fn service(number: &Number, country: Country) -> &'static str {
    let row = SERVICES
        .iter()
        .find(|(letters, dialled, _)| *letters == country.as_str() && *dialled == number.as_str());
    row.map_or(ALL, |(_, _, service)| service)
}

const ALL: &str = "urn:service:sos";
const AMBULANCE: &str = "urn:service:sos.ambulance";
const FIRE: &str = "urn:service:sos.fire";
const MOUNTAIN: &str = "urn:service:sos.mountain";
const POLICE: &str = "urn:service:sos.police";

/// Numbers that call one service alone.
const SERVICES: &[(&str, &str, &str)] = &[
    ("AT", "122", FIRE),
    ("AT", "133", POLICE),
    ("AT", "140", MOUNTAIN),
    ("AT", "144", AMBULANCE),
    ("CH", "117", POLICE),
    ("CH", "118", FIRE),
    ("CH", "144", AMBULANCE),
    ("CZ", "150", FIRE),
    ("CZ", "155", AMBULANCE),
    ("CZ", "158", POLICE),
    ("DE", "110", POLICE),
    ("FR", "15", AMBULANCE),
    ("FR", "17", POLICE),
    ("FR", "18", FIRE),
    ("IT", "113", POLICE),
    ("IT", "115", FIRE),
    ("IT", "118", AMBULANCE),
    ("LI", "117", POLICE),
    ("LI", "118", FIRE),
    ("LI", "144", AMBULANCE),
];

#[cfg(test)]
mod tests {
    use super::super::numbers;
    use super::*;

    #[test]
    fn each_number_of_the_table_is_an_emergency_number_there() {
        for (letters, number, _) in SERVICES {
            assert!(numbers(letters.parse().unwrap()).contains(number), "{letters} {number}");
        }
    }

    #[test]
    fn one_number_may_call_one_service_or_all_of_them() {
        let of = |number: &str, letters: &str| {
            service(&Number::read(number).unwrap(), letters.parse().unwrap())
        };
        assert_eq!(of("110", "DE"), "urn:service:sos.police");
        assert_eq!(of("112", "DE"), "urn:service:sos");
        assert_eq!(of("144", "AT"), "urn:service:sos.ambulance");
        assert_eq!(of("911", "US"), "urn:service:sos");
    }
}

//! Puts servers into the order in which they are to be tried: by priority, and by chance among equals.
//!
//! Source: RFC 2782 ("Weight").

use rand::{Rng, RngExt};

use reach::Service;

/// Orders by priority; within one priority each place is drawn by weight.
pub(super) fn by_chance(mut services: Vec<Service>, chance: &mut impl Rng) -> Vec<Service> {
    services.sort_by_key(|service| (service.priority, service.weight));
    let mut ordered = Vec::with_capacity(services.len());
    while let Some(priority) = services.first().map(|service| service.priority) {
        let equals = services.iter().take_while(|service| service.priority == priority).count();
        let drawn = draw(services.get(..equals).unwrap_or_default(), chance);
        ordered.push(services.remove(drawn));
    }
    ordered
}

/// Draws one of `equals`, which are sorted by weight: those without any come first, and so keep the
/// very small chance that the RFC gives them.
fn draw(equals: &[Service], chance: &mut impl Rng) -> usize {
    let total: u32 = equals.iter().map(|service| u32::from(service.weight)).sum();
    let mark = chance.random_range(0..=total);
    let mut sum = 0_u32;
    equals
        .iter()
        .position(|service| {
            sum += u32::from(service.weight);
            sum >= mark
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn a_lower_priority_number_always_comes_first() {
        let mut chance = StdRng::seed_from_u64(1);
        let services = vec![service("c", 30, 100), service("a", 10, 0), service("b", 20, 65535)];

        for _round in 0..100 {
            let ordered = by_chance(services.clone(), &mut chance);

            assert_eq!(hosts(&ordered), ["a", "b", "c"]);
        }
    }

    #[test]
    fn weights_share_the_first_place_as_they_say() {
        let mut chance = StdRng::seed_from_u64(2);
        let services =
            vec![service("light", 1, 10), service("heavy", 1, 30), service("half", 1, 20)];

        let mut firsts = std::collections::BTreeMap::new();
        for _round in 0..6000 {
            let ordered = by_chance(services.clone(), &mut chance);
            assert_eq!(ordered.len(), 3);
            *firsts.entry(ordered[0].host.clone()).or_insert(0) += 1;
        }

        assert!((900..1200).contains(&firsts["light"]), "{firsts:?}");
        assert!((1800..2200).contains(&firsts["half"]), "{firsts:?}");
        assert!((2700..3200).contains(&firsts["heavy"]), "{firsts:?}");
    }

    #[test]
    fn a_weight_of_nothing_is_drawn_rarely_but_still_drawn() {
        let mut chance = StdRng::seed_from_u64(3);
        let services = vec![service("spare", 1, 0), service("main", 1, 99)];

        let spare_first = (0..10_000)
            .filter(|_| by_chance(services.clone(), &mut chance)[0].host == "spare")
            .count();

        assert!((40..200).contains(&spare_first), "{spare_first}");
    }

    #[test]
    fn equals_without_weight_all_keep_a_place() {
        let mut chance = StdRng::seed_from_u64(4);
        let services = vec![service("a", 1, 0), service("b", 1, 0), service("c", 1, 0)];

        let ordered = by_chance(services, &mut chance);

        let mut all = hosts(&ordered);
        all.sort_unstable();
        assert_eq!(all, ["a", "b", "c"]);
    }

    fn service(host: &str, priority: u16, weight: u16) -> Service {
        Service { priority, weight, port: 5060, host: host.to_owned() }
    }

    fn hosts(services: &[Service]) -> Vec<&str> {
        services.iter().map(|service| service.host.as_str()).collect()
    }
}

//! Notices that the machine is in another network, or was asleep: accounts register anew then, and
//! calls that stand go on from the new address.
//!
//! Addresses come one after the other (a lease, then a route, then IPv6), so a change counts once two
//! looks in a row have seen the same.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

use clock::Timestamp;
use tokio::time::{Interval, MissedTickBehavior};

use super::core::{Core, now};
use super::views::Mark;

/// How often the addresses are looked at. No system tells of them in the same way as the others.
const PERIOD: Duration = Duration::from_secs(1);
/// A longer pause between two looks: the machine was asleep.
const ASLEEP: Duration = Duration::from_secs(20);

/// The addresses of this machine, looked at again and again.
#[derive(Debug)]
pub(super) struct Surroundings {
    looks: Interval,
    look: Look,
}

impl Surroundings {
    /// Takes the addresses of now as those that are known.
    pub(super) fn look_around() -> Self {
        let mut looks = tokio::time::interval(PERIOD);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { looks, look: Look::new(probes::addresses(), now().timestamp) }
    }

    /// Waits for another network. Cancel-safe: what was seen is kept.
    pub(super) async fn changed(&mut self) {
        loop {
            self.looks.tick().await;
            if self.look.is_new(probes::addresses(), now().timestamp) {
                return;
            }
        }
    }
}

/// What was seen, and what of it is known to the rest of the program.
#[derive(Debug)]
struct Look {
    known: BTreeSet<IpAddr>,
    seen: BTreeSet<IpAddr>,
    at: Timestamp,
}

impl Look {
    fn new(addresses: BTreeSet<IpAddr>, at: Timestamp) -> Self {
        Self { known: addresses.clone(), seen: addresses, at }
    }

    /// Whether this look, together with the one before, means another network.
    fn is_new(&mut self, addresses: BTreeSet<IpAddr>, at: Timestamp) -> bool {
        let was_asleep = Duration::try_from(at.duration_since(self.at)).is_ok_and(|it| it > ASLEEP);
        self.at = at;
        let is_settled = addresses == self.seen;
        self.seen = addresses;
        if was_asleep || (is_settled && self.seen != self.known) {
            self.known.clone_from(&self.seen);
            return true;
        }
        false
    }
}

impl Core {
    /// Leaves behind what led through the network of before.
    pub(super) async fn network_changed(&mut self) {
        tracing::info!("other addresses, or woken from sleep: registering anew");
        self.wires.leave_absent().await;
        self.switchboard.handle_input(switchboard::Input::NetworkChanged, now());
        self.views.mark(Mark::Emergency);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn another_address_counts_once_it_stays() {
        let (office, home) = (set(&["192.0.2.7"]), set(&["198.51.100.3"]));
        let start = Timestamp::UNIX_EPOCH;
        let mut look = Look::new(office.clone(), start);
        let seen = [&office, &set(&[]), &home, &home, &home, &office, &home, &office, &office];

        let told: Vec<bool> = (1..)
            .zip(seen)
            .map(|(second, addresses)| look.is_new(addresses.clone(), start + SECOND * second))
            .collect();

        assert_eq!(told, [false, false, false, true, false, false, false, false, true]);
    }

    #[test]
    fn a_machine_that_slept_may_be_anywhere() {
        let office = set(&["192.0.2.7"]);
        let start = Timestamp::UNIX_EPOCH;
        let mut look = Look::new(office.clone(), start);

        assert!(!look.is_new(office.clone(), start + SECOND));
        assert!(look.is_new(office.clone(), start + SECOND * 3600));
        assert!(!look.is_new(office.clone(), start + SECOND * 3601));
        assert!(!look.is_new(office, start), "the clock was set back");
    }

    fn set(addresses: &[&str]) -> BTreeSet<IpAddr> {
        addresses.iter().map(|address| address.parse().unwrap()).collect()
    }
}

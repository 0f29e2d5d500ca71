//! Delay, jitter and loss to the platform, over the best way there is to measure them.
//!
//! | Way | What is sent | What comes back |
//! |---|---|---|
//! | echo | RTP of 20 ms G.711 each 20 ms, as a call does | the same packet |
//! | STUN | a binding each 50 ms | its answer |
//! | OPTIONS | a SIP request each 200 ms | its answer |
//!
//! The first way that answers is taken, and the finding says which. All of them measure the round
//! trip: half of it is judged as the delay (the contract does not say which is meant, so both are
//! shown), jitter and loss are those of both directions together, so they are never better than what
//! a call would meet. Packets that come later than [`LATE`] count as lost: no call waits for them.
//!
//! Source: S1-141 to S1-144; RFC 3550 §5.1, §6.4.1; RFC 3551 §4.5.14.

mod meter;
mod way;

use std::time::Duration;

use faults::emodel::{self, Speech, Way as Impaired};
use faults::{Finding, Outcome, Says};
use tokio::time::Instant;

use crate::job::{Gauge, Shared};
use crate::ports::in_milliseconds;
use crate::{Endpoint, Limits};
pub(crate) use meter::Measured;
pub(crate) use way::rtp_packet;

/// Ways to measure, best first.
#[derive(Debug, Clone)]
pub(crate) struct Ways {
    pub(crate) echo: Option<Endpoint>,
    pub(crate) stun: Option<Endpoint>,
    pub(crate) sip: Option<Endpoint>,
}

pub(crate) async fn probe(
    ways: Ways,
    limits: Limits,
    span: Duration,
    shared: Shared,
    gauge: Gauge,
) -> Finding {
    let ways = [
        ways.echo.map(|at| (way::Kind::Echo, at)),
        ways.stun.map(|at| (way::Kind::Stun, at)),
        ways.sip.map(|at| (way::Kind::Options, at)),
    ];
    let names = ways.iter().flatten().map(|(kind, at)| format!("{} {at}", kind.code()));
    let tried = names.collect::<Vec<_>>().join(", ");
    if tried.is_empty() {
        return Finding::new("path", "", Outcome::Skipped, Says::PathNothing);
    }
    let started = Instant::now();
    let Some(way) = way::choose(ways, &shared).await else {
        let finding = Finding::new("path", "", Outcome::Unknown, Says::PathUnmeasured);
        return finding.with("tried", tried);
    };
    let (name, peer) = (way.name(), way.peer());
    // Name servers that kept it waiting shorten the measurement, so that it ends within its time.
    let span = span.saturating_sub(started.elapsed().saturating_sub(CHOOSING));
    let measured = way.measure(span, &gauge).await;
    let mut finding = judge(&measured, &limits).with("way", &name);
    finding.subject = name;
    finding.peer = peer;
    finding
}

/// Holds what was measured against the limits.
fn judge(measured: &Measured, limits: &Limits) -> Finding {
    let [delay_source, jitter_source, loss_source] = &limits.sources;
    let limit = format!(
        "{} ms ({delay_source}), {} ms ({jitter_source}), < {} % ({loss_source})",
        limits.delay.as_millis(),
        limits.jitter.as_millis(),
        limits.loss_below_percent
    );
    let loss_percent = measured.loss() * 100.0;
    let Some(round_trip) = measured.round_trip() else {
        return Finding::new("path", "", Outcome::Bad, Says::PathBad)
            .with("delay", "–")
            .with("round-trip", "–")
            .with("jitter", "–")
            .with("loss", format!("{loss_percent:.2} %"))
            .with("packets", measured.sent.to_string())
            .within(limit);
    };
    let delay = round_trip / 2;
    let is_good = delay <= limits.delay
        && measured.jitter <= limits.jitter
        && loss_percent < limits.loss_below_percent;
    let (outcome, says) =
        if is_good { (Outcome::Good, Says::PathGood) } else { (Outcome::Bad, Says::PathBad) };
    let way = Impaired { delay, jitter: measured.jitter, loss: measured.loss() };
    let rating = emodel::rate(Speech::G711, way);
    Finding::new("path", "", outcome, says)
        .with("delay", in_milliseconds(delay))
        .with("round-trip", in_milliseconds(round_trip))
        .with("jitter", in_milliseconds(measured.jitter))
        .with("loss", format!("{loss_percent:.2} %"))
        .with("packets", measured.sent.to_string())
        .with("reordered", measured.reordered.to_string())
        .with("mos", format!("{:.1}", rating.mos))
        .within(limit)
}

/// What finding the way may take before it costs the measurement its time.
const CHOOSING: Duration = Duration::from_secs(4);
/// What comes later is lost to a call. Source: S1-141 (twice its delay, both ways, and a buffer).
const LATE: Duration = Duration::from_millis(1000);

#[cfg(test)]
mod tests;

//! An echo of our own that loses, delays and reorders by a seed.

use std::sync::Arc;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use reach::TrustSettings;
use tokio::net::UdpSocket;
use tokio::sync::mpsc;

use super::*;

/// What an echo does to packets.
#[derive(Clone, Copy)]
struct Harm {
    loss: f64,
    delay_ms: u64,
    jitter_ms: u64,
}

/// Sends each packet back as `harm` wants it; the same seed harms the same packets.
async fn echo(harm: Harm) -> Endpoint {
    let socket = Arc::new(UdpSocket::bind("127.0.0.1:0").await.unwrap());
    let port = socket.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut chance = StdRng::seed_from_u64(7);
        let mut buffer = [0; 512];
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            assert_eq!(length, 172, "a packet is shaped as a call's");
            // The first packets only ask whether anybody is there.
            let is_question = buffer[12] & 0x80 != 0;
            if !is_question && chance.random_bool(harm.loss) {
                continue;
            }
            let jitter =
                if harm.jitter_ms == 0 { 0 } else { chance.random_range(0..harm.jitter_ms) };
            let wait = Duration::from_millis(harm.delay_ms + jitter);
            let (socket, packet) = (socket.clone(), buffer[..length].to_vec());
            tokio::spawn(async move {
                tokio::time::sleep(wait).await;
                let _gone = socket.send_to(&packet, from).await;
            });
        }
    });
    Endpoint::new("127.0.0.1", port)
}

fn shared() -> Shared {
    let trust = TrustSettings { platform_roots: false, ..TrustSettings::default() };
    Shared::new(Some(Vec::new()), trust)
}

fn gauge() -> (Gauge, mpsc::Receiver<crate::Progress>) {
    let (progress, news) = mpsc::channel(64);
    (Gauge::new(3, progress), news)
}

fn echo_alone(at: Endpoint) -> Ways {
    Ways { echo: Some(at), stun: None, sip: None }
}

async fn find(ways: Ways, limits: Limits) -> Finding {
    let (gauge, _news) = gauge();
    probe(ways, limits, Duration::from_millis(1200), shared(), gauge).await
}

/// Limits that a busy test machine holds.
fn generous() -> Limits {
    let (delay, jitter) = (Duration::from_secs(1), Duration::from_millis(500));
    Limits { delay, jitter, loss_below_percent: 50.0, ..Limits::default() }
}

fn measured(finding: &Finding, name: &str) -> f64 {
    let (_, value) = finding.measured.iter().find(|(other, _)| *other == name).expect("measured");
    value.split(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_good_path_is_measured_by_packets_as_a_call_sends_them() {
    let at = echo(Harm { loss: 0.0, delay_ms: 40, jitter_ms: 0 }).await;

    let finding = find(echo_alone(at.clone()), generous()).await;

    assert_eq!((finding.outcome, finding.says), (Outcome::Good, Says::PathGood), "{finding:?}");
    assert!(measured(&finding, "round-trip") >= 40.0);
    let half = measured(&finding, "round-trip") / 2.0;
    assert!((measured(&finding, "delay") - half).abs() < 0.2);
    assert_eq!(finding.subject, format!("RTP echo {at}"));
    let limit = finding.limit.unwrap();
    assert_eq!(limit, "1000 ms (S1-141), 500 ms (S1-142), < 50 % (S1-143)");
}

#[tokio::test]
async fn s1_143_loss_is_counted_packet_by_packet() {
    let at = echo(Harm { loss: 0.2, delay_ms: 5, jitter_ms: 0 }).await;
    let limits = Limits { loss_below_percent: 1.0, ..generous() };

    let finding = find(echo_alone(at), limits).await;

    assert_eq!((finding.outcome, finding.says), (Outcome::Bad, Says::PathBad));
    let loss = measured(&finding, "loss");
    assert!((5.0..40.0).contains(&loss), "{loss} %");
}

#[tokio::test]
async fn s1_142_jitter_and_reordering_are_seen() {
    let at = echo(Harm { loss: 0.0, delay_ms: 0, jitter_ms: 120 }).await;
    let limits = Limits { jitter: Duration::from_millis(20), ..generous() };

    let finding = find(echo_alone(at), limits).await;

    assert_eq!(finding.says, Says::PathBad, "{finding:?}");
    assert!(measured(&finding, "jitter") > 20.0);
    assert!(measured(&finding, "reordered") > 0.0);
}

#[tokio::test]
async fn s1_141_half_of_the_round_trip_is_held_against_the_limit() {
    let at = echo(Harm { loss: 0.0, delay_ms: 100, jitter_ms: 0 }).await;
    let limits = Limits { delay: Duration::from_millis(49), ..generous() };

    assert_eq!(find(echo_alone(at), limits).await.says, Says::PathBad);
}

#[test]
fn s1_143_exactly_one_per_cent_is_not_below_one_per_cent() {
    for (lost, says) in [(9, Says::PathGood), (10, Says::PathBad)] {
        let mut meter = meter::Meter::default();
        let now = Instant::now();
        for number in 0..1000 {
            meter.sent(number, now);
            if number >= lost {
                meter.returned(number, now + Duration::from_millis(20), LATE);
            }
        }

        assert_eq!(judge(&meter.measured(), &Limits::default()).says, says, "{lost} of 1000");
    }
}

#[tokio::test]
async fn without_an_echo_a_sip_server_is_asked() {
    let server = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let sip = Endpoint::new("127.0.0.1", server.local_addr().unwrap().port());
    tokio::spawn(async move {
        let mut buffer = [0; 2048];
        while let Ok((length, from)) = server.recv_from(&mut buffer).await {
            let request = String::from_utf8_lossy(&buffer[..length]).into_owned();
            let (_, headers) = request.split_once("\r\n").unwrap();
            let answer = format!("SIP/2.0 200 OK\r\n{headers}");
            server.send_to(answer.as_bytes(), from).await.unwrap();
        }
    });
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let stun = Some(Endpoint::new("127.0.0.1", silent.local_addr().unwrap().port()));
    let nobody = Some(Endpoint::new("127.0.0.1", 9));

    let finding = find(Ways { echo: nobody, stun, sip: Some(sip.clone()) }, generous()).await;

    assert_eq!(finding.says, Says::PathGood, "{finding:?}");
    assert_eq!(finding.subject, format!("SIP OPTIONS {sip}"));
}

#[tokio::test]
async fn where_nobody_answers_nothing_is_measured_and_it_says_who_was_asked() {
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let stun = Some(Endpoint::new("127.0.0.1", silent.local_addr().unwrap().port()));

    let finding = find(Ways { echo: None, stun, sip: None }, generous()).await;

    assert_eq!((finding.outcome, finding.says), (Outcome::Unknown, Says::PathUnmeasured));
    assert!(finding.measured[0].1.starts_with("STUN 127.0.0.1:"));

    let nothing = find(Ways { echo: None, stun: None, sip: None }, generous()).await;
    assert_eq!(nothing.outcome, Outcome::Skipped);
}

#[tokio::test]
async fn it_tells_how_far_it_is() {
    let at = echo(Harm { loss: 0.0, delay_ms: 0, jitter_ms: 0 }).await;
    let (gauge, mut news) = gauge();

    probe(echo_alone(at), generous(), Duration::from_millis(1200), shared(), gauge).await;

    let mut last = 0.0;
    while let Some(news) = news.recv().await {
        let crate::ProbeState::Running { done } = news.state else { panic!("{news:?}") };
        assert!(news.index == 3 && done >= last, "{done} after {last}");
        last = done;
    }
    assert!(last > 0.5, "{last}");
}

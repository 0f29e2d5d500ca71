//! A time server and a web server of our own, with clocks that are off.
use reach::TrustSettings;
use tokio::net::UdpSocket;

use super::*;

fn shared() -> Shared {
    let trust = TrustSettings { platform_roots: false, ..TrustSettings::default() };
    Shared::new(Some(Vec::new()), trust)
}

/// Answers one question by a clock that is `ahead_s` ahead of ours.
async fn time_server(ahead_s: i64) -> Endpoint {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let port = socket.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut question = [0; 68];
        let (length, from) = socket.recv_from(&mut question).await.unwrap();
        assert_eq!((length, question[0]), (48, 0x23));
        let ahead = Duration::from_secs(ahead_s.unsigned_abs());
        let now = Timestamp::now();
        let now = if ahead_s < 0 { now - ahead } else { now + ahead };
        let mut answer = [0; 48];
        answer[0] = 0x24;
        answer[1] = 2;
        answer[24..32].copy_from_slice(&question[40..48]);
        answer[32..40].copy_from_slice(&ntp_bytes(now));
        answer[40..48].copy_from_slice(&ntp_bytes(now));
        // An answer to somebody else comes first.
        socket.send_to(&[0x24; 48], from).await.unwrap();
        socket.send_to(&answer, from).await.unwrap();
    });
    Endpoint::new("127.0.0.1", port)
}

#[tokio::test]
async fn a_time_server_tells_how_far_the_clock_is_off() {
    for (ahead_s, says) in [
        (0, Says::ClockRight),
        (30, Says::ClockOff),
        (-30, Says::ClockOff),
        (600, Says::ClockWrong),
    ] {
        let server = time_server(ahead_s).await;

        let finding = probe(vec![server], None, shared()).await;

        assert_eq!(finding.says, says, "{ahead_s} s: {finding:?}");
        assert!(finding.measured.contains(&("way", "NTP".to_owned())));
    }
}

#[tokio::test]
async fn without_anybody_to_ask_it_is_not_looked_at() {
    assert_eq!(probe(Vec::new(), None, shared()).await.outcome, Outcome::Skipped);
}

#[test]
fn times_of_both_eras_are_read() {
    for second in [0, 1_700_000_000, 2_085_978_495, 2_085_978_496, 3_000_000_000] {
        let at = Timestamp::from_second(second).unwrap();

        let read = ntp_seconds(&ntp_bytes(at)).unwrap();

        assert!((read - seconds(at)).abs() < 1e-6, "{second}: {read}");
    }
}

#[test]
fn a_web_servers_date_is_read() {
    let head = b"HTTP/1.1 200 OK\r\nServer: x\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n";

    assert_eq!(read_date(head).map(Timestamp::as_second), Some(784_111_777));
    assert_eq!(read_date(b"HTTP/1.1 200 OK\r\nDate: yesterday\r\n\r\n"), None);
}

#[test]
fn no_answer_of_a_stranger_moves_the_clock() {
    let now = Timestamp::now();
    let request = sntp_request(now);

    for answer in [&b""[..], &[0x24; 47], &[0x24; 48], &request[..]] {
        assert_eq!(sntp_offset(&request, answer, now, now), None);
    }
}

proptest::proptest! {
    #[test]
    fn whatever_comes_is_read_without_harm(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..80)) {
        let now = Timestamp::now();

        let _read = sntp_offset(&sntp_request(now), &bytes, now, now);
        let _date = read_date(&bytes);
    }
}

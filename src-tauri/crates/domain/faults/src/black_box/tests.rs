//! Messages with secrets in all their places go in; records without them come out.

use proptest::prelude::*;

use super::*;

#[test]
fn a_call_is_a_ladder_with_its_headers_and_its_sound() {
    let mut black_box = BlackBox::new(at(0));
    black_box.message(at(0), Way::Out, "udp 192.0.2.7:5060", INVITE);
    black_box.tie("a84b4c76e66710", call(), account());
    black_box.message(at(1), Way::In, "udp 192.0.2.7:5060", RINGING);
    black_box.sound(at(2), call(), &sound());
    black_box.event(at(3), About::All, "device lost: microphone usb-1, default instead");
    black_box.ended(at(4), call(), line());

    let stored = stored(&mut black_box, at(4));

    assert_eq!(stored.subject, Subject::Call { account: account(), record: Some(line()) });
    assert_eq!(
        stored.ladder(),
        "1970-01-01T00:00:00.000Z  INVITE →  udp 192.0.2.7:5060\n\
         1970-01-01T00:00:01.000Z  ← 180 Ringing  (INVITE) udp 192.0.2.7:5060\n\
         1970-01-01T00:00:03.000Z  device lost: microphone usb-1, default instead\n"
    );
    let text = stored.text();
    for kept in [
        "    Request-URI: sip:ben@pbx.example\n",
        "    From: \"Anna\" <sip:anna@pbx.example>;tag=1\n",
        "    Proxy-Authorization: [not recorded]\n",
        "    a=crypto:1 AES_CM_128_HMAC_SHA1_80 [not recorded]\n",
        "    m=audio 49170 RTP/SAVP 8\n",
        "    [1 other header fields]\n",
        "  sound  codec=PCMA sent_packets=50 received_packets=49 lost_packets=1 late_packets=0 \
         jitter_ms=1.5 buffer_ms=40.0 round_trip_ms=31.0 remote_loss=0.15%\n",
    ] {
        assert!(text.contains(kept), "{kept:?} is not in:\n{text}");
    }
    let evidence = stored.evidence("call.txt");
    assert!(
        evidence.text.starts_with("from 1970-01-01T00:00:00.000Z to 1970-01-01T00:00:04.000Z\n")
    );
}

#[test]
fn a_registration_has_one_record_for_a_day() {
    let mut black_box = BlackBox::new(at(0));
    black_box.know(account(), "sip:anna@PBX.example");
    let register = "REGISTER sip:pbx.example SIP/2.0\r\nTo: <sip:anna@pbx.example>\r\nCall-ID: 1\r\nCSeq: 1 REGISTER\r\n\r\n";

    black_box.message(at(0), Way::Out, "tls pbx", register.as_bytes());
    black_box.message(at(86_399), Way::Out, "tls pbx", register.as_bytes());
    assert_eq!(black_box.take_writes(at(86_399)).len(), 1);
    black_box.message(at(86_401), Way::Out, "tls pbx", register.as_bytes());

    let writes = black_box.take_writes(at(86_401));
    assert_eq!(writes.len(), 2);
    assert_eq!(writes[0].ended_at, Some(at(86_401)));
    assert_eq!(writes[1].subject, Subject::Registration { account: account() });
}

#[test]
fn start_and_end_of_a_long_call_survive_and_the_middle_is_counted() {
    let mut black_box = BlackBox::new(at(0));
    black_box.message(at(0), Way::Out, "udp", INVITE);
    black_box.tie("a84b4c76e66710", call(), account());
    let mut stored: Option<Stored> = None;

    for second in 1..=20_000 {
        black_box.sound(at(second), call(), &sound());
        if second % 5 == 0 {
            for write in black_box.take_writes(at(second)) {
                merge(&mut stored, write);
            }
        }
    }

    let stored = stored.unwrap();
    let text = stored.text();
    assert!(text.len() < 640 * 1024, "{}", text.len());
    assert!(text.contains("INVITE →") && text.contains("T00:00:01.000Z  sound"));
    assert!(text.contains("T05:33:20.000Z  sound"), "the last second");
    let kept = text.matches("  sound  ").count() as u64;
    assert_eq!(kept + stored.dropped, 20_000);
    assert!(text.contains(&format!("\n[{} entries left out]\n", stored.dropped)));
}

#[test]
fn strangers_are_forgotten_and_never_push_out_a_call() {
    let mut black_box = BlackBox::new(at(0));
    black_box.message(at(0), Way::Out, "udp", INVITE);
    black_box.tie("a84b4c76e66710", call(), account());

    for number in 0..1_000 {
        let scan =
            format!("INVITE sip:100@x SIP/2.0\r\nCall-ID: {number}\r\nCSeq: 1 INVITE\r\n\r\n");
        black_box.message(at(1), Way::In, "udp", scan.as_bytes());
    }

    assert_eq!(black_box.len(), BlackBox::RECORDS_MOST);
    assert_eq!(black_box.take_writes(at(2)).len(), 1);
    black_box.take_writes(at(400));
    assert_eq!(black_box.len(), 1, "the call goes on");
    black_box.ended(at(401), call(), line());
    assert_eq!(black_box.take_writes(at(401)).len(), 1);
    black_box.take_writes(at(500));
    assert!(black_box.is_empty());
}

#[test]
fn what_is_no_message_is_no_entry() {
    for bytes in [&b""[..], b"\r\n\r\n", b"\0\0", b"GET / HTTP/1.1\r\n\r\n", b"\xff\xfe INVITE"] {
        assert_eq!(Kept::read(bytes), None, "{bytes:?}");
    }
}

#[test]
fn no_secret_hides_in_a_torture_message() {
    for (name, bytes) in torture() {
        for secrets in [SECRET_FIELDS, FOLDED_FIELDS] {
            let text = String::from_utf8_lossy(&bytes);
            let Some((start, rest)) = text.split_once('\n') else { continue };
            let message = format!("{start}\n{secrets}{rest}{SECRET_SDP}");

            let kept = format!("{:?}", Kept::read(message.as_bytes()));

            assert!(!kept.contains("SEKRIT"), "{name}: {kept}");
        }
    }
}

#[test]
fn torture_messages_leave_a_start_line() {
    let read = torture().iter().filter(|(_, bytes)| Kept::read(bytes).is_some()).count();

    assert!(read > 50, "{read}");
}

proptest! {
    #[test]
    fn no_secret_is_recorded_wherever_it_stands(
        places in prop::collection::vec(0..SECRETS.len(), 1..12),
        ends in prop::sample::select(vec!["\r\n", "\n", "\r"]),
        fold in prop::sample::select(vec!["", "\r\n ", "\n\t", "\r\n  \r\n "]),
        shout in any::<bool>(),
        body in any::<bool>(),
    ) {
        let mut message = format!("INVITE sip:ben:SEKRIT@pbx.example SIP/2.0{ends}Call-ID: x{ends}");
        for place in places {
            let mut field = SECRETS[place].replace('~', fold);
            if shout {
                let (name, value) = field.split_once(':').unwrap();
                field = format!("{}:{value}", name.to_uppercase());
            }
            message.push_str(&field);
            message.push_str(ends);
        }
        message.push_str(if body { "c: Application/SDP" } else { "Content-Type: text/plain" });
        message.push_str(ends);
        message.push_str(ends);
        message.push_str(if body { SECRET_SDP } else { "the SEKRIT text" });

        let kept = format!("{:?}", Kept::read(message.as_bytes()).unwrap());

        prop_assert!(!kept.contains("SEKRIT"), "{}\n{}", message, kept);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        drop(Kept::read(&bytes));
        let mut message = b"INVITE sip:a SIP/2.0\r\n".to_vec();
        message.extend(bytes);
        drop(Kept::read(&message));
    }
}

fn merge(stored: &mut Option<Stored>, write: Write) {
    let stored = stored.get_or_insert_with(|| Stored {
        subject: write.subject,
        started_at: write.started_at,
        ended_at: None,
        dropped: 0,
        pieces: Vec::new(),
    });
    (stored.subject, stored.ended_at, stored.dropped) =
        (write.subject, write.ended_at, write.dropped);
    let gone = write.dropped_from..write.dropped_to;
    stored.pieces.retain(|piece| {
        !gone.contains(&piece.number) && !write.pieces.iter().any(|new| new.number == piece.number)
    });
    stored.pieces.extend(write.pieces);
    stored.pieces.sort_by_key(|piece| piece.number);
}

fn stored(black_box: &mut BlackBox, now: Timestamp) -> Stored {
    let mut stored = None;
    for write in black_box.take_writes(now) {
        merge(&mut stored, write);
    }
    stored.unwrap()
}

fn torture() -> Vec<(String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../tests/wire/");
    let mut files = Vec::new();
    for folder in ["rfc4475", "rfc5118"].map(|name| format!("{folder}{name}")) {
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            files.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    assert!(files.len() > 60, "{}", files.len());
    files
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn call() -> CallId {
    CallId::from_random_bytes([1; 16])
}

fn account() -> AccountId {
    AccountId::from_random_bytes([2; 16])
}

fn line() -> RecordId {
    RecordId::from_random_bytes([3; 16])
}

fn sound() -> Sound {
    Sound {
        codec: "PCMA",
        sent: 50,
        received: 49,
        lost: 1,
        late: 0,
        jitter_ms: 1.5,
        buffer_ms: 40.0,
        round_trip_ms: Some(31.0),
        remote_loss: Some(0.0015),
    }
}

const INVITE: &[u8] = b"INVITE sip:ben@pbx.example SIP/2.0\r\n\
Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776\r\n\
f: \"Anna\" <sip:anna@pbx.example>;tag=1\r\n\
t: <sip:ben@pbx.example>\r\n\
i: a84b4c76e66710\r\n\
CSeq: 1 INVITE\r\n\
X-Company: x\r\n\
Proxy-Authorization: Digest username=\"anna\", response=\"SEKRIT\"\r\n\
Content-Type: application/sdp\r\n\r\n\
v=0\r\nm=audio 49170 RTP/SAVP 8\r\n\
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEKRIT|2^20\r\n";

const RINGING: &[u8] = b"SIP/2.0 180 Ringing\r\nCall-ID: a84b4c76e66710\r\nCSeq: 1 INVITE\r\n\r\n";

/// Where secrets stand in messages; `~` is a place where a line may be folded.
const SECRETS: &[&str] = &[
    "Authorization: Digest username=\"a\",~ response=\"SEKRIT\", cnonce=\"SEKRIT\"",
    "Proxy-Authorization:~ Basic SEKRIT",
    "authorization :~Bearer SEKRIT",
    "WWW-Authenticate: Digest realm=\"x\",~ nonce=\"SEKRIT\", opaque=SEKRIT",
    "Proxy-Authenticate: Digest~ nonce=SEKRIT, stale=true",
    "Authentication-Info: rspauth=\"SEKRIT\",~ nextnonce=\"SEKRIT\"",
    "Contact: <sip:anna:SEKRIT@192.0.2.1;pn-prid=SEKRIT>",
    "m: <sips:anna:SEKRIT@h?Authorization=SEKRIT>;token=SEKRIT",
    "Refer-To: <sip:ben@h?Replaces=1&Proxy-Authorization=SEKRIT>",
    "From: \"x\" <SIP:%41nna:SEKRIT@pbx>",
    "Route: <sip:u:SEKRIT:SEKRIT@pbx;lr>",
    "Subject: my password is SEKRIT",
    "Cookie: SEKRIT",
    "X-Api-Key: SEKRIT",
    "Via: SIP/2.0/UDP h;branch=1;password=SEKRIT",
    "Warning: 399 h \"token=SEKRIT\"",
    "User-Agent: x; password='SEKRIT'",
    "Reason: SIP;text=\"secret: SEKRIT\"",
    "Identity: SEKRIT",
    "y:~ SEKRIT",
    "Contact: http://anna:SEKRIT@h/",
];

const SECRET_FIELDS: &str = "Authorization: Digest response=\"SEKRIT\"\r\n\
    pRoXy-AuThOrIzAtIoN : Basic SEKRIT\r\nm: <sip:a:SEKRIT@h>\r\n";
const FOLDED_FIELDS: &str = "Authorization:\r\n Digest\r\n\tresponse=\r\n \"SEKRIT\"\r\n\
    Proxy-Authenticate: Digest\r\n nonce\r\n =\r\n SEKRIT\r\n";
const SECRET_SDP: &str = "\r\nk=clear:SEKRIT\r\na=crypto:1 SEKRIT inline:SEKRIT\r\n\
    a=key-mgmt:mikey SEKRIT\r\na=ice-pwd:SEKRIT\r\nA=CRYPTO:SEKRIT SEKRIT SEKRIT\r\n\
    a=fmtp:96 password=SEKRIT\r\ni=SEKRIT\r\nm=message 1 x 0 inline:SEKRIT\r\n";

//! What a report with a log of 50 MB costs: redaction and zip together within two seconds.

use std::fmt::Write as _;
use std::hint::black_box;

use divan::Bencher;
use divan::counter::BytesCount;
use faults::{
    Affects, Cast, Counts, Draft, Evidence, Keep, Preview, Redaction, Works, find_secrets,
};
use model::ReportId;
use servicedesk::{Wording, bundle};

fn main() {
    divan::main();
}

/// From the raw log to the bytes that leave.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn bundle_of_a_log_of_50_mb(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::of_str(&log())).with_inputs(draft).bench_local_values(|draft| {
        let report = draft
            .finish(ReportId::from_random_bytes([7; 16]), clock::Timestamp::UNIX_EPOCH)
            .expect("something was said");
        black_box(bundle::write(&report, &Wording::default(), None)).expect("written to memory")
    });
}

/// The redaction's share of it.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn redaction_of_a_log_of_50_mb(bencher: Bencher<'_, '_>) {
    let (cast, text) = (draft().cast, log());
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let mut redaction = Redaction::knowing(&cast);
        redaction.learn(&text);
        let clean = redaction.clean(&text);
        assert_ne!(redaction.counts(), Counts::default(), "something was replaced");
        black_box(clean)
    });
}

/// What the window waits for: redaction, lines, and the search for secrets.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn preview_of_a_log_of_50_mb(bencher: Bencher<'_, '_>) {
    let draft = draft();
    bencher.counter(BytesCount::of_str(&log())).bench_local(|| {
        black_box(Preview::new("no sound", &draft.evidence, &draft.cast, Keep::default()))
    });
}

/// The last look before a report is sent.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn search_for_secrets_in_50_mb(bencher: Bencher<'_, '_>) {
    let text = log();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| black_box(find_secrets(&text)));
}

fn draft() -> Draft {
    Draft {
        what: "no sound".to_owned(),
        affects: Affects::OnlyMe,
        works: Works::Partly,
        evidence: vec![Evidence { name: "program.log".to_owned(), text: log() }],
        cast: Cast {
            numbers: vec!["+49 89 1234567".to_owned(), "7042".to_owned()],
            names: vec!["Anna Müller".to_owned(), "Ben Beispiel".to_owned()],
            titles: vec!["Büro Süd".to_owned()],
            hosts: vec!["pbx".to_owned(), "sip.anbieter.example".to_owned()],
            secrets: Vec::new(),
        },
    }
}

/// A log as the program writes it at its most talkative: decisions, statistics, and whole messages.
fn log() -> String {
    let mut text = String::with_capacity(LOG_BYTES + 4_096);
    let mut round = 0_u32;
    while text.len() < LOG_BYTES {
        round += 1;
        let (minute, second) = (round / 60 % 60, round % 60);
        for step in 0..10 {
            // Writing to a string cannot fail.
            _ = writeln!(
                text,
                "2026-11-22T10:{minute:02}:{second:02}.{step}23456Z DEBUG sip_agent::transaction: \
                 deadline why=\"timer E\" account=3f2a call={round:08x} wait_ms={} retries={step}",
                500 * step
            );
            _ = writeln!(
                text,
                "2026-11-22T10:{minute:02}:{second:02}.{step}99999Z  INFO sound::engine: sent={} \
                 received={} lost={step} jitter_ms=1{step}.5 buffer_ms=4{step} rtt_ms=31 codec=opus",
                round * 50 + step,
                round * 50 - step
            );
        }
        _ = write!(
            text,
            "2026-11-22T10:{minute:02}:{second:02}.123456Z TRACE transport: > 10.1.2.3:5060\r\n\
             INVITE sip:{}@sip.anbieter.example SIP/2.0\r\n\
             Via: SIP/2.0/TLS 192.0.2.7:49152;rport;branch=z9hG4bK{round:016x}\r\n\
             Max-Forwards: 70\r\n\
             From: \"Anna Müller\" <sip:+49891234567@sip.anbieter.example>;tag={round:08x}\r\n\
             To: <sip:{}@sip.anbieter.example>\r\n\
             Call-ID: {round:024x}@192.0.2.7\r\n\
             CSeq: {} INVITE\r\n\
             Contact: <sip:anna@192.0.2.7:49152;transport=tls;ob>;+sip.instance=\"<urn:uuid:a5a5a5a5-1234-4567-8901-123456789012>\"\r\n\
             Proxy-Authorization: Digest username=\"anna\", realm=\"anbieter\", nonce=\"{round:032x}\",\r\n \
             uri=\"sip:anbieter\", response=\"{round:032x}\", algorithm=MD5, qop=auth, nc=00000001\r\n\
             Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, NOTIFY, REFER, UPDATE, PRACK\r\n\
             User-Agent: Rufbereit/0.1.0\r\n\
             Content-Type: application/sdp\r\n\
             Content-Length: 276\r\n\r\n\
             v=0\r\no=- 3912345678 3912345679 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\n\
             m=audio 49170 RTP/AVP 96 9 8 0 101\r\na=rtpmap:96 opus/48000/2\r\na=rtpmap:101 telephone-event/48000\r\n\
             a=fmtp:101 0-16\r\na=ptime:20\r\na=sendrecv\r\n\r\n",
            7_000 + round % 1_000,
            7_000 + round % 1_000,
            round % 10_000,
        );
    }
    text
}

const LOG_BYTES: usize = 50_000_000;

//! Thousands of torture messages with a few octets changed by a seeded chance: whatever comes, the
//! reader, the framer and every typed header answer without a panic, and the same way each time.

use sip_message::{Frame, Framer, Headers, Message, read};

use crate::samples;

/// Small and the same on every machine: SplitMix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }
}

/// Octets that mean something somewhere in the grammar.
const TELLING: &[u8] = b"\r\n \t:;,<>\"\\%@/?&=[]()*+-.0\0\x7f\x80\xc3\xff";

fn mutate(octets: &mut Vec<u8>, others: &[(String, Vec<u8>)], chance: &mut Chance) {
    for _ in 0..=chance.below(6) {
        let at = chance.below(octets.len());
        match chance.below(7) {
            0 => octets.insert(at, TELLING[chance.below(TELLING.len())]),
            1 if !octets.is_empty() => octets[at] = TELLING[chance.below(TELLING.len())],
            2 if !octets.is_empty() => drop(octets.remove(at)),
            3 => octets.truncate(at),
            4 => {
                let end = (at + chance.below(40)).min(octets.len());
                let piece = octets[at..end].to_vec();
                octets.splice(at..at, piece);
            }
            5 => {
                let other = &others[chance.below(others.len())].1;
                let from = chance.below(other.len());
                let piece = other[from..(from + chance.below(80)).min(other.len())].to_vec();
                octets.splice(at..at, piece);
            }
            _ if !octets.is_empty() => octets[at] = u8::try_from(chance.below(256)).unwrap(),
            _ => {}
        }
    }
}

/// Asks for everything a header can be read as.
fn touch(headers: &Headers) -> String {
    let addresses = (
        headers.from(),
        headers.to(),
        headers.refer_to(),
        headers.referred_by(),
        headers.p_asserted_identity(),
    );
    let way = (
        headers.vias(),
        headers.routes(),
        headers.record_routes(),
        headers.service_routes(),
        headers.paths(),
        headers.contacts(),
    );
    let words = (
        headers.cseq(),
        headers.call_id(),
        headers.replaces(),
        headers.event(),
        headers.subscription_state(),
        headers.rack(),
    );
    let numbers = (
        headers.expires(),
        headers.min_expires(),
        headers.flow_timer(),
        headers.max_forwards(),
        headers.content_length(),
    );
    let spans = (
        headers.retry_after(),
        headers.session_expires(),
        headers.min_se(),
        headers.rseq(),
        headers.content_type(),
    );
    let proofs = (
        headers.www_authenticate(),
        headers.proxy_authenticate(),
        headers.authorizations(),
        headers.proxy_authorizations(),
    );
    let lists = (
        headers.allow(),
        headers.supported(),
        headers.require(),
        headers.unsupported(),
        headers.allow_events(),
    );
    let tales =
        (headers.reasons(), headers.warnings(), headers.diversions(), headers.history_info());
    if let Ok(address) = &addresses.0 {
        drop((
            address.tag(),
            address.expires(),
            address.uri.is_equivalent(&address.uri),
            address.to_string(),
        ));
    }
    for entry in &tales.3 {
        drop((entry.index(), entry.reason()));
    }
    format!("{addresses:?}{way:?}{words:?}{numbers:?}{spans:?}{proofs:?}{lists:?}{tales:?}")
}

#[test]
fn thousands_of_mutated_messages_are_read_without_a_panic() {
    let samples = samples::all();
    let mut chance = Chance(0x5253_4950);
    let (mut read_count, mut refused) = (0, 0);

    for round in 0..8000 {
        let mut octets = samples[round % samples.len()].1.clone();
        mutate(&mut octets, &samples, &mut chance);

        let outcome = read(&octets);

        assert_eq!(outcome, read(&octets));
        if let Ok(reading) = outcome {
            read_count += 1;
            refused += usize::from(reading.rejection().is_some());
            assert!(!touch(reading.message.headers()).is_empty());
            let again = read(&reading.message.to_bytes()).expect("what we write we can read");
            assert_eq!(again.message.body(), reading.message.body());
            if let Message::Request(mut request) = reading.message {
                drop(request.note_source("192.0.2.1:5060".parse().unwrap()));
            }
        }
    }

    assert!(
        read_count > 4000 && refused > 1000,
        "{read_count} read, {refused} refused: the mutations reach deep"
    );
}

#[test]
fn thousands_of_mutated_streams_are_cut_without_a_panic() {
    let samples = samples::all();
    let mut chance = Chance(0x4652_414d);

    for round in 0..3000 {
        let mut octets = samples[round % samples.len()].1.clone();
        octets.extend_from_slice(&samples[(round * 7 + 1) % samples.len()].1);
        mutate(&mut octets, &samples, &mut chance);
        let mut framer = Framer::default();
        let mut given = 0;
        let mut rest = octets.as_slice();
        while !rest.is_empty() {
            let (piece, after) = rest.split_at((1 + chance.below(200)).min(rest.len()));
            framer.push(piece);
            for frame in framer.by_ref() {
                if let Frame::Message(bytes) = frame {
                    given += bytes.len();
                    drop(read(&bytes));
                }
            }
            rest = after;
        }

        assert!(given <= octets.len());
    }
}

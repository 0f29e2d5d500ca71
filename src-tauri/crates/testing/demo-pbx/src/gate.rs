//! Lets in those who know a password: challenges, nonces, and the proof.
//!
//! Source: RFC 7616 §3.3–3.5, RFC 3261 §22.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use sip_message::digest::{self, Algorithm, Authorization, Challenge, Credentials, Qop, Subject};
use sip_message::{Request, Uri};

use crate::settings::{Settings, User};

/// Nonces kept at once; beyond, the oldest is forgotten and its next user is asked again.
const NONCES: usize = 256;

/// Asks for proof and checks it.
#[derive(Debug)]
pub(crate) struct Gate {
    realm: String,
    algorithms: Vec<Algorithm>,
    users: Vec<User>,
    lifetime: Duration,
    chance: ChaCha12Rng,
    nonces: BTreeMap<String, Nonce>,
}

#[derive(Debug)]
struct Nonce {
    issued_at: Instant,
    highest_count: u32,
}

/// What the gate says to a request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// This user, by number.
    Known(String),
    /// Nobody yet: answer with these challenges.
    Ask(Vec<Challenge>),
}

impl Gate {
    pub(crate) fn new(settings: &Settings, seed: [u8; 32]) -> Self {
        Self {
            realm: settings.address.ip().to_string(),
            algorithms: settings.algorithms.clone(),
            users: settings.users.clone(),
            lifetime: settings.nonce_lifetime,
            chance: ChaCha12Rng::from_seed(seed),
            nonces: BTreeMap::new(),
        }
    }

    /// Judges a request by the proofs that it brings.
    pub(crate) fn judge(
        &mut self,
        request: &Request,
        proofs: &[Authorization],
        now: Instant,
    ) -> Verdict {
        let mut is_stale = false;
        for proof in proofs {
            match self.check(request, proof, now) {
                Check::Right(number) => return Verdict::Known(number),
                Check::Stale => is_stale = true,
                Check::Wrong => {}
            }
        }
        Verdict::Ask(self.challenges(is_stale, now))
    }

    fn check(&mut self, request: &Request, proof: &Authorization, now: Instant) -> Check {
        let algorithm = proof.algorithm.clone().unwrap_or(Algorithm::Md5);
        let is_protected = matches!(proof.qop, Some(Qop::Auth | Qop::AuthInt));
        let names_request = proof.uri.parse().is_ok_and(|uri: Uri| uri.is_equivalent(&request.uri));
        if proof.realm != self.realm
            || !self.algorithms.contains(&algorithm)
            || !is_protected
            || !names_request
        {
            return Check::Wrong;
        }
        let subject =
            Subject { method: &request.method, uri: &proof.uri, body: request.body.as_ref() };
        let known = self.users.iter().find(|user| {
            let credentials =
                Credentials { username: user.number.clone(), password: user.password.clone() };
            digest::verify(proof, &credentials, subject)
        });
        let Some(user) = known else { return Check::Wrong };
        let lifetime = self.lifetime;
        let nonce = self.nonces.get_mut(&proof.nonce);
        let count = proof.nonce_count.unwrap_or(0);
        match nonce.filter(|nonce| now.saturating_duration_since(nonce.issued_at) < lifetime) {
            Some(nonce) if count > nonce.highest_count => {
                nonce.highest_count = count;
                Check::Right(user.number.clone())
            }
            Some(_) | None => Check::Stale,
        }
    }

    fn challenges(&mut self, is_stale: bool, now: Instant) -> Vec<Challenge> {
        let nonce = format!("{:032x}", self.chance.random::<u128>());
        while self.nonces.len() >= NONCES {
            let oldest = self.nonces.iter().min_by_key(|(_, nonce)| nonce.issued_at);
            let Some(oldest) = oldest.map(|(text, _)| text.clone()) else { break };
            self.nonces.remove(&oldest);
        }
        self.nonces.insert(nonce.clone(), Nonce { issued_at: now, highest_count: 0 });
        let of = |algorithm: &Algorithm| {
            let mut challenge = Challenge::new(&self.realm, &nonce, algorithm.clone());
            challenge.stale = is_stale;
            challenge
        };
        self.algorithms.iter().map(of).collect()
    }
}

enum Check {
    Right(String),
    Stale,
    Wrong,
}

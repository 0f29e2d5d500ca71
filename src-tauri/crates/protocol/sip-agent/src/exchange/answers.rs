//! Answers to digest challenges: which realms asked in this exchange, and nonces kept for later.
//!
//! One honest answer for each realm; a second only if the server says that its nonce was stale,
//! so that a wrong password ends after one attempt. Nonces that a server took are used again with
//! the next count, which saves a round trip for each later request.
//!
//! Source: RFC 3261 §22, RFC 7616 §3.4–3.6, RFC 8760.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use sip_message::digest::{self, Challenge, Credentials, Subject};
use sip_message::{HeaderName, Method, Request, Response};

use crate::chance::Chance;
use crate::identity::IdentityId;
use crate::request::Failure;

/// How often one realm may call its own nonce stale within one exchange.
const STALE_LIMIT: u32 = 3;

/// What to do after a challenge.
#[derive(Debug)]
pub(super) enum Step {
    Retry,
    GiveUp(Failure),
}

/// The challenges of one exchange.
#[derive(Debug, Default)]
pub(super) struct Answers {
    realms: BTreeMap<RealmKey, Asked>,
}

/// The server that asked, whether it asked as a proxy, and its realm.
type RealmKey = (SocketAddr, bool, String);

#[derive(Debug)]
struct Asked {
    challenge: Challenge,
    attempts: u32,
    /// Learned by an answer, not yet kept for later.
    is_fresh: bool,
}

impl Answers {
    /// Takes the challenges of a 401 or 407.
    pub(super) fn learn(
        &mut self,
        response: &Response,
        peer: SocketAddr,
        credentials: Option<&Credentials>,
    ) -> Step {
        if credentials.is_none() {
            return Step::GiveUp(Failure::NoCredentials);
        }
        let of_user = response.headers.www_authenticate();
        let of_proxy = response.headers.proxy_authenticate();
        let mut step = Step::GiveUp(Failure::NoCredentials);
        for (is_proxy, challenges) in [(false, of_user), (true, of_proxy)] {
            let mut realms: BTreeMap<String, Vec<Challenge>> = BTreeMap::new();
            for challenge in challenges {
                realms.entry(challenge.realm.clone()).or_default().push(challenge);
            }
            for (realm, offered) in realms {
                let Some(chosen) = digest::choose(&offered) else { continue };
                let key = (peer, is_proxy, realm);
                let attempts = self.realms.get(&key).map_or(0, |asked| asked.attempts);
                let may_try = attempts == 0 || chosen.stale && attempts < STALE_LIMIT;
                if !may_try {
                    return Step::GiveUp(Failure::WrongPassword);
                }
                let challenge = chosen.clone();
                let attempts = attempts + 1;
                let asked = Asked { challenge, attempts, is_fresh: true };
                self.realms.insert(key, asked);
                step = Step::Retry;
            }
        }
        step
    }

    /// Writes an answer for each realm known here, and for those that this server asked before.
    pub(super) fn write(
        &mut self,
        request: &mut Request,
        credentials: &Credentials,
        (identity, peer): (IdentityId, SocketAddr),
        nonces: &mut Nonces,
        chance: &mut Chance,
    ) {
        let is_register = request.method == Method::Register;
        for (key, asked) in &mut self.realms {
            if asked.is_fresh {
                asked.is_fresh = false;
                nonces.keep(identity, is_register, key.clone(), asked.challenge.clone());
            }
        }
        for (is_proxy, nonce) in nonces.of(identity, peer, is_register) {
            nonce.count += 1;
            let uri = request.uri.to_string();
            let subject = Subject { method: &request.method, uri: &uri, body: &request.body };
            let cnonce = chance.token();
            let answer =
                digest::answer(&nonce.challenge, credentials, subject, nonce.count, &cnonce);
            if let Ok(answer) = answer {
                let name = if is_proxy {
                    HeaderName::ProxyAuthorization
                } else {
                    HeaderName::Authorization
                };
                request.headers.push(name, answer);
            }
        }
    }
}

/// Nonces that may be used again, for each identity and server. A registrar and a proxy at the same
/// address often ask in different ways, so those of REGISTER are kept apart.
#[derive(Debug, Default)]
pub(super) struct Nonces {
    kept: BTreeMap<(IdentityId, bool, RealmKey), Nonce>,
}

#[derive(Debug)]
struct Nonce {
    challenge: Challenge,
    count: u32,
}

impl Nonces {
    /// Realms remembered in all; beyond, all are forgotten, which costs a round trip each.
    const LIMIT: usize = 128;

    fn keep(
        &mut self,
        identity: IdentityId,
        is_register: bool,
        realm: RealmKey,
        challenge: Challenge,
    ) {
        if self.kept.len() >= Self::LIMIT {
            self.kept.clear();
        }
        self.kept.insert((identity, is_register, realm), Nonce { challenge, count: 0 });
    }

    fn of(
        &mut self,
        identity: IdentityId,
        peer: SocketAddr,
        is_register: bool,
    ) -> impl Iterator<Item = (bool, &mut Nonce)> {
        self.kept
            .iter_mut()
            .filter(move |((who, kind, (server, _, _)), _)| {
                *who == identity && *kind == is_register && *server == peer
            })
            .map(|((_, _, (_, is_proxy, _)), nonce)| (*is_proxy, nonce))
    }

    /// What the answers that go along without being asked for add to a request.
    pub(super) fn len_bytes(
        &self,
        identity: IdentityId,
        peer: SocketAddr,
        is_register: bool,
    ) -> usize {
        /// One answer with its header field's name.
        const ANSWER_BYTES: usize = 280;
        let is_it = |(who, kind, (server, _, _)): &(IdentityId, bool, RealmKey)| {
            *who == identity && *kind == is_register && *server == peer
        };
        self.kept.keys().filter(|key| is_it(key)).count() * ANSWER_BYTES
    }

    pub(super) fn forget(&mut self, identity: IdentityId) {
        self.kept.retain(|(who, _, _), _| *who != identity);
    }
}

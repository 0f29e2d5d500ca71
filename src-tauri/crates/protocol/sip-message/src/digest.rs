//! Proves knowledge of a password without sending it.
//!
//! A client keeps the [`Challenge`] of a realm and calls [`answer`] for each request with the next
//! nonce count; a server writes a challenge and calls [`verify`].
//!
//! Source: RFC 7616 (and RFC 2617 for servers without qop), RFC 8760 (algorithms in SIP), RFC 3261 §22.

mod algorithm;
mod words;

use std::fmt;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};

pub use algorithm::Algorithm;

use crate::method::Method;
use crate::syntax::{SyntaxError, quote};
use words::Words;

/// What the proof protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Qop {
    /// The request line.
    Auth,
    /// The request line and the body.
    AuthInt,
    /// Something nobody here can compute.
    Other,
}

impl Qop {
    fn new(text: &str) -> Self {
        match text.to_ascii_lowercase().as_str() {
            "auth" => Self::Auth,
            "auth-int" => Self::AuthInt,
            _ => Self::Other,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::AuthInt => "auth-int",
            Self::Other => "other",
        }
    }
}

/// What a server asks.
#[derive(Clone, PartialEq, Eq)]
pub struct Challenge {
    pub realm: String,
    pub nonce: String,
    pub opaque: Option<String>,
    pub algorithm: Algorithm,
    /// Those offered; empty from servers of RFC 2069.
    pub qop: Vec<Qop>,
    /// The password was right, the nonce too old.
    pub stale: bool,
    pub domain: Option<String>,
    /// The server takes the user's name hashed.
    pub userhash: bool,
}

/// Who proves it. The password has no `Debug`.
#[derive(Clone)]
pub struct Credentials {
    pub username: String,
    pub password: SecretString,
}

/// The request that the proof is for.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    pub method: &'a Method,
    /// The Request-URI as it stands on the wire.
    pub uri: &'a str,
    pub body: &'a [u8],
}

/// The proof, as Authorization and Proxy-Authorization carry it.
#[derive(Clone, PartialEq, Eq)]
pub struct Authorization {
    /// The name, or its hash when `userhash` is set.
    pub username: String,
    pub realm: String,
    pub nonce: String,
    pub uri: String,
    pub response: String,
    pub algorithm: Option<Algorithm>,
    pub opaque: Option<String>,
    pub qop: Option<Qop>,
    pub nonce_count: Option<u32>,
    pub cnonce: Option<String>,
    pub userhash: bool,
}

/// Why a challenge cannot be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    #[error("an algorithm nobody here computes")]
    Algorithm,
    #[error("no quality of protection that is understood here")]
    Qop,
}

impl Challenge {
    /// A challenge with `qop="auth"`, as a server of today asks.
    #[must_use]
    pub fn new(realm: &str, nonce: &str, algorithm: Algorithm) -> Self {
        Self {
            realm: realm.to_owned(),
            nonce: nonce.to_owned(),
            opaque: None,
            algorithm,
            qop: vec![Qop::Auth],
            stale: false,
            domain: None,
            userhash: false,
        }
    }

    /// Whether it can be answered here.
    #[must_use]
    pub fn is_answerable(&self) -> bool {
        self.algorithm.is_known() && self.chosen_qop().is_ok()
    }

    /// The request line alone wherever the server lets us choose: on the way bodies may be changed.
    fn chosen_qop(&self) -> Result<Option<Qop>, AnswerError> {
        if self.qop.is_empty() {
            return Ok(None);
        }
        let is_offered = |wanted: &Qop| self.qop.contains(wanted);
        [Qop::Auth, Qop::AuthInt].into_iter().find(is_offered).map(Some).ok_or(AnswerError::Qop)
    }
}

/// The challenge to answer: the first that can be.
///
/// Source: RFC 8760 §2.4 (the server's order is its preference).
#[must_use]
pub fn choose(challenges: &[Challenge]) -> Option<&Challenge> {
    challenges.iter().find(|challenge| challenge.is_answerable())
}

/// Answers a challenge. `nonce_count` starts at 1 for each nonce; `cnonce` is fresh chance.
pub fn answer(
    challenge: &Challenge,
    credentials: &Credentials,
    subject: Subject<'_>,
    nonce_count: u32,
    cnonce: &str,
) -> Result<Authorization, AnswerError> {
    let algorithm = &challenge.algorithm;
    let qop = challenge.chosen_qop()?;
    let username = if challenge.userhash {
        algorithm
            .hash(&[&credentials.username, ":", &challenge.realm])
            .ok_or(AnswerError::Algorithm)?
    } else {
        credentials.username.clone()
    };
    let needs_cnonce = qop.is_some() || algorithm.is_session();
    let mut authorization = Authorization {
        username,
        realm: challenge.realm.clone(),
        nonce: challenge.nonce.clone(),
        uri: subject.uri.to_owned(),
        response: String::new(),
        algorithm: Some(algorithm.clone()),
        opaque: challenge.opaque.clone(),
        qop,
        nonce_count: qop.map(|_| nonce_count),
        cnonce: needs_cnonce.then(|| cnonce.to_owned()),
        userhash: challenge.userhash,
    };
    authorization.response =
        proof(&authorization, &credentials.username, &credentials.password, subject)
            .ok_or(AnswerError::Algorithm)?;
    Ok(authorization)
}

/// Whether the proof is right for this password and request: the server's side.
///
/// Whether the nonce is ours and fresh, the count grows and the URI names this request is the
/// caller's business.
#[must_use]
pub fn verify(
    authorization: &Authorization,
    credentials: &Credentials,
    subject: Subject<'_>,
) -> bool {
    let algorithm = authorization.algorithm.clone().unwrap_or(Algorithm::Md5);
    let expected_name = if authorization.userhash {
        algorithm.hash(&[&credentials.username, ":", &authorization.realm])
    } else {
        Some(credentials.username.clone())
    };
    let is_name_right = expected_name.is_some_and(|name| name == authorization.username);
    proof(authorization, &credentials.username, &credentials.password, subject).is_some_and(
        |expected| is_name_right && is_same(expected.as_bytes(), authorization.response.as_bytes()),
    )
}

/// The response value. `None` for an algorithm or qop that is unknown, and where a part is missing.
///
/// Source: RFC 7616 §3.4.1, §3.4.2, §3.4.3.
fn proof(
    authorization: &Authorization,
    username: &str,
    password: &SecretString,
    subject: Subject<'_>,
) -> Option<String> {
    let algorithm = authorization.algorithm.clone().unwrap_or(Algorithm::Md5);
    let nonce = authorization.nonce.as_str();
    let mut secret =
        algorithm.hash(&[username, ":", &authorization.realm, ":", password.expose_secret()])?;
    if algorithm.is_session() {
        secret = algorithm.hash(&[&secret, ":", nonce, ":", authorization.cnonce.as_deref()?])?;
    }
    let method = subject.method.as_str();
    let Some(qop) = authorization.qop else {
        let request = algorithm.hash(&[method, ":", subject.uri])?;
        return algorithm.hash(&[&secret, ":", nonce, ":", &request]);
    };
    let request = match qop {
        Qop::Auth => algorithm.hash(&[method, ":", subject.uri])?,
        Qop::AuthInt => algorithm.hash(&[
            method,
            ":",
            subject.uri,
            ":",
            &algorithm.hash_octets(subject.body)?,
        ])?,
        Qop::Other => return None,
    };
    let count = format!("{:08x}", authorization.nonce_count?);
    let cnonce = authorization.cnonce.as_deref()?;
    algorithm.hash(&[
        &secret,
        ":",
        nonce,
        ":",
        &count,
        ":",
        cnonce,
        ":",
        qop.as_str(),
        ":",
        &request,
    ])
}

/// Compares in a time that does not tell where they differ.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

/// Reads the challenges of one header line; schemes other than Digest and unreadable ones are left out.
pub(crate) fn read_challenges(line: &str) -> Vec<Challenge> {
    words::read(line).iter().filter_map(challenge).collect()
}

fn challenge(words: &Words) -> Option<Challenge> {
    let flag = |name| words.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let qop = words.get("qop").unwrap_or_default();
    Some(Challenge {
        realm: words.get("realm").unwrap_or_default().to_owned(),
        nonce: words.get("nonce")?.to_owned(),
        opaque: words.get("opaque").map(str::to_owned),
        algorithm: words.get("algorithm").map_or(Algorithm::Md5, Algorithm::new),
        qop: qop.split(',').map(str::trim).filter(|word| !word.is_empty()).map(Qop::new).collect(),
        stale: flag("stale"),
        domain: words.get("domain").map(str::to_owned),
        userhash: flag("userhash"),
    })
}

impl FromStr for Challenge {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        words::read(text).iter().find_map(challenge).ok_or(SyntaxError::Digest)
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest realm={}, nonce={}", quote(&self.realm), quote(&self.nonce))?;
        if let Some(opaque) = &self.opaque {
            write!(f, ", opaque={}", quote(opaque))?;
        }
        if let Some(domain) = &self.domain {
            write!(f, ", domain={}", quote(domain))?;
        }
        if self.stale {
            f.write_str(", stale=true")?;
        }
        write!(f, ", algorithm={}", self.algorithm)?;
        if !self.qop.is_empty() {
            let words: Vec<_> = self.qop.iter().map(|qop| qop.as_str()).collect();
            write!(f, ", qop=\"{}\"", words.join(","))?;
        }
        if self.userhash { f.write_str(", userhash=true") } else { Ok(()) }
    }
}

impl FromStr for Authorization {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let all = words::read(text);
        let words = all.first().ok_or(SyntaxError::Digest)?;
        let must = |name| words.get(name).map(str::to_owned).ok_or(SyntaxError::Digest);
        let count = words
            .get("nc")
            .map(|count| u32::from_str_radix(count, 16).map_err(|_| SyntaxError::Number));
        Ok(Self {
            username: must("username")?,
            realm: must("realm")?,
            nonce: must("nonce")?,
            uri: must("uri")?,
            response: must("response")?.to_ascii_lowercase(),
            algorithm: words.get("algorithm").map(Algorithm::new),
            opaque: words.get("opaque").map(str::to_owned),
            qop: words.get("qop").map(Qop::new),
            nonce_count: count.transpose()?,
            cnonce: words.get("cnonce").map(str::to_owned),
            userhash: words.get("userhash").is_some_and(|value| value.eq_ignore_ascii_case("true")),
        })
    }
}

impl fmt::Display for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest username={}, realm={}", quote(&self.username), quote(&self.realm))?;
        write!(f, ", nonce={}, uri={}", quote(&self.nonce), quote(&self.uri))?;
        write!(f, ", response=\"{}\"", self.response)?;
        if let Some(algorithm) = &self.algorithm {
            write!(f, ", algorithm={algorithm}")?;
        }
        if let Some(cnonce) = &self.cnonce {
            write!(f, ", cnonce={}", quote(cnonce))?;
        }
        if let Some(opaque) = &self.opaque {
            write!(f, ", opaque={}", quote(opaque))?;
        }
        if let Some(qop) = self.qop {
            write!(f, ", qop={}", qop.as_str())?;
        }
        if let Some(count) = self.nonce_count {
            write!(f, ", nc={count:08x}")?;
        }
        if self.userhash { f.write_str(", userhash=true") } else { Ok(()) }
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Challenge")
            .field("algorithm", &self.algorithm)
            .field("qop", &self.qop)
            .field("stale", &self.stale)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({:?})", redact::Redacted(&self.username))
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authorization({:?})", redact::Redacted(&self.username))
    }
}

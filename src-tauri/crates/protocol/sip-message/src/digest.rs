//! Proves knowledge of a password without sending it.
//!
//! Source: RFC 7616 (and RFC 2617 for servers without qop), RFC 8760 (algorithms in SIP), RFC 3261 §22.

use std::fmt;
use std::str::FromStr;

use secrecy::SecretString;

use crate::method::Method;
use crate::syntax::SyntaxError;

/// How the proof is computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Algorithm {
    Md5,
    Md5Sess,
    Sha256,
    Sha256Sess,
    Sha512_256,
    Sha512_256Sess,
    /// One that nobody here computes.
    Other(String),
}

/// What the proof protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Qop {
    /// The request line.
    Auth,
    /// The request line and the body.
    AuthInt,
}

/// What a server asks.
#[derive(Clone, PartialEq, Eq)]
pub struct Challenge {
    pub realm: String,
    pub nonce: String,
    pub opaque: Option<String>,
    pub algorithm: Algorithm,
    /// Those offered and understood here; empty from servers of RFC 2069.
    pub qop: Vec<Qop>,
    /// The password was right, the nonce too old.
    pub stale: bool,
    pub domain: Option<String>,
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

/// The challenge to answer: the first whose algorithm is known here.
///
/// Source: RFC 8760 §2.4 (the server's order is its preference).
#[must_use]
pub fn choose(challenges: &[Challenge]) -> Option<&Challenge> {
    challenges.iter().find(|challenge| !matches!(challenge.algorithm, Algorithm::Other(_)))
}

/// Answers a challenge. `nonce_count` starts at 1 for each nonce; `cnonce` is fresh chance.
pub fn answer(
    _challenge: &Challenge,
    _credentials: &Credentials,
    _subject: Subject<'_>,
    _nonce_count: u32,
    _cnonce: &str,
) -> Result<Authorization, AnswerError> {
    Err(AnswerError::Algorithm)
}

/// Whether the proof is right for this password and request: the server's side.
///
/// Whether the nonce is ours and fresh, and the count grows, is the caller's business.
#[must_use]
pub fn verify(
    _authorization: &Authorization,
    _password: &SecretString,
    _subject: Subject<'_>,
) -> bool {
    false
}

impl FromStr for Challenge {
    type Err = SyntaxError;

    fn from_str(_text: &str) -> Result<Self, SyntaxError> {
        Err(SyntaxError::Digest)
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest realm=\"{}\", nonce=\"{}\"", self.realm, self.nonce)
    }
}

impl FromStr for Authorization {
    type Err = SyntaxError;

    fn from_str(_text: &str) -> Result<Self, SyntaxError> {
        Err(SyntaxError::Digest)
    }
}

impl fmt::Display for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest username=\"{}\"", self.username)
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Challenge")
            .field("algorithm", &self.algorithm)
            .field("qop", &self.qop)
            .field("stale", &self.stale)
            .finish()
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

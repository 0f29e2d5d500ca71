//! The hashes that digest uses.
//!
//! Source: RFC 7616 §3.2, §6.1; RFC 8760 §2.

use std::fmt;

use md5::Md5;
use sha2::{Digest, Sha256, Sha512_256};

/// How the proof is computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Algorithm {
    Md5,
    Md5Sess,
    Sha256,
    Sha256Sess,
    Sha512_256,
    Sha512_256Sess,
    /// One that nobody here computes, as written.
    Other(String),
}

impl Algorithm {
    /// The algorithm of this name, in any case.
    #[must_use]
    pub fn new(text: &str) -> Self {
        match text.to_ascii_uppercase().as_str() {
            "MD5" => Self::Md5,
            "MD5-SESS" => Self::Md5Sess,
            "SHA-256" => Self::Sha256,
            "SHA-256-SESS" => Self::Sha256Sess,
            "SHA-512-256" => Self::Sha512_256,
            "SHA-512-256-SESS" => Self::Sha512_256Sess,
            _ => Self::Other(text.to_owned()),
        }
    }

    /// Whether it can be computed here.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        match self {
            Self::Md5
            | Self::Md5Sess
            | Self::Sha256
            | Self::Sha256Sess
            | Self::Sha512_256
            | Self::Sha512_256Sess => true,
            Self::Other(_) => false,
        }
    }

    /// Whether nonce and cnonce are mixed into the secret.
    pub(super) const fn is_session(&self) -> bool {
        match self {
            Self::Md5Sess | Self::Sha256Sess | Self::Sha512_256Sess => true,
            Self::Md5 | Self::Sha256 | Self::Sha512_256 | Self::Other(_) => false,
        }
    }

    /// The hash of the pieces one after another, in lower-case hexadecimal digits.
    pub(super) fn hash(&self, pieces: &[&str]) -> Option<String> {
        self.hash_all(pieces.iter().map(|piece| piece.as_bytes()))
    }

    pub(super) fn hash_octets(&self, octets: &[u8]) -> Option<String> {
        self.hash_all(std::iter::once(octets))
    }

    fn hash_all<'a>(&self, pieces: impl Iterator<Item = &'a [u8]>) -> Option<String> {
        match self {
            Self::Md5 | Self::Md5Sess => Some(run::<Md5>(pieces)),
            Self::Sha256 | Self::Sha256Sess => Some(run::<Sha256>(pieces)),
            Self::Sha512_256 | Self::Sha512_256Sess => Some(run::<Sha512_256>(pieces)),
            Self::Other(_) => None,
        }
    }
}

fn run<'a, D: Digest>(pieces: impl Iterator<Item = &'a [u8]>) -> String {
    let mut hash = D::new();
    for piece in pieces {
        hash.update(piece);
    }
    let nibbles =
        hash.finalize().iter().flat_map(|byte| [byte >> 4, byte & 15]).collect::<Vec<_>>();
    nibbles.into_iter().filter_map(|nibble| char::from_digit(u32::from(nibble), 16)).collect()
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Md5 => "MD5",
            Self::Md5Sess => "MD5-sess",
            Self::Sha256 => "SHA-256",
            Self::Sha256Sess => "SHA-256-sess",
            Self::Sha512_256 => "SHA-512-256",
            Self::Sha512_256Sess => "SHA-512-256-sess",
            Self::Other(name) => name,
        })
    }
}

//! The words behind `Digest`: `realm="example.com", nonce="…", qop=auth`.
//!
//! Source: RFC 7616 §3.3, §3.4; RFC 3261 §7.3.1 (several challenges should not share a line, and do).

use crate::syntax;

/// The words of one challenge or answer.
#[derive(Debug, Default)]
pub(super) struct Words {
    list: Vec<(String, String)>,
}

impl Words {
    /// The first value of this name without its quotes.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.list
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// Reads every `Digest` of a line; what belongs to other schemes is left out.
pub(super) fn read(line: &str) -> Vec<Words> {
    let mut all: Vec<Words> = Vec::new();
    let mut is_digest = false;
    for piece in syntax::split_list(line, true) {
        let piece = match begins_scheme(piece) {
            Some((scheme, rest)) => {
                is_digest = scheme.eq_ignore_ascii_case("digest");
                if is_digest {
                    all.push(Words::default());
                }
                rest
            }
            None => piece,
        };
        if let (true, Some(words), Some((name, value))) =
            (is_digest, all.last_mut(), piece.split_once('='))
        {
            let value = syntax::unquote(syntax::trim(value)).into_owned();
            words.list.push((syntax::trim(name).to_owned(), value));
        }
    }
    all
}

/// The scheme at the head of a piece and what follows: a token, blanks, and no equals sign.
fn begins_scheme(piece: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = piece.split_once([' ', '\t'])?;
    let rest = syntax::trim(rest);
    (syntax::is_token(scheme) && !rest.starts_with('=')).then_some((scheme, rest))
}

//! Takes out of a text whatever gives somebody away, and leaves it comparable.
//!
//! Numbers, names and hosts become labels: the same number is `number-1` wherever it stands in one
//! report, however it is written there. Secrets become `[secret]` and cannot be compared. What is
//! not known to be a number, a name or a host is recognised by its shape; in doubt it is taken out,
//! because a report can be understood without a counter, but not be called back.
//!
//! Source: requirements S3-19 (reports must not carry secrets).

mod escapes;
mod fold;
mod keep;
mod known;
mod labels;
mod ordinary;
mod scan;
mod secrets;
mod shapes;
mod text;
mod verbatim;

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use secrecy::SecretString;

pub use keep::{Counts, Keep};
pub(crate) use secrets::{NOT_RECORDED, strip_secrets};
pub use secrets::{Place, SecretKind, find_secrets};

use fold::fold;
use known::Known;
use labels::Labels;
use scan::Scan;
use verbatim::Verbatim;

/// What the program knows to be private, from accounts, the call list and the directory.
#[derive(Clone, Default)]
pub struct Cast {
    /// Numbers and extensions, in any form.
    pub numbers: Vec<String>,
    /// Names of persons: taken out whole and word by word.
    pub names: Vec<String>,
    /// What people called things, such as accounts: taken out only whole, because their words may
    /// be those of any text.
    pub titles: Vec<String>,
    /// Host names and addresses.
    pub hosts: Vec<String>,
    /// Passwords and tokens that happen to be in memory.
    pub secrets: Vec<SecretString>,
}

impl fmt::Debug for Cast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cast").finish_non_exhaustive()
    }
}

/// Replaces by labels, the same for the same throughout one report.
pub struct Redaction {
    labels: Labels,
    /// Names and parts of them in small letters, with the whole name.
    names: BTreeMap<String, String>,
    /// Names as they were learnt, to be quick with those that come again and again.
    learnt: HashSet<String>,
    numbers: Vec<String>,
    hosts: Vec<String>,
    verbatim: Verbatim,
    /// Made anew after something was learnt.
    known: Option<Known>,
}

/// What a label stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Name,
    Host,
    Address,
}

impl Kind {
    const ALL: &[Self] = &[Self::Number, Self::Name, Self::Host, Self::Address];

    /// What stands before the number of a label.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Number => "number-",
            Self::Name => "name-",
            Self::Host => "host-",
            Self::Address => "address-",
        }
    }
}

impl Redaction {
    /// Most names learnt from texts: bounds the work on hostile ones.
    const LEARNT_MOST: usize = 1_000;

    /// Starts with what the program knows.
    #[must_use]
    pub fn knowing(cast: &Cast) -> Self {
        let mut names = BTreeMap::new();
        for name in &cast.names {
            let whole = words(name);
            for part in whole.split_whitespace().filter(|part| part.chars().count() >= 4) {
                names.entry(part.to_owned()).or_insert_with(|| whole.clone());
            }
            if whole.chars().count() >= 2 {
                names.insert(whole.clone(), whole);
            }
        }
        let titles = cast.titles.iter().map(|title| words(title));
        for title in titles.filter(|title| title.chars().count() >= 2) {
            names.entry(title.clone()).or_insert(title);
        }
        Self {
            labels: Labels::default(),
            names,
            learnt: HashSet::new(),
            numbers: cast.numbers.iter().map(|number| fold(number).into_owned()).collect(),
            hosts: cast.hosts.iter().map(|host| fold(host.trim()).to_lowercase()).collect(),
            verbatim: Verbatim::new(&cast.secrets),
            known: None,
        }
    }

    /// Leaves these kinds in the clear from now on.
    #[must_use]
    pub const fn keeping(mut self, keep: Keep) -> Self {
        self.labels.keep = keep;
        self
    }

    /// How much was replaced so far.
    #[must_use]
    pub const fn counts(&self) -> Counts {
        self.labels.counts
    }

    /// Notes the names that stand before addresses, so that they are found elsewhere too.
    ///
    /// Call it with every text of a report before the first is cleaned.
    pub fn learn(&mut self, text: &str) {
        let text = fold(text);
        for (at, _) in text.match_indices('<') {
            let (before, address) = text.split_at(at);
            let is_address = ["<sip:", "<sips:", "<tel:"].iter().any(|scheme| {
                address.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme))
            });
            if !is_address || self.names.len() >= Self::LEARNT_MOST {
                continue;
            }
            let Some(name) = name_at_end(before) else { continue };
            if self.learnt.contains(name) {
                continue;
            }
            self.learnt.insert(name.to_owned());
            let name = words(name);
            let is_name = (2..=80).contains(&name.chars().count()) && !is_label(&name);
            if is_name && !self.names.contains_key(&name) {
                self.names.insert(name.clone(), name);
                self.known = None;
            }
        }
    }

    /// Gives the text back without what gives somebody away, in plain letters.
    pub fn clean(&mut self, text: &str) -> String {
        // A secret may have the letters of an escape, of which folding would leave something else.
        let text = self.verbatim.clean(text, &mut self.labels.counts.secrets);
        let text = fold(&text);
        let known = self.known.take().unwrap_or_else(|| {
            let names = self.names.iter().map(|(name, whole)| (name.as_str(), whole.as_str()));
            Known::new(names, &self.hosts, &self.numbers)
        });
        let clean = Scan::clean(&text, &known, &self.verbatim, &mut self.labels);
        self.known = Some(known);
        clean
    }
}

impl fmt::Debug for Redaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redaction").field("counts", &self.counts()).finish_non_exhaustive()
    }
}

/// In small letters, with one blank between words.
fn words(name: &str) -> String {
    fold(name).to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The display name with which a text ends: quoted, or bare after a colon, a comma or nothing.
fn name_at_end(text: &str) -> Option<&str> {
    // Not further back than any name is long: a hostile text may be one line of millions of them.
    let (_, near) = text.split_at(text.ceil_char_boundary(text.len().saturating_sub(NAME_BYTES)));
    let line = near.rsplit(['\r', '\n']).next()?.trim_end();
    let name = match line.strip_suffix('"') {
        Some(quoted) => quoted.rsplit_once('"')?.1,
        None => line.rsplit([':', ',', '"', '>', ';', '=']).next()?,
    };
    let name = name.trim();
    name.starts_with(char::is_alphabetic).then_some(name)
}

/// Whether a text is one of our labels, or begins with one that ends there.
fn is_label(text: &str) -> bool {
    Kind::ALL.iter().any(|kind| {
        text.strip_prefix(kind.prefix())
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

fn is_number(user: &str) -> bool {
    user.contains(|letter: char| letter.is_ascii_digit())
        && user.chars().all(|letter| letter.is_ascii_digit() || "+*#-.() ".contains(letter))
}

/// The same digits for `+49 89 …`, `0049 89 …` and `089 …`, so that they share a label.
fn canonical_number(written: &str) -> String {
    let written = written.replace("(0)", "");
    let dialled: String =
        written.chars().filter(|typed| typed.is_ascii_digit() || "*#".contains(*typed)).collect();
    if written.trim_start_matches(['(', ' ']).starts_with('+') {
        dialled
    } else if let Some(abroad) = dialled.strip_prefix("00") {
        abroad.to_owned()
    } else if let Some(area) = dialled.strip_prefix('0') {
        format!("49{area}")
    } else {
        dialled
    }
}

fn canonical_host(host: &str) -> String {
    host.trim_matches(['[', ']', '.']).to_lowercase()
}

/// Longest name, with its quotes and blanks, that is looked for before an address.
const NAME_BYTES: usize = 400;

#[cfg(test)]
mod tests;

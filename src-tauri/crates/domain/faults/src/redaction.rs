//! Takes out of a text whatever gives somebody away, and leaves it comparable.
//!
//! Numbers, names and hosts become labels: the same number is `number-1` wherever it stands in one
//! report, however it is written there. Secrets become `[secret]` and cannot be compared. What is
//! not known to be a number, a name or a host is recognised by its shape; in doubt it is taken out,
//! because a report can be understood without a counter, but not be called back.
//!
//! Source: requirements S3-19 (reports must not carry secrets).

mod keep;
mod patterns;
mod secrets;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use regex::{Captures, Regex};
use secrecy::{ExposeSecret, SecretString};

pub use keep::{Counts, Keep};
pub use secrets::{Place, SecretKind, find_secrets};

use patterns::Patterns;

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
    labels: BTreeMap<(Kind, String), usize>,
    /// How many labels of each kind were given.
    given: BTreeMap<Kind, usize>,
    names: BTreeMap<String, String>,
    numbers: Vec<String>,
    hosts: Vec<String>,
    secrets: Vec<SecretString>,
    known: Option<Known>,
    keep: Keep,
    counts: Counts,
}

/// Expressions made of what is known; made anew after something was learnt.
struct Known {
    names: Option<Regex>,
    hosts: Option<Regex>,
    numbers: Option<Regex>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Number,
    Name,
    Host,
}

impl Redaction {
    /// Most names learnt from texts: bounds the work on hostile ones.
    const LEARNT_MOST: usize = 1_000;

    /// Starts with what the program knows.
    #[must_use]
    pub fn knowing(cast: &Cast) -> Self {
        let mut names = BTreeMap::new();
        for name in &cast.names {
            let whole = name.trim().to_lowercase();
            for part in whole.split_whitespace().filter(|part| part.chars().count() >= 4) {
                names.entry(part.to_owned()).or_insert_with(|| whole.clone());
            }
            if whole.chars().count() >= 2 {
                names.insert(whole.clone(), whole);
            }
        }
        let titles = cast.titles.iter().map(|title| title.trim().to_lowercase());
        for title in titles.filter(|title| title.chars().count() >= 2) {
            names.entry(title.clone()).or_insert(title);
        }
        Self {
            labels: BTreeMap::new(),
            given: BTreeMap::new(),
            names,
            numbers: cast.numbers.clone(),
            hosts: cast.hosts.iter().map(|host| host.trim().to_lowercase()).collect(),
            secrets: cast.secrets.clone(),
            known: None,
            keep: Keep::default(),
            counts: Counts::default(),
        }
    }

    /// Leaves these kinds in the clear from now on.
    #[must_use]
    pub const fn keeping(mut self, keep: Keep) -> Self {
        self.keep = keep;
        self
    }

    /// How much was replaced so far.
    #[must_use]
    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// Notes the names that stand before addresses, so that they are found elsewhere too.
    ///
    /// Call it with every text of a report before the first is cleaned.
    pub fn learn(&mut self, text: &str) {
        for found in Patterns::get().address_start.find_iter(text) {
            let (before, _) = text.split_at(found.start());
            let Some(name) = name_at_end(before) else { continue };
            let name = name.to_lowercase();
            let is_name = (2..=80).contains(&name.chars().count());
            if is_name && self.names.len() < Self::LEARNT_MOST && !self.names.contains_key(&name) {
                self.names.insert(name.clone(), name);
                self.known = None;
            }
        }
    }

    /// Gives the text back without what gives somebody away.
    pub fn clean(&mut self, text: &str) -> String {
        let known = self.known.take().unwrap_or_else(|| self.compile());
        let text = self.without_secrets(text);
        let text = self.without_addresses(&text);
        let text = self.without_hosts(&text, &known);
        let text = self.without_names(&text, &known);
        let text = self.without_numbers(&text, &known);
        self.known = Some(known);
        text
    }

    fn without_secrets(&self, text: &str) -> String {
        let mut text = Cow::Borrowed(text);
        for secret in &self.secrets {
            let secret = secret.expose_secret();
            if secret.chars().count() >= 3 && text.contains(secret) {
                text = Cow::Owned(text.replace(secret, "[secret]"));
            }
        }
        let patterns = Patterns::get();
        let mut text = text.into_owned();
        for (expression, replacement) in &patterns.secrets {
            text = expression.replace_all(&text, *replacement).into_owned();
        }
        let scheme = |found: &Captures<'_>| {
            let (whole, scheme, value) = (group(found, 0), group(found, 1), group(found, 2));
            if value.len() >= 20 || value.contains(|letter: char| letter.is_ascii_digit()) {
                format!("{scheme} [secret]")
            } else {
                whole.to_owned()
            }
        };
        patterns.credentials.replace_all(&text, scheme).into_owned()
    }

    /// `sip:anna@pbx.example`, `tel:7042`, `/home/anna`.
    fn without_addresses(&mut self, text: &str) -> String {
        let patterns = Patterns::get();
        let text = patterns.user_at_host.replace_all(text, |found: &Captures<'_>| {
            let (user, host) = (group(found, 1), group(found, 2));
            let user = if is_label(user) {
                user.to_owned()
            } else if is_number(user) {
                self.label(Kind::Number, &canonical_number(user))
            } else {
                self.label(Kind::Name, &user.to_lowercase())
            };
            format!("{user}@{}", self.host_label(host))
        });
        let text = patterns.number_address.replace_all(&text, |found: &Captures<'_>| {
            let number = self.label(Kind::Number, &canonical_number(group(found, 2)));
            format!("{}{number}", group(found, 1))
        });
        let text = patterns.host_address.replace_all(&text, |found: &Captures<'_>| {
            format!("{}{}", group(found, 1), self.host_label(group(found, 2)))
        });
        let text = patterns.home.replace_all(&text, |found: &Captures<'_>| {
            let owner = self.label(Kind::Name, &group(found, 2).to_lowercase());
            format!("{}{owner}", group(found, 1))
        });
        text.into_owned()
    }

    fn without_hosts(&mut self, text: &str, known: &Known) -> String {
        let patterns = Patterns::get();
        let text = patterns.ipv6.replace_all(text, |found: &Captures<'_>| {
            let whole = group(found, 0);
            match whole.parse::<Ipv6Addr>() {
                Ok(ip) if !ip.is_unspecified() => self.label(Kind::Host, &ip.to_string()),
                Ok(_) | Err(_) => whole.to_owned(),
            }
        });
        let text = patterns.ipv4.replace_all(&text, |found: &Captures<'_>| {
            let whole = group(found, 0);
            match whole.parse::<Ipv4Addr>() {
                Ok(ip) if !ip.is_unspecified() => self.label(Kind::Host, whole),
                Ok(_) | Err(_) => whole.to_owned(),
            }
        });
        let text = match &known.hosts {
            Some(hosts) => Cow::Owned(replace_words(&text, hosts, |host| {
                self.label(Kind::Host, &host.to_lowercase())
            })),
            None => text,
        };
        let text = patterns.host.replace_all(&text, |found: &Captures<'_>| {
            let whole = group(found, 0);
            if is_host_name(whole) { self.host_label(whole) } else { whole.to_owned() }
        });
        text.into_owned()
    }

    fn without_names(&mut self, text: &str, known: &Known) -> String {
        let Some(names) = &known.names else { return text.to_owned() };
        replace_words(text, names, |name| {
            let name = name.to_lowercase();
            let whole = self.names.get(&name).cloned().unwrap_or(name);
            self.label(Kind::Name, &whole)
        })
    }

    fn without_numbers(&mut self, text: &str, known: &Known) -> String {
        let text = match &known.numbers {
            Some(numbers) => Cow::Owned(replace_words(text, numbers, |number| {
                self.label(Kind::Number, &canonical_number(number))
            })),
            None => Cow::Borrowed(text),
        };
        let patterns = Patterns::get();
        let numbers = patterns.numbers.replace_all(&text, |found: &Captures<'_>| {
            let whole = group(found, 0);
            let start = found.get(0).map_or(0, |whole| whole.start());
            let (before, from_here) = text.split_at(start);
            let after = from_here.strip_prefix(whole).unwrap_or_default();
            if found.name("keep").is_some() || is_part_of_word(whole, before, after) {
                whole.to_owned()
            } else {
                self.label(Kind::Number, &canonical_number(whole))
            }
        });
        numbers.into_owned()
    }

    fn host_label(&mut self, host: &str) -> String {
        if is_label(host) { host.to_owned() } else { self.label(Kind::Host, &canonical_host(host)) }
    }

    fn label(&mut self, kind: Kind, canonical: &str) -> String {
        let number = *self.labels.entry((kind, canonical.to_owned())).or_insert_with(|| {
            let given = self.given.entry(kind).or_default();
            *given += 1;
            *given
        });
        match kind {
            Kind::Number => format!("number-{number}"),
            Kind::Name => format!("name-{number}"),
            Kind::Host => format!("host-{number}"),
        }
    }

    fn compile(&self) -> Known {
        let numbers: Vec<String> =
            self.numbers.iter().flat_map(|number| patterns::ways_to_write(number)).collect();
        Known {
            names: patterns::any_of(self.names.keys().map(|name| regex::escape(name))),
            hosts: patterns::any_of(
                self.hosts.iter().filter(|host| host.len() >= 2).map(|host| regex::escape(host)),
            ),
            numbers: patterns::any_of(numbers.into_iter()),
        }
    }
}

impl fmt::Debug for Redaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redaction").field("labels", &self.labels.len()).finish_non_exhaustive()
    }
}

/// Replaces matches that are not a part of a longer word.
fn replace_words(
    text: &str,
    expression: &Regex,
    mut replacement: impl FnMut(&str) -> String,
) -> String {
    let replaced = expression.replace_all(text, |found: &Captures<'_>| {
        let whole = group(found, 0);
        let start = found.get(0).map_or(0, |whole| whole.start());
        let (before, from_here) = text.split_at(start);
        let after = from_here.strip_prefix(whole).unwrap_or_default();
        let touches_word = before.ends_with(char::is_alphanumeric)
            || after.starts_with(char::is_alphanumeric)
            || is_label_number(before, whole);
        if touches_word { whole.to_owned() } else { replacement(whole) }
    });
    replaced.into_owned()
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

/// Whether digits belong to an identifier such as a branch, or to the fraction of a measured value.
fn is_part_of_word(whole: &str, before: &str, after: &str) -> bool {
    let mut before_reversed = before.chars().rev();
    let previous = before_reversed.next();
    let is_fraction = previous.is_some_and(|previous| matches!(previous, '.' | ','))
        && before_reversed.next().is_some_and(|digit| digit.is_ascii_digit());
    let follows_word =
        previous.is_some_and(|previous| previous.is_alphanumeric() || previous == '_');
    let is_marked = whole.starts_with(['+', '0', '(']);
    let is_followed = after.starts_with(|next: char| next.is_alphanumeric() || next == '_');
    !whole.starts_with(['+', '(']) && (follows_word || is_fraction || (!is_marked && is_followed))
}

/// Whether the digits are those of one of our labels.
fn is_label_number(before: &str, whole: &str) -> bool {
    whole.bytes().all(|byte| byte.is_ascii_digit())
        && ["number-", "name-", "host-"].iter().any(|label| before.ends_with(label))
}

fn is_label(text: &str) -> bool {
    ["number-", "name-", "host-"].iter().any(|label| {
        text.strip_prefix(label)
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

fn is_number(user: &str) -> bool {
    user.contains(|letter: char| letter.is_ascii_digit())
        && user.chars().all(|letter| letter.is_ascii_digit() || "+*#-.()%2B".contains(letter))
}

/// A dotted name whose end looks like that of a host, and not like that of a file.
fn is_host_name(whole: &str) -> bool {
    let last = whole.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    let one_case = last.chars().all(|letter| letter.is_ascii_lowercase())
        || last.chars().all(|letter| letter.is_ascii_uppercase());
    one_case && !FILE_ENDINGS.contains(&last.to_ascii_lowercase().as_str())
}

/// The same digits for `+49 89 …`, `0049 89 …` and `089 …`, so that they share a label.
fn canonical_number(written: &str) -> String {
    let written = written.replace("%2B", "+").replace("%2b", "+").replace("(0)", "");
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

fn group<'text>(found: &Captures<'text>, index: usize) -> &'text str {
    found.get(index).map_or("", |part| part.as_str())
}

/// Longest name, with its quotes and blanks, that is looked for before an address.
const NAME_BYTES: usize = 400;

/// Ends of file names that evidence speaks of.
const FILE_ENDINGS: &[&str] = &[
    "conf", "css", "csv", "db", "deb", "dll", "eml", "exe", "html", "ini", "js", "json", "jsonl",
    "log", "md", "pcap", "pem", "rs", "so", "sqlite", "svelte", "toml", "ts", "txt", "wav", "xml",
    "zip",
];

#[cfg(test)]
mod tests;

//! The hotline card: the number, the link for the mobile, and what to read out. Needs no network.

use clock::Timestamp;
use model::Number;

use super::Contract;
use crate::{Affects, ChannelKind};

/// A provider's hotline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hotline {
    /// What to dial, in E.164 where the contract names it so.
    pub number: Number,
    /// As the contract writes it.
    pub written: String,
    /// The provider's name.
    pub provider: String,
}

impl Hotline {
    /// The link for a QR code, such as `tel:+495401858339`. Source: RFC 3966 §3.
    #[must_use]
    pub fn uri(&self) -> String {
        // Only digits and a leading plus may stand there unescaped.
        let escape = |letter: char| match letter {
            '#' => "%23".to_owned(),
            '*' => "%2A".to_owned(),
            other => other.to_string(),
        };
        format!("tel:{}", self.number.as_str().chars().map(escape).collect::<String>())
    }
}

/// A sentence by its key in the catalogue, with its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Key, such as `hotline-greeting`.
    pub code: &'static str,
    /// Values by name.
    pub values: Vec<(&'static str, String)>,
}

/// What the script to read out needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOut<'r> {
    /// The ticket's reference, or the mark of the report while there is no ticket.
    pub reference: &'r str,
    /// The class by the provider's code.
    pub class: &'r str,
    /// Since when.
    pub since: Timestamp,
    /// Whom it affects.
    pub affects: Affects,
    /// How many persons, where somebody counted.
    pub count: Option<u32>,
}

impl Contract {
    /// The hotline, where the contract or a setting names one.
    #[must_use]
    pub fn hotline(&self) -> Option<Hotline> {
        let written = self.target(ChannelKind::Telephone)?.to_owned();
        let number = Number::read(&written).ok()?;
        Some(Hotline { number, written, provider: self.provider.name.clone() })
    }

    /// Three lines to read out.
    #[must_use]
    pub fn script(&self, about: &ReadOut<'_>) -> [Line; 3] {
        let since = about.since.to_zoned(self.zone().clone());
        let since = since.strftime("%Y-%m-%d %H:%M").to_string();
        let affected = match about.count {
            Some(count) => Line {
                code: "hotline-affected-count",
                values: vec![("since", since), ("count", count.to_string())],
            },
            None => Line {
                code: "hotline-affected",
                values: vec![("since", since), ("affects", about.affects.code().to_owned())],
            },
        };
        [
            Line {
                code: "hotline-reference",
                values: vec![
                    ("provider", self.provider.name.clone()),
                    ("reference", about.reference.to_owned()),
                    ("class", about.class.to_owned()),
                ],
            },
            affected,
            Line { code: "hotline-ask", values: Vec::new() },
        ]
    }
}

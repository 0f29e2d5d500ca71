//! From a number as people write it to the digits that one telephone system wants.
//!
//! ```text
//! 7042             ─▶ inside the house         ─▶ 7042
//! *21*7042#        ─▶ a code                   ─▶ *21*7042#
//! +49 89 123456    ─▶ the world's +4989123456  ─▶ 0 089123456
//! 089 123456       ─▶ the world's +4989123456  ─▶ 0 089123456
//! 123456           ─▶ in the own area code     ─▶ 0 089123456
//! 116117           ─▶ a service of the country ─▶ 0 116117
//! ```
//!
//! `prepare` and `dial` read by the same rules, so what stands in the number field is what is called.
//! Emergency numbers do not come here: they are dialled as they are, whatever the rules say.
//!
//! Source: ITU-T E.164 §6 (structure), E.123 (notation); the outside-line prefix and the number that
//! may lack it: innovaphone SDK, `com.innovaphone.phone` (`adjust`).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Country, Number, Numbering, Target};

/// How one telephone system is dialled.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DialRules {
    /// Country of the line.
    pub country: Country,
    /// Area code without its trunk prefix, such as `89`.
    pub area_code: Option<String>,
    /// Digits before a number outside the house, such as `0`.
    pub outside_prefix: Option<String>,
    /// True where numbers are written without the outside prefix and the program adds it; false where
    /// whoever writes a number writes the prefix too, except before a plus sign.
    pub may_lack_prefix: bool,
    /// How long extensions are; absent where nobody knows.
    pub internal: Option<Lengths>,
    /// Beginning of the house's own numbers, such as `+4989800848`; the extension follows.
    pub own_block: Option<String>,
    /// What becomes of a plus sign.
    pub plus: Plus,
}

/// How many digits an extension has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Lengths {
    /// Fewest.
    pub from: u8,
    /// Most.
    pub to: u8,
}

/// What becomes of the plus sign of a number that holds everywhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Plus {
    /// Sent where there is no outside prefix, replaced where there is one.
    #[default]
    Automatic,
    /// Sent as it is, without an outside prefix.
    Keep,
    /// Replaced by what one dials within the country.
    Replace,
}

/// What a number means to whoever dials it at one telephone system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// An order to the telephone system.
    Code(Number),
    /// Somebody in the house.
    Internal(Number),
    /// Somebody in the world, as E.164 with its plus sign.
    World(Number),
    /// A service outside that has no number in the world, such as `116117`; without the prefix.
    Outside(Number),
}

/// Rules that contradict themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// The area code is digits, without the trunk prefix.
    #[error("areaCode: digits without the trunk prefix, at most 8")]
    AreaCode,
    /// The outside prefix is short.
    #[error("outsidePrefix: one to four digits, * or #")]
    OutsidePrefix,
    /// Extensions have lengths that can be.
    #[error("internal: from 1 to 12 digits, and not more at least than at most")]
    Internal,
    /// The block is a number that holds everywhere.
    #[error("ownBlock: a plus sign and 3 to 14 digits")]
    OwnBlock,
}

/// Without the house's own number.
impl fmt::Debug for DialRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DialRules")
            .field("country", &self.country)
            .field("outside_prefix", &self.outside_prefix)
            .field("may_lack_prefix", &self.may_lack_prefix)
            .field("internal", &self.internal)
            .field("plus", &self.plus)
            .finish_non_exhaustive()
    }
}

impl Default for DialRules {
    fn default() -> Self {
        Self {
            country: Country::GERMANY,
            area_code: None,
            outside_prefix: None,
            may_lack_prefix: true,
            internal: None,
            own_block: None,
            plus: Plus::Automatic,
        }
    }
}

impl DialRules {
    /// Looks for what no telephone system has.
    ///
    /// # Errors
    /// Names the field that cannot be.
    pub fn check(&self) -> Result<(), RulesError> {
        let digits = |text: &str, most: usize| {
            (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        let trunk = self.country.numbering().map_or("", |numbering| numbering.trunk);
        if let Some(area) = &self.area_code
            && (!digits(area, 8) || (!trunk.is_empty() && trunk != "1" && area.starts_with(trunk)))
        {
            return Err(RulesError::AreaCode);
        }
        if let Some(prefix) = &self.outside_prefix
            && (!(1..=4).contains(&prefix.len())
                || !prefix.bytes().all(|byte| byte.is_ascii_digit() || b"*#".contains(&byte)))
        {
            return Err(RulesError::OutsidePrefix);
        }
        if let Some(Lengths { from, to }) = self.internal
            && (from == 0 || from > to || to > 12)
        {
            return Err(RulesError::Internal);
        }
        match &self.own_block {
            Some(block)
                if !block
                    .strip_prefix('+')
                    .is_some_and(|rest| rest.len() >= 3 && digits(rest, 14)) =>
            {
                Err(RulesError::OwnBlock)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// What goes on the wire for `target`. Names and whole addresses stay as they are.
    #[must_use]
    pub fn dialled(&self, target: &Target) -> Target {
        match target {
            Target::Number(number) => Target::Number(self.dialled_number(number)),
            Target::Name(_) | Target::Address(_) => target.clone(),
        }
    }

    /// What goes on the wire for `number`.
    #[must_use]
    pub fn dialled_number(&self, number: &Number) -> Number {
        let keeps_plus = match self.plus {
            Plus::Automatic => self.prefix().is_none(),
            Plus::Keep => true,
            Plus::Replace => false,
        };
        self.written(number, keeps_plus)
    }

    /// `number` as digits alone, as it stands within a code such as `*21*…#`; with its plus sign where
    /// the country's ways of dialling are not known.
    #[must_use]
    pub fn digits_for_code(&self, number: &Number) -> Number {
        self.written(number, false)
    }

    /// What `number` means here.
    #[must_use]
    pub fn meaning(&self, number: &Number) -> Meaning {
        let text = number.as_str();
        if text.contains(['*', '#']) {
            return Meaning::Code(number.clone());
        }
        if number.is_global() {
            return self.world(number.clone());
        }
        if self.is_internal(text) {
            return Meaning::Internal(number.clone());
        }
        match self.outside_part(text) {
            Some(rest) => self.outside(rest),
            None => Meaning::Internal(number.clone()),
        }
    }

    /// One way of writing for all ways of writing the same number: E.164 where there is one.
    #[must_use]
    pub fn normalised(&self, number: &Number) -> Number {
        match self.meaning(number) {
            Meaning::Code(number)
            | Meaning::Internal(number)
            | Meaning::World(number)
            | Meaning::Outside(number) => number,
        }
    }
}

/// How numbers are told apart.
impl DialRules {
    fn prefix(&self) -> Option<&str> {
        self.outside_prefix.as_deref().filter(|prefix| !prefix.is_empty())
    }

    /// Whether digits are few enough for an extension and do not begin as a way out.
    fn is_internal(&self, text: &str) -> bool {
        let Some(lengths) = self.internal else { return false };
        let goes_out = self
            .prefix()
            .and_then(|prefix| text.strip_prefix(prefix))
            .is_some_and(|rest| !rest.is_empty());
        text.len() <= usize::from(lengths.to) && !goes_out
    }

    /// What is dialled outside the house; absent where the number stays inside.
    fn outside_part<'t>(&self, text: &'t str) -> Option<&'t str> {
        let is_outside = self.internal.is_some() || self.is_whole(text);
        let Some(prefix) = self.prefix() else { return is_outside.then_some(text) };
        let behind = text.strip_prefix(prefix).filter(|rest| !rest.is_empty());
        let is_prefixed = behind.is_some_and(|rest| {
            !self.may_lack_prefix
                || is_service(rest)
                || (!self.is_whole(text) && self.is_whole(rest))
        });
        if is_prefixed { behind } else { (self.may_lack_prefix && is_outside).then_some(text) }
    }

    /// Whether digits are a whole number, national or of the world, as they are dialled outside.
    fn is_whole(&self, text: &str) -> bool {
        self.country.numbering().is_some_and(|numbering| {
            text.strip_prefix(numbering.international)
                .is_some_and(Numbering::is_number_of_any_country)
                || numbering.national(text).is_some()
        })
    }

    /// What digits mean that are dialled outside.
    fn outside(&self, text: &str) -> Meaning {
        let number = self.country.numbering().and_then(|numbering| {
            if let Some(rest) = text.strip_prefix(numbering.international) {
                return Some(format!("+{rest}"));
            }
            if let Some(rest) = numbering.national(text) {
                return Some(format!("+{}{rest}", numbering.code));
            }
            let area = self.local_area(numbering, text)?;
            Some(format!("+{}{area}{text}", numbering.code))
        });
        match number {
            Some(number) if number.len() <= 1 + Number::DIGITS_GLOBAL => {
                self.world(Number::made_of(number))
            }
            Some(_) | None => Meaning::Outside(Number::made_of(text.to_owned())),
        }
    }

    /// The own area code, where it is what `text` lacks.
    fn local_area(&self, numbering: &Numbering, text: &str) -> Option<&str> {
        let area = self.area_code.as_deref().filter(|_| numbering.has_local)?;
        let is_local =
            !text.starts_with('0') && !is_service(text) && numbering.takes(area.len() + text.len());
        is_local.then_some(area)
    }

    /// Somebody in the world, unless the number is one of the house's own.
    fn world(&self, number: Number) -> Meaning {
        let extension =
            self.own_block.as_deref().and_then(|block| number.as_str().strip_prefix(block)).filter(
                |extension| {
                    *extension == "0"
                        || self.internal.is_some_and(|lengths| {
                            (usize::from(lengths.from)..=usize::from(lengths.to))
                                .contains(&extension.len())
                        })
                },
            );
        match extension {
            Some(extension) => Meaning::Internal(Number::made_of(extension.to_owned())),
            None => Meaning::World(number),
        }
    }
}

/// How numbers are written for the telephone system.
impl DialRules {
    fn written(&self, number: &Number, keeps_plus: bool) -> Number {
        if self.prefix().is_some() && !self.may_lack_prefix && !number.is_global() {
            return number.clone();
        }
        match self.meaning(number) {
            Meaning::Code(number) | Meaning::Internal(number) => number,
            Meaning::World(world) if keeps_plus && number.is_global() => world,
            Meaning::World(world) => match self.within_country(&world, number) {
                Some(digits) => self.with_prefix(&digits),
                None => world,
            },
            Meaning::Outside(service) => self.with_prefix(service.as_str()),
        }
    }

    /// What one dials outside for a number of the world; as `typed` where that was whole already, and
    /// nothing where the country's ways are not known.
    fn within_country(&self, world: &Number, typed: &Number) -> Option<String> {
        let digits = world.as_str().trim_start_matches('+');
        let numbering = self.country.numbering()?;
        if !typed.is_global()
            && let Some(rest) = self.outside_part(typed.as_str())
            && self.is_whole(rest)
        {
            return Some(rest.to_owned());
        }
        Some(match digits.strip_prefix(numbering.code) {
            Some(national) => format!("{}{national}", numbering.trunk),
            None => format!("{}{digits}", numbering.international),
        })
    }

    fn with_prefix(&self, outside: &str) -> Number {
        Number::made_of(format!("{}{outside}", self.prefix().unwrap_or_default()))
    }
}

/// Whether digits are a service of the country, such as `1450` or `116117`: no area code stands before it.
///
/// Source: Commission Decision 2007/116/EC (numbers that begin with 116); the others are each country's own.
fn is_service(text: &str) -> bool {
    (text.starts_with('1') && (3..=4).contains(&text.len()))
        || (text.starts_with("11") && (5..=6).contains(&text.len()))
}

#[cfg(test)]
mod tests;

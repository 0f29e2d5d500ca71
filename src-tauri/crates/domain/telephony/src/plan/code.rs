//! Codes by which a telephone system takes orders, such as `*21*{number}#`.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use model::Number;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// An order that a telephone system takes by digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// Sets the forward of every call (CFU).
    ForwardAlways,
    /// Clears it.
    ForwardAlwaysOff,
    /// Sets the forward while busy (CFB).
    ForwardBusy,
    /// Clears it.
    ForwardBusyOff,
    /// Sets the forward of what nobody answers (CFNR).
    ForwardNoAnswer,
    /// Clears it.
    ForwardNoAnswerOff,
    /// Joins a call group.
    GroupJoin,
    /// Leaves a call group.
    GroupLeave,
    /// Sends the operator's calls to the first target.
    OperatorFirst,
    /// Sends the operator's calls to the second target.
    OperatorSecond,
    /// Hides the own number in every call.
    HideAlways,
    /// Shows it again.
    HideAlwaysOff,
    /// Calls a number and hides the own one this once.
    HideOnce,
    /// Calls a number and shows the own one this once.
    ShowOnce,
    /// Takes a call that rings at a number.
    PickUp,
    /// Takes a call that rings in the own group.
    PickUpGroup,
    /// What a call is transferred to, to park it at a place.
    Park,
    /// What is dialled to take the call that waits at a place.
    Retrieve,
    /// Asks for a call-back from the number that was just called.
    CallBack,
    /// Gives up every call-back.
    CallBackOff,
    /// Wants not to be disturbed, at every telephone of the account.
    DoNotDisturb,
    /// Wants to be called again.
    DoNotDisturbOff,
}

/// What a template leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blank {
    /// `{number}`: whom it concerns.
    Number,
    /// `{group}`: number of a call group.
    Group,
    /// `{place}`: number of a place to park.
    Place,
}

/// Digits with at most one blank, such as `*21*{number}#`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Template {
    before: String,
    blank: Option<Blank>,
    after: String,
}

/// Codes that a telephone system has.
pub type Codes = BTreeMap<Code, Template>;

/// Reads codes by their names, so that an error can name the code whose template is wrong.
pub(super) fn by_name<'de, D, T>(deserializer: D) -> Result<BTreeMap<Code, T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let named = BTreeMap::<String, T>::deserialize(deserializer)?;
    let code = |(name, template): (String, T)| match Code::read(&name) {
        Some(code) => Ok((code, template)),
        None => Err(D::Error::custom(format_args!("no code `{name}`"))),
    };
    named.into_iter().map(code).collect()
}

/// Why text is no template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Nothing stands there.
    #[error("nothing to dial")]
    Empty,
    /// More than a telephone dials.
    #[error("longer than {} characters", Template::LENGTH)]
    TooLong,
    /// A character that is no digit, `*` or `#`.
    #[error("{0:?} is no digit, * or #")]
    NotDialable(char),
    /// Braces around something else than the three blanks, or more than one blank.
    #[error("one of {{number}}, {{group}}, {{place}}, and once")]
    BadBlank,
    /// The code needs another blank than this one, or none.
    #[error("this code takes {}", .0.map_or("no blank", Blank::text))]
    WrongBlank(Option<Blank>),
}

/// Why a code cannot be dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// The telephone system has no such code.
    #[error("the telephone system has no code for it")]
    Absent,
    /// The code needs a number and none was given.
    #[error("the code needs a number")]
    ValueMissing,
    /// A value holds something else than digits, and would end the code early.
    #[error("only digits fit into a code")]
    NotDigits,
    /// More than a telephone dials.
    #[error("the code becomes too long")]
    TooLong,
}

impl Code {
    /// All of them.
    pub const ALL: [Self; 22] = [
        Self::ForwardAlways,
        Self::ForwardAlwaysOff,
        Self::ForwardBusy,
        Self::ForwardBusyOff,
        Self::ForwardNoAnswer,
        Self::ForwardNoAnswerOff,
        Self::GroupJoin,
        Self::GroupLeave,
        Self::OperatorFirst,
        Self::OperatorSecond,
        Self::HideAlways,
        Self::HideAlwaysOff,
        Self::HideOnce,
        Self::ShowOnce,
        Self::PickUp,
        Self::PickUpGroup,
        Self::Park,
        Self::Retrieve,
        Self::CallBack,
        Self::CallBackOff,
        Self::DoNotDisturb,
        Self::DoNotDisturbOff,
    ];

    /// Its name in files and in settings, such as `forward-always`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ForwardAlways => "forward-always",
            Self::ForwardAlwaysOff => "forward-always-off",
            Self::ForwardBusy => "forward-busy",
            Self::ForwardBusyOff => "forward-busy-off",
            Self::ForwardNoAnswer => "forward-no-answer",
            Self::ForwardNoAnswerOff => "forward-no-answer-off",
            Self::GroupJoin => "group-join",
            Self::GroupLeave => "group-leave",
            Self::OperatorFirst => "operator-first",
            Self::OperatorSecond => "operator-second",
            Self::HideAlways => "hide-always",
            Self::HideAlwaysOff => "hide-always-off",
            Self::HideOnce => "hide-once",
            Self::ShowOnce => "show-once",
            Self::PickUp => "pick-up",
            Self::PickUpGroup => "pick-up-group",
            Self::Park => "park",
            Self::Retrieve => "retrieve",
            Self::CallBack => "call-back",
            Self::CallBackOff => "call-back-off",
            Self::DoNotDisturb => "do-not-disturb",
            Self::DoNotDisturbOff => "do-not-disturb-off",
        }
    }

    /// The code of this name.
    #[must_use]
    pub fn read(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }

    /// What its template must leave open.
    #[must_use]
    pub const fn blank(self) -> Option<Blank> {
        match self {
            Self::ForwardAlways
            | Self::ForwardBusy
            | Self::ForwardNoAnswer
            | Self::HideOnce
            | Self::ShowOnce
            | Self::PickUp => Some(Blank::Number),
            Self::GroupJoin | Self::GroupLeave => Some(Blank::Group),
            Self::Park | Self::Retrieve => Some(Blank::Place),
            Self::ForwardAlwaysOff
            | Self::ForwardBusyOff
            | Self::ForwardNoAnswerOff
            | Self::OperatorFirst
            | Self::OperatorSecond
            | Self::HideAlways
            | Self::HideAlwaysOff
            | Self::PickUpGroup
            | Self::CallBack
            | Self::CallBackOff
            | Self::DoNotDisturb
            | Self::DoNotDisturbOff => None,
        }
    }

    /// Whether `template` leaves open what this code needs.
    ///
    /// Nothing need be open where there is one group only, or where the telephone system chooses the
    /// place at which a call is parked.
    ///
    /// # Errors
    /// Names the blank that is wanted.
    pub fn check(self, template: &Template) -> Result<(), TemplateError> {
        let may_be_fixed = template.blank.is_none()
            && match self.blank() {
                Some(Blank::Group | Blank::Place) => true,
                Some(Blank::Number) | None => false,
            };
        if template.blank == self.blank() || may_be_fixed {
            Ok(())
        } else {
            Err(TemplateError::WrongBlank(self.blank()))
        }
    }
}

impl Blank {
    const ALL: [Self; 3] = [Self::Number, Self::Group, Self::Place];

    const fn text(self) -> &'static str {
        match self {
            Self::Number => "{number}",
            Self::Group => "{group}",
            Self::Place => "{place}",
        }
    }
}

impl Template {
    /// Most characters of a template, and of the digits that it becomes.
    pub const LENGTH: usize = Number::DIGITS_LOCAL;

    /// The digits to dial, with `value` where the blank is.
    ///
    /// # Errors
    /// When the blank has no value, or one that is not digits alone.
    pub fn filled(&self, value: Option<&Number>) -> Result<Number, CodeError> {
        let value = match self.blank {
            Some(_) => value.ok_or(CodeError::ValueMissing)?.as_str(),
            None => "",
        };
        if !value.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(CodeError::NotDigits);
        }
        // What is not read as the same characters would dial something else.
        let whole = format!("{}{value}{}", self.before, self.after);
        match Number::read(&whole) {
            Ok(number) if number.as_str() == whole => Ok(number),
            Ok(_) | Err(_) => Err(CodeError::TooLong),
        }
    }

    /// What it leaves open.
    #[must_use]
    pub const fn blank(&self) -> Option<Blank> {
        self.blank
    }
}

impl FromStr for Template {
    type Err = TemplateError;

    fn from_str(text: &str) -> Result<Self, TemplateError> {
        let found = Blank::ALL.into_iter().find_map(|blank| {
            text.split_once(blank.text()).map(|(before, after)| (before, Some(blank), after))
        });
        let (before, blank, after) = found.unwrap_or((text, None, ""));
        if text.is_empty() {
            return Err(TemplateError::Empty);
        }
        for part in [before, after] {
            match part.chars().find(|typed| !matches!(typed, '0'..='9' | '*' | '#')) {
                Some('{' | '}') => return Err(TemplateError::BadBlank),
                Some(typed) => return Err(TemplateError::NotDialable(typed)),
                None => {}
            }
        }
        if before.len() + after.len() > Self::LENGTH {
            return Err(TemplateError::TooLong);
        }
        Ok(Self { before: before.to_owned(), blank, after: after.to_owned() })
    }
}

impl TryFrom<String> for Template {
    type Error = TemplateError;

    fn try_from(text: String) -> Result<Self, TemplateError> {
        text.parse()
    }
}

impl From<Template> for String {
    fn from(template: Template) -> Self {
        template.to_string()
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.before, self.blank.map_or("", Blank::text), self.after)
    }
}

#[cfg(test)]
mod tests;

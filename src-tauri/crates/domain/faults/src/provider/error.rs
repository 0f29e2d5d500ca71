//! What is wrong with a profile, and where.

use std::fmt;

use crate::RegionError;

/// A profile cannot be used: file, line, field and rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {}{rule}", if field.is_empty() { String::new() } else { format!("{field}: ") })]
pub struct ProfileError {
    /// The file as it was handed over.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Path of the field, such as `class[2].promise[1].span`; empty for the whole file.
    pub field: String,
    /// The rule that it breaks.
    pub rule: ProfileRule,
}

/// A rule that a profile can break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileRule {
    /// It is TOML.
    Syntax(String),
    /// It is UTF-8.
    NotText,
    /// The field is there.
    Missing,
    /// No field that the format does not know.
    UnknownField,
    /// The value is of this shape.
    Shape(String),
    /// The value is one of these.
    OneOf(Vec<String>),
    /// Each stands once.
    Duplicate(String),
    /// A class that is named exists.
    UnknownClass(String),
    /// Nobody reacts after it works again.
    ReactionAfterRestoration,
    /// Who promises updates names service hours.
    UpdateWithoutHours,
    /// A business clock has hours to run by.
    BusinessWithoutHours,
    /// A way that is demanded exists.
    NoSuchReach(String),
    /// Percentages lie between 0 and 100.
    Percent,
    /// A range goes upwards.
    Reversed,
    /// Ports of one target and transport stand in one row.
    Overlap(String),
    /// A rule of classification leads to one class.
    RuleTwice(String),
    /// Every rule of classification leads to a class.
    RuleNowhere(String),
    /// A condition names a setting with a value that it can have.
    Condition(String),
    /// A graver class is not served later.
    GraverLater(String),
    /// A graver class has no lighter neutral class beside it.
    GraverLighter(String),
    /// A rule holds at some time: it is not behind one that holds whenever it would.
    NeverHolds(String),
    /// A state lies in its country.
    Region(RegionError),
    /// The file is not larger than a profile can be, in bytes.
    TooLarge(usize),
}

impl ProfileRule {
    /// The code for catalogues of words, such as `unknown-field`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "syntax",
            Self::NotText => "not-text",
            Self::Missing => "missing",
            Self::UnknownField => "unknown-field",
            Self::Shape(_) => "shape",
            Self::OneOf(_) => "one-of",
            Self::Duplicate(_) => "duplicate",
            Self::UnknownClass(_) => "unknown-class",
            Self::ReactionAfterRestoration => "reaction-after-restoration",
            Self::UpdateWithoutHours => "update-without-hours",
            Self::BusinessWithoutHours => "business-without-hours",
            Self::NoSuchReach(_) => "no-such-reach",
            Self::Percent => "percent",
            Self::Reversed => "reversed",
            Self::Overlap(_) => "overlap",
            Self::RuleTwice(_) => "rule-twice",
            Self::RuleNowhere(_) => "rule-nowhere",
            Self::Condition(_) => "condition",
            Self::GraverLater(_) => "graver-later",
            Self::GraverLighter(_) => "graver-lighter",
            Self::NeverHolds(_) => "never-holds",
            Self::Region(_) => "region",
            Self::TooLarge(_) => "too-large",
        }
    }
}

impl fmt::Display for ProfileRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(what) => write!(f, "not TOML: {what}"),
            Self::NotText => f.write_str("not UTF-8: save the file with that encoding"),
            Self::Missing => f.write_str("missing"),
            Self::UnknownField => f.write_str("no such field"),
            Self::Shape(wanted) => write!(f, "must be {wanted}"),
            Self::OneOf(allowed) => write!(f, "must be one of {}", allowed.join(", ")),
            Self::Duplicate(what) => write!(f, "`{what}` stands twice"),
            Self::UnknownClass(class) => write!(f, "there is no class `{class}`"),
            Self::ReactionAfterRestoration => {
                f.write_str("the reaction is promised later than the restoration")
            }
            Self::UpdateWithoutHours => f.write_str("updates are promised without service hours"),
            Self::BusinessWithoutHours => {
                f.write_str("a business clock without service hours to run by")
            }
            Self::NoSuchReach(kind) => write!(f, "the profile has no channel `{kind}`"),
            Self::Percent => f.write_str("a percentage lies between 0 and 100"),
            Self::Reversed => f.write_str("the range goes downwards"),
            Self::Overlap(row) => write!(f, "overlaps with row {row}"),
            Self::RuleTwice(rule) => write!(f, "`{rule}` leads to another class already"),
            Self::RuleNowhere(rule) => write!(f, "no class takes `{rule}`"),
            Self::Condition(wanted) => write!(f, "a condition must be {wanted}"),
            Self::GraverLater(class) => {
                write!(f, "promised later than for the lighter class `{class}`")
            }
            Self::GraverLighter(class) => {
                write!(
                    f,
                    "lighter than that of `{class}`, which comes later and is the lighter one"
                )
            }
            Self::NeverHolds(why) => write!(f, "never holds: {why}"),
            Self::Region(error) => error.fmt(f),
            Self::TooLarge(most) => write!(f, "larger than {most} bytes"),
        }
    }
}

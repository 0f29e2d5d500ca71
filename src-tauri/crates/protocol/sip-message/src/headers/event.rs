//! Event and Subscription-State.
//!
//! Source: RFC 6665 §4.1.3, §8.2, §8.4.

use std::fmt;
use std::str::FromStr;

use crate::params::Params;
use crate::syntax::SyntaxError;

/// Which event package, and which of several subscriptions to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// In the case it was written; packages are compared letter by letter.
    pub package: String,
    pub params: Params,
}

impl Event {
    #[must_use]
    pub fn new(package: &str) -> Self {
        Self { package: package.to_owned(), params: Params::new() }
    }

    #[must_use]
    pub fn id(&self) -> Option<String> {
        self.params.get("id").map(std::borrow::Cow::into_owned)
    }

    /// Whether both name the same subscription: package and `id` alone. Source: RFC 6665 §8.2.1.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.package == other.package && self.id() == other.id()
    }
}

impl FromStr for Event {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let (package, params) = super::fields::word_and_params(text)?;
        Ok(Self { package: package.to_owned(), params })
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.package, self.params)
    }
}

/// The word at the head of Subscription-State.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Substate {
    Active,
    Pending,
    Terminated,
    /// An extension, in lower case.
    Other(String),
}

/// How a subscription stands, as its notifier says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionState {
    pub state: Substate,
    pub params: Params,
}

impl SubscriptionState {
    #[must_use]
    pub const fn new(state: Substate) -> Self {
        Self { state, params: Params::new() }
    }

    /// Seconds left.
    #[must_use]
    pub fn expires(&self) -> Option<u32> {
        super::fields::seconds(&self.params.get("expires")?)
    }

    /// Seconds to wait before asking again.
    #[must_use]
    pub fn retry_after(&self) -> Option<u32> {
        super::fields::seconds(&self.params.get("retry-after")?)
    }

    /// Why it ended, in lower case: `deactivated`, `probation`, `rejected`, `timeout`, `giveup`,
    /// `noresource`, `invariant`.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        self.params.get("reason").map(|reason| reason.to_ascii_lowercase())
    }
}

impl FromStr for SubscriptionState {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let (word, params) = super::fields::word_and_params(text)?;
        let state = match word.to_ascii_lowercase().as_str() {
            "active" => Substate::Active,
            "pending" => Substate::Pending,
            "terminated" => Substate::Terminated,
            other => Substate::Other(other.to_owned()),
        };
        Ok(Self { state, params })
    }
}

impl fmt::Display for SubscriptionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match &self.state {
            Substate::Active => "active",
            Substate::Pending => "pending",
            Substate::Terminated => "terminated",
            Substate::Other(word) => word,
        };
        write!(f, "{word}{}", self.params)
    }
}

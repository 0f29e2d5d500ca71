//! The state of what a telephone system does for one account, kept honest.
//!
//! ```text
//!            asked              accepted
//! Unknown ──────────▶ Asked ─────────────▶ Set ──asked──▶ Asked
//!                       │  refused, silent
//!                       └────────────────▶ Failed ──asked──▶ Asked
//! ```
//!
//! Nobody tells a telephone what its telephone system has set: another telephone may have changed it,
//! or an administrator. So a value is known only since a telephone system accepted it, and it is shown
//! with that moment.

mod known;
mod looped;

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{DialError, Number, Target};
use redact::Redacted;
use serde::{Deserialize, Serialize};

pub use known::Known;
pub use looped::{Loop, find_loop};

use crate::Cause;
use crate::plan::{HideBy, Plan};

/// Which calls a forward concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ForwardWhen {
    /// Every call (CFU).
    Always,
    /// Calls while busy, or rejected as busy (CFB).
    Busy,
    /// Calls that nobody answers in time (CFNR).
    NoAnswer,
}

impl ForwardWhen {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Always, Self::Busy, Self::NoAnswer];
}

/// Where calls to the operator go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OperatorTarget {
    /// By day.
    First,
    /// By night.
    Second,
}

/// What a telephone system is asked to do from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Sets or clears a forward.
    Forward {
        /// Which calls.
        when: ForwardWhen,
        /// Where to; absent to clear it.
        to: Option<Number>,
    },
    /// Joins or leaves a call group.
    Group {
        /// The group.
        number: Number,
        /// In or out.
        member: bool,
    },
    /// Switches the operator's target.
    Operator(OperatorTarget),
    /// Hides the own number in every call, or shows it.
    Hide(bool),
    /// Turns every call away, at all telephones of the account, or lets them ring again.
    Undisturbed(bool),
}

impl Order {
    /// The order to forward to what a person wrote; nothing, or a lone `-`, clears the forward.
    ///
    /// # Errors
    /// When the text is no number.
    pub fn forward(when: ForwardWhen, written: &str) -> Result<Self, DialError> {
        let written = written.trim();
        if written.is_empty() || written == "-" {
            return Ok(Self::Forward { when, to: None });
        }
        match Target::read(written)? {
            Target::Number(number) => Ok(Self::Forward { when, to: Some(number) }),
            // A code takes digits: whoever has only a name cannot be its target.
            Target::Name(_) | Target::Address(_) => {
                let wrong = written.chars().find(|typed| !typed.is_ascii_digit());
                Err(wrong.map_or(DialError::Empty, DialError::NotDialable))
            }
        }
    }
}

/// Messages that wait in a mailbox. Source: RFC 3842 §3.5.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Messages {
    /// Whether any wait.
    pub waiting: bool,
    /// New voice messages, urgent ones among them; absent where nobody counts.
    pub new: Option<u32>,
    /// Old voice messages.
    pub old: Option<u32>,
    /// New and urgent voice messages.
    pub urgent: Option<u32>,
    /// Address of the mailbox, as a URI.
    pub account: Option<Redacted<String>>,
}

/// The state of one account's services.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Services {
    always: Known<Option<Number>>,
    busy: Known<Option<Number>>,
    no_answer: Known<Option<Number>>,
    groups: BTreeMap<Number, Known<bool>>,
    operator: Known<OperatorTarget>,
    hidden: Known<bool>,
    undisturbed: Known<bool>,
    #[serde(skip)]
    messages: Option<Messages>,
}

impl Services {
    /// Most groups whose state is kept.
    pub const MOST_GROUPS: usize = Plan::MOST_NUMBERED;

    /// Nothing is known.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            always: Known::Unknown,
            busy: Known::Unknown,
            no_answer: Known::Unknown,
            groups: BTreeMap::new(),
            operator: Known::Unknown,
            hidden: Known::Unknown,
            undisturbed: Known::Unknown,
            messages: None,
        }
    }

    /// The telephone system was asked.
    pub fn asked(&mut self, order: &Order, at: Timestamp) {
        self.apply(order, &Step::Asked, at);
    }

    /// The telephone system accepted what was asked: its code was answered, or ended without a refusal.
    pub fn accepted(&mut self, order: &Order, at: Timestamp) {
        self.apply(order, &Step::Accepted, at);
    }

    /// The telephone system refused what was asked, or did not answer.
    pub fn failed(&mut self, order: &Order, cause: Cause, at: Timestamp) {
        self.apply(order, &Step::Failed(cause), at);
    }

    fn apply(&mut self, order: &Order, step: &Step, at: Timestamp) {
        match order {
            Order::Forward { when, to } => step.take(self.forward_mut(*when), to.clone(), at),
            Order::Group { number, member } => {
                if self.groups.contains_key(number) || self.groups.len() < Self::MOST_GROUPS {
                    step.take(self.groups.entry(number.clone()).or_default(), *member, at);
                }
            }
            Order::Operator(target) => step.take(&mut self.operator, *target, at),
            Order::Hide(hidden) => step.take(&mut self.hidden, *hidden, at),
            Order::Undisturbed(is_on) => step.take(&mut self.undisturbed, *is_on, at),
        }
    }

    /// Where a forward goes; `None` within says that there is none.
    #[must_use]
    pub const fn forward(&self, when: ForwardWhen) -> &Known<Option<Number>> {
        match when {
            ForwardWhen::Always => &self.always,
            ForwardWhen::Busy => &self.busy,
            ForwardWhen::NoAnswer => &self.no_answer,
        }
    }

    const fn forward_mut(&mut self, when: ForwardWhen) -> &mut Known<Option<Number>> {
        match when {
            ForwardWhen::Always => &mut self.always,
            ForwardWhen::Busy => &mut self.busy,
            ForwardWhen::NoAnswer => &mut self.no_answer,
        }
    }

    /// Whether one is in a group.
    #[must_use]
    pub fn group(&self, number: &Number) -> &Known<bool> {
        self.groups.get(number).unwrap_or(&Known::Unknown)
    }

    /// Where calls to the operator go.
    #[must_use]
    pub const fn operator(&self) -> &Known<OperatorTarget> {
        &self.operator
    }

    /// Whether the own number is hidden in every call.
    #[must_use]
    pub const fn hidden(&self) -> &Known<bool> {
        &self.hidden
    }

    /// Whether the telephone system turns calls away.
    #[must_use]
    pub const fn undisturbed(&self) -> &Known<bool> {
        &self.undisturbed
    }

    /// Hides or shows the own number where that is ours to decide: by `Privacy` in every call.
    pub fn hide_from_here(&mut self, hidden: bool, at: Timestamp) {
        self.hidden = Known::Set { value: hidden, at };
    }

    /// Whether a call carries `Privacy: id`, given what the person chose for this one.
    ///
    /// Where a code does it for every call, a call of its own choice still carries the header. An
    /// emergency call never does, whatever this says. Source: RFC 3323 §4.2; S1-013.
    #[must_use]
    pub fn is_private(&self, plan: &Plan, chosen: Option<bool>) -> bool {
        chosen.unwrap_or_else(|| match plan.hide_by() {
            HideBy::Privacy => self.hidden.value().copied().unwrap_or(false),
            HideBy::Code => false,
        })
    }

    /// The telephone system told what waits in the mailbox.
    pub fn told_of_messages(&mut self, messages: Messages) {
        self.messages = Some(messages);
    }

    /// Nobody tells any longer what waits in the mailbox.
    pub fn forget_messages(&mut self) {
        self.messages = None;
    }

    /// What waits in the mailbox; absent while nobody tells.
    #[must_use]
    pub const fn messages(&self) -> Option<&Messages> {
        self.messages.as_ref()
    }

    /// What is dialled to hear messages: the plan's own word, else what the mailbox says of itself,
    /// else the profile's.
    #[must_use]
    pub fn voicemail(&self, plan: &Plan) -> Option<String> {
        let told = || self.messages.as_ref()?.account.clone().map(Redacted::into_inner);
        let planned = || plan.voicemail().map(|number| number.to_string());
        if plan.voicemail.is_some() { planned() } else { told().or_else(planned) }
    }

    /// What is kept between two runs of the program.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("its keys are text and its values have no errors")
    }

    /// Reads what [`Services::to_json`] wrote. What was asked and not answered then is unknown now.
    ///
    /// # Errors
    /// When the text is something else.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

/// What happened to an order.
enum Step {
    Asked,
    Accepted,
    Failed(Cause),
}

impl Step {
    fn take<T>(&self, known: &mut Known<T>, wish: T, at: Timestamp) {
        *known = match self {
            Self::Asked => Known::Asked { wish, since: at },
            Self::Accepted => Known::Set { value: wish, at },
            Self::Failed(cause) => Known::Failed { wish, cause: *cause, at },
        };
    }
}

#[cfg(test)]
mod tests;

//! What one account's telephone system needs: how it is dialled, what it can do, and where it stands.
//!
//! What the person sets stands in a [`Plan`]; what is known of the kind of telephone system stands in
//! its [`Pbx`] profile. The plan's own word wins, field by field and code by code.

mod code;
mod pbx;

use std::collections::BTreeMap;
use std::fmt;

use model::{DialRules, Number, RulesError};
use serde::{Deserialize, Serialize};

pub use code::{Blank, Code, CodeError, Codes, Template, TemplateError};
pub use pbx::{Pbx, PbxError, SHIPPED};

use crate::services::{ForwardWhen, OperatorTarget, Order};

/// What one account's telephone system needs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Plan {
    /// Id of the profile; see [`Pbx::shipped`].
    pub system: String,
    /// How numbers are dialled; extension lengths that are absent are the profile's.
    pub dialling: DialRules,
    /// Codes of one's own; `None` for a code of the profile that this telephone system has not.
    #[serde(deserialize_with = "code::by_name")]
    pub codes: BTreeMap<Code, Option<Template>>,
    /// What is dialled to hear messages; as the profile says when absent, none when empty.
    pub voicemail: Option<String>,
    /// Call groups that one may join; as the profile says when absent.
    pub groups: Option<Vec<Numbered>>,
    /// Places where calls can be parked; as the profile says when absent.
    pub places: Option<Vec<Numbered>>,
    /// What people call the operator's two targets.
    pub operator: OperatorNames,
    /// How the own number is hidden; as the profile says when absent.
    pub hide: Option<HideBy>,
    /// How a colleague's call is taken; as the profile says when absent.
    pub pick_up: Option<PickUpBy>,
    /// How an emergency call is addressed.
    pub emergency: EmergencyBy,
    /// Address that the emergency centre is told, in the person's words.
    pub location: Option<String>,
}

/// A number of the telephone system's with a name, such as a group or a place to park.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered {
    /// What is dialled.
    pub number: Number,
    /// What people call it; empty: the number.
    #[serde(default)]
    pub name: String,
}

/// What people call the operator's two targets; empty for no name.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OperatorNames {
    /// By day.
    pub first: String,
    /// By night.
    pub second: String,
}

/// How the own number is hidden.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum HideBy {
    /// By `Privacy: id` in every call. Source: RFC 3323, RFC 3325 §9.3.
    #[default]
    Privacy,
    /// By the telephone system's code.
    Code,
}

/// How a colleague's ringing call is taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PickUpBy {
    /// By INVITE with Replaces, from what the dialog watch told. Source: RFC 3891, RFC 4235.
    #[default]
    Replaces,
    /// By the telephone system's code.
    Code,
}

/// How an emergency call is addressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EmergencyBy {
    /// By its number, as every telephone system takes it.
    #[default]
    Number,
    /// By the name of the service, such as `urn:service:sos.police`. Source: RFC 5031.
    Service,
}

/// A plan that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct PlanError {
    /// Path of the field, such as `dialling.areaCode` or `codes.forward-always`; `.` for the whole.
    pub field: String,
    /// What is wrong with it.
    pub problem: PlanProblem,
}

/// What is wrong with a field of a plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanProblem {
    /// The text is not what the field takes.
    #[error("{0}")]
    Unreadable(String),
    /// There is no such profile.
    #[error("no such telephone system")]
    UnknownSystem,
    /// There is no such code.
    #[error("no such code")]
    UnknownCode,
    /// A template is none, or does not fit its code.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// Rules that contradict themselves.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// The voicemail is not a number.
    #[error("not a number")]
    NotANumber,
    /// More entries or letters than there are.
    #[error("at most {0}")]
    TooMany(usize),
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            system: Self::PLAIN.to_owned(),
            dialling: DialRules::default(),
            codes: BTreeMap::new(),
            voicemail: None,
            groups: None,
            places: None,
            operator: OperatorNames::default(),
            hide: None,
            pick_up: None,
            emergency: EmergencyBy::default(),
            location: None,
        }
    }
}

impl Plan {
    /// Id of the profile for a telephone system of which nothing is known.
    pub const PLAIN: &str = "plain-sip";
    /// Most groups, and most places.
    pub const MOST_NUMBERED: usize = 100;
    /// Most letters of a name or of the location.
    pub const TEXT_LENGTH: usize = 400;

    /// A plan for a telephone system of this kind.
    #[must_use]
    pub fn of_system(id: &str) -> Self {
        Self { system: id.to_owned(), ..Self::default() }
    }

    /// Reads what [`Plan::to_json`] wrote, or an older version of it; absent fields are as at first.
    ///
    /// # Errors
    /// Names the first field that is wrong.
    pub fn from_json(text: &str) -> Result<Self, PlanError> {
        let mut document = serde_json::Deserializer::from_str(text);
        let plan: Self = serde_path_to_error::deserialize(&mut document).map_err(|error| {
            let field = error.path().to_string();
            PlanError { field, problem: PlanProblem::Unreadable(error.inner().to_string()) }
        })?;
        plan.check()?;
        Ok(plan)
    }

    /// The plan as one line of JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("its keys are text and its values have no errors")
    }

    /// Looks for what no telephone system has.
    ///
    /// # Errors
    /// Names the first field that is wrong.
    pub fn check(&self) -> Result<(), PlanError> {
        let wrong = |field: &str, problem| PlanError { field: field.to_owned(), problem };
        if Pbx::find(&self.system).is_none() {
            return Err(wrong("system", PlanProblem::UnknownSystem));
        }
        self.dialling.check().map_err(|error| wrong("dialling", error.into()))?;
        let own = self.codes.iter().filter_map(|(code, template)| Some((code, template.as_ref()?)));
        if let Some((field, problem)) = pbx::check_codes(own) {
            return Err(wrong(&field, problem.into()));
        }
        if let Some(voicemail) = self.voicemail.as_deref().filter(|text| !text.is_empty()) {
            Number::read(voicemail).map_err(|_| wrong("voicemail", PlanProblem::NotANumber))?;
        }
        for (field, list) in [("groups", &self.groups), ("places", &self.places)] {
            let list = list.as_deref().unwrap_or_default();
            if list.len() > Self::MOST_NUMBERED {
                return Err(wrong(field, PlanProblem::TooMany(Self::MOST_NUMBERED)));
            }
            if list.iter().any(|entry| entry.name.chars().count() > Self::TEXT_LENGTH) {
                return Err(wrong(field, PlanProblem::TooMany(Self::TEXT_LENGTH)));
            }
        }
        let texts = [
            ("operator.first", Some(&self.operator.first)),
            ("operator.second", Some(&self.operator.second)),
            ("location", self.location.as_ref()),
        ];
        for (field, text) in texts {
            if text.is_some_and(|text| text.chars().count() > Self::TEXT_LENGTH) {
                return Err(wrong(field, PlanProblem::TooMany(Self::TEXT_LENGTH)));
            }
        }
        Ok(())
    }

    /// Sets a code of one's own by its name; empty text says that this telephone system has none.
    ///
    /// # Errors
    /// When there is no such code, or the text does not fit it.
    pub fn set_code(&mut self, name: &str, text: &str) -> Result<(), PlanError> {
        let wrong = |problem| PlanError { field: format!("codes.{name}"), problem };
        let code = Code::read(name).ok_or_else(|| wrong(PlanProblem::UnknownCode))?;
        let template = if text.is_empty() {
            None
        } else {
            let template = text.parse::<Template>().map_err(|error| wrong(error.into()))?;
            code.check(&template).map_err(|error| wrong(error.into()))?;
            Some(template)
        };
        self.codes.insert(code, template);
        Ok(())
    }
}

/// What holds, after plan and profile were laid over each other.
impl Plan {
    /// The profile of the telephone system; the plain one where the id is unknown.
    #[must_use]
    pub fn pbx(&self) -> &'static Pbx {
        Pbx::find(&self.system)
            .or_else(|| Pbx::find(Self::PLAIN))
            .expect("a test finds the plain profile")
    }

    /// How numbers are dialled.
    #[must_use]
    pub fn rules(&self) -> DialRules {
        let mut rules = self.dialling.clone();
        rules.internal = rules.internal.or(self.pbx().internal);
        rules
    }

    /// The code that is dialled for an order.
    #[must_use]
    pub fn code(&self, code: Code) -> Option<&Template> {
        match self.codes.get(&code) {
            Some(own) => own.as_ref(),
            None => self.pbx().codes.get(&code),
        }
    }

    /// All codes that there are.
    pub fn all_codes(&self) -> impl Iterator<Item = (Code, &Template)> {
        Code::ALL.into_iter().filter_map(|code| Some((code, self.code(code)?)))
    }

    /// What is dialled to hear messages.
    #[must_use]
    pub fn voicemail(&self) -> Option<Number> {
        match &self.voicemail {
            Some(own) => Number::read(own).ok(),
            None => self.pbx().voicemail.clone(),
        }
    }

    /// Call groups that one may join.
    #[must_use]
    pub fn groups(&self) -> &[Numbered] {
        self.groups.as_deref().unwrap_or(&self.pbx().groups)
    }

    /// Places where calls can be parked.
    #[must_use]
    pub fn places(&self) -> &[Numbered] {
        self.places.as_deref().unwrap_or(&self.pbx().places)
    }

    /// How the own number is hidden.
    #[must_use]
    pub fn hide_by(&self) -> HideBy {
        self.hide.unwrap_or(self.pbx().hide)
    }

    /// How a colleague's call is taken; by the code only where there is one.
    #[must_use]
    pub fn pick_up_by(&self) -> PickUpBy {
        match self.pick_up.unwrap_or(self.pbx().pick_up) {
            PickUpBy::Code if self.code(Code::PickUp).is_some() => PickUpBy::Code,
            PickUpBy::Code | PickUpBy::Replaces => PickUpBy::Replaces,
        }
    }

    /// The digits that carry out `code`, with `value` written for the telephone system.
    ///
    /// # Errors
    /// When there is no such code, or `value` does not fit into it.
    pub fn digits(&self, code: Code, value: Option<&Number>) -> Result<Number, CodeError> {
        let template = self.code(code).ok_or(CodeError::Absent)?;
        let value = value.map(|number| self.rules().digits_for_code(number));
        template.filled(value.as_ref())
    }

    /// The digits that carry out `order`.
    ///
    /// # Errors
    /// When the telephone system has no code for it, or a number does not fit into it.
    pub fn order(&self, order: &Order) -> Result<Number, CodeError> {
        match order {
            Order::Forward { when, to } => {
                self.digits(forward_code(*when, to.is_some()), to.as_ref())
            }
            Order::Group { number, member: true } => self.digits(Code::GroupJoin, Some(number)),
            Order::Group { number, member: false } => self.digits(Code::GroupLeave, Some(number)),
            Order::Operator(OperatorTarget::First) => self.digits(Code::OperatorFirst, None),
            Order::Operator(OperatorTarget::Second) => self.digits(Code::OperatorSecond, None),
            Order::Hide(true) => self.digits(Code::HideAlways, None),
            Order::Hide(false) => self.digits(Code::HideAlwaysOff, None),
            Order::Undisturbed(true) => self.digits(Code::DoNotDisturb, None),
            Order::Undisturbed(false) => self.digits(Code::DoNotDisturbOff, None),
        }
    }

    /// Whether the telephone system can be told to turn calls away, and to let them ring again.
    #[must_use]
    pub fn can_turn_away(&self) -> bool {
        self.code(Code::DoNotDisturb).is_some() && self.code(Code::DoNotDisturbOff).is_some()
    }

    /// Whether the telephone system has a code for such a forward, to set it and to clear it.
    #[must_use]
    pub fn can_forward(&self, when: ForwardWhen) -> bool {
        self.code(forward_code(when, true)).is_some()
            && self.code(forward_code(when, false)).is_some()
    }
}

const fn forward_code(when: ForwardWhen, is_set: bool) -> Code {
    match (when, is_set) {
        (ForwardWhen::Always, true) => Code::ForwardAlways,
        (ForwardWhen::Always, false) => Code::ForwardAlwaysOff,
        (ForwardWhen::Busy, true) => Code::ForwardBusy,
        (ForwardWhen::Busy, false) => Code::ForwardBusyOff,
        (ForwardWhen::NoAnswer, true) => Code::ForwardNoAnswer,
        (ForwardWhen::NoAnswer, false) => Code::ForwardNoAnswerOff,
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan").field("system", &self.system).finish_non_exhaustive()
    }
}

impl fmt::Debug for Numbered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Numbered").field("number", &self.number).finish_non_exhaustive()
    }
}

impl fmt::Debug for OperatorNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OperatorNames").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

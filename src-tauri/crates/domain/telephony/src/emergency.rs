//! Emergency calls: which numbers they go to, and what the person must know of them.
//!
//! An emergency number is dialled exactly as it is and through the account it was dialled on. No prefix,
//! no forward, no hidden number, no question and no do-not-disturb applies to it. What the person must
//! know is shown beside the call.
//!
//! Source: stimme (S1-012 to S1-014); RFC 5031 (what a service is); lists: see [`numbers()`].

mod numbers;
mod service;

use model::{Country, Host, Number, Target};
use serde::{Deserialize, Serialize};

pub use numbers::{countries, numbers};
pub use service::service;

use crate::plan::Plan;

/// Where the person is, as far as emergency calls are concerned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Location {
    /// Where the line is registered.
    #[default]
    Registered,
    /// Somewhere else: another office, at home, on the way.
    Elsewhere,
    /// The network is another one than usual, and nobody has said where it is.
    Unknown,
}

/// The emergency number that `target` is; absent for anybody else.
///
/// `here` is the country where the person is, if that is known to be another one than the line's.
/// `home` is the host of the account's own address: `sip:112@` another host is somebody there.
/// With the outside prefix before it, and with the country code, it is the same number.
#[must_use]
pub fn emergency_number(
    target: &Target,
    plan: &Plan,
    here: Option<Country>,
    home: Option<&Host>,
) -> Option<Number> {
    let number = match target {
        Target::Number(number) => number.clone(),
        Target::Name(_) => return None,
        Target::Address(address) if Some(&address.host.0) == home => {
            Number::read(&address.user.as_ref()?.0).ok()?
        }
        Target::Address(_) => return None,
    };
    let countries = || [Some(plan.dialling.country), here].into_iter().flatten();
    let text = number.as_str();
    let prefix = plan.dialling.outside_prefix.as_deref().unwrap_or_default();
    let with_code = countries()
        .filter_map(Country::numbering)
        .find_map(|numbering| text.strip_prefix('+')?.strip_prefix(numbering.code));
    // Exactly as written before anything else: `112` is 112 even where `1` leads outside.
    let written = [Some(text), text.strip_prefix(prefix), with_code];
    let is_one = |text: &str| countries().any(|country| numbers(country).contains(&text));
    let found = written.into_iter().flatten().find(|text| is_one(text))?;
    Number::read(found).ok()
}

/// How a target is dialled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// An emergency call: exactly these digits, through the account on which it was dialled, without
    /// hiding the own number, whatever else is set.
    Emergency(Number),
    /// Any other call, as the telephone system wants it.
    Ordinary(Target),
}

/// How `target` is dialled: the one way from what was read to what goes on the wire.
///
/// `here` and `home` as for [`emergency_number`].
#[must_use]
pub fn route(target: &Target, plan: &Plan, here: Option<Country>, home: Option<&Host>) -> Route {
    match emergency_number(target, plan, here, home) {
        Some(number) => Route::Emergency(number),
        None => Route::Ordinary(plan.rules().dialled(target)),
    }
}

/// Whether `target` is an emergency number of the line's country, or of the one where the person is.
#[must_use]
pub fn is_emergency(target: &Target, here: Option<Country>, plan: &Plan) -> bool {
    emergency_number(target, plan, here, None).is_some()
}

#[cfg(test)]
mod tests;

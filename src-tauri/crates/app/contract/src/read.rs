//! From what a window or a script says to the switchboard's words.

mod plan;
mod wish;

use model::CallId;
use secrecy::SecretString;
use switchboard::{AccountWish, CallChoice};

use crate::{AccountDraft, Refusal, RefusalCode, Secret};

pub use plan::plan;
pub use wish::{Reading, wish};

impl From<Secret> for SecretString {
    fn from(secret: Secret) -> Self {
        Self::from(secret.0)
    }
}

/// The call that is meant; the only one when none is named.
///
/// # Errors
/// When the text is no id of a call.
pub fn call_choice(call: Option<&str>) -> Result<CallChoice, Refusal> {
    match call {
        None => Ok(CallChoice::Only),
        Some(text) => text
            .parse::<CallId>()
            .map(CallChoice::This)
            .map_err(|_error| Refusal::new(RefusalCode::UnknownCall, text)),
    }
}

/// The account that a draft describes; the password goes its own way.
///
/// # Errors
/// When the draft names an account by something that is no id.
pub fn account_wish(draft: AccountDraft) -> Result<AccountWish, Refusal> {
    let id = match draft.id {
        None => None,
        Some(text) => Some(
            text.parse()
                .map_err(|_error| Refusal::new(RefusalCode::UnknownAccount, text.as_str()))?,
        ),
    };
    Ok(AccountWish {
        id,
        label: draft.label,
        address: draft.address,
        display_name: draft.display_name,
        auth_user: draft.auth_user,
        registrar: draft.registrar,
        outbound_proxy: draft.outbound_proxy,
        wire: draft.transport.into(),
        registers: draft.registers,
        enabled: draft.enabled,
        lifetime_s: draft.lifetime_s,
        ca_file: draft.ca_file,
        is_demo: false,
    })
}

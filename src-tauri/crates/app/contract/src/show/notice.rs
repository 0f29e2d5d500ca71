//! What the switchboard says in passing, as a window sees it.

use switchboard::Notice as Said;
use telephony::Party;

use super::call::code;
use super::service::call_back_end;
use crate::Notice;

/// The line that is shown in passing.
#[must_use]
pub fn notice(said: &Said) -> Notice {
    match said {
        Said::TransferFailed { target, cause } => {
            Notice::TransferFailed { target: name(target), code: code(*cause) }
        }
        Said::TransferProposed { by, target } => {
            Notice::TransferProposed { by: name(by), target: name(target) }
        }
        Said::ServiceRefused { dialled, cause, status } => Notice::ServiceRefused {
            dialled: dialled.0.clone(),
            code: code(*cause),
            status: *status,
        },
        Said::CallBackFree { id, party } => {
            Notice::CallBackFree { id: id.clone(), party: name(party) }
        }
        Said::CallBackOver { id, party, why } => {
            Notice::CallBackOver { id: id.clone(), party: name(party), why: call_back_end(*why) }
        }
        Said::EmergencyTried { account } => Notice::EmergencyTried { account: account.clone() },
        Said::Undisturbed { party } => Notice::Undisturbed { party: name(party) },
    }
}

/// What people call somebody: the name, else the number, else the address.
fn name(party: &Party) -> String {
    match &party.name {
        Some(name) => name.0.clone(),
        None if party.number.0.is_empty() => party.uri.0.clone(),
        None => party.number.0.clone(),
    }
}

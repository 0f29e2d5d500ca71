//! Which commands are wishes of the switchboard, and what they are called there.

use switchboard::{CallChoice, Command as Wish, RejectReason as Told};

use super::call_choice;
use crate::{Command, OperatorTarget, Refusal, RejectReason};

/// Whose a command is.
#[derive(Debug)]
pub enum Reading {
    /// The switchboard's.
    Switchboard(Box<Wish>),
    /// Somebody else's: database, sound, desk, program.
    Other(Box<Command>),
}

/// Reads a command.
///
/// # Errors
/// When it names a call by something that is no id.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are somebody else's")]
pub fn wish(command: Command) -> Result<Reading, Refusal> {
    let wish = match command {
        Command::Dial { target, account, hide } => Wish::Dial { target, account, hide },
        Command::Prepare { target } => Wish::Prepare { target },
        Command::Answer { call } => Wish::Answer { call: choice(call)? },
        Command::Reject { call, reason } => {
            Wish::Reject { call: choice(call)?, reason: told(reason) }
        }
        Command::Silence { call } => Wish::Silence { call: choice(call)? },
        Command::Forward { call, target } => Wish::Forward { call: choice(call)?, target },
        Command::HangUp { call } => Wish::HangUp { call: choice(call)? },
        Command::Hold { call } => Wish::Hold { call: choice(call)? },
        Command::Resume { call } => Wish::Resume { call: choice(call)? },
        Command::Mute { call } => Wish::Mute { call: choice(call)?, muted: true },
        Command::Unmute { call } => Wish::Mute { call: choice(call)?, muted: false },
        Command::SendDigits { call, digits } => Wish::SendDigits { call: choice(call)?, digits },
        Command::Redial { account } => Wish::Redial { account },
        Command::Toggle => Wish::Toggle,
        Command::Consult { call, target } => Wish::Consult { call: choice(call)?, target },
        Command::Transfer { call, target } => Wish::Transfer { call: choice(call)?, target },
        Command::Connect { call, other } => {
            Wish::Connect { call: choice(call)?, other: choice(other)? }
        }
        Command::TakeBack { call } => Wish::TakeBack { call: choice(call)? },
        Command::FollowTransfer { call } => {
            Wish::AnswerProposal { call: choice(call)?, follows: true }
        }
        Command::RefuseTransfer { call } => {
            Wish::AnswerProposal { call: choice(call)?, follows: false }
        }
        Command::Join { call, other } => Wish::Join { call: choice(call)?, other: choice(other)? },
        Command::Split { call } => Wish::Split { call: choice(call)? },
        Command::LeaveConference => Wish::LeaveConference,
        Command::EndConference => Wish::EndConference,
        Command::PickUp { number, account } => Wish::PickUp { number, account },
        Command::PickUpGroup { account } => Wish::PickUpGroup { account },
        Command::Park { call, place } => Wish::Park { call: choice(call)?, place },
        Command::Retrieve { place, account } => Wish::Retrieve { place, account },
        Command::Pull { id } => Wish::Pull { id },
        Command::SetForward { account, when, target } => {
            Wish::SetForward { account, when: when.into(), target }
        }
        Command::SetGroup { account, group, member } => Wish::SetGroup { account, group, member },
        Command::SetOperator { account, target } => {
            Wish::SetOperator { account, second: target == OperatorTarget::Second }
        }
        Command::HideNumber { account, hidden } => Wish::HideNumber { account, hidden },
        Command::CallBack { target, account } => Wish::CallBack { target, account },
        Command::RedialUntilAnswered { target, account } => {
            Wish::RedialUntilAnswered { target, account }
        }
        Command::StopCallBack { id } => Wish::StopCallBack { id },
        Command::SetDoNotDisturb { manner } => Wish::Disturb { manner: manner.into() },
        Command::HearMessages { account } => Wish::HearMessages { account },
        Command::WatchLine { number, name, account } => Wish::WatchLine { number, name, account },
        Command::UnwatchLine { number } => Wish::UnwatchLine { number },
        other => return Ok(Reading::Other(Box::new(other))),
    };
    Ok(Reading::Switchboard(Box::new(wish)))
}

fn choice(call: Option<String>) -> Result<CallChoice, Refusal> {
    call_choice(call.as_deref())
}

const fn told(reason: RejectReason) -> Told {
    match reason {
        RejectReason::Declined => Told::Declined,
        RejectReason::Busy => Told::Busy,
    }
}

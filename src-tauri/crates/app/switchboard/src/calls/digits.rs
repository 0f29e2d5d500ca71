//! Digits: telephone events where the far end takes them, INFO where it does not.
//!
//! Source: RFC 4733; `application/dtmf-relay` in INFO has no RFC and is what gateways understand.

use clock::Now;
use event::digit::{self, Digit};
use model::CallId;
use telephony::{Call, State};

use super::{MOST_DIGITS, unknown_call};
use crate::{CallChoice, Changed, Output, Refusal, RefusalCode, Switchboard};

/// Digits that wait to be told by INFO. Beyond: refused.
const MOST_WAITING: usize = 256;

impl Switchboard {
    pub(crate) fn send_digits(
        &mut self,
        choice: CallChoice,
        digits: &str,
        now: Now,
    ) -> Result<(), Refusal> {
        let digits = digits.to_ascii_uppercase();
        let is_digit = |key: char| matches!(key, '0'..='9' | '*' | '#' | 'A'..='D');
        if digits.is_empty() || digits.len() > MOST_DIGITS || !digits.chars().all(is_digit) {
            return Err(Refusal::new(RefusalCode::InvalidDigits, digits));
        }
        let carries = |call: &Call| {
            matches!(call.state(), State::Talking | State::Ringing { early_media: true })
        };
        let focus = self.focus_call();
        let id = self.choose_rather(choice, carries, |call| Some(call.id) == focus)?;
        let Some(entry) = self.calls.get_mut(&id) else { return Err(unknown_call()) };
        let by_info = entry.call.is_up() && !entry.negotiation.takes_digits();
        if by_info && entry.digits.len() + digits.len() > MOST_WAITING {
            return Err(Refusal::new(RefusalCode::InvalidDigits, digits));
        }
        entry.call.digits.push_str(&digits);
        if by_info {
            let is_idle = entry.digits.is_empty();
            entry.digits.extend(digits.chars());
            if is_idle {
                self.tell_digit(id, now);
            }
        } else {
            self.push(Output::SendDigits { call: id, digits });
        }
        self.change(Changed::Call(id));
        Ok(())
    }

    /// The INFO of a digit is answered: the next one's turn. Their order is kept by one at a time.
    pub(super) fn digit_told(&mut self, id: CallId, now: Now) {
        if let Some(entry) = self.calls.get_mut(&id) {
            entry.digits.pop_front();
        }
        self.tell_digit(id, now);
    }

    fn tell_digit(&mut self, id: CallId, now: Now) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        let (Some(invitation), Some(key)) = (entry.invitation, entry.digits.front()) else {
            return;
        };
        let Some(digit) = Digit::new(*key) else { return };
        if let Err(refusal) =
            self.agent.info(invitation, digit::RELAY, digit.to_relay().into(), now)
        {
            tracing::info!(%refusal, call = %id, "digits are not told");
            entry.digits.clear();
        }
    }
}

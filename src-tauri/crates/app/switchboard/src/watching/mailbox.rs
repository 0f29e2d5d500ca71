//! What waits in the mailbox, and hearing it.

use clock::Now;
use event::message_summary::{self, MessageSummary};
use model::{AccountId, Target};
use redact::Redacted;
use sip_agent::{IncomingRequest, Reply};
use sip_message::{HeaderName, StatusCode};
use telephony::Account;
use telephony::services::Messages;

use super::{Key, Subject};
use crate::calls::{Outgoing, dial_refusal, dial_uri};
use crate::{Changed, Refusal, RefusalCode, Switchboard};

impl Switchboard {
    pub(super) fn mailbox_told(&mut self, account: AccountId, content_type: &str, body: &[u8]) {
        if body.is_empty() || content_type != message_summary::CONTENT_TYPE {
            return;
        }
        let summary = match MessageSummary::read(body) {
            Ok(summary) => summary,
            Err(error) => {
                tracing::info!(%error, "a message summary that cannot be read");
                return;
            }
        };
        let voice = summary.voice();
        let messages = Messages {
            waiting: summary.is_waiting,
            new: voice.map(|count| count.new),
            old: voice.map(|count| count.old),
            urgent: voice.map(|count| count.new_urgent),
            account: summary.account.as_ref().map(|uri| Redacted(uri.to_string())),
        };
        let services = self.services.entry(account).or_default();
        if services.messages() != Some(&messages) {
            services.told_of_messages(messages);
            self.change(Changed::Services(account));
        }
    }

    /// A NOTIFY that nobody subscribed to: telephone systems tell of messages so. Taken from the
    /// server alone at which the account is registered. Source: RFC 3842 §4.1 (by configuration).
    ///
    /// Says whether it was answered.
    pub(crate) fn told_unasked(&mut self, request: &IncomingRequest, now: Now) -> bool {
        let headers = &request.request.headers;
        let package = headers.get(&HeaderName::Event).unwrap_or_default();
        let package = package.split(';').next().unwrap_or_default().trim();
        if !package.eq_ignore_ascii_case(message_summary::PACKAGE) || !request.is_from_server {
            return false;
        }
        let account = request.identity.and_then(|identity| self.identities.get(&identity).copied());
        let Some(account) = account else { return false };
        if let Some(watch) =
            self.watching.watches.get_mut(&Key { account, subject: Subject::Mailbox })
        {
            watch.is_told_unasked = true;
        }
        let content_type = headers.get(&HeaderName::ContentType).unwrap_or_default();
        let content_type = content_type.split(';').next().unwrap_or_default().trim();
        self.mailbox_told(account, &content_type.to_ascii_lowercase(), &request.request.body);
        if let Err(refusal) = self.agent.answer(request.id, Reply::new(StatusCode::OK), now) {
            tracing::debug!(%refusal, "a notification is no longer waiting");
        }
        true
    }

    /// Calls the voicemail.
    pub(crate) fn hear_messages(&mut self, name: Option<&str>, now: Now) -> Result<(), Refusal> {
        let account = match name {
            Some(name) => self.dialling_account(Some(name))?,
            None => match self.account_with_messages() {
                Some(account) => account,
                None => self.dialling_account(None)?,
            },
        };
        let number = self
            .services(account.id)
            .and_then(|services| services.voicemail(&account.plan))
            .ok_or_else(|| Refusal::new(RefusalCode::NoSuchService, "voicemail"))?;
        let target = Target::read(&number).map_err(|error| dial_refusal(&error, &number))?;
        let target = dial_uri(&account.plan.rules().dialled(&target), &account)
            .ok_or_else(|| Refusal::new(RefusalCode::InvalidTarget, number))?;
        self.must_have_room()?;
        let options = sip_agent::invitation::InviteOptions::default();
        self.begin_call(Outgoing { account, target, options }, now);
        Ok(())
    }

    fn account_with_messages(&self) -> Option<Account> {
        let has_messages = |account: &Account| {
            let services = self.services.get(&account.id);
            let messages = services.and_then(telephony::services::Services::messages);
            messages.is_some_and(|messages| messages.waiting)
        };
        let entries = self.accounts.iter().filter(|entry| entry.identity.is_some());
        entries.map(|entry| &entry.account).find(|account| has_messages(account)).cloned()
    }
}

#[cfg(test)]
mod tests {
    use sip_agent::RequestId;
    use sip_agent::wire::{Flow, FlowId, TransportKind};
    use sip_message::{Method, Request};

    use super::*;
    use crate::{AccountWish, Command, Password, Settings};

    fn wish() -> AccountWish {
        AccountWish {
            id: None,
            label: None,
            address: "21@pbx.example".to_owned(),
            display_name: None,
            auth_user: None,
            registrar: None,
            outbound_proxy: None,
            wire: telephony::Wire::Udp,
            registers: false,
            enabled: true,
            lifetime_s: 600,
            ca_file: None,
            is_demo: false,
        }
    }

    fn told(package: &str, is_from_server: bool) -> (bool, Option<Messages>) {
        let now = testkit::first_moment();
        let settings = Settings { user_agent: String::new(), instance: "urn:uuid:1".to_owned() };
        let mut switchboard = Switchboard::new(settings, [1; 32]);
        let account = switchboard.check_account(wish()).unwrap();
        let id = account.id;
        let put = Command::PutAccount { account: Box::new(account), password: Password::None };
        switchboard.handle_command(put, now).unwrap();

        let mut request = Request::new(Method::Notify, "sip:21@192.0.2.1".parse().unwrap());
        request.headers.push(HeaderName::Event, package);
        let body = "Messages-Waiting: yes\r\nVoice-Message: 3/0\r\n";
        let notify = IncomingRequest {
            id: RequestId(7),
            identity: switchboard.identities.keys().next().copied(),
            flow: Flow {
                transport: TransportKind::Udp,
                local: "192.0.2.1:5060".parse().unwrap(),
                peer: "192.0.2.9:5060".parse().unwrap(),
                id: FlowId(1),
            },
            is_from_server,
            request: request.with_body(message_summary::CONTENT_TYPE, body),
        };
        let is_taken = switchboard.told_unasked(&notify, now);
        (is_taken, switchboard.services(id).unwrap().messages().cloned())
    }

    #[test]
    fn messages_are_believed_from_the_own_server_alone() {
        let (is_taken, messages) = told("message-summary", true);
        assert!(is_taken && messages.unwrap().new == Some(3));
        assert_eq!(told("message-summary", false), (false, None));
        assert_eq!(told("presence", true), (false, None));
    }
}

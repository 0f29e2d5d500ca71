//! Dialling: from what was typed to an INVITE.

use std::net::IpAddr;

use clock::Now;
use model::{CallId, DialError, Target};
use redact::Redacted;
use sip_agent::invitation::InviteOptions;
use sip_message::{Host, NameAddr, SipUri, Uri};
use telephony::{Account, Call, Cause, End, EndedBy, Registration};

use super::MOST_CALLS;
use crate::{Changed, Output, Refusal, RefusalCode, Switchboard, Toward, accounts, translate};

impl Switchboard {
    pub(crate) fn prepare(&mut self, target: String) -> Result<(), Refusal> {
        Target::read(&target).map_err(|error| dial_refusal(&error, &target))?;
        self.change(Changed::Prepared(target));
        Ok(())
    }

    pub(crate) fn dial(
        &mut self,
        typed: &str,
        account: Option<&str>,
        now: Now,
    ) -> Result<(), Refusal> {
        let target = Target::read(typed).map_err(|error| dial_refusal(&error, typed))?;
        let account = self.dialling_account(account)?;
        if self.live_calls() >= MOST_CALLS {
            return Err(Refusal::new(RefusalCode::TooManyCalls, typed));
        }
        let uri = dial_uri(&target, &account)
            .ok_or_else(|| Refusal::new(RefusalCode::InvalidTarget, typed))?;
        self.hold_others(None, now);
        self.tone = None;

        let id = CallId::from_random_bytes(self.random_bytes());
        let remote = translate::party(&NameAddr::new(Uri::Sip(uri.clone())));
        let mut entry = self.new_entry(Call::outgoing(id, account.id, remote, now));
        entry.is_shown = true;
        entry.wish = Some(Uri::Sip(uri.clone()));
        self.calls.insert(id, entry);
        self.push(Output::OpenMedia {
            call: id,
            toward: Toward::Server(accounts::next_hop(&account, &uri)),
        });
        self.change(Changed::Call(id));
        Ok(())
    }

    /// The named account; else the preferred one, else the first registered, else the first enabled.
    fn dialling_account(&self, name: Option<&str>) -> Result<Account, Refusal> {
        if let Some(name) = name {
            let entry = self.entry(self.find_account(name)?)?;
            if !entry.account.enabled {
                return Err(Refusal::new(RefusalCode::AccountDisabled, name));
            }
            return Ok(entry.account.clone());
        }
        let enabled = || {
            self.accounts.iter().filter(|entry| entry.account.enabled && entry.identity.is_some())
        };
        let preferred = enabled().find(|entry| Some(entry.account.id) == self.default_account);
        let registered = || enabled().find(|entry| is_registered(&entry.registration));
        preferred
            .or_else(registered)
            .or_else(|| enabled().next())
            .map(|entry| entry.account.clone())
            .ok_or_else(|| Refusal::new(RefusalCode::NoAccount, ""))
    }

    pub(super) fn invite(&mut self, id: CallId, now: Now) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        let Some(uri) = entry.wish.take() else { return };
        let identity = self
            .accounts
            .iter()
            .find(|known| known.account.id == entry.call.account)
            .and_then(|known| known.identity);
        let (Some(identity), Some(offer)) = (identity, entry.negotiation.offer(false)) else {
            self.end_call(id, End { cause: Cause::Failed, by: EndedBy::Me, status: None }, now);
            return;
        };
        match self.agent.invite(identity, uri, Some(offer), InviteOptions::default(), now) {
            Ok(invitation) => {
                entry.invitation = Some(invitation);
                self.invitations.insert(invitation, id);
            }
            Err(refusal) => {
                tracing::warn!(%refusal, call = %id, "the agent does not call");
                self.end_call(id, End { cause: Cause::Failed, by: EndedBy::Me, status: None }, now);
            }
        }
    }
}

fn is_registered(registration: &Registration) -> bool {
    match registration {
        Registration::Registered { .. } => true,
        Registration::Disabled
        | Registration::Direct
        | Registration::Registering
        | Registration::Waiting { .. } => false,
    }
}

fn dial_refusal(error: &DialError, typed: &str) -> Refusal {
    let code = match error {
        DialError::Empty => RefusalCode::NothingToDial,
        DialError::TooLong { .. }
        | DialError::TooMuch
        | DialError::MisplacedPlus
        | DialError::NotDialable(_)
        | DialError::OtherScheme
        | DialError::BadHost
        | DialError::BadPort
        | DialError::BadEscape => RefusalCode::InvalidTarget,
    };
    Refusal::new(code, typed)
}

/// The request URI for a target at an account. Numbers and names belong to the account's domain.
fn dial_uri(target: &Target, account: &Account) -> Option<SipUri> {
    let home = account.address.parse::<SipUri>().ok()?;
    match target {
        Target::Number(number) => Some(at_home(&home, &number.to_string())),
        Target::Name(Redacted(name)) => Some(at_home(&home, name)),
        Target::Address(address) => {
            let host = match &address.host.0 {
                model::Host::Name(name) => Host::Name(name.clone()),
                model::Host::Ip(IpAddr::V4(ip)) => Host::V4(*ip),
                model::Host::Ip(IpAddr::V6(ip)) => Host::V6(*ip),
            };
            let mut uri = SipUri::new(host);
            uri.secure = address.secure;
            uri.port = address.port;
            if let Some(user) = &address.user {
                uri = uri.with_user(&user.0);
            }
            if let Some(transport) = &address.transport {
                uri = uri.with_param("transport", transport);
            }
            Some(uri)
        }
    }
}

fn at_home(home: &SipUri, user: &str) -> SipUri {
    let mut uri = SipUri::new(home.host.clone()).with_user(user);
    uri.secure = home.secure;
    uri.port = home.port;
    uri
}

//! Dialling: from what was typed to an INVITE.

use std::net::IpAddr;

use clock::Now;
use model::{AccountId, CallId, DialError, DialRules, Target};
use redact::Redacted;
use sip_agent::invitation::InviteOptions;
use sip_message::{Host, NameAddr, SipUri, Uri};
use telephony::{Account, Call, Cause, End, EndedBy, Registration};

use super::{Invite, MOST_CALLS};
use crate::{Changed, Output, Refusal, RefusalCode, Switchboard, Toward, accounts, translate};

/// A call of ours that is to begin.
#[derive(Debug)]
pub(crate) struct Outgoing {
    /// By what account.
    pub(crate) account: Account,
    /// Whom.
    pub(crate) target: SipUri,
    /// How, such as anonymously or in place of another call.
    pub(crate) options: InviteOptions,
}

impl Switchboard {
    pub(crate) fn prepare(&mut self, target: String) -> Result<(), Refusal> {
        Target::read(&target).map_err(|error| dial_refusal(&error, &target))?;
        self.change(Changed::Prepared(target));
        Ok(())
    }

    /// Calls what was typed, by the rules of the account; an emergency number as it is, always.
    pub(crate) fn dial(
        &mut self,
        typed: &str,
        account: Option<&str>,
        hide: Option<bool>,
        now: Now,
    ) -> Result<CallId, Refusal> {
        let target = Target::read(typed).map_err(|error| dial_refusal(&error, typed))?;
        if let Some((account, number)) = self.emergency(&target, account) {
            return self.dial_emergency(account, &number, now);
        }
        let account = self.dialling_account(account)?;
        if self.live_calls() >= MOST_CALLS {
            return Err(Refusal::new(RefusalCode::TooManyCalls, typed));
        }
        let uri = dial_uri(&account.plan.rules().dialled(&target), &account)
            .ok_or_else(|| Refusal::new(RefusalCode::InvalidTarget, typed))?;
        self.dialled = Some((account.id, typed.to_owned()));
        let target = Redacted(typed.to_owned());
        self.push(Output::KeepDialled { account: account.id, target });
        let is_anonymous = self
            .services(account.id)
            .map_or(hide == Some(true), |services| services.is_private(&account.plan, hide));
        let options = InviteOptions { is_anonymous, ..InviteOptions::default() };
        Ok(self.begin_call(Outgoing { account, target: uri, options }, now))
    }

    /// Calls the number that was dialled last, by the same account unless another is named.
    pub(crate) fn redial(&mut self, account: Option<&str>, now: Now) -> Result<(), Refusal> {
        let Some((last, typed)) = self.dialled.clone() else {
            return Err(Refusal::new(RefusalCode::NothingDialled, ""));
        };
        let last = self.entry(last).is_ok().then(|| last.to_string());
        self.dial(&typed, account.or(last.as_deref()), None, now).map(drop)
    }

    /// Begins a call; those that are up are put on hold.
    pub(crate) fn begin_call(&mut self, outgoing: Outgoing, now: Now) -> CallId {
        let Outgoing { account, target, options } = outgoing;
        self.hold_others(None, now);
        self.tone = None;

        let id = CallId::from_random_bytes(self.random_bytes());
        let remote = translate::party(&NameAddr::new(Uri::Sip(target.clone())));
        let remote = self.named(account.id, remote);
        let mut entry = self.new_entry(Call::outgoing(id, account.id, remote, now));
        entry.is_shown = true;
        entry.call.traits.is_hidden = options.is_anonymous;
        entry.call.traits.is_emergency = options.is_emergency;
        entry.wish = Some(Invite { target: Uri::Sip(target.clone()), options });
        self.calls.insert(id, entry);
        self.open_media(id, Toward::Server(accounts::next_hop(&account, &target)));
        self.change(Changed::Call(id));
        id
    }

    /// How numbers are dialled by an account.
    pub(crate) fn rules(&self, account: AccountId) -> DialRules {
        self.entry(account).map(|entry| entry.account.plan.rules()).unwrap_or_default()
    }

    /// The named account; else the preferred one, else the first registered, else the first enabled.
    pub(crate) fn dialling_account(&self, name: Option<&str>) -> Result<Account, Refusal> {
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
        let Some(Invite { target, options }) = entry.wish.take() else { return };
        let identity = self
            .accounts
            .iter()
            .find(|known| known.account.id == entry.call.account)
            .and_then(|known| known.identity);
        let (Some(identity), Some(offer)) = (identity, entry.negotiation.offer(false)) else {
            self.end_call(id, End { cause: Cause::Failed, by: EndedBy::Me, status: None }, now);
            return;
        };
        match self.agent.invite(identity, target, Some(offer), options, now) {
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

pub(crate) fn is_registered(registration: &Registration) -> bool {
    match registration {
        Registration::Registered { .. } => true,
        Registration::Disabled
        | Registration::Direct
        | Registration::Registering
        | Registration::Waiting { .. } => false,
    }
}

pub(crate) fn dial_refusal(error: &DialError, typed: &str) -> Refusal {
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
pub(crate) fn dial_uri(target: &Target, account: &Account) -> Option<SipUri> {
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

pub(crate) fn at_home(home: &SipUri, user: &str) -> SipUri {
    let mut uri = SipUri::new(home.host.clone()).with_user(user);
    uri.secure = home.secure;
    uri.port = home.port;
    uri
}

pub(super) fn host_of(uri: &SipUri) -> model::Host {
    match &uri.host {
        Host::Name(name) => model::Host::Name(name.clone()),
        Host::V4(ip) => model::Host::Ip(IpAddr::V4(*ip)),
        Host::V6(ip) => model::Host::Ip(IpAddr::V6(*ip)),
    }
}

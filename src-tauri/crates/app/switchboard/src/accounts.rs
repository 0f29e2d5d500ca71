//! Accounts: what a person fills in becomes an identity of the agent.

use std::time::Duration;

use clock::Now;
use model::AccountId;
use secrecy::SecretString;
use sip_agent::wire::{Target, TransportKind};
use sip_agent::{Identity, IdentityId, registration};
use sip_message::digest::Credentials;
use sip_message::{SipUri, Uri};
use telephony::plan::Plan;
use telephony::{Account, Codec, Registration, Trouble, TroubleCode, Wire};

use crate::{Changed, Refusal, RefusalCode, Switchboard, translate};

/// Bounds of the lifetime that may be asked for, in seconds.
const LIFETIME_S: std::ops::RangeInclusive<u32> = 60..=86_400;
/// More accounts than anyone has telephones.
const MOST_ACCOUNTS: usize = 64;
/// Longest text of any field, in bytes.
const MOST_FIELD_BYTES: usize = 512;

/// One account and what the agent knows of it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) account: Account,
    pub(crate) registration: Registration,
    pub(crate) identity: Option<IdentityId>,
    /// The identity is there for an emergency call alone.
    pub(crate) is_lent: bool,
    password: Password,
}

/// What answers challenges.
#[derive(Debug, Clone)]
pub enum Password {
    /// This one.
    Known(SecretString),
    /// None was ever given: the server may not ask.
    None,
    /// The keyring that should hold it is locked or absent.
    Unavailable(TroubleCode),
}

/// An account as a person fills it in; nothing is checked yet.
#[derive(Debug, Clone)]
pub struct AccountWish {
    /// Absent for a new account.
    pub id: Option<AccountId>,
    /// What the person calls it.
    pub label: Option<String>,
    /// `user@host`, with or without scheme.
    pub address: String,
    /// Name that the other side may show.
    pub display_name: Option<String>,
    /// User name for digest authentication.
    pub auth_user: Option<String>,
    /// `host`, `host:port` or a SIP URI.
    pub registrar: Option<String>,
    /// `host`, `host:port` or a SIP URI.
    pub outbound_proxy: Option<String>,
    /// How SIP travels.
    pub wire: Wire,
    /// False to call between addresses only.
    pub registers: bool,
    /// False to keep it switched off.
    pub enabled: bool,
    /// Wanted lifetime of the binding, in seconds.
    pub lifetime_s: u32,
    /// PEM file with additional certificate authorities.
    pub ca_file: Option<String>,
    /// The account of the embedded demo PBX.
    pub is_demo: bool,
}

impl Switchboard {
    /// Turns a wish into an account that can be kept, with an id. Changes nothing.
    ///
    /// # Errors
    /// Names the field that holds something that cannot be.
    pub fn check_account(&mut self, wish: AccountWish) -> Result<Account, Refusal> {
        let address = read_address(&wish.address)?;
        let taken = self.accounts.iter().any(|entry| {
            Some(entry.account.id) != wish.id && entry.account.address == address.to_string()
        });
        if taken {
            return Err(Refusal::new(RefusalCode::DuplicateAccount, wish.address));
        }
        if let Some(id) = wish.id {
            self.entry(id)?;
        } else if self.accounts.len() >= MOST_ACCOUNTS {
            return Err(Refusal::new(RefusalCode::InvalidField, "accounts"));
        }
        if !LIFETIME_S.contains(&wish.lifetime_s) {
            return Err(Refusal::new(RefusalCode::InvalidField, "lifetimeS"));
        }
        if address.secure && matches!(wish.wire, Wire::Udp | Wire::Tcp) {
            return Err(Refusal::new(RefusalCode::InvalidField, "transport"));
        }
        let known = wish.id.and_then(|id| self.entry(id).ok());
        let plan = match known {
            Some(known) => known.account.plan.clone(),
            None if wish.is_demo => Plan::of_system("demo"),
            None => Plan::default(),
        };
        Ok(Account {
            id: match wish.id {
                Some(id) => id,
                None => AccountId::from_random_bytes(self.random_bytes()),
            },
            label: tidy("label", wish.label)?.unwrap_or_default(),
            address: address.to_string(),
            display_name: tidy("displayName", wish.display_name)?,
            auth_user: tidy("authUser", wish.auth_user)?,
            registrar: read_server("registrar", wish.registrar)?.map(|uri| uri.to_string()),
            outbound_proxy: read_server("outboundProxy", wish.outbound_proxy)?
                .map(|uri| uri.to_string()),
            wire: wish.wire,
            registers: wish.registers,
            enabled: wish.enabled,
            lifetime_s: wish.lifetime_s,
            ca_file: tidy("caFile", wish.ca_file)?,
            is_demo: wish.is_demo,
            plan,
        })
    }

    /// The account that a person means by id, label, address or user part.
    ///
    /// # Errors
    /// When no account answers to the name.
    pub fn find_account(&self, name: &str) -> Result<AccountId, Refusal> {
        self.accounts
            .iter()
            .find(|entry| entry.account.is_called(name))
            .map(|entry| entry.account.id)
            .ok_or_else(|| Refusal::new(RefusalCode::UnknownAccount, name))
    }

    pub(crate) fn put_account(&mut self, account: Account, password: Password, now: Now) {
        let id = account.id;
        self.withdraw(id, now);
        let entry = Entry {
            account,
            registration: Registration::Disabled,
            identity: None,
            is_lent: false,
            password,
        };
        match self.accounts.iter_mut().find(|known| known.account.id == id) {
            Some(known) => *known = entry,
            None => self.accounts.push(entry),
        }
        self.bring_up(id, now);
    }

    pub(crate) fn enable_account(
        &mut self,
        id: AccountId,
        enabled: bool,
        now: Now,
    ) -> Result<(), Refusal> {
        let entry = self.entry_mut(id)?;
        if entry.account.enabled == enabled {
            return Ok(());
        }
        entry.account.enabled = enabled;
        if enabled {
            self.bring_up(id, now);
        } else {
            self.withdraw(id, now);
            self.change(Changed::Account(id));
        }
        Ok(())
    }

    pub(crate) fn remove_account(&mut self, id: AccountId, now: Now) -> Result<(), Refusal> {
        self.entry(id)?;
        self.withdraw(id, now);
        self.accounts.retain(|entry| entry.account.id != id);
        if self.default_account == Some(id) {
            self.default_account = None;
        }
        self.forget_services(id);
        self.change(Changed::AccountRemoved(id));
        Ok(())
    }

    pub(crate) fn register_now(&mut self, id: AccountId, now: Now) -> Result<(), Refusal> {
        let entry = self.entry(id)?;
        let name = entry.account.name().to_owned();
        let Some(identity) = entry.identity else {
            return Err(Refusal::new(RefusalCode::AccountDisabled, name));
        };
        if entry.account.registers {
            self.agent
                .register(identity, now)
                .map_err(|_refusal| Refusal::new(RefusalCode::Closing, name))?;
        }
        Ok(())
    }

    pub(crate) fn prefer_account(&mut self, id: Option<AccountId>) -> Result<(), Refusal> {
        if let Some(id) = id {
            self.entry(id)?;
        }
        self.default_account = id;
        Ok(())
    }

    pub(crate) fn offer_codecs(&mut self, codecs: Vec<Codec>) -> Result<(), Refusal> {
        if codecs.is_empty() {
            return Err(Refusal::new(RefusalCode::InvalidField, "codecs"));
        }
        self.codecs = codecs;
        Ok(())
    }

    /// Makes the account known to the agent and registers it, as its settings say.
    fn bring_up(&mut self, id: AccountId, now: Now) {
        let Ok(entry) = self.entry(id) else { return };
        if !entry.account.enabled {
            self.change(Changed::Account(id));
            return;
        }
        if let Password::Unavailable(code) = entry.password {
            self.stand(id, Registration::Waiting { retry_at: None, trouble: Trouble::new(code) });
            return;
        }
        let registers = entry.account.registers;
        let lent = entry.identity;
        let identity = match identity_of(&entry.account, &entry.password) {
            Ok(identity) => lent.unwrap_or_else(|| self.agent.add_identity(identity)),
            // Unreadable only when a database was written by other hands.
            Err(refusal) => {
                let trouble = Trouble {
                    code: TroubleCode::Refused,
                    status: None,
                    subject: Some(refusal.subject),
                };
                self.stand(id, Registration::Waiting { retry_at: None, trouble });
                return;
            }
        };
        self.identities.insert(identity, id);
        if let Ok(entry) = self.entry_mut(id) {
            entry.identity = Some(identity);
            entry.is_lent = false;
        }
        if registers {
            self.stand(id, Registration::Registering);
            if let Err(refusal) = self.agent.register(identity, now) {
                tracing::warn!(%refusal, account = %id, "not registered");
            }
        } else {
            self.stand(id, Registration::Direct);
        }
    }

    /// Makes an account that is switched off, or whose password is not at hand, known to the agent for
    /// an emergency call. It is not registered.
    pub(crate) fn lend_identity(&mut self, id: AccountId) -> Result<(), Refusal> {
        let entry = self.entry(id)?;
        if entry.identity.is_some() {
            return Ok(());
        }
        let identity = self.agent.add_identity(identity_of(&entry.account, &entry.password)?);
        self.identities.insert(identity, id);
        let entry = self.entry_mut(id)?;
        entry.identity = Some(identity);
        entry.is_lent = true;
        Ok(())
    }

    /// Takes back what [`Self::lend_identity`] gave.
    pub(crate) fn take_back_identity(&mut self, id: AccountId, now: Now) {
        let Ok(entry) = self.entry_mut(id) else { return };
        entry.is_lent = false;
        let Some(identity) = entry.identity.take() else { return };
        self.identities.remove(&identity);
        if let Err(refusal) = self.agent.remove_identity(identity, now) {
            tracing::warn!(%refusal, account = %id, "identity was not known");
        }
    }

    /// Takes the account from the agent: its binding is removed and its calls end.
    fn withdraw(&mut self, id: AccountId, now: Now) {
        self.end_calls_of(id, now);
        self.forget_orders(id, now);
        self.forget_watches(id);
        self.forget_presence(id);
        let Ok(entry) = self.entry_mut(id) else { return };
        entry.registration = Registration::Disabled;
        self.take_back_identity(id, now);
    }

    pub(crate) fn registration_changed(
        &mut self,
        identity: IdentityId,
        event: registration::Event,
        now: Now,
    ) {
        let Some(&id) = self.identities.get(&identity) else { return };
        let Ok(entry) = self.entry(id) else { return };
        if !entry.account.registers {
            return;
        }
        let subject = server_name(&entry.account);
        self.stand(id, translate::registration(event, subject));
        self.tell_moves(id, now);
    }

    fn stand(&mut self, id: AccountId, registration: Registration) {
        let Ok(entry) = self.entry_mut(id) else { return };
        entry.registration = registration;
        self.watching.stir();
        self.change(Changed::Account(id));
    }

    pub(crate) fn entry(&self, id: AccountId) -> Result<&Entry, Refusal> {
        self.accounts
            .iter()
            .find(|entry| entry.account.id == id)
            .ok_or_else(|| Refusal::new(RefusalCode::UnknownAccount, id.to_string()))
    }

    pub(crate) fn entry_mut(&mut self, id: AccountId) -> Result<&mut Entry, Refusal> {
        self.accounts
            .iter_mut()
            .find(|entry| entry.account.id == id)
            .ok_or_else(|| Refusal::new(RefusalCode::UnknownAccount, id.to_string()))
    }
}

/// What the agent must know of an account.
fn identity_of(account: &Account, password: &Password) -> Result<Identity, Refusal> {
    let aor = read_address(&account.address)?;
    let user = account.auth_user.clone().or_else(|| aor.user().map(std::borrow::Cow::into_owned));
    let credentials = match (password, user) {
        (Password::Known(password), Some(username)) => {
            Some(Credentials { username, password: password.clone() })
        }
        (Password::Known(_) | Password::None | Password::Unavailable(_), _) => None,
    };
    let mut identity = Identity::new(aor, credentials);
    identity.display_name.clone_from(&account.display_name);
    if let Some(registrar) = read_server("registrar", account.registrar.clone())? {
        identity.registrar = registrar;
    }
    identity.outbound = read_server("outboundProxy", account.outbound_proxy.clone())?;
    identity.transport = transport(account.wire);
    identity.lifetime = Duration::from_secs(u64::from(account.lifetime_s));
    identity.registers = account.registers;
    Ok(identity)
}

/// The transport that an account insists on.
pub(crate) const fn transport(wire: Wire) -> Option<TransportKind> {
    match wire {
        Wire::Automatic => None,
        Wire::Udp => Some(TransportKind::Udp),
        Wire::Tcp => Some(TransportKind::Tcp),
        Wire::Tls => Some(TransportKind::Tls),
    }
}

/// Where the account's requests go first; `uri` is what is called when nothing else is set.
pub(crate) fn next_hop(account: &Account, uri: &SipUri) -> Target {
    let set = account
        .outbound_proxy
        .as_ref()
        .and_then(|proxy| proxy.parse::<SipUri>().ok())
        .unwrap_or_else(|| uri.clone());
    let named = set.transport().and_then(|name| TransportKind::from_name(&name));
    Target {
        host: set.host.clone(),
        port: set.port,
        transport: named.or(transport(account.wire)),
        secure: set.secure,
    }
}

/// Who is asked to register, for people.
fn server_name(account: &Account) -> Option<String> {
    let text =
        account.outbound_proxy.as_ref().or(account.registrar.as_ref()).unwrap_or(&account.address);
    text.parse::<SipUri>().ok().map(|uri| uri.host.to_string())
}

/// Reads `1001@example.org`, `sip:1001@example.org:5062` or a `sips:` URI.
fn read_address(text: &str) -> Result<SipUri, Refusal> {
    let refuse = || Refusal::new(RefusalCode::InvalidField, "address");
    let uri = read_uri(text).ok_or_else(refuse)?;
    if uri.user().is_none_or(|user| user.is_empty()) {
        return Err(refuse());
    }
    let mut bare = uri.clone();
    bare.clear_headers();
    Ok(bare)
}

/// Reads `host`, `host:port`, `[2001:db8::1]:5060` or a SIP URI; blank text is absent.
fn read_server(field: &str, text: Option<String>) -> Result<Option<SipUri>, Refusal> {
    match tidy(field, text)? {
        None => Ok(None),
        Some(text) => {
            read_uri(&text).map(Some).ok_or_else(|| Refusal::new(RefusalCode::InvalidField, field))
        }
    }
}

fn read_uri(text: &str) -> Option<SipUri> {
    let text = text.trim();
    if text.len() > MOST_FIELD_BYTES {
        return None;
    }
    let has_scheme = ["sip:", "sips:"].iter().any(|scheme| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    let whole = if has_scheme { text.to_owned() } else { format!("sip:{text}") };
    match whole.parse::<Uri>() {
        Ok(Uri::Sip(uri)) => Some(uri),
        Ok(Uri::Tel(_) | Uri::Other(_)) | Err(_) => None,
    }
}

/// Trims a field; blank is absent, too long or with control characters is refused.
fn tidy(field: &str, text: Option<String>) -> Result<Option<String>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    let text = text.trim();
    if text.len() > MOST_FIELD_BYTES || text.chars().any(char::is_control) {
        return Err(Refusal::new(RefusalCode::InvalidField, field));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

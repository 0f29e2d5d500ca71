//! Accounts between the person, the keyring, the database and the switchboard.

use std::path::Path;

use contract::{AccountDraft, Refusal, RefusalCode};
use model::AccountId;
use reach::TrustSettings;
use secrecy::SecretString;
use storage::{SecretError, SecretName};
use switchboard::{Password, RefusalCode as SwitchboardCode};
use telephony::plan::Plan;
use telephony::{Account, TroubleCode};
use tokio::sync::oneshot;

use super::core::{Core, Done};
use super::faults::desks;
use crate::demo::Demo;

/// An account whose password is safe and whose row is written.
pub(super) struct AccountDone {
    account: Box<Account>,
    outcome: Result<Password, Refusal>,
    reply: oneshot::Sender<Result<(), Refusal>>,
}

impl Core {
    /// Keeps the password, then the account, and only then lets it register: whatever fails on the
    /// way leaves everything as it was.
    pub(super) fn save_account(
        &mut self,
        mut draft: AccountDraft,
        reply: oneshot::Sender<Result<(), Refusal>>,
    ) {
        let password = draft.password.take().map(SecretString::from);
        let account = match self.check_draft(draft) {
            Ok(account) => Box::new(account),
            Err(refusal) => return drop(reply.send(Err(refusal))),
        };
        let (store, secrets, done) = (self.store.clone(), self.secrets.clone(), self.done.clone());
        self.tasks.spawn(async move {
            let name = SecretName::Account(account.id);
            let kept = match password {
                Some(password) => secrets.put(name, password).await,
                None => Ok(()),
            };
            let outcome = match kept {
                Err(error) => Err(keyring_refusal(error)),
                Ok(()) => match store.save_account((*account).clone()).await {
                    Err(error) => Err(Refusal::new(RefusalCode::StorageFailed, error.to_string())),
                    Ok(()) => Ok(password_of(secrets.get(name).await)),
                },
            };
            drop(done.send(Done::Account(AccountDone { account, outcome, reply })).await);
        });
    }

    fn check_draft(&mut self, draft: AccountDraft) -> Result<Account, Refusal> {
        let wish = contract::read::account_wish(draft)?;
        if let Some(file) = &wish.ca_file {
            reach::check_roots(Path::new(file)).map_err(|error| {
                Refusal::new(RefusalCode::InvalidField, format!("caFile: {error}"))
            })?;
        }
        self.switchboard.check_account(wish).map_err(Refusal::from)
    }

    pub(super) async fn account_done(&mut self, done: AccountDone) {
        let AccountDone { account, outcome, reply } = done;
        self.awaited.remove(&account.id);
        let result = match outcome {
            Err(refusal) => Err(refusal),
            Ok(password) => {
                self.trust(&account).await;
                self.pass(switchboard::Command::PutAccount { account, password })
            }
        };
        drop(reply.send(result));
    }

    /// The password of an account that is about to start. A keyring is asked beside: a locked one may
    /// take seconds, and neither window nor scripts wait for it.
    pub(super) async fn password_at_start(&mut self, account: AccountId) -> Password {
        if self.secrets.is_memory() {
            return password_of(self.secrets.get(SecretName::Account(account)).await);
        }
        self.awaited.insert(account);
        Password::Unavailable(TroubleCode::KeyringAwaited)
    }

    /// Asks the keyring for everything that is awaited of it.
    pub(super) fn ask_keyring(&self) {
        let (settings, secrets, done) =
            (self.settings.clone(), self.secrets.clone(), self.done.clone());
        let awaited = self.awaited.clone();
        // Nobody waits for it at the end: it writes nothing, and a prompt may stay open.
        drop(tokio::spawn(async move {
            for account in awaited {
                let password = password_of(secrets.get(SecretName::Account(account)).await);
                // The station is gone only when the program ends.
                drop(done.send(Done::Password { account, password }).await);
            }
            let is_there = desks::has_token(&settings, &secrets).await;
            drop(done.send(Done::Token { is_there }).await);
        }));
    }

    /// The account registers now, unless the person gave it another password meanwhile or removed it.
    pub(super) fn password_answered(&mut self, account: AccountId, password: Password) {
        let is_awaited = self.awaited.remove(&account);
        let Some((account, _)) = self.switchboard.account(account).filter(|_| is_awaited) else {
            return;
        };
        let account = Box::new(account.clone());
        if let Err(refusal) = self.pass(switchboard::Command::PutAccount { account, password }) {
            tracing::error!(%refusal, "an account of the database cannot be used");
        }
    }

    /// Believes the files of all accounts, each of its own hosts, and that of one that is about to be
    /// added or changed.
    async fn trust(&self, coming: &Account) {
        let known = self.switchboard.accounts().map(|(account, _)| account);
        let others = known.filter(|account| account.id != coming.id);
        self.wires.trust(trust_of(others.chain([coming]))).await;
    }

    pub(super) fn enable_account(&mut self, name: &str, enabled: bool) -> Result<(), Refusal> {
        let id = self.switchboard.find_account(name)?;
        self.pass(switchboard::Command::EnableAccount { account: id, enabled })?;
        if let Some((account, _)) = self.switchboard.account(id) {
            self.keep_account(account.clone());
        }
        Ok(())
    }

    pub(super) fn remove_account(&mut self, name: &str) -> Result<(), Refusal> {
        let id = self.switchboard.find_account(name)?;
        self.pass(switchboard::Command::RemoveAccount { account: id })?;
        self.forget_services(id);
        let (store, secrets, done) = (self.store.clone(), self.secrets.clone(), self.done.clone());
        self.tasks.spawn(async move {
            if let Err(error) = store.remove_account(id).await {
                drop(done.send(Done::StorageFailed(error)).await);
            }
            if let Err(error) = secrets.remove(SecretName::Account(id)).await {
                tracing::warn!(%error, account = %id, "the password of a removed account stays in the keyring");
            }
        });
        Ok(())
    }

    /// Registers at once. A password that could not be had is asked for anew: the person may have
    /// unlocked the keyring meanwhile.
    pub(super) fn register_now(&mut self, name: &str, reply: oneshot::Sender<Result<(), Refusal>>) {
        let id = match self.switchboard.find_account(name) {
            Ok(id) => id,
            Err(refusal) => return drop(reply.send(Err(refusal.into()))),
        };
        match self
            .switchboard
            .handle_command(switchboard::Command::RegisterNow { account: id }, super::core::now())
        {
            Err(refusal) if refusal.code == SwitchboardCode::AccountDisabled => {}
            result => return drop(reply.send(result.map_err(Refusal::from))),
        }
        let Some((account, _)) =
            self.switchboard.account(id).filter(|(account, _)| account.enabled)
        else {
            return drop(reply.send(Err(Refusal::new(RefusalCode::AccountDisabled, name))));
        };
        let account = Box::new(account.clone());
        let (secrets, done) = (self.secrets.clone(), self.done.clone());
        self.tasks.spawn(async move {
            let password = password_of(secrets.get(SecretName::Account(id)).await);
            drop(
                done.send(Done::Account(AccountDone { account, outcome: Ok(password), reply }))
                    .await,
            );
        });
    }

    /// The demo's account is not kept: it ends with the demo PBX.
    pub(super) fn add_demo_account(&mut self, demo: &Demo) -> Result<(), Refusal> {
        let account = self.switchboard.check_account(demo.account_wish()).map_err(Refusal::from)?;
        let account = Account { plan: Plan::of_system("demo"), ..account };
        let password = Password::Known(demo.password());
        let id = account.id;
        self.pass(switchboard::Command::PutAccount { account: Box::new(account), password })?;
        for extension in demo.watchable() {
            let watched = self.pass(switchboard::Command::WatchLine {
                number: extension.number.clone(),
                name: Some(extension.name.clone()),
                account: Some(id.to_string()),
            });
            if let Err(refusal) = watched {
                tracing::warn!(%refusal, "a colleague of the demo is not watched");
            }
        }
        Ok(())
    }

    pub(super) fn remove_demo_account(&mut self) {
        let demo = self
            .switchboard
            .accounts()
            .find(|(account, _)| account.is_demo)
            .map(|(account, _)| account.id);
        if let Some(account) = demo
            && let Err(refusal) = self.pass(switchboard::Command::RemoveAccount { account })
        {
            tracing::warn!(%refusal, "the demo's account was gone");
        }
    }
}

/// The file of each account, believed of the account's own hosts.
pub(super) fn trust_of<'a>(accounts: impl IntoIterator<Item = &'a Account>) -> TrustSettings {
    let mut settings = TrustSettings::default();
    for account in accounts {
        crate::plan::trust(&mut settings, &account.into());
    }
    settings
}

/// What a keyring's answer means for an account.
pub(super) fn password_of(answer: Result<SecretString, SecretError>) -> Password {
    match answer {
        Ok(password) => Password::Known(password),
        Err(SecretError::Missing) => Password::None,
        Err(SecretError::Locked | SecretError::Denied) => {
            Password::Unavailable(TroubleCode::KeyringLocked)
        }
        Err(SecretError::NoService) => Password::Unavailable(TroubleCode::KeyringAbsent),
    }
}

/// What a person is told when the keyring does not take a secret.
pub(super) fn keyring_refusal(error: SecretError) -> Refusal {
    let code = match error {
        SecretError::Locked => RefusalCode::KeyringLocked,
        SecretError::NoService => RefusalCode::KeyringAbsent,
        SecretError::Denied | SecretError::Missing => RefusalCode::KeyringFailed,
    };
    Refusal::new(code, error.to_string())
}

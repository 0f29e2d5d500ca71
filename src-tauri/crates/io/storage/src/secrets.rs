//! Passwords and tokens, in the system's keyring or in memory for the life of the process.
//!
//! Keyrings block: a locked one may show a prompt that nobody answers. So one thread talks to the
//! keyring, whoever asks waits at most [`PATIENCE`], and a thread that is stuck behind a prompt is
//! answered for at once with [`SecretError::Locked`] until it comes back.
//!
//! A locked Secret Service says "no entry" when it is read, which looks like a password that was
//! never stored. So an absent entry is believed only after an entry of our own could be written and
//! read (the canary).

mod vault;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use model::AccountId;
use secrecy::SecretString;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use vault::{SystemVault, Vault};

/// How long a keyring may take: long enough to type a password into its prompt is not asked for.
const PATIENCE: Duration = Duration::from_secs(10);

/// Most requests that wait for the keyring.
const REQUESTS_MOST: usize = 32;

/// What a secret is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretName {
    /// The password of an account.
    Account(AccountId),
    /// The token of the service desk.
    Desk,
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(id) => write!(f, "account/{id}"),
            Self::Desk => f.write_str("desk"),
        }
    }
}

/// Why a secret cannot be had or kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// The keyring is locked, or waits for a person behind a prompt.
    #[error("the keyring is locked")]
    Locked,
    /// No keyring answers on this machine.
    #[error("no keyring answers")]
    NoService,
    /// The keyring said no.
    #[error("the keyring refused")]
    Denied,
    /// No such secret is kept.
    #[error("no such secret")]
    Missing,
}

/// Where secrets are kept; clones share it.
#[derive(Clone)]
pub enum Secrets {
    /// The system's keyring.
    Keyring(Keyring),
    /// Memory: gone with the process.
    Memory(Memory),
}

impl Secrets {
    /// The system's keyring, with the entries of this profile.
    #[must_use]
    pub fn keyring(profile: Uuid) -> Self {
        Self::Keyring(Keyring::start(profile, SystemVault))
    }

    /// Memory, for scripts and test machines.
    #[must_use]
    pub fn memory() -> Self {
        Self::Memory(Memory::default())
    }

    /// Whether secrets end with the process.
    #[must_use]
    pub const fn is_memory(&self) -> bool {
        match self {
            Self::Keyring(_) => false,
            Self::Memory(_) => true,
        }
    }

    /// The secret of this name.
    ///
    /// # Errors
    /// [`SecretError::Missing`] is said only by a keyring that is known to be open.
    pub async fn get(&self, name: SecretName) -> Result<SecretString, SecretError> {
        match self {
            Self::Keyring(keyring) => keyring.ask(|answer| Request::Get(name, answer)).await,
            Self::Memory(memory) => memory.get(name),
        }
    }

    /// Keeps a secret in the place of an earlier one.
    ///
    /// # Errors
    /// After [`SecretError::Locked`] the keyring may still keep it, once its prompt is answered.
    pub async fn put(&self, name: SecretName, secret: SecretString) -> Result<(), SecretError> {
        match self {
            Self::Keyring(keyring) => {
                keyring.ask(|answer| Request::Put(name, secret, answer)).await
            }
            Self::Memory(memory) => {
                memory.put(name, secret);
                Ok(())
            }
        }
    }

    /// Forgets a secret; one that is not there is no error.
    ///
    /// # Errors
    /// Fails when the keyring does.
    pub async fn remove(&self, name: SecretName) -> Result<(), SecretError> {
        match self {
            Self::Keyring(keyring) => keyring.ask(|answer| Request::Remove(name, answer)).await,
            Self::Memory(memory) => {
                memory.remove(name);
                Ok(())
            }
        }
    }

    /// Whether secrets can be kept and read now.
    ///
    /// # Errors
    /// Says what stands in the way.
    pub async fn check(&self) -> Result<(), SecretError> {
        match self {
            Self::Keyring(keyring) => keyring.ask(Request::Check).await,
            Self::Memory(_) => Ok(()),
        }
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_memory() { "Secrets(memory)" } else { "Secrets(keyring)" })
    }
}

/// Secrets for the life of the process.
#[derive(Clone, Default)]
pub struct Memory {
    kept: Arc<Mutex<BTreeMap<SecretName, SecretString>>>,
}

impl Memory {
    fn get(&self, name: SecretName) -> Result<SecretString, SecretError> {
        self.kept().get(&name).cloned().ok_or(SecretError::Missing)
    }

    fn put(&self, name: SecretName, secret: SecretString) {
        self.kept().insert(name, secret);
    }

    fn remove(&self, name: SecretName) {
        self.kept().remove(&name);
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, BTreeMap<SecretName, SecretString>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory")
    }
}

/// The handle to the thread that talks to the keyring.
#[derive(Clone)]
pub struct Keyring {
    /// Full: said to be locked, because only a stuck keyring fills it.
    requests: mpsc::Sender<Request>,
    is_stuck: Arc<AtomicBool>,
}

type Answer<T> = oneshot::Sender<Result<T, SecretError>>;

enum Request {
    Get(SecretName, Answer<SecretString>),
    Put(SecretName, SecretString, Answer<()>),
    Remove(SecretName, Answer<()>),
    Check(Answer<()>),
}

impl Keyring {
    fn start(profile: Uuid, vault: impl Vault + Send + 'static) -> Self {
        let (requests, mut inbox) = mpsc::channel(REQUESTS_MOST);
        let is_stuck = Arc::new(AtomicBool::new(false));
        let worker = Worker { profile, vault };
        let stuck = Arc::clone(&is_stuck);
        // A thread and not the runtime's pool: a runtime waits for its pool when it ends, and a
        // prompt may be open for ever.
        let started = thread::Builder::new().name("keyring".to_owned()).spawn(move || {
            while let Some(request) = inbox.blocking_recv() {
                worker.serve(request);
                stuck.store(false, Ordering::Relaxed);
            }
        });
        if let Err(error) = started {
            tracing::error!(%error, "no thread for the keyring");
        }
        Self { requests, is_stuck }
    }

    async fn ask<T>(&self, request: impl FnOnce(Answer<T>) -> Request) -> Result<T, SecretError> {
        if self.is_stuck.load(Ordering::Relaxed) {
            return Err(SecretError::Locked);
        }
        let (answer, answered) = oneshot::channel();
        match self.requests.try_send(request(answer)) {
            Ok(()) => {}
            Err(mpsc::error::TrySendError::Full(_)) => return Err(SecretError::Locked),
            Err(mpsc::error::TrySendError::Closed(_)) => return Err(SecretError::NoService),
        }
        match tokio::time::timeout(PATIENCE, answered).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(SecretError::NoService),
            Err(_) => {
                tracing::warn!("keyring does not answer, perhaps behind a prompt");
                self.is_stuck.store(true, Ordering::Relaxed);
                Err(SecretError::Locked)
            }
        }
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring")
    }
}

/// Serves requests on the keyring's thread.
struct Worker<V> {
    profile: Uuid,
    vault: V,
}

impl<V: Vault> Worker<V> {
    /// Serves one request, unless whoever asked has given up waiting before it began.
    fn serve(&self, request: Request) {
        match request {
            Request::Get(name, answer) if !answer.is_closed() => {
                drop(answer.send(self.get(&self.entry(&name))));
            }
            Request::Put(name, secret, answer) if !answer.is_closed() => {
                let _asker_may_be_gone = answer.send(self.put(&self.entry(&name), &secret));
            }
            Request::Remove(name, answer) if !answer.is_closed() => {
                let _asker_may_be_gone = answer.send(self.remove(&self.entry(&name)));
            }
            Request::Check(answer) if !answer.is_closed() => {
                let _asker_may_be_gone = answer.send(self.check());
            }
            Request::Get(..) | Request::Put(..) | Request::Remove(..) | Request::Check(_) => {}
        }
    }

    fn get(&self, entry: &str) -> Result<SecretString, SecretError> {
        match self.vault.get(entry) {
            Err(SecretError::Missing) => {
                self.check()?;
                // Checking may have opened the keyring.
                self.vault.get(entry)
            }
            other => other,
        }
    }

    fn put(&self, entry: &str, secret: &SecretString) -> Result<(), SecretError> {
        self.vault.put(entry, secret)
    }

    fn remove(&self, entry: &str) -> Result<(), SecretError> {
        match self.vault.remove(entry) {
            Err(SecretError::Missing) => self.check(),
            other => other,
        }
    }

    fn check(&self) -> Result<(), SecretError> {
        let canary = self.entry(&"canary");
        self.vault.put(&canary, &SecretString::from("open"))?;
        let read = self.vault.get(&canary);
        let _leftover_harms_nobody = self.vault.remove(&canary);
        match read {
            Ok(_) => Ok(()),
            Err(SecretError::Missing) => Err(SecretError::Locked),
            Err(other) => Err(other),
        }
    }

    fn entry(&self, name: &dyn fmt::Display) -> String {
        format!("{}/{name}", self.profile)
    }
}

#[cfg(test)]
mod tests;

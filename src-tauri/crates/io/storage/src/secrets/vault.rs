//! The system's keyring behind four words of our own: Secret Service, Credential Manager, Keychain.

use keyring::v1::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};

use super::SecretError;

/// A keyring as the worker sees it. Every method may block for ever.
pub(super) trait Vault {
    fn get(&self, entry: &str) -> Result<SecretString, SecretError>;
    fn put(&self, entry: &str, secret: &SecretString) -> Result<(), SecretError>;
    fn remove(&self, entry: &str) -> Result<(), SecretError>;
}

/// The keyring of the person who is signed in to the system.
pub(super) struct SystemVault;

/// Name under which the entries stand in the keyring.
const SERVICE: &str = "rufbereit";

impl Vault for SystemVault {
    fn get(&self, entry: &str) -> Result<SecretString, SecretError> {
        let secret = Entry::new(SERVICE, entry).and_then(|entry| entry.get_password());
        secret.map(SecretString::from).map_err(|error| translate(&error))
    }

    fn put(&self, entry: &str, secret: &SecretString) -> Result<(), SecretError> {
        Entry::new(SERVICE, entry)
            .and_then(|entry| entry.set_password(secret.expose_secret()))
            .map_err(|error| translate(&error))
    }

    fn remove(&self, entry: &str) -> Result<(), SecretError> {
        Entry::new(SERVICE, entry)
            .and_then(|entry| entry.delete_credential())
            .map_err(|error| translate(&error))
    }
}

fn translate(error: &Error) -> SecretError {
    match error {
        Error::NoEntry => SecretError::Missing,
        Error::NoStorageAccess(_) => SecretError::Locked,
        Error::NoDefaultStore => SecretError::NoService,
        other @ (Error::PlatformFailure(_)
        | Error::BadEncoding(_)
        | Error::BadDataFormat(..)
        | Error::BadStoreFormat(_)
        | Error::TooLong(..)
        | Error::Invalid(..)
        | Error::Ambiguous(_)
        | Error::NotSupportedByStore(_)
        | _) => {
            // Its text names the obstacle and never the secret; entries hold only ids.
            tracing::warn!(error = %other, "keyring failed");
            SecretError::Denied
        }
    }
}

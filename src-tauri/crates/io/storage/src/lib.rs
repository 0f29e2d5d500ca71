//! The local database, settings, and secrets in the system's keyring.

//! What is kept over the end of the program and is no setting: services, colleagues, call-backs.

use rusqlite::OptionalExtension as _;

use crate::{Store, StoreError};

impl Store {
    /// Keeps a value, JSON, in the place of the one before.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn keep_value(&self, key: String, value: String) -> Result<(), StoreError> {
        self.ask(move |connection| {
            connection.execute(
                "INSERT INTO kept (key, value) VALUES (?1, ?2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                [key, value],
            )?;
            Ok(())
        })
        .await
    }

    /// The value that is kept under a key.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn kept_value(&self, key: String) -> Result<Option<String>, StoreError> {
        self.ask(move |connection| {
            Ok(connection
                .query_row("SELECT value FROM kept WHERE key = ?1", [key], |row| row.get(0))
                .optional()?)
        })
        .await
    }

    /// Forgets a value.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn forget_value(&self, key: String) -> Result<(), StoreError> {
        self.ask(move |connection| {
            connection.execute("DELETE FROM kept WHERE key = ?1", [key])?;
            Ok(())
        })
        .await
    }
}

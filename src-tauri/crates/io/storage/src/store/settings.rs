//! Settings in and out of their rows.

use rusqlite::Connection;

use crate::{Settings, Store, StoreError};

impl Store {
    /// What the person has set.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn settings(&self) -> Result<Settings, StoreError> {
        self.ask(|connection| load(connection)).await
    }

    /// Keeps the fields that differ from what is kept.
    ///
    /// # Errors
    /// Fails when the database does; then nothing was changed.
    pub async fn save_settings(&self, settings: Settings) -> Result<(), StoreError> {
        self.ask(move |connection| {
            let before = load(connection)?;
            let transaction = connection.transaction()?;
            for (key, value) in settings.changed_rows(&before) {
                transaction.execute(
                    "INSERT INTO setting (key, value) VALUES (?1, ?2)
                     ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    [key, value],
                )?;
            }
            transaction.commit()?;
            Ok(())
        })
        .await
    }
}

fn load(connection: &Connection) -> Result<Settings, StoreError> {
    let mut statement = connection.prepare_cached("SELECT key, value FROM setting")?;
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<Vec<(String, String)>, _>>()?;
    let (settings, unfit) = Settings::from_rows(rows);
    for key in unfit {
        tracing::warn!(key, "setting does not fit, its default is used");
    }
    Ok(settings)
}

//! Accounts in and out of their rows. Their passwords are never here.

use model::AccountId;
use rusqlite::{Row, named_params};
use telephony::Account;
use telephony::plan::Plan;
use uuid::Uuid;

use crate::codes::{Code, coded};
use crate::{Store, StoreError};

impl Store {
    /// All accounts in the person's order.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.ask(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT * FROM account ORDER BY position, id")?;
            let accounts = statement.query_map([], read)?.collect::<Result<_, _>>()?;
            Ok(accounts)
        })
        .await
    }

    /// Keeps an account: a new one at the end, a known one in its place.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn save_account(&self, account: Account) -> Result<(), StoreError> {
        self.ask(move |connection| {
            connection
                .prepare_cached(
                    "INSERT INTO account (id, position, label, address, display_name, auth_user,
                        registrar, outbound_proxy, wire, registers, enabled, lifetime_s, ca_file,
                        is_demo, plan)
                     VALUES (:id, (SELECT coalesce(max(position), 0) + 1 FROM account), :label,
                        :address, :display_name, :auth_user, :registrar, :outbound_proxy, :wire,
                        :registers, :enabled, :lifetime_s, :ca_file, :is_demo, :plan)
                     ON CONFLICT (id) DO UPDATE SET label = excluded.label,
                        address = excluded.address, display_name = excluded.display_name,
                        auth_user = excluded.auth_user, registrar = excluded.registrar,
                        outbound_proxy = excluded.outbound_proxy, wire = excluded.wire,
                        registers = excluded.registers, enabled = excluded.enabled,
                        lifetime_s = excluded.lifetime_s, ca_file = excluded.ca_file,
                        is_demo = excluded.is_demo, plan = excluded.plan",
                )?
                .execute(named_params! {
                    ":id": account.id.as_uuid().as_bytes(),
                    ":label": account.label,
                    ":address": account.address,
                    ":display_name": account.display_name,
                    ":auth_user": account.auth_user,
                    ":registrar": account.registrar,
                    ":outbound_proxy": account.outbound_proxy,
                    ":wire": account.wire.code(),
                    ":registers": account.registers,
                    ":enabled": account.enabled,
                    ":lifetime_s": account.lifetime_s,
                    ":ca_file": account.ca_file,
                    ":is_demo": account.is_demo,
                    ":plan": account.plan.to_json(),
                })?;
            Ok(())
        })
        .await
    }

    /// Forgets an account; its calls stay in the list.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none of this id.
    pub async fn remove_account(&self, id: AccountId) -> Result<(), StoreError> {
        self.ask(move |connection| {
            let removed = connection
                .execute("DELETE FROM account WHERE id = ?1", [id.as_uuid().as_bytes()])?;
            if removed == 0 { Err(StoreError::Missing) } else { Ok(()) }
        })
        .await
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: AccountId::from_uuid(Uuid::from_bytes(row.get("id")?)),
        label: row.get("label")?,
        address: row.get("address")?,
        display_name: row.get("display_name")?,
        auth_user: row.get("auth_user")?,
        registrar: row.get("registrar")?,
        outbound_proxy: row.get("outbound_proxy")?,
        wire: coded(row, "wire")?,
        registers: row.get("registers")?,
        enabled: row.get("enabled")?,
        lifetime_s: row.get("lifetime_s")?,
        ca_file: row.get("ca_file")?,
        is_demo: row.get("is_demo")?,
        plan: read_plan(&row.get::<_, String>("plan")?),
    })
}

/// A plan that cannot be read costs the plan, never the account.
fn read_plan(text: &str) -> Plan {
    Plan::from_json(text).unwrap_or_else(|error| {
        tracing::warn!(field = %error.field, "an account's plan cannot be read; it is as at first");
        Plan::default()
    })
}

//! What a person does with the program as a telephone, by its command line.

use anyhow::Context;
use serde_json::Value;

use crate::{Kamailio, Program, Transport};

impl Program {
    /// Adds an account for `user` at `server` and waits until it is registered.
    ///
    /// # Errors
    /// When the program refuses it, or is not registered in time.
    pub fn register(
        &self,
        server: &Kamailio,
        user: &str,
        transport: Transport,
    ) -> anyhow::Result<()> {
        let password = server.password(user).with_context(|| format!("no user {user}"))?;
        self.add_account(server, user, transport, password)?;
        self.await_registration("registered").map(drop)
    }

    /// Adds an account for `user` at `server` with any password; waits for nothing.
    ///
    /// # Errors
    /// When the program refuses it.
    pub fn add_account(
        &self,
        server: &Kamailio,
        user: &str,
        transport: Transport,
        password: &str,
    ) -> anyhow::Result<()> {
        let at = match transport {
            Transport::Udp | Transport::Tcp => server.host(),
            Transport::Tls => match server.ip() {
                std::net::IpAddr::V4(ip) => ip.to_string(),
                std::net::IpAddr::V6(_) => server.socket(Transport::Tls).to_string(),
            },
        };
        let authority = server.authority().display().to_string();
        let address = format!("{user}@{at}");
        let mut words =
            vec!["account", "add", &address, "--transport", transport.name(), "--password-stdin"];
        if transport == Transport::Tls {
            words.extend(["--ca-file", &authority]);
        }
        self.run_with_input(&words, &format!("{password}\n"))?.done().map(drop)
    }

    /// Adds an account that registers nowhere and is called at the program's own address.
    ///
    /// # Errors
    /// When the program refuses it.
    pub fn add_direct_account(&self, user: &str) -> anyhow::Result<()> {
        let address = format!("{user}@127.0.0.1");
        self.run(&["account", "add", &address, "--no-register", "--no-password"])?.done().map(drop)
    }

    /// Waits until the last account's registration is of this kind, and gives it.
    ///
    /// # Errors
    /// When it is not in time; the error carries the last status.
    pub fn await_registration(&self, kind: &str) -> anyhow::Result<Value> {
        let status = self.await_status(&format!("a registration that is {kind}"), |status| {
            registration(status).pointer("/kind").is_some_and(|found| found == kind)
        })?;
        Ok(registration(&status))
    }

    /// Waits until the last account waits for this reason, and gives its registration.
    ///
    /// # Errors
    /// When it does not in time; the error carries the last status.
    pub fn await_registration_trouble(&self, code: &str) -> anyhow::Result<Value> {
        let status =
            self.await_status(&format!("a registration in trouble: {code}"), |status| {
                registration(status).pointer("/reason/code").is_some_and(|found| found == code)
            })?;
        Ok(registration(&status))
    }

    /// Waits until the only call is in a state of this kind, and gives the call.
    ///
    /// # Errors
    /// When it is not in time; the error carries the last status.
    pub fn await_call(&self, kind: &str) -> anyhow::Result<Value> {
        self.await_call_where(&format!("a call that is {kind}"), |call| {
            call.pointer("/state/kind").is_some_and(|found| found == kind)
        })
    }

    /// Waits until the only call is as `is_it` wants it, and gives the call.
    ///
    /// # Errors
    /// When it is not in time; the error carries the last status.
    pub fn await_call_where(
        &self,
        what: &str,
        is_it: impl Fn(&Value) -> bool,
    ) -> anyhow::Result<Value> {
        let status =
            self.await_status(what, |status| status.pointer("/calls/0").is_some_and(&is_it))?;
        Ok(status.pointer("/calls/0").cloned().unwrap_or_default())
    }

    /// Waits until there is no call.
    ///
    /// # Errors
    /// When there still is one after the limit.
    pub fn await_no_call(&self) -> anyhow::Result<()> {
        let is_quiet = |status: &Value| {
            let calls = status.get("calls").and_then(Value::as_array);
            calls.is_some_and(|calls| {
                calls
                    .iter()
                    .all(|call| call.pointer("/state/kind").is_some_and(|kind| kind == "ended"))
            })
        };
        self.await_status("the end of all calls", is_quiet).map(drop)
    }

    /// Waits for the newest line of the call list, when there are `count` lines.
    ///
    /// # Errors
    /// When there are not in time.
    pub fn await_record(&self, count: usize) -> anyhow::Result<Value> {
        crate::wait::until(&format!("{count} lines in the call list"), crate::wait::LIMIT, || {
            let page = self.run(&["calls", "--json"]).ok()?.done().ok()?.json().ok()?;
            let records = page.get("records").or(Some(&page)).and_then(Value::as_array)?;
            (records.len() == count).then(|| records.first().cloned())?
        })
    }
}

/// The registration of the account that was added last.
fn registration(status: &Value) -> Value {
    let accounts = status.get("accounts").and_then(Value::as_array);
    let last = accounts.and_then(|accounts| accounts.last());
    last.and_then(|account| account.get("registration")).cloned().unwrap_or_default()
}

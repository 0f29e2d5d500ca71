//! Stands in for the desktop's tray: takes the program's icon in, reads its menu, chooses from it.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use zbus::message::Header;
use zbus::{Connection, interface};

use crate::{Session, process, wait};

/// The tray. It owns its name on the session's bus until it is dropped.
#[derive(Debug)]
pub struct Tray {
    _connection: Connection,
    icons: Arc<Mutex<Vec<Icon>>>,
}

/// Where an icon is found on the bus.
#[derive(Debug, Clone)]
struct Icon {
    owner: String,
    path: String,
}

impl Tray {
    /// Takes the tray's name; do this before the program starts.
    ///
    /// # Errors
    /// When the bus does not give it.
    pub async fn serve(session: &Session) -> anyhow::Result<Self> {
        let icons = Arc::new(Mutex::new(Vec::new()));
        let connection = zbus::connection::Builder::address(session.bus_address().as_str())
            .name("org.kde.StatusNotifierWatcher")
            .serve_at("/StatusNotifierWatcher", Watcher { icons: Arc::clone(&icons) })
            .build()
            .await?;
        Ok(Self { _connection: connection, icons })
    }

    /// Waits until the menu of the first icon has an entry of this name, and chooses it.
    ///
    /// # Errors
    /// When there is no such entry in time; the error carries the menu.
    pub fn choose(&self, session: &Session, entry: &str) -> anyhow::Result<()> {
        let icon = wait::until("an icon in the tray", wait::LIMIT, || self.icon())?;
        let mut menu = String::new();
        let id = wait::until(&format!("{entry:?} in the tray's menu"), wait::LIMIT, || {
            let asked = ["int32:0", "int32:-1", "array:string:"];
            menu = ask(session, &icon, "GetLayout", &asked).unwrap_or_default();
            id_of(&menu, entry)
        });
        let id = id.with_context(|| menu.clone())?;
        let chosen = [&format!("int32:{id}"), "string:clicked", "variant:int32:0", "uint32:0"];
        ask(session, &icon, "Event", &chosen).map(drop)
    }

    fn icon(&self) -> Option<Icon> {
        self.icons.lock().unwrap_or_else(PoisonError::into_inner).first().cloned()
    }
}

/// Calls a method of an icon's menu. Source: com.canonical.dbusmenu, version 3.
fn ask(session: &Session, icon: &Icon, method: &str, with: &[&str]) -> anyhow::Result<String> {
    let mut command = session.command("dbus-send");
    command.args(["--session", "--print-reply", &format!("--dest={}", icon.owner)]);
    command.arg(format!("{}/Menu", icon.path)).arg(format!("com.canonical.dbusmenu.{method}"));
    Ok(String::from_utf8_lossy(&process::run(command.args(with))?).into_owned())
}

/// The number of the entry with this name: it stands before the entry's properties.
fn id_of(menu: &str, entry: &str) -> Option<i32> {
    let label = format!("string \"{entry}\"");
    let mut id = None;
    for line in menu.lines().map(str::trim) {
        if let Some(number) = line.strip_prefix("int32 ") {
            id = number.parse().ok();
        } else if line.ends_with(&label) {
            return id;
        }
    }
    None
}

struct Watcher {
    icons: Arc<Mutex<Vec<Icon>>>,
}

/// Source: StatusNotifierItem specification, 0.1.
#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        let icon = if service.starts_with('/') {
            Icon { owner: sender, path: service.to_owned() }
        } else {
            Icon { owner: service.to_owned(), path: "/StatusNotifierItem".to_owned() }
        };
        self.icons.lock().unwrap_or_else(PoisonError::into_inner).push(icon);
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        Vec::new()
    }
}

//! The key that begins a report from any program.

use std::cell::RefCell;

use global_hotkey::hotkey::HotKey;
use global_hotkey::{GlobalHotKeyEvent, GlobalHotKeyManager, HotKeyState};
use tauri::AppHandle;

use super::{notify, on_main};
use crate::words::{Tongue, Words};

/// The system's grab of keys, and the key that is grabbed now.
struct Keys {
    manager: GlobalHotKeyManager,
    grabbed: Option<HotKey>,
}

thread_local! {
    /// Lives on the main thread: systems deliver keys there, and some libraries' handles may not leave it.
    static KEYS: RefCell<Option<Keys>> = const { RefCell::new(None) };
}

/// Whether text names a key, such as `Ctrl+Alt+F8`.
pub(crate) fn is_key(text: &str) -> bool {
    text.parse::<HotKey>().is_ok()
}

/// Grabs `key` instead of the one before. A key that another program has is told of.
pub(super) fn set(app: &AppHandle, tongue: Tongue, key: Option<String>) {
    on_main(app, move |app| {
        let taken = KEYS.with_borrow_mut(|keys| grab(app, keys, key.as_deref()));
        if let Err(error) = taken {
            tracing::warn!(%error, "no key for reports");
            notify::key_taken(&Words::new(tongue), key.as_deref().unwrap_or_default());
        }
    });
}

fn grab(
    app: &AppHandle,
    keys: &mut Option<Keys>,
    key: Option<&str>,
) -> Result<(), global_hotkey::Error> {
    if let Some(keys) = keys
        && let Some(before) = keys.grabbed.take()
    {
        keys.manager.unregister(before)?;
    }
    let Some(wanted) = key.and_then(|key| key.parse::<HotKey>().ok()) else { return Ok(()) };
    let keys = match keys {
        Some(keys) => keys,
        None => {
            listen(app.clone());
            keys.insert(Keys { manager: GlobalHotKeyManager::new()?, grabbed: None })
        }
    };
    keys.manager.register(wanted)?;
    keys.grabbed = Some(wanted);
    Ok(())
}

/// Begins a report when the key is let go: while it is held its modifiers would reach the window.
fn listen(app: AppHandle) {
    GlobalHotKeyEvent::set_event_handler(Some(move |event: GlobalHotKeyEvent| {
        if event.state == HotKeyState::Released {
            super::begin_report(&app);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_named_as_people_write_them() {
        for key in ["Ctrl+Alt+F8", "CmdOrCtrl+Shift+R", "Super+F1"] {
            assert!(is_key(key), "{key}");
        }
        for key in ["", "Ctrl+", "Ctrl+Nope", "Ctrl+A+B"] {
            assert!(!is_key(key), "{key}");
        }
    }
}

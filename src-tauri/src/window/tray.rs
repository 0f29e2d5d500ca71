//! The tray icon: how the telephone stands, and the way back to the window.

use contract::{Command, Snapshot};
use tauri::image::Image;
use tauri::menu::{Menu, MenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager as _, Wry};

use super::{on_main, show};
use crate::station::Station;
use crate::words::Words;

/// How the telephone stands, in one picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Unregistered,
    Registered,
    InCall,
    Ringing,
}

impl Standing {
    /// The most urgent of what a snapshot shows.
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        use contract::{CallStateView as Call, RegistrationView as Registration};
        let is_live = |state: &Call| !matches!(state, Call::Ended { .. });
        if snapshot.calls.iter().any(|call| call.state == Call::Offered) {
            Self::Ringing
        } else if snapshot.calls.iter().any(|call| is_live(&call.state)) {
            Self::InCall
        } else if snapshot.accounts.iter().any(|account| {
            matches!(account.registration, Registration::Registered { .. } | Registration::Direct)
        }) {
            Self::Registered
        } else {
            Self::Unregistered
        }
    }

    const fn picture(self) -> Image<'static> {
        match self {
            Self::Unregistered => tauri::include_image!("../icons/tray/unregistered.png"),
            Self::Registered => tauri::include_image!("../icons/tray/registered.png"),
            Self::InCall => tauri::include_image!("../icons/tray/in-call.png"),
            Self::Ringing => tauri::include_image!("../icons/tray/ringing.png"),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Unregistered => "tray-state-unregistered",
            Self::Registered => "tray-state-registered",
            Self::InCall => "tray-state-in-call",
            Self::Ringing => "tray-state-ringing",
        }
    }
}

/// The icon; absent on a desktop without a tray.
pub(super) type Tray = Option<TrayIcon<Wry>>;

/// Puts the icon into the tray.
pub(super) fn build(app: &AppHandle) -> Tray {
    let tray = TrayIconBuilder::with_id("rufbereit")
        .icon(Standing::Unregistered.picture())
        .tooltip("Rufbereit")
        .show_menu_on_left_click(false)
        .on_tray_icon_event(|tray, event| {
            if let TrayIconEvent::Click {
                button_state: tauri::tray::MouseButtonState::Up, ..
            } = event
            {
                show(tray.app_handle());
            }
        })
        .on_menu_event(|app, event| choose(app, event.id.as_ref()))
        .build(app);
    match tray {
        Ok(tray) => Some(tray),
        Err(error) => {
            tracing::warn!(%error, "no tray");
            None
        }
    }
}

fn choose(app: &AppHandle, item: &str) {
    match item {
        "open" => show(app),
        "report" => super::begin_report(app),
        "quit" => {
            let station = app.state::<Station>().inner().clone();
            tauri::async_runtime::spawn(async move {
                // Refused only when it is ending already.
                drop(station.perform(Command::Quit).await);
            });
        }
        _ => {}
    }
}

/// Brings picture, tooltip and menu in line.
pub(super) fn update(app: &AppHandle, tray: &Tray, standing: Standing, words: &Words) {
    let Some(tray) = tray.clone() else { return };
    let state = words.say(standing.words());
    let items = [
        ("state", state.clone(), false),
        ("open", words.say("tray-open"), true),
        ("report", words.say("tray-report"), true),
        ("quit", words.say("tray-quit"), true),
    ];
    on_main(app, move |app| {
        let menu = Menu::new(app).and_then(|menu| {
            for (id, text, enabled) in &items {
                menu.append(&MenuItem::with_id(app, *id, text, *enabled, None::<&str>)?)?;
            }
            Ok(menu)
        });
        let done = menu
            .and_then(|menu| tray.set_menu(Some(menu)))
            .and_then(|()| tray.set_icon(Some(standing.picture())))
            .and_then(|()| tray.set_tooltip(Some(format!("Rufbereit – {state}"))));
        if let Err(error) = done {
            tracing::warn!(%error, "the tray shows something old");
        }
    });
}

//! What the person has set, with a default for everything.
//!
//! Each field is a row of its own. A row that does not fit its field is as if it were not there,
//! and is not overwritten unless that very field is changed; a row that this version does not know
//! is kept.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Language of the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// As the system says.
    #[default]
    System,
    /// German.
    De,
    /// English.
    En,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Where reports go. Its token is in the keyring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum TicketDesk {
    /// A folder of this machine.
    File {
        /// Its path; the profile's own folder when absent.
        #[serde(default)]
        folder: Option<String>,
    },
    /// Request Tracker 5 by REST2.
    RequestTracker {
        /// Base address, such as `https://rt.example.org`.
        url: String,
        /// Queue that takes the tickets.
        queue: String,
        /// PEM file with additional certificate authorities.
        #[serde(default)]
        ca_file: Option<String>,
        /// Mail address for which tickets are filed; the token's owner when absent.
        #[serde(default)]
        requestor: Option<String>,
    },
}

impl Default for TicketDesk {
    fn default() -> Self {
        Self::File { folder: None }
    }
}

/// Where the window was last, in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct WindowPlace {
    /// Left edge.
    pub x: i32,
    /// Upper edge.
    pub y: i32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
    /// Whether it filled the screen.
    pub maximised: bool,
}

/// What the person has set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Settings {
    /// Language of the window.
    pub language: Language,
    /// Light or dark.
    pub theme: Theme,
    /// Names of the codecs that are offered, best first.
    pub codecs: Vec<String>,
    /// Microphone, as a device id.
    pub input: String,
    /// Loudspeaker, as a device id.
    pub output: String,
    /// Where it rings, as a device id.
    pub ring: String,
    /// How loud it rings, 0–100.
    pub ring_volume_percent: u8,
    /// Where reports go.
    pub ticket_desk: TicketDesk,
    /// Id of the account that dials when none is named.
    pub default_account: Option<String>,
    /// Where the window was last.
    pub window: Option<WindowPlace>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::default(),
            theme: Theme::default(),
            codecs: ["opus", "g722", "pcma", "pcmu"].map(str::to_owned).into(),
            input: "default".to_owned(),
            output: "default".to_owned(),
            ring: "default".to_owned(),
            ring_volume_percent: 80,
            ticket_desk: TicketDesk::default(),
            default_account: None,
            window: None,
        }
    }
}

impl Settings {
    /// Reads rows; gives the keys of those that do not fit their field beside.
    pub(crate) fn from_rows(
        rows: impl IntoIterator<Item = (String, String)>,
    ) -> (Self, Vec<String>) {
        let mut settings = Self::default();
        let mut unfit = Vec::new();
        for (key, value) in rows {
            let mut fields = settings.fields();
            if !fields.contains_key(&key) {
                continue;
            }
            let read = serde_json::from_str::<Value>(&value).and_then(|value| {
                fields.insert(key.clone(), value);
                serde_json::from_value::<Self>(Value::Object(fields))
            });
            match read {
                Ok(read) => settings = read,
                Err(_) => unfit.push(key),
            }
        }
        (settings, unfit)
    }

    /// The rows by which `self` differs from `before`.
    pub(crate) fn changed_rows(&self, before: &Self) -> Vec<(String, String)> {
        let before = before.fields();
        self.fields()
            .into_iter()
            .filter(|(key, value)| before.get(key) != Some(value))
            .map(|(key, value)| (key, value.to_string()))
            .collect()
    }

    fn fields(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(fields)) => fields,
            Ok(_) | Err(_) => Map::new(),
        }
    }
}

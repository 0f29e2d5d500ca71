//! What the person has set, with a default for everything.
//!
//! Each field is a row of its own. A row that does not fit its field is as if it were not there,
//! and is not overwritten unless that very field is changed; a row that this version does not know
//! is kept.

use std::collections::{BTreeMap, BTreeSet};

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
        /// Custom field that takes the report's id; only the subject has the mark when absent.
        #[serde(default)]
        id_field: Option<String>,
        /// States of the queue's own life cycle, each with the code of a stage.
        #[serde(default)]
        stages: BTreeMap<String, String>,
    },
    /// Redmine by its REST interface; its API key is the token.
    Redmine {
        /// Base address.
        url: String,
        /// Identifier of the project that takes the issues.
        project: String,
        /// Name of the tracker; the project's first when absent.
        #[serde(default)]
        tracker: Option<String>,
        /// Custom field that takes the report's id; only the subject has the mark when absent.
        #[serde(default)]
        id_field: Option<String>,
        /// PEM file with additional certificate authorities.
        #[serde(default)]
        ca_file: Option<String>,
        /// Names of states, each with the code of a stage.
        #[serde(default)]
        stages: BTreeMap<String, String>,
    },
    /// Mail by SMTP; the password is the token.
    Mail {
        /// Server that takes mail.
        server: String,
        /// Its port; the usual one when absent.
        #[serde(default)]
        port: Option<u16>,
        /// How the way there is kept private.
        #[serde(default)]
        security: MailSecurity,
        /// User name; nobody signs in when absent.
        #[serde(default)]
        user: Option<String>,
        /// Sender's address.
        from: String,
        /// Receiver's address; the provider's when absent.
        #[serde(default)]
        to: Option<String>,
        /// PEM file with additional certificate authorities.
        #[serde(default)]
        ca_file: Option<String>,
    },
    /// Jira Service Management.
    Jira {
        /// Base address.
        url: String,
        /// Id of the service desk.
        service_desk: String,
        /// Id of the request type.
        request_type: String,
        /// Mail address for an API token of the cloud; absent for a personal access token.
        #[serde(default)]
        user: Option<String>,
        /// PEM file with additional certificate authorities.
        #[serde(default)]
        ca_file: Option<String>,
        /// Names of states, each with the code of a stage.
        #[serde(default)]
        stages: BTreeMap<String, String>,
    },
    /// Zammad.
    Zammad {
        /// Base address.
        url: String,
        /// Group that takes the tickets.
        group: String,
        /// PEM file with additional certificate authorities.
        #[serde(default)]
        ca_file: Option<String>,
        /// Names of states, each with the code of a stage.
        #[serde(default)]
        stages: BTreeMap<String, String>,
    },
    /// Znuny by its generic interface; the customer user's password is the token.
    Znuny {
        /// Base address.
        url: String,
        /// Name of the web service that the administrator imported.
        web_service: String,
        /// Login of the customer's user.
        user: String,
        /// Queue that takes the tickets.
        queue: String,
        /// PEM file with additional certificate authorities.
        #[serde(default)]
        ca_file: Option<String>,
        /// Names of states, each with the code of a stage.
        #[serde(default)]
        stages: BTreeMap<String, String>,
    },
}

/// How the way to a mail server is kept private.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MailSecurity {
    /// In the clear first, then encrypted before anything is said (RFC 3207).
    #[default]
    Starttls,
    /// Encrypted from the first byte (RFC 8314).
    Tls,
    /// Never encrypted: on this machine, or because somebody decided so.
    None,
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
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
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
    /// Further devices at which it rings.
    pub ring_also: Vec<String>,
    /// Whether it rings at every loudspeaker there is.
    pub ring_everywhere: bool,
    /// How loud it rings, 0–100.
    pub ring_volume_percent: u8,
    /// Melody of calls from outside.
    pub melody: String,
    /// Melody of calls from inside.
    pub melody_internal: String,
    /// Melody of calls to a group.
    pub melody_group: String,
    /// Country whose call-progress tones are played.
    pub tone_country: String,
    /// How loud they are, 0–100.
    pub tone_volume_percent: u8,
    /// Whether a second call is offered at all.
    pub call_waiting: bool,
    /// Whether a tone tells of it.
    pub waiting_tone: bool,
    /// Whose calls may be answered by themselves: `nobody`, `domain`, or numbers.
    pub auto_answer: String,
    /// What is done when the far end of a call wants to connect the person with somebody else: `ask`,
    /// `askOutside`, `follow` or `refuse`.
    pub transfer_requests: String,
    /// Whether keys of the pad are heard in the own ear.
    pub key_tones: bool,
    /// Whether a small window with the call stays above all others.
    pub call_bar: bool,
    /// What happens to calls: `off`, `silence` or `reject`.
    pub do_not_disturb: String,
    /// When the person confirmed to know where emergency calls arrive, RFC 3339.
    pub emergency_acknowledged_at: Option<String>,
    /// Where the person is: `registered`, `elsewhere` or `unknown`.
    pub emergency_location: String,
    /// Country where the person is, such as `AT`, where that is another one than the line's.
    pub emergency_country: Option<String>,
    /// Networks in which the person is where the line is registered, as `192.0.2.0/24`.
    pub emergency_networks: BTreeSet<String>,
    /// What was dialled last.
    pub dialled: Option<Dialled>,
    /// Where reports go.
    pub ticket_desk: TicketDesk,
    /// Id of the account that dials when none is named.
    pub default_account: Option<String>,
    /// Id of the provider whose contract is in force here.
    pub provider: Option<String>,
    /// What the person set of that which a provider's profile leaves open, by provider and name.
    pub provider_settings: BTreeMap<String, BTreeMap<String, String>>,
    /// For how many days records of calls and registrations are kept; 0 keeps none.
    pub black_box_days: u8,
    /// Key that begins a report from any program.
    pub report_key: Option<String>,
    /// Where the window was last.
    pub window: Option<WindowPlace>,
}

/// What was dialled last, for redialling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Dialled {
    /// Id of the account.
    pub account: String,
    /// As it was typed.
    pub target: String,
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
            ring_also: Vec::new(),
            ring_everywhere: false,
            ring_volume_percent: 80,
            melody: "chime".to_owned(),
            melody_internal: "chime".to_owned(),
            melody_group: "chime".to_owned(),
            tone_country: "DE".to_owned(),
            tone_volume_percent: 60,
            call_waiting: true,
            waiting_tone: true,
            auto_answer: "nobody".to_owned(),
            transfer_requests: "askOutside".to_owned(),
            key_tones: true,
            call_bar: false,
            do_not_disturb: "off".to_owned(),
            emergency_acknowledged_at: None,
            emergency_location: "registered".to_owned(),
            emergency_country: None,
            emergency_networks: BTreeSet::new(),
            dialled: None,
            ticket_desk: TicketDesk::default(),
            default_account: None,
            provider: None,
            provider_settings: BTreeMap::new(),
            black_box_days: 7,
            report_key: None,
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

//! What can be typed about settings.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

/// What to do with settings.
#[derive(Debug, Subcommand)]
pub(crate) enum SettingsVerb {
    /// Shows all settings.
    Show {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Changes settings; what is not named stays.
    Set(Box<SettingsArgs>),
}

/// Settings as they are typed.
#[derive(Debug, ClapArgs)]
pub(crate) struct SettingsArgs {
    /// Language of the window.
    #[arg(long, value_enum)]
    pub(crate) language: Option<Language>,
    /// Light or dark.
    #[arg(long, value_enum)]
    pub(crate) theme: Option<Theme>,
    /// Codecs to offer, best first, such as `opus,g722,pcma`.
    #[arg(long, value_delimiter = ',', value_enum)]
    pub(crate) codecs: Option<Vec<Codec>>,
    /// Microphone.
    #[arg(long)]
    pub(crate) input: Option<String>,
    /// Loudspeaker.
    #[arg(long)]
    pub(crate) output: Option<String>,
    /// Where it rings.
    #[arg(long)]
    pub(crate) ring: Option<String>,
    /// Ringing, tones and how calls are received.
    #[command(flatten)]
    pub(crate) ringing: RingingArgs,
    /// Account that dials when none is named.
    #[arg(long)]
    pub(crate) default_account: Option<String>,
    /// For how many days records of calls and registrations are kept, 0–90.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u8).range(0..=90))]
    pub(crate) black_box_days: Option<u8>,
    /// Key that begins a report from any program, such as `Ctrl+Alt+F8`; `none` for none.
    #[arg(long, value_name = "KEY")]
    pub(crate) report_key: Option<String>,
    /// Keep reports as files in this folder.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["rt_url", "rt_queue"])]
    pub(crate) report_folder: Option<PathBuf>,
    /// File reports to Request Tracker at this address.
    #[arg(long, value_name = "URL", requires = "rt_queue")]
    pub(crate) rt_url: Option<String>,
    /// Queue that takes the tickets.
    #[arg(long, value_name = "NAME", requires = "rt_url")]
    pub(crate) rt_queue: Option<String>,
    /// PEM file with additional certificate authorities for Request Tracker.
    #[arg(long, value_name = "FILE", requires = "rt_url")]
    pub(crate) rt_ca_file: Option<PathBuf>,
    /// Reads the token for Request Tracker from standard input.
    #[arg(long, requires = "rt_url")]
    pub(crate) rt_token_stdin: bool,
}

/// Ringing, tones and how calls are received, as they are typed.
#[derive(Debug, ClapArgs)]
pub(crate) struct RingingArgs {
    /// Further devices at which it rings, separated by commas; empty for none.
    #[arg(long, value_delimiter = ',', value_name = "DEVICES")]
    pub(crate) ring_also: Option<Vec<String>>,
    /// Whether it rings at every loudspeaker there is.
    #[arg(long, value_name = "BOOL")]
    pub(crate) ring_everywhere: Option<bool>,
    /// How loud it rings.
    #[arg(long, value_name = "0-100", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) ring_volume: Option<u8>,
    /// Melody of calls from outside.
    #[arg(long, value_name = "ID")]
    pub(crate) melody: Option<String>,
    /// Melody of calls from inside.
    #[arg(long, value_name = "ID")]
    pub(crate) melody_internal: Option<String>,
    /// Melody of calls to a group.
    #[arg(long, value_name = "ID")]
    pub(crate) melody_group: Option<String>,
    /// Country whose call-progress tones are played, such as `DE`.
    #[arg(long, value_name = "CODE")]
    pub(crate) tone_country: Option<String>,
    /// How loud they are; 0 plays none.
    #[arg(long, value_name = "0-100", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) tone_volume: Option<u8>,
    /// Whether a second call is offered at all.
    #[arg(long, value_name = "BOOL")]
    pub(crate) call_waiting: Option<bool>,
    /// Whether a tone tells of it.
    #[arg(long, value_name = "BOOL")]
    pub(crate) waiting_tone: Option<bool>,
    /// Whose calls may be answered by themselves: `nobody`, `domain`, or numbers separated by commas.
    #[arg(long, value_name = "CALLERS")]
    pub(crate) auto_answer: Option<String>,
    /// What is done when the other side of a call wants to connect you with somebody else.
    #[arg(long, value_enum)]
    pub(crate) transfer_requests: Option<TransferRequests>,
    /// Whether keys of the pad are heard in the own ear.
    #[arg(long, value_name = "BOOL")]
    pub(crate) key_tones: Option<bool>,
    /// Whether a small window with the call stays above all others.
    #[arg(long, value_name = "BOOL")]
    pub(crate) call_bar: Option<bool>,
}

/// What is done when the other side of a call wants to connect this one with somebody else.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum TransferRequests {
    /// Asks, except where it leads into a call that stands already.
    Ask,
    /// The same, and not where it leads to somebody in the house.
    AskOutside,
    /// Does it, except for orders and emergency numbers, which are asked about.
    Follow,
    /// Does none of it.
    Refuse,
}

/// A codec by name.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Codec {
    /// Opus.
    Opus,
    /// G.722.
    G722,
    /// G.711 A-law.
    Pcma,
    /// G.711 µ-law.
    Pcmu,
}

/// Language of the window.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Language {
    /// As the system says.
    System,
    /// German.
    De,
    /// English.
    En,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Theme {
    /// As the system says.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

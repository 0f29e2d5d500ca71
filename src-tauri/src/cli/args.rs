//! What can be typed.

pub(crate) mod fault;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

/// Desktop client for hosted telephone systems, with a fault desk.
///
/// Without a verb it opens its window. Verbs speak to the running program of the same profile.
/// Exit codes: 0 done, 1 refused (the reason is printed), 2 wrong usage, 3 no running program.
#[derive(Debug, Parser)]
#[command(name = "rufbereit", version)]
pub(crate) struct Args {
    /// Folder of a whole instance: database, settings, socket, logs.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) profile: Option<PathBuf>,
    /// How a program that is started now runs.
    #[command(flatten)]
    pub(crate) launch: Launch,
    /// What to do.
    #[command(subcommand)]
    pub(crate) verb: Option<Verb>,
}

/// How a program that is started now runs.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Launch {
    /// Run without a window.
    #[arg(long)]
    pub(crate) headless: bool,
    /// Start in the tray, without opening the window.
    #[arg(long)]
    pub(crate) minimized: bool,
    /// Start the embedded demo PBX with an account at it.
    #[arg(long)]
    pub(crate) demo: bool,
    /// Where passwords are kept: in the system's keyring, or only for the life of this process.
    #[arg(long, global = true, value_enum, default_value_t = Secrets::Keyring)]
    pub(crate) secrets: Secrets,
    /// Microphone for this run: `default`, `null`, `wav:PATH` or a device's name.
    #[arg(long, global = true, value_name = "DEVICE")]
    pub(crate) audio_in: Option<String>,
    /// Loudspeaker for this run: `default`, `null`, `wav:PATH` or a device's name.
    #[arg(long, global = true, value_name = "DEVICE")]
    pub(crate) audio_out: Option<String>,
    /// Ringing device for this run; `--audio-out` where it is not given.
    #[arg(long, global = true, value_name = "DEVICE")]
    pub(crate) audio_ring: Option<String>,
    /// Local address for SIP and sound; all addresses where it is not given.
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub(crate) bind: Vec<std::net::IpAddr>,
    /// Local port for SIP; a free one where it is not given.
    #[arg(long, global = true, value_name = "PORT")]
    pub(crate) port: Option<u16>,
    /// Name server instead of the system's; for laboratories.
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    pub(crate) name_server: Vec<std::net::SocketAddr>,
    /// A `tel:`, `sip:` or `callto:` address to put into the number field.
    #[arg(long, value_name = "URI")]
    pub(crate) uri: Option<String>,
}

/// Where passwords are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Secrets {
    /// In the system's keyring.
    Keyring,
    /// For the life of the process only: for scripts and test machines.
    Memory,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Shows accounts, calls and reports.
    Status {
        /// Go on with every change.
        #[arg(long)]
        watch: bool,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Calls a number or an address.
    Dial {
        /// Number as written, or a URI.
        target: String,
        /// Account by id, label or address.
        #[arg(long)]
        account: Option<String>,
    },
    /// Puts a number into the number field and calls nobody.
    Prepare {
        /// Number as written, or a URI.
        target: String,
    },
    /// Answers the call that rings.
    Answer(WhichCall),
    /// Rejects the call that rings.
    Reject(WhichCall),
    /// Ends a call, or gives it up.
    Hangup(WhichCall),
    /// Puts a call on hold.
    Hold(WhichCall),
    /// Takes a call off hold.
    Resume(WhichCall),
    /// Switches the microphone off.
    Mute(WhichCall),
    /// Switches the microphone on.
    Unmute(WhichCall),
    /// Sends digits.
    Digits {
        /// 0–9, *, #, A–D.
        digits: String,
        /// Which call.
        #[command(flatten)]
        call: WhichCall,
    },
    /// Shows the call list.
    Calls {
        /// As JSON.
        #[arg(long)]
        json: bool,
        /// At most so many.
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=500))]
        limit: u32,
        /// Which.
        #[arg(long, value_enum, default_value_t = Filter::All)]
        filter: Filter,
        /// Part of a name or number.
        #[arg(long)]
        search: Option<String>,
        /// Calls the last number of the list again instead of showing it.
        #[arg(long, conflicts_with_all = ["json", "clear"])]
        redial: bool,
        /// Deletes the list instead of showing it.
        #[arg(long)]
        clear: bool,
    },
    /// Adds, lists, changes and removes accounts.
    #[command(subcommand)]
    Account(AccountVerb),
    /// Shows and changes settings.
    #[command(subcommand)]
    Settings(SettingsVerb),
    /// Reports a fault.
    Report(Box<fault::ReportArgs>),
    /// Shows, changes and sends the report that is being written.
    #[command(subcommand)]
    Draft(fault::DraftVerb),
    /// Shows reports that were sent, and goes on with them.
    #[command(subcommand)]
    Reports(fault::ReportsVerb),
    /// Shows and chooses the provider whose contract is in force.
    #[command(subcommand)]
    Provider(fault::ProviderVerb),
    /// Says where reports go.
    #[command(subcommand)]
    Desk(fault::DeskVerb),
    /// Says what a contract promises for a fault, and which ways its report takes.
    Promises(Box<super::promises::PromisesArgs>),
    /// Lists the providers that are known, with their classes and settings.
    Providers(super::promises::ProvidersArgs),
    /// Measures on which side of the handover point a fault lies, in at most thirty seconds.
    ///
    /// Exit codes: 0 no fault found, 1 a fault found, 2 it could not run.
    Doctor(Box<super::doctor::DoctorArgs>),
    /// Shows the holidays that contracts' clocks keep.
    Holidays(super::holidays::HolidaysArgs),
    /// Starts and stops the embedded demo PBX.
    Demo {
        /// On or off.
        #[arg(value_enum)]
        switch: Switch,
    },
    /// Shows the window of the running program.
    Show,
    /// Ends the running program.
    Quit,
}

/// Which call is meant.
#[derive(Debug, ClapArgs)]
pub(crate) struct WhichCall {
    /// By id; the only one that fits where it is not given.
    #[arg(long)]
    pub(crate) call: Option<String>,
}

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum AccountVerb {
    /// Adds an account, or changes the one of this address.
    Add(Box<AccountArgs>),
    /// Lists accounts and how they stand.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Removes an account and its password.
    Remove {
        /// By id, label or address.
        account: String,
    },
    /// Switches an account on.
    Enable {
        /// By id, label or address.
        account: String,
    },
    /// Switches an account off.
    Disable {
        /// By id, label or address.
        account: String,
    },
    /// Registers now instead of at the end of a wait.
    Register {
        /// By id, label or address.
        account: String,
    },
}

/// An account as it is typed.
#[derive(Debug, ClapArgs)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
pub(crate) struct AccountArgs {
    /// `1001@example.org`, with or without `sip:` or `sips:`.
    pub(crate) address: String,
    /// Name for the account.
    #[arg(long)]
    pub(crate) label: Option<String>,
    /// Name that the other side may show.
    #[arg(long)]
    pub(crate) display_name: Option<String>,
    /// User name for authentication when it differs.
    #[arg(long)]
    pub(crate) auth_user: Option<String>,
    /// Reads the password from standard input. Without it a terminal is asked; `--no-password` asks nobody.
    #[arg(long)]
    pub(crate) password_stdin: bool,
    /// The server asks for no password.
    #[arg(long, conflicts_with = "password_stdin")]
    pub(crate) no_password: bool,
    /// Server that keeps the binding: `host`, `host:port` or a SIP URI.
    #[arg(long)]
    pub(crate) registrar: Option<String>,
    /// Next hop for every request: `host`, `host:port` or a SIP URI.
    #[arg(long)]
    pub(crate) proxy: Option<String>,
    /// How SIP travels.
    #[arg(long, value_enum, default_value_t = Transport::Auto)]
    pub(crate) transport: Transport,
    /// Do not register; call between addresses only.
    #[arg(long)]
    pub(crate) no_register: bool,
    /// Keep it switched off.
    #[arg(long)]
    pub(crate) disabled: bool,
    /// Lifetime of the binding, 60–86400 seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    pub(crate) lifetime: u32,
    /// PEM file with additional certificate authorities.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
}

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

/// Which lines of the call list.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Filter {
    /// All.
    All,
    /// They called.
    Incoming,
    /// We called.
    Outgoing,
    /// Nobody here answered.
    Missed,
}

/// How SIP travels.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Transport {
    /// As DNS says.
    Auto,
    /// Datagrams.
    Udp,
    /// A connection in the clear.
    Tcp,
    /// An encrypted connection.
    Tls,
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

/// Whom a fault affects.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Affects {
    /// The person who reports.
    OnlyMe,
    /// Some colleagues too.
    Several,
    /// Everyone at one site.
    Site,
    /// Everyone.
    Everyone,
}

/// How much still works.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Works {
    /// Nothing.
    Nothing,
    /// Some things.
    Partly,
    /// Everything; this is a question.
    Question,
}

/// On or off.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Switch {
    /// On.
    Start,
    /// Off.
    Stop,
}

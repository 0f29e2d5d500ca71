//! What can be typed.

pub(crate) mod calling;
pub(crate) mod desk;
pub(crate) mod fault;
pub(crate) mod settings;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use settings::SettingsVerb;

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
        /// Hides the own number this once.
        #[arg(long, conflicts_with = "show_number")]
        hide_number: bool,
        /// Shows the own number this once, although it is hidden always.
        #[arg(long)]
        show_number: bool,
    },
    /// Calls the number that was dialled last.
    Redial(calling::WhichAccount),
    /// Puts a number into the number field and calls nobody.
    Prepare {
        /// Number as written, or a URI.
        target: String,
    },
    /// Answers the call that rings.
    Answer(WhichCall),
    /// Rejects the call that rings.
    Reject {
        /// Tells the caller that the line is busy.
        #[arg(long)]
        busy: bool,
        /// Which call.
        #[command(flatten)]
        call: WhichCall,
    },
    /// Stops the ringing of a call that goes on being offered.
    Silence(WhichCall),
    /// Sends the call that rings to somebody else.
    Forward(calling::CallTarget),
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
    /// Changes from the call that is spoken on to the one on hold.
    Toggle,
    /// Holds a call and asks somebody else about it.
    Consult(calling::CallTarget),
    /// Sends the other person to somebody else without speaking there.
    Transfer(calling::CallTarget),
    /// Connects the other persons of two calls with each other.
    Connect(calling::TwoCalls),
    /// Gives up a transfer or a consultation: back to the person who waits.
    Back(WhichCall),
    /// Says yes to being connected with whom the other side proposes.
    Follow(WhichCall),
    /// Says no to it, and goes on with the call.
    Stay(WhichCall),
    /// Joins two calls to a conference of three, parts it, leaves it, ends it.
    #[command(subcommand)]
    Conference(calling::ConferenceVerb),
    /// Takes a call that rings at a colleague's.
    Pickup {
        /// The colleague's number; the one that rings longest where it is not given.
        number: Option<String>,
        /// Takes a call of the pick-up group by the telephone system's code.
        #[arg(long, conflicts_with = "number")]
        group: bool,
        /// By which account.
        #[command(flatten)]
        account: calling::WhichAccount,
    },
    /// Parks a call in the telephone system.
    Park {
        /// Number of the place; the first free one where it is not given.
        place: Option<String>,
        /// Which call.
        #[command(flatten)]
        call: WhichCall,
    },
    /// Takes a parked call.
    Retrieve {
        /// Number of the place; the only taken one where it is not given.
        place: Option<String>,
        /// By which account.
        #[command(flatten)]
        account: calling::WhichAccount,
    },
    /// Shows the places to park.
    Parked(calling::ShowArgs),
    /// Takes a call over from one's own other device.
    Pull {
        /// Which; the only one where it is not given.
        id: Option<String>,
    },
    /// Shows the calls on one's own other devices.
    Elsewhere(calling::ShowArgs),
    /// Shows what the telephone system does: forwards, groups, operator, mailbox.
    Services(calling::ShowArgs),
    /// Shows, sets and clears forwards in the telephone system.
    #[command(subcommand)]
    Forwards(calling::ForwardsVerb),
    /// Joins or leaves a call group.
    Group {
        /// In or out.
        #[arg(value_enum)]
        membership: calling::Membership,
        /// Number of the group.
        group: String,
        /// Whose.
        #[command(flatten)]
        account: calling::WhichAccount,
    },
    /// Switches the operator's target.
    Operator {
        /// Which.
        #[arg(value_enum)]
        target: calling::Operator,
        /// Whose.
        #[command(flatten)]
        account: calling::WhichAccount,
    },
    /// Hides the own number in every call, or shows it again.
    HideNumber {
        /// Hidden or shown.
        #[arg(value_enum)]
        switch: calling::OnOff,
        /// Whose.
        #[command(flatten)]
        account: calling::WhichAccount,
    },
    /// Says how an account's telephone system is dialled and what it can do.
    Plan(Box<calling::PlanArgs>),
    /// Calls back who was busy or did not answer.
    #[command(subcommand)]
    Callback(calling::CallBackVerb),
    /// Says what happens to calls.
    Dnd {
        /// How.
        #[arg(value_enum)]
        manner: calling::Disturb,
    },
    /// Calls the voicemail.
    Voicemail(calling::WhichAccount),
    /// Watches colleagues' telephones.
    #[command(subcommand)]
    Colleagues(calling::ColleaguesVerb),
    /// Shows and says what matters for emergency calls.
    #[command(subcommand)]
    Emergency(calling::EmergencyVerb),
    /// Plays a melody once at the devices that ring.
    Melody {
        /// Which; see `settings show`.
        id: String,
    },
    /// Shows the call list.
    Calls(Box<CallsArgs>),
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
    Desk(desk::DeskVerb),
    /// Says what a contract promises for a fault, and which ways its report takes.
    Promises(Box<super::promises::PromisesArgs>),
    /// Lists the providers that are known, with their classes and settings.
    Providers(super::providers::ProvidersArgs),
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

/// What of the call list is shown, or what becomes of it.
#[derive(Debug, ClapArgs)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
pub(crate) struct CallsArgs {
    /// As JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// At most so many.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub(crate) limit: u32,
    /// Which.
    #[arg(long, value_enum, default_value_t = Filter::All)]
    pub(crate) filter: Filter,
    /// Part of a name or number.
    #[arg(long)]
    pub(crate) search: Option<String>,
    /// One line for each person.
    #[arg(long)]
    pub(crate) grouped: bool,
    /// Only calls with the person of this line.
    #[arg(long, value_name = "ID")]
    pub(crate) person: Option<String>,
    /// Deletes one line instead of showing the list.
    #[arg(long, value_name = "ID", conflicts_with_all = ["json", "clear", "redial"])]
    pub(crate) delete: Option<String>,
    /// Deletes every line with the person of this one.
    #[arg(long, value_name = "ID", conflicts_with_all = ["json", "clear", "redial", "delete"])]
    pub(crate) delete_person: Option<String>,
    /// Calls the last number of the list again instead of showing it.
    #[arg(long, conflicts_with_all = ["json", "clear"])]
    pub(crate) redial: bool,
    /// Deletes the list instead of showing it.
    #[arg(long)]
    pub(crate) clear: bool,
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
    /// We called, and nobody answered.
    NotAnswered,
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

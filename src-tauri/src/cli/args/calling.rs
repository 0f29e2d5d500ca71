//! What can be typed about calls and the telephone system's services.

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use super::WhichCall;

/// Two calls.
#[derive(Debug, ClapArgs)]
pub(crate) struct TwoCalls {
    /// One, by id; chosen by itself where it is not given.
    #[arg(long)]
    pub(crate) call: Option<String>,
    /// The other, by id.
    #[arg(long)]
    pub(crate) other: Option<String>,
}

/// A call and where it goes.
#[derive(Debug, ClapArgs)]
pub(crate) struct CallTarget {
    /// Number as written, or a URI.
    pub(crate) target: String,
    /// Which call.
    #[command(flatten)]
    pub(crate) call: WhichCall,
}

/// An account.
#[derive(Debug, ClapArgs)]
pub(crate) struct WhichAccount {
    /// By id, label or address; the default one where it is not given.
    #[arg(long)]
    pub(crate) account: Option<String>,
}

/// What to do with a conference.
#[derive(Debug, Subcommand)]
pub(crate) enum ConferenceVerb {
    /// Joins two calls.
    Join(TwoCalls),
    /// Goes on with one call and holds the other.
    Split(WhichCall),
    /// Leaves; the two others go on with each other.
    Leave,
    /// Ends both calls.
    End,
}

/// Which calls a forward concerns.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum When {
    /// Every call.
    Always,
    /// Calls while busy or rejected.
    Busy,
    /// Calls that nobody answers in time.
    NoAnswer,
}

/// What to do with forwards in the telephone system.
#[derive(Debug, Subcommand)]
pub(crate) enum ForwardsVerb {
    /// Shows them, and how well they are known.
    Show {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Sets one.
    Set {
        /// Which calls.
        #[arg(value_enum)]
        when: When,
        /// Where to.
        target: String,
        /// Whose.
        #[command(flatten)]
        account: WhichAccount,
    },
    /// Clears one.
    Clear {
        /// Which calls.
        #[arg(value_enum)]
        when: When,
        /// Whose.
        #[command(flatten)]
        account: WhichAccount,
    },
}

/// In or out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Membership {
    /// Calls of the group ring here.
    Join,
    /// They do not.
    Leave,
}

/// The operator's targets.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Operator {
    /// By day.
    First,
    /// By night.
    Second,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnOff {
    /// On.
    On,
    /// Off.
    Off,
}

/// What happens to calls.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Disturb {
    /// They ring.
    Off,
    /// They are shown and do not ring.
    Silence,
    /// They are rejected as busy.
    Reject,
}

/// What to do with call-backs.
#[derive(Debug, Subcommand)]
pub(crate) enum CallBackVerb {
    /// Shows those that are active.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Calls back as soon as the other person is free; the one who was called last where nobody is named.
    Start {
        /// Number as written, or a URI.
        target: Option<String>,
        /// By which account.
        #[command(flatten)]
        account: WhichAccount,
    },
    /// Dials again and again, with growing pauses, until somebody answers.
    Redial {
        /// Number as written, or a URI.
        target: Option<String>,
        /// By which account.
        #[command(flatten)]
        account: WhichAccount,
    },
    /// Gives up one, or all.
    Stop {
        /// Which.
        id: Option<String>,
    },
}

/// What to do with watched colleagues.
#[derive(Debug, Subcommand)]
pub(crate) enum ColleaguesVerb {
    /// Shows them and how they stand.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Watches one.
    Add {
        /// Number at the telephone system.
        number: String,
        /// Name to show.
        #[arg(long)]
        name: Option<String>,
        /// By which account.
        #[command(flatten)]
        account: WhichAccount,
    },
    /// Watches one no longer.
    Remove {
        /// Number at the telephone system.
        number: String,
    },
}

/// What to do about emergency calls.
#[derive(Debug, Subcommand)]
pub(crate) enum EmergencyVerb {
    /// Shows the numbers, where the person is, and when they confirmed.
    Show {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Confirms to know that emergency calls arrive with the address of the line.
    Acknowledge,
    /// Says where the person is.
    Location {
        /// Where.
        #[arg(value_enum)]
        location: Location,
        /// Country where the person is, such as `AT`, whose numbers hold as well.
        #[arg(long, value_name = "LETTERS")]
        country: Option<String>,
    },
}

/// Where the person is.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Location {
    /// Where the line is registered.
    Registered,
    /// Somewhere else.
    Elsewhere,
    /// Nobody has said.
    Unknown,
}

/// How an account's telephone system is dialled; what is not named stays.
#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct PlanArgs {
    #[command(subcommand)]
    pub(crate) verb: Option<PlanVerb>,
    /// Account by id, label or address.
    #[arg(required = true)]
    pub(crate) account: Option<String>,
    /// Profile of the telephone system, such as `innovaphone`.
    #[arg(long)]
    pub(crate) system: Option<String>,
    /// Country of the line, such as `DE`.
    #[arg(long)]
    pub(crate) country: Option<String>,
    /// Area code without its trunk zero.
    #[arg(long)]
    pub(crate) area_code: Option<String>,
    /// Digits before a number outside the house.
    #[arg(long)]
    pub(crate) outside_prefix: Option<String>,
    /// Fewest digits of an extension.
    #[arg(long, value_name = "DIGITS")]
    pub(crate) internal_from: Option<u8>,
    /// Most digits of an extension; 0 where there are none.
    #[arg(long, value_name = "DIGITS")]
    pub(crate) internal_to: Option<u8>,
    /// Number of the voicemail.
    #[arg(long)]
    pub(crate) voicemail: Option<String>,
    /// Call groups, such as `300=Service`.
    #[arg(long, value_delimiter = ',', value_name = "NUMBER=NAME")]
    pub(crate) groups: Option<Vec<String>>,
    /// Places to park, such as `700=Front desk`.
    #[arg(long, value_delimiter = ',', value_name = "NUMBER=NAME")]
    pub(crate) places: Option<Vec<String>>,
    /// A code of one's own, such as `forward-always=*21*{number}#`; may be given several times.
    #[arg(long = "code", value_name = "NAME=TEXT")]
    pub(crate) codes: Vec<String>,
    /// How a colleague's call is taken.
    #[arg(long, value_enum)]
    pub(crate) pick_up: Option<PickUpBy>,
    /// How an emergency call is addressed.
    #[arg(long, value_enum)]
    pub(crate) emergency_by: Option<EmergencyBy>,
    /// Address that the emergency centre is told.
    #[arg(long)]
    pub(crate) location: Option<String>,
}

/// How a colleague's call is taken.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum PickUpBy {
    /// By the call's dialog.
    Replaces,
    /// By the telephone system's code.
    Code,
}

/// How an emergency call is addressed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum EmergencyBy {
    /// By its number.
    Number,
    /// By the name of the service, such as `urn:service:sos`.
    Service,
}

/// What to do with a plan.
#[derive(Debug, Subcommand)]
pub(crate) enum PlanVerb {
    /// Shows how accounts' telephone systems are dialled and what they can do.
    Show {
        /// Account by id, label or address; all where it is not given.
        account: Option<String>,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
}

/// What is to be shown of the telephone system's services.
#[derive(Debug, ClapArgs)]
pub(crate) struct ShowArgs {
    /// As JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

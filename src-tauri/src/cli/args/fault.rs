//! What can be typed about faults: reports, the one that is being written, and providers.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use super::{Affects, Works};

/// A report in one go; without words the window shows one to be filled in.
#[derive(Debug, ClapArgs)]
pub(crate) struct ReportArgs {
    /// What is wrong, in your words. Without it the window of the running program shows a report to fill in.
    pub(crate) what: Option<String>,
    /// Answers to the questions about the fault.
    #[command(flatten)]
    pub(crate) answers: AnswerArgs,
    /// Line of the call list that it is about, by id; the last call where it is not given.
    #[arg(long)]
    pub(crate) call: Option<String>,
    /// The class in the provider's own word, where it is not the one that follows from the answers.
    #[arg(long, requires = "comment")]
    pub(crate) class: Option<String>,
    /// Why it is that class.
    #[arg(long, requires = "class")]
    pub(crate) comment: Option<String>,
    /// What stays in the clear: `numbers,names,hosts,addresses`.
    #[arg(long, value_delimiter = ',', value_enum)]
    pub(crate) keep: Vec<Keep>,
    /// Measure network, sound and machine first, at most 30 seconds.
    #[arg(long)]
    pub(crate) diagnose: bool,
    /// Send it also where an open report of the same fault is there, or planned work is under way.
    #[arg(long)]
    pub(crate) sure: bool,
    /// Wait until the ticket system has it, at most so many seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    pub(crate) wait: u64,
    /// As JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Answers to the questions about a fault.
#[derive(Debug, ClapArgs)]
pub(crate) struct AnswerArgs {
    /// Whom it affects.
    #[arg(long, value_enum)]
    pub(crate) affects: Option<Affects>,
    /// How much still works.
    #[arg(long, value_enum)]
    pub(crate) works: Option<Works>,
    /// It can be shown again at will.
    #[arg(long, value_name = "YES", num_args = 0..=1, default_missing_value = "true")]
    pub(crate) repeats: Option<bool>,
    /// Emergency calls or another legal duty are affected.
    #[arg(long, value_name = "YES", num_args = 0..=1, default_missing_value = "true")]
    pub(crate) legal_duty: Option<bool>,
    /// Calls that fail, in per cent.
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(crate) failing: Option<f64>,
    /// A spare is lost, while everything still works.
    #[arg(long, value_name = "YES", num_args = 0..=1, default_missing_value = "true")]
    pub(crate) redundancy_lost: Option<bool>,
    /// Incident, support or change.
    #[arg(long, value_enum)]
    pub(crate) kind: Option<Kind>,
    /// Since when, as in `2026-11-20T09:30+01:00`.
    #[arg(long, value_name = "MOMENT")]
    pub(crate) since: Option<String>,
    /// What was changed before.
    #[arg(long, value_name = "WORDS")]
    pub(crate) changed: Option<String>,
}

fn percent(text: &str) -> Result<f64, String> {
    let value: f64 =
        text.trim_end_matches('%').parse().map_err(|_| "a number, 0–100".to_owned())?;
    if (0.0..=100.0).contains(&value) { Ok(value) } else { Err("a number, 0–100".to_owned()) }
}

/// What to do with the report that is being written.
#[derive(Debug, Subcommand)]
pub(crate) enum DraftVerb {
    /// Begins one: evidence is collected at once.
    Open {
        /// Line of the call list that it is about.
        #[arg(long)]
        call: Option<String>,
    },
    /// Shows it: class, promises, ways to the provider, files.
    Show {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Changes it; what is not named stays.
    Set(Box<DraftSetArgs>),
    /// Shows a file as it would leave.
    File(FileArgs),
    /// Takes a file, or one line of it, out.
    TakeOut(WhichPart),
    /// Puts a file, or one line of it, back.
    PutBack(WhichPart),
    /// Sends it.
    Send {
        /// Wait until the ticket system has it, at most so many seconds.
        #[arg(long, value_name = "SECONDS", default_value_t = 20)]
        wait: u64,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Writes it to a zip file.
    Save {
        /// The file; one in the folder for downloads where it is not given.
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Adds it to an open report of the same fault.
    Join {
        /// The open report, by id or ticket number.
        report: String,
    },
    /// Throws it away.
    Discard,
}

/// Changes to the report that is being written.
#[derive(Debug, ClapArgs)]
pub(crate) struct DraftSetArgs {
    /// What is wrong, in your words.
    #[arg(long)]
    pub(crate) what: Option<String>,
    /// Answers.
    #[command(flatten)]
    pub(crate) answers: AnswerArgs,
    /// Another class, in the provider's own word.
    #[arg(long, requires = "comment", conflicts_with = "follow_rule")]
    pub(crate) class: Option<String>,
    /// Why it is that class.
    #[arg(long, requires = "class")]
    pub(crate) comment: Option<String>,
    /// Back to the class that follows from the answers.
    #[arg(long)]
    pub(crate) follow_rule: bool,
    /// What stays in the clear: `numbers,names,hosts,addresses`, or `none`.
    #[arg(long, value_delimiter = ',', value_enum)]
    pub(crate) keep: Option<Vec<Keep>>,
}

/// A file of a report, and which lines of it.
#[derive(Debug, ClapArgs)]
pub(crate) struct FileArgs {
    /// Its name.
    pub(crate) file: String,
    /// Only lines with these words.
    #[arg(long)]
    pub(crate) search: Option<String>,
    /// As JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// A file, or one line of it.
#[derive(Debug, ClapArgs)]
pub(crate) struct WhichPart {
    /// The file's name.
    pub(crate) file: String,
    /// Only this line, from 1.
    #[arg(long)]
    pub(crate) line: Option<u32>,
}

/// What to do with reports that were sent. A report is named by id, the start of it, or its ticket's number.
#[derive(Debug, Subcommand)]
pub(crate) enum ReportsVerb {
    /// Lists them.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Shows one: promises, what happened, what the provider wrote.
    Show {
        /// Which.
        report: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Shows the hotline for one: number, QR code and what to say.
    Hotline {
        /// Which.
        report: String,
    },
    /// Confirms that the hotline was called.
    Called {
        /// Which.
        report: String,
        /// Who answered.
        #[arg(long, value_name = "NAME")]
        spoke_with: String,
        /// When, as in `2026-11-20T09:30+01:00`; now where it is not given.
        #[arg(long, value_name = "MOMENT")]
        at: Option<String>,
    },
    /// Adds words and files to its ticket.
    Comment {
        /// Which.
        report: String,
        /// The words.
        text: String,
        /// A file that goes along.
        #[arg(long, value_name = "FILE")]
        file: Vec<PathBuf>,
    },
    /// Says whether it works again.
    Fixed {
        /// Which.
        report: String,
        /// Whether it works.
        #[arg(value_enum)]
        answer: YesNo,
    },
    /// Writes down how far the provider is, where its ticket system does not tell.
    Stage {
        /// Which.
        report: String,
        /// How far.
        #[arg(value_enum)]
        stage: Stage,
        /// When; now where it is not given.
        #[arg(long, value_name = "MOMENT")]
        at: Option<String>,
    },
    /// Writes down the ticket's number that the provider told.
    Reference {
        /// Which.
        report: String,
        /// The number.
        reference: String,
    },
    /// Asks the ticket system now.
    Look {
        /// Which.
        report: String,
    },
    /// Opens its ticket in the browser, or the folder where it is kept.
    Open {
        /// Which.
        report: String,
    },
    /// Tries a report that waits again now.
    Retry {
        /// Which.
        report: String,
    },
    /// Writes one to a zip file.
    Save {
        /// Which.
        report: String,
        /// The file; one in the folder for downloads where it is not given.
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Shows a file of one, as it left.
    File {
        /// Which.
        report: String,
        /// Which lines of which file.
        #[command(flatten)]
        file: FileArgs,
    },
    /// Forgets one here; its ticket stays.
    Forget {
        /// Which.
        report: String,
    },
    /// Writes what was reported, promised and kept to a file.
    Export {
        /// In which form.
        #[arg(value_enum)]
        format: Export,
        /// The year; the present one where it is not given.
        #[arg(long)]
        year: Option<i16>,
        /// The file; one in the folder for downloads where it is not given.
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
}

/// What to do with the provider whose contract is in force.
#[derive(Debug, Subcommand)]
pub(crate) enum ProviderVerb {
    /// Chooses one and sets what its profile leaves open.
    Choose {
        /// Its id, such as `spie-osmo`.
        provider: String,
        /// A setting, such as `service_hours="Mon-Fri 08:00-17:00"`.
        #[arg(long = "set", value_name = "NAME=VALUE", value_parser = setting)]
        set: Vec<(String, String)>,
    },
    /// Chooses none.
    None,
    /// Shows the chosen one and what is missing.
    Show {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Reads `name=value`.
pub(crate) fn setting(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        Some(_) | None => Err("a name, = and a value are wanted, as in state=BY".to_owned()),
    }
}

/// What stays in the clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Keep {
    /// Nothing.
    None,
    /// Telephone numbers.
    Numbers,
    /// Names of persons.
    Names,
    /// Names of hosts.
    Hosts,
    /// IP, hardware and mail addresses.
    Addresses,
}

/// Incident, support or change.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Kind {
    /// An agreed service is impaired.
    Incident,
    /// Help without an impairment.
    Support,
    /// Something that changes the contract.
    Change,
}

/// Yes or no.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum YesNo {
    /// It works.
    Yes,
    /// It does not.
    No,
}

impl YesNo {
    pub(crate) const fn is_yes(self) -> bool {
        match self {
            Self::Yes => true,
            Self::No => false,
        }
    }
}

/// How far the provider is.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Stage {
    /// It knows.
    Acknowledged,
    /// Somebody works on it.
    InWork,
    /// It waits for us.
    Waiting,
    /// It waits for somebody else.
    WaitingThirdParty,
    /// A moment was agreed on.
    Appointment,
    /// It works again.
    Restored,
    /// Nothing more is to come.
    Closed,
}

/// In which form evidence is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Export {
    /// A table.
    Csv,
    /// A page to print.
    Page,
}

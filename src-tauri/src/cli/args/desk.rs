//! What can be typed about the ticket desk.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

/// Where reports go. Tokens and passwords are read from standard input; without `--token-stdin` the one in
/// the keyring stays.
#[derive(Debug, Subcommand)]
pub(crate) enum DeskVerb {
    /// A folder of this machine.
    Folder {
        /// The folder; the profile's own where it is not given.
        folder: Option<PathBuf>,
    },
    /// Request Tracker 5.
    RequestTracker {
        /// Base address.
        #[arg(long)]
        url: String,
        /// Queue that takes the tickets.
        #[arg(long)]
        queue: String,
        /// What all have.
        #[command(flatten)]
        common: DeskArgs,
    },
    /// Redmine.
    Redmine {
        /// Base address.
        #[arg(long)]
        url: String,
        /// Identifier of the project that takes the issues.
        #[arg(long)]
        project: String,
        /// Name of the tracker; the project's first where it is not given.
        #[arg(long)]
        tracker: Option<String>,
        /// What all have.
        #[command(flatten)]
        common: DeskArgs,
    },
    /// Mail.
    Mail {
        /// Server that takes mail.
        #[arg(long)]
        server: String,
        /// Its port; the usual one where it is not given.
        #[arg(long)]
        port: Option<u16>,
        /// How the connection is protected.
        #[arg(long, value_enum, default_value_t = Security::Starttls)]
        security: Security,
        /// User name; nobody signs in where it is not given.
        #[arg(long)]
        user: Option<String>,
        /// Sender's address.
        #[arg(long)]
        from: String,
        /// Receiver's address; the provider's where it is not given.
        #[arg(long)]
        to: Option<String>,
        /// What all have.
        #[command(flatten)]
        common: DeskArgs,
    },
    /// Jira Service Management.
    Jira {
        /// Base address.
        #[arg(long)]
        url: String,
        /// Id of the service desk.
        #[arg(long)]
        service_desk: String,
        /// Id of the request type.
        #[arg(long)]
        request_type: String,
        /// Mail address for an API token of the cloud.
        #[arg(long)]
        user: Option<String>,
        /// What all have.
        #[command(flatten)]
        common: DeskArgs,
    },
    /// Zammad.
    Zammad {
        /// Base address.
        #[arg(long)]
        url: String,
        /// Group that takes the tickets.
        #[arg(long)]
        group: String,
        /// What all have.
        #[command(flatten)]
        common: DeskArgs,
    },
    /// Znuny.
    Znuny {
        /// Base address.
        #[arg(long)]
        url: String,
        /// Name of the web service that the administrator imported.
        #[arg(long)]
        web_service: String,
        /// Login of the customer's user.
        #[arg(long)]
        user: String,
        /// Queue that takes the tickets.
        #[arg(long)]
        queue: String,
        /// What all have.
        #[command(flatten)]
        common: DeskArgs,
    },
}

/// What all ticket systems have.
#[derive(Debug, ClapArgs)]
pub(crate) struct DeskArgs {
    /// PEM file with additional certificate authorities.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
    /// Reads the token or password from standard input.
    #[arg(long)]
    pub(crate) token_stdin: bool,
}

/// How a connection to a mail server is protected.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Security {
    /// Begins in the clear and is encrypted before anything is said.
    Starttls,
    /// Encrypted from the first byte.
    Tls,
    /// Not at all; for servers of this machine.
    None,
}

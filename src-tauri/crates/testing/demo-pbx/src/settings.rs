//! Who lives at the demo PBX, and where it stands.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use secrecy::SecretString;
use sip_message::digest::Algorithm;

mod extension;

pub use self::extension::{Extension, Role};

/// Where the PBX stands and who can be called there.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its SIP address, as telephones see it; loopback.
    pub address: SocketAddr,
    /// Where its media sockets are; loopback.
    pub media: IpAddr,
    /// Digest algorithms, one challenge for each. Some telephones give up when any challenge names
    /// one that they do not know, so one at a time is the rule.
    pub algorithms: Vec<Algorithm>,
    /// Those who register.
    pub users: Vec<User>,
    /// Those who live inside.
    pub extensions: Vec<Extension>,
    /// What can be dialled beside persons, and how long things take.
    pub services: Services,
    /// How long a nonce is good for.
    pub nonce_lifetime: Duration,
    /// Shortest and longest binding; a wish below is refused (423), one above is cut.
    pub binding_lifetimes: (Duration, Duration),
}

impl Settings {
    /// The usual house: MD5, three users with passwords out of `seed`, colleagues for every occasion.
    #[must_use]
    pub fn new(address: SocketAddr, seed: [u8; 32]) -> Self {
        let mut chance = ChaCha12Rng::from_seed(seed);
        let mut user = |number: &str, name: &str| User {
            number: number.to_owned(),
            name: name.to_owned(),
            password: format!("{:032x}", chance.random::<u128>()).into(),
        };
        Self {
            address,
            media: address.ip(),
            algorithms: vec![Algorithm::Md5],
            users: vec![
                user("21", "Anna Albers"),
                user("22", "Ben Brandt"),
                user("23", "Dora Dietz"),
            ],
            extensions: Extension::usual(),
            services: Services::default(),
            nonce_lifetime: Duration::from_secs(300),
            binding_lifetimes: (Duration::from_secs(30), Duration::from_secs(3600)),
        }
    }
}

/// Something that can be dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// To dial.
    pub number: &'a str,
    /// Shown to who dials it.
    pub name: &'a str,
    /// What happens there: a role's code, `operator`, `group`, `parkPlace`, `mailbox`, or `user`.
    pub code: &'static str,
}

impl Settings {
    /// Everything that can be dialled, but for codes: extensions, services, users.
    pub fn directory(&self) -> impl Iterator<Item = Entry<'_>> {
        let extensions = self.extensions.iter().map(|extension| {
            let Extension { number, name, role } = extension;
            Entry { number, name, code: role.code() }
        });
        let Services { operator, groups, places, mailbox, .. } = &self.services;
        let operator = Entry { number: &operator.0, name: "Zentrale", code: "operator" };
        let groups = groups.iter().map(|(number, name)| Entry { number, name, code: "group" });
        let places =
            places.iter().map(|number| Entry { number, name: "Parkplatz", code: "parkPlace" });
        let mailbox = Entry { number: mailbox, name: "Mailbox", code: "mailbox" };
        let users = self.users.iter().map(|user| Entry {
            number: &user.number,
            name: &user.name,
            code: "user",
        });
        extensions.chain([operator]).chain(groups).chain(places).chain([mailbox]).chain(users)
    }

    /// The name of a number.
    #[must_use]
    pub(crate) fn name_of(&self, number: &str) -> &str {
        self.directory().find(|entry| entry.number == number).map_or("", |entry| entry.name)
    }
}

/// Someone who registers, by number and password.
#[derive(Debug, Clone)]
pub struct User {
    /// To dial; also the name for digest authentication.
    pub number: String,
    /// Shown to those who are called.
    pub name: String,
    /// Proves it.
    pub password: SecretString,
}

/// What can be dialled beside persons, and how long things take in the PBX's time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Services {
    /// Number of the operator, and to whom it leads: the first target or the second.
    pub operator: (String, [String; 2]),
    /// Call groups, by number and name. Users join and leave.
    pub groups: Vec<(String, String)>,
    /// Park places.
    pub places: Vec<String>,
    /// Number of the mailboxes: each user has one.
    pub mailbox: String,
    /// How long a user's telephones ring before a forward on no answer.
    pub no_answer_after: Duration,
    /// How long a call stays parked before it comes back.
    pub recall_after: Duration,
}

impl Default for Services {
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            operator: (text("0"), [text("12"), text("18")]),
            groups: vec![(text("300"), text("Service"))],
            places: ["700", "701", "702", "703"].map(text).into(),
            mailbox: text("990"),
            no_answer_after: Duration::from_secs(10),
            recall_after: Duration::from_secs(90),
        }
    }
}

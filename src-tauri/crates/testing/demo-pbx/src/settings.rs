//! Who lives at the demo PBX, and where it stands.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use secrecy::SecretString;
use sip_message::digest::Algorithm;

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
    /// How long a nonce is good for.
    pub nonce_lifetime: Duration,
    /// Shortest and longest binding; a wish below is refused (423), one above is cut.
    pub binding_lifetimes: (Duration, Duration),
}

impl Settings {
    /// The usual house: MD5, three users with passwords out of `seed`, and four extensions.
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
            extensions: vec![
                Extension::new("11", "Echo", Role::Echo),
                Extension::new("12", "Clara Sprecher", Role::Speaks),
                Extension::new("13", "Bruno Besetzt", Role::Busy),
                Extension::new("14", "Rita Rückruf", Role::CallsBack),
            ],
            nonce_lifetime: Duration::from_secs(300),
            binding_lifetimes: (Duration::from_secs(30), Duration::from_secs(3600)),
        }
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

/// Someone who lives inside the PBX.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// To dial.
    pub number: String,
    /// Shown to the caller.
    pub name: String,
    /// What happens there.
    pub role: Role,
}

impl Extension {
    /// An extension with this number, name and role.
    #[must_use]
    pub fn new(number: &str, name: &str, role: Role) -> Self {
        Self { number: number.to_owned(), name: name.to_owned(), role }
    }
}

/// What happens to those who dial an extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Answers after a second and sends back what it hears.
    Echo,
    /// Answers after a second and speaks, over and over.
    Speaks,
    /// Is busy: 486.
    Busy,
    /// Rings for half a minute and is not there: 480.
    NeverAnswers,
    /// Says that it will call back, hangs up, and calls three seconds later.
    CallsBack,
}

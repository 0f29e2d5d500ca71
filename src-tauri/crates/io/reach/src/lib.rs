//! Finds hosts by name and checks their certificates: what every room that connects has in common.
//!
//! [`Names`] asks the operating system and its name servers, [`Trust`] believes the platform's
//! authorities and those of files, each file only of the hosts that it was given for.

mod aside;
mod names;
mod trust;

pub use aside::aside;
pub use names::{Miss, Names, Patience, Pointer, Service, is_local, literal};
pub use trust::{
    RootError, Trust, TrustSettings, check_roots, client_config, holds_until, read_roots, verifier,
};

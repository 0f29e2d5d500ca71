//! The embedded demo PBX: a small telephone system on loopback, to try the program with.

use std::io;

use contract::DemoView;
use secrecy::SecretString;
use switchboard::AccountWish;

/// A running demo PBX.
#[derive(Debug)]
pub(crate) struct Demo {}

impl Demo {
    /// Starts it on free ports of the loopback address.
    pub(crate) async fn start(_seed: [u8; 32]) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn view(&self) -> DemoView {
        DemoView::On { extensions: Vec::new() }
    }

    pub(crate) fn account_wish(&self) -> AccountWish {
        unreachable!()
    }

    pub(crate) fn password(&self) -> SecretString {
        unreachable!()
    }

    /// Stops it.
    pub(crate) async fn stop(self) {}
}

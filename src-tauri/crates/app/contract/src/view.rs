//! What may be seen: whole views, never patches.

pub(crate) mod account;
pub(crate) mod call;
pub(crate) mod diagnosis;
pub(crate) mod draft;
pub(crate) mod provider;
pub(crate) mod report;
pub(crate) mod service;
pub(crate) mod settings;
pub(crate) mod snapshot;

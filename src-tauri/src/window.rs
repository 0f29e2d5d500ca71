//! The windows and what they may call.

pub(crate) mod commands;

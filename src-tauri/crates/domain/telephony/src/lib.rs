//! Accounts, lines and calls as a person sees them.

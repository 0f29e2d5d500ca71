//! Transactions, dialogs, registrations, invitations, subscriptions and publications as machines that are told the time.

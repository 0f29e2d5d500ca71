//! Clients of the ticket systems and the durable outbox.

//! Faults, their classes and reports, and the states of a ticket.

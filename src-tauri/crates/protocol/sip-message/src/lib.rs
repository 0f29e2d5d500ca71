//! Reads and writes SIP messages, addresses and digest credentials.

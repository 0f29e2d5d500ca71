//! Carries SIP over UDP, TCP and TLS, and finds servers.

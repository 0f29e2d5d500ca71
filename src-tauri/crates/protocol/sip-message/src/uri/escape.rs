//! Percent escapes in URIs: which characters need them where.
//!
//! Source: RFC 3261 §19.1.2, §25.1; RFC 3986 §2.1.

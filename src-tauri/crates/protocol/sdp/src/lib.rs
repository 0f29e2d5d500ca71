//! Offer and answer over a tolerant reader.

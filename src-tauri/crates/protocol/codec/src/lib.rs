//! Samples to payload and back: Opus, G.722, G.711.

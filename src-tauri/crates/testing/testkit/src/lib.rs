//! A simulated world: a clock turned by hand, a network with seeded loss.

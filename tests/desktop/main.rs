//! The real window on a desktop of the test's own.

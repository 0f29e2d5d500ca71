//! A small telephone system for trying the program and for its tests.

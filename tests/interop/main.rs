//! The program and the lab against real servers and peers.

mod lab_itself;

//! Telephones at the demo PBX, in simulated time.

mod calls;
mod extensions;
mod hostile;
mod registrations;
mod sounds;
mod world;

//! Engines turned by hand: devices and network are played by the test, time is counted.

mod calls;
mod conference;
mod kit;
mod many;
mod ringing;
mod signals;

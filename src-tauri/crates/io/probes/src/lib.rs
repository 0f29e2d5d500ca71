//! Measures the network, the sound devices and the machine for a diagnosis.

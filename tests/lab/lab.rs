//! The lab: real servers and peers on free ports in their own folders.

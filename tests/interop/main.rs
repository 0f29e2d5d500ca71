//! The program and the lab against real servers and peers.

#[cfg(test)]
mod calls;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod keyring;
#[cfg(test)]
mod lab_itself;
#[cfg(test)]
mod register;
#[cfg(test)]
mod report;
#[cfg(test)]
mod ticket;

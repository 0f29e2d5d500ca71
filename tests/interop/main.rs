//! The program and the lab against real servers and peers.

#[cfg(test)]
mod call_backs;
#[cfg(test)]
mod call_list;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod conference;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod divert;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod emergency;
#[cfg(test)]
mod fault_desk;
#[cfg(test)]
mod filing;
#[cfg(test)]
mod folder;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod house;
#[cfg(test)]
mod keyring;
#[cfg(test)]
mod lab_itself;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod moving;
#[cfg(test)]
mod races;
#[cfg(test)]
mod redmine;
#[cfg(test)]
mod referrals;
#[cfg(test)]
mod register;
#[cfg(test)]
mod report;
#[cfg(test)]
mod soak;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod strangers;
#[cfg(test)]
mod takeover;
#[cfg(test)]
mod ticket;
#[cfg(test)]
mod transfer;
#[cfg(test)]
mod vouching;
#[cfg(test)]
mod waiting;

//! The real window on a desktop of the test's own.

#[cfg(test)]
mod call_list;
#[cfg(test)]
mod conference;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod emergency;
#[cfg(test)]
mod first_run;
#[cfg(test)]
mod incoming;
#[cfg(test)]
mod report;
#[cfg(test)]
mod services;
#[cfg(test)]
mod takeover;
#[cfg(test)]
mod transfer;
#[cfg(test)]
mod trouble;

//! The real window on a desktop of the test's own.

#[cfg(test)]
mod desk;
#[cfg(test)]
mod first_run;
#[cfg(test)]
mod incoming;
#[cfg(test)]
mod report;

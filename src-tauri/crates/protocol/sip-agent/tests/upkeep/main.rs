//! What is kept up over hours: registrations, subscriptions and publications, named by the rules they
//! follow; all in simulated time.

#[cfg(test)]
mod registrar;
#[cfg(test)]
mod rfc3261_10;
#[cfg(test)]
mod rfc3261_22;
#[cfg(test)]
mod rfc3263;
#[cfg(test)]
mod rfc3581;
#[cfg(test)]
mod rfc3903;
#[cfg(test)]
mod rfc5626;
#[cfg(test)]
mod rfc6665;

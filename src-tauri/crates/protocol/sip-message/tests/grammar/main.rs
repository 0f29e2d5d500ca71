//! Checks the reader and the writer against the RFCs, against torture messages, against chance and
//! against a second reader.

#[cfg(test)]
mod differential;
#[cfg(test)]
mod framing;
#[cfg(test)]
mod generate;
#[cfg(test)]
mod mutation;
#[cfg(test)]
mod rfc3261_reading;
#[cfg(test)]
mod rfc3261_uri;
#[cfg(test)]
mod rfc4475_application;
#[cfg(test)]
mod rfc4475_invalid;
#[cfg(test)]
mod rfc4475_valid;
#[cfg(test)]
mod rfc5118;
#[cfg(test)]
mod rfc7616_digest;
#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod typed_headers;

//! Jira Service Management, Zammad and Znuny, by exchanges that were written down from their public
//! documentation and sources. **No live server was asked**: what a real one does otherwise is not
//! seen here.
//!
//! Each system has a file of exchanges (`jira.json`, `zammad.json`, `znuny.json`) with the addresses
//! that they were made from. A small server expects the requests of one scenario in their order,
//! compares method, path, query, headers and body, and answers as written.

#[cfg(test)]
mod jira;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod troubles;
#[cfg(test)]
mod zammad;
#[cfg(test)]
mod znuny;

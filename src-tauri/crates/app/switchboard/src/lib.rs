//! Joins the domains: takes commands and input, gives changes and work.

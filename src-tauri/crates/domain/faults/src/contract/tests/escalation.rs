//! The escalation decision table, requirements §6.

use super::*;

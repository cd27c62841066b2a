//! The report for people and for machines.

mod human;
mod json;
mod place;

pub(crate) use self::human::{bad_rules, human};
pub(crate) use self::json::json;

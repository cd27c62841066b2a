//! One room each: rules, listener, contracts.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod contracts;
mod record_domain_events;
mod rules;
mod tenancy;

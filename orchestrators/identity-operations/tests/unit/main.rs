//! One room each: rules, listener, contracts.

mod contracts;
mod record_domain_events;
mod rules;

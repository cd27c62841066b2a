//! Nexus on one machine: register people, watch processes, verify the audit trail.
fn main() {}

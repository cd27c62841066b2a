//! How many durable commits per second one file takes.
fn main() {}

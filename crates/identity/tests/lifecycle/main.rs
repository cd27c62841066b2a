//! The state machines: what the tables say is what happens, whatever the order.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

mod attempts;
mod cast;
mod users;

//! Processes on a real file.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod aborted;
mod damage;
mod longest;
mod order;
mod resume;
mod world;

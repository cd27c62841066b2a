//! Stand-ins for the contracts, and the suite that every adapter of them must pass.

pub mod contract;
mod memory;

pub use self::memory::{CountingIds, InMemoryOperations, PlainHashing};

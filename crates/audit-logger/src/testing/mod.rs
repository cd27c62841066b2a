//! For tests (feature `testing`): the trail in memory, and the contract that every adapter keeps.

pub mod contract;
mod memory;
pub mod samples;

pub use self::memory::{MemoryAuditLog, RawTrail};

//! For tests of whoever uses or implements the ports: an in-memory store, and the contract suite
//! that every adapter must pass.

pub mod contract;
mod memory;

pub use memory::MemoryStore;

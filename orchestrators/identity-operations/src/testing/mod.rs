//! Stand-ins for the contracts, the suite that every adapter of them must pass, and a whole installation
//! in memory.

pub mod contract;
mod memory;
mod world;

pub use self::{
    memory::{CountingIds, InMemoryOperations, PlainHashing},
    world::World,
};

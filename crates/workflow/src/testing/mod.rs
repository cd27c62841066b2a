//! For tests, ours and yours: a journal in memory, its contract, virtual time, and the sweep.

mod clock;
pub mod contract;
mod memory;
pub mod sweep;

pub use self::{
    clock::VirtualClock,
    memory::InMemoryJournal,
    sweep::{Sweep, World},
};

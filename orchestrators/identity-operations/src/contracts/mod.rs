//! What this orchestrator needs from outside the truths: its own ports.

mod event_cursor;
mod failure;
mod hashing_pool;
mod ids;
mod verification_link;

pub use self::{
    event_cursor::{EventCursorRepository, Feed},
    failure::ContractFailure,
    hashing_pool::HashingPool,
    ids::IdSource,
    verification_link::{VerificationLink, VerificationLinkRepository},
};

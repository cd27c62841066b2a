//! What drivers and senders of signals do to the file, each inside one durable commit.

mod claim;
mod commit;
mod lease;
mod open;
mod signal;

#[cfg(test)]
pub(crate) use self::claim::DUE;
pub(crate) use self::{
    claim::{claim, claim_due},
    commit::Step,
    lease::{heartbeat, release_all_but},
    open::{Opening, Outcome},
    signal::post,
};

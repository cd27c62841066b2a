//! The pure core: what to do next, and what an attempt means. No async, no I/O, no clock.

mod backoff;
mod conclude;
mod decide;

#[cfg(feature = "runtime")]
pub(crate) use self::decide::later;
pub use self::{
    backoff::backoff,
    conclude::{Attempt, conclude},
    decide::{Decision, Entry, decide},
};

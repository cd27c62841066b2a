//! How often and how long a step is repeated.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::duration::{days, hours, millis, minutes, seconds};

/// A budget of repeats: exponential back-off with full jitter, a cap, and limits in attempts and
/// in time.
///
/// Whichever limit is met first ends it. Time counts from the first failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retry {
    pub(crate) first: Duration,
    pub(crate) cap: Duration,
    pub(crate) attempts_max: u32,
    pub(crate) budget: Duration,
}

/// Waits up to `first` after the first failure, twice as long after each further one, never
/// longer than `cap`. Eight attempts within one hour, unless said otherwise.
pub const fn exponential(first: Duration, cap: Duration) -> Retry {
    Retry {
        first,
        cap,
        attempts_max: 8,
        budget: hours(1),
    }
}

impl Retry {
    /// One attempt and no repeat.
    pub const fn never() -> Self {
        Self {
            first: Duration::ZERO,
            cap: Duration::ZERO,
            attempts_max: 1,
            budget: Duration::ZERO,
        }
    }

    /// What a step gets if the flow says nothing: 8 attempts, from 100 ms to 30 s apart, within
    /// an hour.
    pub const fn forward_default() -> Self {
        exponential(millis(100), seconds(30))
    }

    /// What an undo gets if the flow says nothing: 60 attempts, from 100 ms to 10 minutes apart,
    /// within three days. Undo is worth more patience than going forward.
    pub const fn undo_default() -> Self {
        exponential(millis(100), minutes(10))
            .attempts(60)
            .within(days(3))
    }

    /// At most so many attempts in all, the first one included.
    #[must_use]
    pub const fn attempts(mut self, count: u32) -> Self {
        self.attempts_max = count;
        self
    }

    /// No further attempt later than this after the first failure.
    #[must_use]
    pub const fn within(mut self, budget: Duration) -> Self {
        self.budget = budget;
        self
    }

    /// The most attempts that are made.
    pub const fn attempts_max(&self) -> u32 {
        self.attempts_max
    }
}

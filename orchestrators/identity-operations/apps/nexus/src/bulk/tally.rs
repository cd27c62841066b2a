//! What became of the rows of a run: counts, and the first rejections.

use std::collections::BTreeMap;

use super::desk::Outcome;
use super::row::{Place, Rejection};

/// Counts of a run, and its first rejected rows in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// People who are registered now.
    pub registered: u64,
    /// People who were there before.
    pub already_there: u64,
    /// People who must prove their mailbox first.
    pub awaiting_proof: u64,
    /// Rows that were rejected.
    pub rejected: u64,
    first_rejections: BTreeMap<Place, Rejection>,
}

impl Tally {
    /// The most rejected rows that are kept to be shown; the report file has all.
    pub const SHOWN_MAX: usize = 50;

    /// Counts a row that was not rejected.
    pub const fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Registered => self.registered += 1,
            Outcome::AlreadyThere => self.already_there += 1,
            Outcome::AwaitingProof => self.awaiting_proof += 1,
        }
    }

    /// Counts a rejected row. Rows end in any order; those that stand first in the file are kept.
    pub fn reject(&mut self, rejection: Rejection) {
        self.rejected += 1;
        self.first_rejections.insert(rejection.place, rejection);
        if self.first_rejections.len() > Self::SHOWN_MAX {
            self.first_rejections.pop_last();
        }
    }

    /// How many rows are done, one way or the other.
    pub const fn rows(&self) -> u64 {
        self.people() + self.rejected
    }

    /// How many rows were not rejected.
    pub const fn people(&self) -> u64 {
        self.registered + self.already_there + self.awaiting_proof
    }

    /// The first rejected rows, in the order of the file; at most [`Tally::SHOWN_MAX`].
    pub fn first_rejections(&self) -> impl ExactSizeIterator<Item = &Rejection> {
        self.first_rejections.values()
    }
}

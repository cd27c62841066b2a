//! A record in its log.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};

use super::RecordDraft;

/// The place of a record in its log, dense from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seq(u64);

impl Seq {
    /// The place of the first record.
    pub const FIRST: Self = Self(0);

    /// The place with this many records before it.
    pub const fn new(before: u64) -> Self {
        Self(before)
    }

    /// How many records are before it.
    pub const fn as_u64(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A record as its log keeps it: the draft, numbered and stamped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    draft: RecordDraft,
    seq: Seq,
    recorded_at: DateTime<Utc>,
}

/// A claimed time that the log's own clock does not bear out. The record is kept as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockSkew {
    /// The event claims to be more than five minutes in the future.
    Ahead,
    /// The event claims to be more than a day old.
    Behind,
}

impl Record {
    pub(crate) const fn new(draft: RecordDraft, seq: Seq, recorded_at: DateTime<Utc>) -> Self {
        Self {
            draft,
            seq,
            recorded_at,
        }
    }

    /// What was recorded.
    pub const fn draft(&self) -> &RecordDraft {
        &self.draft
    }

    /// Its place in its log.
    pub const fn seq(&self) -> Seq {
        self.seq
    }

    /// When the log took it, by the log's clock; never before the record before it.
    pub const fn recorded_at(&self) -> DateTime<Utc> {
        self.recorded_at
    }

    /// The canonical bytes that its leaf hashes: one line of JSON.
    pub fn body(&self) -> String {
        self.draft.canonical().body(self.seq, self.recorded_at)
    }

    /// Whether the claimed time is far from the recorded one: over five minutes ahead or a day behind.
    pub fn clock_skew(&self) -> Option<ClockSkew> {
        let ahead = self
            .draft
            .occurred_at()
            .signed_duration_since(self.recorded_at);
        if ahead > TimeDelta::minutes(5) {
            Some(ClockSkew::Ahead)
        } else if ahead < -TimeDelta::hours(24) {
            Some(ClockSkew::Behind)
        } else {
            None
        }
    }
}

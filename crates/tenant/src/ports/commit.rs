//! What a store answers.

use std::{error::Error, fmt};

use serde::{Deserialize, Serialize};

/// How often a thing was committed: the optimistic lock. The first commit makes version 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(u64);

impl Version {
    /// The version of a thing that was committed once.
    pub const fn first() -> Self {
        Self(1)
    }

    /// The version after one more commit.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// For stores: the version with this number.
    pub const fn from_u64(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn as_u64(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A thing as it was read, with the version to give back when changing it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<T> {
    /// The thing.
    pub value: T,
    /// Its version when it was read.
    pub version: Version,
}

/// A place in the feed of this truth's events: dense, the first event is at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(u64);

impl Position {
    /// Before the first event.
    pub const START: Self = Self(0);

    /// The place after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// For stores and cursors: the place with this number.
    pub const fn from_u64(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn as_u64(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a committed write answers, and what a repeat with the same key answers again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Committed {
    /// The version that the write made.
    pub version: Version,
    /// Where the last event of the write stands in the feed.
    pub position: Position,
    /// Whether this answer is that of an earlier write with the same key.
    #[serde(skip)]
    pub replayed: bool,
}

/// What `revoke` answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revocation {
    /// Nothing was written under the key, and nothing will be: a late write is refused.
    NeverHappened,
    /// The write had happened; this was its answer. It is for the caller to undo it.
    Happened(Committed),
}

/// The store did not do its work: unreachable, full, corrupt. What was asked for is not known to
/// have happened; repeating it with the same key is safe.
///
/// The message says no more, because the cause may name paths or data; it is kept as the source.
#[derive(Debug, thiserror::Error)]
#[error("the tenant store did not answer")]
pub struct StoreFailure {
    #[source]
    source: Box<dyn Error + Send + Sync>,
}

impl StoreFailure {
    /// Wraps whatever went wrong below.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            source: source.into(),
        }
    }

    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "tenant/store-failure"
    }
}

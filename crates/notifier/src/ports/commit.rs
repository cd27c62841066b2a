//! What a committed write answers, and how a store says that it could not.

use std::{error::Error, fmt};

use serde::{Deserialize, Serialize};

/// Counts the writes to one record: the optimistic lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(u64);

impl Version {
    /// The version of a record that was written once.
    pub const fn first() -> Self {
        Self(1)
    }

    /// The version after one more write.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// Wraps a stored number.
    pub const fn from_u64(number: u64) -> Self {
        Self(number)
    }

    /// The number inside.
    pub const fn as_u64(self) -> u64 {
        self.0
    }
}

/// A record as it is stored, with its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<T> {
    /// The record.
    pub value: T,
    /// To be given back with the next write.
    pub version: Version,
}

/// A place in this truth's event feed: dense from 1, and 0 before the first event.
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

    /// Wraps a stored number.
    pub const fn from_u64(number: u64) -> Self {
        Self(number)
    }

    /// The number inside.
    pub const fn as_u64(self) -> u64 {
        self.0
    }
}

/// What a committed write answers, and what a repeat with the same key answers again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Committed {
    /// The version the record has after this write.
    pub version: Version,
    /// Where the last event of this commit stands in the feed.
    pub position: Position,
    /// Whether this is the answer to an earlier write under the same key. Then nothing was written now.
    pub replayed: bool,
}

/// Answers `revoke`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revocation {
    /// No write came under this key, and from now on none will.
    NeverHappened,
    /// The write had already happened; this was its answer. Nothing was changed.
    Happened(Committed),
}

/// The store did not do what it was asked, for a reason that is its own.
///
/// The reason is kept as the source and not printed: it may hold a path or a value.
pub struct StoreFailure {
    source: Box<dyn Error + Send + Sync>,
}

impl StoreFailure {
    /// Wraps the store's own error.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            source: source.into(),
        }
    }

    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "notifier/store-failure"
    }
}

impl fmt::Display for StoreFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the notifier store did not answer")
    }
}

impl fmt::Debug for StoreFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreFailure").finish_non_exhaustive()
    }
}

impl Error for StoreFailure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.source.as_ref())
    }
}

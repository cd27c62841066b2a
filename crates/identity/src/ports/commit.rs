//! What a store answers: versions, positions, receipts, failures.

use std::error::Error;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The optimistic lock of one stored aggregate. Starts at 1, grows by 1 with each commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(u64);

impl Version {
    /// The version of what was just inserted: 1.
    #[must_use]
    pub const fn first() -> Self {
        Self(1)
    }

    /// The version after this one. Stays at `u64::MAX`, which no store reaches.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// Takes a version a store wrote.
    #[must_use]
    pub const fn from_u64(number: u64) -> Self {
        Self(number)
    }

    /// The bare number, for a store's column.
    #[must_use]
    pub const fn as_u64(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Something read from a store, with the version to give back when it is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<T> {
    /// What was read.
    pub value: T,
    /// Its version at that moment.
    pub version: Version,
}

/// A place in this truth's event feed. Dense from 1; [`Position::START`] is before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(u64);

impl Position {
    /// Before the first event.
    pub const START: Self = Self(0);

    /// Takes a position a store wrote.
    #[must_use]
    pub const fn from_u64(number: u64) -> Self {
        Self(number)
    }

    /// The bare number, for a store's column.
    #[must_use]
    pub const fn as_u64(self) -> u64 {
        self.0
    }

    /// The position after this one. Stays at `u64::MAX`, which no store reaches.
    #[must_use]
    pub const fn following(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// What a committed write answers, and what a repeat with the same key answers again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Committed {
    /// The version the aggregate has by this commit.
    pub version: Version,
    /// The position of the last event of this commit.
    pub position: Position,
    /// Whether this is the answer to a repeat, and nothing was written now.
    pub replayed: bool,
}

/// What `revoke` found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revocation {
    /// Nothing was ever written under the key, and now nothing ever will be.
    NeverHappened,
    /// The write had happened, and still stands: undo it by its opposite.
    Happened(Committed),
}

/// The store did not do its part: unreachable, full, corrupt.
///
/// The cause is kept as the source for logs of the operator and is never printed.
pub struct StoreFailure {
    source: Box<dyn Error + Send + Sync>,
}

impl StoreFailure {
    /// Wraps what the technology said.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            source: source.into(),
        }
    }

    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "identity/store-failure"
    }
}

impl fmt::Debug for StoreFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreFailure")
            .field("source", &self.source)
            .finish()
    }
}

impl fmt::Display for StoreFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the identity store did not answer")
    }
}

impl Error for StoreFailure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

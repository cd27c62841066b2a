//! How a log numbers, stamps and hashes: the one piece of logic that every adapter runs inside its
//! commit.

use chrono::{DateTime, Utc};

use crate::{
    Canonical, CorruptFrontier, Frontier, Hash, LogId, Seq, TreeHead, leaf_hash, ports::StoredHead,
    time,
};

/// What a log must know to take the next record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogState {
    frontier: Frontier,
    recorded_at: DateTime<Utc>,
}

/// A record in its final form, ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequenced {
    /// Its place.
    pub seq: Seq,
    /// When it was recorded: never before the record before it.
    pub recorded_at: DateTime<Utc>,
    /// The hash of its body.
    pub leaf: Hash,
    /// Its canonical bytes.
    pub body: String,
}

impl Default for LogState {
    fn default() -> Self {
        Self::new()
    }
}

impl LogState {
    /// The log without records.
    pub const fn new() -> Self {
        Self {
            frontier: Frontier::new(),
            recorded_at: DateTime::UNIX_EPOCH,
        }
    }

    /// Takes over a stored log.
    ///
    /// # Errors
    /// [`CorruptFrontier`] if size, root and frontier do not fit together.
    pub fn restore(stored: &StoredHead) -> Result<Self, CorruptFrontier> {
        let frontier = Frontier::from_bytes(stored.size, &stored.frontier)?;
        if frontier.root() != stored.root {
            return Err(CorruptFrontier);
        }
        Ok(Self {
            frontier,
            recorded_at: stored.recorded_at,
        })
    }

    /// Numbers, stamps and hashes the next record.
    ///
    /// `now` may be anything: a clock that jumped back is held at the last record's time, and what
    /// lies outside the years 1970 to 9999 at the nearer end.
    pub fn sequence(&mut self, draft: &Canonical, now: DateTime<Utc>) -> Sequenced {
        self.recorded_at = self.recorded_at.max(time::to_micros(now));
        let seq = Seq::new(self.frontier.size());
        let body = draft.body(seq, self.recorded_at);
        let leaf = leaf_hash(body.as_bytes());
        self.frontier.push(leaf);
        Sequenced {
            seq,
            recorded_at: self.recorded_at,
            leaf,
            body,
        }
    }

    /// What to store of it.
    pub fn to_stored(&self, log: LogId) -> StoredHead {
        StoredHead {
            log,
            size: self.frontier.size(),
            root: self.frontier.root(),
            frontier: self.frontier.to_bytes(),
            recorded_at: self.recorded_at,
        }
    }

    /// Size and root now.
    pub fn head(&self) -> TreeHead {
        self.frontier.head()
    }
}

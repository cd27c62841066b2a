//! Receipts: the first answer to each idempotency key, or a tombstone that refuses it.
//!
//! A write looks its key up before it checks anything else, and stores its answer in the same
//! commit as what it wrote. A repeat then gets the first answer, whatever has changed since.

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use crate::transaction::WriteTx;

pub(crate) const TABLE: &str = "
    CREATE TABLE receipt (
        key    BLOB    NOT NULL PRIMARY KEY CHECK (length(key) = 16),
        answer TEXT, -- NULL: a tombstone
        at     INTEGER NOT NULL -- microseconds since 1970 UTC
    ) STRICT, WITHOUT ROWID";

/// What is known about a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// Nothing was written under it.
    Fresh,
    /// A write was committed under it and answered this.
    Answered(String),
    /// It was revoked before anything was written under it: refuse the write.
    Revoked,
}

/// Looks a key up.
///
/// # Errors
/// What SQLite reports; pass it on.
pub fn look_up(connection: &Connection, key: Uuid) -> rusqlite::Result<Lookup> {
    let found: Option<Option<String>> = connection
        .prepare_cached("SELECT answer FROM receipt WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    Ok(match found {
        None => Lookup::Fresh,
        Some(Some(answer)) => Lookup::Answered(answer),
        Some(None) => Lookup::Revoked,
    })
}

/// Stores the answer to a key that [`look_up`] found fresh; `at` is in microseconds since 1970 UTC.
///
/// # Errors
/// A constraint violation if the key already has a receipt; else what SQLite reports.
pub fn store(tx: &WriteTx<'_>, key: Uuid, answer: &str, at: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT INTO receipt (key, answer, at) VALUES (?1, ?2, ?3)")?
        .execute((key, answer, at))
        .map(drop)
}

/// Refuses whatever may still come under a key, unless something has already been written under it.
///
/// Answers what was known before: [`Lookup::Fresh`] means that the tombstone is now in place.
///
/// # Errors
/// What SQLite reports; pass it on.
pub fn revoke(tx: &WriteTx<'_>, key: Uuid, at: i64) -> rusqlite::Result<Lookup> {
    let known = look_up(tx, key)?;
    if known == Lookup::Fresh {
        tx.prepare_cached("INSERT INTO receipt (key, answer, at) VALUES (?1, NULL, ?2)")?
            .execute((key, at))?;
    }
    Ok(known)
}

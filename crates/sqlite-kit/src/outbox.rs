//! The outbox: a truth's events in commit order, stored in the same commit as what they tell of.
//!
//! Positions are dense from 1: the one writer gives them out, and a rolled-back write gives its
//! own back. So a reader that goes by position never overlooks an event that is committed later.
//! Rows are never changed or deleted; triggers refuse it.

use rusqlite::Connection;
use uuid::Uuid;

use crate::transaction::WriteTx;

/// The largest payload of one event, in bytes.
pub const PAYLOAD_BYTES_MAX: usize = 1024 * 1024;

pub(crate) const TABLE: &str = "
    CREATE TABLE outbox (
        position    INTEGER NOT NULL PRIMARY KEY CHECK (position > 0),
        id          BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
        kind        TEXT    NOT NULL,
        occurred_at INTEGER NOT NULL, -- microseconds since 1970 UTC
        actor       TEXT    NOT NULL,
        correlation BLOB    NOT NULL CHECK (length(correlation) = 16),
        causation   BLOB    NOT NULL CHECK (length(causation) = 16),
        payload     TEXT    NOT NULL CHECK (octet_length(payload) <= 1048576)
    ) STRICT;
    CREATE TRIGGER outbox_is_never_changed BEFORE UPDATE ON outbox
    BEGIN SELECT RAISE(ABORT, 'the outbox is append-only'); END;
    CREATE TRIGGER outbox_is_never_shortened BEFORE DELETE ON outbox
    BEGIN SELECT RAISE(ABORT, 'the outbox is append-only'); END;";

/// An event to be appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxRow<'a> {
    /// The event's own id; the same on every repeat.
    pub id: Uuid,
    /// The stable kind, for example `"tenant.member.joined"`.
    pub kind: &'a str,
    /// When it happened, in microseconds since 1970 UTC.
    pub occurred_at: i64,
    /// Who caused it.
    pub actor: &'a str,
    /// What it is part of.
    pub correlation: Uuid,
    /// The idempotency key of the write.
    pub causation: Uuid,
    /// The event itself, at most [`PAYLOAD_BYTES_MAX`] bytes.
    pub payload: &'a str,
}

/// An event as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRow {
    /// Its place in the feed, dense from 1.
    pub position: u64,
    /// The event's own id.
    pub id: Uuid,
    /// The stable kind.
    pub kind: String,
    /// When it happened, in microseconds since 1970 UTC.
    pub occurred_at: i64,
    /// Who caused it.
    pub actor: String,
    /// What it is part of.
    pub correlation: Uuid,
    /// The idempotency key of the write.
    pub causation: Uuid,
    /// The event itself.
    pub payload: String,
}

/// Appends an event and answers its position.
///
/// # Errors
/// A constraint violation if the id is already there or the payload is too long; else what SQLite reports.
pub fn append(tx: &WriteTx<'_>, row: &OutboxRow<'_>) -> rusqlite::Result<u64> {
    tx.prepare_cached(
        "INSERT INTO outbox (id, kind, occurred_at, actor, correlation, causation, payload)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING position",
    )?
    .query_row(
        (
            row.id,
            row.kind,
            row.occurred_at,
            row.actor,
            row.correlation,
            row.causation,
            row.payload,
        ),
        |inserted| inserted.get(0),
    )
}

/// The events after `after` in commit order, at most `limit`.
///
/// # Errors
/// What SQLite reports; pass it on.
pub fn read_after(
    connection: &Connection,
    after: u64,
    limit: u32,
) -> rusqlite::Result<Vec<StoredRow>> {
    connection
        .prepare_cached(
            "SELECT position, id, kind, occurred_at, actor, correlation, causation, payload
             FROM outbox WHERE position > ?1 ORDER BY position LIMIT ?2",
        )?
        .query_map((i64::try_from(after).unwrap_or(i64::MAX), limit), |row| {
            Ok(StoredRow {
                position: row.get(0)?,
                id: row.get(1)?,
                kind: row.get(2)?,
                occurred_at: row.get(3)?,
                actor: row.get(4)?,
                correlation: row.get(5)?,
                causation: row.get(6)?,
                payload: row.get(7)?,
            })
        })?
        .collect()
}

/// The position of the newest event; 0 if there is none.
///
/// # Errors
/// What SQLite reports; pass it on.
pub fn head(connection: &Connection) -> rusqlite::Result<u64> {
    connection
        .prepare_cached("SELECT coalesce(max(position), 0) FROM outbox")?
        .query_row([], |row| row.get(0))
}

//! Delivery records, answers and events as rows.

use chrono::{DateTime, Utc};
use notifier::{
    Delivery, DeliverySnapshot, Event, Scope,
    ports::{Cause, Change, Committed, Position, Stored, Version},
};
use sqlite_kit::{
    WriteTx,
    outbox::{self, OutboxRow},
    receipt,
    rusqlite::{self, Row},
    unreadable,
};

/// What every query of records selects, for [`stored`].
pub(crate) const COLUMNS: &str = "record, version";

/// A tenant's 16 octets, or none for the platform.
pub(crate) fn scope_octets(scope: Scope) -> Vec<u8> {
    scope
        .as_uuid()
        .map(|id| id.into_bytes().to_vec())
        .unwrap_or_default()
}

/// The record in a row of [`COLUMNS`], with its invariants checked.
pub(crate) fn stored(row: &Row<'_>) -> rusqlite::Result<Stored<Delivery>> {
    let json: String = row.get(0)?;
    let snapshot: DeliverySnapshot =
        serde_json::from_str(&json).map_err(|error| unspoken(&error))?;
    let value = Delivery::restore(snapshot).map_err(unreadable)?;
    Ok(Stored {
        value,
        version: Version::from_u64(row.get(1)?),
    })
}

/// Writes a change in full: the record, its events, and the answer to its key.
pub(crate) fn commit(
    tx: &WriteTx<'_>,
    cause: &Cause,
    version: Version,
    change: &Change<Delivery>,
) -> rusqlite::Result<Committed> {
    let delivery = change.state();
    let record = serde_json::to_string(&delivery.snapshot()).map_err(|error| unspoken(&error))?;
    tx.prepare_cached(
        "INSERT INTO delivery (message, scope, recipient, phase, version, record)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (message) DO UPDATE SET phase = ?4, version = ?5, record = ?6",
    )?
    .execute((
        delivery.id().as_uuid(),
        scope_octets(delivery.scope()),
        delivery.recipient().as_str(),
        delivery.state().phase().as_str(),
        version.as_u64(),
        record,
    ))?;
    let mut position = Position::START;
    for (index, event) in (0..).zip(change.events()) {
        position = append(tx, cause, index, event)?;
    }
    let committed = Committed {
        version,
        position,
        replayed: false,
    };
    let answer = serde_json::to_string(&committed).map_err(|error| unspoken(&error))?;
    receipt::store(tx, cause.key.as_uuid(), &answer, micros(cause.at))?;
    Ok(committed)
}

fn append(
    tx: &WriteTx<'_>,
    cause: &Cause,
    index: u32,
    event: &Event,
) -> rusqlite::Result<Position> {
    let payload = serde_json::to_string(event).map_err(|error| unspoken(&error))?;
    let row = OutboxRow {
        id: cause.event_id(index).as_uuid(),
        kind: event.kind(),
        occurred_at: micros(cause.at),
        actor: cause.actor.as_str(),
        correlation: cause.correlation.as_uuid(),
        causation: cause.key.as_uuid(),
        payload: &payload,
    };
    outbox::append(tx, &row).map(Position::from_u64)
}

/// The first answer to a key, as it is given again.
pub(crate) fn replayed(answer: &str) -> rusqlite::Result<Committed> {
    let first: Committed = serde_json::from_str(answer).map_err(|error| unspoken(&error))?;
    Ok(Committed {
        replayed: true,
        ..first
    })
}

/// Microseconds since 1970 UTC.
pub(crate) const fn micros(at: DateTime<Utc>) -> i64 {
    at.timestamp_micros()
}

/// A JSON error quotes what it could not read, so only its kind and place are kept.
pub(crate) fn unspoken(error: &serde_json::Error) -> rusqlite::Error {
    let (kind, line, column) = (error.classify(), error.line(), error.column());
    unreadable(format!(
        "stored JSON does not fit: {kind:?} at line {line}, column {column}"
    ))
}

//! Reading columns as they are. What a column may not hold becomes a value that no honest record
//! has: a verifier shall find it, not fail on it.

use audit_logger::{
    CorrelationId, EventId, Hash, LogId, TenantId,
    ports::{Lookup, StoredEntry, StoredHead},
};
use chrono::{DateTime, Utc};
use sqlite_kit::rusqlite::{self, Row, types::ValueRef};
use uuid::Uuid;

use crate::place::{LogNo, seq_of};

/// The head of one log, for [`head`].
pub(crate) const HEAD_BY_TENANT: &str =
    "SELECT log_no, tenant, size, root, frontier, recorded_at FROM log WHERE tenant = ?1";

/// The head of the log with a number, for [`head`].
pub(crate) const HEAD_BY_NUMBER: &str =
    "SELECT log_no, tenant, size, root, frontier, recorded_at FROM log WHERE log_no = ?1";

/// A head, unless its tenant is none.
pub(crate) fn head(row: &Row<'_>) -> rusqlite::Result<Option<(LogNo, StoredHead)>> {
    let log = match bytes(row, 1)? {
        [] => LogId::Platform,
        tenant => match Uuid::from_slice(tenant) {
            Ok(tenant) => LogId::Tenant(TenantId::from_uuid(tenant)),
            Err(_) => return Ok(None),
        },
    };
    let head = StoredHead {
        log,
        size: u64::try_from(row.get::<_, i64>(2)?).unwrap_or(0),
        root: hash(row, 3)?,
        frontier: bytes(row, 4)?.to_vec(),
        recorded_at: time(row.get(5)?),
    };
    Ok(Some((LogNo(row.get(0)?), head)))
}

/// An entry, still without its targets.
pub(crate) fn entry(row: &Row<'_>) -> rusqlite::Result<(i64, StoredEntry)> {
    let place = row.get(0)?;
    let lookup = Lookup {
        event_id: EventId::from_uuid(uuid(row, 1)?),
        action: row.get(4)?,
        actor: row.get(5)?,
        correlation: CorrelationId::from_uuid(uuid(row, 6)?),
        recorded_at: time(row.get(7)?),
        targets: Vec::new(),
    };
    let leaf = hash(row, 2)?;
    Ok((
        place,
        StoredEntry {
            seq: seq_of(place),
            leaf,
            body: bytes(row, 3)?.to_vec(),
            lookup,
        },
    ))
}

pub(crate) fn hash(row: &Row<'_>, column: usize) -> rusqlite::Result<Hash> {
    Ok(Hash::from_bytes(
        bytes(row, column)?.try_into().unwrap_or_default(),
    ))
}

pub(crate) fn bytes<'row>(row: &'row Row<'_>, column: usize) -> rusqlite::Result<&'row [u8]> {
    Ok(match row.get_ref(column)? {
        ValueRef::Blob(bytes) | ValueRef::Text(bytes) => bytes,
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => &[],
    })
}

pub(crate) fn time(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or(DateTime::UNIX_EPOCH)
}

pub(crate) fn uuid(row: &Row<'_>, column: usize) -> rusqlite::Result<Uuid> {
    Ok(Uuid::from_slice(bytes(row, column)?).unwrap_or_default())
}

//! What owners and operators look at.

mod list;

use sqlite_kit::rusqlite::{self, Connection, OptionalExtension};
use workflow::{
    HistoryEvent, InstanceId, Scope,
    ports::{Recorded, StoreFailure},
};

pub(crate) use self::list::{Query, counts};
use crate::{
    events,
    stored::{InstanceRow, Read},
};

/// One instance; of `scope` if one is given.
pub(crate) fn find(
    connection: &Connection,
    scope: Option<Scope>,
    id: InstanceId,
) -> Read<Option<Recorded>> {
    let row = match InstanceRow::by_id(connection, id)? {
        Ok(row) => row.filter(|row| scope.is_none_or(|scope| row.scope == scope.to_string())),
        Err(corrupt) => return Ok(Err(corrupt)),
    };
    Ok(row.map(InstanceRow::recorded).transpose())
}

/// The events of one instance; of `scope` if one is given. Empty if there is no such instance.
pub(crate) fn history(
    connection: &Connection,
    scope: Option<Scope>,
    id: InstanceId,
    after: u64,
    limit: u32,
) -> Read<Vec<HistoryEvent>> {
    let found: Option<(i64, String)> = connection
        .prepare_cached("SELECT number, scope FROM instance WHERE id = ?1")?
        .query_row([id.as_uuid()], |row| row.try_into())
        .optional()?;
    match found {
        Some((number, owner)) if scope.is_none_or(|scope| owner == scope.to_string()) => {
            events::read_after(connection, number, after, limit)
        },
        _ => Ok(Ok(Vec::new())),
    }
}

/// The first entry of `instance_due`.
pub(crate) const NEXT_DUE: &str =
    "SELECT due_at FROM instance WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1";

/// When something may be due next.
pub(crate) fn next_due(connection: &Connection) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached(NEXT_DUE)?
        .query_row([], |row| row.get(0))
        .optional()
}

/// A failure of the database, as the port names it.
pub(crate) fn failure(error: sqlite_kit::DatabaseError) -> StoreFailure {
    StoreFailure::new(error)
}

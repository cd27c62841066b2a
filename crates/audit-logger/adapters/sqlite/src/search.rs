//! Searching one log by index.

use audit_logger::{
    Seq,
    ports::{Filter, Window},
};
use chrono::{DateTime, Utc};
use sqlite_kit::rusqlite::{
    self, Connection, OptionalExtension as _, params_from_iter, types::Value,
};

use crate::{place::LogNo, read::Raw, rows};

/// The records of a window that fit a filter, newest first, at most `limit`.
pub(crate) fn search(
    connection: &Connection,
    log_no: LogNo,
    filter: &Filter,
    window: Window,
    limit: usize,
) -> rusqlite::Result<Vec<Raw>> {
    // Times never run back in a log, so a range of times is a range of places.
    let low = match filter.recorded_from {
        Some(from) => first_recorded_at(connection, log_no, window.size, from)?,
        None => 0,
    };
    let high = match filter.recorded_before {
        Some(before) => first_recorded_at(connection, log_no, window.size, before)?,
        None => window.size,
    };
    let range = (Seq::new(low), Seq::new(high.min(window.before.as_u64())));
    let (sql, values) = statement(log_no, filter, range, limit);
    connection
        .prepare_cached(&sql)?
        .query_map(params_from_iter(values), Raw::of)?
        .collect()
}

/// The statement for a filter. Its text depends only on which fields are given.
fn statement(
    log_no: LogNo,
    filter: &Filter,
    range: (Seq, Seq),
    limit: usize,
) -> (String, Vec<Value>) {
    let mut values = vec![
        Value::Integer(log_no.from(range.0)),
        Value::Integer(log_no.from(range.1)),
        Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)),
    ];
    let (source, place) = if filter.target.is_some() {
        (
            "entry_target t JOIN entry e ON e.place = t.place",
            "t.place",
        )
    } else {
        ("entry e", "e.place")
    };
    let uuid = |id: uuid::Uuid| Value::Blob(id.as_bytes().to_vec());
    let wanted = [
        (
            "t.kind",
            filter
                .target
                .as_ref()
                .map(|t| Value::Text(t.kind().to_string())),
        ),
        (
            "t.id",
            filter
                .target
                .as_ref()
                .map(|t| Value::Text(t.id().to_owned())),
        ),
        (
            "e.correlation",
            filter.correlation.map(|c| uuid(c.as_uuid())),
        ),
        (
            "e.actor",
            filter
                .actor
                .as_ref()
                .map(|actor| Value::Text(actor.to_string())),
        ),
        (
            "e.action",
            filter
                .action
                .as_ref()
                .map(|action| Value::Text(action.to_string())),
        ),
    ];
    let mut conditions = vec![format!("{place} >= ?1 AND {place} < ?2")];
    for (column, value) in wanted {
        if let Some(value) = value {
            values.push(value);
            conditions.push(format!("{column} = ?{}", values.len()));
        }
    }
    let conditions = conditions.join(" AND ");
    let sql = format!(
        "SELECT e.place, e.leaf, e.body FROM {source} WHERE {conditions}
         ORDER BY {place} DESC LIMIT ?3"
    );
    (sql, values)
}

/// The first place whose record was taken at `at` or later, by halving: 40 reads at most.
fn first_recorded_at(
    connection: &Connection,
    log_no: LogNo,
    size: u64,
    at: DateTime<Utc>,
) -> rusqlite::Result<u64> {
    let mut select = connection.prepare_cached("SELECT recorded_at FROM entry WHERE place = ?1")?;
    let (mut low, mut high) = (0, size);
    while low < high {
        let middle = low + (high - low) / 2;
        let recorded_at: Option<i64> = select
            .query_row([log_no.from(Seq::new(middle))], |row| row.get(0))
            .optional()?;
        // A deleted record leaves the search inexact here; the verifier tells of it.
        if recorded_at.is_some_and(|recorded_at| rows::time(recorded_at) < at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

#[cfg(test)]
mod tests {
    use audit_logger::{Action, Actor, LogId, testing::samples};

    use super::*;
    use crate::AuditStore;

    /// Each search walks an index in the order of places: it neither scans the file nor sorts.
    #[tokio::test]
    async fn every_search_uses_an_index_and_sorts_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = AuditStore::open(&folder.path().join("audit.db")).unwrap();
        let like = samples::draft(LogId::Platform, 1);
        let all = Filter::default();
        let filters = [
            (
                all.clone(),
                "e USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
            ),
            (
                Filter {
                    action: Action::parse("a.b.c").ok(),
                    ..all.clone()
                },
                "e USING INDEX entry_action (action=? AND rowid>? AND rowid<?)",
            ),
            (
                Filter {
                    actor: Some(Actor::Anonymous),
                    ..all.clone()
                },
                "e USING INDEX entry_actor (actor=? AND rowid>? AND rowid<?)",
            ),
            (
                Filter {
                    correlation: Some(like.correlation()),
                    ..all.clone()
                },
                "e USING INDEX entry_correlation (correlation=? AND rowid>? AND rowid<?)",
            ),
            (
                Filter {
                    target: like.targets().first().cloned(),
                    ..all
                },
                "t USING COVERING INDEX entry_target_name (kind=? AND id=? AND place>? AND place<?)",
            ),
        ];
        for (filter, expected) in filters {
            let (sql, values) = statement(LogNo(1), &filter, (Seq::new(0), Seq::new(9)), 51);
            let explain = move |connection: &Connection| {
                connection
                    .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?
                    .query_map(params_from_iter(values), |row| row.get::<_, String>(3))?
                    .collect::<rusqlite::Result<Vec<_>>>()
            };
            let plan = store.database.read(explain).await.unwrap();
            assert_eq!(
                plan.first().map(String::as_str),
                Some(&*format!("SEARCH {expected}"))
            );
            assert!(
                plan.iter()
                    .all(|step| !step.contains("SCAN") && !step.contains("TEMP")),
                "{plan:?}"
            );
        }
    }
}

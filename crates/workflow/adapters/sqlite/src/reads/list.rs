//! Lists and counts: from the columns alone, so that an unreadable instance is listed too.

use std::num::NonZeroU32;

use sqlite_kit::rusqlite::{self, Connection, Row, types::Value};
use workflow::{
    CorruptInstance, DedupKey, InstanceId, ParkReason, Scope, SignalName, Status, WorkflowName,
    ports::{Counts, InstanceFilter, InstanceSummary, Page, PageCursor},
};

use crate::{
    stored::readable,
    time::{instant, past},
};

/// What a list asks for.
pub(crate) struct Query {
    pub(crate) scope: Option<Scope>,
    pub(crate) filter: InstanceFilter,
    pub(crate) after: Option<PageCursor>,
    pub(crate) limit: NonZeroU32,
}

impl Query {
    pub(crate) fn run(&self, connection: &Connection) -> rusqlite::Result<Page> {
        let (sql, values) = self.statement();
        let mut items: Vec<InstanceSummary> = connection
            .prepare_cached(&sql)?
            .query_map(rusqlite::params_from_iter(values), |row| {
                Columns::read(row)?
                    .understand()
                    .map_err(sqlite_kit::unreadable)
            })?
            .collect::<Result<_, _>>()?;
        let size = usize::try_from(self.limit.get()).unwrap_or(usize::MAX);
        let more = items.len() > size;
        items.truncate(size);
        let last = items.last().filter(|_| more);
        let next = last.map(|item| PageCursor {
            created_at: item.created_at,
            id: item.id,
        });
        Ok(Page { items, next })
    }

    /// One more line than asked for tells whether there is a next page.
    pub(crate) fn statement(&self) -> (String, Vec<Value>) {
        let mut conditions = vec!["1".to_owned()];
        let mut values: Vec<Value> = Vec::new();
        let mut narrow = |condition: &str, value: Value| {
            values.push(value);
            conditions.push(format!("{condition} ?{}", values.len()));
        };
        if let Some(scope) = self.scope {
            narrow("scope =", scope.to_string().into());
        }
        if let Some(status) = self.filter.status {
            narrow("status =", status.as_str().to_owned().into());
        }
        if let Some(name) = &self.filter.workflow {
            narrow("workflow =", name.as_str().to_owned().into());
        }
        if let Some(cursor) = self.after {
            values.push(past(cursor.created_at).into());
            values.push(cursor.id.as_uuid().as_bytes().to_vec().into());
            conditions.push(format!(
                "(created_at, id) < (?{}, ?{})",
                values.len() - 1,
                values.len()
            ));
        }
        values.push(i64::from(self.limit.get()).saturating_add(1).into());
        let sql = format!(
            "SELECT id, scope, workflow, version, dedup_key, status, park_reason, waits_for,
                    wake_at, created_at, updated_at
             FROM instance WHERE {} ORDER BY created_at DESC, id DESC LIMIT ?{}",
            conditions.join(" AND "),
            values.len(),
        );
        (sql, values)
    }
}

/// How many instances have which status; of `scope` if one is given.
pub(crate) fn counts(connection: &Connection, scope: Option<Scope>) -> rusqlite::Result<Counts> {
    let read = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, u64>(1)?));
    let rows: Vec<(String, u64)> = match scope {
        Some(scope) => connection
            .prepare_cached(
                "SELECT status, count(*) FROM instance WHERE scope = ?1 GROUP BY status",
            )?
            .query_map([scope.to_string()], read)?
            .collect::<Result<_, _>>()?,
        None => connection
            .prepare_cached("SELECT status, count(*) FROM instance GROUP BY status")?
            .query_map([], read)?
            .collect::<Result<_, _>>()?,
    };
    rows.into_iter()
        .map(|(word, count)| Ok((status(&word).map_err(sqlite_kit::unreadable)?, count)))
        .collect()
}

struct Columns {
    id: uuid::Uuid,
    scope: String,
    workflow: String,
    version: u32,
    key: String,
    status: String,
    park_reason: Option<String>,
    waits_for: Option<String>,
    wake_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
}

impl Columns {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            scope: row.get(1)?,
            workflow: row.get(2)?,
            version: row.get(3)?,
            key: row.get(4)?,
            status: row.get(5)?,
            park_reason: row.get(6)?,
            waits_for: row.get(7)?,
            wake_at: row.get(8)?,
            created_at: row.get(9)?,
            updated_at: row.get(10)?,
        })
    }

    fn understand(self) -> Result<InstanceSummary, CorruptInstance> {
        let waits_for = self.waits_for.as_deref().map(SignalName::parse).transpose();
        Ok(InstanceSummary {
            id: InstanceId::from_uuid(self.id),
            scope: readable(Scope::parse(&self.scope), "the scope cannot be read")?,
            workflow: readable(
                WorkflowName::parse(&self.workflow),
                "the name cannot be read",
            )?,
            version: self.version,
            key: readable(DedupKey::parse(&self.key), "the key cannot be read")?,
            status: status(&self.status)?,
            parked: self.park_reason.map(park_reason).transpose()?,
            waits_for: readable(waits_for, "the signal's name cannot be read")?,
            wake_at: self.wake_at.map(instant).transpose()?,
            created_at: instant(self.created_at)?,
            updated_at: instant(self.updated_at)?,
        })
    }
}

fn status(word: &str) -> Result<Status, CorruptInstance> {
    Status::parse(word).ok_or(CorruptInstance::Inconsistent {
        what: "the status is unknown",
    })
}

fn park_reason(word: String) -> Result<ParkReason, CorruptInstance> {
    serde_json::from_value(serde_json::Value::String(word)).map_err(CorruptInstance::progress)
}

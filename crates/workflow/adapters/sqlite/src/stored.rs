//! Rows of the file, and what the crate `workflow` makes of them.

use chrono::{DateTime, Utc};
use sqlite_kit::rusqlite::{self, Connection, OptionalExtension, Row};
use uuid::Uuid;
use workflow::{
    CorrelationId, CorruptInstance, DedupKey, Fence, Instance, InstanceHead, InstanceId, Payload,
    Rev, Scope, SignalName, StoredInstance, WorkerId, WorkflowName,
    ports::{Guard, Lease, PendingSignal, Recorded, SignalRef},
};

use crate::time::instant;

/// What SQLite could not do, or else what it found, which may be damaged.
pub(crate) type Read<T> = rusqlite::Result<Result<T, CorruptInstance>>;

/// The columns of an instance, not yet understood.
pub(crate) struct InstanceRow {
    pub(crate) number: i64,
    pub(crate) rev: u64,
    pub(crate) fence: u64,
    pub(crate) lease_owner: Option<String>,
    pub(crate) lease_until: Option<i64>,
    pub(crate) input_digest: String,
    pub(crate) scope: String,
    pub(crate) status: String,
    id: Uuid,
    workflow: String,
    dedup_key: String,
    version: u32,
    correlation: Uuid,
    input: String,
    created_at: i64,
    updated_at: i64,
    progress: String,
    state: String,
    output: Option<String>,
}

const BY_ID: &str = "
    SELECT number, rev, fence, lease_owner, lease_until, input_digest, scope,
           id, workflow, dedup_key, version, correlation, input, created_at, updated_at,
           progress, state, output, status
    FROM instance WHERE id = ?1";

const BY_NUMBER: &str = "
    SELECT number, rev, fence, lease_owner, lease_until, input_digest, scope,
           id, workflow, dedup_key, version, correlation, input, created_at, updated_at,
           progress, state, output, status
    FROM instance WHERE number = ?1";

impl InstanceRow {
    pub(crate) fn by_id(connection: &Connection, id: InstanceId) -> Read<Option<Self>> {
        let found = connection
            .prepare_cached(BY_ID)?
            .query_row([id.as_uuid()], Self::read)
            .optional();
        columns(found)
    }

    pub(crate) fn by_number(connection: &Connection, number: i64) -> Read<Self> {
        columns(
            connection
                .prepare_cached(BY_NUMBER)?
                .query_row([number], Self::read),
        )
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            rev: row.get(1)?,
            fence: row.get(2)?,
            lease_owner: row.get(3)?,
            lease_until: row.get(4)?,
            input_digest: row.get(5)?,
            scope: row.get(6)?,
            id: row.get(7)?,
            workflow: row.get(8)?,
            dedup_key: row.get(9)?,
            version: row.get(10)?,
            correlation: row.get(11)?,
            input: row.get(12)?,
            created_at: row.get(13)?,
            updated_at: row.get(14)?,
            progress: row.get(15)?,
            state: row.get(16)?,
            output: row.get(17)?,
            status: row.get(18)?,
        })
    }

    pub(crate) const fn id(&self) -> InstanceId {
        InstanceId::from_uuid(self.id)
    }

    pub(crate) const fn guard(&self) -> Guard {
        Guard {
            id: self.id(),
            rev: Rev::from_u64(self.rev),
            fence: Fence::from_u64(self.fence),
        }
    }

    /// Until when somebody else than `lease.owner` drives it.
    pub(crate) fn leased_to_another(
        &self,
        lease: &Lease,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let owner = self.lease_owner.as_deref()?;
        // An end that is no instant ends no lease: then whoever asks may have the instance.
        let until = self.lease_until.and_then(|until| instant(until).ok())?;
        (owner != lease.owner.as_str() && until > now).then_some(until)
    }

    /// Understands the columns.
    pub(crate) fn instance(self) -> Result<Instance, CorruptInstance> {
        let head = InstanceHead {
            id: self.id(),
            scope: readable(Scope::parse(&self.scope), "the scope cannot be read")?,
            workflow: readable(
                WorkflowName::parse(&self.workflow),
                "the name cannot be read",
            )?,
            key: readable(DedupKey::parse(&self.dedup_key), "the key cannot be read")?,
            version: self.version,
            correlation: CorrelationId::from_uuid(self.correlation),
            input: payload(&self.input)?,
            input_digest: self.input_digest,
            created_at: instant(self.created_at)?,
        };
        Instance::restore(StoredInstance {
            head,
            state: payload(&self.state)?,
            output: self.output.as_deref().map(payload).transpose()?,
            progress: self.progress,
            updated_at: instant(self.updated_at)?,
        })
    }

    pub(crate) fn recorded(self) -> Result<Recorded, CorruptInstance> {
        let Guard { rev, fence, .. } = self.guard();
        let lease = self.lease()?;
        let instance = self.instance()?;
        Ok(Recorded {
            instance,
            rev,
            fence,
            lease,
        })
    }

    pub(crate) fn lease(&self) -> Result<Option<Lease>, CorruptInstance> {
        let (Some(owner), Some(until)) = (&self.lease_owner, self.lease_until) else {
            return Ok(None);
        };
        let owner = readable(WorkerId::parse(owner), "the lease cannot be read")?;
        Ok(Some(Lease {
            owner,
            until: instant(until)?,
        }))
    }
}

/// The oldest signal of this name that the instance has not taken.
pub(crate) fn pending_signal(
    connection: &Connection,
    number: i64,
    name: &SignalName,
) -> Read<Option<PendingSignal>> {
    let found = connection
        .prepare_cached(
            "SELECT dedup_key, payload, received_at FROM signal
             WHERE instance = ?1 AND name = ?2 AND NOT taken ORDER BY number LIMIT 1",
        )?
        .query_row((number, name.as_str()), |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, i64>(2)?,
            ))
        })
        .optional();
    let found = match columns(found)? {
        Ok(found) => found,
        Err(corrupt) => return Ok(Err(corrupt)),
    };
    let understand = |(key, text, received_at): (String, String, i64)| {
        Ok(PendingSignal {
            signal: SignalRef {
                name: name.clone(),
                key: readable(DedupKey::parse(&key), "the key of a signal cannot be read")?,
            },
            payload: payload(&text)?,
            received_at: instant(received_at)?,
        })
    };
    Ok(found.map(understand).transpose())
}

/// Sets a damaged row apart from a database that does not answer.
pub(crate) fn columns<T>(read: rusqlite::Result<T>) -> Read<T> {
    use rusqlite::Error as E;
    match read {
        Ok(row) => Ok(Ok(row)),
        Err(
            E::FromSqlConversionFailure(..)
            | E::IntegralValueOutOfRange(..)
            | E::InvalidColumnType(..)
            | E::Utf8Error(..),
        ) => Ok(Err(CorruptInstance::Inconsistent {
            what: "a column cannot be read",
        })),
        Err(error) => Err(error),
    }
}

pub(crate) fn payload(text: &str) -> Result<Payload, CorruptInstance> {
    readable(Payload::from_json(text), "a payload is too large")
}

pub(crate) fn readable<T, E>(
    parsed: Result<T, E>,
    what: &'static str,
) -> Result<T, CorruptInstance> {
    parsed.map_err(|_| CorruptInstance::Inconsistent { what })
}

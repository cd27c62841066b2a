//! The open file, and what every write of it has in common.

use std::path::Path;

use chrono::{DateTime, Utc};
use sqlite_kit::{
    Database, DatabaseError, OpenError, WriteTx,
    outbox::{self, OutboxRow},
    receipt::{self, Lookup},
    rusqlite::{self, Connection},
};
use tenant::{
    Event,
    ports::{
        Cause, Change, Committed, IdempotencyKey, InsertTenantError, JoinError, Position,
        Revocation, StoreFailure, UpdateMembershipError, UpdateTenantError, Version,
    },
};
use uuid::Uuid;

use crate::{
    codec::{from_json, to_json},
    schema::SCHEMA,
};

/// All ports of [`tenant`] in one SQLite file. Cloning is cheap, and all clones are one file.
///
/// A write is answered when it is on disk; writes that wait at the same time share one commit.
/// Works under any async executor.
#[derive(Debug, Clone)]
pub struct TenantStore {
    database: Database,
}

impl TenantStore {
    /// Opens the file at `path`, or makes it, and brings older ones up to date. It blocks while
    /// it does: call it at start-up.
    ///
    /// # Errors
    /// [`OpenError`] says what is wrong and what to do. The content of the file is then unchanged.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Database::open(path, &SCHEMA).map(|database| Self { database })
    }

    /// Carries out what was accepted and closes the file for all clones.
    ///
    /// # Errors
    /// [`DatabaseError`] if it was closed already or could not be tidied; what was answered is on
    /// disk in any case.
    pub async fn close(self) -> Result<(), DatabaseError> {
        self.database.close().await
    }

    /// Reads; a failure is opaque to the port.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, StoreFailure>
    where
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.database.read(work).await.map_err(StoreFailure::new)
    }

    /// Reads a row that is found by an index.
    pub(crate) async fn look_up<T, F>(&self, work: F) -> Result<T, StoreFailure>
    where
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.database.look_up(work).await.map_err(StoreFailure::new)
    }

    /// One commit: looks the key up, does `work`, appends the events, and stores the receipt.
    /// A refusal of any of these rolls all of them back.
    ///
    /// `work` puts the new state into the tables and answers its version. It may be run again
    /// after its changes were rolled back.
    pub(crate) async fn commit<S, E, F>(
        &self,
        cause: &Cause,
        change: Change<S>,
        work: F,
    ) -> Result<Committed, E>
    where
        S: Send + 'static,
        E: Refusal,
        F: Fn(&WriteTx<'_>, &S) -> rusqlite::Result<Result<Version, E>> + Send + 'static,
    {
        let (state, events) = change.into_parts();
        let record = Record::new(cause, &events).map_err(StoreFailure::new)?;
        let outcome = self.database.write_repeatable(move |tx| {
            match receipt::look_up(tx, record.key)? {
                Lookup::Answered(json) => {
                    let first = from_json::<Committed>("receipt", &json)?;
                    return Ok(Ok(Committed {
                        replayed: true,
                        ..first
                    }));
                },
                Lookup::Revoked => return Ok(Err(E::revoked())),
                Lookup::Fresh => {},
            }
            match work(tx, &state)? {
                Ok(version) => record.commit(tx, version).map(Ok),
                Err(refusal) => Ok(Err(refusal)),
            }
        });
        outcome.await.map_err(StoreFailure::new)?
    }

    pub(crate) async fn revoke_key(
        &self,
        key: IdempotencyKey,
        at: DateTime<Utc>,
    ) -> Result<Revocation, StoreFailure> {
        let outcome = self
            .database
            .write::<_, std::convert::Infallible, _>(move |tx| {
                Ok(Ok(
                    match receipt::revoke(tx, key.as_uuid(), at.timestamp_micros())? {
                        Lookup::Fresh | Lookup::Revoked => Revocation::NeverHappened,
                        Lookup::Answered(json) => {
                            Revocation::Happened(from_json("receipt", &json)?)
                        },
                    },
                ))
            });
        match outcome.await.map_err(StoreFailure::new)? {
            Ok(revocation) => Ok(revocation),
            Err(never) => match never {},
        }
    }
}

/// What is to be told of a write, made ready before the writer's turn.
struct Record {
    key: Uuid,
    at: i64,
    actor: String,
    correlation: Uuid,
    events: Vec<(Uuid, &'static str, String)>,
}

impl Record {
    fn new(cause: &Cause, events: &[Event]) -> rusqlite::Result<Self> {
        let row = |(index, event): (u32, &Event)| {
            let id = cause.event_id(index).as_uuid();
            Ok((id, event.kind(), to_json("event", event)?))
        };
        Ok(Self {
            key: cause.key.as_uuid(),
            at: cause.at.timestamp_micros(),
            actor: cause.actor.as_str().to_owned(),
            correlation: cause.correlation.as_uuid(),
            events: (0..)
                .zip(events)
                .map(row)
                .collect::<rusqlite::Result<_>>()?,
        })
    }

    /// Appends the events and stores the receipt.
    fn commit(&self, tx: &WriteTx<'_>, version: Version) -> rusqlite::Result<Committed> {
        let mut position = 0;
        for (id, kind, payload) in &self.events {
            let row = OutboxRow {
                id: *id,
                kind,
                occurred_at: self.at,
                actor: &self.actor,
                correlation: self.correlation,
                causation: self.key,
                payload,
            };
            position = outbox::append(tx, &row)?;
        }
        let committed = Committed {
            version,
            position: Position::from_u64(position),
            replayed: false,
        };
        receipt::store(tx, self.key, &to_json("receipt", &committed)?, self.at)?;
        Ok(committed)
    }
}

/// An error of a writing port method: each can say that its key was revoked.
pub(crate) trait Refusal: From<StoreFailure> + Send + 'static {
    fn revoked() -> Self;
}

impl Refusal for InsertTenantError {
    fn revoked() -> Self {
        Self::Revoked
    }
}

impl Refusal for UpdateTenantError {
    fn revoked() -> Self {
        Self::Revoked
    }
}

impl Refusal for JoinError {
    fn revoked() -> Self {
        Self::Revoked
    }
}

impl Refusal for UpdateMembershipError {
    fn revoked() -> Self {
        Self::Revoked
    }
}

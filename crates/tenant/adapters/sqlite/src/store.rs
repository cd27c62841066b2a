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
        Cause, Committed, IdempotencyKey, InsertTenantError, JoinError, Position, Revocation,
        StoreFailure, UpdateMembershipError, UpdateTenantError, Version,
    },
};

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

    /// One commit: looks the key up, does `work`, appends the events, and stores the receipt.
    /// A refusal of any of these rolls all of them back.
    pub(crate) async fn commit<E, F>(&self, cause: &Cause, work: F) -> Result<Committed, E>
    where
        E: Refusal,
        F: FnOnce(&WriteTx<'_>) -> rusqlite::Result<Result<Written, E>> + Send + 'static,
    {
        let cause = cause.clone();
        let outcome = self.database.write(move |tx| {
            match receipt::look_up(tx, cause.key.as_uuid())? {
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
            match work(tx)? {
                Ok(written) => record(tx, &cause, &written).map(Ok),
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

/// What a write put into the tables, and what is to be told of it.
pub(crate) struct Written {
    pub(crate) version: Version,
    pub(crate) events: Vec<Event>,
}

fn record(tx: &WriteTx<'_>, cause: &Cause, written: &Written) -> rusqlite::Result<Committed> {
    let at = cause.at.timestamp_micros();
    let key = cause.key.as_uuid();
    let mut position = 0;
    for (index, event) in (0..).zip(&written.events) {
        position = outbox::append(
            tx,
            &OutboxRow {
                id: cause.event_id(index).as_uuid(),
                kind: event.kind(),
                occurred_at: at,
                actor: cause.actor.as_str(),
                correlation: cause.correlation.as_uuid(),
                causation: key,
                payload: &to_json("event", event)?,
            },
        )?;
    }
    let position = Position::from_u64(position);
    let committed = Committed {
        version: written.version,
        position,
        replayed: false,
    };
    receipt::store(tx, key, &to_json("receipt", &committed)?, at)?;
    Ok(committed)
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

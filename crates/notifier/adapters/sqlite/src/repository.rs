//! Writes: each one commit of record, events, version and key.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use notifier::{
    Delivery,
    ports::{
        AcceptDeliveryError, Cause, Change, Committed, DeliveryRepository, IdempotencyKey,
        Revocation, StoreFailure, UpdateDeliveryError, Version,
    },
};
use sqlite_kit::{
    receipt::{self, Lookup},
    rusqlite::{self, Connection, OptionalExtension as _},
};
use uuid::Uuid;

use crate::{
    record::{commit, micros, replayed},
    store::NotifierStore,
};

#[async_trait]
impl DeliveryRepository for NotifierStore {
    async fn accept(
        &self,
        cause: &Cause,
        change: Change<Delivery>,
    ) -> Result<Committed, AcceptDeliveryError> {
        let cause = cause.clone();
        self.write(move |tx| {
            match receipt::look_up(tx, cause.key.as_uuid())? {
                Lookup::Answered(answer) => return replayed(&answer).map(Ok),
                Lookup::Revoked => return Ok(Err(AcceptDeliveryError::Revoked)),
                Lookup::Fresh => {},
            }
            if version_of(tx, change.state().id().as_uuid())?.is_some() {
                return Ok(Err(AcceptDeliveryError::MessageExists));
            }
            commit(tx, &cause, Version::first(), &change).map(Ok)
        })
        .await
    }

    async fn update(
        &self,
        cause: &Cause,
        expected: Version,
        change: Change<Delivery>,
    ) -> Result<Committed, UpdateDeliveryError> {
        let cause = cause.clone();
        self.write(move |tx| {
            match receipt::look_up(tx, cause.key.as_uuid())? {
                Lookup::Answered(answer) => return replayed(&answer).map(Ok),
                Lookup::Revoked => return Ok(Err(UpdateDeliveryError::Revoked)),
                Lookup::Fresh => {},
            }
            match version_of(tx, change.state().id().as_uuid())? {
                None => Ok(Err(UpdateDeliveryError::NotFound)),
                Some(found) if found != expected => Ok(Err(UpdateDeliveryError::VersionConflict {
                    expected,
                    found,
                })),
                Some(_) => commit(tx, &cause, expected.next(), &change).map(Ok),
            }
        })
        .await
    }

    async fn revoke(
        &self,
        key: IdempotencyKey,
        at: DateTime<Utc>,
    ) -> Result<Revocation, StoreFailure> {
        self.write(move |tx| {
            let known = receipt::revoke(tx, key.as_uuid(), micros(at))?;
            Ok(Ok(match known {
                Lookup::Answered(answer) => Revocation::Happened(replayed(&answer)?),
                Lookup::Fresh | Lookup::Revoked => Revocation::NeverHappened,
            }))
        })
        .await
    }
}

fn version_of(connection: &Connection, message: Uuid) -> rusqlite::Result<Option<Version>> {
    connection
        .prepare_cached("SELECT version FROM delivery WHERE message = ?1")?
        .query_row([message], |row| row.get(0).map(Version::from_u64))
        .optional()
}

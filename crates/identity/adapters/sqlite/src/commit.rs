//! One write: the key first, then the work, then its events and its receipt.

use chrono::{DateTime, Utc};
use identity::{
    Event,
    ports::{Cause, Committed, IdempotencyKey, Position, Revocation, StoreFailure, Version},
};
use sqlite_kit::outbox::{self, OutboxRow};
use sqlite_kit::receipt::{self, Lookup};
use sqlite_kit::{WriteTx, rusqlite};
use uuid::Uuid;

use crate::codec::{from_json, to_json};
use crate::store::IdentityStore;

/// A writing method's own error, as far as every writing method has it.
pub(crate) trait Refusal: From<StoreFailure> + Send + 'static {
    fn revoked() -> Self;
}

/// What is to be recorded, made ready before the writer's turn.
struct Record {
    key: Uuid,
    at: i64,
    actor: String,
    correlation: Uuid,
    events: Vec<(Uuid, &'static str, String)>,
}

impl Record {
    fn new(cause: &Cause, events: &[Event]) -> Result<Self, StoreFailure> {
        let events = (0_u32..)
            .zip(events)
            .map(|(index, event)| {
                Ok((
                    cause.event_id(index).as_uuid(),
                    event.kind(),
                    to_json(event)?,
                ))
            })
            .collect::<Result<_, StoreFailure>>()?;
        Ok(Self {
            key: cause.key.as_uuid(),
            at: cause.at.timestamp_micros(),
            actor: cause.actor.as_str().to_owned(),
            correlation: cause.correlation.as_uuid(),
            events,
        })
    }

    /// Appends the events and stores the receipt.
    fn commit(&self, tx: &WriteTx<'_>, version: Version) -> rusqlite::Result<Committed> {
        let mut position = Position::START;
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
            position = Position::from_u64(outbox::append(tx, &row)?);
        }
        let committed = Committed {
            version,
            position,
            replayed: false,
        };
        let answer = to_json(&committed).map_err(sqlite_kit::unreadable)?;
        receipt::store(tx, self.key, &answer, self.at)?;
        Ok(committed)
    }
}

impl IdentityStore {
    /// Runs `work` as one commit under the cause's key. `work` answers the new version; it may be
    /// run again after its changes were rolled back.
    pub(crate) async fn commit<E, F>(
        &self,
        cause: &Cause,
        events: &[Event],
        work: F,
    ) -> Result<Committed, E>
    where
        E: Refusal,
        F: Fn(&WriteTx<'_>) -> rusqlite::Result<Result<Version, E>> + Send + 'static,
    {
        let record = Record::new(cause, events)?;
        let answer = self
            .database()
            .write_repeatable(move |tx| {
                match receipt::look_up(tx, record.key)? {
                    Lookup::Fresh => {},
                    Lookup::Revoked => return Ok(Err(E::revoked())),
                    Lookup::Answered(answer) => {
                        let first: Committed = from_json(&answer)?;
                        return Ok(Ok(Committed {
                            replayed: true,
                            ..first
                        }));
                    },
                }
                match work(tx)? {
                    Ok(version) => record.commit(tx, version).map(Ok),
                    Err(refusal) => Ok(Err(refusal)),
                }
            })
            .await;
        answer.map_err(StoreFailure::new)?
    }

    /// The first half of an undo, for every port the same: keys belong to the whole store.
    pub(crate) async fn revoke_key(
        &self,
        key: IdempotencyKey,
        at: DateTime<Utc>,
    ) -> Result<Revocation, StoreFailure> {
        let (key, at) = (key.as_uuid(), at.timestamp_micros());
        let answer = self
            .database()
            .write(move |tx| {
                let found = match receipt::revoke(tx, key, at)? {
                    Lookup::Fresh | Lookup::Revoked => Revocation::NeverHappened,
                    Lookup::Answered(answer) => Revocation::Happened(from_json(&answer)?),
                };
                Ok(Ok::<_, StoreFailure>(found))
            })
            .await;
        answer.map_err(StoreFailure::new)?
    }
}

/// Makes what is overwritten or deleted from here on unreadable in the file, not merely free.
///
/// The setting holds for the writer's connection; SQLite applies it whenever it is prepared, and a
/// cached statement costs next to nothing.
pub(crate) fn forget_for_good(tx: &WriteTx<'_>) -> rusqlite::Result<()> {
    tx.prepare_cached("PRAGMA secure_delete = ON")?
        .query_row([], |_| Ok(()))
}

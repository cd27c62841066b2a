//! The events of this truth, read from the outbox.

use std::num::NonZeroU32;

use async_trait::async_trait;
use chrono::DateTime;
use notifier::{
    EventId,
    ports::{
        ActorRef, CorrelationId, EventFeed, IdempotencyKey, Position, RecordedEvent, StoreFailure,
    },
};
use sqlite_kit::{
    outbox::{self, StoredRow},
    rusqlite, unreadable,
};

use crate::{record::unspoken, store::NotifierStore};

fn recorded(row: &StoredRow) -> rusqlite::Result<RecordedEvent> {
    let occurred_at = DateTime::from_timestamp_micros(row.occurred_at)
        .ok_or_else(|| unreadable("a stored time is out of range"))?;
    Ok(RecordedEvent {
        position: Position::from_u64(row.position),
        id: EventId::from_uuid(row.id),
        occurred_at,
        actor: ActorRef::parse(&row.actor).map_err(unreadable)?,
        correlation: CorrelationId::from_uuid(row.correlation),
        causation: IdempotencyKey::from_uuid(row.causation),
        event: serde_json::from_str(&row.payload).map_err(|error| unspoken(&error))?,
    })
}

#[async_trait]
impl EventFeed for NotifierStore {
    async fn read_after(
        &self,
        after: Position,
        limit: NonZeroU32,
    ) -> Result<Vec<RecordedEvent>, StoreFailure> {
        self.read(move |connection| {
            let rows = outbox::read_after(connection, after.as_u64(), limit.get())?;
            rows.iter().map(recorded).collect()
        })
        .await
    }

    async fn head(&self) -> Result<Position, StoreFailure> {
        self.read(|connection| outbox::head(connection).map(Position::from_u64))
            .await
    }
}

//! The events of the file.

use std::num::NonZeroU32;

use async_trait::async_trait;
use chrono::DateTime;
use sqlite_kit::{outbox, rusqlite, unreadable};
use tenant::{
    EventId,
    ports::{
        ActorRef, CorrelationId, EventFeed, IdempotencyKey, Position, RecordedEvent, StoreFailure,
    },
};

use crate::{
    codec::{Unreadable, from_json},
    store::TenantStore,
};

#[async_trait]
impl EventFeed for TenantStore {
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
        self.read(outbox::head).await.map(Position::from_u64)
    }
}

fn recorded(row: &outbox::StoredRow) -> rusqlite::Result<RecordedEvent> {
    let column = |what| unreadable(Unreadable::Column(what));
    Ok(RecordedEvent {
        position: Position::from_u64(row.position),
        id: EventId::from_uuid(row.id),
        occurred_at: DateTime::from_timestamp_micros(row.occurred_at)
            .ok_or_else(|| column("time"))?,
        actor: ActorRef::parse(&row.actor).map_err(|_| column("actor"))?,
        correlation: CorrelationId::from_uuid(row.correlation),
        causation: IdempotencyKey::from_uuid(row.causation),
        event: from_json("event", &row.payload)?,
    })
}

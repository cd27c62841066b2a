//! Users and events, read.

use std::num::NonZeroU32;

use async_trait::async_trait;
use chrono::DateTime;
use identity::{
    EmailAddress, EventId, User, UserId,
    ports::{
        ActorRef, CorrelationId, EventFeed, IdempotencyKey, Position, RecordedEvent, StoreFailure,
        Stored, UserDirectory, UserPage, UserPageRequest,
    },
};
use sqlite_kit::outbox::{self, StoredRow};
use sqlite_kit::rusqlite::{self, Connection, OptionalExtension};
use uuid::Uuid;

use crate::codec::{Unreadable, from_json, stored};
use crate::store::IdentityStore;

impl IdentityStore {
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, StoreFailure>
    where
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.database().read(work).await.map_err(StoreFailure::new)
    }

    /// For a row that is found by an index.
    pub(crate) async fn look_up<T, F>(&self, work: F) -> Result<T, StoreFailure>
    where
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.database()
            .look_up(work)
            .await
            .map_err(StoreFailure::new)
    }
}

#[async_trait]
impl UserDirectory for IdentityStore {
    async fn find(&self, id: UserId) -> Result<Option<Stored<User>>, StoreFailure> {
        let id = id.as_uuid();
        self.look_up(move |connection| {
            connection
                .prepare_cached("SELECT version, body FROM user WHERE id = ?1")?
                .query_row([id], stored)
                .optional()
        })
        .await
    }

    async fn find_by_email(
        &self,
        email: &EmailAddress,
    ) -> Result<Option<Stored<User>>, StoreFailure> {
        let address = email.canonical().to_owned();
        self.look_up(move |connection| {
            connection
                .prepare_cached("SELECT version, body FROM user WHERE address = ?1")?
                .query_row([address], stored)
                .optional()
        })
        .await
    }

    async fn page(&self, request: UserPageRequest) -> Result<UserPage, StoreFailure> {
        let limit = usize::from(request.limit().get());
        // One more than asked for tells whether there is a next page.
        let rows = u32::from(request.limit().get()).saturating_add(1);
        // The nil id is before every other, and no user has it: ids carry a version.
        let after = request
            .cursor()
            .map_or(Uuid::nil(), |cursor| cursor.as_uuid());
        let mut users: Vec<Stored<User>> = self
            .read(move |connection| {
                connection
                    .prepare_cached(
                        "SELECT version, body FROM user
                         WHERE id > ?1 AND address IS NOT NULL ORDER BY id LIMIT ?2",
                    )?
                    .query_map((after, rows), stored)?
                    .collect()
            })
            .await?;
        let more = users.len() > limit;
        users.truncate(limit);
        let next = users
            .last()
            .map(|stored| stored.value.id())
            .filter(|_| more);
        Ok(UserPage { users, next })
    }

    async fn count(&self) -> Result<u64, StoreFailure> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT count(*) FROM user WHERE address IS NOT NULL")?
                .query_row([], |row| row.get(0))
        })
        .await
    }
}

#[async_trait]
impl EventFeed for IdentityStore {
    async fn read_after(
        &self,
        after: Position,
        limit: NonZeroU32,
    ) -> Result<Vec<RecordedEvent>, StoreFailure> {
        self.read(move |connection| {
            outbox::read_after(connection, after.as_u64(), limit.get())?
                .iter()
                .map(|row| recorded(row).map_err(rusqlite::Error::from))
                .collect()
        })
        .await
    }

    async fn head(&self) -> Result<Position, StoreFailure> {
        self.read(|connection| outbox::head(connection).map(Position::from_u64))
            .await
    }
}

fn recorded(row: &StoredRow) -> Result<RecordedEvent, Unreadable> {
    let occurred_at = DateTime::from_timestamp_micros(row.occurred_at);
    Ok(RecordedEvent {
        position: Position::from_u64(row.position),
        id: EventId::from_uuid(row.id),
        occurred_at: occurred_at.ok_or(Unreadable::Range { what: "time" })?,
        actor: ActorRef::parse(&row.actor).map_err(|_| Unreadable::Range { what: "actor" })?,
        correlation: CorrelationId::from_uuid(row.correlation),
        causation: IdempotencyKey::from_uuid(row.causation),
        event: from_json(&row.payload)?,
    })
}

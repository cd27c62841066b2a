//! Port: what happened in this truth, in order.

use std::num::NonZeroU32;

use async_trait::async_trait;
use auto_impl::auto_impl;
use chrono::{DateTime, Utc};

use super::{ActorRef, CorrelationId, IdempotencyKey, Position, StoreFailure};
use crate::{event::Event, id::EventId};

/// An event as it was committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEvent {
    /// Its place in the feed.
    pub position: Position,
    /// Its id: the same on every repeat of the write.
    pub id: EventId,
    /// When it happened: the time of its cause.
    pub occurred_at: DateTime<Utc>,
    /// Who asked for it.
    pub actor: ActorRef,
    /// As part of what.
    pub correlation: CorrelationId,
    /// The key of the write that caused it.
    pub causation: IdempotencyKey,
    /// What happened.
    pub event: Event,
}

/// Reads the events of this truth in the order in which they were committed.
#[async_trait]
#[auto_impl(Arc)]
pub trait EventFeed: Send + Sync + 'static {
    /// Events after `after`, in commit order, at most `limit`.
    ///
    /// MUST NOT skip an event that is or will be committed at a lower position than one it returns.
    ///
    /// # Errors
    /// [`StoreFailure`] if the store did not answer.
    async fn read_after(
        &self,
        after: Position,
        limit: NonZeroU32,
    ) -> Result<Vec<RecordedEvent>, StoreFailure>;

    /// The position of the newest committed event; [`Position::START`] if there is none.
    ///
    /// # Errors
    /// [`StoreFailure`] if the store did not answer.
    async fn head(&self) -> Result<Position, StoreFailure>;
}

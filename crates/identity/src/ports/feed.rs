//! The events of this truth, in the order they were committed.

use std::num::NonZeroU32;

use async_trait::async_trait;
use auto_impl::auto_impl;
use chrono::{DateTime, Utc};

use super::{ActorRef, CorrelationId, IdempotencyKey, Position, StoreFailure};
use crate::event::Event;
use crate::ids::EventId;

/// An event as it was committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEvent {
    /// Its place in the feed.
    pub position: Position,
    /// Its id, the same on every repeat of the commit.
    pub id: EventId,
    /// When the commit was asked for.
    pub occurred_at: DateTime<Utc>,
    /// Who asked.
    pub actor: ActorRef,
    /// The request or process it belongs to.
    pub correlation: CorrelationId,
    /// The key of the commit that recorded it.
    pub causation: IdempotencyKey,
    /// What happened.
    pub event: Event,
}

/// Reads the events of this truth in order. A listener keeps the position it has reached.
#[async_trait]
#[auto_impl(Arc)]
pub trait EventFeed: Send + Sync + 'static {
    /// Events after `after`, in commit order, at most `limit`.
    ///
    /// MUST NOT skip an event that is or will be committed at a lower position than one returned.
    ///
    /// # Errors
    /// [`StoreFailure`] when the store did not answer; the position stays good.
    async fn read_after(
        &self,
        after: Position,
        limit: NonZeroU32,
    ) -> Result<Vec<RecordedEvent>, StoreFailure>;

    /// The position of the newest committed event, [`Position::START`] if there is none.
    ///
    /// # Errors
    /// [`StoreFailure`] when the store did not answer.
    async fn head(&self) -> Result<Position, StoreFailure>;
}

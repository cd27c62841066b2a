//! The events of this truth, in the order in which they were committed.

use std::num::NonZeroU32;

use async_trait::async_trait;
use auto_impl::auto_impl;
use chrono::{DateTime, Utc};

use super::{
    cause::{ActorRef, CorrelationId, IdempotencyKey},
    commit::{Position, StoreFailure},
};
use crate::{event::Event, id::EventId};

/// An event with where it stands, when it happened, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEvent {
    /// Where it stands in the feed.
    pub position: Position,
    /// Its own id, the same on every repeat of the write.
    pub id: EventId,
    /// When it happened, to the microsecond at least.
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

/// Reads the events of all tenants, in commit order. For listeners of the platform, not for the
/// members of one tenant.
#[async_trait]
#[auto_impl(Arc)]
pub trait EventFeed: Send + Sync + 'static {
    /// The events after `after`, in commit order, at most `limit`; a store may answer fewer, but
    /// none only if there are none.
    ///
    /// MUST NOT skip an event that is or will be committed at a lower position than the last one
    /// answered. Positions MUST be dense from 1.
    ///
    /// # Errors
    /// [`StoreFailure`]; the cursor stays where it is and the caller asks again.
    async fn read_after(
        &self,
        after: Position,
        limit: NonZeroU32,
    ) -> Result<Vec<RecordedEvent>, StoreFailure>;

    /// The position of the newest committed event, [`Position::START`] if there is none.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn head(&self) -> Result<Position, StoreFailure>;
}

//! All ports of the store in memory, with every MUST kept.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    num::NonZeroU32,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::{
    delivery::{Delivery, Phase},
    event::Event,
    id::MessageId,
    ports::{
        AcceptDeliveryError, Cause, Change, Committed, DeliveryDirectory, DeliveryRepository,
        EventFeed, IdempotencyKey, Page, PageSize, PlatformDirectory, Position, RecordedEvent,
        Revocation, StoreFailure, Stored, UpdateDeliveryError, Version,
    },
    recipient::{RecipientRef, Scope},
};

/// What is known of a key.
#[derive(Debug, Clone, Copy)]
enum Receipt {
    Answered(Committed),
    Revoked,
}

#[derive(Debug, Default)]
struct World {
    records: BTreeMap<MessageId, Stored<Delivery>>,
    receipts: BTreeMap<IdempotencyKey, Receipt>,
    events: Vec<RecordedEvent>,
}

impl World {
    fn head(&self) -> Position {
        self.events
            .last()
            .map_or(Position::START, |event| event.position)
    }

    fn commit(&mut self, cause: &Cause, version: Version, change: Change<Delivery>) -> Committed {
        let (value, events) = change.into_parts();
        for (index, event) in (0..).zip(events) {
            self.append(cause, index, event);
        }
        let committed = Committed {
            version,
            position: self.head(),
            replayed: false,
        };
        self.records.insert(value.id(), Stored { value, version });
        self.receipts
            .insert(cause.key, Receipt::Answered(committed));
        committed
    }

    fn append(&mut self, cause: &Cause, index: u32, event: Event) {
        let recorded = RecordedEvent {
            position: self.head().next(),
            id: cause.event_id(index),
            occurred_at: cause.at,
            actor: cause.actor.clone(),
            correlation: cause.correlation,
            causation: cause.key,
            event,
        };
        self.events.push(recorded);
    }
}

/// Delivery records, receipts and events in memory. Nothing survives it.
#[derive(Debug, Default)]
pub struct MemoryDeliveries {
    world: Mutex<World>,
}

impl MemoryDeliveries {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// A panic elsewhere leaves the world as it was: no method stops half-way.
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn page_where(
        &self,
        after: Option<MessageId>,
        size: PageSize,
        wanted: impl Fn(&Delivery) -> bool,
    ) -> Page {
        let world = self.world();
        let limit = usize::try_from(size.as_u32()).unwrap_or(usize::MAX);
        let mut found = world
            .records
            .values()
            .filter(|stored| after.is_none_or(|after| stored.value.id() > after))
            .filter(|stored| wanted(&stored.value));
        let deliveries: Vec<_> = found.by_ref().take(limit).cloned().collect();
        let more = found.next().is_some();
        let next = deliveries
            .last()
            .filter(|_| more)
            .map(|stored| stored.value.id());
        Page { deliveries, next }
    }
}

fn replay(committed: Committed) -> Committed {
    Committed {
        replayed: true,
        ..committed
    }
}

#[async_trait]
impl DeliveryRepository for MemoryDeliveries {
    async fn accept(
        &self,
        cause: &Cause,
        change: Change<Delivery>,
    ) -> Result<Committed, AcceptDeliveryError> {
        let mut world = self.world();
        match world.receipts.get(&cause.key) {
            Some(Receipt::Answered(committed)) => return Ok(replay(*committed)),
            Some(Receipt::Revoked) => return Err(AcceptDeliveryError::Revoked),
            None => {},
        }
        if world.records.contains_key(&change.state().id()) {
            return Err(AcceptDeliveryError::MessageExists);
        }
        Ok(world.commit(cause, Version::first(), change))
    }

    async fn update(
        &self,
        cause: &Cause,
        expected: Version,
        change: Change<Delivery>,
    ) -> Result<Committed, UpdateDeliveryError> {
        let mut world = self.world();
        match world.receipts.get(&cause.key) {
            Some(Receipt::Answered(committed)) => return Ok(replay(*committed)),
            Some(Receipt::Revoked) => return Err(UpdateDeliveryError::Revoked),
            None => {},
        }
        let stored = world.records.get(&change.state().id());
        let found = stored.ok_or(UpdateDeliveryError::NotFound)?.version;
        if found != expected {
            return Err(UpdateDeliveryError::VersionConflict { expected, found });
        }
        Ok(world.commit(cause, expected.next(), change))
    }

    async fn revoke(
        &self,
        key: IdempotencyKey,
        _at: DateTime<Utc>,
    ) -> Result<Revocation, StoreFailure> {
        match self.world().receipts.entry(key) {
            Entry::Vacant(vacant) => {
                vacant.insert(Receipt::Revoked);
                Ok(Revocation::NeverHappened)
            },
            Entry::Occupied(occupied) => Ok(match *occupied.get() {
                Receipt::Answered(committed) => Revocation::Happened(replay(committed)),
                Receipt::Revoked => Revocation::NeverHappened,
            }),
        }
    }
}

#[async_trait]
impl DeliveryDirectory for MemoryDeliveries {
    async fn find(
        &self,
        scope: Scope,
        id: MessageId,
    ) -> Result<Option<Stored<Delivery>>, StoreFailure> {
        let found = self.world().records.get(&id).cloned();
        Ok(found.filter(|stored| stored.value.scope() == scope))
    }

    async fn page(
        &self,
        scope: Scope,
        after: Option<MessageId>,
        size: PageSize,
    ) -> Result<Page, StoreFailure> {
        Ok(self.page_where(after, size, |delivery| delivery.scope() == scope))
    }

    async fn page_of_recipient(
        &self,
        scope: Scope,
        recipient: &RecipientRef,
        after: Option<MessageId>,
        size: PageSize,
    ) -> Result<Page, StoreFailure> {
        Ok(self.page_where(after, size, |delivery| {
            delivery.scope() == scope && delivery.recipient() == recipient
        }))
    }
}

#[async_trait]
impl PlatformDirectory for MemoryDeliveries {
    async fn find_anywhere(&self, id: MessageId) -> Result<Option<Stored<Delivery>>, StoreFailure> {
        Ok(self.world().records.get(&id).cloned())
    }

    async fn count_by_phase(&self) -> Result<BTreeMap<Phase, u64>, StoreFailure> {
        let mut counts = BTreeMap::<Phase, u64>::new();
        for stored in self.world().records.values() {
            let count = counts.entry(stored.value.state().phase()).or_default();
            *count = count.saturating_add(1);
        }
        Ok(counts)
    }
}

#[async_trait]
impl EventFeed for MemoryDeliveries {
    async fn read_after(
        &self,
        after: Position,
        limit: NonZeroU32,
    ) -> Result<Vec<RecordedEvent>, StoreFailure> {
        let limit = usize::try_from(limit.get()).unwrap_or(usize::MAX);
        let world = self.world();
        let events = world.events.iter().filter(|event| event.position > after);
        Ok(events.take(limit).cloned().collect())
    }

    async fn head(&self) -> Result<Position, StoreFailure> {
        Ok(self.world().head())
    }
}

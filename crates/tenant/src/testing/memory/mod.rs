//! Every port in memory, for tests: it keeps all the MUSTs and loses everything when dropped.

mod memberships;
mod tenants;

use std::{
    collections::BTreeMap,
    num::NonZeroU32,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;

use crate::{
    event::Event,
    id::{MembershipId, TenantId},
    membership::Membership,
    ports::{
        Cause, Committed, EventFeed, IdempotencyKey, Page, PageLimit, Position, RecordedEvent,
        Revocation, StoreFailure, Stored, Version,
    },
    tenant::Tenant,
};

/// All ports of this crate in memory. One lock stands for the one commit.
#[derive(Debug, Default)]
pub struct InMemoryTenants {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    tenants: BTreeMap<TenantId, Stored<Tenant>>,
    memberships: BTreeMap<MembershipId, Stored<Membership>>,
    /// `None` is a tombstone: the key was revoked before anything was written under it.
    receipts: BTreeMap<IdempotencyKey, Option<Committed>>,
    events: Vec<RecordedEvent>,
}

/// What the receipt of a key says about a write that wants to use it.
enum Receipt {
    Fresh,
    Replay(Committed),
    Revoked,
}

impl InMemoryTenants {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// A test that panicked has its own failure to report; others read on.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn receipt(&self, key: IdempotencyKey) -> Receipt {
        match self.receipts.get(&key) {
            None => Receipt::Fresh,
            Some(None) => Receipt::Revoked,
            Some(Some(first)) => Receipt::Replay(Committed {
                replayed: true,
                ..*first
            }),
        }
    }

    /// The second half of every commit: the events, and the receipt.
    fn record(&mut self, cause: &Cause, version: Version, events: Vec<Event>) -> Committed {
        let mut position = self.head();
        for (index, event) in (0..).zip(events) {
            position = position.next();
            self.events.push(RecordedEvent {
                position,
                id: cause.event_id(index),
                occurred_at: cause.at,
                actor: cause.actor.clone(),
                correlation: cause.correlation,
                causation: cause.key,
                event,
            });
        }
        let committed = Committed {
            version,
            position,
            replayed: false,
        };
        self.receipts.insert(cause.key, Some(committed));
        committed
    }

    fn revoke(&mut self, key: IdempotencyKey) -> Revocation {
        match self.receipts.entry(key).or_insert(None) {
            None => Revocation::NeverHappened,
            Some(first) => Revocation::Happened(*first),
        }
    }

    fn head(&self) -> Position {
        self.events
            .last()
            .map_or(Position::START, |event| event.position)
    }
}

/// Cuts a page out of what comes after the cursor, in order.
fn page<T, C>(
    after_cursor: impl Iterator<Item = T>,
    limit: PageLimit,
    cursor: impl Fn(&T) -> C,
) -> Page<T, C> {
    let limit = usize::try_from(limit.as_u32()).unwrap_or(usize::MAX);
    // One more than asked for tells whether there is a next page.
    let mut items: Vec<T> = after_cursor.take(limit.saturating_add(1)).collect();
    let more = items.len() > limit;
    items.truncate(limit);
    let next = if more { items.last().map(cursor) } else { None };
    Page { items, next }
}

#[async_trait]
impl EventFeed for InMemoryTenants {
    async fn read_after(
        &self,
        after: Position,
        limit: NonZeroU32,
    ) -> Result<Vec<RecordedEvent>, StoreFailure> {
        let limit = usize::try_from(limit.get()).unwrap_or(usize::MAX);
        let state = self.lock();
        Ok(state
            .events
            .iter()
            .filter(|event| event.position > after)
            .take(limit)
            .cloned()
            .collect())
    }

    async fn head(&self) -> Result<Position, StoreFailure> {
        Ok(self.lock().head())
    }
}

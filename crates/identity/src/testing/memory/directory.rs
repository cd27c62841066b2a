//! Reading users and events from memory.

use std::num::NonZeroU32;
use std::ops::Bound;

use async_trait::async_trait;

use super::MemoryStore;
use crate::ids::UserId;
use crate::ports::{
    EventFeed, Position, RecordedEvent, StoreFailure, Stored, UserDirectory, UserPage,
    UserPageRequest,
};
use crate::user::{User, UserState};
use crate::values::EmailAddress;

#[async_trait]
impl UserDirectory for MemoryStore {
    async fn find(&self, id: UserId) -> Result<Option<Stored<User>>, StoreFailure> {
        Ok(self.lock().users.get(&id).cloned())
    }

    async fn find_by_email(
        &self,
        email: &EmailAddress,
    ) -> Result<Option<Stored<User>>, StoreFailure> {
        let state = self.lock();
        let owner = state.addresses.get(email.canonical());
        Ok(owner.and_then(|id| state.users.get(id)).cloned())
    }

    async fn page(&self, request: UserPageRequest) -> Result<UserPage, StoreFailure> {
        let state = self.lock();
        let start = request.cursor().map_or(Bound::Unbounded, Bound::Excluded);
        let mut living = state
            .users
            .range((start, Bound::Unbounded))
            .filter(|(_, stored)| stored.value.state() != UserState::Deleted);
        let limit = usize::from(request.limit().get());
        let users: Vec<_> = living
            .by_ref()
            .take(limit)
            .map(|(_, stored)| stored.clone())
            .collect();
        let more = living.next().is_some();
        let last = users.last().map(|stored| stored.value.id());
        Ok(UserPage {
            users,
            next: last.filter(|_| more),
        })
    }

    async fn count(&self) -> Result<u64, StoreFailure> {
        let state = self.lock();
        // A user that is not deleted has exactly one address.
        Ok(u64::try_from(state.addresses.len()).unwrap_or(u64::MAX))
    }
}

#[async_trait]
impl EventFeed for MemoryStore {
    async fn read_after(
        &self,
        after: Position,
        limit: NonZeroU32,
    ) -> Result<Vec<RecordedEvent>, StoreFailure> {
        let state = self.lock();
        let limit = usize::try_from(limit.get()).unwrap_or(usize::MAX);
        // Positions are dense from 1, so a position is the index of what follows it.
        let start = usize::try_from(after.as_u64()).unwrap_or(usize::MAX);
        Ok(state
            .events
            .iter()
            .skip(start)
            .take(limit)
            .cloned()
            .collect())
    }

    async fn head(&self) -> Result<Position, StoreFailure> {
        Ok(self.lock().head())
    }
}

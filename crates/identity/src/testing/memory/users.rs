//! Users in memory.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::MemoryStore;
use super::state::Admission;
use crate::ports::{
    Cause, Change, Committed, IdempotencyKey, InsertUserError, Revocation, StoreFailure,
    UpdateUserError, UserRepository, Version,
};
use crate::user::User;

#[async_trait]
impl UserRepository for MemoryStore {
    async fn insert(
        &self,
        cause: &Cause,
        change: Change<User>,
    ) -> Result<Committed, InsertUserError> {
        let mut state = self.lock();
        match state.admit(cause.key) {
            Admission::Answered(first) => return Ok(first),
            Admission::Revoked => return Err(InsertUserError::Revoked),
            Admission::Fresh => {},
        }
        let (user, events) = change.into_parts();
        if state.users.contains_key(&user.id()) {
            return Err(InsertUserError::UserExists);
        }
        let owner = user
            .email()
            .and_then(|email| state.addresses.get(email.canonical()));
        if let Some(owner) = owner {
            return Err(InsertUserError::EmailTaken { user: *owner });
        }
        state.store_user(user, Version::first());
        Ok(state.commit(cause, Version::first(), events))
    }

    async fn update(
        &self,
        cause: &Cause,
        expected: Version,
        change: Change<User>,
    ) -> Result<Committed, UpdateUserError> {
        let mut state = self.lock();
        match state.admit(cause.key) {
            Admission::Answered(first) => return Ok(first),
            Admission::Revoked => return Err(UpdateUserError::Revoked),
            Admission::Fresh => {},
        }
        let (user, events) = change.into_parts();
        let found = state
            .users
            .get(&user.id())
            .map(|stored| stored.version)
            .ok_or(UpdateUserError::NotFound)?;
        if found != expected {
            return Err(UpdateUserError::VersionConflict { expected, found });
        }
        state.store_user(user, expected.next());
        Ok(state.commit(cause, expected.next(), events))
    }

    async fn revoke(
        &self,
        key: IdempotencyKey,
        _at: DateTime<Utc>,
    ) -> Result<Revocation, StoreFailure> {
        Ok(self.lock().revoke(key))
    }
}

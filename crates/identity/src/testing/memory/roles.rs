//! Role assignments in memory.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::MemoryStore;
use super::state::Admission;
use crate::ids::UserId;
use crate::ports::{
    Cause, Change, Committed, IdempotencyKey, Revocation, RoleRepository, SaveRolesError,
    StoreFailure, Stored, Version,
};
use crate::role::{RoleAssignment, RoleScope};
use crate::user::UserState;

#[async_trait]
impl RoleRepository for MemoryStore {
    async fn save(
        &self,
        cause: &Cause,
        expected: Option<Version>,
        change: Change<RoleAssignment>,
    ) -> Result<Committed, SaveRolesError> {
        let mut state = self.lock();
        match state.admit(cause.key) {
            Admission::Answered(first) => return Ok(first),
            Admission::Revoked => return Err(SaveRolesError::Revoked),
            Admission::Fresh => {},
        }
        let (roles, events) = change.into_parts();
        let owner = state.users.get(&roles.user());
        if owner.is_none_or(|user| user.value.state() == UserState::Deleted) {
            return Err(SaveRolesError::UserNotFound);
        }
        let place = (roles.user(), roles.scope());
        let found = state.roles.get(&place).map(|stored| stored.version);
        if found != expected {
            return Err(SaveRolesError::VersionConflict { expected, found });
        }
        let version = expected.map_or(Version::first(), Version::next);
        state.roles.insert(
            place,
            Stored {
                value: roles,
                version,
            },
        );
        Ok(state.commit(cause, version, events))
    }

    async fn revoke(
        &self,
        key: IdempotencyKey,
        _at: DateTime<Utc>,
    ) -> Result<Revocation, StoreFailure> {
        Ok(self.lock().revoke(key))
    }

    async fn find(
        &self,
        user: UserId,
        scope: RoleScope,
    ) -> Result<Option<Stored<RoleAssignment>>, StoreFailure> {
        Ok(self.lock().roles.get(&(user, scope)).cloned())
    }

    async fn all_of(&self, user: UserId) -> Result<Vec<Stored<RoleAssignment>>, StoreFailure> {
        let state = self.lock();
        let all = state.roles.range((user, RoleScope::Platform)..);
        Ok(all
            .take_while(|((owner, _), _)| *owner == user)
            .filter(|(_, stored)| !stored.value.roles().is_empty())
            .map(|(_, stored)| stored.clone())
            .collect())
    }
}

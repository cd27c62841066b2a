//! Registration attempts in memory.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::MemoryStore;
use super::state::Admission;
use crate::ids::AttemptId;
use crate::ports::{
    Cause, Change, Committed, CompleteRegistrationError, IdempotencyKey, OpenRegistrationError,
    RegistrationRepository, Revocation, StoreFailure, Stored, UpdateRegistrationError, Version,
};
use crate::registration::{Registration, RegistrationAttempt};
use crate::token::{MailboxVerification, TokenHash};

#[async_trait]
impl RegistrationRepository for MemoryStore {
    async fn open(
        &self,
        cause: &Cause,
        change: Change<RegistrationAttempt>,
    ) -> Result<Committed, OpenRegistrationError> {
        let mut state = self.lock();
        match state.admit(cause.key) {
            Admission::Answered(first) => return Ok(first),
            Admission::Revoked => return Err(OpenRegistrationError::Revoked),
            Admission::Fresh => {},
        }
        let (attempt, events) = change.into_parts();
        let token = attempt.token_hash().map(|token| *token.as_bytes());
        if state.attempts.contains_key(&attempt.id())
            || token.is_some_and(|token| state.tokens.contains_key(&token))
        {
            return Err(OpenRegistrationError::AttemptExists);
        }
        state.store_attempt(attempt, Version::first());
        Ok(state.commit(cause, Version::first(), events))
    }

    async fn update(
        &self,
        cause: &Cause,
        expected: Version,
        change: Change<RegistrationAttempt>,
    ) -> Result<Committed, UpdateRegistrationError> {
        let mut state = self.lock();
        match state.admit(cause.key) {
            Admission::Answered(first) => return Ok(first),
            Admission::Revoked => return Err(UpdateRegistrationError::Revoked),
            Admission::Fresh => {},
        }
        let (attempt, events) = change.into_parts();
        let found = state
            .attempts
            .get(&attempt.id())
            .map(|stored| stored.version)
            .ok_or(UpdateRegistrationError::NotFound)?;
        if found != expected {
            return Err(UpdateRegistrationError::VersionConflict { expected, found });
        }
        state.store_attempt(attempt, expected.next());
        Ok(state.commit(cause, expected.next(), events))
    }

    async fn complete(
        &self,
        cause: &Cause,
        expected: Version,
        registration: Registration,
    ) -> Result<Committed, CompleteRegistrationError> {
        let mut state = self.lock();
        match state.admit(cause.key) {
            Admission::Answered(first) => return Ok(first),
            Admission::Revoked => return Err(CompleteRegistrationError::Revoked),
            Admission::Fresh => {},
        }
        let (attempt, user, events) = registration.into_parts();
        let found = state
            .attempts
            .get(&attempt.id())
            .map(|stored| stored.version)
            .ok_or(CompleteRegistrationError::NotFound)?;
        if found != expected {
            return Err(CompleteRegistrationError::VersionConflict { expected, found });
        }
        if state.users.contains_key(&user.id()) {
            return Err(CompleteRegistrationError::UserExists);
        }
        let owner = user
            .email()
            .and_then(|email| state.addresses.get(email.canonical()));
        if let Some(owner) = owner {
            return Err(CompleteRegistrationError::EmailTaken { user: *owner });
        }
        state.store_attempt(attempt, expected.next());
        state.store_user(user, Version::first());
        Ok(state.commit(cause, expected.next(), events))
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
        id: AttemptId,
    ) -> Result<Option<Stored<RegistrationAttempt>>, StoreFailure> {
        Ok(self.lock().attempts.get(&id).cloned())
    }

    async fn find_by_token(
        &self,
        token: &TokenHash<MailboxVerification>,
    ) -> Result<Option<Stored<RegistrationAttempt>>, StoreFailure> {
        let state = self.lock();
        let id = state.tokens.get(token.as_bytes());
        Ok(id.and_then(|id| state.attempts.get(id)).cloned())
    }
}

//! Registration attempts, and the commit in which one becomes a user.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use identity::{
    AttemptId, MailboxVerification, Registration, RegistrationAttempt, TokenHash,
    ports::{
        Cause, Change, Committed, CompleteRegistrationError, IdempotencyKey, OpenRegistrationError,
        RegistrationRepository, Revocation, StoreFailure, Stored, UpdateRegistrationError, Version,
    },
};
use sqlite_kit::WriteTx;
use sqlite_kit::rusqlite::{self, OptionalExtension};
use uuid::Uuid;

use crate::codec::{Body, stored};
use crate::commit::{Refusal, forget_for_good};
use crate::store::IdentityStore;
use crate::users::UserRow;

/// What the table holds of an attempt.
struct AttemptRow {
    id: Uuid,
    token: Option<[u8; 32]>,
    state: &'static str,
    body: String,
}

impl AttemptRow {
    fn new(attempt: &RegistrationAttempt) -> Result<Self, StoreFailure> {
        Ok(Self {
            id: attempt.id().as_uuid(),
            token: attempt.token_hash().map(|token| *token.as_bytes()),
            state: attempt.state().as_str(),
            body: attempt.to_body()?,
        })
    }

    /// Whether it was new; nothing is stored if its id or token is in use.
    fn insert(&self, tx: &WriteTx<'_>) -> rusqlite::Result<bool> {
        let added = tx
            .prepare_cached(
                "INSERT INTO attempt (id, token, state, version, body) VALUES (?1, ?2, ?3, 1, ?4)
                 ON CONFLICT DO NOTHING",
            )?
            .execute((self.id, self.token, self.state, &self.body))?;
        Ok(added == 1)
    }

    /// Whether the version was as expected; nothing is stored otherwise. The token never changes.
    fn update(&self, tx: &WriteTx<'_>, expected: Version) -> rusqlite::Result<bool> {
        forget_for_good(tx)?;
        let changed = tx
            .prepare_cached(
                "UPDATE attempt SET state = ?3, version = version + 1, body = ?4
                 WHERE id = ?1 AND version = ?2",
            )?
            .execute((self.id, expected.as_u64(), self.state, &self.body))?;
        Ok(changed == 1)
    }

    /// The version in the table, to explain why an update found nothing to change.
    fn version(&self, tx: &WriteTx<'_>) -> rusqlite::Result<Option<Version>> {
        tx.prepare_cached("SELECT version FROM attempt WHERE id = ?1")?
            .query_row([self.id], |row| row.get(0).map(Version::from_u64))
            .optional()
    }
}

impl Refusal for OpenRegistrationError {
    fn revoked() -> Self {
        Self::Revoked
    }
}

impl Refusal for UpdateRegistrationError {
    fn revoked() -> Self {
        Self::Revoked
    }
}

impl Refusal for CompleteRegistrationError {
    fn revoked() -> Self {
        Self::Revoked
    }
}

#[async_trait]
impl RegistrationRepository for IdentityStore {
    async fn open(
        &self,
        cause: &Cause,
        change: Change<RegistrationAttempt>,
    ) -> Result<Committed, OpenRegistrationError> {
        let attempt = AttemptRow::new(change.state())?;
        self.commit(cause, change.events(), move |tx| {
            let added = attempt.insert(tx)?;
            Ok(if added {
                Ok(Version::first())
            } else {
                Err(OpenRegistrationError::AttemptExists)
            })
        })
        .await
    }

    async fn update(
        &self,
        cause: &Cause,
        expected: Version,
        change: Change<RegistrationAttempt>,
    ) -> Result<Committed, UpdateRegistrationError> {
        let attempt = AttemptRow::new(change.state())?;
        self.commit(cause, change.events(), move |tx| {
            if attempt.update(tx, expected)? {
                return Ok(Ok(expected.next()));
            }
            Ok(Err(match attempt.version(tx)? {
                None => UpdateRegistrationError::NotFound,
                Some(found) => UpdateRegistrationError::VersionConflict { expected, found },
            }))
        })
        .await
    }

    async fn complete(
        &self,
        cause: &Cause,
        expected: Version,
        registration: Registration,
    ) -> Result<Committed, CompleteRegistrationError> {
        let attempt = AttemptRow::new(registration.attempt())?;
        let user = UserRow::new(registration.user())?;
        self.commit(cause, registration.events(), move |tx| {
            if !attempt.update(tx, expected)? {
                return Ok(Err(match attempt.version(tx)? {
                    None => CompleteRegistrationError::NotFound,
                    Some(found) => CompleteRegistrationError::VersionConflict { expected, found },
                }));
            }
            if user.insert(tx)? {
                return Ok(Ok(expected.next()));
            }
            Ok(Err(match user.address_owner(tx)? {
                Some(owner) => CompleteRegistrationError::EmailTaken { user: owner },
                None => CompleteRegistrationError::UserExists,
            }))
        })
        .await
    }

    async fn revoke(
        &self,
        key: IdempotencyKey,
        at: DateTime<Utc>,
    ) -> Result<Revocation, StoreFailure> {
        self.revoke_key(key, at).await
    }

    async fn find(
        &self,
        id: AttemptId,
    ) -> Result<Option<Stored<RegistrationAttempt>>, StoreFailure> {
        let id = id.as_uuid();
        self.look_up(move |connection| {
            connection
                .prepare_cached("SELECT version, body FROM attempt WHERE id = ?1")?
                .query_row([id], stored)
                .optional()
        })
        .await
    }

    async fn find_by_token(
        &self,
        token: &TokenHash<MailboxVerification>,
    ) -> Result<Option<Stored<RegistrationAttempt>>, StoreFailure> {
        let token = *token.as_bytes();
        self.look_up(move |connection| {
            connection
                .prepare_cached("SELECT version, body FROM attempt WHERE token = ?1")?
                .query_row([token], stored)
                .optional()
        })
        .await
    }
}

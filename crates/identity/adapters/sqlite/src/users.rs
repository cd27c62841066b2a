//! Users, written.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use identity::{
    User, UserId, UserState,
    ports::{
        Cause, Change, Committed, IdempotencyKey, InsertUserError, Revocation, StoreFailure,
        UpdateUserError, UserRepository, Version,
    },
};
use sqlite_kit::WriteTx;
use sqlite_kit::rusqlite::{self, OptionalExtension};
use uuid::Uuid;

use crate::codec::Body;
use crate::commit::{Refusal, forget_for_good};
use crate::store::IdentityStore;

/// What the table holds of a user.
pub(crate) struct UserRow {
    id: Uuid,
    address: Option<String>,
    state: UserState,
    body: String,
}

impl UserRow {
    pub(crate) fn new(user: &User) -> Result<Self, StoreFailure> {
        Ok(Self {
            id: user.id().as_uuid(),
            address: user.email().map(|email| email.canonical().to_owned()),
            state: user.state(),
            body: user.to_body()?,
        })
    }

    /// Who has this address, if the id itself is free: a taken id is the graver mistake, so it is told
    /// first.
    pub(crate) fn address_owner(&self, tx: &WriteTx<'_>) -> rusqlite::Result<Option<UserId>> {
        if tx
            .prepare_cached("SELECT 1 FROM user WHERE id = ?1")?
            .exists([self.id])?
        {
            return Ok(None);
        }
        owner(tx, self.address.as_deref())
    }

    /// Whether it was new; nothing is stored if its id or address is in use.
    pub(crate) fn insert(&self, tx: &WriteTx<'_>) -> rusqlite::Result<bool> {
        let added = tx
            .prepare_cached(
                "INSERT INTO user (id, address, state, version, body) VALUES (?1, ?2, ?3, 1, ?4)
                 ON CONFLICT DO NOTHING",
            )?
            .execute((self.id, &self.address, self.state.as_str(), &self.body))?;
        Ok(added == 1)
    }

    /// Whether the version was as expected; nothing is stored otherwise.
    fn update(&self, tx: &WriteTx<'_>, expected: Version) -> rusqlite::Result<bool> {
        forget_for_good(tx)?;
        let changed = tx
            .prepare_cached(
                "UPDATE user SET address = ?3, state = ?4, version = version + 1, body = ?5
                 WHERE id = ?1 AND version = ?2",
            )?
            .execute((
                self.id,
                expected.as_u64(),
                &self.address,
                self.state.as_str(),
                &self.body,
            ))?;
        if changed == 1 && self.state == UserState::Deleted {
            tx.prepare_cached("DELETE FROM role_assignment WHERE user = ?1")?
                .execute([self.id])?;
        }
        Ok(changed == 1)
    }
}

/// Who has this address, among users that are not deleted.
pub(crate) fn owner(tx: &WriteTx<'_>, address: Option<&str>) -> rusqlite::Result<Option<UserId>> {
    tx.prepare_cached("SELECT id FROM user WHERE address = ?1")?
        .query_row([address], |row| row.get(0).map(UserId::from_uuid))
        .optional()
}

impl Refusal for InsertUserError {
    fn revoked() -> Self {
        Self::Revoked
    }
}

impl Refusal for UpdateUserError {
    fn revoked() -> Self {
        Self::Revoked
    }
}

#[async_trait]
impl UserRepository for IdentityStore {
    async fn insert(
        &self,
        cause: &Cause,
        change: Change<User>,
    ) -> Result<Committed, InsertUserError> {
        let user = UserRow::new(change.state())?;
        self.commit(cause, change.events(), move |tx| {
            if user.insert(tx)? {
                return Ok(Ok(Version::first()));
            }
            Ok(Err(match user.address_owner(tx)? {
                Some(owner) => InsertUserError::EmailTaken { user: owner },
                None => InsertUserError::UserExists,
            }))
        })
        .await
    }

    async fn update(
        &self,
        cause: &Cause,
        expected: Version,
        change: Change<User>,
    ) -> Result<Committed, UpdateUserError> {
        let user = UserRow::new(change.state())?;
        self.commit(cause, change.events(), move |tx| {
            if user.update(tx, expected)? {
                return Ok(Ok(expected.next()));
            }
            let found = tx
                .prepare_cached("SELECT version FROM user WHERE id = ?1")?
                .query_row([user.id], |row| row.get(0).map(Version::from_u64))
                .optional()?;
            Ok(Err(match found {
                None => UpdateUserError::NotFound,
                Some(found) => UpdateUserError::VersionConflict { expected, found },
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
}

//! Role assignments.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use identity::{
    RoleAssignment, RoleScope, UserId,
    ports::{
        Cause, Change, Committed, IdempotencyKey, Revocation, RoleRepository, SaveRolesError,
        StoreFailure, Stored, Version,
    },
};
use sqlite_kit::WriteTx;
use sqlite_kit::rusqlite::{self, OptionalExtension};
use uuid::Uuid;

use crate::codec::{Body, stored};
use crate::commit::Refusal;
use crate::store::IdentityStore;

/// What the table holds of an assignment.
struct RoleRow {
    user: Uuid,
    scope: String,
    body: String,
}

impl RoleRow {
    fn new(roles: &RoleAssignment) -> Result<Self, StoreFailure> {
        Ok(Self {
            user: roles.user().as_uuid(),
            scope: roles.scope().to_string(),
            body: roles.to_body()?,
        })
    }

    /// Whether the version was as expected; nothing is stored otherwise.
    fn save(&self, tx: &WriteTx<'_>, expected: Option<Version>) -> rusqlite::Result<bool> {
        let changed = match expected {
            None => tx
                .prepare_cached(
                    "INSERT INTO role_assignment (user, scope, version, body)
                     VALUES (?1, ?2, 1, ?3) ON CONFLICT DO NOTHING",
                )?
                .execute((self.user, &self.scope, &self.body))?,
            Some(expected) => tx
                .prepare_cached(
                    "UPDATE role_assignment SET version = version + 1, body = ?4
                     WHERE user = ?1 AND scope = ?2 AND version = ?3",
                )?
                .execute((self.user, &self.scope, expected.as_u64(), &self.body))?,
        };
        Ok(changed == 1)
    }

    /// The version in the table, to explain why nothing was saved.
    fn version(&self, tx: &WriteTx<'_>) -> rusqlite::Result<Option<Version>> {
        tx.prepare_cached("SELECT version FROM role_assignment WHERE user = ?1 AND scope = ?2")?
            .query_row((self.user, &self.scope), |row| {
                row.get(0).map(Version::from_u64)
            })
            .optional()
    }

    /// Whether the user is there and not deleted.
    fn has_user(&self, tx: &WriteTx<'_>) -> rusqlite::Result<bool> {
        tx.prepare_cached("SELECT 1 FROM user WHERE id = ?1 AND address IS NOT NULL")?
            .exists([self.user])
    }
}

impl Refusal for SaveRolesError {
    fn revoked() -> Self {
        Self::Revoked
    }
}

#[async_trait]
impl RoleRepository for IdentityStore {
    async fn save(
        &self,
        cause: &Cause,
        expected: Option<Version>,
        change: Change<RoleAssignment>,
    ) -> Result<Committed, SaveRolesError> {
        let roles = RoleRow::new(change.state())?;
        self.commit(cause, change.events(), move |tx| {
            if !roles.has_user(tx)? {
                return Ok(Err(SaveRolesError::UserNotFound));
            }
            if roles.save(tx, expected)? {
                return Ok(Ok(expected.map_or(Version::first(), Version::next)));
            }
            let found = roles.version(tx)?;
            Ok(Err(SaveRolesError::VersionConflict { expected, found }))
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
        user: UserId,
        scope: RoleScope,
    ) -> Result<Option<Stored<RoleAssignment>>, StoreFailure> {
        let (user, scope) = (user.as_uuid(), scope.to_string());
        self.look_up(move |connection| {
            connection
                .prepare_cached(
                    "SELECT version, body FROM role_assignment WHERE user = ?1 AND scope = ?2",
                )?
                .query_row((user, scope), stored)
                .optional()
        })
        .await
    }

    async fn all_of(&self, user: UserId) -> Result<Vec<Stored<RoleAssignment>>, StoreFailure> {
        let user = user.as_uuid();
        let mut all: Vec<Stored<RoleAssignment>> = self
            .read(move |connection| {
                connection
                    .prepare_cached(
                        "SELECT version, body FROM role_assignment WHERE user = ?1 ORDER BY scope",
                    )?
                    .query_map([user], stored)?
                    .collect()
            })
            .await?;
        all.retain(|stored| !stored.value.roles().is_empty());
        Ok(all)
    }
}

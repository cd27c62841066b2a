//! Where it is kept who has which roles where.

use async_trait::async_trait;
use auto_impl::auto_impl;
use chrono::{DateTime, Utc};

use super::{Cause, Change, Committed, IdempotencyKey, Revocation, StoreFailure, Stored, Version};
use crate::ids::UserId;
use crate::role::{RoleAssignment, RoleScope};

/// Keeps role assignments, one for each user and scope.
///
/// For every writing method:
/// - The same key again MUST answer what it answered first, with `replayed: true`, and write
///   nothing. This is checked before anything else.
/// - A revoked key MUST be refused with `Revoked`.
/// - A refused write MUST leave nothing behind: no state, no event, no receipt.
#[async_trait]
#[auto_impl(Arc)]
pub trait RoleRepository: Send + Sync + 'static {
    /// Stores an assignment with its events. `expected` is the version that was read, or `None`
    /// if [`find`](Self::find) found none.
    ///
    /// # Errors
    /// - MUST answer [`SaveRolesError::UserNotFound`] if there is no such user or it is deleted.
    /// - MUST answer [`SaveRolesError::VersionConflict`] if someone was faster.
    async fn save(
        &self,
        cause: &Cause,
        expected: Option<Version>,
        change: Change<RoleAssignment>,
    ) -> Result<Committed, SaveRolesError>;

    /// The first half of an undo. In one commit: if nothing was written under `key`, makes sure
    /// that nothing ever will be and answers [`Revocation::NeverHappened`]; else changes nothing
    /// and answers [`Revocation::Happened`].
    ///
    /// # Errors
    /// [`StoreFailure`] when the store did not answer; ask again.
    async fn revoke(
        &self,
        key: IdempotencyKey,
        at: DateTime<Utc>,
    ) -> Result<Revocation, StoreFailure>;

    /// The assignment of this user in this scope. MUST NOT show one of another scope.
    ///
    /// # Errors
    /// [`StoreFailure`] when the store did not answer.
    async fn find(
        &self,
        user: UserId,
        scope: RoleScope,
    ) -> Result<Option<Stored<RoleAssignment>>, StoreFailure>;

    /// Every assignment of this user that holds a role, platform first, then by tenant.
    ///
    /// # Errors
    /// [`StoreFailure`] when the store did not answer.
    async fn all_of(&self, user: UserId) -> Result<Vec<Stored<RoleAssignment>>, StoreFailure>;
}

/// Why roles were not stored.
#[derive(Debug, thiserror::Error)]
pub enum SaveRolesError {
    /// There is no such user, or it is deleted.
    #[error("there is no user with this id to give roles to")]
    UserNotFound,
    /// Someone changed the assignment meanwhile: read it again and decide again.
    #[error("the role assignment is not at the version that was read")]
    VersionConflict {
        /// The version the caller had read, `None` for no assignment.
        expected: Option<Version>,
        /// The version in the store, `None` for no assignment.
        found: Option<Version>,
    },
    /// The key was revoked by an undo.
    #[error("this write was revoked before it came")]
    Revoked,
    /// The store failed. Repeat with the same key.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

impl SaveRolesError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UserNotFound => "identity/user-not-found",
            Self::VersionConflict { .. } => "identity/version-conflict",
            Self::Revoked => "identity/revoked",
            Self::Store(failure) => failure.code(),
        }
    }
}

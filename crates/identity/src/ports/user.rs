//! Where users are kept, and where they are looked up.

use std::num::NonZeroU16;

use async_trait::async_trait;
use auto_impl::auto_impl;
use chrono::{DateTime, Utc};

use super::{Cause, Change, Committed, IdempotencyKey, Revocation, StoreFailure, Stored, Version};
use crate::ids::UserId;
use crate::user::User;
use crate::values::EmailAddress;

/// The most users one page can hold.
pub const PAGE_USERS_MAX: u16 = 500;

/// Changes users. Each writing method is one atomic, durable commit.
///
/// Users come into being by [`RegistrationRepository::complete`], or provisioned by [`insert`].
///
/// For every writing method:
/// - The same key again MUST answer what it answered first, with `replayed: true`, and write
///   nothing. This is checked before anything else.
/// - A revoked key MUST be refused with `Revoked`.
/// - A refused write MUST leave nothing behind: no state, no event, no receipt.
///
/// [`RegistrationRepository::complete`]: super::RegistrationRepository::complete
/// [`insert`]: UserRepository::insert
#[async_trait]
#[auto_impl(Arc)]
pub trait UserRepository: Send + Sync + 'static {
    /// Stores a new, provisioned user with its events.
    ///
    /// # Errors
    /// MUST answer [`InsertUserError::EmailTaken`] if a user that is not deleted has the same
    /// canonical address.
    async fn insert(
        &self,
        cause: &Cause,
        change: Change<User>,
    ) -> Result<Committed, InsertUserError>;

    /// Stores a changed user with its events, if its version is still `expected`.
    ///
    /// If the new state is deleted, the same commit MUST free the address, drop the user's role
    /// assignments and keep no personal data of the user: neither address nor name nor hash, in
    /// the state and in whatever the store keeps of older states. Events stay as they are; the
    /// reason of a [`Vouch`](crate::Vouch) in them is kept for ever.
    ///
    /// # Errors
    /// MUST answer [`UpdateUserError::VersionConflict`] if someone was faster.
    async fn update(
        &self,
        cause: &Cause,
        expected: Version,
        change: Change<User>,
    ) -> Result<Committed, UpdateUserError>;

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
}

/// Looks users up. Users are global, so there is no scope to give.
#[async_trait]
#[auto_impl(Arc)]
pub trait UserDirectory: Send + Sync + 'static {
    /// The user with this id, deleted ones (tombstones) included.
    ///
    /// # Errors
    /// [`StoreFailure`] when the store did not answer.
    async fn find(&self, id: UserId) -> Result<Option<Stored<User>>, StoreFailure>;

    /// The user, not deleted, with the same canonical address.
    ///
    /// # Errors
    /// [`StoreFailure`] when the store did not answer.
    async fn find_by_email(
        &self,
        email: &EmailAddress,
    ) -> Result<Option<Stored<User>>, StoreFailure>;

    /// Users that are not deleted, ordered by id, which for UUIDv7 is the order of creation.
    ///
    /// # Errors
    /// [`StoreFailure`] when the store did not answer.
    async fn page(&self, request: UserPageRequest) -> Result<UserPage, StoreFailure>;

    /// How many users are not deleted.
    ///
    /// # Errors
    /// [`StoreFailure`] when the store did not answer.
    async fn count(&self) -> Result<u64, StoreFailure>;
}

/// Which page of users to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserPageRequest {
    after: Option<UserId>,
    limit: NonZeroU16,
}

impl UserPageRequest {
    /// The first page of at most `limit` users. More than [`PAGE_USERS_MAX`] is taken as that.
    #[must_use]
    pub fn first(limit: NonZeroU16) -> Self {
        let max = NonZeroU16::new(PAGE_USERS_MAX).unwrap_or(NonZeroU16::MIN);
        Self {
            after: None,
            limit: limit.min(max),
        }
    }

    /// The page of the same size that begins after `cursor`.
    #[must_use]
    pub const fn after(self, cursor: UserId) -> Self {
        Self {
            after: Some(cursor),
            limit: self.limit,
        }
    }

    /// The last user of the page before, if any.
    #[must_use]
    pub const fn cursor(&self) -> Option<UserId> {
        self.after
    }

    /// How many users to return at most.
    #[must_use]
    pub const fn limit(&self) -> NonZeroU16 {
        self.limit
    }
}

/// One page of users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserPage {
    /// The users, ordered by id.
    pub users: Vec<Stored<User>>,
    /// Where the next page begins, or `None` if this was the last.
    pub next: Option<UserId>,
}

/// Why a provisioned user was not stored.
#[derive(Debug, thiserror::Error)]
pub enum InsertUserError {
    /// A user has this address.
    #[error("the address already belongs to user {user}")]
    EmailTaken {
        /// Whose address it is.
        user: UserId,
    },
    /// Another write already used this user id.
    #[error("there already is a user with this id")]
    UserExists,
    /// The key was revoked by an undo.
    #[error("this write was revoked before it came")]
    Revoked,
    /// The store failed. Repeat with the same key.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

impl InsertUserError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::EmailTaken { .. } => "identity/email-taken",
            Self::UserExists => "identity/user-exists",
            Self::Revoked => "identity/revoked",
            Self::Store(failure) => failure.code(),
        }
    }
}

/// Why a changed user was not stored.
#[derive(Debug, thiserror::Error)]
pub enum UpdateUserError {
    /// There is no such user.
    #[error("there is no user with this id")]
    NotFound,
    /// Someone changed the user meanwhile: read it again and decide again.
    #[error("the user is at version {found}, not {expected}")]
    VersionConflict {
        /// The version the caller had read.
        expected: Version,
        /// The version in the store.
        found: Version,
    },
    /// The key was revoked by an undo.
    #[error("this write was revoked before it came")]
    Revoked,
    /// The store failed. Repeat with the same key.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

impl UpdateUserError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "identity/user-not-found",
            Self::VersionConflict { .. } => "identity/version-conflict",
            Self::Revoked => "identity/revoked",
            Self::Store(failure) => failure.code(),
        }
    }
}

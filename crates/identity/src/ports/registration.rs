//! Where registration attempts are kept, and where an attempt becomes a user.

use async_trait::async_trait;
use auto_impl::auto_impl;
use chrono::{DateTime, Utc};

use super::{Cause, Change, Committed, IdempotencyKey, Revocation, StoreFailure, Stored, Version};
use crate::ids::{AttemptId, UserId};
use crate::registration::{Registration, RegistrationAttempt};
use crate::token::{MailboxVerification, TokenHash};

/// Keeps registration attempts. Each writing method is one atomic, durable commit.
///
/// For every writing method:
/// - The same key again MUST answer what it answered first, with `replayed: true`, and write
///   nothing. This is checked before anything else.
/// - A revoked key MUST be refused with `Revoked`.
/// - A refused write MUST leave nothing behind: no state, no event, no receipt.
#[async_trait]
#[auto_impl(Arc)]
pub trait RegistrationRepository: Send + Sync + 'static {
    /// Stores a new attempt with its events.
    ///
    /// # Errors
    /// MUST answer [`OpenRegistrationError::AttemptExists`] if the id or the token is in use.
    async fn open(
        &self,
        cause: &Cause,
        change: Change<RegistrationAttempt>,
    ) -> Result<Committed, OpenRegistrationError>;

    /// Stores a changed attempt with its events, if its version is still `expected`.
    ///
    /// # Errors
    /// MUST answer [`UpdateRegistrationError::VersionConflict`] if someone was faster.
    async fn update(
        &self,
        cause: &Cause,
        expected: Version,
        change: Change<RegistrationAttempt>,
    ) -> Result<Committed, UpdateRegistrationError>;

    /// Stores the completed attempt and the new user, both or none.
    ///
    /// `expected` and the answer's version are the attempt's; the user starts at
    /// [`Version::first`].
    ///
    /// # Errors
    /// MUST answer [`CompleteRegistrationError::EmailTaken`] if a user that is not deleted has the
    /// same canonical address, also when two complete at the same moment.
    async fn complete(
        &self,
        cause: &Cause,
        expected: Version,
        registration: Registration,
    ) -> Result<Committed, CompleteRegistrationError>;

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

    /// The attempt with this id.
    ///
    /// # Errors
    /// [`StoreFailure`] when the store did not answer.
    async fn find(
        &self,
        id: AttemptId,
    ) -> Result<Option<Stored<RegistrationAttempt>>, StoreFailure>;

    /// The attempt whose link carries the token with this hash, closed attempts included.
    ///
    /// # Errors
    /// [`StoreFailure`] when the store did not answer.
    async fn find_by_token(
        &self,
        token: &TokenHash<MailboxVerification>,
    ) -> Result<Option<Stored<RegistrationAttempt>>, StoreFailure>;
}

/// Why an attempt was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenRegistrationError {
    /// Another write already used this attempt id or this token.
    #[error("there already is a registration attempt with this id or token")]
    AttemptExists,
    /// The key was revoked by an undo.
    #[error("this write was revoked before it came")]
    Revoked,
    /// The store failed. Repeat with the same key.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

impl OpenRegistrationError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AttemptExists => "identity/attempt-exists",
            Self::Revoked => "identity/revoked",
            Self::Store(failure) => failure.code(),
        }
    }
}

/// Why a changed attempt was not stored.
#[derive(Debug, thiserror::Error)]
pub enum UpdateRegistrationError {
    /// There is no such attempt.
    #[error("there is no registration attempt with this id")]
    NotFound,
    /// Someone changed it meanwhile: read it again and decide again.
    #[error("the registration attempt is at version {found}, not {expected}")]
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

impl UpdateRegistrationError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "identity/attempt-not-found",
            Self::VersionConflict { .. } => "identity/version-conflict",
            Self::Revoked => "identity/revoked",
            Self::Store(failure) => failure.code(),
        }
    }
}

/// Why a registration was not completed.
#[derive(Debug, thiserror::Error)]
pub enum CompleteRegistrationError {
    /// A user has this address. The attempt can end by
    /// [`RegistrationAttempt::join_existing`].
    #[error("the address already belongs to user {user}")]
    EmailTaken {
        /// Whose address it is.
        user: UserId,
    },
    /// Another write already used this user id.
    #[error("there already is a user with this id")]
    UserExists,
    /// There is no such attempt.
    #[error("there is no registration attempt with this id")]
    NotFound,
    /// Someone changed the attempt meanwhile: read it again and decide again.
    #[error("the registration attempt is at version {found}, not {expected}")]
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

impl CompleteRegistrationError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::EmailTaken { .. } => "identity/email-taken",
            Self::UserExists => "identity/user-exists",
            Self::NotFound => "identity/attempt-not-found",
            Self::VersionConflict { .. } => "identity/version-conflict",
            Self::Revoked => "identity/revoked",
            Self::Store(failure) => failure.code(),
        }
    }
}

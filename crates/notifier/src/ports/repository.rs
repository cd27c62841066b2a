//! Port: writes delivery records, each write one atomic durable commit.

use async_trait::async_trait;
use auto_impl::auto_impl;
use chrono::{DateTime, Utc};

use super::{Cause, Change, Committed, IdempotencyKey, Revocation, StoreFailure, Version};
use crate::delivery::Delivery;

/// Why a record was not stored. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum AcceptDeliveryError {
    /// The key was revoked: this write came too late, on purpose.
    #[error("this message was called off before it was accepted")]
    Revoked,
    /// There is a record of this message already, under another key.
    #[error("there is a message with this id already: choose another id")]
    MessageExists,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

impl AcceptDeliveryError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Revoked => "notifier/revoked",
            Self::MessageExists => "notifier/message-exists",
            Self::Store(failure) => failure.code(),
        }
    }
}

/// Why a record was not changed. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum UpdateDeliveryError {
    /// The key was revoked.
    #[error("this change was called off before it was made")]
    Revoked,
    /// There is no record of this message.
    #[error("there is no message with this id")]
    NotFound,
    /// Somebody else changed the record in between.
    #[error("the message was changed by somebody else in between: read it again")]
    VersionConflict {
        /// The version the caller had read.
        expected: Version,
        /// The version that is stored.
        found: Version,
    },
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

impl UpdateDeliveryError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Revoked => "notifier/revoked",
            Self::NotFound => "notifier/message-not-found",
            Self::VersionConflict { .. } => "notifier/version-conflict",
            Self::Store(failure) => failure.code(),
        }
    }
}

/// Writes delivery records.
///
/// Each method is one atomic, durable commit of the state, its events, the version and the key. Every method that
/// takes a [`Cause`] MUST look at the key before anything else: a key that has an answer gives that answer with
/// `replayed: true` and writes nothing, whatever the version; a revoked key is refused with `Revoked`. A refused write
/// MUST leave nothing: no state, no event, no answer under its key.
#[async_trait]
#[auto_impl(Arc)]
pub trait DeliveryRepository: Send + Sync + 'static {
    /// Stores a new record at [`Version::first`].
    ///
    /// MUST refuse a message id that is taken, in whatever scope.
    ///
    /// # Errors
    /// [`AcceptDeliveryError`].
    async fn accept(
        &self,
        cause: &Cause,
        change: Change<Delivery>,
    ) -> Result<Committed, AcceptDeliveryError>;

    /// Replaces a record and raises its version by one.
    ///
    /// MUST refuse if the stored version is not `expected`.
    ///
    /// # Errors
    /// [`UpdateDeliveryError`].
    async fn update(
        &self,
        cause: &Cause,
        expected: Version,
        change: Change<Delivery>,
    ) -> Result<Committed, UpdateDeliveryError>;

    /// Undo's first half: makes sure that no write comes under `key` any more.
    ///
    /// In one commit, MUST store a tombstone if `key` has no answer yet, so that a late write is refused; if it has one,
    /// MUST change nothing and give that answer. Repeating it is harmless.
    ///
    /// # Errors
    /// [`StoreFailure`] if the store did not answer.
    async fn revoke(
        &self,
        key: IdempotencyKey,
        at: DateTime<Utc>,
    ) -> Result<Revocation, StoreFailure>;
}

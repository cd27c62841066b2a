//! Storing and finding tenants.

use std::collections::BTreeMap;

use async_trait::async_trait;
use auto_impl::auto_impl;
use chrono::{DateTime, Utc};

use super::{
    cause::{Cause, IdempotencyKey},
    change::Change,
    commit::{Committed, Revocation, StoreFailure, Stored, Version},
    page::{Page, PageRequest},
};
use crate::{
    id::TenantId,
    slug::TenantSlug,
    tenant::{Tenant, TenantStatus},
};

/// Commits changes of tenants, one atomic durable commit a method. See [the ports](crate::ports)
/// for what holds for all of them.
#[async_trait]
#[auto_impl(Arc)]
pub trait TenantRepository: Send + Sync + 'static {
    /// Stores a new tenant, the change that [`Tenant::create`] made, as version 1.
    ///
    /// # Errors
    /// - MUST answer [`InsertTenantError::SlugTaken`] if any tenant has the slug, a deleted one
    ///   included.
    /// - MUST answer [`InsertTenantError::IdTaken`] if the id is in use.
    async fn insert(
        &self,
        cause: &Cause,
        change: Change<Tenant>,
    ) -> Result<Committed, InsertTenantError>;

    /// Stores a change of a tenant that is there, as the version after `expected`.
    ///
    /// # Errors
    /// - MUST answer [`UpdateTenantError::NotFound`] if there is no such tenant.
    /// - MUST answer [`UpdateTenantError::VersionConflict`] if it is not at `expected`.
    async fn update(
        &self,
        cause: &Cause,
        expected: Version,
        change: Change<Tenant>,
    ) -> Result<Committed, UpdateTenantError>;

    /// The first half of an undo, in one commit. If nothing was written under `key`, MUST store a
    /// tombstone, so that a late write under `key` is refused, and answer
    /// [`Revocation::NeverHappened`]; if something was, MUST change nothing and answer
    /// [`Revocation::Happened`] with the first answer. Repeating it answers the same.
    ///
    /// # Errors
    /// [`StoreFailure`]; asking again is safe.
    async fn revoke(
        &self,
        key: IdempotencyKey,
        at: DateTime<Utc>,
    ) -> Result<Revocation, StoreFailure>;
}

/// Finds tenants. A port of the platform: it is not scoped, because a tenant is the scope.
#[async_trait]
#[auto_impl(Arc)]
pub trait TenantDirectory: Send + Sync + 'static {
    /// The tenant with this id, in whatever state.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn find(&self, id: TenantId) -> Result<Option<Stored<Tenant>>, StoreFailure>;

    /// The tenant with this slug, in whatever state.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn find_by_slug(&self, slug: &TenantSlug)
    -> Result<Option<Stored<Tenant>>, StoreFailure>;

    /// Tenants in the order of their slugs (by bytes), those of one status if one is given.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn page(
        &self,
        status: Option<TenantStatus>,
        request: PageRequest<TenantSlug>,
    ) -> Result<Page<Stored<Tenant>, TenantSlug>, StoreFailure>;

    /// How many tenants there are of each status, counted at one instant.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn count(&self) -> Result<TenantCounts, StoreFailure>;
}

/// How many tenants there are of each status. The parts sum to the total by construction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TenantCounts(BTreeMap<TenantStatus, u64>);

impl TenantCounts {
    /// How many have this status.
    pub fn of(&self, status: TenantStatus) -> u64 {
        self.0.get(&status).copied().unwrap_or_default()
    }

    /// How many there are, deleted ones included.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }
}

impl FromIterator<(TenantStatus, u64)> for TenantCounts {
    /// Adds up what is said of each status.
    fn from_iter<I: IntoIterator<Item = (TenantStatus, u64)>>(parts: I) -> Self {
        let mut counts = BTreeMap::new();
        for (status, count) in parts {
            *counts.entry(status).or_default() += count;
        }
        Self(counts)
    }
}

/// Why a new tenant was not stored. Nothing was.
#[derive(Debug, thiserror::Error)]
pub enum InsertTenantError {
    /// Another tenant has the slug; it may be deleted, its slug stays its own.
    #[error("the slug is taken: choose another")]
    SlugTaken {
        /// Who has it.
        tenant: TenantId,
    },
    /// The id is in use: it was not fresh.
    #[error("the tenant id is in use: take a fresh one")]
    IdTaken,
    /// The key was revoked: the work it belongs to is being undone.
    #[error("the idempotency key was revoked: this write must not happen any more")]
    Revoked,
    /// The store failed; the same call again is safe.
    #[error("the tenant could not be stored")]
    Store(#[from] StoreFailure),
}

impl InsertTenantError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SlugTaken { .. } => "tenant/slug-taken",
            Self::IdTaken => "tenant/id-taken",
            Self::Revoked => "tenant/revoked",
            Self::Store(failure) => failure.code(),
        }
    }
}

/// Why a change of a tenant was not stored. Nothing was.
#[derive(Debug, thiserror::Error)]
pub enum UpdateTenantError {
    /// There is no such tenant.
    #[error("there is no such tenant")]
    NotFound,
    /// Somebody else changed it first: read it again and decide again.
    #[error("the tenant has changed since it was read: read it again")]
    VersionConflict {
        /// The version it is at now.
        actual: Version,
    },
    /// The key was revoked: the work it belongs to is being undone.
    #[error("the idempotency key was revoked: this write must not happen any more")]
    Revoked,
    /// The store failed; the same call again is safe.
    #[error("the tenant could not be stored")]
    Store(#[from] StoreFailure),
}

impl UpdateTenantError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "tenant/not-found",
            Self::VersionConflict { .. } => "tenant/version-conflict",
            Self::Revoked => "tenant/revoked",
            Self::Store(failure) => failure.code(),
        }
    }
}

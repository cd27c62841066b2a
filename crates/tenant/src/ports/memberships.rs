//! Storing and finding memberships.

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
    id::{MemberId, MembershipId, TenantId},
    membership::Membership,
    tenant::TenantStatus,
};

/// Commits changes of memberships, one atomic durable commit a method. See
/// [the ports](crate::ports) for what holds for all of them.
#[async_trait]
#[auto_impl(Arc)]
pub trait MembershipRepository: Send + Sync + 'static {
    /// Stores a new membership, the change that
    /// [`OperationalTenant::admit`](crate::OperationalTenant::admit) made, as version 1.
    /// `tenant_version` is the version at which that tenant was read.
    ///
    /// The tenant MUST be checked in the same commit, in this order, so that nobody joins a
    /// tenant that was suspended a moment ago. The tenant itself does not change: any number may
    /// join at once.
    ///
    /// # Errors
    /// - MUST answer [`JoinError::TenantNotFound`] if there is no such tenant.
    /// - MUST answer [`JoinError::TenantNotOperational`] if it does not run now.
    /// - MUST answer [`JoinError::TenantChanged`] if it is not at `tenant_version`.
    /// - MUST answer [`JoinError::IdTaken`] if the membership id is in use.
    /// - MUST answer [`JoinError::AlreadyMember`] if the member has a membership of this tenant
    ///   that is not removed.
    async fn join(
        &self,
        cause: &Cause,
        tenant_version: Version,
        change: Change<Membership>,
    ) -> Result<Committed, JoinError>;

    /// Stores a change of a membership that is there, as the version after `expected`. The state
    /// of the tenant does not matter: a member can be removed from a suspended one.
    ///
    /// # Errors
    /// - MUST answer [`UpdateMembershipError::NotFound`] if its tenant has no such membership.
    /// - MUST answer [`UpdateMembershipError::VersionConflict`] if it is not at `expected`.
    async fn update(
        &self,
        cause: &Cause,
        expected: Version,
        change: Change<Membership>,
    ) -> Result<Committed, UpdateMembershipError>;

    /// The first half of an undo, as
    /// [`TenantRepository::revoke`](super::TenantRepository::revoke); the keys are the same ones.
    ///
    /// # Errors
    /// [`StoreFailure`]; asking again is safe.
    async fn revoke(
        &self,
        key: IdempotencyKey,
        at: DateTime<Utc>,
    ) -> Result<Revocation, StoreFailure>;
}

/// Finds memberships. Each method takes its scope, a tenant or a member, and MUST answer of a
/// foreign thing what it answers of a missing one.
#[async_trait]
#[auto_impl(Arc)]
pub trait MembershipDirectory: Send + Sync + 'static {
    /// The membership with this id if it is one of `tenant`, a removed one included.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn find(
        &self,
        tenant: TenantId,
        id: MembershipId,
    ) -> Result<Option<Stored<Membership>>, StoreFailure>;

    /// The membership by which `member` belongs to `tenant` now, active or suspended. A removed
    /// one is not found.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn find_member(
        &self,
        tenant: TenantId,
        member: MemberId,
    ) -> Result<Option<Stored<Membership>>, StoreFailure>;

    /// Who belongs to `tenant` now, in the order of the membership ids.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn page_members(
        &self,
        tenant: TenantId,
        request: PageRequest<MembershipId>,
    ) -> Result<Page<Stored<Membership>, MembershipId>, StoreFailure>;

    /// Where `member` belongs now, in the order of the membership ids. For the member itself and
    /// for the platform, never for another tenant.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn page_tenants_of(
        &self,
        member: MemberId,
        request: PageRequest<MembershipId>,
    ) -> Result<Page<Stored<Membership>, MembershipId>, StoreFailure>;

    /// How many belong to `tenant` now.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn count_members(&self, tenant: TenantId) -> Result<u64, StoreFailure>;
}

/// Why a membership was not stored. Nothing was.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// There is no such tenant.
    #[error("there is no such tenant")]
    TenantNotFound,
    /// The tenant does not run now: nobody can join it.
    #[error("nobody can join a tenant that is {}: it must be on trial or active", .status.in_words())]
    TenantNotOperational {
        /// What it is instead.
        status: TenantStatus,
    },
    /// The tenant has changed since it was read: read it again and admit again.
    #[error("the tenant has changed since it was read: read it again")]
    TenantChanged {
        /// The version it is at now.
        actual: Version,
    },
    /// The membership id is in use: it was not fresh.
    #[error("the membership id is in use: take a fresh one")]
    IdTaken,
    /// The member belongs to the tenant already.
    #[error("the member belongs to the tenant already")]
    AlreadyMember {
        /// By this membership.
        membership: MembershipId,
    },
    /// The key was revoked: the work it belongs to is being undone.
    #[error("the idempotency key was revoked: this write must not happen any more")]
    Revoked,
    /// The store failed; the same call again is safe.
    #[error("the membership could not be stored")]
    Store(#[from] StoreFailure),
}

impl JoinError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TenantNotFound => "tenant/not-found",
            Self::TenantNotOperational { .. } => "tenant/not-operational",
            Self::TenantChanged { .. } => "tenant/version-conflict",
            Self::IdTaken => "tenant/membership-id-taken",
            Self::AlreadyMember { .. } => "tenant/already-member",
            Self::Revoked => "tenant/revoked",
            Self::Store(failure) => failure.code(),
        }
    }
}

/// Why a change of a membership was not stored. Nothing was.
#[derive(Debug, thiserror::Error)]
pub enum UpdateMembershipError {
    /// The tenant has no such membership.
    #[error("there is no such membership")]
    NotFound,
    /// Somebody else changed it first: read it again and decide again.
    #[error("the membership has changed since it was read: read it again")]
    VersionConflict {
        /// The version it is at now.
        actual: Version,
    },
    /// The key was revoked: the work it belongs to is being undone.
    #[error("the idempotency key was revoked: this write must not happen any more")]
    Revoked,
    /// The store failed; the same call again is safe.
    #[error("the membership could not be stored")]
    Store(#[from] StoreFailure),
}

impl UpdateMembershipError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "tenant/membership-not-found",
            Self::VersionConflict { .. } => "tenant/membership-version-conflict",
            Self::Revoked => "tenant/revoked",
            Self::Store(failure) => failure.code(),
        }
    }
}

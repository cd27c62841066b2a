//! Memberships in memory.

use std::ops::Bound;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{InMemoryTenants, Receipt, State, page};
use crate::{
    id::{MemberId, MembershipId, TenantId},
    membership::{Membership, MembershipStatus},
    ports::{
        Cause, Change, Committed, IdempotencyKey, JoinError, MembershipDirectory,
        MembershipRepository, Page, PageRequest, Revocation, StoreFailure, Stored,
        UpdateMembershipError, Version,
    },
};

impl State {
    /// The memberships that count for "who belongs", in the order of their ids.
    fn current_after(
        &self,
        after: Option<MembershipId>,
    ) -> impl Iterator<Item = &Stored<Membership>> {
        let after = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.memberships
            .range((after, Bound::Unbounded))
            .map(|(_, stored)| stored)
            .filter(|stored| stored.value.status() != MembershipStatus::Removed)
    }

    fn current(&self, tenant: TenantId, member: MemberId) -> Option<&Stored<Membership>> {
        self.current_after(None)
            .find(|stored| stored.value.tenant() == tenant && stored.value.member() == member)
    }

    /// Everything about the tenant and the member that speaks against a new membership.
    fn check_join(&self, tenant_version: Version, joining: &Membership) -> Result<(), JoinError> {
        let tenant = self
            .tenants
            .get(&joining.tenant())
            .ok_or(JoinError::TenantNotFound)?;
        let status = tenant.value.status();
        if !status.is_operational() {
            return Err(JoinError::TenantNotOperational { status });
        }
        if tenant.version != tenant_version {
            return Err(JoinError::TenantChanged {
                actual: tenant.version,
            });
        }
        if self.memberships.contains_key(&joining.id()) {
            return Err(JoinError::IdTaken);
        }
        match self.current(joining.tenant(), joining.member()) {
            Some(current) => Err(JoinError::AlreadyMember {
                membership: current.value.id(),
            }),
            None => Ok(()),
        }
    }
}

#[async_trait]
impl MembershipRepository for InMemoryTenants {
    async fn join(
        &self,
        cause: &Cause,
        tenant_version: Version,
        change: Change<Membership>,
    ) -> Result<Committed, JoinError> {
        let mut state = self.lock();
        match state.receipt(cause.key) {
            Receipt::Replay(first) => return Ok(first),
            Receipt::Revoked => return Err(JoinError::Revoked),
            Receipt::Fresh => {},
        }
        let (value, events) = change.into_parts();
        state.check_join(tenant_version, &value)?;
        let version = Version::first();
        state
            .memberships
            .insert(value.id(), Stored { value, version });
        Ok(state.record(cause, version, events))
    }

    async fn update(
        &self,
        cause: &Cause,
        expected: Version,
        change: Change<Membership>,
    ) -> Result<Committed, UpdateMembershipError> {
        let mut state = self.lock();
        match state.receipt(cause.key) {
            Receipt::Replay(first) => return Ok(first),
            Receipt::Revoked => return Err(UpdateMembershipError::Revoked),
            Receipt::Fresh => {},
        }
        let (value, events) = change.into_parts();
        let stored = state
            .memberships
            .get_mut(&value.id())
            .filter(|stored| stored.value.tenant() == value.tenant())
            .ok_or(UpdateMembershipError::NotFound)?;
        if stored.version != expected {
            return Err(UpdateMembershipError::VersionConflict {
                actual: stored.version,
            });
        }
        let version = expected.next();
        *stored = Stored { value, version };
        Ok(state.record(cause, version, events))
    }

    async fn revoke(
        &self,
        key: IdempotencyKey,
        _at: DateTime<Utc>,
    ) -> Result<Revocation, StoreFailure> {
        Ok(self.lock().revoke(key))
    }
}

#[async_trait]
impl MembershipDirectory for InMemoryTenants {
    async fn find(
        &self,
        tenant: TenantId,
        id: MembershipId,
    ) -> Result<Option<Stored<Membership>>, StoreFailure> {
        let state = self.lock();
        Ok(state
            .memberships
            .get(&id)
            .filter(|stored| stored.value.tenant() == tenant)
            .cloned())
    }

    async fn find_member(
        &self,
        tenant: TenantId,
        member: MemberId,
    ) -> Result<Option<Stored<Membership>>, StoreFailure> {
        Ok(self.lock().current(tenant, member).cloned())
    }

    async fn page_members(
        &self,
        tenant: TenantId,
        request: PageRequest<MembershipId>,
    ) -> Result<Page<Stored<Membership>, MembershipId>, StoreFailure> {
        let state = self.lock();
        let rest = state.current_after(request.after);
        let members = rest
            .filter(|stored| stored.value.tenant() == tenant)
            .cloned();
        Ok(page(members, request.limit, |last| last.value.id()))
    }

    async fn page_tenants_of(
        &self,
        member: MemberId,
        request: PageRequest<MembershipId>,
    ) -> Result<Page<Stored<Membership>, MembershipId>, StoreFailure> {
        let state = self.lock();
        let rest = state.current_after(request.after);
        let tenants = rest
            .filter(|stored| stored.value.member() == member)
            .cloned();
        Ok(page(tenants, request.limit, |last| last.value.id()))
    }

    async fn count_members(&self, tenant: TenantId) -> Result<u64, StoreFailure> {
        let state = self.lock();
        let members = state
            .current_after(None)
            .filter(|stored| stored.value.tenant() == tenant);
        Ok(members.fold(0, |count, _| count + 1))
    }
}

//! Tenants in memory.

use std::ops::Bound;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{InMemoryTenants, Receipt, page};
use crate::{
    id::TenantId,
    ports::{
        Cause, Change, Committed, IdempotencyKey, InsertTenantError, Page, PageRequest, Revocation,
        StoreFailure, Stored, TenantCounts, TenantDirectory, TenantRepository, UpdateTenantError,
        Version,
    },
    slug::TenantSlug,
    tenant::{Tenant, TenantStatus},
};

#[async_trait]
impl TenantRepository for InMemoryTenants {
    async fn insert(
        &self,
        cause: &Cause,
        change: Change<Tenant>,
    ) -> Result<Committed, InsertTenantError> {
        let mut state = self.lock();
        match state.receipt(cause.key) {
            Receipt::Replay(first) => return Ok(first),
            Receipt::Revoked => return Err(InsertTenantError::Revoked),
            Receipt::Fresh => {},
        }
        let (value, events) = change.into_parts();
        if state.tenants.contains_key(&value.id()) {
            return Err(InsertTenantError::IdTaken);
        }
        if let Some(holder) = state
            .tenants
            .values()
            .find(|held| held.value.slug() == value.slug())
        {
            return Err(InsertTenantError::SlugTaken {
                tenant: holder.value.id(),
            });
        }
        let version = Version::first();
        state.tenants.insert(value.id(), Stored { value, version });
        Ok(state.record(cause, version, events))
    }

    async fn update(
        &self,
        cause: &Cause,
        expected: Version,
        change: Change<Tenant>,
    ) -> Result<Committed, UpdateTenantError> {
        let mut state = self.lock();
        match state.receipt(cause.key) {
            Receipt::Replay(first) => return Ok(first),
            Receipt::Revoked => return Err(UpdateTenantError::Revoked),
            Receipt::Fresh => {},
        }
        let (value, events) = change.into_parts();
        let Some(stored) = state.tenants.get_mut(&value.id()) else {
            return Err(UpdateTenantError::NotFound);
        };
        if stored.version != expected {
            return Err(UpdateTenantError::VersionConflict {
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
impl TenantDirectory for InMemoryTenants {
    async fn find(&self, id: TenantId) -> Result<Option<Stored<Tenant>>, StoreFailure> {
        Ok(self.lock().tenants.get(&id).cloned())
    }

    async fn find_by_slug(
        &self,
        slug: &TenantSlug,
    ) -> Result<Option<Stored<Tenant>>, StoreFailure> {
        let state = self.lock();
        Ok(state
            .tenants
            .values()
            .find(|stored| stored.value.slug() == slug)
            .cloned())
    }

    async fn page(
        &self,
        status: Option<TenantStatus>,
        request: PageRequest<TenantSlug>,
    ) -> Result<Page<Stored<Tenant>, TenantSlug>, StoreFailure> {
        let state = self.lock();
        let by_slug: std::collections::BTreeMap<_, _> = state
            .tenants
            .values()
            .filter(|stored| status.is_none_or(|status| stored.value.status() == status))
            .map(|stored| (stored.value.slug(), stored))
            .collect();
        let after = request
            .after
            .as_ref()
            .map_or(Bound::Unbounded, Bound::Excluded);
        let rest = by_slug.range::<&TenantSlug, _>((after, Bound::Unbounded));
        Ok(page(
            rest.map(|(_, stored)| (*stored).clone()),
            request.limit,
            |last| last.value.slug().clone(),
        ))
    }

    async fn count(&self) -> Result<TenantCounts, StoreFailure> {
        Ok(self
            .lock()
            .tenants
            .values()
            .map(|stored| (stored.value.status(), 1))
            .collect())
    }
}

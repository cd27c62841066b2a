//! Creating tenants and changing their state.

use std::{fmt, sync::Arc};

use tenant::{
    SuspensionReason, Tenant, TenantId, TenantName, TenantSlug, TenantStatus,
    ports::{
        Cause, Change, CorrelationId, IdempotencyKey, InsertTenantError, Page, PageRequest, Stored,
        TenantDirectory, TenantRepository, UpdateTenantError,
    },
};
use uuid::Uuid;
use workflow::ports::Clock;

use crate::{
    contracts::IdSource,
    dtos::Operator,
    errors::{TenancyError, Unavailable},
    listeners::RecordDomainEvents,
};

/// Creates tenants, suspends and resumes them, and looks them up. Each change is in the audit trail when
/// the call returns.
#[derive(Clone)]
pub struct TenantCoordinator {
    tenants: Arc<dyn TenantRepository>,
    directory: Arc<dyn TenantDirectory>,
    trail: Arc<RecordDomainEvents>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
}

impl TenantCoordinator {
    /// A coordinator on these ports.
    pub fn new(
        tenants: Arc<dyn TenantRepository>,
        directory: Arc<dyn TenantDirectory>,
        trail: Arc<RecordDomainEvents>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
    ) -> Self {
        Self {
            tenants,
            directory,
            trail,
            clock,
            ids,
        }
    }

    /// Creates a tenant and activates it. One that a crash left pending is activated, under the name it has.
    ///
    /// # Errors
    /// [`TenancyError::SlugTaken`] if there is one with this slug; [`TenancyError::Unavailable`] if a store
    /// does not answer: call again.
    pub async fn create(
        &self,
        by: &Operator,
        slug: TenantSlug,
        name: TenantName,
    ) -> Result<Tenant, TenancyError> {
        let pending = match self.insert(by, slug.clone(), name).await {
            Err(TenancyError::SlugTaken) => {
                let begun = self.find(&slug).await?;
                if begun.value.status() != TenantStatus::Pending {
                    return Err(TenancyError::SlugTaken);
                }
                begun
            },
            other => other?,
        };
        let tenant = self.activate(by, pending).await?;
        self.trail.catch_up().await?;
        Ok(tenant)
    }

    /// The tenant with this slug; creates and activates it if it is not there. Doing it twice, or at the
    /// same time, makes one tenant.
    ///
    /// # Errors
    /// As [`create`](Self::create), but never `SlugTaken`.
    pub async fn ensure(&self, by: &Operator, slug: TenantSlug) -> Result<Tenant, TenancyError> {
        let stored = match self
            .directory
            .find_by_slug(&slug)
            .await
            .map_err(Unavailable::from)?
        {
            Some(stored) => stored,
            None => match self
                .insert(by, slug.clone(), TenantName::parse(slug.as_str())?)
                .await
            {
                Ok(stored) => stored,
                Err(TenancyError::SlugTaken) => self.find(&slug).await?,
                Err(error) => return Err(error),
            },
        };
        match stored.value.status() {
            TenantStatus::Pending => match self.activate(by, stored).await {
                // Somebody else activated it at the same time.
                Err(TenancyError::Outpaced) => Ok(self.find(&slug).await?.value),
                other => other,
            },
            _ => Ok(stored.value),
        }
    }

    /// Suspends a tenant: nobody can join it until it is resumed.
    ///
    /// # Errors
    /// [`TenancyError`]; nothing is changed then.
    pub async fn suspend(
        &self,
        by: &Operator,
        slug: &TenantSlug,
        reason: SuspensionReason,
    ) -> Result<Tenant, TenancyError> {
        let stored = self.find(slug).await?;
        let change = stored.value.suspend(reason, self.clock.now())?;
        let tenant = self.update(by, &stored, change).await?;
        self.trail.catch_up().await?;
        Ok(tenant)
    }

    /// Resumes a tenant that was suspended for `cleared`.
    ///
    /// # Errors
    /// [`TenancyError`]; nothing is changed then.
    pub async fn resume(
        &self,
        by: &Operator,
        slug: &TenantSlug,
        cleared: SuspensionReason,
    ) -> Result<Tenant, TenancyError> {
        let stored = self.find(slug).await?;
        let change = stored.value.resume(cleared, self.clock.now())?;
        let tenant = self.update(by, &stored, change).await?;
        self.trail.catch_up().await?;
        Ok(tenant)
    }

    /// The tenant with this slug.
    ///
    /// # Errors
    /// [`TenancyError::Unknown`] if there is none; [`TenancyError::Unavailable`] if the store does not answer.
    pub async fn find(&self, slug: &TenantSlug) -> Result<Stored<Tenant>, TenancyError> {
        self.directory
            .find_by_slug(slug)
            .await
            .map_err(Unavailable::from)?
            .ok_or(TenancyError::Unknown)
    }

    /// Tenants by slug, a page at a time.
    ///
    /// # Errors
    /// [`Unavailable`] if the store does not answer.
    pub async fn page(
        &self,
        request: PageRequest<TenantSlug>,
    ) -> Result<Page<Stored<Tenant>, TenantSlug>, Unavailable> {
        Ok(self.directory.page(None, request).await?)
    }

    async fn insert(
        &self,
        by: &Operator,
        slug: TenantSlug,
        name: TenantName,
    ) -> Result<Stored<Tenant>, TenancyError> {
        let cause = self.cause(by);
        let id = TenantId::from_uuid(self.ids.next());
        let change = Tenant::create(id, slug, name, cause.at);
        let value = change.state().clone();
        match self.tenants.insert(&cause, change).await {
            Ok(committed) => Ok(Stored {
                value,
                version: committed.version,
            }),
            Err(InsertTenantError::SlugTaken { .. }) => Err(TenancyError::SlugTaken),
            Err(InsertTenantError::IdTaken | InsertTenantError::Revoked) => {
                Err(TenancyError::Outpaced)
            },
            Err(InsertTenantError::Store(failure)) => Err(Unavailable::from(failure).into()),
        }
    }

    async fn activate(
        &self,
        by: &Operator,
        pending: Stored<Tenant>,
    ) -> Result<Tenant, TenancyError> {
        let change = pending.value.activate(self.clock.now())?;
        self.update(by, &pending, change).await
    }

    async fn update(
        &self,
        by: &Operator,
        stored: &Stored<Tenant>,
        change: Change<Tenant>,
    ) -> Result<Tenant, TenancyError> {
        let value = change.state().clone();
        match self
            .tenants
            .update(&self.cause(by), stored.version, change)
            .await
        {
            Ok(_) => Ok(value),
            Err(UpdateTenantError::NotFound) => Err(TenancyError::Unknown),
            Err(UpdateTenantError::VersionConflict { .. } | UpdateTenantError::Revoked) => {
                Err(TenancyError::Outpaced)
            },
            Err(UpdateTenantError::Store(failure)) => Err(Unavailable::from(failure).into()),
        }
    }

    /// A request of its own: a fresh key, so that the same command given twice is two commands.
    fn cause(&self, by: &Operator) -> Cause {
        let key: Uuid = self.ids.next();
        Cause {
            key: IdempotencyKey::from_uuid(key),
            actor: by.in_tenant().clone(),
            correlation: CorrelationId::from_uuid(key),
            at: self.clock.now(),
        }
    }
}

impl fmt::Debug for TenantCoordinator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TenantCoordinator").finish_non_exhaustive()
    }
}

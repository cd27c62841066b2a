//! Tenants in the file.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlite_kit::{
    WriteTx,
    rusqlite::{self, Connection, OptionalExtension as _},
    unreadable,
};
use tenant::{
    Tenant, TenantId, TenantSlug, TenantStatus,
    ports::{
        Cause, Change, Committed, IdempotencyKey, InsertTenantError, Page, PageRequest, Revocation,
        StoreFailure, Stored, TenantCounts, TenantDirectory, TenantRepository, UpdateTenantError,
        Version,
    },
};
use uuid::Uuid;

use crate::{
    codec::{self, Unreadable, to_json},
    store::TenantStore,
};

pub(crate) const PAGE: &str =
    "SELECT version, body FROM tenant WHERE slug > ?1 ORDER BY slug LIMIT ?2";
pub(crate) const PAGE_OF_STATUS: &str =
    "SELECT version, body FROM tenant WHERE status = ?3 AND slug > ?1 ORDER BY slug LIMIT ?2";
pub(crate) const COUNT: &str = "SELECT status, count(*) FROM tenant GROUP BY status";

#[async_trait]
impl TenantRepository for TenantStore {
    async fn insert(
        &self,
        cause: &Cause,
        change: Change<Tenant>,
    ) -> Result<Committed, InsertTenantError> {
        self.commit(cause, change, insert).await
    }

    async fn update(
        &self,
        cause: &Cause,
        expected: Version,
        change: Change<Tenant>,
    ) -> Result<Committed, UpdateTenantError> {
        self.commit(cause, change, move |tx, tenant| {
            update(tx, expected, tenant)
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
}

fn insert(
    tx: &WriteTx<'_>,
    tenant: &Tenant,
) -> rusqlite::Result<Result<Version, InsertTenantError>> {
    if version_of(tx, tenant.id())?.is_some() {
        return Ok(Err(InsertTenantError::IdTaken));
    }
    let holder: Option<Uuid> = tx
        .prepare_cached("SELECT id FROM tenant WHERE slug = ?1")?
        .query_row([tenant.slug().as_str()], |row| row.get(0))
        .optional()?;
    if let Some(holder) = holder {
        return Ok(Err(InsertTenantError::SlugTaken {
            tenant: TenantId::from_uuid(holder),
        }));
    }
    let version = Version::first();
    tx.prepare_cached(
        "INSERT INTO tenant (id, slug, status, version, body) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((
        tenant.id().as_uuid(),
        tenant.slug().as_str(),
        tenant.status().as_str(),
        version.as_u64(),
        to_json("tenant", &tenant.snapshot())?,
    ))?;
    Ok(Ok(version))
}

fn update(
    tx: &WriteTx<'_>,
    expected: Version,
    tenant: &Tenant,
) -> rusqlite::Result<Result<Version, UpdateTenantError>> {
    let Some(actual) = version_of(tx, tenant.id())? else {
        return Ok(Err(UpdateTenantError::NotFound));
    };
    if actual != expected {
        return Ok(Err(UpdateTenantError::VersionConflict { actual }));
    }
    let version = expected.next();
    tx.prepare_cached("UPDATE tenant SET status = ?2, version = ?3, body = ?4 WHERE id = ?1")?
        .execute((
            tenant.id().as_uuid(),
            tenant.status().as_str(),
            version.as_u64(),
            to_json("tenant", &tenant.snapshot())?,
        ))?;
    Ok(Ok(version))
}

fn version_of(connection: &Connection, id: TenantId) -> rusqlite::Result<Option<Version>> {
    connection
        .prepare_cached("SELECT version FROM tenant WHERE id = ?1")?
        .query_row([id.as_uuid()], |row| row.get(0).map(codec::version))
        .optional()
}

/// What a join has to know of its tenant.
pub(crate) fn standing(
    connection: &Connection,
    id: TenantId,
) -> rusqlite::Result<Option<(TenantStatus, Version)>> {
    connection
        .prepare_cached("SELECT status, version FROM tenant WHERE id = ?1")?
        .query_row([id.as_uuid()], |row| {
            Ok((
                status(row.get_ref(0)?.as_str()?)?,
                codec::version(row.get(1)?),
            ))
        })
        .optional()
}

fn status(text: &str) -> rusqlite::Result<TenantStatus> {
    TenantStatus::ALL
        .into_iter()
        .find(|status| status.as_str() == text)
        .ok_or_else(|| unreadable(Unreadable::Column("tenant status")))
}

#[async_trait]
impl TenantDirectory for TenantStore {
    async fn find(&self, id: TenantId) -> Result<Option<Stored<Tenant>>, StoreFailure> {
        self.look_up(move |connection| {
            connection
                .prepare_cached("SELECT version, body FROM tenant WHERE id = ?1")?
                .query_row([id.as_uuid()], codec::tenant)
                .optional()
        })
        .await
    }

    async fn find_by_slug(
        &self,
        slug: &TenantSlug,
    ) -> Result<Option<Stored<Tenant>>, StoreFailure> {
        let slug = slug.clone();
        self.look_up(move |connection| {
            connection
                .prepare_cached("SELECT version, body FROM tenant WHERE slug = ?1")?
                .query_row([slug.as_str()], codec::tenant)
                .optional()
        })
        .await
    }

    async fn page(
        &self,
        status: Option<TenantStatus>,
        request: PageRequest<TenantSlug>,
    ) -> Result<Page<Stored<Tenant>, TenantSlug>, StoreFailure> {
        self.read(move |connection| {
            // Every slug comes after the empty text.
            let after = request.after.as_ref().map_or("", TenantSlug::as_str);
            let rows = codec::rows(request.limit);
            let items: Vec<_> = match status {
                None => connection
                    .prepare_cached(PAGE)?
                    .query_map((after, rows), codec::tenant)?
                    .collect::<Result<_, _>>()?,
                Some(status) => connection
                    .prepare_cached(PAGE_OF_STATUS)?
                    .query_map((after, rows, status.as_str()), codec::tenant)?
                    .collect::<Result<_, _>>()?,
            };
            Ok(codec::page(items, request.limit, |last| {
                last.value.slug().clone()
            }))
        })
        .await
    }

    async fn count(&self) -> Result<TenantCounts, StoreFailure> {
        self.read(|connection| {
            connection
                .prepare_cached(COUNT)?
                .query_map([], |row| {
                    Ok((status(row.get_ref(0)?.as_str()?)?, row.get(1)?))
                })?
                .collect()
        })
        .await
    }
}

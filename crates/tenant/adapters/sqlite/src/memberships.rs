//! Memberships in the file.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlite_kit::{
    WriteTx,
    rusqlite::{self, Connection, OptionalExtension as _},
};
use tenant::{
    MemberId, Membership, MembershipId, TenantId,
    ports::{
        Cause, Change, Committed, IdempotencyKey, JoinError, MembershipDirectory,
        MembershipRepository, Page, PageRequest, Revocation, StoreFailure, Stored,
        UpdateMembershipError, Version,
    },
};
use uuid::Uuid;

use crate::{
    codec::{self, to_json},
    store::TenantStore,
    tenants,
};

pub(crate) const CURRENT: &str = "SELECT version, body FROM membership
     WHERE tenant = ?1 AND member = ?2 AND status <> 'removed'";
pub(crate) const PAGE_OF_TENANT: &str = "SELECT version, body FROM membership
     WHERE tenant = ?1 AND id > ?2 AND status <> 'removed' ORDER BY id LIMIT ?3";
pub(crate) const PAGE_OF_MEMBER: &str = "SELECT version, body FROM membership
     WHERE member = ?1 AND id > ?2 AND status <> 'removed' ORDER BY id LIMIT ?3";
pub(crate) const COUNT: &str =
    "SELECT count(*) FROM membership WHERE tenant = ?1 AND status <> 'removed'";

#[async_trait]
impl MembershipRepository for TenantStore {
    async fn join(
        &self,
        cause: &Cause,
        tenant_version: Version,
        change: Change<Membership>,
    ) -> Result<Committed, JoinError> {
        self.commit(cause, change, move |tx, membership| {
            join(tx, tenant_version, membership)
        })
        .await
    }

    async fn update(
        &self,
        cause: &Cause,
        expected: Version,
        change: Change<Membership>,
    ) -> Result<Committed, UpdateMembershipError> {
        self.commit(cause, change, move |tx, membership| {
            update(tx, expected, membership)
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

fn join(
    tx: &WriteTx<'_>,
    tenant_version: Version,
    membership: &Membership,
) -> rusqlite::Result<Result<Version, JoinError>> {
    if let Some(refusal) = refuse_join(tx, tenant_version, membership)? {
        return Ok(Err(refusal));
    }
    let version = Version::first();
    tx.prepare_cached(
        "INSERT INTO membership (id, tenant, member, status, version, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((
        membership.id().as_uuid(),
        membership.tenant().as_uuid(),
        membership.member().as_uuid(),
        membership.status().as_str(),
        version.as_u64(),
        to_json("membership", &membership.snapshot())?,
    ))?;
    Ok(Ok(version))
}

/// What speaks against a new membership, in the order that the port prescribes.
fn refuse_join(
    tx: &WriteTx<'_>,
    tenant_version: Version,
    joining: &Membership,
) -> rusqlite::Result<Option<JoinError>> {
    let Some((status, actual)) = tenants::standing(tx, joining.tenant())? else {
        return Ok(Some(JoinError::TenantNotFound));
    };
    if !status.is_operational() {
        return Ok(Some(JoinError::TenantNotOperational { status }));
    }
    if actual != tenant_version {
        return Ok(Some(JoinError::TenantChanged { actual }));
    }
    let used = tx
        .prepare_cached("SELECT 1 FROM membership WHERE id = ?1")?
        .exists([joining.id().as_uuid()])?;
    if used {
        return Ok(Some(JoinError::IdTaken));
    }
    let current: Option<Uuid> = tx
        .prepare_cached(
            "SELECT id FROM membership
             WHERE tenant = ?1 AND member = ?2 AND status <> 'removed'",
        )?
        .query_row(
            (joining.tenant().as_uuid(), joining.member().as_uuid()),
            |row| row.get(0),
        )
        .optional()?;
    Ok(current.map(|id| JoinError::AlreadyMember {
        membership: MembershipId::from_uuid(id),
    }))
}

fn update(
    tx: &WriteTx<'_>,
    expected: Version,
    membership: &Membership,
) -> rusqlite::Result<Result<Version, UpdateMembershipError>> {
    let actual = tx
        .prepare_cached("SELECT version FROM membership WHERE id = ?1 AND tenant = ?2")?
        .query_row(
            (membership.id().as_uuid(), membership.tenant().as_uuid()),
            |row| row.get(0).map(codec::version),
        )
        .optional()?;
    match actual {
        None => return Ok(Err(UpdateMembershipError::NotFound)),
        Some(actual) if actual != expected => {
            return Ok(Err(UpdateMembershipError::VersionConflict { actual }));
        },
        Some(_) => {},
    }
    let version = expected.next();
    tx.prepare_cached(
        "UPDATE membership SET status = ?3, version = ?4, body = ?5 WHERE id = ?1 AND tenant = ?2",
    )?
    .execute((
        membership.id().as_uuid(),
        membership.tenant().as_uuid(),
        membership.status().as_str(),
        version.as_u64(),
        to_json("membership", &membership.snapshot())?,
    ))?;
    Ok(Ok(version))
}

/// Reads a page of the memberships of one tenant or one member.
fn read_page(
    connection: &Connection,
    sql: &str,
    scope: Uuid,
    request: &PageRequest<MembershipId>,
) -> rusqlite::Result<Page<Stored<Membership>, MembershipId>> {
    // Every id comes after the empty blob.
    let after = request.after.map(|id| id.as_uuid());
    let after: &[u8] = after.as_ref().map_or(&[], |id| id.as_bytes());
    let items = connection
        .prepare_cached(sql)?
        .query_map(
            (scope, after, codec::rows(request.limit)),
            codec::membership,
        )?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(codec::page(items, request.limit, |last| last.value.id()))
}

#[async_trait]
impl MembershipDirectory for TenantStore {
    async fn find(
        &self,
        tenant: TenantId,
        id: MembershipId,
    ) -> Result<Option<Stored<Membership>>, StoreFailure> {
        self.look_up(move |connection| {
            connection
                .prepare_cached(
                    "SELECT version, body FROM membership WHERE id = ?1 AND tenant = ?2",
                )?
                .query_row((id.as_uuid(), tenant.as_uuid()), codec::membership)
                .optional()
        })
        .await
    }

    async fn find_member(
        &self,
        tenant: TenantId,
        member: MemberId,
    ) -> Result<Option<Stored<Membership>>, StoreFailure> {
        self.look_up(move |connection| {
            connection
                .prepare_cached(CURRENT)?
                .query_row((tenant.as_uuid(), member.as_uuid()), codec::membership)
                .optional()
        })
        .await
    }

    async fn page_members(
        &self,
        tenant: TenantId,
        request: PageRequest<MembershipId>,
    ) -> Result<Page<Stored<Membership>, MembershipId>, StoreFailure> {
        self.read(move |c| read_page(c, PAGE_OF_TENANT, tenant.as_uuid(), &request))
            .await
    }

    async fn page_tenants_of(
        &self,
        member: MemberId,
        request: PageRequest<MembershipId>,
    ) -> Result<Page<Stored<Membership>, MembershipId>, StoreFailure> {
        self.read(move |c| read_page(c, PAGE_OF_MEMBER, member.as_uuid(), &request))
            .await
    }

    async fn count_members(&self, tenant: TenantId) -> Result<u64, StoreFailure> {
        self.read(move |connection| {
            connection
                .prepare_cached(COUNT)?
                .query_row([tenant.as_uuid()], |row| row.get(0))
        })
        .await
    }
}

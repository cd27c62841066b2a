//! Tenants: what a store keeps of them, refuses, and finds.

use super::fixture::{active_tenant, at, cause, created, slug, tenant_id};
use crate::{
    DeletionHold, SuspensionReason, TenantStatus,
    ports::{
        Change, InsertTenantError, PageLimit, PageRequest, Stored, UpdateTenantError, Version,
    },
    tenant::Tenant,
    testing::Ports,
};

/// `find` and `find_by_slug` MUST answer what `insert` stored, as version 1.
pub async fn are_found_as_they_were_inserted(ports: &Ports) {
    let change = created(1, "acme");
    let stored = Stored {
        value: change.state().clone(),
        version: Version::first(),
    };
    let committed = ports
        .tenants
        .insert(&cause(1), change)
        .await
        .expect("a new tenant");
    assert_eq!(
        (committed.version, committed.replayed),
        (Version::first(), false)
    );

    let directory = &ports.tenant_directory;
    assert_eq!(
        directory.find(tenant_id(1)).await.expect("a read"),
        Some(stored.clone())
    );
    assert_eq!(
        directory.find_by_slug(&slug("acme")).await.expect("a read"),
        Some(stored)
    );
    assert_eq!(directory.find(tenant_id(2)).await.expect("a read"), None);
    assert_eq!(
        directory
            .find_by_slug(&slug("acme-2"))
            .await
            .expect("a read"),
        None
    );
}

/// `insert` MUST answer `SlugTaken` with the holder, and a deleted tenant MUST hold its slug.
pub async fn keep_their_slug_even_when_deleted(ports: &Ports) {
    let tenant = active_tenant(ports, 1, "acme").await;
    slug_is_held_by_the_first(ports, 11).await;

    let queued = tenant
        .value
        .queue_for_deletion(DeletionHold::default(), at(2))
        .expect("a queue");
    let deleted = queued
        .state()
        .delete(at(100 * 86_400))
        .expect("the hold is over");
    let update = ports
        .tenants
        .update(&cause(1), tenant.version, queued)
        .await;
    let version = update.expect("an update").version;
    slug_is_held_by_the_first(ports, 12).await;

    ports
        .tenants
        .update(&cause(2), version, deleted)
        .await
        .expect("an update");
    slug_is_held_by_the_first(ports, 13).await;
}

async fn slug_is_held_by_the_first(ports: &Ports, n: u64) {
    match ports.tenants.insert(&cause(n), created(n, "acme")).await {
        Err(InsertTenantError::SlugTaken { tenant }) => assert_eq!(tenant, tenant_id(1)),
        other => panic!("the slug is taken, yet: {other:?}"),
    }
    let found = ports
        .tenant_directory
        .find(tenant_id(n))
        .await
        .expect("a read");
    assert_eq!(found, None, "a refused write stores nothing");
}

/// `insert` MUST answer `IdTaken` for an id that is in use.
pub async fn are_refused_under_a_taken_id(ports: &Ports) {
    let tenant = active_tenant(ports, 1, "acme").await;
    let second = ports.tenants.insert(&cause(1), created(1, "other")).await;
    assert!(
        matches!(second, Err(InsertTenantError::IdTaken)),
        "{second:?}"
    );
    let directory = &ports.tenant_directory;
    assert_eq!(
        directory.find(tenant_id(1)).await.expect("a read"),
        Some(tenant)
    );
    assert_eq!(
        directory
            .find_by_slug(&slug("other"))
            .await
            .expect("a read"),
        None
    );
}

/// One step of the table that follows.
type Step = fn(&Tenant) -> Option<Change<Tenant>>;

/// What a state carries, the interrupted state included, MUST come back as it was stored.
pub async fn keep_every_state_and_what_it_carries(ports: &Ports) {
    let mut tenant = active_tenant(ports, 1, "acme").await;
    let steps: [Step; 7] = [
        |t| t.suspend(SuspensionReason::Abuse, at(3)).ok(),
        |t| t.archive(at(4)).ok(),
        |t| t.queue_for_deletion(DeletionHold::default(), at(5)).ok(),
        |t| t.cancel_deletion(at(6)).ok(),
        |t| t.restore_archived(at(7)).ok(),
        |t| t.resume(SuspensionReason::Abuse, at(8)).ok(),
        |t| t.queue_for_deletion(DeletionHold::default(), at(9)).ok(),
    ];
    for (n, step) in (1..).zip(steps) {
        let change = step(&tenant.value).expect("the table allows it");
        let value = change.state().clone();
        let committed = ports
            .tenants
            .update(&cause(n), tenant.version, change)
            .await;
        let version = committed.expect("an update").version;
        assert_eq!(version, tenant.version.next());
        tenant = Stored { value, version };
        let found = ports
            .tenant_directory
            .find(tenant_id(1))
            .await
            .expect("a read");
        assert_eq!(found.as_ref(), Some(&tenant));
    }
}

/// `update` MUST answer `VersionConflict` with the present version, and then store nothing.
pub async fn are_updated_at_the_expected_version_only(ports: &Ports) {
    let tenant = active_tenant(ports, 1, "acme").await;
    let ahead = tenant.version.next();
    for (n, wrong) in [(1, Version::first()), (2, ahead)] {
        let change = tenant
            .value
            .archive(at(3))
            .expect("an active tenant can be archived");
        match ports.tenants.update(&cause(n), wrong, change).await {
            Err(UpdateTenantError::VersionConflict { actual }) => {
                assert_eq!(actual, tenant.version);
            },
            other => panic!("version {wrong} is not the present one, yet: {other:?}"),
        }
    }
    let found = ports
        .tenant_directory
        .find(tenant_id(1))
        .await
        .expect("a read");
    assert_eq!(found, Some(tenant));
}

/// `update` MUST answer `NotFound` for a tenant that is not there, and not make one.
pub async fn that_are_missing_are_not_updated(ports: &Ports) {
    let change = created(1, "acme")
        .state()
        .activate(at(1))
        .expect("a pending tenant");
    let update = ports
        .tenants
        .update(&cause(1), Version::first(), change)
        .await;
    assert!(
        matches!(update, Err(UpdateTenantError::NotFound)),
        "{update:?}"
    );
    assert_eq!(
        ports
            .tenant_directory
            .find(tenant_id(1))
            .await
            .expect("a read"),
        None
    );
}

/// `page` MUST answer every tenant once, in the order of the slugs, of one status if one is given,
/// and end with `next: None`.
pub async fn are_paged_by_slug(ports: &Ports) {
    // Inserted in another order than that of the slugs; every third stays pending.
    for n in [5_u64, 3, 8, 1, 7, 2, 6, 4] {
        let text = format!("tenant-{n}");
        if n % 3 == 0 {
            ports
                .tenants
                .insert(&cause(n), created(n, &text))
                .await
                .expect("a new tenant");
        } else {
            active_tenant(ports, n, &text).await;
        }
    }
    for (status, expected) in [
        (None, vec![1, 2, 3, 4, 5, 6, 7, 8]),
        (Some(TenantStatus::Pending), vec![3, 6]),
        (Some(TenantStatus::Active), vec![1, 2, 4, 5, 7, 8]),
        (Some(TenantStatus::Deleted), vec![]),
    ] {
        for limit in [1, 2, 3, 8, 50] {
            let limit = PageLimit::parse(limit).expect("a valid limit");
            let mut request = PageRequest { after: None, limit };
            let mut seen = Vec::new();
            loop {
                let page = ports
                    .tenant_directory
                    .page(status, request)
                    .await
                    .expect("a page");
                assert!(page.items.len() <= limit.as_u32() as usize);
                seen.extend(page.items.iter().map(|stored| stored.value.id()));
                match page.next {
                    None => break,
                    after => request = PageRequest { after, limit },
                }
                assert!(seen.len() < expected.len(), "a next page that has nothing");
            }
            let expected: Vec<_> = expected.iter().map(|&n| tenant_id(n)).collect();
            assert_eq!(seen, expected, "{status:?} at {limit:?}");
        }
    }
}

/// `count` MUST count every tenant under its status.
pub async fn are_counted_by_status(ports: &Ports) {
    let none = ports.tenant_directory.count().await.expect("a count");
    assert_eq!(none.total(), 0);
    active_tenant(ports, 1, "one").await;
    active_tenant(ports, 2, "two").await;
    ports
        .tenants
        .insert(&cause(3), created(3, "three"))
        .await
        .expect("a new tenant");
    let counts = ports.tenant_directory.count().await.expect("a count");
    assert_eq!(counts.of(TenantStatus::Active), 2);
    assert_eq!(counts.of(TenantStatus::Pending), 1);
    assert_eq!(counts.of(TenantStatus::Suspended), 0);
    assert_eq!(counts.total(), 3);
}

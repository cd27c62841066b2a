//! Scope: nobody sees what is another's.

use super::fixture::{active_tenant, at, cause, joined, member, membership_id, tenant_id};
use crate::{
    id::MembershipId,
    membership::Membership,
    ports::{Page, PageLimit, PageRequest, StoreFailure, Stored},
    testing::Ports,
};

/// `find` MUST answer of the membership of another tenant what it answers of none.
pub async fn a_foreign_membership_is_like_a_missing_one(ports: &Ports) {
    let acme = active_tenant(ports, 1, "acme").await;
    active_tenant(ports, 2, "other").await;
    joined(ports, &acme, 1, 7).await;

    let directory = &ports.membership_directory;
    let foreign = directory
        .find(tenant_id(2), membership_id(1))
        .await
        .expect("a read");
    let missing = directory
        .find(tenant_id(2), membership_id(9))
        .await
        .expect("a read");
    assert_eq!(foreign, missing);
    assert_eq!(foreign, None);
    let elsewhere = directory
        .find_member(tenant_id(2), member(7))
        .await
        .expect("a read");
    assert_eq!(elsewhere, None);
    let page = directory
        .page_members(tenant_id(2), PageRequest::default())
        .await;
    assert_eq!(page.expect("a page").items, []);
}

/// `page_members` and `count_members` MUST tell of the tenant's present members only, each once,
/// in the order of the membership ids.
pub async fn members_are_paged_and_counted_within_their_tenant(ports: &Ports) {
    let acme = active_tenant(ports, 1, "acme").await;
    let other = active_tenant(ports, 2, "other").await;
    for n in [4, 1, 6, 3, 5, 2] {
        let tenant = if n % 2 == 0 { &other } else { &acme };
        joined(ports, tenant, n, 10 + n).await;
    }
    joined(ports, &acme, 7, 12).await;
    let gone = ports
        .membership_directory
        .find(tenant_id(1), membership_id(3))
        .await;
    let gone = gone.expect("a read").expect("a membership");
    let removed = gone.value.remove(at(3)).expect("an active membership");
    ports
        .memberships
        .update(&cause(1), gone.version, removed)
        .await
        .expect("an update");

    let directory = &ports.membership_directory;
    for limit in [1, 2, 3, 50] {
        let acme = read_all(limit, |request| {
            directory.page_members(tenant_id(1), request)
        })
        .await;
        assert_eq!(acme, [1, 5, 7].map(membership_id));
        let other = read_all(limit, |request| {
            directory.page_members(tenant_id(2), request)
        })
        .await;
        assert_eq!(other, [2, 4, 6].map(membership_id));
    }
    assert_eq!(
        directory
            .count_members(tenant_id(1))
            .await
            .expect("a count"),
        3
    );
    assert_eq!(
        directory
            .count_members(tenant_id(2))
            .await
            .expect("a count"),
        3
    );
    assert_eq!(
        directory
            .count_members(tenant_id(3))
            .await
            .expect("a count"),
        0
    );
}

/// `page_tenants_of` MUST tell of the member's present memberships only, each once, in the order
/// of the membership ids.
pub async fn tenants_are_paged_within_their_member(ports: &Ports) {
    for n in 1..=5_u64 {
        let tenant = active_tenant(ports, n, &format!("tenant-{n}")).await;
        joined(ports, &tenant, n, 7).await;
        joined(ports, &tenant, 100 + n, 8).await;
    }
    let gone = ports
        .membership_directory
        .find(tenant_id(2), membership_id(2))
        .await;
    let gone = gone.expect("a read").expect("a membership");
    let removed = gone.value.remove(at(3)).expect("an active membership");
    ports
        .memberships
        .update(&cause(1), gone.version, removed)
        .await
        .expect("an update");

    let directory = &ports.membership_directory;
    for limit in [1, 2, 4, 50] {
        let seven = read_all(limit, |request| {
            directory.page_tenants_of(member(7), request)
        })
        .await;
        assert_eq!(seven, [1, 3, 4, 5].map(membership_id));
        let nobody = read_all(limit, |request| {
            directory.page_tenants_of(member(9), request)
        })
        .await;
        assert_eq!(nobody, []);
    }
}

type Read = Result<Page<Stored<Membership>, MembershipId>, StoreFailure>;

/// Turns the pages until there is no next one, and checks that none is empty but the first.
async fn read_all<F>(limit: u32, read: impl Fn(PageRequest<MembershipId>) -> F) -> Vec<MembershipId>
where
    F: Future<Output = Read>,
{
    let limit = PageLimit::parse(limit).expect("a valid limit");
    let mut after = None;
    let mut seen = Vec::new();
    loop {
        let page = read(PageRequest { after, limit }).await.expect("a page");
        assert!(page.items.len() <= limit.as_u32() as usize);
        assert!(
            after.is_none() || !page.items.is_empty(),
            "a next page that has nothing"
        );
        seen.extend(page.items.iter().map(|stored| stored.value.id()));
        match page.next {
            None => return seen,
            next => after = next,
        }
    }
}

//! Idempotency keys: a repeat gets the first answer, a revoked key none.

use super::fixture::{
    active_tenant, admitted, at, cause, created, head, joined, key, membership_id, slug, tenant_id,
};
use crate::{
    membership::MembershipStatus,
    ports::{
        Committed, InsertTenantError, JoinError, Revocation, UpdateMembershipError,
        UpdateTenantError, Version,
    },
    testing::Ports,
};

/// The same key again MUST get the first answer, marked as replayed, and write nothing: for every
/// writing method.
pub async fn repeat_the_first_answer_of_every_write(ports: &Ports) {
    let mut answers = Vec::new();
    for _ in 0..2 {
        let new = created(1, "acme");
        let active = new.state().activate(at(1)).expect("a pending tenant");
        let joining = admitted(active.state(), 1, 7);
        let leaving = joining.state().remove(at(3)).expect("an active membership");

        let insert = ports
            .tenants
            .insert(&cause(1), new)
            .await
            .expect("an insert");
        let update = ports
            .tenants
            .update(&cause(2), Version::first(), active)
            .await;
        let update = update.expect("an update");
        let join = ports
            .memberships
            .join(&cause(3), update.version, joining)
            .await;
        let leave = ports
            .memberships
            .update(&cause(4), Version::first(), leaving)
            .await;
        answers.push([
            insert,
            update,
            join.expect("a join"),
            leave.expect("an update"),
        ]);
        assert_eq!(
            head(ports).await.as_u64(),
            4,
            "one event each, whether repeated or not"
        );
    }
    let [first, second] = answers.try_into().expect("two rounds");
    assert!(first.iter().all(|answer| !answer.replayed));
    assert_eq!(
        first.map(|answer| Committed {
            replayed: true,
            ..answer
        }),
        second
    );
}

/// The key MUST be looked at before everything else: a repeat succeeds when the version has moved
/// on, the slug is taken by the first write itself, or the tenant has stopped.
pub async fn repeat_it_after_the_thing_has_moved_on(ports: &Ports) {
    let tenant = active_tenant(ports, 1, "acme").await;
    let joining = admitted(&tenant.value, 1, 7);
    let first = ports
        .memberships
        .join(&cause(1), tenant.version, joining.clone())
        .await;
    let first = first.expect("a join");
    let archive = tenant.value.archive(at(3)).expect("it runs");
    let archived = ports
        .tenants
        .update(&cause(2), tenant.version, archive.clone())
        .await;
    let archived = archived.expect("an update");
    let back = archive
        .state()
        .restore_archived(at(4))
        .expect("it is archived");
    ports
        .tenants
        .update(&cause(3), archived.version, back)
        .await
        .expect("an update");
    let suspend = joining
        .state()
        .suspend(at(5))
        .expect("an active membership");
    ports
        .memberships
        .update(&cause(4), first.version, suspend)
        .await
        .expect("an update");

    let before = head(ports).await;
    let again = ports
        .memberships
        .join(&cause(1), tenant.version, joining)
        .await
        .expect("a repeat");
    assert_eq!(
        again,
        Committed {
            replayed: true,
            ..first
        }
    );
    let again = ports
        .tenants
        .update(&cause(2), tenant.version, archive)
        .await
        .expect("a repeat");
    assert_eq!(
        again,
        Committed {
            replayed: true,
            ..archived
        }
    );
    assert_eq!(head(ports).await, before);
    let found = ports
        .membership_directory
        .find(tenant_id(1), membership_id(1))
        .await;
    let status = found.expect("a read").map(|found| found.value.status());
    assert_eq!(
        status,
        Some(MembershipStatus::Suspended),
        "a repeat undoes nothing"
    );
}

/// `revoke` of an unused key MUST answer `NeverHappened`, however often, and every later write
/// under the key MUST be refused and leave nothing.
pub async fn that_are_revoked_refuse_every_write(ports: &Ports) {
    let tenant = active_tenant(ports, 1, "acme").await;
    let membership = joined(ports, &tenant, 1, 7).await;
    for n in 1..=4 {
        for _ in 0..2 {
            let by_tenants = ports
                .tenants
                .revoke(key(n), at(9))
                .await
                .expect("a revocation");
            assert_eq!(by_tenants, Revocation::NeverHappened);
            let other = ports
                .memberships
                .revoke(key(n), at(9))
                .await
                .expect("a revocation");
            assert_eq!(other, Revocation::NeverHappened);
        }
    }
    let before = head(ports).await;

    let insert = ports.tenants.insert(&cause(1), created(2, "other")).await;
    assert!(
        matches!(insert, Err(InsertTenantError::Revoked)),
        "{insert:?}"
    );
    let archive = tenant.value.archive(at(3)).expect("it runs");
    let update = ports
        .tenants
        .update(&cause(2), tenant.version, archive)
        .await;
    assert!(
        matches!(update, Err(UpdateTenantError::Revoked)),
        "{update:?}"
    );
    let joining = admitted(&tenant.value, 2, 8);
    let join = ports
        .memberships
        .join(&cause(3), tenant.version, joining)
        .await;
    assert!(matches!(join, Err(JoinError::Revoked)), "{join:?}");
    let remove = membership
        .value
        .remove(at(3))
        .expect("an active membership");
    let leave = ports
        .memberships
        .update(&cause(4), membership.version, remove)
        .await;
    assert!(
        matches!(leave, Err(UpdateMembershipError::Revoked)),
        "{leave:?}"
    );

    assert_eq!(head(ports).await, before);
    let other = ports
        .tenant_directory
        .find_by_slug(&slug("other"))
        .await
        .expect("a read");
    assert_eq!(other, None);
    let found = ports
        .tenant_directory
        .find(tenant_id(1))
        .await
        .expect("a read");
    assert_eq!(found, Some(tenant));
    let found = ports
        .membership_directory
        .find(tenant_id(1), membership_id(1))
        .await;
    assert_eq!(found.expect("a read"), Some(membership));
}

/// `revoke` of a used key MUST answer `Happened` with the first answer, change nothing, and leave
/// the repeat as it was.
pub async fn that_were_used_are_not_revoked(ports: &Ports) {
    let change = created(1, "acme");
    let first = ports
        .tenants
        .insert(&cause(1), change.clone())
        .await
        .expect("an insert");
    for _ in 0..2 {
        let revocation = ports
            .tenants
            .revoke(key(1), at(9))
            .await
            .expect("a revocation");
        assert_eq!(revocation, Revocation::Happened(first));
    }
    let by_memberships = ports
        .memberships
        .revoke(key(1), at(9))
        .await
        .expect("a revocation");
    assert_eq!(
        by_memberships,
        Revocation::Happened(first),
        "the keys are the same ones"
    );

    let again = ports
        .tenants
        .insert(&cause(1), change)
        .await
        .expect("a repeat");
    assert_eq!(
        again,
        Committed {
            replayed: true,
            ..first
        }
    );
    assert_eq!(head(ports).await, first.position);
}

/// A refused write MUST leave no receipt: the key can still be used, and still be revoked.
pub async fn are_left_free_by_a_refused_write(ports: &Ports) {
    let tenant = active_tenant(ports, 1, "acme").await;
    let taken = ports.tenants.insert(&cause(1), created(2, "acme")).await;
    assert!(
        matches!(taken, Err(InsertTenantError::SlugTaken { .. })),
        "{taken:?}"
    );
    let free = ports
        .tenants
        .insert(&cause(1), created(2, "other"))
        .await
        .expect("an insert");
    assert!(!free.replayed);

    joined(ports, &tenant, 1, 7).await;
    let second = admitted(&tenant.value, 2, 7);
    let refused = ports
        .memberships
        .join(&cause(2), tenant.version, second)
        .await;
    assert!(
        matches!(refused, Err(JoinError::AlreadyMember { .. })),
        "{refused:?}"
    );
    let revocation = ports
        .memberships
        .revoke(key(2), at(9))
        .await
        .expect("a revocation");
    assert_eq!(revocation, Revocation::NeverHappened);
}

//! Memberships: what a store keeps of them, refuses, and finds.

use super::fixture::{
    active_tenant, admitted, all_at_once, at, cause, created, head, joined, member, membership_id,
    tenant_id,
};
use crate::{
    SuspensionReason, TenantStatus,
    membership::MembershipStatus,
    ports::{JoinError, Stored, UpdateMembershipError, Version},
    testing::Ports,
};

/// `find` and `find_member` MUST answer what `join` stored, as version 1.
pub async fn are_found_as_they_were_joined(ports: &Ports) {
    let tenant = active_tenant(ports, 1, "acme").await;
    let stored = joined(ports, &tenant, 1, 7).await;
    assert_eq!(stored.version, Version::first());

    let directory = &ports.membership_directory;
    let by_id = directory
        .find(tenant_id(1), membership_id(1))
        .await
        .expect("a read");
    assert_eq!(by_id, Some(stored.clone()));
    let by_member = directory
        .find_member(tenant_id(1), member(7))
        .await
        .expect("a read");
    assert_eq!(by_member, Some(stored));
    let nobody = directory
        .find_member(tenant_id(1), member(8))
        .await
        .expect("a read");
    assert_eq!(nobody, None);
}

/// `join` MUST answer `TenantNotFound` if the tenant is not there.
pub async fn need_a_tenant_that_is_there(ports: &Ports) {
    let nowhere = created(1, "acme")
        .state()
        .activate(at(1))
        .expect("a pending tenant");
    let change = admitted(nowhere.state(), 1, 7);
    let join = ports
        .memberships
        .join(&cause(1), Version::first(), change)
        .await;
    assert!(matches!(join, Err(JoinError::TenantNotFound)), "{join:?}");
}

/// `join` MUST answer `TenantNotOperational` if the tenant does not run when the join is
/// committed, whatever it was when the member was admitted, and whatever version is claimed.
pub async fn need_a_tenant_that_runs_at_this_moment(ports: &Ports) {
    let tenant = active_tenant(ports, 1, "acme").await;
    let suspended = tenant
        .value
        .suspend(SuspensionReason::Billing, at(3))
        .expect("it runs");
    let update = ports
        .tenants
        .update(&cause(1), tenant.version, suspended)
        .await;
    let now_at = update.expect("an update").version;

    for (n, claimed) in [(2, tenant.version), (3, now_at)] {
        let change = admitted(&tenant.value, n, 7);
        match ports.memberships.join(&cause(n), claimed, change).await {
            Err(JoinError::TenantNotOperational { status }) => {
                assert_eq!(status, TenantStatus::Suspended);
            },
            other => panic!("nobody joins a suspended tenant, yet: {other:?}"),
        }
    }
    let directory = &ports.membership_directory;
    assert_eq!(
        directory
            .count_members(tenant_id(1))
            .await
            .expect("a count"),
        0
    );
}

/// `join` MUST answer `TenantChanged` if the tenant runs, but is not at the version that was read;
/// and joining MUST NOT change the version of the tenant.
pub async fn need_the_tenant_as_it_was_read(ports: &Ports) {
    let tenant = active_tenant(ports, 1, "acme").await;
    joined(ports, &tenant, 1, 7).await;
    joined(ports, &tenant, 2, 8).await;
    for (n, wrong) in [(3, Version::first()), (4, tenant.version.next())] {
        let change = admitted(&tenant.value, n, 9);
        match ports.memberships.join(&cause(n), wrong, change).await {
            Err(JoinError::TenantChanged { actual }) => assert_eq!(actual, tenant.version),
            other => panic!("version {wrong} is not the present one, yet: {other:?}"),
        }
    }
}

/// `join` MUST answer `IdTaken` for a membership id that is in use, in whatever tenant.
pub async fn are_refused_under_a_taken_id(ports: &Ports) {
    let acme = active_tenant(ports, 1, "acme").await;
    let other = active_tenant(ports, 2, "other").await;
    let stored = joined(ports, &acme, 1, 7).await;
    for (n, tenant) in [(1, &acme), (2, &other)] {
        let change = admitted(&tenant.value, 1, 8);
        let join = ports
            .memberships
            .join(&cause(n), tenant.version, change)
            .await;
        assert!(matches!(join, Err(JoinError::IdTaken)), "{join:?}");
    }
    let found = ports
        .membership_directory
        .find(tenant_id(1), membership_id(1))
        .await;
    assert_eq!(found.expect("a read"), Some(stored));
}

/// `join` MUST answer `AlreadyMember` with the membership that is there, an active or a suspended
/// one; another tenant does not matter.
pub async fn are_one_at_a_time(ports: &Ports) {
    let acme = active_tenant(ports, 1, "acme").await;
    let other = active_tenant(ports, 2, "other").await;
    let first = joined(ports, &acme, 1, 7).await;
    joined(ports, &other, 2, 7).await;
    second_is_refused(ports, &acme, 3).await;

    let suspended = first.value.suspend(at(3)).expect("an active membership");
    ports
        .memberships
        .update(&cause(1), first.version, suspended)
        .await
        .expect("an update");
    second_is_refused(ports, &acme, 4).await;
}

async fn second_is_refused(ports: &Ports, acme: &Stored<crate::Tenant>, n: u64) {
    let change = admitted(&acme.value, n, 7);
    match ports
        .memberships
        .join(&cause(n), acme.version, change)
        .await
    {
        Err(JoinError::AlreadyMember { membership }) => assert_eq!(membership, membership_id(1)),
        other => panic!("the member belongs already, yet: {other:?}"),
    }
    let found = ports
        .membership_directory
        .find(tenant_id(1), membership_id(n))
        .await;
    assert_eq!(
        found.expect("a read"),
        None,
        "a refused write stores nothing"
    );
}

/// Of joins of the same member that are under way at once, exactly one MUST succeed, and the
/// others MUST name its membership.
pub async fn asked_for_at_once_are_given_once(ports: &Ports) {
    let tenant = active_tenant(ports, 1, "acme").await;
    let causes: Vec<_> = (1..=8).map(cause).collect();
    let joins = causes.iter().zip(1..).map(|(cause, n)| {
        let change = admitted(&tenant.value, n, 7);
        ports.memberships.join(cause, tenant.version, change)
    });
    let answers = all_at_once(joins.collect()).await;

    let directory = &ports.membership_directory;
    let winner = directory
        .find_member(tenant_id(1), member(7))
        .await
        .expect("a read");
    let winner = winner.expect("one of them succeeded").value.id();
    assert_eq!(
        answers.iter().filter(|answer| answer.is_ok()).count(),
        1,
        "{answers:?}"
    );
    for answer in answers {
        match answer {
            Ok(committed) => assert!(!committed.replayed),
            Err(JoinError::AlreadyMember { membership }) => assert_eq!(membership, winner),
            Err(other) => panic!("the member belongs already, yet: {other:?}"),
        }
    }
    assert_eq!(
        directory
            .count_members(tenant_id(1))
            .await
            .expect("a count"),
        1
    );
}

/// After a removal, `find_member` MUST answer nobody, the removed membership MUST still be found
/// by its id, and the member MUST be able to join again.
pub async fn begin_again_after_a_removal(ports: &Ports) {
    let tenant = active_tenant(ports, 1, "acme").await;
    for n in 1..=3 {
        let stored = joined(ports, &tenant, n, 7).await;
        let removed = stored.value.remove(at(3)).expect("an active membership");
        let value = removed.state().clone();
        let update = ports
            .memberships
            .update(&cause(n), stored.version, removed)
            .await;
        let version = update.expect("an update").version;
        assert_eq!(version, stored.version.next());

        let directory = &ports.membership_directory;
        let now = directory
            .find_member(tenant_id(1), member(7))
            .await
            .expect("a read");
        assert_eq!(now, None);
        let past = directory
            .find(tenant_id(1), membership_id(n))
            .await
            .expect("a read");
        assert_eq!(past, Some(Stored { value, version }));
    }
}

/// `update` MUST answer `VersionConflict` with the present version, and then store nothing.
pub async fn are_updated_at_the_expected_version_only(ports: &Ports) {
    let tenant = active_tenant(ports, 1, "acme").await;
    let first = joined(ports, &tenant, 1, 7).await;
    let suspended = first.value.suspend(at(3)).expect("an active membership");
    let value = suspended.state().clone();
    let update = ports
        .memberships
        .update(&cause(1), first.version, suspended)
        .await;
    let second = Stored {
        value,
        version: update.expect("an update").version,
    };

    for (n, wrong) in [(2, first.version), (3, second.version.next())] {
        let change = second.value.remove(at(4)).expect("a suspended membership");
        match ports.memberships.update(&cause(n), wrong, change).await {
            Err(UpdateMembershipError::VersionConflict { actual }) => {
                assert_eq!(actual, second.version);
            },
            other => panic!("version {wrong} is not the present one, yet: {other:?}"),
        }
    }
    let found = ports
        .membership_directory
        .find(tenant_id(1), membership_id(1))
        .await;
    assert_eq!(found.expect("a read"), Some(second));
}

/// `update` MUST answer `NotFound` for a membership that is not there, and not make one.
pub async fn that_are_missing_are_not_updated(ports: &Ports) {
    let tenant = active_tenant(ports, 1, "acme").await;
    let change = admitted(&tenant.value, 1, 7)
        .state()
        .remove(at(3))
        .expect("an active one");
    let update = ports
        .memberships
        .update(&cause(1), Version::first(), change)
        .await;
    assert!(
        matches!(update, Err(UpdateMembershipError::NotFound)),
        "{update:?}"
    );
    let found = ports
        .membership_directory
        .find(tenant_id(1), membership_id(1))
        .await;
    assert_eq!(found.expect("a read"), None);
}

/// `update` MUST remove a member whatever the tenant is: an undo does not wait for a resumption.
pub async fn end_even_in_a_tenant_that_does_not_run(ports: &Ports) {
    let tenant = active_tenant(ports, 1, "acme").await;
    let stored = joined(ports, &tenant, 1, 7).await;
    let archived = tenant.value.archive(at(3)).expect("it runs");
    ports
        .tenants
        .update(&cause(1), tenant.version, archived)
        .await
        .expect("an update");

    let before = head(ports).await;
    let removed = stored.value.remove(at(4)).expect("an active membership");
    let update = ports
        .memberships
        .update(&cause(2), stored.version, removed)
        .await;
    assert_eq!(update.expect("an update").position, before.next());
    let found = ports
        .membership_directory
        .find(tenant_id(1), membership_id(1))
        .await;
    let status = found.expect("a read").map(|found| found.value.status());
    assert_eq!(status, Some(MembershipStatus::Removed));
}

//! What the contract works on: ids, times and causes that are the same in every run.

use std::{future::poll_fn, pin::Pin, task::Poll};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    id::{MemberId, MembershipId, TenantId},
    membership::Membership,
    name::TenantName,
    ports::{ActorRef, Cause, Change, CorrelationId, IdempotencyKey, Position, Stored, Version},
    slug::TenantSlug,
    tenant::Tenant,
    testing::Ports,
};

pub(super) fn at(n: u64) -> DateTime<Utc> {
    // Microseconds that are no whole seconds, so that a store which rounds is caught.
    let micros = i64::try_from(1_750_000_000_000_001 + n * 1_000_001).expect("a small number");
    DateTime::from_timestamp_micros(micros).expect("a time of this century")
}

/// Numbers of ids, keys and correlations come from ranges that do not meet.
fn uuid(range: u128, n: u64) -> Uuid {
    Uuid::from_u128((range << 64) | u128::from(n))
}

pub(super) fn tenant_id(n: u64) -> TenantId {
    TenantId::from_uuid(uuid(1, n))
}

pub(super) fn membership_id(n: u64) -> MembershipId {
    MembershipId::from_uuid(uuid(2, n))
}

pub(super) fn member(n: u64) -> MemberId {
    MemberId::from_uuid(uuid(3, n))
}

pub(super) fn key(n: u64) -> IdempotencyKey {
    IdempotencyKey::from_uuid(uuid(4, n))
}

pub(super) fn slug(text: &str) -> TenantSlug {
    TenantSlug::parse(text).expect("a valid slug")
}

/// The cause of the `n`th write of a test.
pub(super) fn cause(n: u64) -> Cause {
    Cause {
        key: key(n),
        actor: ActorRef::parse("process:contract").expect("a valid actor"),
        correlation: CorrelationId::from_uuid(uuid(5, n)),
        at: at(n),
    }
}

pub(super) fn created(n: u64, slug_text: &str) -> Change<Tenant> {
    let name = TenantName::parse("Ünïcode & Söhne").expect("a valid name");
    Tenant::create(tenant_id(n), slug(slug_text), name, at(0))
}

/// An active tenant at version 2, stored by two writes with keys that no test uses itself.
pub(super) async fn active_tenant(ports: &Ports, n: u64, slug_text: &str) -> Stored<Tenant> {
    let keys = 1_000_000 + n * 10;
    let new = created(n, slug_text);
    let active = new
        .state()
        .activate(at(1))
        .expect("a pending tenant can be activated");
    let value = active.state().clone();
    ports
        .tenants
        .insert(&cause(keys), new)
        .await
        .expect("a new tenant");
    let version = ports
        .tenants
        .update(&cause(keys + 1), Version::first(), active)
        .await
        .expect("an activation")
        .version;
    Stored { value, version }
}

pub(super) fn admitted(tenant: &Tenant, n: u64, who: u64) -> Change<Membership> {
    let running = tenant.operational().expect("a tenant that runs");
    running.admit(membership_id(n), member(who), at(2))
}

/// A stored membership with id `n` of member `who`, at version 1.
pub(super) async fn joined(
    ports: &Ports,
    tenant: &Stored<Tenant>,
    n: u64,
    who: u64,
) -> Stored<Membership> {
    let change = admitted(&tenant.value, n, who);
    let value = change.state().clone();
    let version = ports
        .memberships
        .join(&cause(2_000_000 + n), tenant.version, change)
        .await
        .expect("a new member")
        .version;
    Stored { value, version }
}

pub(super) async fn head(ports: &Ports) -> Position {
    ports.feed.head().await.expect("the head of the feed")
}

/// Drives all of them on, so that they are under way at the same time, under any executor.
pub(super) async fn all_at_once<T>(
    mut futures: Vec<Pin<Box<dyn Future<Output = T> + Send + '_>>>,
) -> Vec<T> {
    let mut outputs = Vec::new();
    poll_fn(|context| {
        futures.retain_mut(|future| match future.as_mut().poll(context) {
            Poll::Ready(output) => {
                outputs.push(output);
                false
            },
            Poll::Pending => true,
        });
        if futures.is_empty() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    outputs
}

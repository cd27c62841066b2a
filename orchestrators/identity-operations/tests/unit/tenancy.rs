//! Tenants: created once, whatever was cut off in between.

use identity_operations::{dtos::Operator, testing::World};
use tenant::{
    Tenant, TenantId, TenantName, TenantSlug, TenantStatus,
    ports::{ActorRef, Cause, CorrelationId, IdempotencyKey, TenantRepository as _},
};
use uuid::Uuid;
use workflow::ports::Clock as _;

fn operator() -> Operator {
    Operator::parse("operator:cli").unwrap()
}

fn slug() -> TenantSlug {
    TenantSlug::parse("acme").unwrap()
}

fn name() -> TenantName {
    TenantName::parse("Acme").unwrap()
}

#[tokio::test]
async fn a_slug_is_given_once() {
    let house = World::new().boot(None);
    house
        .tenancy
        .create(&operator(), slug(), name())
        .await
        .unwrap();
    let error = house
        .tenancy
        .create(&operator(), slug(), name())
        .await
        .unwrap_err();
    insta::assert_snapshot!(error, @"a tenant with this slug exists already: choose another slug");
}

#[tokio::test]
async fn a_tenant_that_a_crash_left_pending_is_activated_by_the_next_call() {
    let world = World::new();
    let now = world.clock.now();
    let cause = Cause {
        key: IdempotencyKey::from_uuid(Uuid::from_u128(1)),
        actor: ActorRef::parse("operator:cli").unwrap(),
        correlation: CorrelationId::from_uuid(Uuid::from_u128(1)),
        at: now,
    };
    let pending = Tenant::create(TenantId::from_uuid(Uuid::from_u128(2)), slug(), name(), now);
    world.tenants.insert(&cause, pending).await.unwrap();

    let house = world.boot(None);
    let tenant = house
        .tenancy
        .create(&operator(), slug(), name())
        .await
        .unwrap();
    assert_eq!(tenant.status(), TenantStatus::Active);
}

#[tokio::test]
async fn asking_for_a_tenant_from_many_sides_at_once_makes_one() {
    let world = World::new();
    let mut tasks = Vec::new();
    for _ in 0..8 {
        let house = world.boot(None);
        tasks.push(tokio::spawn(async move {
            house
                .tenancy
                .ensure(&operator(), slug())
                .await
                .unwrap()
                .id()
        }));
    }
    let mut ids = Vec::new();
    for task in tasks {
        ids.push(task.await.unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
}

//! One record for each event, whatever happens in between.

use std::{num::NonZeroU32, sync::Arc};

use async_trait::async_trait;
use audit_logger::{
    LogId, RecordDraft, TenantId,
    ports::{
        AppendError, Appended, AuditEvidence as _, AuditLogRepository, AuditReader as _, Filter,
        PageRequest, StoreFailure,
    },
    testing::MemoryAuditLog,
};
use chrono::{DateTime, Utc};
use identity_operations::{
    dtos::Operator,
    listeners::{EventSources, RecordDomainEvents},
    testing::World,
};
use std::sync::atomic::{AtomicBool, Ordering};
use tenant::{TenantName, TenantSlug, ports::EventFeed as _};

fn operator() -> Operator {
    Operator::parse("operator:cli").unwrap()
}

async fn create(world: &World, slug: &str) -> tenant::Tenant {
    let slug = TenantSlug::parse(slug).unwrap();
    let name = TenantName::parse("A Tenant").unwrap();
    world
        .boot(None)
        .tenancy
        .create(&operator(), slug, name)
        .await
        .unwrap()
}

async fn records_of(world: &World, tenant: &tenant::Tenant) -> Vec<String> {
    let log = LogId::Tenant(TenantId::from_uuid(tenant.id().as_uuid()));
    let page = world
        .trail
        .page(log, &Filter::default(), &PageRequest::newest(100))
        .await
        .unwrap();
    let mut lines: Vec<_> = page
        .records
        .iter()
        .map(|record| format!("{} by {}", record.draft().action(), record.draft().actor()))
        .collect();
    lines.reverse();
    lines
}

#[tokio::test]
async fn each_event_becomes_one_record_in_its_tenants_log() {
    let world = World::new();
    let tenant = create(&world, "acme").await;
    insta::assert_snapshot!(records_of(&world, &tenant).await.join("\n"), @r"
    tenant.tenant.created by operator:cli
    tenant.tenant.activated by operator:cli
    ");
    let all = NonZeroU32::new(100).unwrap();
    let events = world
        .tenants
        .read_after(tenant::ports::Position::START, all)
        .await
        .unwrap();
    assert_eq!(
        u64::try_from(events.len()).unwrap(),
        world.trail.total().await.unwrap()
    );
}

#[tokio::test]
async fn catching_up_again_or_from_the_beginning_adds_nothing() {
    let world = World::new();
    create(&world, "acme").await;
    let before = world.trail.total().await.unwrap();
    world.boot(None).trail.catch_up().await.unwrap();
    // A listener whose cursors are lost reads everything anew.
    let forgetful = listener(&world, Arc::<MemoryAuditLog>::clone(&world.trail));
    forgetful.catch_up().await.unwrap();
    assert_eq!(world.trail.total().await.unwrap(), before);
}

#[tokio::test]
async fn a_trail_that_fails_keeps_the_cursor_and_the_next_call_goes_on() {
    let world = World::new();
    let trail = Arc::new(Flaky {
        inner: Arc::clone(&world.trail),
        broken: AtomicBool::new(true),
    });
    let listener = listener(&world, Arc::<Flaky>::clone(&trail));
    let slug = TenantSlug::parse("acme").unwrap();
    let booted = world.boot(None);
    booted.tenancy.ensure(&operator(), slug).await.unwrap();
    let error = listener.catch_up().await.unwrap_err();
    assert_eq!(error.code(), "audit-logger/store-unavailable");
    assert_eq!(world.trail.total().await.unwrap(), 0);
    trail.broken.store(false, Ordering::SeqCst);
    listener.catch_up().await.unwrap();
    assert_eq!(world.trail.total().await.unwrap(), 2);
}

#[tokio::test]
async fn callers_at_the_same_time_share_the_work_and_all_see_their_events() {
    let world = Arc::new(World::new());
    let booted = world.boot(None);
    let mut tasks = Vec::new();
    for number in 0..16 {
        let booted = booted.clone();
        tasks.push(tokio::spawn(async move {
            let slug = TenantSlug::parse(&format!("tenant-{number}")).unwrap();
            booted.tenancy.ensure(&operator(), slug).await.unwrap();
            booted.trail.catch_up().await.unwrap();
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(world.trail.total().await.unwrap(), 32);
}

/// The trail is put back from a copy that is older than what the listener remembers.
#[tokio::test]
async fn a_trail_that_lost_records_is_not_gone_on_with() {
    let world = World::new();
    create(&world, "acme").await;
    let older = world.with_trail(Arc::default());
    let error = older.boot(None).trail.catch_up().await.unwrap_err();
    assert_eq!(error.code(), "identity-operations/trail-replaced");
    assert!(error.is_lasting());
    assert_eq!(
        older.trail.total().await.unwrap(),
        0,
        "nothing was written over the gap"
    );
}

fn listener(world: &World, trail: Arc<dyn AuditLogRepository>) -> RecordDomainEvents {
    let sources = EventSources {
        identity: Arc::<identity::testing::MemoryStore>::clone(&world.people),
        tenant: Arc::<tenant::testing::InMemoryTenants>::clone(&world.tenants),
        notifier: Arc::<notifier::testing::MemoryDeliveries>::clone(&world.deliveries),
    };
    let cursors = Arc::new(identity_operations::testing::InMemoryOperations::default());
    let reader = Arc::<MemoryAuditLog>::clone(&world.trail);
    RecordDomainEvents::new(
        sources,
        trail,
        reader,
        cursors,
        Arc::new(world.clock.clone()),
    )
}

/// A trail that refuses while it is broken.
struct Flaky {
    inner: Arc<MemoryAuditLog>,
    broken: AtomicBool,
}

#[async_trait]
impl AuditLogRepository for Flaky {
    async fn append(
        &self,
        batch: &[RecordDraft],
        recorded_at: DateTime<Utc>,
    ) -> Result<Vec<Appended>, AppendError> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(AppendError::Store(StoreFailure::new("broken on purpose")));
        }
        self.inner.append(batch, recorded_at).await
    }
}

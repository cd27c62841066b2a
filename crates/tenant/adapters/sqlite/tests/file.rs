//! What the file keeps, whatever happens to the program.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its helpers too"
)]

use std::path::Path;

use chrono::{DateTime, Utc};
use sqlite_kit::{Database, Schema};
use tenant::{
    Tenant, TenantId, TenantName, TenantSlug,
    ports::{
        ActorRef, Cause, CorrelationId, EventFeed, IdempotencyKey, InsertTenantError, Position,
        TenantDirectory, TenantRepository, Version,
    },
};
use tenant_sqlite::{OpenError, TenantStore};
use uuid::Uuid;

const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn cause(n: u128) -> Cause {
    Cause {
        key: IdempotencyKey::from_uuid(Uuid::from_u128(n)),
        actor: ActorRef::parse("operator:cli").unwrap(),
        correlation: CorrelationId::from_uuid(Uuid::from_u128(n)),
        at: NOW,
    }
}

fn created(n: u128, slug: &str) -> tenant::ports::Change<Tenant> {
    let slug = TenantSlug::parse(slug).unwrap();
    let name = TenantName::parse("Ünïcode & Söhne").unwrap();
    Tenant::create(TenantId::from_uuid(Uuid::from_u128(n)), slug, name, NOW)
}

fn open(path: &Path) -> TenantStore {
    TenantStore::open(path).unwrap()
}

#[tokio::test]
async fn what_was_answered_is_there_after_reopening_and_so_is_the_receipt() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenant.db");

    let store = open(&path);
    let first = store.insert(&cause(1), created(1, "acme")).await.unwrap();
    let tombstone = IdempotencyKey::from_uuid(Uuid::from_u128(2));
    TenantRepository::revoke(&store, tombstone, NOW)
        .await
        .unwrap();
    store.close().await.unwrap();

    let store = open(&path);
    let again = store.insert(&cause(1), created(1, "acme")).await.unwrap();
    assert!(again.replayed);
    assert_eq!(
        (again.version, again.position),
        (first.version, first.position)
    );
    let late = store.insert(&cause(2), created(2, "other")).await;
    assert!(matches!(late, Err(InsertTenantError::Revoked)), "{late:?}");
    assert_eq!(store.head().await.unwrap(), Position::from_u64(1));
    let id = TenantId::from_uuid(Uuid::from_u128(1));
    let found = store.find(id).await.unwrap().unwrap();
    assert_eq!(found.version, Version::first());
    assert_eq!(found.value, *created(1, "acme").state());
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_closed_store_says_so_and_keeps_the_cause_as_the_source() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("tenant.db"));
    store.clone().close().await.unwrap();
    let refused = store
        .insert(&cause(1), created(1, "acme"))
        .await
        .unwrap_err();
    insta::assert_snapshot!(report(&refused), @r"
    the tenant could not be stored
    the tenant store did not answer
    the database is closed: open it again
    ");
    assert_eq!(refused.code(), "tenant/store-failure");
}

/// The store of a program that keeps other tables in its own file, told apart by the kit.
#[tokio::test]
async fn the_file_of_another_truth_is_refused_and_unchanged() {
    const OTHER: Schema = Schema {
        name: "other",
        application_id: i32::from_be_bytes(*b"Othr"),
        migrations: &["CREATE TABLE thing (id INTEGER PRIMARY KEY) STRICT"],
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    Database::open(&path, &OTHER)
        .unwrap()
        .close()
        .await
        .unwrap();
    let before = std::fs::read(&path).unwrap();

    let refused = TenantStore::open(&path).unwrap_err();
    assert!(
        matches!(refused, OpenError::WrongApplication { .. }),
        "{refused:?}"
    );
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

/// A row that another program has spoilt.
#[tokio::test]
async fn a_spoilt_row_is_an_error_that_does_not_show_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenant.db");
    let store = open(&path);
    store.insert(&cause(1), created(1, "acme")).await.unwrap();
    store.close().await.unwrap();
    let id = TenantId::from_uuid(Uuid::from_u128(1));

    for (spoil, expected_source) in [
        (
            r#"replace(body, '"v":1', '"v":9')"#,
            "the snapshot has version 9",
        ),
        (
            "replace(body, 'acme', 'ACME')",
            "the stored slug is not valid",
        ),
        (r"'secret'", "a stored tenant cannot be read"),
    ] {
        let raw = sqlite_kit::rusqlite::Connection::open(&path).unwrap();
        let body: String = raw
            .query_row("SELECT body FROM tenant", [], |row| row.get(0))
            .unwrap();
        raw.execute(&format!("UPDATE tenant SET body = {spoil}"), [])
            .unwrap();

        let store = open(&path);
        let failure = store.find(id).await.unwrap_err();
        let report = report(&failure);
        assert!(report.contains(expected_source), "{report}");
        assert!(
            !report.contains("ACME") && !report.contains("secret"),
            "{report}"
        );
        store.close().await.unwrap();
        raw.execute("UPDATE tenant SET body = ?1", [body]).unwrap();
    }
    let store = open(&path);
    assert!(
        store.find(id).await.unwrap().is_some(),
        "the good row reads again"
    );
    store.close().await.unwrap();
}

/// The message and those of its sources, as an operator reads them.
fn report(error: &dyn std::error::Error) -> String {
    let mut lines = vec![error.to_string()];
    let mut source = error.source();
    while let Some(error) = source {
        lines.push(error.to_string());
        source = error.source();
    }
    lines.join("\n")
}

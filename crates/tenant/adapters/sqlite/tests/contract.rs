//! The SQLite store keeps the contract of the ports, each part on a real file of its own.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its helpers too"
)]

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use tenant::testing::{Ports, contract};
use tenant_sqlite::TenantStore;

fn fresh(folder: &Path, files: &AtomicU32) -> Ports {
    let number = files.fetch_add(1, Ordering::Relaxed);
    let store = TenantStore::open(&folder.join(format!("{number}.db"))).unwrap();
    Ports::of(Arc::new(store))
}

#[tokio::test]
async fn sqlite_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let files = AtomicU32::new(0);
    contract::suite(|| async { fresh(folder.path(), &files) }).await;
}

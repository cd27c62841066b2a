//! The SQLite store passes the contract suite, each part on a file of its own.

use std::sync::Arc;

use identity::testing::contract::{self, Stores};
use identity_sqlite::IdentityStore;

#[tokio::test]
async fn sqlite_store_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let number = std::sync::atomic::AtomicU32::new(0);
    contract::suite(|| async {
        let number = number.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = folder.path().join(format!("identity-{number}.db"));
        Stores::of(Arc::new(IdentityStore::open(&path).unwrap()))
    })
    .await;
}

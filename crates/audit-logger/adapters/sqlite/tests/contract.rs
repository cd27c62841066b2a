//! The trail in a file keeps the contract.

use std::sync::Arc;

use audit_logger::testing::contract;
use audit_logger_sqlite::AuditStore;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_file_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let mut number = 0;
    contract::suite(|| {
        number += 1;
        let path = folder.path().join(format!("audit-{number}.db"));
        async move { contract::Trail::of(Arc::new(AuditStore::open(&path).unwrap())) }
    })
    .await;
}

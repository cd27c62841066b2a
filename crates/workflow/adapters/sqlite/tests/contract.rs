//! The journal keeps every promise that the port asks for, on real files.

use std::sync::atomic::{AtomicU32, Ordering};

use workflow::testing::contract;
use workflow_sqlite::SqliteJournal;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_honours_the_contract_of_a_journal() {
    let folder = tempfile::tempdir().unwrap();
    let files = AtomicU32::new(0);
    contract::suite(|| async {
        let number = files.fetch_add(1, Ordering::Relaxed);
        let path = folder.path().join(format!("workflow-{number}.db"));
        SqliteJournal::open(&path).unwrap()
    })
    .await;
}

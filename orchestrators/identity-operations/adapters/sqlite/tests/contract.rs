//! The contracts on a real file keep what the contracts promise, also after a restart.

use identity_operations::{
    contracts::{EventCursorRepository as _, Feed},
    testing::contract,
};
use identity_operations_sqlite::OperationsStore;
use tempfile::TempDir;

#[tokio::test]
async fn the_contracts_on_sqlite_keep_the_contract() {
    let folders = std::cell::RefCell::new(Vec::new());
    contract::suite(|| async {
        let folder = TempDir::new().unwrap();
        let store = OperationsStore::open(&folder.path().join("operations.db")).unwrap();
        folders.borrow_mut().push(folder);
        store
    })
    .await;
}

#[tokio::test]
async fn a_cursor_survives_a_restart() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("operations.db");
    let store = OperationsStore::open(&path).unwrap();
    store
        .advance("listener", &[(Feed::Notifier, 5)])
        .await
        .unwrap();
    store.close().await.unwrap();
    let reopened = OperationsStore::open(&path).unwrap();
    assert_eq!(reopened.load("listener", Feed::Notifier).await.unwrap(), 5);
}

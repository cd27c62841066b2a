//! The in-memory store passes the contract suite.

use std::sync::Arc;

use identity::testing::{MemoryStore, contract};

#[tokio::test]
async fn memory_store_keeps_the_contract() {
    contract::suite(|| async { contract::Stores::of(Arc::new(MemoryStore::new())) }).await;
}

//! The in-memory trail keeps the contract.

use std::sync::Arc;

use audit_logger::testing::{MemoryAuditLog, contract};

#[tokio::test]
async fn the_memory_keeps_the_contract() {
    contract::suite(|| async { contract::Trail::of(Arc::new(MemoryAuditLog::new())) }).await;
}

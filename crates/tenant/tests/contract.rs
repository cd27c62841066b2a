//! The in-memory store keeps the contract of the ports.

use std::sync::Arc;

use tenant::testing::{InMemoryTenants, Ports, contract};

#[tokio::test]
async fn in_memory_keeps_the_contract() {
    contract::suite(|| async { Ports::of(Arc::new(InMemoryTenants::new())) }).await;
}

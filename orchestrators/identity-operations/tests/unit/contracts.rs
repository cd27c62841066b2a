//! The contracts in memory keep what the contracts promise.

use identity_operations::testing::{InMemoryOperations, contract};

#[tokio::test]
async fn the_contracts_in_memory_keep_the_contract() {
    contract::suite(|| async { InMemoryOperations::default() }).await;
}

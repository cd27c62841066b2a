//! The journal in memory keeps the contract of journals.

use std::sync::Arc;

use workflow::{
    ports::Journal,
    testing::{InMemoryJournal, contract},
};

#[tokio::test]
async fn the_journal_in_memory_keeps_the_contract() {
    contract::suite(|| async { Arc::new(InMemoryJournal::new()) as Arc<dyn Journal> }).await;
}

//! The journal in memory keeps the contract of journals.

use workflow::testing::{InMemoryJournal, contract};

#[tokio::test]
async fn the_journal_in_memory_keeps_the_contract() {
    contract::suite(|| async { InMemoryJournal::new() }).await;
}

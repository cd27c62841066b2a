//! The in-memory ports keep the contracts that every adapter is held to.

use std::sync::Arc;

use async_trait::async_trait;
use notifier::{
    MessageId,
    ports::Idempotence,
    testing::{MemoryDeliveries, RecordingTransport, contract},
};

#[tokio::test]
async fn the_memory_store_keeps_the_contract() {
    contract::stores::suite(|| async {
        contract::stores::Stores::of(&Arc::new(MemoryDeliveries::new()))
    })
    .await;
}

struct Probe(Arc<RecordingTransport>);

#[async_trait]
impl contract::transport::Inbox for Probe {
    async fn copies(&self, id: MessageId) -> usize {
        self.0.copies(id)
    }
}

#[tokio::test]
async fn the_recording_transport_keeps_the_contract() {
    for idempotence in [Idempotence::ByMessageId, Idempotence::None] {
        contract::transport::suite(|| async {
            let transport = Arc::new(RecordingTransport::new(idempotence));
            let inbox = Arc::new(Probe(Arc::clone(&transport)));
            contract::transport::Line { transport, inbox }
        })
        .await;
    }
}

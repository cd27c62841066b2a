//! The longest wait there is.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use workflow::{
    CorrelationId, DedupKey, Definition, Engine, Flow, InvalidDefinition, Otherwise, Outcome,
    Scope, Signal, Start, WorkerId, Workflow,
    ports::{InstanceFilter, WorkflowStateRepository as _},
    testing::VirtualClock,
};

use crate::world::{World, many};

#[derive(Serialize, Deserialize)]
struct Word;

impl Signal for Word {
    const NAME: &'static str = "word";
}

/// Waits as long as a `Duration` can say.
struct Patient;

impl Workflow for Patient {
    const NAME: &'static str = "patient";
    const VERSION: u32 = 1;
    type Input = ();
    type State = ();
    type Output = ();

    fn define(self, flow: Flow<Self>) -> Result<Definition<Self>, InvalidDefinition> {
        flow.wait::<Word>("word", |(), _| ())
            .until(Duration::MAX)
            .otherwise(Otherwise::Continue)
            .returns(|(), ()| ())
    }
}

#[tokio::test]
async fn a_wait_without_end_can_be_read_like_any_other() {
    let world = World::new();
    let journal = world.journal();
    let engine = Engine::builder(
        Arc::new(journal.clone()),
        Arc::new(VirtualClock::new()),
        WorkerId::parse("w").unwrap(),
    )
    .register(Patient)
    .unwrap()
    .build();
    let wish = Start {
        scope: Scope::Platform,
        key: DedupKey::parse("a").unwrap(),
        correlation: CorrelationId::from_uuid(Uuid::nil()),
        input: (),
    };
    let ran = engine.run::<Patient>(wish).await.unwrap();
    assert!(matches!(ran.outcome, Outcome::Waiting { .. }));
    let due = journal.next_due().await.unwrap().unwrap();
    assert_eq!(due.to_rfc3339(), "9999-12-31T23:59:59+00:00");
    let filter = InstanceFilter::default();
    let page = engine.operator().list(&filter, None, many()).await.unwrap();
    assert_eq!(page.items[0].wake_at, Some(due));
}

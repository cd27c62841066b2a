//! What the engine costs: a process of four trivial steps on the journal in memory.
#![expect(clippy::unwrap_used, reason = "a benchmark")]

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use async_trait::async_trait;
use criterion::{Criterion, criterion_group, criterion_main};
use uuid::Uuid;
use workflow::{
    Compensate, CorrelationId, DedupKey, Definition, Engine, Flow, InvalidDefinition, Scope, Start,
    Step, StepContext, StepError, SystemClock, WorkerId, Workflow, testing::InMemoryJournal,
};

struct Four;

impl Workflow for Four {
    const NAME: &'static str = "four";
    const VERSION: u32 = 1;
    type Input = u64;
    type State = u64;
    type Output = u64;

    fn define(self, flow: Flow<Self>) -> Result<Definition<Self>, InvalidDefinition> {
        flow.step("one", Count)
            .step("two", Count)
            .step("three", Count)
            .step("four", Count)
            .returns(|_, state| *state)
    }
}

struct Count;

#[async_trait]
impl Step<Four> for Count {
    async fn run(&self, _: &StepContext, _: &u64, state: &mut u64) -> Result<(), StepError> {
        *state = state.wrapping_add(1);
        Ok(())
    }
}

#[async_trait]
impl Compensate<Four> for Count {
    async fn compensate(&self, _: &StepContext, _: &u64, _: &mut u64) -> Result<(), StepError> {
        Ok(())
    }
}

fn four_steps(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let engine = Engine::builder(
        Arc::new(InMemoryJournal::new()),
        Arc::new(SystemClock),
        WorkerId::parse("bench").unwrap(),
    )
    .register(Four)
    .unwrap()
    .build();
    let count = AtomicU64::new(0);
    criterion.bench_function("four steps in memory", |bencher| {
        bencher.to_async(&runtime).iter(|| {
            let key = format!("k{}", count.fetch_add(1, Ordering::Relaxed));
            let start = Start {
                scope: Scope::Platform,
                key: DedupKey::parse(&key).unwrap(),
                correlation: CorrelationId::from_uuid(Uuid::nil()),
                input: 1,
            };
            let engine = engine.clone();
            async move { engine.run::<Four>(start).await.unwrap() }
        });
    });
}

criterion_group!(benches, four_steps);
criterion_main!(benches);

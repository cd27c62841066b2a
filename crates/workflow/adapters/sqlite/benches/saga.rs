//! Four-step sagas per second with every step on disk, and the disk's own rate beside it.
//!
//! `cargo bench -p workflow-sqlite`. Compare only numbers of one run: the disk sets the scale.

#![expect(clippy::expect_used, reason = "a benchmark fails by panicking")]

use std::{
    hint::black_box,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sqlite_kit::rusqlite;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use workflow::{
    CorrelationId, DedupKey, Definition, Engine, Flow, InvalidDefinition, Outcome, Scope, Start,
    Step, StepContext, StepError, SystemClock, WorkerId, Workflow, ports::Journal,
    testing::InMemoryJournal,
};
use workflow_sqlite::SqliteJournal;

const CALLERS: usize = 64;

struct Saga;

struct Count;

#[async_trait]
impl Step<Saga> for Count {
    async fn run(&self, cx: &StepContext, _: &u64, state: &mut u64) -> Result<(), StepError> {
        black_box(cx.key());
        *state += 1;
        Ok(())
    }
}

impl Workflow for Saga {
    const NAME: &'static str = "bench";
    const VERSION: u32 = 1;
    type Input = u64;
    type State = u64;
    type Output = u64;

    fn define(self, flow: Flow<Self>) -> Result<Definition<Self>, InvalidDefinition> {
        flow.step("one", Count)
            .no_undo("it only counts")
            .step("two", Count)
            .no_undo("it only counts")
            .step("three", Count)
            .no_undo("it only counts")
            .step("four", Count)
            .no_undo("it only counts")
            .returns(|_, state| *state)
    }
}

fn engine(journal: Arc<dyn Journal>) -> Engine {
    let worker = WorkerId::parse("bench").expect("valid");
    Engine::builder(journal, Arc::new(SystemClock), worker)
        .register(Saga)
        .expect("a sound definition")
        .build()
}

/// Runs one saga of a key that was never used before.
async fn saga(engine: &Engine) {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let ran = engine
        .run::<Saga>(Start {
            scope: Scope::Platform,
            key: DedupKey::parse(&format!("saga-{number}")).expect("valid"),
            correlation: CorrelationId::from_uuid(uuid::Uuid::from_u128(number.into())),
            input: number,
        })
        .await
        .expect("a sound journal");
    assert_eq!(ran.outcome, Outcome::Completed(4));
}

async fn sagas_at_once(engine: &Engine) {
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let engine = engine.clone();
            tokio::spawn(async move { saga(&engine).await })
        })
        .collect();
    for caller in callers {
        caller.await.expect("a caller");
    }
}

/// A folder on the disk that holds the build, for `/tmp` may lie in memory.
fn folder() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder for the benchmark")
}

fn bare_connection(path: &Path) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(path).expect("a database");
    connection
        .pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))
        .and_then(|()| connection.pragma_update(None, "synchronous", "full"))
        .and_then(|()| connection.execute_batch("CREATE TABLE record (body TEXT)"))
        .expect("settings");
    connection
}

fn disk(criterion: &mut Criterion) {
    let folder = folder();
    let connection = bare_connection(&folder.path().join("bare.db"));
    let body = "x".repeat(200);
    let mut group = criterion.benchmark_group("disk");
    group.throughput(Throughput::Elements(1));
    group.bench_function("bare SQLite, one row a commit", |bench| {
        let insert = "INSERT INTO record (body) VALUES (?1)";
        bench.iter(|| {
            connection
                .prepare_cached(insert)
                .expect("valid")
                .execute([&body])
        });
    });
    group.finish();
}

fn sagas(criterion: &mut Criterion) {
    let folder = folder();
    let journal = SqliteJournal::open(&folder.path().join("workflow.db")).expect("a journal");
    let runtime = Runtime::new().expect("a runtime");
    let journals: [(&str, Arc<dyn Journal>); 2] = [
        ("SQLite", Arc::new(journal)),
        ("memory", Arc::new(InMemoryJournal::new())),
    ];
    let mut group = criterion.benchmark_group("4-step saga");
    for (name, journal) in journals {
        let engine = engine(journal);
        group.throughput(Throughput::Elements(1));
        group.bench_function(format!("{name}, 1 caller"), |bench| {
            bench.to_async(&runtime).iter(|| saga(&engine));
        });
        group.throughput(Throughput::Elements(CALLERS as u64));
        group.bench_function(format!("{name}, 64 callers"), |bench| {
            bench.to_async(&runtime).iter(|| sagas_at_once(&engine));
        });
    }
    group.finish();
}

criterion_group!(benches, disk, sagas);
criterion_main!(benches);

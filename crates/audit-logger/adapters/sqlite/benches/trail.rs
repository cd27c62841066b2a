//! How fast the trail is: durable appends in batches of 1, 64 and 512, appends of 64 callers at
//! once, the work on one record without a disk, a page, and a full verification.
//!
//! Run it with `cargo bench -p audit-logger-sqlite`.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark stops at the first surprise"
)]

use std::{
    hint::black_box,
    sync::atomic::{AtomicU32, Ordering},
};

use audit_logger::{
    LogId, LogState, RecordDraft, Verifier,
    ports::{AuditLogRepository, AuditReader, Filter, PageRequest},
    testing::samples::{at, draft, drafts, tenant_log},
};
use audit_logger_sqlite::AuditStore;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use tokio::runtime::Runtime;

const LOG: LogId = LogId::Platform;
const VERIFIED_RECORDS: u32 = 50_000;

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap()
}

/// Records that were never appended before.
fn fresh(next: &AtomicU32, count: u32) -> Vec<RecordDraft> {
    let first = next.fetch_add(count, Ordering::Relaxed);
    drafts(LOG, first..first + count)
}

fn one_record(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("one record, no disk");
    group.throughput(Throughput::Elements(1));
    group.bench_function("build, mask and encode", |bencher| {
        let mut n = 0;
        bencher.iter(|| {
            n += 1;
            draft(LOG, black_box(n))
        });
    });
    group.bench_function("number, hash and push", |bencher| {
        let record = draft(LOG, 1);
        let mut log = LogState::new();
        bencher.iter(|| log.sequence(black_box(record.canonical()), at(0)));
    });
    group.finish();
}

fn append(criterion: &mut Criterion) {
    let runtime = runtime();
    let folder = tempfile::tempdir_in(".").unwrap();
    let store = AuditStore::open(&folder.path().join("audit.db")).unwrap();
    let next = AtomicU32::new(0);
    let mut group = criterion.benchmark_group("append, on disk when answered");
    for batch in [1_u32, 64, 512] {
        group.throughput(Throughput::Elements(u64::from(batch)));
        group.bench_function(format!("one caller, batches of {batch}"), |bencher| {
            bencher.iter_batched(
                || fresh(&next, batch),
                |records| runtime.block_on(store.append(&records, at(0))).unwrap(),
                BatchSize::LargeInput,
            );
        });
    }
    for batch in [1_u32, 8] {
        group.throughput(Throughput::Elements(64 * u64::from(batch)));
        group.bench_function(format!("64 callers, batches of {batch}"), |bencher| {
            bencher.iter_batched(
                || (0..64).map(|_| fresh(&next, batch)).collect::<Vec<_>>(),
                |callers| runtime.block_on(all_at_once(&store, callers)),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

async fn all_at_once(store: &AuditStore, callers: Vec<Vec<RecordDraft>>) {
    let mut tasks = tokio::task::JoinSet::new();
    for records in callers {
        let store = store.clone();
        tasks.spawn(async move { store.append(&records, at(0)).await.unwrap() });
    }
    tasks.join_all().await;
}

fn read(criterion: &mut Criterion) {
    let runtime = runtime();
    let folder = tempfile::tempdir_in(".").unwrap();
    let store = AuditStore::open(&folder.path().join("audit.db")).unwrap();
    for first in (0..VERIFIED_RECORDS).step_by(500) {
        let log = if first % 1000 == 0 {
            LOG
        } else {
            tenant_log(first % 7)
        };
        runtime
            .block_on(store.append(&drafts(log, first..first + 500), at(0)))
            .unwrap();
    }
    let mut group = criterion.benchmark_group("read");
    group
        .sample_size(20)
        .throughput(Throughput::Elements(u64::from(VERIFIED_RECORDS)));
    group.bench_function("verify everything", |bencher| {
        bencher.iter(|| {
            let verdict = runtime.block_on(Verifier::new().verify(&store)).unwrap();
            assert!(verdict.is_verified());
        });
    });
    let filter = Filter {
        actor: Some(draft(LOG, 0).actor().clone()),
        ..Filter::default()
    };
    let request = PageRequest::default();
    group.throughput(Throughput::Elements(1));
    group.bench_function("a page of 50 by actor", |bencher| {
        bencher.iter(|| {
            runtime
                .block_on(store.page(LOG, &filter, &request))
                .unwrap()
        });
    });
    group.finish();
}

criterion_group!(benches, one_record, append, read);
criterion_main!(benches);

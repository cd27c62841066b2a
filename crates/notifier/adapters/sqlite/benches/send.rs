//! Messages sent per second by the courier, both commits on disk: one caller, and 64 at once. The transport is in memory.

#![expect(clippy::unwrap_used, reason = "a benchmark stops by panicking")]

use std::{
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use notifier::{
    Courier,
    ports::Idempotence,
    testing::{RecordingTransport, cause, mailbox, welcome_request},
};
use notifier_sqlite::NotifierStore;

async fn all_at_once(courier: &Courier, numbers: Range<u64>) {
    let call = |number| {
        let (courier, number) = (courier.clone(), u128::from(number));
        tokio::spawn(async move {
            let request = welcome_request(number);
            courier.send(&cause(number, 0), &request).await
        })
    };
    for call in numbers.map(call).collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
}

fn send(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(NotifierStore::open(&folder.path().join("notifier.db")).unwrap());
    let courier = Courier::new(
        Arc::<NotifierStore>::clone(&store),
        store,
        Arc::new(RecordingTransport::new(Idempotence::ByMessageId)),
        mailbox("no-reply@nexus.example", "Nexus"),
    );
    let number = AtomicU64::new(0);
    let mut group = criterion.benchmark_group("sqlite");
    for callers in [1_u64, 64] {
        group.throughput(Throughput::Elements(callers));
        group.bench_function(format!("send, {callers} at once"), |bencher| {
            bencher.to_async(&runtime).iter(|| {
                let first = number.fetch_add(callers, Ordering::Relaxed);
                all_at_once(&courier, first..first + callers)
            });
        });
    }
    group.finish();
}

criterion_group!(benches, send);
criterion_main!(benches);

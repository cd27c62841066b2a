//! Messages delivered per second, each rendered, composed and on disk when answered: one caller, and 64 at once.

#![expect(clippy::unwrap_used, reason = "a benchmark stops by panicking")]

use std::{
    ops::Range,
    sync::atomic::{AtomicU64, Ordering},
};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use notifier::{ports::Transport as _, testing::outgoing_welcome};
use notifier_eml::EmlTransport;

async fn all_at_once(transport: &EmlTransport, numbers: Range<u64>) {
    let call = |number| {
        let (transport, message) = (transport.clone(), outgoing_welcome(u128::from(number)));
        tokio::spawn(async move { transport.deliver(&message).await })
    };
    for call in numbers.map(call).collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
}

fn deliver(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let transport = EmlTransport::open(folder.path()).unwrap();
    let number = AtomicU64::new(0);
    let mut group = criterion.benchmark_group("eml");
    for callers in [1_u64, 64] {
        group.throughput(Throughput::Elements(callers));
        group.bench_function(format!("deliver, {callers} at once"), |bencher| {
            bencher.to_async(&runtime).iter(|| {
                let first = number.fetch_add(callers, Ordering::Relaxed);
                all_at_once(&transport, first..first + callers)
            });
        });
    }
    group.finish();
}

criterion_group!(benches, deliver);
criterion_main!(benches);
